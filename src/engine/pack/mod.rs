//! What a pack holds: everything in words and numbers that one training in one language is made of. Data only, no rules.
//!
//! Texts are templates ([`Line`]): `{volume}` stands for a figure, a choice or a name of the case, `{f:а}` for an ending
//! that only a woman's speech has, `{m:ся}` for one that only a man's has, `[words>child]` for a hook.

mod file;
mod line;
mod product;
mod rules;

mod check;
mod contents;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::patterns::Pattern;
use super::types::{Kind, Label};
use crate::lang::Lang;

pub use check::{OCCASIONS, Occasion, check};
pub use contents::Contents;
pub use file::{PackError, PackFile, Source, read};
pub use line::{Hook, Line};
pub use product::{Figure, Problem, Product};
pub use rules::{Achievement, Badge, CheckText, Experience, Level, Rules};

/// One training in one language.
#[derive(Debug)]
pub struct Pack {
    pub head: Head,
    /// The turn types, each with the layer that it opens.
    pub types: Vec<TurnType>,
    pub rules: Rules,
    pub checks: Vec<CheckText>,
    pub badges: Vec<Badge>,
    pub levels: Vec<Level>,
    pub achievements: Vec<Achievement>,
    pub cities: Vec<String>,
    pub people: Vec<Person>,
    pub roles: Vec<Role>,
    pub temperaments: Vec<Temperament>,
    /// Facts of the brief, by id.
    pub brief: BTreeMap<String, BriefFact>,
    /// Facts that any company can be asked for; a product's own fact of the same id goes before.
    pub topics: Vec<Topic>,
    /// More questions about topics, by their ids, than it takes to show what a topic is: the wider they are, the more of
    /// what people type is understood.
    pub wordings: BTreeMap<String, Vec<String>>,
    /// What the buyer says that belongs to no node, by occasion.
    pub lines: BTreeMap<String, Vec<Line>>,
    /// Questions that would have passed a check, by its id; `{short}`, `{fixed}`, `{question}` and `{consequence}` come
    /// from a problem, `{heard}` is what the buyer revealed last.
    pub examples: BTreeMap<String, Vec<String>>,
    pub products: Vec<Product>,
    /// The files it was read from, and which of them each part came from.
    pub sources: Vec<Source>,
    /// How many of them are its own: those of the pack it builds on come after.
    pub own_files: usize,
    pub homes: BTreeMap<&'static str, usize>,
}

/// What the pack is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// A short latin name: kept with every session.
    pub id: String,
    pub lang: Lang,
    /// As people read it.
    pub name: String,
    /// One or two sentences about the method.
    pub about: String,
    /// The built-in pack of the same language that gives whatever this one does not hold.
    pub base: Option<String>,
}

/// A type of turn: what it is called, and which layer of the need map it opens.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TurnType {
    /// As `classify` and `--format json` name it.
    pub id: String,
    /// The engine's own name for the layer it opens.
    pub opens: Opens,
    pub name: String,
    pub emoji: String,
    /// What it is for, as the coach says it.
    pub purpose: String,
    /// One question that shows it, for the help page.
    pub example: String,
    /// Turns of this type, from which a pack with types of its own learns them (a dozen or more each).
    #[serde(default)]
    pub examples: Vec<String>,
}

/// What a turn type opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// Facts of the situation.
    Facts,
    /// Problems and their details.
    Problems,
    /// Consequences of an admitted problem.
    Consequences,
    /// Needs and benefits.
    Needs,
    /// Nothing: statements, pitches, courtesy.
    Nothing,
}

impl Opens {
    pub fn label(self) -> Label {
        match self {
            Self::Facts => Label::Situational,
            Self::Problems => Label::Problem,
            Self::Consequences => Label::Implication,
            Self::Needs => Label::NeedPayoff,
            Self::Nothing => Label::Other,
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub name: String,
    /// As one addresses them.
    pub short: String,
    #[serde(default)]
    pub woman: bool,
}

/// A chair in a company: what its holder knows, cares for and may agree to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: String,
    pub name: String,
    /// Who decides, as seen from this chair.
    pub decision: Vec<Line>,
    pub money: MoneyKnowledge,
    /// The kinds of consequence that count most here.
    pub cares: Vec<Kind>,
    /// Next steps that may be agreed to.
    pub steps: Vec<Step>,
    /// Owners of a small firm may order at once.
    #[serde(default)]
    pub owner: bool,
}

/// How well somebody knows sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoneyKnowledge {
    None,
    Rough,
    Exact,
}

/// What a customer may do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Data,
    Meeting,
    Visit,
    Trial,
    Colleague,
    Decision,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Temperament {
    pub id: String,
    /// Median words of a line.
    pub words: usize,
    /// How the call is answered.
    pub greetings: Vec<Line>,
    /// What a line begins with now and then.
    pub leads: Vec<Line>,
    pub farewells: Vec<Line>,
    /// Added when trust sinks.
    pub irritated: Vec<Line>,
    /// What wins this person over, a clause for the report.
    pub wins: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefFact {
    pub text: Line,
    pub ask: Vec<Pattern>,
    #[serde(default)]
    pub asks: Vec<String>,
}

/// Something any company can be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    pub id: String,
    /// As in "do you mean …?"
    pub name: String,
    /// Words that name it.
    #[serde(default)]
    pub ask: Vec<Pattern>,
    /// Questions about it.
    pub asks: Vec<String>,
    /// The answer; empty where every product brings its own.
    #[serde(default)]
    pub text: Vec<Line>,
    /// The answer to a bare "why?".
    pub why: Option<Line>,
    /// The answer to "tell me more".
    pub more: Option<Line>,
    /// Who knows it; empty: everybody.
    #[serde(default)]
    pub roles: Vec<String>,
}

impl Pack {
    /// The lines for an occasion; none for one that the pack does not know.
    pub fn lines(&self, occasion: &str) -> &[Line] {
        self.lines.get(occasion).map_or(&[], Vec::as_slice)
    }

    /// How this pack calls a type of turn.
    pub fn turn_type(&self, label: Label) -> &TurnType {
        self.types
            .iter()
            .find(|one| one.opens.label() == label)
            .expect("a pack without all five types is refused when it is read")
    }

    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }
}
