//! The words of the domain that all parts of the engine share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// What a turn is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Label {
    Situational,
    Problem,
    Implication,
    NeedPayoff,
    Other,
}

impl Label {
    pub const ALL: [Self; 5] = [
        Self::Situational,
        Self::Problem,
        Self::Implication,
        Self::NeedPayoff,
        Self::Other,
    ];

    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The label with this id.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.id() == id)
    }
}

/// What a turn does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Act {
    Question,
    Check,
    Answer,
    Courtesy,
    Silence,
    Propose,
    Pitch,
    Close,
    Meta,
    Noise,
}

impl Act {
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// What the buyer's answer amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum BuyerLabel {
    Fact,
    ImpliedNeed,
    ExplicitNeed,
    Benefit,
    Objection,
    Refusal,
    Neutral,
}

impl BuyerLabel {
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// What a problem costs: in what coin.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    IntoStaticStr,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    Money,
    Time,
    People,
    Quality,
    Customers,
    Risk,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Money,
        Self::Time,
        Self::People,
        Self::Quality,
        Self::Customers,
        Self::Risk,
    ];

    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// Which side of a problem a detail shows.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    IntoStaticStr,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Aspect {
    Cause,
    Often,
    Last,
}

impl Aspect {
    pub const ALL: [Self; 3] = [Self::Cause, Self::Often, Self::Last];

    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// How hard a buyer makes it.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Difficulty {
    #[default]
    Open,
    Guarded,
    Tough,
}

impl Difficulty {
    pub const ALL: [Self; 3] = [Self::Open, Self::Guarded, Self::Tough];

    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The choice for this difficulty of a number given for all three.
    pub fn of<T: Copy>(self, three: &[T; 3]) -> T {
        three[self as usize]
    }
}

/// A step of the need map.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Layer {
    Fact,
    Problem,
    Detail,
    Consequence,
    Need,
    Benefit,
}

impl Layer {
    /// The type of question that opens it.
    pub fn asked_by(self) -> Label {
        match self {
            Self::Fact => Label::Situational,
            Self::Problem | Self::Detail => Label::Problem,
            Self::Consequence => Label::Implication,
            Self::Need | Self::Benefit => Label::NeedPayoff,
        }
    }

    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Ending {
    Order,
    Advance,
    Continuation,
    NoSale,
    EndedByBuyer,
}

impl Ending {
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// How ready the buyer is to talk.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Mood {
    Wary,
    Listening,
    Open,
}

impl Mood {
    pub fn of(openness: i64) -> Self {
        match openness {
            ..35 => Self::Wary,
            35..70 => Self::Listening,
            _ => Self::Open,
        }
    }

    pub fn id(self) -> &'static str {
        self.into()
    }
}
