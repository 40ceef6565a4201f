//! What is sold, to whom, and what hurts there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::line::Line;
use crate::engine::patterns::Pattern;
use crate::engine::types::{Aspect, Kind};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub id: String,
    pub class: Class,
    /// What the trainee sells, as the object of "you sell".
    pub name: String,
    /// The same in one to three words.
    pub about: String,
    /// Words of trade that everybody uses here: taking them up shows no listening.
    pub plain: Vec<Pattern>,
    pub can: Vec<String>,
    pub cannot: Vec<String>,
    /// What the buyer wrote, before the call.
    pub requests: Vec<String>,
    /// Who buys this, by the roles' ids.
    pub roles: Vec<String>,
    /// The figure that is the company's monthly revenue.
    pub revenue: String,
    pub companies: Vec<Company>,
    pub figures: Vec<Figure>,
    #[serde(default)]
    pub choices: BTreeMap<String, Vec<String>>,
    pub facts: Vec<Fact>,
    pub problems: Vec<Problem>,
    /// Troubles that the product cannot solve.
    #[serde(default)]
    pub decoys: Vec<Problem>,
    /// The file it was read from.
    #[serde(skip)]
    pub file: usize,
}

/// What sort of thing is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Goods,
    Equipment,
    Software,
    Service,
    Logistics,
    People,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub name: String,
    pub does: String,
}

/// A number of the case: drawn from a range or worked out from those before it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    pub id: String,
    /// From, to, step.
    pub range: Option<[i64; 3]>,
    /// Names and numbers joined by `*` and `/`, read from left to right.
    pub formula: Option<String>,
    /// Forms of the unit: one, few, many in Russian; one, other in English.
    #[serde(default)]
    pub unit: Vec<String>,
    /// What it counts, for checking formulas: names joined by `*` and `/`; sums of money are `money/month` and the like.
    pub dim: String,
    /// A sum, rounded as people say it.
    #[serde(default)]
    pub money: bool,
    /// A price, said exactly.
    #[serde(default)]
    pub price: bool,
}

/// A fact of the situation that must be asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub id: String,
    /// Words that ask for it here, beside those of the topic with the same id.
    #[serde(default)]
    pub ask: Vec<Pattern>,
    pub asks: Vec<String>,
    pub text: Vec<Line>,
    pub why: Line,
    pub more: Line,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    pub id: String,
    /// The fact behind which it hides: a problem question about that fact meets it.
    pub fact: String,
    /// A clause that names it: "when …", "the fact that …".
    pub short: String,
    /// The same clause once it is solved: "if …". Empty for a decoy.
    #[serde(default)]
    pub fixed: String,
    /// Words of its topic.
    pub topic: Vec<Pattern>,
    /// Words that mean the trouble itself.
    pub trouble: Vec<Pattern>,
    /// Problem questions that would find it; the first is the model one.
    pub asks: Vec<String>,
    pub line: Vec<Line>,
    pub details: Vec<Detail>,
    pub consequences: Vec<Consequence>,
    #[serde(default)]
    pub need: Vec<Line>,
    #[serde(default)]
    pub benefits: Vec<Vec<Line>>,
}

impl Product {
    /// Everything the buyer may say of it.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        let facts = self.facts.iter();
        let facts = facts.flat_map(|fact| fact.text.iter().chain([&fact.why, &fact.more]));
        let problems = self.problems.iter().chain(&self.decoys);
        facts.chain(problems.flat_map(Problem::lines))
    }
}

impl Problem {
    fn lines(&self) -> impl Iterator<Item = &Line> {
        let details = self.details.iter().flat_map(|one| &one.text);
        let consequences = self.consequences.iter().flat_map(|one| &one.text);
        let wishes = self.need.iter().chain(self.benefits.iter().flatten());
        self.line
            .iter()
            .chain(details)
            .chain(consequences)
            .chain(wishes)
    }

    /// The problem question that would find it.
    pub fn question(&self) -> &str {
        self.asks.first().map_or("", String::as_str)
    }

    /// Whether what is sold helps against it.
    pub fn is_solvable(&self) -> bool {
        !self.need.is_empty()
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    pub aspect: Aspect,
    pub text: Vec<Line>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consequence {
    pub kind: Kind,
    /// A clause that names it, as in "you said that …".
    pub short: String,
    /// Implication questions that would open it.
    pub asks: Vec<String>,
    pub text: Vec<Line>,
}
