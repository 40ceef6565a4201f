//! Patterns over words, which authors write for what a text may say. They know spelling, not meaning.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::words::{Beginnings, Word, beginning, spellings};

/// Words a gap (`..`) may stand for: a clause is rarely longer between two words that belong together.
const WIDEST_GAP: usize = 5;

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
        written.find_map(|text| match spellings(text).as_slice() {
            [one] if one == text => None,
            _ if text.is_empty() => Some("an alternative is empty: `|` and `_` join words".to_owned()),
            _ => Some(format!(
                "\"{text}\" matches nothing: write words in lower case, е for ё, and * only at the end"
            )),
        })
    }

    pub fn matches(&self, words: &[Word]) -> bool {
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
    pub fn find<'w>(&self, words: &'w [Word]) -> Option<&'w [Word]> {
        if self.pieces.is_empty() {
            return None;
        }
        let starts = if self.at_start { 1 } else { words.len() };
        (0..starts.min(words.len())).find_map(|start| {
            let length = self.fits(&words[start..])?;
            Some(&words[start..start + length])
        })
    }

    /// Where the first stretch begins that it fits.
    pub fn first(&self, words: &[Word]) -> Option<usize> {
        let starts = if self.at_start { 1 } else { words.len() };
        let mut starts = 0..starts.min(words.len());
        starts.find(|start| self.fits(&words[*start..]).is_some())
    }

    /// Where the last stretch begins that it fits.
    pub fn last(&self, words: &[Word]) -> Option<usize> {
        let starts = if self.at_start { 1 } else { words.len() };
        let mut starts = (0..starts.min(words.len())).rev();
        starts.find(|start| self.fits(&words[*start..]).is_some())
    }

    fn fits(&self, words: &[Word]) -> Option<usize> {
        fits(self.pieces.as_bytes(), &self.needs, words)
    }

    /// Whether the pattern is the whole text.
    pub fn is_all_of(&self, words: &[Word]) -> bool {
        !self.pieces.is_empty() && self.fits(words) == Some(words.len())
    }
}

/// The beginnings one of which a text must have to fit the piece.
fn any_beginning(piece: &str) -> Beginnings {
    piece.split('|').fold(0, |set, alternative| {
        let first = alternative.split('_').next().unwrap_or_default();
        set | beginning(first.strip_suffix('*').unwrap_or(first))
    })
}

/// How many words from the first on the pieces take up, if they fit; `needs` are those of these pieces.
fn fits(pieces: &[u8], needs: &[Beginnings], words: &[Word]) -> Option<usize> {
    if pieces.is_empty() {
        return Some(0);
    }
    let end = pieces.iter().position(|byte| *byte == b' ');
    let (piece, rest) = pieces.split_at(end.unwrap_or(pieces.len()));
    let rest = rest.get(1..).unwrap_or_default();
    if piece == GAP.as_bytes() {
        let most = WIDEST_GAP.min(words.len());
        return (0..=most).find_map(|n| Some(n + fits(rest, needs, &words[n..])?));
    }
    let (need, needs) = needs.split_first()?;
    if words.first()?.beginnings & need == 0 {
        return None;
    }
    let mut alternatives = piece.split(|byte| *byte == b'|');
    alternatives.find_map(|alternative| {
        let taken = begins(alternative, words)?;
        Some(taken + fits(rest, needs, &words[taken..])?)
    })
}

/// How many words an alternative takes up, if it fits the first ones.
fn begins(alternative: &[u8], words: &[Word]) -> Option<usize> {
    let mut taken = 0;
    for shape in alternative.split(|byte| *byte == b'_') {
        let word = words.get(taken)?.as_bytes();
        let fits = match shape {
            [beginning @ .., b'*'] => word.starts_with(beginning),
            whole => word == whole,
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
    use super::super::words::words;
    use super::*;

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
