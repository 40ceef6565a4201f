//! The people at the other end: what a person does in a chat becomes an update, and what the bot did there is read as the
//! person sees it. A test reads like a story: `anna.says("/start"); anna.waits_for_text("Начать");`.

use std::time::Duration;

use serde_json::{Value, json};

use super::eyes::{find_button, find_label, messages_of};
use super::state::{Chat, Message, State, unix_now};
use super::{PATIENCE, Telegram};

const BLOCKED: &str = "Forbidden: bot was blocked by the user";

/// A person in one chat: their private one, or a group by [`User::in_group`].
#[derive(Clone)]
pub struct User {
    pub telegram: Telegram,
    pub id: i64,
    /// The chat they act in; their own id in private.
    pub chat: i64,
    pub name: String,
    language: String,
}

/// A pressed button.
#[derive(Clone, Debug)]
pub struct Press {
    pub query: String,
    /// `None` if the bot had not asked for callback queries.
    pub update: Option<i64>,
}

impl Telegram {
    /// A person who has opened the bot's chat; speaks Russian unless told otherwise.
    pub fn user(&self, id: i64, name: &str) -> User {
        let user = User {
            telegram: self.clone(),
            id,
            chat: id,
            name: name.to_owned(),
            language: "ru".to_owned(),
        };
        let about = json!({"id": id, "type": "private", "first_name": name, "username": format!("user{id}")});
        self.with(|state| state.open_chat(&about).is_some());
        user
    }

    /// Anna pays.
    pub fn anna(&self) -> User {
        self.user(1001, "Анна")
    }

    /// Boris trains for free.
    pub fn boris(&self) -> User {
        self.user(1002, "Борис")
    }

    /// Olga is the admin.
    pub fn olga(&self) -> User {
        self.user(1003, "Ольга")
    }

    /// Someone who is called `<b>&`.
    pub fn angle(&self) -> User {
        self.user(1004, "<b>&")
    }

    /// The chat's messages as people see them, edits applied.
    pub fn chat(&self, id: i64) -> Vec<Message> {
        self.with(|state| messages_of(state, id).to_vec())
    }
}

impl User {
    #[must_use]
    pub fn speaking(self, language: &str) -> User {
        let language = language.to_owned();
        User { language, ..self }
    }

    /// The same person in a group of this id (negative) and title.
    #[must_use]
    pub fn in_group(self, id: i64, title: &str) -> User {
        let about = json!({"id": id, "type": "supergroup", "title": title});
        self.telegram
            .with(|state| state.open_chat(&about).is_some());
        User { chat: id, ..self }
    }

    // What a person does.

    pub fn says(&self, text: &str) -> Option<i64> {
        let mut content = json!({"text": text});
        if text.starts_with('/') {
            let length = text
                .split_whitespace()
                .next()
                .unwrap_or("")
                .encode_utf16()
                .count();
            content["entities"] = json!([{"type": "bot_command", "offset": 0, "length": length}]);
        }
        self.sends(&content)
    }

    /// Sends a message with these fields besides the usual ones.
    pub fn sends(&self, content: &Value) -> Option<i64> {
        self.telegram.with(|state| {
            let (message, _) = self.writes(state, content);
            state.push("message", &message)
        })
    }

    pub fn sends_photo(&self) -> Option<i64> {
        self.sends(&json!({"photo": [
            {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 1200},
            {"file_id": "large", "file_unique_id": "l", "width": 800, "height": 600, "file_size": 60_000},
        ]}))
    }

    pub fn sends_voice(&self) -> Option<i64> {
        self.sends(&json!({"voice": {
            "file_id": "voice", "file_unique_id": "v", "duration": 4, "mime_type": "audio/ogg", "file_size": 9000,
        }}))
    }

    pub fn sends_document(&self, name: &str) -> Option<i64> {
        self.sends(&json!({"document": {
            "file_id": "document", "file_unique_id": "d", "file_name": name, "file_size": 2048,
        }}))
    }

    /// Edits what they said last.
    pub fn edits(&self, text: &str) -> Option<i64> {
        self.telegram.with(|state| {
            acts(state, self.chat);
            let messages = &mut state.chats.get_mut(&self.chat)?.messages;
            let last = messages.iter_mut().rfind(|message| !message.from_bot)?;
            text.clone_into(&mut last.text);
            last.edits += 1;
            let id = last.id;
            let content = json!({"text": text, "edit_date": unix_now()});
            state.push("edited_message", &self.message(state, id, &content))
        })
    }

    /// Presses the button of this label (or whose label contains it) in the newest message that has one, inline first;
    /// waits until there is one. A button of a reply keyboard is a text, so its press has no query.
    #[track_caller]
    pub fn presses(&self, label: &str) -> Press {
        self.waits_for(&format!("a button «{label}»"), PATIENCE, |messages| {
            find_button(messages, label).is_some() || find_label(messages, label).is_some()
        });
        let messages = self.messages();
        match find_button(&messages, label) {
            Some((message, button)) => {
                self.presses_on(message.id, button.data.as_deref().unwrap_or(""))
            }
            None => {
                let label = find_label(&messages, label).unwrap_or_default();
                Press {
                    query: String::new(),
                    update: self.says(&label),
                }
            }
        }
    }

    /// Presses whatever has this `callback_data` under this message, whether or not such a button is there (any more).
    pub fn presses_on(&self, message_id: i64, data: &str) -> Press {
        self.telegram.with(|state| {
            acts(state, self.chat);
            let query = state.open_query(self.chat);
            let update = state.push(
                "callback_query",
                &self.callback(state, &query, message_id, data),
            );
            Press { query, update }
        })
    }

    /// Delivers the same press again under another update id, as Telegram sometimes does.
    pub fn repeats(&self, press: &Press) -> Option<i64> {
        self.telegram.with(|state| {
            let record = state
                .updates
                .records
                .iter()
                .find(|record| Some(record.id) == press.update)?;
            let update: Value = serde_json::from_str(&record.raw).ok()?;
            state.push("callback_query", &update["callback_query"])
        })
    }

    /// What the bot answered to a press: the fields of `answerCallbackQuery`, once there.
    #[track_caller]
    pub fn waits_for_answer(&self, press: &Press) -> Value {
        self.telegram
            .wait_until("an answer to a pressed button", |state| {
                state
                    .queries
                    .get(&press.query)
                    .is_some_and(|query| !query.answers.is_empty())
            });
        self.telegram
            .query(&press.query)
            .map_or(Value::Null, |query| query.answers[0].clone())
    }

    /// A checkout query; its id.
    pub fn checks_out(&self, payload: &str, currency: &str, amount: i64) -> String {
        self.telegram.with(|state| {
            let query = state.open_query(self.chat);
            state.push("pre_checkout_query", &json!({
                "id": query, "from": self.about(), "currency": currency, "total_amount": amount, "invoice_payload": payload,
            }));
            query
        })
    }

    /// The message about a payment that went through.
    pub fn has_paid(
        &self,
        payload: &str,
        currency: &str,
        amount: i64,
        charge: &str,
    ) -> Option<i64> {
        self.sends(&json!({"successful_payment": {
            "currency": currency, "total_amount": amount, "invoice_payload": payload,
            "telegram_payment_charge_id": charge, "provider_payment_charge_id": charge,
        }}))
    }

    /// Blocks the bot: it may not write, and is told so by `my_chat_member`.
    pub fn blocks(&self) {
        self.set_forbidden(Some(BLOCKED));
        self.changes_member("member", "kicked");
    }

    pub fn unblocks(&self) {
        self.set_forbidden(None);
        self.changes_member("kicked", "member");
    }

    /// Why every send to this chat is refused with 403, in Telegram's words; no update tells the bot.
    pub fn set_forbidden(&self, reason: Option<&str>) {
        self.telegram.with(|state| {
            if let Some(chat) = state.chats.get_mut(&self.chat) {
                chat.forbidden = reason.map(String::from);
            }
        });
    }

    // Objects of the Bot API.

    /// The `User` object.
    pub fn about(&self) -> Value {
        json!({
            "id": self.id, "is_bot": false, "first_name": self.name, "username": format!("user{}", self.id),
            "language_code": self.language,
        })
    }

    /// A whole update in which this person says something, for `push_batch`; the chat does not show it.
    pub fn update_saying(&self, text: &str) -> Value {
        self.telegram.with(|state| {
            let id = state.next_message_id();
            json!({"message": self.message(state, id, &json!({"text": text}))})
        })
    }

    /// Adds a message of this person to the chat; its `Message` object and id.
    fn writes(&self, state: &mut State, content: &Value) -> (Value, i64) {
        acts(state, self.chat);
        let id = state.next_message_id();
        let message = Message {
            id,
            from_bot: false,
            text: content["text"].as_str().unwrap_or("").to_owned(),
            html: String::new(),
            buttons: Vec::new(),
            keyboard: Vec::new(),
            kind: None,
            file: None,
            edits: 0,
            changed: state.next_change(),
            date: unix_now(),
        };
        if let Some(chat) = state.chats.get_mut(&self.chat) {
            chat.messages.push(message);
        }
        (self.message(state, id, content), id)
    }

    fn message(&self, state: &State, id: i64, content: &Value) -> Value {
        let mut message = json!({
            "message_id": id, "from": self.about(), "chat": chat_about(state, self.chat), "date": unix_now(),
        });
        for (name, value) in content.as_object().into_iter().flatten() {
            message[name] = value.clone();
        }
        message
    }

    fn callback(&self, state: &State, query: &str, message_id: i64, data: &str) -> Value {
        let under = messages_of(state, self.chat)
            .iter()
            .find(|message| message.id == message_id);
        let message = match under {
            Some(message) => state.message_object(self.chat, message),
            // An inaccessible message, as the Bot API shows it.
            None => {
                json!({"chat": chat_about(state, self.chat), "message_id": message_id, "date": 0})
            }
        };
        json!({
            "id": query, "from": self.about(), "message": message, "chat_instance": "-772", "data": data,
        })
    }

    fn changes_member(&self, old: &str, new: &str) {
        self.telegram.with(|state| {
            acts(state, self.chat);
            let member = |status: &str| {
                let mut member = json!({"user": state.bot, "status": status});
                if status == "kicked" {
                    member["until_date"] = json!(0);
                }
                member
            };
            let change = json!({
                "chat": chat_about(state, self.chat), "from": self.about(), "date": unix_now(),
                "old_chat_member": member(old), "new_chat_member": member(new),
            });
            state.push("my_chat_member", &change)
        });
    }
}

fn chat_about(state: &State, chat: i64) -> Value {
    state
        .chats
        .get(&chat)
        .map_or(Value::Null, |chat: &Chat| chat.about.clone())
}

fn acts(state: &mut State, chat: i64) {
    let now = state.next_change();
    if let Some(chat) = state.chats.get_mut(&chat) {
        chat.acted = now;
    }
}
