//! Active listening: which of the buyer's own words a turn takes up.

use super::cues::Cues;
use super::scene::Scene;
use super::sentences::any;
use super::words::{Pattern, Stems, words};

/// A word shorter than this is grammar more often than content.
const SHORTEST_ANCHOR: usize = 4;

/// The heard stems of a line of the buyer's.
pub fn heard(cues: &Cues, stems: &Stems, line: &str, plain: &[Pattern]) -> Vec<String> {
    words(line)
        .iter()
        .filter(|word| is_content(cues, word, plain))
        .map(|word| stems.of(word))
        .collect()
}

fn is_content(cues: &Cues, word: &str, plain: &[Pattern]) -> bool {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let word = word.to_owned();
    let one = std::slice::from_ref(&word);
    (is_number || word.chars().count() >= SHORTEST_ANCHOR)
        && !any(&cues.plain, one)
        && !any(plain, one)
}

/// Stems of the buyer's that these words take up, each once.
pub fn anchors(cues: &Cues, stems: &Stems, all: &[String], scene: &Scene) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in all
        .iter()
        .filter(|word| is_content(cues, word, scene.plain))
    {
        let stem = stems.of(word);
        if scene.heard.contains(&stem) && !found.contains(&stem) {
            found.push(stem);
        }
    }
    found
}
