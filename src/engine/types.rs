//! The words of the domain that all parts of the engine share.

use serde::{Deserialize, Serialize};

/// What a turn is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        match self {
            Self::Situational => "situational",
            Self::Problem => "problem",
            Self::Implication => "implication",
            Self::NeedPayoff => "need_payoff",
            Self::Other => "other",
        }
    }
}

/// What a turn does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        match self {
            Self::Question => "question",
            Self::Check => "check",
            Self::Answer => "answer",
            Self::Courtesy => "courtesy",
            Self::Silence => "silence",
            Self::Propose => "propose",
            Self::Pitch => "pitch",
            Self::Close => "close",
            Self::Meta => "meta",
            Self::Noise => "noise",
        }
    }
}

/// What the buyer's answer amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        match self {
            Self::Fact => "fact",
            Self::ImpliedNeed => "implied_need",
            Self::ExplicitNeed => "explicit_need",
            Self::Benefit => "benefit",
            Self::Objection => "objection",
            Self::Refusal => "refusal",
            Self::Neutral => "neutral",
        }
    }
}

/// What a problem costs: in what coin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Money,
    Time,
    People,
    Quality,
    Customers,
    Risk,
}

impl Kind {
    pub fn id(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Time => "time",
            Self::People => "people",
            Self::Quality => "quality",
            Self::Customers => "customers",
            Self::Risk => "risk",
        }
    }
}

/// Which side of a problem a detail shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    Cause,
    Often,
    Last,
}

impl Aspect {
    pub fn id(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Often => "often",
            Self::Last => "last",
        }
    }
}

/// A step of the need map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    Fact,
    Problem,
    Detail,
    Consequence,
    Need,
    Benefit,
}

impl Layer {
    pub fn id(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Problem => "problem",
            Self::Detail => "detail",
            Self::Consequence => "consequence",
            Self::Need => "need",
            Self::Benefit => "benefit",
        }
    }
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Order,
    Advance,
    Continuation,
    NoSale,
    EndedByBuyer,
}

impl Ending {
    pub fn id(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Advance => "advance",
            Self::Continuation => "continuation",
            Self::NoSale => "no_sale",
            Self::EndedByBuyer => "ended_by_buyer",
        }
    }
}

/// How ready the buyer is to talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        match self {
            Self::Wary => "wary",
            Self::Listening => "listening",
            Self::Open => "open",
        }
    }
}
