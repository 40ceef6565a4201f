//! The shape of a turn, before its meaning: noise, sentences, which of them asks, which only follows up.

use super::cues::{Bare, Cues};
use super::patterns::Pattern;
use super::words::{Word, beginnings, words};

/// A follow-up of more words than this says something of its own.
pub const LONGEST_BARE: usize = 4;

pub fn any(patterns: &[Pattern], words: &[Word]) -> bool {
    let beginnings = beginnings(words);
    let mut worth = patterns.iter().filter(|one| one.may_match(beginnings));
    worth.any(|pattern| pattern.matches(words))
}

pub fn any_is_all(patterns: &[Pattern], words: &[Word]) -> bool {
    let beginnings = beginnings(words);
    let mut worth = patterns.iter().filter(|one| one.may_match(beginnings));
    worth.any(|pattern| pattern.is_all_of(words))
}

/// Letters hammered in, words without a vowel, a bare list of keywords.
pub fn is_noise(cues: &Cues, text: &str, all: &[Word]) -> bool {
    let letters: String = all.concat();
    let distinct = letters
        .chars()
        .take(64)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    let is_hammered = letters.chars().count() > 5 && distinct <= 2;
    let has_vowel = letters
        .chars()
        .any(|c| cues.vowels.contains(c) || "aeiouy".contains(c));
    let is_mute = !has_vowel && letters.chars().any(char::is_alphabetic);
    let is_endless = all.iter().any(|word| word.chars().count() > 40);
    let commas = text.matches(',').count();
    let is_list = all.len() >= 3 && commas + 1 >= all.len() && !text.contains('?');
    is_hammered || is_mute || is_endless || is_list
}

pub fn is_foreign(cues: &Cues, all: &[Word]) -> bool {
    let (first, last) = cues.script;
    let own = |word: &Word| word.chars().any(|c| (first..=last).contains(&c));
    let has_letters = |word: &Word| word.chars().any(char::is_alphabetic);
    all.iter().filter(|word| has_letters(word)).count() >= 2 && !all.iter().any(own)
}

/// Sentences with their closing marks; a full stop ends one only before a capital or the end.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (index, c) in text.char_indices() {
        let end = index + c.len_utf8();
        let ends = match c {
            '?' | '!' | '\n' | '…' => true,
            '.' => text[end..]
                .trim_start()
                .chars()
                .next()
                .is_none_or(char::is_uppercase),
            _ => false,
        };
        if ends {
            found.push(&text[start..end]);
            start = end;
        }
    }
    found.push(&text[start..]);
    found.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    found
}

/// Sentences that ask, without tags such as "right?".
pub fn real_questions(cues: &Cues, sentences: &[&str]) -> Vec<Vec<Word>> {
    let mut questions = Vec::new();
    for sentence in sentences.iter().filter(|sentence| sentence.ends_with('?')) {
        let words = words(sentence);
        if !any_is_all(&cues.tags, &words) {
            questions.push(words);
        }
    }
    questions
}

pub fn main_sentence(cues: &Cues, sentences: &[&str], questions: &[Vec<Word>]) -> Vec<Word> {
    let bare = |question: &&Vec<Word>| bare_name(cues, question).is_some();
    let full = questions.iter().rev().find(|question| !bare(question));
    if let Some(question) = full.or(questions.last()) {
        return question.clone();
    }
    let read: Vec<Vec<Word>> = sentences.iter().map(|sentence| words(sentence)).collect();
    read.iter()
        .rev()
        .find(|words| asks(cues, words))
        .cloned()
        .unwrap_or_else(|| read.concat())
}

/// Whether a sentence without a question mark asks all the same.
pub fn asks(cues: &Cues, words: &[Word]) -> bool {
    let beginning = &words[..words.len().min(3)];
    any(&cues.interrogatives, beginning) || any(&cues.imperatives, &words[..words.len().min(6)])
}

/// The follow-up that names nothing, if the words are one.
pub fn bare_name(cues: &Cues, main: &[Word]) -> Option<Bare> {
    let rest: Vec<Word> = main
        .iter()
        .filter(|word| !cues.is_filler(word))
        .cloned()
        .collect();
    if rest.len() > LONGEST_BARE {
        return None;
    }
    let is = |patterns: &Vec<Pattern>| any_is_all(patterns, &rest) || any_is_all(patterns, main);
    let found = cues.bare.iter().find(|(_, patterns)| is(patterns));
    found.map(|(bare, _)| *bare)
}
