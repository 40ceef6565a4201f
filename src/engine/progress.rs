//! What a person wins over all their calls: achievements, and the streak of days.

use super::pack::{Achievement, Pack};
use super::score::Report;
use super::types::{Difficulty, Ending};

/// In so many days of a streak one may be missed.
const FREEZE_EVERY: i64 = 7;

/// A person's calls so far, the one that has just ended among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    pub trainings: i64,
    pub questions: i64,
    pub needs: i64,
    pub advances: i64,
    /// Badges of the last calls, newest first.
    pub badges: Vec<String>,
    /// The score of the call before, and the days since it.
    pub last_score: Option<i64>,
    pub away_days: i64,
    pub streak: i64,
}

/// Ids of the achievements that hold now and are not in `had`.
pub fn earned(
    pack: &Pack,
    totals: &Totals,
    report: &Report,
    difficulty: Difficulty,
    had: &[String],
) -> Vec<String> {
    pack.achievements
        .iter()
        .filter(|one| !had.contains(&one.id))
        .filter(|one| holds(one, totals, report, difficulty))
        .map(|one| one.id.clone())
        .collect()
}

fn holds(one: &Achievement, totals: &Totals, report: &Report, difficulty: Difficulty) -> bool {
    let at_least = |wanted: Option<i64>, have: i64| wanted.is_none_or(|wanted| have >= wanted);
    let running = one.running.unwrap_or(1).max(1) as usize;
    let with_badge = one.badge.as_ref().is_none_or(|badge| {
        let last = totals.badges.iter().take(running);
        last.filter(|had| *had == badge).count() == running
    });
    let better = report.score - totals.last_score.unwrap_or(report.score);
    let won = matches!(report.ending, Ending::Advance | Ending::Order);
    let four = report.per_type[..4].iter().all(|count| *count > 0);
    with_badge
        && at_least(one.trainings, totals.trainings)
        && at_least(one.questions, totals.questions)
        && at_least(one.contextual, report.contextual)
        && at_least(one.score, report.score)
        && at_least(one.needs, totals.needs)
        && at_least(one.advances, totals.advances)
        && at_least(one.streak, totals.streak)
        && at_least(one.better_by, better)
        && at_least(one.away_days, totals.away_days)
        && (one.all_types != Some(true) || four)
        && one
            .difficulty
            .is_none_or(|wanted| won && difficulty >= wanted)
}

/// Days running up to the last of `days` (local day numbers, rising, each once), of which one a week may be missed.
pub fn streak(days: &[i64]) -> i64 {
    let Some((last, earlier)) = days.split_last() else {
        return 0;
    };
    let mut streak = 1;
    let mut next = *last;
    let mut frozen_at: Option<i64> = None;
    for day in earlier.iter().rev() {
        match next - day {
            1 => {}
            2 if frozen_at.is_none_or(|frozen| frozen - next >= FREEZE_EVERY) => {
                frozen_at = Some(next - 1);
            }
            _ => break,
        }
        streak += 1;
        next = *day;
    }
    streak
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every achievement of every built-in pack is earned by somebody, and by nobody who has done nothing.
    #[test]
    fn every_achievement_can_be_earned() {
        use crate::engine::{Engine, Past};
        use crate::lang::Lang;
        let engine = Engine::built_in();
        for lang in Lang::ALL {
            let pack = engine.pack(lang, None);
            let state = engine.open((lang, None), 7, Difficulty::Open, &Past::default(), 0);
            let nothing = engine.report(&state).expect("a report of an empty call");
            let nobody = Totals::default();
            assert!(earned(pack, &nobody, &nothing, Difficulty::Open, &[]).is_empty());
            let best = pack.badges.iter().max_by_key(|badge| badge.from);
            let best = best.expect("a badge").id.clone();
            let master = Totals {
                trainings: 50,
                questions: 500,
                needs: 40,
                advances: 30,
                badges: vec![best; 5],
                last_score: Some(20),
                away_days: 30,
                streak: 10,
            };
            let report = Report {
                score: 100,
                contextual: 10,
                per_type: [1, 3, 3, 3, 0],
                ending: Ending::Advance,
                ..nothing
            };
            let all = earned(pack, &master, &report, Difficulty::Tough, &[]);
            assert_eq!(all.len(), pack.achievements.len());
            assert!(earned(pack, &master, &report, Difficulty::Tough, &all).is_empty());
        }
    }

    #[test]
    fn a_streak_bears_one_missed_day_a_week() {
        let check = |days: &[i64], expected| assert_eq!(streak(days), expected, "{days:?}");
        check(&[], 0);
        check(&[5], 1);
        check(&[1, 3, 4, 5], 4);
        check(&[1, 4, 5], 2);
        check(&[1, 3, 5], 2);
        check(&[1, 3, 4, 5, 6, 7, 8, 9, 10, 12], 10);
    }
}
