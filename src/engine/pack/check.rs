//! Whether a pack can be played to its end: every fault with its file, its line, and the way to mend it.
//!
//! [`read`](super::read) has seen to the form. Here each part is looked at for what it says: is there enough of it, does it
//! name only what exists, can everything in it come up in a call.

mod figures;
mod occasions;
mod people;
mod place;
mod problems;
mod products;
mod score;
mod topics;
mod types;
mod wording;

use std::collections::HashMap;

use super::file::{PackError, fault};
use super::{Pack, Product};
use place::{Place, Trees};

pub use occasions::{OCCASIONS, Occasion};

/// All faults of a pack, by file and line.
pub fn check(pack: &Pack) -> Vec<PackError> {
    let mut checker = Checker::new(pack);
    checker.types();
    checker.rules();
    checker.score();
    checker.achievements();
    checker.people();
    checker.temperaments();
    checker.topics();
    checker.wordings();
    checker.brief();
    checker.lines();
    checker.examples();
    checker.products();
    let mut errors = checker.errors;
    errors.sort();
    errors.dedup();
    errors
}

/// A pack under examination.
struct Checker<'p> {
    pack: &'p Pack,
    trees: Trees<'p>,
    errors: Vec<PackError>,
    /// Sentences of the lines that go with any product, and where each was found.
    shared: HashMap<String, String>,
}

impl<'p> Checker<'p> {
    fn new(pack: &'p Pack) -> Self {
        Self {
            pack,
            trees: Trees::new(&pack.sources),
            errors: Vec::new(),
            shared: HashMap::new(),
        }
    }

    /// The place of a part of the pack that stands in one file, such as `checks`; the first file where it is missing.
    fn part(&self, name: &str) -> Place {
        let home = self.pack.homes.get(name).copied().unwrap_or_default();
        Place::new(home).at(name)
    }

    /// The place of a product: alone in its file or one of several.
    fn product_place(&self, product: &Product) -> Place {
        let file = Place::new(product.file);
        let in_file = self.pack.products.iter();
        let before = in_file
            .filter(|one| one.file == product.file)
            .take_while(|one| !std::ptr::eq(*one, product))
            .count();
        match self.trees.count(&file, "products") {
            listed if before < listed => file.at("products").at(before),
            _ => file.at("product"),
        }
    }

    fn fault(&mut self, place: &Place, reason: impl Into<String>) {
        let at = self.trees.find(place);
        self.fault_at(place.file, at, reason);
    }

    fn fault_at(&mut self, file: usize, at: usize, reason: impl Into<String>) {
        if let Some(source) = self.pack.sources.get(file) {
            self.errors.push(fault(source, at, reason.into()));
        }
    }

    /// There are fewer of something than a call can use.
    fn at_least(&mut self, place: &Place, what: &str, have: usize, least: usize) {
        if have < least {
            let reason = match have {
                0 => format!("no {what}: write {least} or more"),
                _ => format!(
                    "{have} {what}, {least} or more are needed: add {}",
                    least - have
                ),
            };
            self.fault(place, reason);
        }
    }

    /// Every one of these needs a name of its own, in small latin letters.
    fn ids<'i>(&mut self, list: &Place, what: &str, ids: impl IntoIterator<Item = &'i str>) {
        let mut known: Vec<&str> = Vec::new();
        for (nth, id) in ids.into_iter().enumerate() {
            let place = list.at(nth).at("id");
            if !is_id(id) {
                let reason = format!(
                    "id \"{id}\": an id has small latin letters, digits and `_`, and begins with a letter"
                );
                self.fault(&place, reason);
            }
            if known.contains(&id) {
                let reason =
                    format!("id \"{id}\": another {what} has it already, choose a new one");
                self.fault(&place, reason);
            }
            known.push(id);
        }
    }

    /// A text that people read must not be empty.
    fn not_empty(&mut self, place: &Place, text: &str) {
        if text.trim().is_empty() {
            self.fault(place, "empty: write what people are to read here");
        }
    }

    /// A number out of its bounds.
    fn within(&mut self, place: &Place, value: i64, least: i64, most: i64) {
        if !(least..=most).contains(&value) {
            let reason = format!("{value}: write a number from {least} to {most}");
            self.fault(place, reason);
        }
    }
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
