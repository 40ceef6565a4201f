//! Which problem a turn is about: the one its words name, the one in focus, the next that he would admit.

use super::buyer::Buyer;
use super::pack::Problem;
use super::state::problem_of;
use super::types::Difficulty;
use super::understanding::Reading;

/// A topic matched this well is meant, even if the talk was about something else.
pub(super) const CLEARLY_NAMED: f32 = 4.0;
/// By so much it must be better than anything of another problem.
const CLEAR_LEAD: f32 = 1.0;

impl<'a> Buyer<'_, 'a> {
    /// The admitted problem that a payoff question is about: the named one, the one in focus if it weighs enough, else
    /// the heaviest.
    pub(super) fn problem_to_solve(&self, reading: &Reading) -> Option<&'a Problem> {
        let admitted = |problem: &&Problem| self.state.is_open(&problem.id);
        if let Some(named) = self.clearly_named(reading).filter(admitted) {
            return Some(named);
        }
        let focused = self.state.problem.as_deref();
        let focused = focused
            .and_then(|id| self.case.problem(id))
            .filter(admitted);
        let ready = |problem: &&Problem| problem.is_solvable() && self.weighs_enough(problem);
        focused
            .filter(ready)
            .or_else(|| self.case.problems().filter(admitted).find(ready))
            .or(focused)
    }

    /// The problem that the words name beyond doubt. An example question of the pack may be one of many problems: it
    /// counts only for one that is admitted.
    pub(super) fn clearly_named(&self, reading: &Reading) -> Option<&'a Problem> {
        let about = &reading.about;
        let by_words = match about.trouble {
            Some(_) => about.problem(),
            None => beyond_doubt(&about.problems),
        };
        let by_example = || {
            let id = beyond_doubt(&about.consequences)?;
            self.state.is_open(id).then_some(id)
        };
        self.in_case(by_words.or_else(by_example)?)
    }

    /// The problem that the words name, by its own topic or by that of its fact.
    pub(super) fn asked_problem(&self, reading: &Reading) -> Option<&'a Problem> {
        let about = &reading.about;
        let by_trouble = about.trouble.as_deref().and_then(|id| self.in_case(id));
        let by_topic = about.problems.iter().find_map(|(id, _)| self.in_case(id));
        let by_fact = || {
            let fact = about.fact()?;
            self.case.problems().find(|problem| problem.fact == fact)
        };
        by_trouble.or(by_topic).or_else(by_fact)
    }

    /// A problem of the product that this case has.
    pub(super) fn in_case(&self, id: &str) -> Option<&'a Problem> {
        self.case.problems().find(|problem| problem.id == id)
    }

    /// The problem that hides behind the fact he has just told: "Is that hard?" means it.
    pub(super) fn behind_focus(&self) -> Option<&'a Problem> {
        let focus = self.state.focus.as_deref()?;
        self.case.problems().find(|problem| problem.fact == focus)
    }

    pub(super) fn main_problem(&self) -> Option<&'a Problem> {
        self.case.problems().next()
    }

    /// The problem he admits when nobody asks for one by name: an open buyer the one that hurts most, others something
    /// on the surface first.
    pub(super) fn next_problem(&self) -> Option<&'a Problem> {
        let hidden = |problem: &&Problem| !self.state.is_open(&problem.id);
        let mut all: Vec<&Problem> = self.case.problems().collect();
        if self.difficulty() != Difficulty::Open && !all.is_empty() {
            all.rotate_left(1);
        }
        all.into_iter().find(hidden)
    }
}

/// The problem of the strongest of these nodes, if it is strong and those of no other problem come near.
pub(super) fn beyond_doubt(nodes: &[(String, f32)]) -> Option<&str> {
    let (first, weight) = nodes.first()?;
    let problem = problem_of(first);
    let mut others = nodes.iter().filter(|(id, _)| problem_of(id) != problem);
    let rival = others.next().map_or(0.0, |(_, weight)| *weight);
    (*weight >= CLEARLY_NAMED && weight - rival >= CLEAR_LEAD).then_some(problem)
}
