//! Labelled lines, as `tests/corpus/README.md` describes them. Pure: texts in, lines out.

use crate::engine::types::{Act, Label};

/// All acts, in the order of their declaration.
pub const ACTS: [Act; 10] = [
    Act::Question,
    Act::Check,
    Act::Answer,
    Act::Courtesy,
    Act::Silence,
    Act::Propose,
    Act::Pitch,
    Act::Close,
    Act::Meta,
    Act::Noise,
];

/// A line of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: Label,
    pub act: Act,
    pub text: String,
    /// What the buyer said just before.
    pub previous: Option<String>,
}

/// Reads one line; `None` for a comment or an empty line, an error says what is wrong with it.
pub fn line(source: &str) -> Option<Result<Line, String>> {
    let source = source.trim_end_matches(['\r', '\n']);
    (!source.trim().is_empty() && !source.starts_with('#')).then(|| read(source))
}

/// All lines of a file, with their numbers from 1.
pub fn lines(source: &str) -> Vec<(usize, Result<Line, String>)> {
    let numbered = source.lines().enumerate();
    numbered
        .filter_map(|(at, text)| Some((at + 1, line(text)?)))
        .collect()
}

fn read(source: &str) -> Result<Line, String> {
    let columns: Vec<&str> = source.split('\t').collect();
    let (label, act, text, previous) = match columns.as_slice() {
        [label, act, text] => (label, act, text, ""),
        [label, act, text, previous] => (label, act, text, *previous),
        _ => return Err(format!("{} columns instead of 3 or 4", columns.len())),
    };
    let label = label_of(label)?;
    let act = act_of(act)?;
    if text.trim().is_empty() {
        return Err("no text".to_owned());
    }
    if label != Label::Other && !matches!(act, Act::Question | Act::Check) {
        return Err(format!("{} does not go with {}", label.id(), act.id()));
    }
    if label == Label::Other && act == Act::Question {
        return Err("a question is of one of the four types".to_owned());
    }
    Ok(Line {
        label,
        act,
        text: (*text).to_owned(),
        previous: (!previous.trim().is_empty()).then(|| previous.to_owned()),
    })
}

pub fn label_of(id: &str) -> Result<Label, String> {
    Label::parse(id).ok_or_else(|| format!("{id:?} is no label"))
}

pub fn act_of(id: &str) -> Result<Act, String> {
    let found = ACTS.into_iter().find(|act| act.id() == id);
    found.ok_or_else(|| format!("{id:?} is no act"))
}
