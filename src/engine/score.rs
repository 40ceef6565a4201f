//! The scorecard: small open checks over what a call opened, each with the turn that passed it or the question that would have.

use super::case::Case;
use super::checks::Findings;
use super::state::State;
use super::types::{Ending, Label};

/// Every check with its weight, in the order in which they are shown. The weights sum to 100.
pub const CHECKS: [(&str, i64); 12] = [
    ("facts", 6),
    ("problems", 8),
    ("depth", 5),
    ("consequence", 10),
    ("two_kinds", 12),
    ("weight", 7),
    ("need", 14),
    ("benefits", 10),
    ("listening", 14),
    ("no_pitch", 5),
    ("craft", 4),
    ("advance", 5),
];

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

/// Badges by the score that earns them.
const BADGES: [(i64, &str); 5] = [
    (90, "master"),
    (75, "consultant"),
    (50, "explorer"),
    (25, "listener"),
    (0, "newcomer"),
];

/// Experience at which each level begins; the first is level 1.
const LEVELS: [i64; 6] = [0, 80, 250, 600, 1_200, 2_500];

/// A line of the scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub id: &'static str,
    pub weight: i64,
    pub passed: bool,
    /// The turn that passed it: its words are the proof.
    pub turn: Option<u32>,
    pub have: usize,
    pub need: usize,
    /// A question that would have passed it, where it failed.
    pub example: Option<String>,
}

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
    pub badge: &'static str,
    /// The check to train next, if any failed.
    pub train: Option<&'static str>,
}

/// The level of a person with so much experience, from 1.
pub fn level(experience: i64) -> usize {
    LEVELS
        .iter()
        .take_while(|from| experience >= **from)
        .count()
        .max(1)
}

/// Experience at which the next level begins, if there is one.
pub fn next_level(experience: i64) -> Option<i64> {
    LEVELS.iter().copied().find(|from| *from > experience)
}

pub fn report(case: &Case, state: &State) -> Report {
    let found = Findings { case, state };
    let mut checks: Vec<Check> = CHECKS
        .iter()
        .map(|(id, weight)| found.check(id, *weight))
        .collect();
    for check in checks.iter_mut().filter(|check| !check.passed) {
        check.example = found.example(check.id);
    }
    let score = checks
        .iter()
        .filter(|check| check.passed)
        .map(|check| check.weight)
        .sum();
    let counted = |label: Label| {
        state
            .log
            .iter()
            .filter(|entry| entry.counted && entry.label == label)
            .count() as i64
    };
    let failed = |id: &&&str| checks.iter().any(|check| check.id == **id && !check.passed);
    Report {
        score,
        points: state.points,
        clarity: state.clarity(),
        ending: state.ending.unwrap_or(Ending::NoSale),
        questions: state.used,
        per_type: Label::ALL.map(counted),
        contextual: state
            .log
            .iter()
            .filter(|entry| entry.counted && entry.contextual)
            .count() as i64,
        badge: BADGES
            .iter()
            .find(|(from, _)| score >= *from)
            .map_or("newcomer", |(_, id)| id),
        train: TRAIN_FIRST.iter().find(failed).copied(),
        checks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_a_hundred() {
        assert_eq!(CHECKS.iter().map(|(_, weight)| weight).sum::<i64>(), 100);
    }

    #[test]
    fn every_check_can_be_the_one_to_train() {
        for (id, _) in CHECKS {
            assert!(TRAIN_FIRST.contains(&id), "{id}");
        }
    }

    #[test]
    fn levels_begin_where_they_say() {
        let check = |experience, expected| assert_eq!(level(experience), expected, "{experience}");
        check(-5, 1);
        check(0, 1);
        check(79, 1);
        check(80, 2);
        check(1_000_000, 6);
        assert_eq!(next_level(80), Some(250));
        assert_eq!(next_level(2_500), None);
    }
}
