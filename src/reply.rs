//! What any front end can show, free of Telegram's own types.
//!
//! Pure: `bot` makes replies, the outbox stores them, `telegram::sender` and the terminal show them.

use serde::{Deserialize, Serialize};

/// What a message is, as `chat --format json` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Welcome,
    Case,
    Reply,
    Feedback,
    Report,
    Notice,
}

/// A button under a message: its words and the `callback_data` it sends (64 bytes at most).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    pub data: String,
}

/// One message to one chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    pub kind: Kind,
    /// Telegram's HTML; variables inside are escaped already.
    pub text: String,
    /// Rows of buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Vec<Button>>,
    /// The message this one replaces, if it is an edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<i64>,
    /// The truth behind the message for `--format json`: shown by the terminal, never stored.
    #[serde(skip)]
    pub data: serde_json::Value,
}

/// Slow work for `jobs`: what to do and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub kind: String,
    /// JSON, read by the job of that kind alone.
    pub payload: String,
    /// Whether the chat's next updates wait for the answer.
    pub chat_waits: bool,
}

/// Everything one event leads to, beside what was written to the database.
#[derive(Debug, Default)]
pub struct Outcome {
    pub replies: Vec<Reply>,
    pub jobs: Vec<NewJob>,
    /// A short word shown over the chat where a button was pressed.
    pub toast: Option<String>,
}

/// Makes any text safe inside Telegram's HTML.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}

/// What a person reads of a text in Telegram's HTML: without tags, entities as the characters they stand for.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(tag) = rest.find('<') {
        text.push_str(&rest[..tag]);
        rest = rest[tag..]
            .find('>')
            .map_or("", |end| &rest[tag + end + 1..]);
    }
    text.push_str(rest);
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_reads_as_it_was() {
        for text in ["<b>&", "&amp; \"quoted\" <i>", "1 < 2 > 0", ""] {
            assert_eq!(plain(&format!("<b>{}</b>", escape(text))), text);
        }
    }
}
