//! A turn cut into what the features look at: words with their places, their stems and classes, and which of them are the
//! main sentence. Knows spelling and punctuation, not meaning; bounded on any text whatever.

use std::ops::Range;

use super::lexicon::Lexicon;
use crate::engine::words::{Stems, spellings};

/// Words that are looked at: a turn says what it is for in fewer, and the time stays bounded.
const MOST_WORDS: usize = 80;
/// Letters of one word that are looked at; no word is longer.
const LONGEST_WORD: usize = 24;
/// Letters looked at between two spaces: several words with marks between them, not a page.
const LONGEST_CHUNK: usize = 200;

/// A word in one spelling.
#[derive(Debug)]
pub struct Word {
    pub text: String,
    pub stem: String,
    /// The classes of the lexicon that it belongs to, a bit each.
    pub classes: u64,
    /// A word of grammar, not of content.
    pub plain: bool,
    /// Where it stands in the turn, in bytes, with the marks around it.
    pub place: Range<usize>,
}

/// What is known of a text before any feature.
#[derive(Debug)]
pub struct Text {
    pub words: Vec<Word>,
    /// The words of the main sentence, a stretch of `words`.
    pub main: Range<usize>,
    pub sentences: usize,
    /// How many sentences end in a question mark, and whether the main one does.
    pub questions: usize,
    pub asks: bool,
    /// Whether the whole text ends in a question mark.
    pub ends_asking: bool,
    pub has_digits: bool,
}

/// A sentence: its words, and whether it ends in a question mark.
struct Sentence {
    words: Range<usize>,
    asks: bool,
}

impl Text {
    pub fn new(text: &str, stems: &Stems, lexicon: &Lexicon) -> Self {
        let mut found: Vec<Word> = Vec::new();
        let mut sentences: Vec<Sentence> = Vec::new();
        for stretch in stretches(text) {
            let first = found.len();
            add_words(text, stretch.clone(), stems, lexicon, &mut found);
            if found.len() > first {
                let end =
                    text[stretch].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?');
                sentences.push(Sentence {
                    words: first..found.len(),
                    asks: end.ends_with('?'),
                });
            }
        }
        let main = main_sentence(&sentences, &found, lexicon);
        let questions = sentences.iter().filter(|sentence| sentence.asks).count();
        Self {
            asks: sentences
                .iter()
                .any(|sentence| sentence.asks && sentence.words == main),
            main,
            questions,
            sentences: sentences.len(),
            ends_asking: sentences.last().is_some_and(|sentence| sentence.asks),
            has_digits: text.bytes().any(|byte| byte.is_ascii_digit()),
            words: found,
        }
    }

    pub fn main(&self) -> &[Word] {
        &self.words[self.main.clone()]
    }
}

/// The stretches between the ends of sentences; a full stop ends one only before a space.
fn stretches(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut marked = false;
    for (index, c) in text.char_indices() {
        let ends = match c {
            '?' | '!' | '\n' | '…' => true,
            '.' => text[index + 1..].starts_with(|c: char| c.is_whitespace()),
            _ => false,
        };
        // "?!", "...": what follows a mark directly still belongs to its sentence.
        if marked && !ends && !matches!(c, '.' | ')' | '"' | '»') {
            found.push(start..index);
            start = index;
        }
        marked = ends || marked && matches!(c, '.' | ')' | '"' | '»');
        if found.len() == MOST_WORDS {
            return found;
        }
    }
    found.push(start..text.len());
    found
}

/// As much of a stretch without spaces as can hold words that count.
fn beginning(chunk: &str) -> &str {
    let end = chunk.char_indices().nth(LONGEST_CHUNK);
    end.map_or(chunk, |(end, _)| &chunk[..end])
}

fn add_words(
    text: &str,
    stretch: Range<usize>,
    stems: &Stems,
    lexicon: &Lexicon,
    found: &mut Vec<Word>,
) {
    let part = &text[stretch.clone()];
    for chunk in part.split_whitespace() {
        let start = stretch.start + (chunk.as_ptr() as usize - part.as_ptr() as usize);
        for mut word in spellings(beginning(chunk)) {
            if found.len() == MOST_WORDS {
                return;
            }
            if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
                word.truncate(end);
            }
            let spelled = lexicon.spelled(&word);
            if spelled.len() != word.len() || spelled != word {
                word = spelled.to_owned();
            }
            let stem = stems.of(&word);
            let classes = lexicon.classes(&word);
            found.push(Word {
                classes: lexicon.meanings(classes),
                plain: lexicon.is_plain(classes),
                text: word,
                stem,
                place: start..start + chunk.len(),
            });
        }
    }
}

/// The last sentence that asks and is no tag; without a question mark, the last that has a word of asking.
fn main_sentence(sentences: &[Sentence], words: &[Word], lexicon: &Lexicon) -> Range<usize> {
    let is_tag = |sentence: &&Sentence| {
        let own = &words[sentence.words.clone()];
        own.len() <= 2 && own.iter().all(|word| lexicon.is_tag(word.classes))
    };
    let asking = sentences.iter().rev().filter(|sentence| sentence.asks);
    if let Some(sentence) = asking.clone().find(|sentence| !is_tag(sentence)) {
        return sentence.words.clone();
    }
    // A tag asks for the sentence before it.
    let tag = sentences.iter().position(|sentence| sentence.asks);
    let tagged = tag.unwrap_or(sentences.len());
    let asking = sentences[..tagged].iter().rev().find(|sentence| {
        let own = &words[sentence.words.clone()];
        own.iter().any(|word| lexicon.asks(word.classes))
    });
    asking.map_or(0..words.len(), |sentence| sentence.words.clone())
}
