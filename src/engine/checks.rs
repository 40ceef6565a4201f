//! How each check of the scorecard is decided: how much of it there is, which turn made it enough, what would have.

use super::case::Case;
use super::pack::{CheckText, Problem};
use super::random::Random;
use super::state::{Entry, Opening, State, problem_of};
use super::types::{Act, Ending, Kind, Label, Layer};
use super::verdict::Verdict;

/// Situation questions that a good call has room for, and how many of them the brief may have answered.
const MOST_SITUATIONAL: usize = 3;
const MOST_KNOWN: usize = 1;
/// Leading or several questions that a good call bears.
const MOST_CLUMSY: usize = 1;

/// Every check that a pack may weigh.
pub const CHECK_IDS: [&str; 12] = [
    "facts",
    "problems",
    "depth",
    "consequence",
    "two_kinds",
    "weight",
    "need",
    "benefits",
    "listening",
    "no_pitch",
    "craft",
    "advance",
];

/// A line of the scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub id: String,
    pub title: String,
    /// What to train where it failed.
    pub train: String,
    pub weight: i64,
    pub passed: bool,
    /// The turn that passed it: its words are the proof.
    pub turn: Option<u32>,
    pub have: usize,
    pub need: usize,
    /// Why it failed although there was enough of it.
    pub reason: Option<Reason>,
    /// A question that would have passed it, where it failed.
    pub example: Option<String>,
}

/// What beside the count a check waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// More situation questions than a call has room for.
    TooMany,
    /// Too many questions that the brief answers.
    Known,
    /// Counts only once problems are found.
    WaitsForProblems,
    /// Counts only once a need is stated.
    WaitsForNeed,
    /// Something was offered before.
    Pitched,
    /// A question came twice.
    Repeat,
    /// Leading or several questions at once.
    Clumsy,
    /// None of the consequences had a figure.
    NoFigure,
}

impl Reason {
    pub fn id(self) -> &'static str {
        self.into()
    }
}

pub struct Findings<'s, 'a> {
    pub case: &'s Case<'a>,
    pub state: &'s State,
}

/// How near a check is: what there is of it, the turn that made it enough, what keeps it from passing.
struct Near {
    have: usize,
    turn: Option<u32>,
    reason: Option<Reason>,
}

impl Near {
    fn of(turns: &[u32], need: usize) -> Self {
        Self {
            have: turns.len(),
            turn: turns.get(need - 1).copied(),
            reason: None,
        }
    }

    fn unless(mut self, fails: bool, reason: Reason) -> Self {
        if fails && self.reason.is_none() {
            self.turn = None;
            self.reason = Some(reason);
        }
        self
    }
}

impl Findings<'_, '_> {
    pub fn check(&self, text: &CheckText) -> Check {
        let id = text.id.as_str();
        let need = match id {
            "problems" | "two_kinds" | "benefits" => 2,
            "facts" | "weight" | "listening" => 3,
            "craft" => 5,
            _ => 1,
        };
        let near = match id {
            "facts" => self.facts(),
            "problems" => self.problems(need),
            "depth" => self.depth(),
            "consequence" => self.opened(need, |one| one.layer == Layer::Consequence),
            "two_kinds" => self.kinds(need),
            "weight" => self.weight(need),
            "need" => self.need(),
            "benefits" => self.benefits(need),
            "listening" => self.listening(need),
            "no_pitch" => self.no_pitch(),
            "craft" => self.craft(need),
            _ => self.advance(),
        };
        Check {
            id: text.id.clone(),
            title: text.title.clone(),
            train: text.train.clone(),
            weight: text.weight,
            passed: near.turn.is_some(),
            turn: near.turn,
            have: near.have.min(if id == "facts" { usize::MAX } else { need }),
            need,
            reason: near.reason,
            example: None,
        }
    }

    /// Openings by the trainee's own words.
    fn own(&self) -> impl Iterator<Item = &Opening> {
        self.state.opened.iter().filter(|one| !one.helped)
    }

    fn opened(&self, need: usize, fits: impl Fn(&Opening) -> bool) -> Near {
        let turns: Vec<u32> = self
            .own()
            .filter(|one| fits(one))
            .map(|one| one.turn)
            .collect();
        Near::of(&turns, need)
    }

    fn asked(&self) -> impl Iterator<Item = &Entry> {
        let log = self.state.log.iter();
        log.filter(|entry| entry.act == Act::Question)
    }

    fn problems(&self, need: usize) -> Near {
        self.opened(need, |one| {
            is_problem_layer(one) && one.label == Label::Problem
        })
    }

    /// Few situation questions, on the way to problems.
    fn facts(&self) -> Near {
        let asked: Vec<&Entry> = self
            .asked()
            .filter(|entry| entry.label == Label::Situational && entry.counted)
            .collect();
        let known = asked.iter().filter(|one| one.verdict == Verdict::Known);
        let proof = asked.iter().find(|one| one.verdict == Verdict::Opened);
        let problems = self.problems(2).turn;
        Near {
            have: asked.len(),
            turn: problems.map(|turn| proof.map_or(turn, |one| one.turn)),
            reason: None,
        }
        .unless(asked.len() > MOST_SITUATIONAL, Reason::TooMany)
        .unless(known.count() > MOST_KNOWN, Reason::Known)
        .unless(problems.is_none(), Reason::WaitsForProblems)
    }

    fn depth(&self) -> Near {
        let details = self.opened(1, |one| one.layer == Layer::Detail);
        if details.turn.is_some() {
            return details;
        }
        Near {
            have: 0,
            turn: self.opened(3, is_problem_layer).turn,
            reason: None,
        }
    }

    /// The problem with most consequences open, if any has one.
    fn weightiest(&self) -> Option<&Problem> {
        let open = |problem: &&Problem| self.state.count(Layer::Consequence, Some(&problem.id));
        let heaviest = self.case.problems().max_by_key(open);
        heaviest.filter(|problem| open(problem) > 0)
    }

    /// Its consequences.
    fn consequences(&self) -> Vec<&Opening> {
        let Some(problem) = self.weightiest() else {
            return Vec::new();
        };
        self.own()
            .filter(|one| one.layer == Layer::Consequence && problem_of(&one.node) == problem.id)
            .collect()
    }

    fn kinds(&self, need: usize) -> Near {
        let turns: Vec<u32> = self.consequences().iter().map(|one| one.turn).collect();
        Near::of(&turns, need)
    }

    fn weight(&self, need: usize) -> Near {
        let found = self.consequences();
        let has_figure = |one: &&Opening| {
            let text = self.case.node(&one.node).map(|node| self.case.text(&node));
            text.is_some_and(|text| text.chars().any(|c| c.is_ascii_digit()))
        };
        let figure = found.iter().any(has_figure);
        self.kinds(need)
            .unless(found.len() >= need && !figure, Reason::NoFigure)
    }

    /// A wish that the trainee's question drew out.
    fn need(&self) -> Near {
        self.opened(1, |one| {
            one.layer == Layer::Need && one.label == Label::NeedPayoff
        })
    }

    fn benefits(&self, need: usize) -> Near {
        let stated = self.need().turn;
        self.opened(need, |one| one.layer == Layer::Benefit)
            .unless(stated.is_none(), Reason::WaitsForNeed)
    }

    fn listening(&self, need: usize) -> Near {
        let mut have = 0;
        let mut turn = None;
        for entry in self.state.log.iter().filter(|entry| !entry.helped) {
            have += match (entry.act, entry.verdict) {
                (Act::Question, _) | (Act::Check, Verdict::Confirmed) => entry.new_anchors as usize,
                _ => 0,
            };
            if have >= need && turn.is_none() {
                turn = Some(entry.turn);
            }
        }
        Near {
            have,
            turn,
            reason: None,
        }
    }

    fn no_pitch(&self) -> Near {
        let need = self.need().turn;
        let mut log = self.state.log.iter();
        let pitch = log.find(|entry| matches!(entry.act, Act::Pitch | Act::Close));
        let first = pitch.map_or(u32::MAX, |entry| entry.turn);
        Near {
            have: usize::from(need.is_some_and(|turn| turn < first)),
            turn: need,
            reason: None,
        }
        .unless(
            need.is_none_or(|turn| turn > first) && pitch.is_some(),
            Reason::Pitched,
        )
        .unless(need.is_none(), Reason::WaitsForNeed)
    }

    fn craft(&self, need: usize) -> Near {
        let log = self.state.log.iter();
        let opening: Vec<u32> = log
            .filter(|entry| entry.verdict == Verdict::Opened && !entry.helped)
            .map(|entry| entry.turn)
            .collect();
        let clumsy = self.asked().filter(|entry| entry.several || entry.leading);
        Near::of(&opening, need)
            .unless(self.state.times(Verdict::Repeat) > 0, Reason::Repeat)
            .unless(clumsy.count() > MOST_CLUMSY, Reason::Clumsy)
    }

    fn advance(&self) -> Near {
        let agreed = matches!(self.state.ending, Some(Ending::Advance | Ending::Order));
        let last = self.state.log.last().map(|entry| entry.turn);
        let turns: Vec<u32> = last.filter(|_| agreed).into_iter().collect();
        Near::of(&turns, 1)
    }

    /// The beginning of what the buyer revealed last.
    fn last_heard(&self) -> Option<String> {
        let node = self.case.node(&self.state.opened.last()?.node)?;
        let text = self.case.text(&node);
        let sentence = text.split_inclusive(['.', '?', '!', ':']).next()?;
        Some(sentence.trim_end_matches(['.', '?', '!', ':']).to_owned())
    }

    /// The consequence of this problem that opened last, as a clause.
    fn last_consequence<'p>(&self, problem: &'p Problem) -> Option<&'p str> {
        let opened = self.state.opened.iter().rev();
        let mut of_problem = opened
            .filter(|one| one.layer == Layer::Consequence && problem_of(&one.node) == problem.id);
        let id = &of_problem.next()?.node;
        let mut all = problem.consequences.iter();
        let one = all.find(|one| *id == format!("{}.{}", problem.id, one.kind.id()))?;
        Some(&one.short)
    }

    /// Which consequence of this problem is not open yet: one of its kinds.
    pub fn missing_kind(&self, problem: &Problem) -> Option<Kind> {
        let is_missing =
            |kind: &Kind| !self.state.is_open(&format!("{}.{}", problem.id, kind.id()));
        let mut kinds = problem.consequences.iter().map(|one| one.kind);
        kinds.find(is_missing)
    }

    /// The problem on which an example for this check is shown.
    fn example_problem(&self, id: &str) -> Option<&Problem> {
        let is_open = |problem: &&Problem| self.state.is_open(&problem.id);
        let solvable = |problem: &&Problem| problem.is_solvable();
        let focused = self.state.problem.as_deref();
        let focused = focused.and_then(|id| self.case.problem(id));
        let focused = focused.filter(|one| is_open(one) && solvable(one));
        let admitted = focused.or_else(|| self.case.problems().filter(solvable).find(is_open));
        let hidden = self.case.problems().find(|problem| !is_open(problem));
        match id {
            "problems" | "facts" | "craft" => hidden.or(admitted),
            "two_kinds" | "weight" => self
                .weightiest()
                .filter(|one| self.missing_kind(one).is_some())
                .or(admitted)
                .or(hidden),
            "need" | "benefits" | "no_pitch" => {
                self.weightiest().filter(solvable).or(admitted).or(hidden)
            }
            _ => admitted.or(hidden),
        }
    }

    /// The question of this case that would have passed a check.
    pub fn example(&self, id: &str) -> Option<String> {
        let problem = self.example_problem(id)?;
        let consequence = self.last_consequence(problem);
        let key = match id {
            "consequence" | "two_kinds" | "weight" => {
                format!("consequence_{}", self.missing_kind(problem)?.id())
            }
            "listening" if consequence.is_some() => "summary".to_owned(),
            id => id.to_owned(),
        };
        let examples = self.case.pack.examples.get(&key)?;
        let seed = self.case.draw.seed ^ u64::from(self.state.turn);
        let template = pick(seed, &key, examples)?;
        let heard = self.last_heard();
        let heard = heard.as_deref().unwrap_or(&problem.short);
        let template = template
            .replace("{consequence}", consequence.unwrap_or(&problem.short))
            .replace("{heard}", heard);
        Some(fill(self.case, problem, &template))
    }

    /// The question for a check on one problem, whatever is open.
    pub fn example_for(case: &Case, problem: &Problem, key: &str) -> Option<String> {
        let template = pick(case.draw.seed, key, case.pack.examples.get(key)?)?;
        Some(fill(case, problem, template))
    }
}

fn pick<'e>(seed: u64, key: &str, examples: &'e [String]) -> Option<&'e str> {
    let place = Random::new(seed, key).below(examples.len());
    examples.get(place).map(String::as_str)
}

fn fill(case: &Case, problem: &Problem, template: &str) -> String {
    let template = template
        .replace("{short}", &problem.short)
        .replace("{fixed}", &problem.fixed)
        .replace("{question}", problem.question());
    case.say(&template)
}

fn is_problem_layer(one: &Opening) -> bool {
    matches!(one.layer, Layer::Problem | Layer::Detail)
}
