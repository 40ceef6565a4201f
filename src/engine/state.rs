//! All that is remembered of a call: what was drawn, opened, said and counted. Holds no text of the trainee's.

use serde::{Deserialize, Serialize};

use super::case::Case;
use super::draw::Draw;
use super::pack::{Line, Rules};
use super::random::{Random, fingerprint};
use super::types::{Act, Difficulty, Ending, Label, Layer};
use super::verdict::{Phase, Verdict};
use super::words::Word;
use crate::lang::Lang;

/// A node opened: by which turn, with what sort of question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub node: String,
    pub layer: Layer,
    pub turn: u32,
    pub label: Label,
    /// The turn's words came from a hint or the coach.
    pub helped: bool,
}

/// What is remembered of a turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub turn: u32,
    pub act: Act,
    pub label: Label,
    pub confidence: f64,
    pub verdict: Verdict,
    pub target: Option<String>,
    pub counted: bool,
    /// It named nothing: its meaning came from the focus.
    pub bare: bool,
    /// It took up something the buyer had said, and how much of it for the first time.
    pub contextual: bool,
    pub new_anchors: u32,
    pub several: bool,
    pub leading: bool,
    pub helped: bool,
}

/// A hook that he has let fall: its words, and the node behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookSaid {
    pub words: String,
    pub to: String,
    pub turn: u32,
}

/// An objection, and the turn that caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    pub cause: u32,
    pub verdict: Verdict,
}

/// A call, from its first second to its end. Kept as JSON that only the engine reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub(super) draw: Draw,
    pub(super) phase: Phase,
    pub(super) turn: u32,
    pub(super) used: u32,
    /// Questions that he has time for.
    pub(super) most: u32,
    pub(super) openness: i64,
    pub(super) warned: bool,
    pub(super) deflected: bool,
    /// Permission was asked, pity was shown: each is worth something once.
    pub(super) asked_leave: bool,
    pub(super) showed_pity: bool,
    pub(super) opened: Vec<Opening>,
    /// Facts of the brief that he had to repeat, and facts on which he has said more.
    pub(super) retold: Vec<String>,
    /// The node the buyer spoke of last, and the last problem.
    pub(super) focus: Option<String>,
    pub(super) problem: Option<String>,
    /// Prints of the lines he has used.
    pub(super) said: Vec<u32>,
    /// Stems of the buyer's own words, and those taken up already.
    pub(super) heard: Vec<String>,
    pub(super) paid: Vec<String>,
    pub(super) hooks: Vec<HookSaid>,
    /// His last words.
    pub(super) last_said: String,
    /// How many questions of his own he has asked, and in which turn the last.
    pub(super) own_questions: u32,
    pub(super) own_asked_at: u32,
    /// The pitch that he has in mind: he may ask about it.
    pub(super) objections: Vec<Objection>,
    /// Prints of what was asked, with the problem it was about; of the words alone; and of those of earlier calls.
    pub(super) asked_about: Vec<u64>,
    pub(super) texts: Vec<u32>,
    pub(super) old_texts: Vec<u32>,
    pub(super) log: Vec<Entry>,
    pub(super) points: i64,
    pub(super) ending: Option<Ending>,
    pub(super) hints: u32,
    /// Questions that hints and the coach have put into the trainee's mouth.
    pub(super) helped: Vec<String>,
    /// Epoch milliseconds of the last turn.
    pub(super) at: i64,
    /// The state before the last turn, where its type was uncertain.
    pub(super) before: Option<Box<State>>,
}

impl State {
    pub(super) fn new(draw: Draw, rules: &Rules, old_texts: Vec<u32>, now: i64) -> Self {
        Self {
            phase: Phase::Talking,
            turn: 0,
            used: 0,
            most: rules.max_questions,
            openness: draw.difficulty.of(&rules.openness),
            warned: false,
            deflected: false,
            asked_leave: false,
            showed_pity: false,
            opened: Vec::new(),
            retold: Vec::new(),
            focus: None,
            problem: None,
            said: Vec::new(),
            heard: Vec::new(),
            paid: Vec::new(),
            hooks: Vec::new(),
            last_said: String::new(),
            own_questions: 0,
            own_asked_at: 0,
            objections: Vec::new(),
            asked_about: Vec::new(),
            texts: Vec::new(),
            old_texts,
            log: Vec::new(),
            points: 0,
            ending: None,
            hints: 0,
            helped: Vec::new(),
            at: now,
            before: None,
            draw,
        }
    }

    /// Questions used, of [`State::most`].
    pub fn used(&self) -> u32 {
        self.used
    }

    /// Questions that the buyer has time for.
    pub fn most(&self) -> u32 {
        self.most
    }

    /// What the case was drawn by.
    pub fn seed(&self) -> u64 {
        self.draw.seed
    }

    /// The language the buyer speaks.
    pub fn lang(&self) -> Lang {
        self.draw.lang
    }

    pub fn difficulty(&self) -> Difficulty {
        self.draw.difficulty
    }

    pub fn draw(&self) -> &Draw {
        &self.draw
    }

    pub fn hints_used(&self) -> u32 {
        self.hints
    }

    pub fn turns(&self) -> u32 {
        self.turn
    }

    /// Whether the buyer's last words were a question.
    pub fn buyer_asked(&self) -> bool {
        self.last_said.trim_end().ends_with('?')
    }

    pub fn last(&self) -> Option<&Entry> {
        self.log.last()
    }

    pub fn entries(&self) -> &[Entry] {
        &self.log
    }

    pub fn openings(&self) -> &[Opening] {
        &self.opened
    }

    pub fn objections(&self) -> &[Objection] {
        &self.objections
    }

    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// Prints of all lines that this buyer said.
    pub fn lines_said(&self) -> &[u32] {
        &self.said
    }

    /// Prints of all questions that the trainee asked.
    pub fn texts_used(&self) -> &[u32] {
        &self.texts
    }

    /// Whether the last turn can be played again with another type.
    pub fn can_be_read_anew(&self) -> bool {
        self.before.is_some()
    }

    /// The layer of what the last turn opened first, if it opened anything.
    pub fn last_opened(&self) -> Option<Layer> {
        self.opened
            .iter()
            .find(|opening| opening.turn == self.turn)
            .map(|opening| opening.layer)
    }

    pub fn is_open(&self, node: &str) -> bool {
        self.opened.iter().any(|opening| opening.node == node)
    }

    /// Openings of a layer, of one problem if it is given.
    pub fn count(&self, layer: Layer, problem: Option<&str>) -> usize {
        self.opened
            .iter()
            .filter(|opening| opening.layer == layer)
            .filter(|opening| problem.is_none_or(|id| problem_of(&opening.node) == id))
            .count()
    }

    /// How much of the buyer's situation has become clear, 0 to 100. Never falls.
    pub fn clarity(&self) -> i64 {
        let count = |layer, most: usize| self.count(layer, None).min(most) as i64;
        let problems = self.count(Layer::Problem, None) + self.count(Layer::Detail, None);
        4 * count(Layer::Fact, 2)
            + 9 * problems.min(3) as i64
            + 12 * count(Layer::Consequence, 3)
            + 15 * count(Layer::Need, 1)
            + 7 * count(Layer::Benefit, 2)
    }

    /// How many of the last questions had this label, without another between.
    pub(super) fn in_a_row(&self, label: Label) -> usize {
        self.log
            .iter()
            .rev()
            .filter(|entry| entry.act == Act::Question)
            .take_while(|entry| entry.label == label)
            .count()
    }

    pub(super) fn times(&self, verdict: Verdict) -> usize {
        self.log
            .iter()
            .filter(|entry| entry.verdict == verdict)
            .count()
    }

    pub(super) fn times_act(&self, act: Act) -> usize {
        self.log.iter().filter(|entry| entry.act == act).count()
    }

    /// Whether the turn before this one made him object.
    pub(super) fn objected_before(&self) -> bool {
        let last = self.objections.last();
        last.is_some_and(|one| one.cause + 1 == self.turn)
    }

    /// Whether he ended the turn before this one with a question of his own.
    pub(super) fn wondered_before(&self) -> bool {
        self.own_asked_at > 0 && self.own_asked_at + 1 == self.turn
    }

    pub(super) fn bare_openings(&self) -> usize {
        self.log
            .iter()
            .filter(|entry| entry.bare && entry.verdict == Verdict::Opened)
            .count()
    }

    /// A line for an occasion, filled in: one that he has not used, rather one not heard lately.
    pub(super) fn line(&mut self, case: &Case, occasion: &str) -> String {
        let lines = case.pack.lines(occasion);
        let text = self.next_of(occasion, lines);
        text.map(|line| case.say(&line.text)).unwrap_or_default()
    }

    /// One of `lines`, by its place in the call: the unused and unheard first.
    pub(super) fn next_of<'a>(&mut self, occasion: &str, lines: &'a [Line]) -> Option<&'a Line> {
        let unused = |line: &&Line| !self.said.contains(&line.print);
        let fresh = |line: &&Line| unused(line) && !self.draw.stale.contains(&line.print);
        let mut pool: Vec<&Line> = lines.iter().filter(fresh).collect();
        if pool.is_empty() {
            pool = lines.iter().filter(unused).collect();
        }
        if pool.is_empty() {
            pool = lines.iter().collect();
        }
        let mut random = Random::new(self.draw.seed ^ u64::from(self.turn), occasion);
        let line = *pool.get(random.below(pool.len()))?;
        self.said.push(line.print);
        Some(line)
    }

    /// Whether the very same words were used before about the same problem, and whether in a call before this one;
    /// remembers them.
    pub(super) fn repeats(&mut self, words: &[Word]) -> (bool, bool) {
        let about = self.problem.as_deref().unwrap_or_default();
        let words = words.join(" ");
        let print = fingerprint(&format!("{about}: {words}"));
        let text = fingerprint(&words) as u32;
        let again = self.asked_about.contains(&print);
        if !again {
            self.asked_about.push(print);
        }
        if !self.texts.contains(&text) {
            self.texts.push(text);
        }
        (again, self.old_texts.contains(&text))
    }
}

/// The problem a node belongs to.
pub(super) fn problem_of(node: &str) -> &str {
    node.split_once('.').map_or(node, |(problem, _)| problem)
}
