//! What people type: commands, their words without a slash, and everything else, which is a turn of the call.

use super::{
    Visit, feedback, history, map, options, pages, privacy, progress, result, returning, settings,
    training, turn, zones,
};
use crate::store::chats;
use crate::text::Voice;

/// One command: all there is to know of it.
struct Command {
    name: &'static str,
    /// Other names with a slash, and words that do the same without one.
    also: &'static [&'static str],
    words: &'static [&'static str],
    /// Shown in the menu and in `/help`, described by the text `command-<name>`.
    listed: bool,
    run: fn(&mut Visit) -> anyhow::Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "train",
        also: &[],
        words: &["начать", "старт", "start"],
        listed: true,
        run: training::train,
    },
    Command {
        name: "finish",
        also: &[],
        words: &["завершить", "finish"],
        listed: true,
        run: result::finish,
    },
    Command {
        name: "feedback",
        also: &[],
        words: &[],
        listed: true,
        run: feedback::feedback,
    },
    Command {
        name: "hint",
        also: &[],
        words: &[],
        listed: true,
        run: feedback::hint,
    },
    Command {
        name: "case",
        also: &["caseinfo"],
        words: &[],
        listed: true,
        run: training::case,
    },
    Command {
        name: "map",
        also: &[],
        words: &[],
        listed: true,
        run: map::command,
    },
    Command {
        name: "stats",
        also: &[],
        words: &[],
        listed: true,
        run: pages::stats,
    },
    Command {
        name: "rank",
        also: &[],
        words: &[],
        listed: true,
        run: progress::rank,
    },
    Command {
        name: "history",
        also: &[],
        words: &[],
        listed: true,
        run: history::history,
    },
    Command {
        name: "scenario",
        also: &[],
        words: &[],
        listed: true,
        run: options::scenario,
    },
    Command {
        name: "settings",
        also: &[],
        words: &[],
        listed: true,
        run: settings::settings,
    },
    Command {
        name: "language",
        also: &[],
        words: &[],
        listed: true,
        run: pages::language,
    },
    Command {
        name: "help",
        also: &[],
        words: &[],
        listed: true,
        run: pages::help,
    },
    Command {
        name: "about",
        also: &["author"],
        words: &[],
        listed: true,
        run: pages::about,
    },
    Command {
        name: "privacy",
        also: &[],
        words: &[],
        listed: true,
        run: privacy::privacy,
    },
    Command {
        name: "delete_me",
        also: &[],
        words: &[],
        listed: true,
        run: privacy::delete_me,
    },
    Command {
        name: "export_me",
        also: &[],
        words: &[],
        listed: true,
        run: privacy::export_me,
    },
    Command {
        name: "terms",
        also: &[],
        words: &[],
        listed: true,
        run: pages::terms,
    },
    Command {
        name: "start",
        also: &[],
        words: &[],
        listed: false,
        run: training::start,
    },
];

/// Words that ask for feedback, unless the buyer has just asked something.
const YES: [&str; 2] = ["да", "yes"];

/// Listed commands with what they do.
pub fn menu(voice: Voice) -> Vec<(String, String)> {
    COMMANDS
        .iter()
        .filter(|command| command.listed)
        .map(|command| {
            let name = command.name;
            (name.to_owned(), voice.say(&format!("command-{name}")))
        })
        .collect()
}

/// Handles a text: the payload of `/start` and the rest of any command line mean nothing yet.
pub fn text(visit: &mut Visit, text: &str) -> anyhow::Result<()> {
    let text = text.trim();
    if let Some(line) = text.strip_prefix('/') {
        let name = line.split(|c: char| c.is_whitespace() || c == '@').next();
        let name = name.unwrap_or_default().to_lowercase();
        let found = COMMANDS
            .iter()
            .find(|command| command.name == name || command.also.contains(&name.as_str()));
        stop_asking(visit)?;
        return match found {
            Some(command) => (command.run)(visit),
            None => {
                pages::unknown_command(visit);
                Ok(())
            }
        };
    }
    let word = text.trim_end_matches(['.', '!']).to_lowercase();
    if let Some(command) = COMMANDS
        .iter()
        .find(|command| command.words.contains(&word.as_str()))
    {
        stop_asking(visit)?;
        return (command.run)(visit);
    }
    if visit.chat.asks.as_deref() == Some(zones::ASKED) && zones::typed(visit, text)? {
        return Ok(());
    }
    stop_asking(visit)?;
    if returning::offers(visit)? {
        return Ok(());
    }
    if YES.contains(&word.as_str()) && feedback::is_wanted(visit) {
        return feedback::feedback(visit);
    }
    turn::turn(visit, text)
}

/// The bot had asked for something, and something else came.
pub fn stop_asking(visit: &mut Visit) -> anyhow::Result<()> {
    if visit.chat.asks.is_some() {
        chats::ask(visit.tx, visit.chat, None)?;
    }
    Ok(())
}
