//! All that is remembered of a call: what was drawn, opened, said and counted. Holds no text of the trainee's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::case::{Case, Draw};
use super::random::{Random, fingerprint};
use super::types::{Act, Ending, Label, Layer};
use crate::lang::Lang;

/// Questions a buyer has time for.
pub const MOST_QUESTIONS: u32 = 10;
/// However many turns are free, a call ends after this many.
pub const MOST_TURNS: u32 = 2 * MOST_QUESTIONS;
/// Where trust starts with an open buyer.
const FIRST_OPENNESS: i64 = 55;

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Talking,
    /// The buyer has agreed to a step and asked for its date.
    AwaitingDate,
    /// The questions are used up; the buyer has asked what happens next.
    Closing,
    Ended,
}

/// How the buyer took a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It opened something.
    Opened,
    /// It asked for what he had said.
    Repeat,
    /// It asked for what the brief says.
    Known,
    /// A consequence of trouble that nobody has admitted.
    Floating,
    /// Worth of a solution before any problem.
    Premature,
    /// Worth of a solution before the problem weighs anything.
    Undeveloped,
    /// Trouble that he does not have.
    Denied,
    /// All of that kind has been said.
    Exhausted,
    /// He has no word on that topic.
    Unknown,
    Pitched,
    Pressed,
    Courteous,
    Answered,
    Silent,
    Unreadable,
    Meta,
    Confirmed,
    Untrue,
    Agreed,
    AskedWhen,
    Postponed,
    Refused,
    Farewell,
}

impl Verdict {
    pub fn id(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Repeat => "repeat",
            Self::Known => "known",
            Self::Floating => "floating",
            Self::Premature => "premature",
            Self::Undeveloped => "undeveloped",
            Self::Denied => "denied",
            Self::Exhausted => "exhausted",
            Self::Unknown => "unknown",
            Self::Pitched => "pitched",
            Self::Pressed => "pressed",
            Self::Courteous => "courteous",
            Self::Answered => "answered",
            Self::Silent => "silent",
            Self::Unreadable => "unreadable",
            Self::Meta => "meta",
            Self::Confirmed => "confirmed",
            Self::Untrue => "untrue",
            Self::Agreed => "agreed",
            Self::AskedWhen => "asked_when",
            Self::Postponed => "postponed",
            Self::Refused => "refused",
            Self::Farewell => "farewell",
        }
    }
}

/// What to go for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    Problem,
    Detail,
    Consequence,
    More,
    Need,
    Benefit,
    Step,
}

impl Advice {
    pub fn id(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Detail => "detail",
            Self::Consequence => "consequence",
            Self::More => "more",
            Self::Need => "need",
            Self::Benefit => "benefit",
            Self::Step => "step",
        }
    }
}

/// A node opened: by which turn, with what sort of question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub node: String,
    pub layer: Layer,
    pub turn: u32,
    pub label: Label,
}

/// What is remembered of a turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub turn: u32,
    pub act: Act,
    pub label: Label,
    pub confidence: f64,
    pub cue: Option<String>,
    pub verdict: Verdict,
    pub counted: bool,
    /// It named nothing: its meaning came from the focus.
    pub bare: bool,
    /// It took up something the buyer had said, and how much of it for the first time.
    pub contextual: bool,
    pub new_anchors: u32,
    /// Leading, or several questions at once.
    pub clumsy: bool,
}

/// A call, from its first second to its end. Kept as JSON that only the engine reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub(super) draw: Draw,
    pub(super) seed: u64,
    pub(super) phase: Phase,
    pub(super) turn: u32,
    pub(super) used: u32,
    pub(super) openness: i64,
    pub(super) warned: bool,
    pub(super) opened: Vec<Opening>,
    /// Facts of the brief that he had to repeat.
    pub(super) retold: Vec<String>,
    /// The node the buyer spoke of last, and the last problem.
    pub(super) focus: Option<String>,
    pub(super) problem: Option<String>,
    /// Lines used, by occasion.
    pub(super) said: BTreeMap<String, u32>,
    /// Stems of the buyer's own words, and those taken up already.
    pub(super) heard: Vec<String>,
    pub(super) paid: Vec<String>,
    pub(super) asked: bool,
    /// Fingerprints of what was asked.
    pub(super) texts: Vec<u64>,
    pub(super) log: Vec<Entry>,
    pub(super) points: i64,
    pub(super) ending: Option<Ending>,
    /// Epoch milliseconds of the last turn.
    pub(super) at: i64,
}

impl State {
    pub(super) fn new(draw: Draw, seed: u64, now: i64) -> Self {
        Self {
            draw,
            seed,
            phase: Phase::Talking,
            turn: 0,
            used: 0,
            openness: FIRST_OPENNESS,
            warned: false,
            opened: Vec::new(),
            retold: Vec::new(),
            focus: None,
            problem: None,
            said: BTreeMap::new(),
            heard: Vec::new(),
            paid: Vec::new(),
            asked: false,
            texts: Vec::new(),
            log: Vec::new(),
            points: 0,
            ending: None,
            at: now,
        }
    }

    /// Questions used, of [`MOST_QUESTIONS`].
    pub fn used(&self) -> u32 {
        self.used
    }

    /// What the case was drawn by.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The language the buyer speaks.
    pub fn lang(&self) -> Lang {
        self.draw.lang
    }

    pub fn turns(&self) -> u32 {
        self.turn
    }

    /// Whether the buyer's last words were a question.
    pub fn buyer_asked(&self) -> bool {
        self.asked
    }

    pub fn last(&self) -> Option<&Entry> {
        self.log.last()
    }

    /// What a good next question would open: the weakest layer that the ones before it allow.
    pub fn advice(&self) -> Advice {
        let count = |layer| self.count(layer, None);
        match (
            count(Layer::Problem),
            count(Layer::Detail),
            count(Layer::Consequence),
        ) {
            (0, _, _) => Advice::Problem,
            (1, 0, 0) => Advice::Detail,
            (_, _, 0) => Advice::Consequence,
            (_, _, 1) => Advice::More,
            _ if count(Layer::Need) == 0 => Advice::Need,
            _ if count(Layer::Benefit) < 2 => Advice::Benefit,
            _ => Advice::Step,
        }
    }

    /// The layer of what the last turn opened first, if it opened anything.
    pub fn last_opened(&self) -> Option<Layer> {
        self.opened
            .iter()
            .find(|opening| opening.turn == self.turn)
            .map(|opening| opening.layer)
    }

    pub(super) fn is_open(&self, node: &str) -> bool {
        self.opened.iter().any(|opening| opening.node == node)
    }

    /// Openings of a layer, of one problem if it is given.
    pub(super) fn count(&self, layer: Layer, problem: Option<&str>) -> usize {
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

    /// The type of the last question.
    pub(super) fn last_question(&self) -> Option<Label> {
        let mut asked = self.log.iter().rev();
        Some(asked.find(|entry| entry.act == Act::Question)?.label)
    }

    /// How many of the last turns' counted questions had this label, without another between.
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

    pub(super) fn bare_openings(&self) -> usize {
        self.log
            .iter()
            .filter(|entry| entry.bare && entry.verdict == Verdict::Opened)
            .count()
    }

    /// The next line for an occasion: each is used once before any comes again.
    pub(super) fn line(&mut self, case: &Case, occasion: &str) -> String {
        let lines = case.pack.lines(occasion);
        case.say(self.next_of(occasion, lines).unwrap_or_default())
    }

    pub(super) fn next_of<'a>(&mut self, occasion: &str, lines: &'a [String]) -> Option<&'a str> {
        let used = self.said.entry(occasion.to_owned()).or_default();
        let first = Random::new(self.seed, occasion).below(lines.len());
        let line = lines.get((first + *used as usize) % lines.len().max(1))?;
        *used += 1;
        Some(line)
    }

    /// Whether the very same words were used before about the same problem; remembers them.
    pub(super) fn repeats(&mut self, words: &[String]) -> bool {
        let about = self.problem.as_deref().unwrap_or_default();
        let print = fingerprint(&format!("{about}: {}", words.join(" ")));
        let again = self.texts.contains(&print);
        if !again {
            self.texts.push(print);
        }
        again
    }
}

/// The problem a node belongs to.
pub(super) fn problem_of(node: &str) -> &str {
    node.split_once('.').map_or(node, |(problem, _)| problem)
}
