//! What a pack holds: everything in words and numbers that one language's training is made of. Data only, no rules.
//!
//! Texts are templates: `{volume}` stands for a figure, a choice or a name of the case, `{f:а}` for an ending that only
//! a woman's speech has, `{m:ся}` for one that only a man's has.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::types::{Aspect, Kind};
use super::words::Pattern;

/// One language's training.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    pub people: Vec<Person>,
    pub roles: Vec<Role>,
    pub temperaments: Vec<Temperament>,
    pub cities: Vec<String>,
    /// Facts of the brief, by id: the template of each.
    pub brief: BTreeMap<String, BriefFact>,
    /// Facts that every product has, with the words that ask for them.
    pub topics: BTreeMap<String, Vec<Pattern>>,
    /// Facts that are the same whatever is sold; a product's own fact of the same id goes before.
    pub facts: Vec<Fact>,
    /// Lines that may be needed more than once, by what they are for.
    pub lines: BTreeMap<String, Vec<String>>,
    /// Questions that would have passed a check, by its id; `{short}`, `{fixed}` and `{question}` come
    /// from a problem, `{heard}` is what the buyer revealed last.
    pub examples: BTreeMap<String, String>,
    /// Filled from files of their own.
    #[serde(skip)]
    pub products: Vec<Product>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub name: String,
    /// As one addresses them.
    pub short: String,
    #[serde(default)]
    pub woman: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: String,
    pub name: String,
    pub decision: String,
    /// Owners may order at once.
    #[serde(default)]
    pub owner: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temperament {
    pub id: String,
    pub greetings: Vec<String>,
    /// What he begins a line with now and then.
    pub leads: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BriefFact {
    pub text: String,
    pub ask: Vec<Pattern>,
}

/// What is sold, to whom, and what hurts there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub id: String,
    /// What the trainee sells, as the object of "you sell".
    pub name: String,
    /// Words of trade that everybody uses here: taking them up shows no listening.
    pub plain: Vec<Pattern>,
    pub can: Vec<String>,
    pub cannot: Vec<String>,
    pub reasons: Vec<String>,
    pub companies: Vec<Company>,
    pub choices: BTreeMap<String, Vec<String>>,
    pub figures: Vec<Figure>,
    pub facts: Vec<Fact>,
    pub problems: Vec<Problem>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub name: String,
    pub does: String,
}

/// A number of the case: drawn from a range or worked out from those before it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    pub id: String,
    /// From, to, step.
    pub range: Option<[i64; 3]>,
    /// Names and numbers joined by `*` and `/`, read from left to right.
    pub formula: Option<String>,
    #[serde(default)]
    pub unit: Vec<String>,
    /// A sum, rounded as people say it.
    #[serde(default)]
    pub money: bool,
    /// A price, said exactly.
    #[serde(default)]
    pub price: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub id: String,
    /// Words that ask for it here, beside those of the topic with the same id.
    #[serde(default)]
    pub ask: Vec<Pattern>,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    pub id: String,
    /// The fact behind which it hides: a problem question about that fact meets it.
    pub fact: String,
    /// A clause that names it: "when …", "the fact that …".
    pub short: String,
    /// The same clause once it is solved: "if …".
    pub fixed: String,
    /// The problem question that would find it.
    pub question: String,
    /// Words of its topic.
    pub topic: Vec<Pattern>,
    /// Words that mean the trouble itself.
    pub trouble: Vec<Pattern>,
    pub line: String,
    pub details: Vec<Detail>,
    pub consequences: Vec<Consequence>,
    pub need: String,
    pub benefits: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    pub aspect: Aspect,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consequence {
    pub kind: Kind,
    pub text: String,
}

/// A file of products.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductFile {
    product: Product,
}

/// A pack that is not as it should be: which file, and why.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct PackError {
    pub file: String,
    pub reason: String,
}

impl Pack {
    /// Reads a pack from its own text and its products', each with the name of its file.
    pub fn read(own: (&str, &str), products: &[(&str, &str)]) -> Result<Self, PackError> {
        let mut pack: Self = read(own)?;
        for file in products {
            pack.products.push(read::<ProductFile>(*file)?.product);
        }
        Ok(pack)
    }

    /// The lines for an occasion; a pack without them is refused by the test that plays every occasion.
    pub fn lines(&self, occasion: &str) -> &[String] {
        self.lines.get(occasion).map_or(&[], Vec::as_slice)
    }
}

/// Reads one TOML text.
pub fn read<T: for<'a> Deserialize<'a>>((file, text): (&str, &str)) -> Result<T, PackError> {
    toml::from_str(text).map_err(|error| PackError {
        file: file.to_owned(),
        reason: error.to_string(),
    })
}
