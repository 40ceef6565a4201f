//! Where in its files a part of a pack stands: paths through the TOML, and the line that each leads to.

use std::fmt::Display;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::engine::pack::Source;

/// A part of a file, by the keys and numbers that lead to it.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its number among the pack's sources.
    pub file: usize,
    path: Vec<String>,
}

impl Place {
    pub fn new(file: usize) -> Self {
        Self {
            file,
            path: Vec::new(),
        }
    }

    /// What stands in it under this key, or at this place of a list.
    pub fn at(&self, key: impl Display) -> Self {
        let mut path = self.path.clone();
        path.push(key.to_string());
        Self {
            file: self.file,
            path,
        }
    }
}

/// The files of a pack as trees that know where each of their parts stands.
pub struct Trees<'s>(Vec<Option<Spanned<DeTable<'s>>>>);

impl<'s> Trees<'s> {
    pub fn new(sources: &'s [Source]) -> Self {
        let parse = |source: &'s Source| DeTable::parse(&source.text).ok();
        Self(sources.iter().map(parse).collect())
    }

    /// The byte at which a place begins; of one that is not there, the nearest around it.
    pub fn find(&self, place: &Place) -> usize {
        let Some(Some(tree)) = self.0.get(place.file) else {
            return 0;
        };
        let mut path = place.path.iter();
        let found = path.next().and_then(|key| member(tree.get_ref(), key));
        let Some((mut at, mut value)) = found else {
            return 0;
        };
        for key in path {
            let next = match value {
                DeValue::Table(table) => member(table, key),
                DeValue::Array(list) => key
                    .parse()
                    .ok()
                    .and_then(|nth: usize| list.get(nth))
                    .map(|one| (one.span().start, one.get_ref())),
                _ => None,
            };
            let Some(next) = next else {
                return at;
            };
            (at, value) = next;
        }
        at
    }

    /// How many parts a list has; 0 for what is no list.
    pub fn count(&self, place: &Place, key: &str) -> usize {
        let tree = self.0.get(place.file).and_then(Option::as_ref);
        let list = tree.and_then(|tree| tree.get_ref().get(key)?.get_ref().as_array());
        list.map_or(0, |list| list.len())
    }
}

fn member<'t>(table: &'t DeTable<'t>, key: &str) -> Option<(usize, &'t DeValue<'t>)> {
    let (name, value) = table.get_key_value(key)?;
    Some((name.span().start, value.get_ref()))
}
