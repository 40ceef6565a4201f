//! Words of a text and patterns over them. Knows spelling, not meaning; safe on any text whatever.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::lang::Lang;

/// Words looked at in one text: a message of 4096 characters holds fewer that matter, and time stays bounded.
const MOST_WORDS: usize = 200;
/// Words a gap (`..`) may stand for: a clause is rarely longer between two words that belong together.
const WIDEST_GAP: usize = 5;

/// The words of a text in one spelling: lower case, ё as е, invisible characters gone.
pub fn words(text: &str) -> Vec<String> {
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

/// A pattern over words, written as `как .. влия*|сказыва*`: a word, a beginning (`*`), alternatives (`|`), a gap of
/// up to five words (`..`), `^` before the first word for "at the start"; `_` joins the words of one alternative.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Pattern {
    /// As it is written, but for the `^`, a space between pieces. Taken apart only where it is matched: there are tens of
    /// thousands, and nearly all fail before that.
    pieces: Box<str>,
    at_start: bool,
    /// For each piece that is no gap, the beginnings one of which a text must have.
    needs: Box<[Beginnings]>,
}

const GAP: &str = "..";

/// A set of word beginnings, so coarse that it may hold too many and never too few.
pub type Beginnings = u128;

/// How many letters of a beginning count.
const LONGEST_BEGINNING: usize = 3;

/// The beginnings of these words, of one letter, two and three.
pub fn beginnings(words: &[String]) -> Beginnings {
    let of = |word: &String| {
        let lengths = 1..=LONGEST_BEGINNING;
        lengths.fold(0, |set, length| set | beginning(word, length))
    };
    words.iter().fold(0, |set, word| set | of(word))
}

fn beginning(word: &str, length: usize) -> Beginnings {
    let letters = word.chars().take(length);
    let hash = letters.fold(length as u32, |hash, c| {
        hash.wrapping_mul(0x0100_0193) ^ u32::from(c).wrapping_mul(0x9E37_79B1)
    });
    1 << (hash >> 25)
}

impl From<String> for Pattern {
    fn from(source: String) -> Self {
        Self::new(&source)
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Words in lower case: * any ending, | or, .. up to five words between, _ joins words, ^ at the start"
        })
    }
}

impl Pattern {
    pub fn new(source: &str) -> Self {
        let written = source.trim_start_matches('^').split_whitespace();
        let pieces: Vec<&str> = written.collect();
        let needs = pieces.iter().filter(|piece| **piece != GAP);
        Self {
            needs: needs.map(|piece| any_beginning(piece)).collect(),
            pieces: pieces.join(" ").into(),
            at_start: source.starts_with('^'),
        }
    }

    /// Why no text can ever match it, if so.
    pub fn fault(&self) -> Option<String> {
        if self.pieces.is_empty() {
            return Some("an empty pattern matches nothing".to_owned());
        }
        let pieces = self.pieces.split(' ').filter(|piece| *piece != GAP);
        let shapes = pieces.flat_map(|piece| piece.split(['|', '_']));
        let mut written = shapes.map(|shape| shape.strip_suffix('*').unwrap_or(shape));
        written.find_map(|text| match words(text).as_slice() {
            [one] if one == text => None,
            _ if text.is_empty() => Some("an alternative is empty: `|` and `_` join words".to_owned()),
            _ => Some(format!(
                "\"{text}\" matches nothing: write words in lower case, е for ё, and * only at the end"
            )),
        })
    }

    pub fn matches(&self, words: &[String]) -> bool {
        self.find(words).is_some()
    }

    /// How much a match says: more, the more words it asks for.
    pub fn weight(&self) -> f32 {
        0.5 + 0.5 * self.needs.len() as f32
    }

    /// Whether a text with these beginnings is worth looking at: most patterns fail here, and cheaply.
    pub fn may_match(&self, beginnings: Beginnings) -> bool {
        self.needs.iter().all(|needed| needed & beginnings != 0)
    }

    /// The first stretch of words that it fits.
    pub fn find<'w>(&self, words: &'w [String]) -> Option<&'w [String]> {
        if self.pieces.is_empty() {
            return None;
        }
        let starts = if self.at_start { 1 } else { words.len() };
        (0..starts.min(words.len())).find_map(|start| {
            let length = fits(&self.pieces, &words[start..])?;
            Some(&words[start..start + length])
        })
    }

    /// Where the first stretch begins that it fits.
    pub fn first(&self, words: &[String]) -> Option<usize> {
        let starts = if self.at_start { 1 } else { words.len() };
        let mut starts = 0..starts.min(words.len());
        starts.find(|start| fits(&self.pieces, &words[*start..]).is_some())
    }

    /// Where the last stretch begins that it fits.
    pub fn last(&self, words: &[String]) -> Option<usize> {
        let starts = if self.at_start { 1 } else { words.len() };
        let mut starts = (0..starts.min(words.len())).rev();
        starts.find(|start| fits(&self.pieces, &words[*start..]).is_some())
    }

    /// Whether the pattern is the whole text.
    pub fn is_all_of(&self, words: &[String]) -> bool {
        !self.pieces.is_empty() && fits(&self.pieces, words) == Some(words.len())
    }
}

/// The beginnings one of which a text must have to fit the piece.
fn any_beginning(piece: &str) -> Beginnings {
    let of = |alternative: &str| {
        let first = alternative.split('_').next().unwrap_or_default();
        let text = first.strip_suffix('*').unwrap_or(first);
        match text.chars().count() {
            0 => Beginnings::MAX,
            length => beginning(text, length.min(LONGEST_BEGINNING)),
        }
    };
    piece
        .split('|')
        .fold(0, |set, alternative| set | of(alternative))
}

/// How many words from the first on the pieces take up, if they fit.
fn fits(pieces: &str, words: &[String]) -> Option<usize> {
    if pieces.is_empty() {
        return Some(0);
    }
    let (piece, rest) = pieces.split_once(' ').unwrap_or((pieces, ""));
    if piece == GAP {
        return (0..=WIDEST_GAP.min(words.len())).find_map(|n| Some(n + fits(rest, &words[n..])?));
    }
    piece.split('|').find_map(|alternative| {
        let taken = begins(alternative, words)?;
        Some(taken + fits(rest, &words[taken..])?)
    })
}

/// How many words an alternative takes up, if it fits the first ones.
fn begins(alternative: &str, words: &[String]) -> Option<usize> {
    let mut words = words.iter();
    let mut taken = 0;
    for shape in alternative.split('_') {
        let word = words.next()?;
        let fits = match shape.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == shape,
        };
        if !fits {
            return None;
        }
        taken += 1;
    }
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_in_one_spelling() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "{text}");
        check("Ёлка, из-за ЭТОГО?", &["елка", "из-за", "этого"]);
        check("don’t — 1,5 т.", &["don't", "1.5", "т"]);
        check("сро\u{200b}ки\u{301} и\u{306}од", &["сроки", "йод"]);
        check("…🙂 -'", &[]);
    }

    #[test]
    fn a_pattern_is_found_where_it_fits() {
        let check = |pattern: &str, text: &str, expected: bool| {
            assert_eq!(
                Pattern::new(pattern).matches(&words(text)),
                expected,
                "{pattern} in {text}"
            );
        };
        check(
            "как .. влия*|сказыва*",
            "А как это на вас сказывается?",
            true,
        );
        check("как .. влия*|сказыва*", "Сказывается как?", false);
        check("что это_значит|даст .. вам", "Что это значит? Вам?", true);
        check("что это_значит|даст .. вам", "Что это вам?", false);
        check("^да", "да, конечно", true);
        check("^да", "ну да", false);
        check("", "что угодно", false);
    }
}
