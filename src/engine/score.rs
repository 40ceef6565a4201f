//! The scorecard: small open checks over what a call opened, each with the turn that passed it or the question that would have.

use super::case::Case;
use super::checks::{Check, Findings};
use super::pack::Pack;
use super::random::Random;
use super::state::{Objection, State};
use super::types::{Ending, Label};

/// What is best trained first, if several checks failed.
const TRAIN_FIRST: [&str; 12] = [
    "problems",
    "consequence",
    "need",
    "two_kinds",
    "listening",
    "benefits",
    "depth",
    "weight",
    "no_pitch",
    "advance",
    "facts",
    "craft",
];

/// A whole call, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub score: i64,
    pub points: i64,
    pub clarity: i64,
    pub ending: Ending,
    pub questions: u32,
    /// Counted turns by label, in the order of [`Label::ALL`].
    pub per_type: [i64; 5],
    pub contextual: i64,
    pub checks: Vec<Check>,
    /// Id and name of the badge.
    pub badge: (String, String),
    /// The check to train next, if any failed.
    pub train: Option<String>,
    /// What the buyer says of the call.
    pub words: String,
    /// What wins this buyer over.
    pub wins: String,
    pub objections: Vec<Objection>,
}

/// The level of a person with so much experience: its number from 1, its name, and where the next begins.
pub fn level(pack: &Pack, experience: i64) -> (usize, &str, Option<i64>) {
    let reached = pack.levels.iter().take_while(|one| experience >= one.xp);
    let number = reached.count().max(1);
    let name = pack.levels.get(number - 1).map_or("", |one| &one.name);
    (number, name, pack.levels.get(number).map(|one| one.xp))
}

pub fn report(case: &Case, state: &State) -> Report {
    let found = Findings { case, state };
    let mut checks: Vec<Check> = case
        .pack
        .checks
        .iter()
        .map(|one| found.check(one))
        .collect();
    for check in checks.iter_mut().filter(|check| !check.passed) {
        check.example = found.example(&check.id);
    }
    let passed = checks.iter().filter(|check| check.passed);
    let score = passed.map(|check| check.weight).sum();
    let counted = |label: Label| {
        let log = state.log.iter();
        log.filter(|entry| entry.counted && entry.label == label)
            .count() as i64
    };
    let failed = |id: &&&str| checks.iter().any(|check| check.id == **id && !check.passed);
    let contextual = state.log.iter();
    let contextual = contextual.filter(|entry| entry.counted && entry.contextual);
    let badge = case.pack.badges.iter().filter(|one| score >= one.from);
    let badge = badge.max_by_key(|one| one.from);
    let ending = state.ending.unwrap_or(Ending::NoSale);
    Report {
        score,
        points: state.points,
        clarity: state.clarity(),
        ending,
        questions: state.used,
        per_type: Label::ALL.map(counted),
        contextual: contextual.count() as i64,
        badge: badge.map_or_else(Default::default, |one| (one.id.clone(), one.name.clone())),
        train: TRAIN_FIRST.iter().find(failed).map(|id| (*id).to_owned()),
        checks,
        words: words(case, ending),
        wins: case.temperament.wins.clone(),
        objections: state.objections.clone(),
    }
}

/// What this buyer says of a call that ended so.
fn words(case: &Case, ending: Ending) -> String {
    let occasion = format!("after_{}", ending.id());
    let lines = case.pack.lines(&occasion);
    match lines {
        [] => String::new(),
        lines => case.say(&Random::new(case.draw.seed, &occasion).pick(lines).text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::checks::CHECK_IDS;

    #[test]
    fn every_check_can_be_the_one_to_train() {
        for id in CHECK_IDS {
            assert!(TRAIN_FIRST.contains(&id), "{id}");
        }
    }
}
