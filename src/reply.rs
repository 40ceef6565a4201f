//! What any front end can show, free of Telegram's own types.
//!
//! Pure: `bot` makes replies, the outbox stores them, `telegram::sender` and the terminal show them.

use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;

/// What is shown of the bot outside of its replies, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Name and description of each command, in the order of the menu.
    pub commands: Vec<(String, String)>,
    /// At most 64 characters.
    pub name: String,
    /// Shown in an empty chat, at most 512 characters.
    pub description: String,
    /// Shown where the bot is shared, at most 120 characters.
    pub short_description: String,
}

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
    /// A picture or a file that comes with it; the text is its caption. Such a message is never an edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
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

/// Telegram's limit for a message, in UTF-16 units after its HTML is read.
pub const LONGEST: usize = 4096;

/// The same for a caption.
pub const LONGEST_CAPTION: usize = 1024;

/// Where a long text is best cut, best first; after these, anywhere between two characters.
const SEAMS: [&str; 3] = ["\n\n", "\n", " "];

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

impl Reply {
    /// The same as one or more messages that Telegram takes: cut between paragraphs, else lines, else words, never inside
    /// a tag. The buttons go under the last one; an edit stays an edit with its first part, and a picture stays with it.
    pub fn within_limits(mut self) -> Vec<Self> {
        let limit = match self.attachment {
            Some(_) => LONGEST_CAPTION,
            None => LONGEST,
        };
        if length(&self.text) <= limit {
            return vec![self];
        }
        let mut parts = balanced(pack(&self.text, &SEAMS, limit));
        let last = parts.pop().unwrap_or_default();
        let edit = if parts.is_empty() {
            self.edit
        } else {
            self.edit.take()
        };
        let attachment = self.attachment.take();
        let mut replies: Vec<Self> = parts
            .into_iter()
            .map(|text| Self {
                text,
                buttons: Vec::new(),
                edit: None,
                attachment: None,
                data: serde_json::Value::Null,
                ..self
            })
            .collect();
        replies.push(Self { text: last, ..self });
        replies[0].edit = edit;
        replies[0].attachment = attachment;
        replies
    }
}

fn length(html: &str) -> usize {
    plain(html).encode_utf16().count()
}

/// Cuts a text at `seams` into pieces of at most `limit` units.
fn pack(html: &str, seams: &[&str], limit: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut room = 0;
    let (seam, finer) = match seams.split_first() {
        Some((seam, finer)) => (*seam, finer),
        None => return characters(html, limit),
    };
    for part in html.split(seam) {
        let size = length(part);
        if size > limit {
            pieces.extend(pack(part, finer, limit));
            room = 0;
        } else if size + seam.len() <= room {
            let piece = pieces.last_mut().expect("room is in a piece");
            piece.push_str(seam);
            piece.push_str(part);
            room -= size + seam.len();
        } else {
            pieces.push(part.to_owned());
            room = limit - size;
        }
    }
    pieces.retain(|piece| !plain(piece).trim().is_empty());
    pieces
}

/// Cuts a text without a single seam: between characters, tags and entities kept whole.
fn characters(html: &str, limit: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut room = limit;
    let mut rest = html;
    while let Some(first) = rest.chars().next() {
        let whole = match first {
            '<' => rest.find('>').map(|at| at + 1),
            '&' => rest.find(';').filter(|at| *at < 10).map(|at| at + 1),
            _ => None,
        };
        let (unit, after) = rest.split_at(whole.unwrap_or(first.len_utf8()));
        let size = length(unit);
        if size > room {
            pieces.push(String::new());
            room = limit;
        }
        pieces.last_mut().expect("never empty").push_str(unit);
        room -= size;
        rest = after;
    }
    pieces
}

/// Closes in each piece the tags that are open at its end, and opens them again in the next.
fn balanced(pieces: Vec<String>) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let close = |open: &[String]| {
        open.iter()
            .rev()
            .map(|tag| format!("</{tag}>"))
            .collect::<String>()
    };
    pieces
        .into_iter()
        .map(|piece| {
            let opened: String = open.iter().map(|tag| format!("<{tag}>")).collect();
            for tag in piece
                .split('<')
                .skip(1)
                .filter_map(|rest| rest.split_once('>'))
                .map(|(tag, _)| tag)
            {
                match tag.strip_prefix('/') {
                    Some(_) => drop(open.pop()),
                    None => open.push(tag.to_owned()),
                }
            }
            format!("{opened}{piece}{}", close(&open))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(text: &str) -> Reply {
        let button = Button {
            label: "Дальше".into(),
            data: "next::1".into(),
        };
        Reply {
            kind: Kind::Notice,
            text: text.to_owned(),
            buttons: vec![vec![button]],
            edit: Some(5),
            attachment: None,
            data: serde_json::Value::Null,
        }
    }

    #[test]
    fn plain_text_has_no_tags_and_no_entities() {
        assert_eq!(
            plain("<b>A &amp; B</b> &lt;i&gt; &quot;x&quot;"),
            "A & B <i> \"x\""
        );
    }

    #[test]
    fn a_text_at_the_limit_is_one_message_and_one_more_unit_makes_two() {
        let exact = "я".repeat(LONGEST);
        assert_eq!(notice(&exact).within_limits(), vec![notice(&exact)]);
        // An emoji beyond the basic plane counts twice; tags and entities count for what is seen.
        let emoji = format!("<b>{}</b>&amp;&amp;", "🔍".repeat((LONGEST - 2) / 2));
        assert_eq!(notice(&emoji).within_limits().len(), 1);
        let parts = notice(&format!("{exact}!")).within_limits();
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| length(&part.text) <= LONGEST));
    }

    #[test]
    fn a_picture_keeps_the_first_part_of_a_caption_that_is_too_long() {
        let file = crate::attachment::File {
            name: "a.html".into(),
            mime: "text/html".into(),
            text: String::new(),
        };
        let captioned = |length: usize| Reply {
            attachment: Some(Attachment::File(file.clone())),
            edit: None,
            ..notice(&"я".repeat(length))
        };
        assert_eq!(captioned(LONGEST_CAPTION).within_limits().len(), 1);
        let parts = captioned(LONGEST_CAPTION + 1).within_limits();
        assert_eq!(parts.len(), 2);
        assert!(parts[0].attachment.is_some() && parts[1].attachment.is_none());
    }

    #[test]
    fn a_long_text_is_cut_between_paragraphs_with_its_tags_whole() {
        let paragraph = format!("<b>{}</b>", "слово ".repeat(300));
        let parts = notice(&vec![paragraph.clone(); 5].join("\n\n")).within_limits();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0].text, format!("{paragraph}\n\n{paragraph}"));
        assert!(parts[0].buttons.is_empty() && parts[2].buttons.len() == 1);
        assert_eq!((parts[0].edit, parts[1].edit), (Some(5), None));
    }

    #[test]
    fn a_tag_over_a_cut_is_closed_and_opened_again() {
        let parts = notice(&format!("<i>{}</i>", "a&lt;".repeat(3_000))).within_limits();
        assert_eq!(parts.len(), 2);
        for part in &parts {
            assert!(
                part.text.starts_with("<i>") && part.text.ends_with("</i>"),
                "{}",
                part.text.len()
            );
            assert!(length(&part.text) <= LONGEST);
        }
        let whole: String = parts.iter().map(|part| plain(&part.text)).collect();
        assert_eq!(whole, "a<".repeat(3_000));
    }

    #[test]
    fn what_is_escaped_reads_as_it_was() {
        for text in ["<b>&", "&amp; \"quoted\" <i>", "1 < 2 > 0", ""] {
            assert_eq!(plain(&format!("<b>{}</b>", escape(text))), text);
        }
    }
}
