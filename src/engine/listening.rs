//! Active listening: which of the buyer's own words a turn takes up.

use super::cues::Cues;
use super::patterns::Pattern;
use super::sentences::any;
use super::spoken;
use super::words::{Stems, Word, words};
use crate::lang::Lang;

/// A word shorter than this is grammar more often than content.
const SHORTEST_ANCHOR: usize = 4;
/// Words that begin with so many equal letters and go on with so few others come from one root.
const SHORTEST_ROOT: usize = 6;
const LONGEST_ENDING: usize = 4;
/// A shorter word with a letter amiss may as well be another word.
const SHORTEST_TYPO: usize = 6;
/// Numbers below this are in everybody's mouth.
const SMALLEST_NUMBER: f64 = 3.0;

/// What of a language and of a product it takes to listen.
#[derive(Clone, Copy)]
pub struct Ear<'a> {
    pub lang: Lang,
    pub cues: &'a Cues,
    pub stems: &'a Stems,
    /// Words that are in everybody's mouth where this product is spoken of.
    pub plain: &'a [Pattern],
}

impl Ear<'_> {
    /// What is heard in a line of the buyer's: the stems of its words, and its numbers as digits.
    pub fn heard(&self, line: &str) -> Vec<String> {
        let mut found: Vec<String> = words(line)
            .iter()
            .filter(|word| self.is_content(word))
            .map(|word| self.stems.of(word))
            .collect();
        found.extend(number_names(self.lang, line));
        found
    }

    /// What these words take up of what was `heard`, each once.
    pub fn anchors(&self, heard: &[String], all: &[Word]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let whole = all.join(" ");
        let typed = all
            .iter()
            .filter(|word| self.is_content(word))
            .map(|word| self.stems.of(word))
            .chain(number_names(self.lang, &whole));
        for stem in typed {
            let is_heard = heard.iter().any(|heard| is_kin(heard, &stem))
                || self
                    .cues
                    .synonyms(&stem)
                    .any(|other| heard.iter().any(|heard| heard == other));
            if is_heard && !found.contains(&stem) {
                found.push(stem);
            }
        }
        found
    }

    fn is_content(&self, word: &Word) -> bool {
        let one = std::slice::from_ref(word);
        let letters = word.chars().take_while(|c| c.is_alphanumeric()).count();
        word.starts_with(char::is_alphabetic)
            && letters >= SHORTEST_ANCHOR
            && !any(&self.cues.plain, one)
            && !any(self.plain, one)
    }
}

/// Whether two stems are of one word or of two made from it: «порожняк» and «порожн», "warehous" and "ware-house", or one
/// with a slip of the finger. Numbers are only themselves.
fn is_kin(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if a.starts_with('#') || b.starts_with('#') {
        return false;
    }
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|c| *c != '-').collect() };
    let (a, b) = (letters(a), letters(b));
    let shared = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    let is_root = shared >= SHORTEST_ROOT && longer - shared <= LONGEST_ENDING;
    let is_slip = || {
        let end = a.iter().rev().zip(b.iter().rev());
        let end = end.take_while(|(a, b)| a == b).count();
        shorter >= SHORTEST_TYPO && longer - shorter <= 1 && shared + end + 1 >= shorter
    };
    is_root || is_slip()
}

/// The numbers of a text by their values: "двести тысяч" and "200 тысяч" are one.
fn number_names(lang: Lang, text: &str) -> impl Iterator<Item = String> {
    spoken::numbers(lang, text)
        .into_iter()
        .filter(|number| *number >= SMALLEST_NUMBER)
        .map(|number| format!("#{number}"))
}
