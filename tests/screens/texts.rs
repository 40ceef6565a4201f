//! The two languages hold the same texts, and the code says each of them.

use std::collections::{BTreeMap, BTreeSet};

/// The key that a line of a text file begins with.
pub fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(" =")?;
    key.starts_with(|c: char| c.is_ascii_lowercase())
        .then_some(key)
}

/// Every key, with every variable, is in both languages; every text that the code names is there, and none besides.
#[test]
fn the_languages_have_the_same_texts() {
    let read = |text: &'static str| {
        let mut messages = BTreeMap::<&str, BTreeSet<String>>::new();
        let mut last = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            last = key(line).or(last);
            let Some(key) = last else { continue };
            let variables = messages.entry(key).or_default();
            for piece in line.split('$').skip(1) {
                variables.insert(
                    piece
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || *c == '_')
                        .collect(),
                );
            }
        }
        messages
    };
    let ru = read(include_str!("../../src/text/ru.ftl"));
    let en = read(include_str!("../../src/text/en.ftl"));
    assert_eq!(ru, en);

    let mut sources = String::new();
    for entry in std::fs::read_dir("src/bot").unwrap() {
        sources.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let families: Vec<&str> = sources
        .split("format!(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once("-{"))
        .map(|(family, _)| family)
        .collect();
    for key in ru.keys() {
        let by_name = sources.contains(&format!("\"{key}\""));
        let by_family = families.iter().any(|family| {
            key.strip_prefix(family)
                .is_some_and(|rest| rest.starts_with('-'))
        });
        assert!(by_name || by_family, "nobody says {key}");
    }
}
