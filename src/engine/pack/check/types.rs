//! The five turn types: their names, and the examples from which a method of one's own is learned.

use std::collections::HashMap;

use super::Checker;
use crate::engine::types::Label;

/// Fewer examples of a type teach nothing.
const LEAST_EXAMPLES: usize = 12;

impl Checker<'_> {
    pub(super) fn types(&mut self) {
        let list = self.part("types");
        let pack = self.pack;
        self.ids(&list, "type", pack.types.iter().map(|one| one.id.as_str()));
        let is_usual = |id: &str| Label::ALL.iter().any(|label| label.id() == id);
        let own = pack.types.iter().any(|one| !is_usual(&one.id));
        let taught = pack.types.iter().any(|one| !one.examples.is_empty());
        let mut known: HashMap<String, &str> = HashMap::new();
        for (nth, one) in pack.types.iter().enumerate() {
            let place = list.at(nth);
            for (key, text) in [
                ("name", &one.name),
                ("emoji", &one.emoji),
                ("purpose", &one.purpose),
                ("example", &one.example),
            ] {
                self.not_empty(&place.at(key), text);
            }
            if own || taught {
                let what = format!("examples of `{}`, which is learned from them", one.id);
                self.at_least(
                    &place.at("examples"),
                    &what,
                    one.examples.len(),
                    LEAST_EXAMPLES,
                );
            }
            for (nth, text) in one.examples.iter().enumerate() {
                let here = place.at("examples").at(nth);
                self.not_empty(&here, text);
                let first = known.insert(text.to_lowercase(), &one.id);
                if let Some(first) = first {
                    let reason = format!("an example of `{first}` already: take another turn");
                    self.fault(&here, reason);
                }
            }
        }
    }
}
