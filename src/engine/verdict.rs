//! Where a call stands, and how the buyer took a turn.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// It opened something.
    Opened,
    /// A follow-up on a fact: he said a little more of it.
    Elaborated,
    /// It asked for what he had said.
    Repeat,
    /// It asked for what the brief says.
    Known,
    /// A consequence of trouble that nobody has admitted.
    Floating,
    /// Trouble taken for granted before he admitted it.
    Presupposed,
    /// Worth of a solution before any problem.
    Premature,
    /// Worth of a solution before the problem weighs enough.
    Undeveloped,
    /// Worth of a solution that the product cannot give.
    Decoy,
    /// He agreed with what was put into his mouth.
    Assented,
    /// Trouble that he does not have.
    Denied,
    /// All of that kind has been said.
    Exhausted,
    /// He has no word on that topic.
    Unknown,
    /// A tough buyer evades once.
    Deflected,
    Pitched,
    Pressed,
    Courteous,
    Answered,
    Silent,
    Unreadable,
    Meta,
    Confirmed,
    Partly,
    Untrue,
    Agreed,
    AskedWhen,
    Postponed,
    Refused,
    Farewell,
}

impl Verdict {
    pub fn id(self) -> &'static str {
        self.into()
    }
}
