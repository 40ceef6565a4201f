//! What a person sees in a chat: its messages, the buttons under them, and waiting until something is there.

use std::time::Duration;

use super::PATIENCE;
use super::log::Button;
use super::people::User;
use super::state::{Message, State};

impl User {
    /// The whole chat, oldest first, edits applied, deleted messages gone.
    pub fn messages(&self) -> Vec<Message> {
        self.telegram.chat(self.chat)
    }

    /// Only the bot's messages.
    pub fn hears(&self) -> Vec<Message> {
        let messages = self.messages().into_iter();
        messages.filter(|message| message.from_bot).collect()
    }

    /// Waits until the chat looks as `wanted` says; panics with what the chat shows.
    #[track_caller]
    pub fn waits_for(
        &self,
        what: &str,
        limit: Duration,
        wanted: impl Fn(&[Message]) -> bool,
    ) -> Vec<Message> {
        let reached = self
            .telegram
            .waits_at_most(limit, |state| wanted(messages_of(state, self.chat)));
        let messages = self.messages();
        assert!(
            reached,
            "{} ({}) waited {limit:?} in vain for {what}. The chat shows:\n{}",
            self.name,
            self.chat,
            shown(&messages)
        );
        messages
    }

    /// The newest message of the bot that contains this text, once there is one.
    #[track_caller]
    pub fn waits_for_text(&self, fragment: &str) -> Message {
        let has = |message: &&Message| message.from_bot && message.text.contains(fragment);
        let what = format!("«{fragment}»");
        let messages = self.waits_for(&what, PATIENCE, |messages| {
            messages.iter().any(|message| has(&message))
        });
        messages.iter().rfind(has).cloned().expect("just seen")
    }

    /// The same, but only what the bot sent or edited after this person last did something.
    #[track_caller]
    pub fn waits_for_reply(&self, fragment: &str) -> Message {
        let acted = self
            .telegram
            .with(|state| state.chats.get(&self.chat).map_or(0, |chat| chat.acted));
        let has = |message: &&Message| {
            message.from_bot && message.changed > acted && message.text.contains(fragment)
        };
        let what = format!("a reply with «{fragment}»");
        let messages = self.waits_for(&what, PATIENCE, |messages| {
            messages.iter().any(|message| has(&message))
        });
        messages.iter().rfind(has).cloned().expect("just seen")
    }

    /// Waits until the bot has said this many messages here.
    #[track_caller]
    pub fn waits_for_count(&self, count: usize) -> Vec<Message> {
        let what = format!("{count} messages of the bot");
        self.waits_for(&what, PATIENCE, |messages| {
            messages.iter().filter(|message| message.from_bot).count() >= count
        });
        self.hears()
    }
}

pub fn messages_of(state: &State, chat: i64) -> &[Message] {
    state.chats.get(&chat).map_or(&[], |chat| &chat.messages)
}

/// The newest inline button with exactly this label, else one whose label contains it.
pub fn find_button<'a>(messages: &'a [Message], label: &str) -> Option<(&'a Message, &'a Button)> {
    let newest = || {
        messages.iter().rev().flat_map(|message| {
            let buttons = message.buttons.iter().flatten();
            buttons.map(move |button| (message, button))
        })
    };
    let exact = newest().find(|(_, button)| button.label == label);
    exact.or_else(|| newest().find(|(_, button)| button.label.contains(label)))
}

/// The full label of a reply keyboard's button.
pub fn find_label(messages: &[Message], label: &str) -> Option<String> {
    let newest = messages
        .iter()
        .rev()
        .find(|message| !message.keyboard.is_empty())?;
    let labels = || newest.keyboard.iter().flatten();
    let exact = labels().find(|shown| *shown == label);
    exact
        .or_else(|| labels().find(|shown| shown.contains(label)))
        .cloned()
}

/// The chat in words, for a panic: the last twenty messages.
fn shown(messages: &[Message]) -> String {
    const LAST: usize = 20;
    let mut text = String::new();
    for message in &messages[messages.len().saturating_sub(LAST)..] {
        let who = if message.from_bot { "bot " } else { "user" };
        let kind = message
            .kind
            .map_or(String::new(), |kind| format!("[{kind}] "));
        text += &format!(
            "  {who} {:>3}: {kind}{}\n",
            message.id,
            message.text.replace('\n', "\n             ")
        );
        for row in &message.buttons {
            let labels: Vec<&str> = row.iter().map(|button| button.label.as_str()).collect();
            text += &format!("             [{}]\n", labels.join("] ["));
        }
    }
    if text.is_empty() {
        "  (nothing)\n".into()
    } else {
        text
    }
}
