//! A pack made ready to play: with its language's cues and stems, and an index of what can be asked about.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::cues::Cues;
use super::learned::{Reader, Types};
use super::pack::{Pack, Product};
use super::subjects::Subjects;
use super::types::Label;
use super::words::{Stems, words};

pub struct Tongue {
    pub pack: Pack,
    pub cues: Cues,
    pub stems: Stems,
    pub reader: &'static Reader,
    /// Turn types of the pack's own, learned from its examples; without, the usual ones.
    pub types: Option<OwnTypes>,
    /// By product, made when the product is first played: all at once would cost the start its time.
    subjects: HashMap<String, OnceLock<Subjects>>,
}

/// A method's own turn types.
pub struct OwnTypes {
    pub types: Types,
    /// The layer that each of them asks for, in the order of the pack.
    pub labels: Vec<Label>,
}

impl OwnTypes {
    /// `None` where no type has examples.
    fn learn(pack: &Pack, reader: &Reader) -> Option<Self> {
        let numbered = pack.types.iter().enumerate();
        let examples: Vec<(&str, Option<&str>, usize)> = numbered
            .flat_map(|(nth, one)| {
                one.examples
                    .iter()
                    .map(move |text| (text.as_str(), None, nth))
            })
            .collect();
        (!examples.is_empty()).then(|| Self {
            types: reader.learn_types(&examples, pack.types.len()),
            labels: pack.types.iter().map(|one| one.opens.label()).collect(),
        })
    }
}

impl Tongue {
    pub fn new(pack: Pack, cues: Cues, reader: &'static Reader) -> Self {
        let stems = Stems::new(pack.head.lang);
        let products = pack.products.iter();
        let subjects = products
            .map(|product| (product.id.clone(), OnceLock::new()))
            .collect();
        Self {
            types: OwnTypes::learn(&pack, reader),
            pack,
            cues,
            stems,
            reader,
            subjects,
        }
    }

    /// What can be asked about where this product is sold.
    pub fn subjects(&self, product: &Product) -> &Subjects {
        let cell = self.subjects.get(&product.id);
        let cell = cell.expect("a case's product is one of the pack's");
        cell.get_or_init(|| Subjects::new(&self.pack, product, &self.cues, &self.stems))
    }

    /// The stems by which a hook's words are known again.
    pub fn hook_stems(&self, hook: &str) -> Vec<String> {
        words(hook)
            .iter()
            .filter(|word| word.chars().count() > 3 && !self.cues.is_filler(word))
            .map(|word| self.stems.of(word))
            .collect()
    }
}
