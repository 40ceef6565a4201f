//! What any front end can receive, free of Telegram's own types.
//!
//! Pure: `telegram::decode` and the terminal make events, `bot` handles them. Nothing here knows where an event came from.

/// Who wrote or pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Telegram's user id; 0 is the person at the terminal, who has none.
    pub id: i64,
    /// First and last name as the person gives them, never escaped; may be empty.
    pub name: String,
    /// Without the `@`; may be empty.
    pub username: String,
    /// IETF tag of the front end's language, such as `ru` or `en-GB`.
    pub language: Option<String>,
}

/// What sort of conversation an event happened in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    Private,
    Group,
    Channel,
}

/// One thing that happened in one chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub chat_id: i64,
    pub chat_kind: ChatKind,
    /// `None` where nobody is behind it: a channel post, the answer of a job.
    pub sender: Option<Sender>,
    pub kind: EventKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// A text, commands included, without U+0000.
    Text {
        text: String,
        /// In a group: it begins with a command to this bot, mentions it, or replies to it. Always true in private.
        addressed: bool,
    },
    /// A button under one of our messages.
    Press { data: String, message_id: i64 },
    /// A message without text that we can read: its Telegram name, such as `photo` or `voice`.
    Media { what: &'static str, addressed: bool },
    /// A message was edited after it was sent.
    Edited,
    /// The person blocked the bot, or removed it from the chat.
    Left,
    /// The person unblocked the bot, or added it to the chat.
    Joined,
    /// A job ended: its kind and what it answers (`Err`: why there is no answer).
    Answer {
        job: String,
        answer: Result<String, String>,
    },
    /// Anything else Telegram may send; nobody waits for a word about it.
    Ignored,
}
