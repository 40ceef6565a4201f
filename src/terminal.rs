//! The terminal as a front end: the same bot without Telegram. Lines are messages, commands or pressed buttons.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use serde_json::{Value, json};

use crate::attachment::Attachment;
use crate::bot::{Bot, Moment};
use crate::chart;
use crate::event::{ChatKind, Event, EventKind, Sender};
use crate::lang::Lang;
use crate::reply::{Button, Outcome, Reply, plain};
use crate::store::{Db, chats, people, sessions};

/// The bot of those who have no Telegram id.
const TERMINAL_BOT: &str = "terminal";
/// The person at the terminal.
const NOBODY: i64 = 0;
/// Telegram's own limit of a message, in characters.
const LONGEST_MESSAGE: usize = 4096;
/// Bytes of a line that are kept; the rest of it is read and forgotten.
const LONGEST_LINE: usize = 64 * 1024;
/// Columns of a text.
const WIDTH: usize = 80;
/// With a seed the clock starts here (2025-01-01 09:00 UTC) and moves a minute with every line.
const FIRST_MOMENT: i64 = 1_735_722_000_000;
const MINUTE: i64 = 60_000;

/// How the terminal plays.
#[derive(Debug, Clone)]
pub struct Options {
    /// The language the front end tells; a choice made by `/language` goes before. Without it a person goes on in the
    /// language of their last training.
    pub lang: Option<Lang>,
    /// Fixes chance and clock.
    pub seed: Option<u64>,
    /// Play as this person of the bot `bot_name`.
    pub user: Option<i64>,
    /// One JSON object per message instead of text.
    pub json: bool,
    pub bot_name: String,
    /// Where pictures and files are saved.
    pub pictures: Option<PathBuf>,
    /// Show the welcome unasked, and a prompt: somebody sits there.
    pub greet: bool,
}

/// Plays until the input ends.
pub fn run(
    db: &Db,
    bot: &Bot,
    options: &Options,
    mut input: impl BufRead,
    output: impl Write,
) -> anyhow::Result<()> {
    if let Some(folder) = &options.pictures {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("--pictures {}: no folder for pictures", folder.display()))?;
    }
    let mut terminal = Terminal::new(db, bot, options, output)?;
    if options.greet {
        terminal.line("/start")?;
        terminal.prompt()?;
    }
    while let Some(line) = read_line(&mut input)? {
        let line = line.trim();
        if !line.is_empty() {
            terminal.line(line)?;
        }
        if options.greet {
            terminal.prompt()?;
        }
    }
    Ok(())
}

struct Terminal<'a, W> {
    db: &'a Db,
    bot: &'a Bot,
    options: &'a Options,
    output: W,
    bot_name: &'a str,
    sender: Sender,
    lines: u64,
    messages: i64,
    /// The last message with buttons, and the buttons row by row.
    buttons: (i64, Vec<Button>),
}

impl<'a, W: Write> Terminal<'a, W> {
    fn new(db: &'a Db, bot: &'a Bot, options: &'a Options, output: W) -> anyhow::Result<Self> {
        let id = options.user.unwrap_or(NOBODY);
        let bot_name = match options.user {
            Some(_) => &options.bot_name,
            None => TERMINAL_BOT,
        };
        let (known, last_lang) = db.read(|tx| {
            let lang = sessions::last_lang(tx, id, bot_name)?;
            Ok((people::names(tx, id)?, lang))
        })?;
        let (name, username) = known.unwrap_or_default();
        let lang = options.lang.or(last_lang);
        Ok(Self {
            db,
            bot,
            options,
            output,
            bot_name,
            sender: Sender {
                id,
                name,
                username,
                language: lang.map(|lang| lang.code().to_owned()),
            },
            lines: 0,
            messages: 0,
            buttons: (0, Vec::new()),
        })
    }

    fn line(&mut self, line: &str) -> anyhow::Result<()> {
        let moment = self.moment();
        let event = Event {
            chat_id: self.sender.id,
            chat_kind: ChatKind::Private,
            sender: Some(self.sender.clone()),
            kind: self.read(line),
        };
        let outcome = self.db.write(|tx| {
            let mut chat = chats::lock(tx, self.bot_name, event.chat_id)?;
            self.bot.handle(tx, &mut chat, &event, &moment)
        })?;
        self.show(&outcome)?;
        Ok(())
    }

    /// A line that names a button of the last message presses it.
    fn read(&self, line: &str) -> EventKind {
        let (message_id, buttons) = &self.buttons;
        let by_number = line
            .strip_prefix('#')
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|number| buttons.get(number.checked_sub(1)?));
        let by_label = || {
            let wanted = line.to_lowercase();
            buttons
                .iter()
                .find(|button| button.label.to_lowercase() == wanted)
        };
        let is_number = line.strip_prefix('#').is_some_and(|rest| {
            let digits = rest.trim_start_matches(['-', '+']);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        match by_number.or_else(by_label) {
            Some(button) => EventKind::Press {
                data: button.data.clone(),
                message_id: *message_id,
            },
            // No button has that number: the bot says so, the buyer need not hear it.
            None if is_number => EventKind::Press {
                data: String::new(),
                message_id: *message_id,
            },
            None => EventKind::Text {
                text: line.chars().take(LONGEST_MESSAGE).collect(),
                addressed: true,
            },
        }
    }

    fn moment(&mut self) -> Moment {
        let line = self.lines;
        self.lines += 1;
        let (now, seed) = match self.options.seed {
            Some(seed) => {
                let mixed = seed.wrapping_add(line).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                (
                    FIRST_MOMENT + MINUTE * line.cast_signed(),
                    mixed ^ (mixed >> 29),
                )
            }
            None => {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                (since.as_millis() as i64, RandomState::new().hash_one(line))
            }
        };
        Moment {
            now,
            seed,
            with_truth: self.options.json,
        }
    }

    fn show(&mut self, outcome: &Outcome) -> io::Result<()> {
        for reply in &outcome.replies {
            let id = match reply.edit {
                Some(id) => id,
                None => {
                    self.messages += 1;
                    self.messages
                }
            };
            if !reply.buttons.is_empty() {
                self.buttons = (id, reply.buttons.concat());
            }
            let saved = self.save(reply, id)?;
            if self.options.json {
                writeln!(self.output, "{}", as_json(reply))?;
            } else {
                write!(self.output, "{}\n\n", as_text(reply))?;
                if let Some(path) = saved {
                    write!(self.output, "({})\n\n", path.display())?;
                }
            }
        }
        if let Some(toast) = &outcome.toast {
            if self.options.json {
                let toast = json!({"kind": "notice", "text": toast, "buttons": [], "data": {"toast": true}});
                writeln!(self.output, "{toast}")?;
            } else {
                write!(self.output, "({toast})\n\n")?;
            }
        }
        self.output.flush()
    }

    /// Saves what comes with a message, if somebody wants it; the path it has now.
    fn save(&self, reply: &Reply, id: i64) -> io::Result<Option<PathBuf>> {
        let (Some(folder), Some(attachment)) = (&self.options.pictures, &reply.attachment) else {
            return Ok(None);
        };
        let Some(rendered) = chart::render(attachment) else {
            return Ok(None);
        };
        let path = folder.join(format!("{id}-{}", rendered.name));
        std::fs::write(&path, rendered.bytes)?;
        Ok(Some(path))
    }

    fn prompt(&mut self) -> io::Result<()> {
        write!(self.output, "> ")?;
        self.output.flush()
    }
}

/// The next line without its end, whatever bytes it is made of; `None` at the end of input.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut is_end = true;
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        is_end = false;
        let newline = chunk.iter().position(|byte| *byte == b'\n');
        let taken = newline.unwrap_or(chunk.len());
        let room = LONGEST_LINE.saturating_sub(line.len());
        line.extend_from_slice(&chunk[..taken.min(room)]);
        let used = newline.map_or(taken, |index| index + 1);
        input.consume(used);
        if newline.is_some() {
            break;
        }
    }
    if is_end {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&line).replace('\0', "")))
}

fn as_json(reply: &Reply) -> Value {
    let labels: Vec<Vec<&str>> = reply
        .buttons
        .iter()
        .map(|row| row.iter().map(|button| button.label.as_str()).collect())
        .collect();
    let mut object = json!({
        "kind": reply.kind,
        "text": plain(&reply.text),
        "buttons": labels,
        "data": reply.data,
    });
    if let Some(attachment) = &reply.attachment {
        let rendered = chart::render(attachment);
        object["data"] = json!({"bytes": rendered.map_or(0, |rendered| rendered.bytes.len())});
        match attachment {
            Attachment::File(file) => object["data"]["file"] = file.name.clone().into(),
            _ => object["kind"] = "photo".into(),
        }
    }
    if reply.edit.is_some() {
        object["edit"] = true.into();
    }
    object
}

fn as_text(reply: &Reply) -> String {
    let mut text: String = plain(&reply.text)
        .lines()
        .map(wrap)
        .collect::<Vec<_>>()
        .join("\n");
    if let Some(attachment) = &reply.attachment {
        text.push_str("\n\n");
        text.push_str(&attachment.as_text());
    }
    let mut number = 0;
    for row in &reply.buttons {
        let labels: Vec<String> = row
            .iter()
            .map(|button| {
                number += 1;
                format!("[{number} {}]", button.label)
            })
            .collect();
        text.push('\n');
        text.push_str(&labels.join(" "));
    }
    text
}

/// Breaks a line between words so that it fits the width.
fn wrap(line: &str) -> String {
    let mut wrapped = String::with_capacity(line.len());
    let mut column = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            wrapped.push('\n');
            column = 0;
        } else if !wrapped.is_empty() {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_bytes_are_read() {
        let check = |bytes: &[u8], expected: &[&str]| {
            let mut input = bytes;
            let mut lines = Vec::new();
            while let Some(line) = read_line(&mut input).unwrap() {
                lines.push(line);
            }
            assert_eq!(lines, expected);
        };
        check(b"", &[]);
        check(b"a\nb", &["a", "b"]);
        check(b"\n\n", &["", ""]);
        check(b"a\xFFb\0\n", &["a\u{FFFD}b"]);
        let long = vec![b'x'; LONGEST_LINE * 3];
        let mut input = long.as_slice();
        assert_eq!(read_line(&mut input).unwrap().unwrap().len(), LONGEST_LINE);
        assert_eq!(read_line(&mut input).unwrap(), None);
    }

    #[test]
    fn a_line_is_broken_between_words() {
        let line = "слово ".repeat(30);
        assert!(
            wrap(line.trim())
                .lines()
                .all(|line| line.chars().count() <= WIDTH)
        );
        assert_eq!(wrap("one two"), "one two");
    }
}
