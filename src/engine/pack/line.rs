//! One thing a buyer may say: a template with at most a few hooks.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use toml::Spanned;

use crate::engine::random::fingerprint;

/// A template with its hooks cut out.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Spanned<String>")]
pub struct Line {
    /// What is said, with `{…}` to be filled in.
    pub text: String,
    pub hooks: Vec<Hook>,
    /// Where it stands in its file, in bytes.
    pub at: usize,
    /// The same for equal templates, whatever the pack's version.
    pub print: u32,
}

/// Words of a line that the trainee may take up, and what a fitting question about them opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    pub words: String,
    /// A problem of the product, or a part of the problem the line belongs to: an aspect or a kind.
    pub to: String,
}

impl From<Spanned<String>> for Line {
    fn from(spanned: Spanned<String>) -> Self {
        let at = spanned.span().start;
        Self::new(spanned.get_ref(), at)
    }
}

impl Line {
    pub fn new(source: &str, at: usize) -> Self {
        let mut text = String::with_capacity(source.len());
        let mut hooks = Vec::new();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once('[') {
            let Some((mark, after)) = after.split_once(']') else {
                break;
            };
            let Some((words, to)) = mark.split_once('>') else {
                break;
            };
            text.push_str(before);
            text.push_str(words);
            hooks.push(Hook {
                words: words.to_owned(),
                to: to.trim().to_owned(),
            });
            rest = after;
        }
        text.push_str(rest);
        Self {
            print: fingerprint(&text) as u32,
            text,
            hooks,
            at,
        }
    }
}

impl JsonSchema for Line {
    fn schema_name() -> Cow<'static, str> {
        "Line".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "description": "What the buyer says: {figure} or {choice} is filled in, {f:…} is said by women only, {m:…} by men only, [words>child] is a hook: words to take up, and what they open"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_cut_out_of_what_is_said() {
        let check = |source, text: &str, hooks: &[(&str, &str)]| {
            let line = Line::new(source, 0);
            let found: Vec<_> = line
                .hooks
                .iter()
                .map(|hook| (hook.words.as_str(), hook.to.as_str()))
                .collect();
            assert_eq!((line.text.as_str(), found.as_slice()), (text, hooks));
        };
        check("Всё как есть.", "Всё как есть.", &[]);
        check(
            "Цех [выкручивается>people], а мы [ждём>time].",
            "Цех выкручивается, а мы ждём.",
            &[("выкручивается", "people"), ("ждём", "time")],
        );
        check("Скобка [без конца", "Скобка [без конца", &[]);
        check("Скобка [без цели].", "Скобка [без цели].", &[]);
    }
}
