//! How each check of the scorecard is decided: how much of it there is, which turn made it enough, what would have.

use super::case::Case;
use super::pack::Problem;
use super::score::Check;
use super::state::{Entry, Opening, State, Verdict, problem_of};
use super::types::{Act, Ending, Kind, Label, Layer};

/// Situation questions that a good call has room for, and how many of them the brief may have answered.
const MOST_SITUATIONAL: usize = 3;
const MOST_KNOWN: usize = 1;

pub struct Findings<'s, 'a> {
    pub case: &'s Case<'a>,
    pub state: &'s State,
}

/// How near a check is: what there is of it, and the turn that made it enough.
type Near = (usize, Option<u32>);

impl Findings<'_, '_> {
    pub fn check(&self, id: &'static str, weight: i64) -> Check {
        let need = match id {
            "problems" | "two_kinds" | "benefits" => 2,
            "facts" | "weight" | "listening" => 3,
            "craft" => 5,
            _ => 1,
        };
        let (have, turn) = match id {
            "facts" => self.facts(),
            "problems" => self.opened(need, |one| {
                is_problem_layer(one) && one.label == Label::Problem
            }),
            "depth" => self.depth(),
            "consequence" => self.opened(need, |one| one.layer == Layer::Consequence),
            "two_kinds" => self.kinds(need),
            "weight" => self.weight(need),
            "need" => self.opened(need, |one| {
                one.layer == Layer::Need && one.label == Label::NeedPayoff
            }),
            "benefits" => self.opened(need, |one| one.layer == Layer::Benefit),
            "listening" => self.listening(need),
            "no_pitch" => self.no_pitch(),
            "craft" => self.craft(need),
            _ => self.advance(),
        };
        let passed = turn.is_some();
        Check {
            id,
            weight,
            passed,
            turn,
            have,
            need,
            example: None,
        }
    }

    fn opened(&self, need: usize, fits: impl Fn(&Opening) -> bool) -> Near {
        let turns: Vec<u32> = self
            .state
            .opened
            .iter()
            .filter(|one| fits(one))
            .map(|one| one.turn)
            .collect();
        (turns.len(), turns.get(need - 1).copied())
    }

    fn asked(&self) -> impl Iterator<Item = &Entry> {
        self.state
            .log
            .iter()
            .filter(|entry| entry.act == Act::Question)
    }

    /// Few situation questions, on the way to problems.
    fn facts(&self) -> Near {
        let asked: Vec<&Entry> = self
            .asked()
            .filter(|entry| entry.label == Label::Situational)
            .collect();
        let known = asked
            .iter()
            .filter(|entry| entry.verdict == Verdict::Known)
            .count();
        let problems = self
            .opened(2, |one| {
                is_problem_layer(one) && one.label == Label::Problem
            })
            .1;
        let passed = asked.len() <= MOST_SITUATIONAL && known <= MOST_KNOWN;
        let proof = asked
            .iter()
            .find(|entry| entry.verdict == Verdict::Opened)
            .map(|entry| entry.turn);
        (
            asked.len(),
            problems
                .filter(|_| passed)
                .map(|turn| proof.unwrap_or(turn)),
        )
    }

    fn depth(&self) -> Near {
        let details = self.opened(1, |one| one.layer == Layer::Detail);
        if details.1.is_some() {
            return details;
        }
        (0, self.opened(3, is_problem_layer).1)
    }

    /// The problem with most consequences open, if any has one.
    fn weightiest(&self) -> Option<&Problem> {
        let open = |problem: &&Problem| self.state.count(Layer::Consequence, Some(&problem.id));
        self.case
            .problems()
            .max_by_key(open)
            .filter(|problem| open(problem) > 0)
    }

    /// Its consequences.
    fn consequences(&self) -> Vec<&Opening> {
        let Some(problem) = self.weightiest() else {
            return Vec::new();
        };
        self.state
            .opened
            .iter()
            .filter(|one| one.layer == Layer::Consequence && problem_of(&one.node) == problem.id)
            .collect()
    }

    /// Which example asks for a consequence of this problem that is not open yet.
    fn missing_consequence(&self, problem: &Problem) -> Option<String> {
        let is_missing =
            |kind: &Kind| !self.state.is_open(&format!("{}.{}", problem.id, kind.id()));
        let mut kinds = problem
            .consequences
            .iter()
            .map(|consequence| consequence.kind);
        Some(format!("consequence_{}", kinds.find(is_missing)?.id()))
    }

    fn kinds(&self, need: usize) -> Near {
        let found = self.consequences();
        (found.len(), found.get(need - 1).map(|one| one.turn))
    }

    fn weight(&self, need: usize) -> Near {
        let found = self.consequences();
        let has_figure = |one: &&Opening| {
            let text = self.case.node(&one.node).map(|node| self.case.text(&node));
            text.is_some_and(|text| text.chars().any(|c| c.is_ascii_digit()))
        };
        let figure = found.iter().any(has_figure);
        (
            found.len(),
            found.get(need - 1).filter(|_| figure).map(|one| one.turn),
        )
    }

    fn listening(&self, need: usize) -> Near {
        let mut have = 0;
        let mut turn = None;
        for entry in &self.state.log {
            have += match entry.act {
                Act::Question => entry.new_anchors as usize,
                Act::Check if entry.verdict == Verdict::Confirmed => 2,
                _ => 0,
            };
            if have >= need && turn.is_none() {
                turn = Some(entry.turn);
            }
        }
        (have.min(need), turn)
    }

    fn no_pitch(&self) -> Near {
        let need = self.opened(1, |one| one.layer == Layer::Need).1;
        let first_pitch = self
            .state
            .log
            .iter()
            .find(|entry| matches!(entry.act, Act::Pitch | Act::Close))
            .map_or(u32::MAX, |entry| entry.turn);
        let kept = need.filter(|turn| *turn < first_pitch);
        (usize::from(kept.is_some()), kept)
    }

    fn craft(&self, need: usize) -> Near {
        let opening: Vec<u32> = self
            .state
            .log
            .iter()
            .filter(|entry| entry.verdict == Verdict::Opened)
            .map(|entry| entry.turn)
            .collect();
        let clumsy = self.asked().filter(|entry| entry.clumsy).count();
        let clean = self.state.times(Verdict::Repeat) == 0 && clumsy <= 1;
        (
            opening.len(),
            opening.get(need - 1).filter(|_| clean).copied(),
        )
    }

    fn advance(&self) -> Near {
        let agreed = matches!(self.state.ending, Some(Ending::Advance | Ending::Order));
        let turn = self
            .state
            .log
            .last()
            .map(|entry| entry.turn)
            .filter(|_| agreed);
        (usize::from(agreed), turn)
    }

    /// The beginning of what the buyer revealed last.
    fn last_heard(&self) -> Option<String> {
        let node = self.case.node(&self.state.opened.last()?.node)?;
        let text = self.case.text(&node);
        let sentence = text.split_inclusive(['.', '?', '!', ':']).next()?;
        Some(sentence.trim_end_matches(['.', '?', '!', ':']).to_owned())
    }

    /// The question of this case that would have passed a check.
    pub fn example(&self, id: &str) -> Option<String> {
        let is_open = |problem: &&Problem| self.state.is_open(&problem.id);
        let admitted = self.case.problems().find(is_open);
        let hidden = self.case.problems().find(|problem| !is_open(problem));
        let problem = match id {
            "problems" | "facts" => hidden.or(admitted),
            "two_kinds" | "weight" => self.weightiest().or(admitted).or(hidden),
            _ => admitted.or(hidden),
        }?;
        let examples = &self.case.pack.examples;
        let template = match id {
            "consequence" | "two_kinds" | "weight" => {
                examples.get(&self.missing_consequence(problem)?)?
            }
            _ => examples.get(id)?,
        };
        let template = template
            .replace("{short}", &problem.short)
            .replace("{fixed}", &problem.fixed)
            .replace("{question}", &problem.question)
            .replace(
                "{heard}",
                &self.last_heard().unwrap_or_else(|| problem.line.clone()),
            );
        Some(self.case.say(&template))
    }
}

fn is_problem_layer(one: &Opening) -> bool {
    matches!(one.layer, Layer::Problem | Layer::Detail)
}
