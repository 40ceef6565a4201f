//! The cues by which a language shows what a turn is for. Data only: what they mean is decided in `understanding`.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::pack::Step;
use super::patterns::Pattern;
use super::types::{Aspect, Kind};

/// The cues of one language, read from its file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cues {
    pub acts: ActCues,
    pub interrogatives: Vec<Pattern>,
    pub imperatives: Vec<Pattern>,
    pub tags: Vec<Pattern>,
    pub leading: Vec<Pattern>,
    pub fillers: Words,
    pub forms: Vec<FormCues>,
    pub bare: BTreeMap<Bare, Vec<Pattern>>,
    pub kinds: BTreeMap<Kind, Vec<Pattern>>,
    /// Words of loss: of money, if nothing else is named.
    pub losses: Vec<Pattern>,
    /// What begins a clause that tells of the trouble, not of what is asked about it.
    pub clauses: Vec<Pattern>,
    pub aspects: BTreeMap<Aspect, Vec<Pattern>>,
    /// Words that point back to what was said.
    pub pronouns: Vec<Pattern>,
    /// "If" and "when": asked about what has not been admitted, they may bring it up.
    pub hypothetical: Vec<Pattern>,
    /// Questions about the state of things, or trouble, as a whole.
    pub whole_situation: Vec<Pattern>,
    pub whole_trouble: Vec<Pattern>,
    /// Questions for the worst of all.
    pub worst: Vec<Pattern>,
    /// Groups of stems that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Words in everybody's mouth: taking them up shows no listening.
    pub plain: Vec<Pattern>,
    pub vowels: String,
    /// First and last letter of the script.
    pub script: (char, char),
}

/// Single words, written in one string.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub struct Words(HashSet<String>);

impl From<String> for Words {
    fn from(source: String) -> Self {
        Self(source.split_whitespace().map(str::to_owned).collect())
    }
}

impl Cues {
    /// Whether a word carries grammar or manners, no meaning of its own.
    pub fn is_filler(&self, word: &str) -> bool {
        self.fillers.0.contains(word)
    }

    /// Stems that mean the same as this one.
    pub fn synonyms<'c>(&'c self, stem: &str) -> impl Iterator<Item = &'c String> {
        let own = stem.to_owned();
        let groups = self.synonyms.iter();
        groups.filter(move |group| group.contains(&own)).flatten()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActCues {
    pub silence: Vec<Pattern>,
    pub customer_acts: Vec<Pattern>,
    pub date: Vec<Pattern>,
    /// Asking leave to ask.
    pub permission: Vec<Pattern>,
    pub empathy: Vec<Pattern>,
    pub goodbye: Vec<Pattern>,
    pub insult: Vec<Pattern>,
    /// Which next step is meant.
    pub steps: BTreeMap<Step, Vec<Pattern>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormCues {
    pub form: Form,
    pub cues: Vec<Pattern>,
}

/// The form a question is asked in: what sort of answer fits even when the buyer does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Form {
    Amount,
    Who,
    When,
    Why,
    How,
    YesNo,
}

impl Form {
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// A follow-up that names nothing: its meaning comes from the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bare {
    Why,
    Next,
    More,
    Detail,
    Amount,
    Echo,
}
