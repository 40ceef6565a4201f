//! Words of a text. Knows spelling, not meaning; safe on any text whatever.

use std::borrow::Borrow;
use std::ops::Deref;

use rust_stemmers::{Algorithm, Stemmer};

use crate::lang::Lang;

/// Words looked at in one text: a message of 4096 characters holds fewer that matter, and time stays bounded.
const MOST_WORDS: usize = 200;
/// How many letters of a beginning count.
const LONGEST_BEGINNING: usize = 3;

/// A word in one spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    text: String,
    /// Its own, of one letter, two and three.
    pub beginnings: Beginnings,
}

/// A set of word beginnings, so coarse that it may hold too many and never too few.
pub type Beginnings = u128;

impl From<String> for Word {
    fn from(text: String) -> Self {
        let lengths = 1..=LONGEST_BEGINNING;
        Self {
            beginnings: lengths.fold(0, |set, length| set | of_length(&text, length)),
            text,
        }
    }
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Borrow<str> for Word {
    fn borrow(&self) -> &str {
        &self.text
    }
}

/// The words of a text in one spelling: lower case, ё as е, invisible characters gone.
pub fn words(text: &str) -> Vec<Word> {
    spellings(text).into_iter().map(Word::from).collect()
}

/// The beginnings of these words.
pub fn beginnings(words: &[Word]) -> Beginnings {
    words.iter().fold(0, |set, word| set | word.beginnings)
}

/// The beginning that a word has which is, or begins with, `text`.
pub fn beginning(text: &str) -> Beginnings {
    match text.chars().count() {
        0 => Beginnings::MAX,
        length => of_length(text, length.min(LONGEST_BEGINNING)),
    }
}

fn of_length(word: &str, length: usize) -> Beginnings {
    let letters = word.chars().take(length);
    let hash = letters.fold(length as u32, |hash, c| {
        hash.wrapping_mul(0x0100_0193) ^ u32::from(c).wrapping_mul(0x9E37_79B1)
    });
    1 << (hash >> 25)
}

/// The same words as plain texts.
pub fn spellings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().filter(|c| !is_invisible(*c)).peekable();
    while let Some(c) = chars.next() {
        let joins = matches!(c, '-' | '\'' | '’' | '.' | ',')
            && chars.peek().is_some_and(|next| match c {
                '.' | ',' => next.is_ascii_digit() && word.ends_with(|c: char| c.is_ascii_digit()),
                _ => next.is_alphanumeric(),
            })
            && !word.is_empty();
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase().map(same_letter));
        } else if joins {
            word.push(match c {
                '’' => '\'',
                ',' => '.',
                c => c,
            });
        } else if c == '\u{306}' && word.ends_with('и') {
            word.pop();
            word.push('й');
        } else if !word.is_empty() && !is_mark(c) {
            found.push(std::mem::take(&mut word));
            if found.len() == MOST_WORDS {
                return found;
            }
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

fn same_letter(c: char) -> char {
    if c == 'ё' { 'е' } else { c }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FE0F}')
}

/// Cuts words down to what their forms share.
pub struct Stems(Stemmer);

impl Stems {
    pub fn new(lang: Lang) -> Self {
        Self(Stemmer::create(match lang {
            Lang::Ru => Algorithm::Russian,
            Lang::En => Algorithm::English,
        }))
    }

    pub fn of(&self, word: &str) -> String {
        self.0.stem(word).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_in_one_spelling() {
        let check = |text: &str, expected: &[&str]| assert_eq!(spellings(text), expected, "{text}");
        check("Ёлка, из-за ЭТОГО?", &["елка", "из-за", "этого"]);
        check("don’t — 1,5 т.", &["don't", "1.5", "т"]);
        check("сро\u{200b}ки\u{301} и\u{306}од", &["сроки", "йод"]);
        check("…🙂 -'", &[]);
    }
}
