//! One raw update becomes an event. Reads only the fields we use, so that a new kind of entity costs nobody a message.

use serde::{Deserialize, Deserializer};

use crate::event::{ChatKind, Event, EventKind, Sender};

use super::envelope::kind;
use super::media::media;

/// The event behind a raw update and the callback to answer, or why there is none.
pub fn decode(raw: &str, bot_username: Option<&str>) -> Result<(Event, Option<String>), String> {
    let update: Incoming = serde_json::from_str(raw).map_err(|error| reason(&error))?;
    let event = if let Some(message) = update.message {
        (message.into_event(raw, bot_username), None)
    } else if let Some(message) = update.edited_message {
        (message.event(EventKind::Edited), None)
    } else if let Some(post) = update.channel_post.or(update.edited_channel_post) {
        (post.event(EventKind::Ignored), None)
    } else if let Some(press) = update.callback_query {
        let id = press.id.clone();
        (press.into_event(), Some(id))
    } else if let Some(change) = update.my_chat_member {
        (change.into_event(), None)
    } else if let Some(query) = update.pre_checkout_query {
        // Answered before it was stored: see `checkout`.
        (query.into_event(), None)
    } else {
        return Err(format!(
            "an update of an unknown kind: {}",
            kind(raw).chars().take(64).collect::<String>()
        ));
    };
    Ok(event)
}

/// serde's message without the values it quotes: they are what somebody wrote.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let kept: String = text.split(['"', '`']).step_by(2).collect();
    format!(
        "not an update we can read: {}",
        kept.chars().take(200).collect::<String>()
    )
}

/// U+0000 cannot be stored in PostgreSQL and means nothing in a message.
fn clean(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

#[derive(Deserialize)]
pub(super) struct Incoming {
    pub(super) update_id: i64,
    message: Option<Message>,
    edited_message: Option<Message>,
    channel_post: Option<Message>,
    edited_channel_post: Option<Message>,
    callback_query: Option<Press>,
    my_chat_member: Option<MemberChange>,
    pre_checkout_query: Option<Checkout>,
}

impl Incoming {
    pub(super) fn chat_id(&self) -> Option<i64> {
        let message = self.message.as_ref().or(self.edited_message.as_ref());
        let message = message
            .or(self.channel_post.as_ref())
            .or(self.edited_channel_post.as_ref());
        let press = self.callback_query.as_ref().map(Press::chat_id);
        let change = self.my_chat_member.as_ref().map(|change| change.chat.id);
        let payer = self.pre_checkout_query.as_ref().map(|query| query.from.id);
        let message = message.map(|message| message.chat.id);
        message.or(press).or(change).or(payer)
    }

    /// What stays the same however often Telegram delivers it, and whatever else it then says of the sender or the chat.
    /// `None`: only the text itself tells.
    pub(super) fn identity(&self) -> Option<String> {
        let messages = [
            ("message", &self.message),
            ("edited_message", &self.edited_message),
            ("channel_post", &self.channel_post),
            ("edited_channel_post", &self.edited_channel_post),
        ];
        let message = messages
            .iter()
            .find_map(|(name, message)| Some((name, message.as_ref()?)));
        let of_message = message.and_then(|(name, message)| {
            let (id, edited) = (message.message_id?, message.edit_date.unwrap_or(0));
            Some(format!("{name} {} {id} {edited}", message.chat.id))
        });
        let press = self.callback_query.as_ref();
        of_message.or_else(|| Some(format!("callback_query {}", press?.id)))
    }
}

/// A number, or nothing in place of whatever else stands there: it may not keep a message from being read.
fn number_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(serde_json::Value::deserialize(from)?.as_i64())
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
    #[serde(default, rename = "type")]
    kind: String,
}

impl Chat {
    fn kind(&self) -> ChatKind {
        match self.kind.as_str() {
            "group" | "supergroup" => ChatKind::Group,
            "channel" => ChatKind::Channel,
            _ => ChatKind::Private,
        }
    }
}

#[derive(Deserialize)]
struct User {
    id: i64,
    #[serde(default)]
    is_bot: bool,
    #[serde(default)]
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language_code: Option<String>,
}

impl User {
    fn into_sender(self) -> Sender {
        let last = self
            .last_name
            .map(|last| format!(" {last}"))
            .unwrap_or_default();
        Sender {
            id: self.id,
            name: clean(format!("{}{last}", self.first_name))
                .trim()
                .to_owned(),
            username: clean(self.username.unwrap_or_default()),
            language: self.language_code,
        }
    }
}

#[derive(Deserialize)]
struct Message {
    #[serde(default, deserialize_with = "number_or_none")]
    message_id: Option<i64>,
    #[serde(default, deserialize_with = "number_or_none")]
    edit_date: Option<i64>,
    chat: Chat,
    from: Option<User>,
    text: Option<String>,
    reply_to_message: Option<RepliedTo>,
}

#[derive(Deserialize)]
struct RepliedTo {
    from: Option<User>,
}

impl Message {
    fn event(self, kind: EventKind) -> Event {
        Event {
            chat_id: self.chat.id,
            chat_kind: self.chat.kind(),
            sender: self.from.filter(|user| !user.is_bot).map(User::into_sender),
            kind,
        }
    }

    fn into_event(mut self, raw: &str, bot_username: Option<&str>) -> Event {
        let text = self.text.take().map(clean);
        let addressed = self.chat.kind() == ChatKind::Private
            || self.is_addressed(text.as_deref(), bot_username);
        let kind = match text {
            _ if self.from.as_ref().is_none_or(|user| user.is_bot) => EventKind::Ignored,
            Some(text) => EventKind::Text { text, addressed },
            None => media(raw).map_or(EventKind::Ignored, |what| EventKind::Media {
                what,
                addressed,
            }),
        };
        self.event(kind)
    }

    fn is_addressed(&self, text: Option<&str>, bot_username: Option<&str>) -> bool {
        let Some(name) = bot_username.map(str::to_lowercase) else {
            return false;
        };
        let replied = self
            .reply_to_message
            .as_ref()
            .and_then(|message| message.from.as_ref());
        let to_us = replied
            .and_then(|user| user.username.as_deref())
            .is_some_and(|user| user.to_lowercase() == name);
        let text = text.unwrap_or_default().to_lowercase();
        to_us
            || text
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '@'))
                .any(|word| {
                    word.rsplit_once('@')
                        .is_some_and(|(_, mentioned)| mentioned == name)
                })
    }
}

#[derive(Deserialize)]
struct Press {
    id: String,
    from: User,
    message: Option<PressedMessage>,
    data: Option<String>,
}

#[derive(Deserialize)]
struct PressedMessage {
    chat: Chat,
    message_id: i64,
}

impl Press {
    fn chat_id(&self) -> i64 {
        self.message
            .as_ref()
            .map_or(self.from.id, |message| message.chat.id)
    }

    fn into_event(self) -> Event {
        let message_id = self
            .message
            .as_ref()
            .map_or(0, |message| message.message_id);
        Event {
            chat_id: self.chat_id(),
            chat_kind: self
                .message
                .as_ref()
                .map_or(ChatKind::Private, |message| message.chat.kind()),
            sender: Some(self.from.into_sender()),
            kind: EventKind::Press {
                data: clean(self.data.unwrap_or_default()),
                message_id,
            },
        }
    }
}

#[derive(Deserialize)]
struct Checkout {
    from: User,
}

impl Checkout {
    fn into_event(self) -> Event {
        Event {
            chat_id: self.from.id,
            chat_kind: ChatKind::Private,
            sender: Some(self.from.into_sender()),
            kind: EventKind::Ignored,
        }
    }
}

#[derive(Deserialize)]
struct MemberChange {
    chat: Chat,
    from: Option<User>,
    new_chat_member: Member,
}

#[derive(Deserialize)]
struct Member {
    #[serde(default)]
    status: String,
}

impl MemberChange {
    fn into_event(self) -> Event {
        let gone = ["kicked", "left"].contains(&self.new_chat_member.status.as_str());
        Event {
            chat_id: self.chat.id,
            chat_kind: self.chat.kind(),
            sender: self.from.map(User::into_sender),
            kind: if gone {
                EventKind::Left
            } else {
                EventKind::Joined
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(raw: &str) -> EventKind {
        decode(raw, Some("spin_bot")).expect("decodes").0.kind
    }

    fn check_addressed(text: &str, expected: bool) {
        let raw = format!(
            r#"{{"update_id":1,"message":{{"message_id":1,"date":1,"chat":{{"id":-5,"type":"group"}},"from":{{"id":7,"first_name":"Anna"}},"text":"{text}"}}}}"#
        );
        assert_eq!(
            text_of(&raw),
            EventKind::Text {
                text: text.into(),
                addressed: expected
            }
        );
    }

    #[test]
    fn a_message_of_an_unheard_of_kind_is_still_a_message() {
        let raw = r#"{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"from":{"id":7,"first_name":"A","last_name":"B"},
            "text":"a\u0000b","entities":[{"type":"hologram","offset":-1}]}}"#;
        let (event, _) = decode(raw, None).expect("decodes");
        assert_eq!(
            event.sender.as_ref().map(|sender| sender.name.as_str()),
            Some("A B")
        );
        assert_eq!(
            event.kind,
            EventKind::Text {
                text: "ab".into(),
                addressed: true
            }
        );
    }

    #[test]
    fn in_a_group_only_what_is_addressed_to_the_bot_counts() {
        check_addressed("hello", false);
        check_addressed("/start@Spin_Bot", true);
        check_addressed("hey @spin_bot!", true);
        check_addressed("/start@other_bot", false);
    }

    #[test]
    fn what_cannot_be_read_says_why_without_quoting_it() {
        for raw in [
            r#"{"update_id":1,"message":{"message_id":1,"chat":{"id":"secret"}}}"#,
            r#"{"update_id":1,"message":{"message_id":1,"chat":{"id":7},"text":{"secret":1}}}"#,
            r#"{"update_id":1}"#,
            "42",
            "null",
        ] {
            let reason = decode(raw, None).expect_err(raw);
            assert!(!reason.contains("secret"), "{reason}");
        }
        let unknown =
            decode(r#"{"update_id":1,"quantum_reaction":{}}"#, None).expect_err("unknown");
        assert!(unknown.contains("quantum_reaction"), "{unknown}");
    }

    #[test]
    fn blocking_and_pressing_are_events() {
        let left = r#"{"update_id":1,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":{"id":7,"first_name":"A"},
            "new_chat_member":{"status":"kicked"}}}"#;
        assert_eq!(text_of(left), EventKind::Left);
        let press = r#"{"update_id":1,"callback_query":{"id":"q","from":{"id":7,"first_name":"A"},"data":"case::3",
            "message":{"chat":{"id":7,"type":"private"},"message_id":12,"date":0}}}"#;
        let (event, callback) = decode(press, None).expect("decodes");
        assert_eq!(callback.as_deref(), Some("q"));
        assert_eq!(
            event.kind,
            EventKind::Press {
                data: "case::3".into(),
                message_id: 12
            }
        );
    }
}
