//! A pack made ready to play: with its language's cues and stems, and an index of what can be asked about.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::cues::Cues;
use super::examples::Examples;
use super::learned::{Reader, Types};
use super::listening::Ear;
use super::pack::{Pack, Product};
use super::subjects::{Index, Subjects, shared_examples};
use super::types::Label;
use super::words::{Stems, words};

pub struct Tongue {
    pub pack: Pack,
    pub cues: &'static Cues,
    pub stems: Stems,
    pub reader: &'static Reader,
    /// Turn types of the pack's own, learned from its examples; without, the usual ones.
    pub types: Option<OwnTypes>,
    /// Example questions of the pack, and by product what is made of them and its own: each when it is first played, for
    /// all at once would cost the start its time.
    shared: OnceLock<Examples>,
    subjects: HashMap<String, OnceLock<Index>>,
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
    /// How a buyer who sells or uses `product` is listened to.
    pub fn ear<'a>(&'a self, product: &'a Product) -> Ear<'a> {
        Ear {
            lang: self.pack.head.lang,
            cues: self.cues,
            stems: &self.stems,
            plain: &product.plain,
        }
    }

    pub fn new(pack: Pack, cues: &'static Cues, reader: &'static Reader) -> Self {
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
            shared: OnceLock::new(),
            subjects,
        }
    }

    /// What can be asked about where this product is sold.
    pub fn subjects<'a>(&'a self, product: &'a Product) -> Subjects<'a> {
        let Self {
            pack, cues, stems, ..
        } = self;
        let shared = self
            .shared
            .get_or_init(|| shared_examples(pack, cues, stems));
        let cell = self.subjects.get(&product.id);
        let cell = cell.expect("a case's product is one of the pack's");
        Subjects {
            pack,
            product,
            shared,
            own: cell.get_or_init(|| Index::new(pack, product, shared, cues, stems)),
        }
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
