//! Active listening: which of the buyer's own words a turn takes up.

use super::cues::Cues;
use super::patterns::Pattern;
use super::sentences::any;
use super::spoken;
use super::understanding::Scene;
use super::words::{Stems, Word, words};
use crate::lang::Lang;

/// A word shorter than this is grammar more often than content.
const SHORTEST_ANCHOR: usize = 4;
/// Numbers below this are in everybody's mouth.
const SMALLEST_NUMBER: f64 = 3.0;

/// What is heard in a line of the buyer's: the stems of its words, and its numbers as digits.
pub fn heard(lang: Lang, cues: &Cues, stems: &Stems, line: &str, plain: &[Pattern]) -> Vec<String> {
    let mut found: Vec<String> = words(line)
        .iter()
        .filter(|word| is_content(cues, word, plain))
        .map(|word| stems.of(word))
        .collect();
    found.extend(number_names(lang, line));
    found
}

/// The numbers of a text by their values: "двести тысяч" and "200 тысяч" are one.
fn number_names(lang: Lang, text: &str) -> impl Iterator<Item = String> {
    spoken::numbers(lang, text)
        .into_iter()
        .filter(|number| *number >= SMALLEST_NUMBER)
        .map(|number| format!("#{number}"))
}

fn is_content(cues: &Cues, word: &Word, plain: &[Pattern]) -> bool {
    let one = std::slice::from_ref(word);
    let letters = word.chars().take_while(|c| c.is_alphanumeric()).count();
    word.starts_with(char::is_alphabetic)
        && letters >= SHORTEST_ANCHOR
        && !any(&cues.plain, one)
        && !any(plain, one)
}

/// What these words take up of the buyer's, each once.
pub fn anchors(scene: &Scene, all: &[Word]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let whole = all.join(" ");
    let typed = all
        .iter()
        .filter(|word| is_content(scene.cues, word, scene.plain))
        .map(|word| scene.stems.of(word))
        .chain(number_names(scene.lang, &whole));
    for stem in typed {
        let is_heard = scene.heard.contains(&stem)
            || scene
                .cues
                .synonyms(&stem)
                .any(|other| scene.heard.iter().any(|heard| heard == other));
        if is_heard && !found.contains(&stem) {
            found.push(stem);
        }
    }
    found
}
