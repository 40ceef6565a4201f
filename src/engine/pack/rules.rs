//! The numbers of the game and what is won by it. Every number has the default that the built-in packs play with.

use schemars::JsonSchema;
use serde::Deserialize;

/// Weights, limits and thresholds of a pack.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Questions a buyer has time for; a call is over after twice as many turns, however many were free.
    pub max_questions: u32,
    /// How many questions before the end he looks at the clock.
    pub soon: u32,
    /// Where trust starts with an open, a guarded and a tough buyer.
    pub openness: [i64; 3],
    /// At or below this he warns, then leaves.
    pub floor: i64,
    /// Before this many counted questions an open buyer does not leave.
    pub patient_for: u32,
    /// Trust moves by no more than this in one turn.
    pub largest_move: i64,
    /// A tough buyer below this trust deflects once.
    pub deflects_below: i64,
    /// Turns that fit no topic are free this often: the trainee does not pay for our deafness.
    pub free_unknown: usize,
    pub free_checks: usize,
    pub free_silences: usize,
    pub free_noise: usize,
    /// Situation questions, and consequence questions, in a row that he bears.
    pub situational_row: usize,
    pub implication_row: usize,
    /// Bare follow-ups open this many nodes in a call.
    pub bare_openings: usize,
    /// Consequences that must be open before a wish is voiced, by difficulty.
    pub weight_of_need: [usize; 3],
    /// Questions that he asks himself in a call.
    pub own_questions: u32,
    /// Clarity at which the next step is offered.
    pub offer_step_at: i64,
    pub hints: u32,
    /// Turns so alike to a hint (0 to 1) are taken for copied.
    pub copied: f64,
    pub xp: Experience,
    /// Experience is multiplied by this, in percent, by difficulty.
    pub difficulty_percent: [i64; 3],
    /// What a sum of money per month may be of the company's revenue, at least and at most.
    pub share: [f64; 2],
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            max_questions: 10,
            soon: 2,
            openness: [55, 45, 35],
            floor: 10,
            patient_for: 5,
            largest_move: 10,
            deflects_below: 30,
            free_unknown: 2,
            free_checks: 2,
            free_silences: 3,
            free_noise: 1,
            situational_row: 2,
            implication_row: 3,
            bare_openings: 2,
            weight_of_need: [1, 2, 2],
            own_questions: 2,
            offer_step_at: 80,
            hints: 3,
            copied: 0.8,
            xp: Experience::default(),
            difficulty_percent: [100, 125, 150],
            share: [0.0005, 0.15],
        }
    }
}

/// What each step is worth.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Experience {
    pub fact: i64,
    pub problem: i64,
    pub detail: i64,
    pub consequence: i64,
    pub need: i64,
    pub benefit: i64,
    pub summary: i64,
    pub advance: i64,
}

impl Default for Experience {
    fn default() -> Self {
        Self {
            fact: 1,
            problem: 4,
            detail: 3,
            consequence: 6,
            need: 10,
            benefit: 6,
            summary: 3,
            advance: 10,
        }
    }
}

/// A line of the scorecard: which check, what it weighs, what it is called.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckText {
    pub id: String,
    pub weight: i64,
    pub title: String,
    /// What to train where it failed.
    pub train: String,
    /// Temperaments with whom it is best practised; empty: anybody.
    #[serde(default)]
    pub stress: Vec<String>,
}

/// A title for one call, by its score.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Badge {
    pub id: String,
    pub name: String,
    /// The score that earns it.
    pub from: i64,
}

/// A step of a person's progress.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub name: String,
    /// Experience at which it begins.
    pub xp: i64,
}

/// Something earned once. Every condition that is given must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Achievement {
    pub id: String,
    pub name: String,
    /// How it is earned, as people read it.
    pub how: String,
    /// Finished trainings.
    pub trainings: Option<i64>,
    /// Questions in all trainings.
    pub questions: Option<i64>,
    /// Turns of one training that took up the buyer's words.
    pub contextual: Option<i64>,
    /// The score of one training.
    pub score: Option<i64>,
    /// The badge of one training, and how many times running.
    pub badge: Option<String>,
    pub running: Option<i64>,
    /// All four types in one training.
    pub all_types: Option<bool>,
    /// Explicit needs, and next steps agreed to, in all trainings.
    pub needs: Option<i64>,
    pub advances: Option<i64>,
    /// Days running with a training.
    pub streak: Option<i64>,
    /// Points better than the training before, or days away before this one.
    pub better_by: Option<i64>,
    pub away_days: Option<i64>,
    /// A call at this difficulty that ended in an advance or an order: `guarded` or `tough`.
    pub difficulty: Option<crate::engine::types::Difficulty>,
}
