//! From TOML to a pack: which part stands in which file does not matter, each stands in one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::line::Line;
use super::product::Product;
use super::rules::{Achievement, Badge, CheckText, Level, Rules};
use super::{BriefFact, Head, Opens, Pack, Person, Role, Temperament, Topic, TurnType};
use crate::lang::Lang;

/// A file of a pack: its name, for errors, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub text: Cow<'static, str>,
}

impl Source {
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: Cow::Owned(text.to_owned()),
        }
    }

    /// A file of the program itself.
    pub fn built_in(name: &str, text: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            text: Cow::Borrowed(text),
        }
    }

    /// The line, from 1, in which a byte stands.
    pub fn line_of(&self, at: usize) -> usize {
        let end = at.min(self.text.len());
        1 + self.text.as_bytes()[..end]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
    }
}

/// What a file of a pack may hold.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PackFile {
    pub pack: Option<Head>,
    pub types: Vec<TurnType>,
    pub rules: Option<Rules>,
    pub checks: Vec<CheckText>,
    pub badges: Vec<Badge>,
    pub levels: Vec<Level>,
    pub achievements: Vec<Achievement>,
    pub cities: Vec<String>,
    pub people: Vec<Person>,
    pub roles: Vec<Role>,
    pub temperaments: Vec<Temperament>,
    pub brief: BTreeMap<String, BriefFact>,
    pub topics: Vec<Topic>,
    pub wordings: BTreeMap<String, Vec<String>>,
    pub lines: BTreeMap<String, Vec<Line>>,
    pub examples: BTreeMap<String, Vec<String>>,
    /// One product in a file of its own, or several.
    pub product: Option<Product>,
    pub products: Vec<Product>,
}

/// A pack that is not as it should be: where, what, and the way to mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct PackError {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub reason: String,
}

/// Reads a pack from its files. Only its form is checked: `check` looks at what it says. `base` gives the files of the
/// pack that this one builds on, if it names one.
pub fn read(
    sources: Vec<Source>,
    base: impl Fn(&str, Lang) -> Option<Vec<Source>>,
) -> Result<Pack, Vec<PackError>> {
    let mut errors = Vec::new();
    let mut files = parse(&sources, 0, &mut errors);
    let head = files.iter_mut().find_map(|(_, file)| file.pack.take());
    let Some(head) = head.filter(|_| errors.is_empty()) else {
        if errors.is_empty() {
            let first = sources.first().cloned();
            let first = first.unwrap_or_else(|| Source::new("pack", ""));
            let reason = "no `[pack]` with id, lang, name and about in any file".to_owned();
            errors.push(fault(&first, 0, reason));
        }
        return Err(errors);
    };
    let mut whole = PackFile::default();
    let own_files = sources.len();
    let mut all = sources;
    let mut homes: BTreeMap<&'static str, usize> = BTreeMap::new();
    if let Some(id) = &head.base {
        let Some(below) = base(id, head.lang) else {
            let reason =
                format!("base = \"{id}\": there is no such built-in pack in this language");
            let names = |source: &&Source| source.text.contains("[pack]");
            let home = all.iter().find(names).unwrap_or(&all[0]);
            let at = start_of(&home.text, "base");
            return Err(vec![fault(home, at, reason)]);
        };
        let first = all.len();
        all.extend(below);
        for (index, mut file) in parse(&all[first..], first, &mut errors) {
            file.pack = None;
            file.product = None;
            file.products.clear();
            let parts = merge(&mut whole, file, index);
            homes.extend(parts.into_iter().map(|part| (part, index)));
        }
    }
    let is_own = |index: usize, homes: &BTreeMap<&str, usize>, part: &str| {
        homes.get(part).copied().filter(|home| *home < index)
    };
    for (index, file) in files {
        for part in merge(&mut whole, file, index) {
            if let Some(first) = is_own(index, &homes, part) {
                let reason = format!(
                    "`{part}` stands in {} already: a part of a pack stands in one file",
                    all[first].name
                );
                let at = start_of(&all[index].text, part);
                errors.push(fault(&all[index], at, reason));
            }
            homes.insert(part, index);
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let sources = all;
    let missing: Vec<PackError> = [
        Opens::Facts,
        Opens::Problems,
        Opens::Consequences,
        Opens::Needs,
        Opens::Nothing,
    ]
    .into_iter()
    .filter(|opens| whole.types.iter().filter(|one| one.opens == *opens).count() != 1)
    .map(|opens| {
        let home = &sources[homes.get("types").copied().unwrap_or_default()];
        let name = format!("{opens:?}").to_lowercase();
        let reason = format!("`types` needs exactly one type with opens = \"{name}\"");
        fault(
            home,
            home.text.find("[[types]]").unwrap_or_default(),
            reason,
        )
    })
    .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    Ok(Pack {
        head,
        types: whole.types,
        rules: whole.rules.unwrap_or_default(),
        checks: whole.checks,
        badges: whole.badges,
        levels: whole.levels,
        achievements: whole.achievements,
        cities: whole.cities,
        people: whole.people,
        roles: whole.roles,
        temperaments: whole.temperaments,
        brief: whole.brief,
        topics: whole.topics,
        wordings: whole.wordings,
        lines: whole.lines,
        examples: whole.examples,
        products: whole.products,
        homes,
        sources,
        own_files,
    })
}

/// Reads the form of each file; what is wrong goes to `errors`.
fn parse(sources: &[Source], first: usize, errors: &mut Vec<PackError>) -> Vec<(usize, PackFile)> {
    let mut files = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        match toml::from_str::<PackFile>(&source.text) {
            Ok(file) => files.push((first + index, file)),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                errors.push(fault(source, at, error.message().to_owned()));
            }
        }
    }
    files
}

/// Where a part of a file begins, as nearly as its name tells.
fn start_of(text: &str, part: &str) -> usize {
    let begins = |line: &str| line.trim_start_matches('[').starts_with(part);
    let before = text.split_inclusive('\n').take_while(|line| !begins(line));
    before.map(str::len).sum()
}

pub fn fault(source: &Source, at: usize, reason: String) -> PackError {
    PackError {
        file: source.name.clone(),
        line: source.line_of(at),
        reason,
    }
}

/// Moves what a file holds into the whole; the parts that it held.
fn merge(whole: &mut PackFile, mut file: PackFile, index: usize) -> Vec<&'static str> {
    let mut parts = Vec::new();
    macro_rules! part {
        ($($field:ident),*) => {$(
            if file.$field.iter().next().is_some() {
                whole.$field = file.$field;
                parts.push(stringify!($field));
            }
        )*};
    }
    for mut product in file.products.drain(..).chain(file.product.take()) {
        product.file = index;
        whole.products.push(product);
    }
    part!(
        pack,
        types,
        rules,
        checks,
        badges,
        levels,
        achievements,
        cities,
        people,
        roles,
        temperaments,
        brief,
        topics,
        wordings,
        lines,
        examples
    );
    parts
}
