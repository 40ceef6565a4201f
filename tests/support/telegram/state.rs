//! What the fake Telegram remembers: chats as people see them, pressed buttons and checkouts waiting for an answer, faults
//! to come and the log of calls. Plain data behind one lock; it must not know about connections or threads.

use std::collections::HashMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::faults::{Fault, Faults};
use super::flood::Flood;
use super::http::{Params, Upload};
use super::log::{Button, Call, Log, is_paced};
use super::updates::Updates;

/// Callback and checkout queries die after this on the live server.
const QUERY_LIFETIME: Duration = Duration::from_secs(150);

/// A message as the people in its chat see it now.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: i64,
    pub from_bot: bool,
    /// Without markup; the caption if there is a file.
    pub text: String,
    /// As it was sent.
    pub html: String,
    pub buttons: Vec<Vec<Button>>,
    /// Labels of a reply keyboard that came with it.
    pub keyboard: Vec<Vec<String>>,
    /// What it carries besides text: "photo", "document", "invoice".
    pub kind: Option<&'static str>,
    /// The file, when it was uploaded with the message.
    pub file: Option<Upload>,
    pub edits: usize,
    /// Rises with every change anywhere; later means shown later.
    pub changed: u64,
    pub date: i64,
}

/// One private chat or group.
#[derive(Debug)]
pub struct Chat {
    /// The `Chat` object of the Bot API.
    pub about: Value,
    pub messages: Vec<Message>,
    /// Why the bot may not write here, as Telegram words it.
    pub forbidden: Option<String>,
    /// The value of `changed` when a person last did something here.
    pub acted: u64,
}

/// A callback or checkout query that the bot has to answer.
#[derive(Clone, Debug)]
pub struct Query {
    pub chat: i64,
    pub expires: Instant,
    /// The fields of every answer, in order.
    pub answers: Vec<Value>,
}

type Reaction = Box<dyn FnMut(&Call) -> Vec<Value> + Send>;

pub struct State {
    pub bot: Value,
    pub updates: Updates,
    pub chats: HashMap<i64, Chat>,
    pub queries: HashMap<String, Query>,
    pub query_lifetime: Duration,
    /// Status by (channel, user); who is not here has left.
    pub members: HashMap<(String, i64), String>,
    pub webhook: Option<String>,
    /// The last fields of setMyCommands and its kin, by method and language.
    pub profile: HashMap<(String, String), Value>,
    /// Results for methods the fake does not know itself.
    pub canned: HashMap<String, Value>,
    pub faults: Faults,
    /// Set while the flood limits are on.
    pub flood: Option<Flood>,
    pub log: Log,
    pub reaction: Option<Reaction>,
    pub latency: Duration,
    /// Raised by every poll; a poll that finds another number here is the older one.
    pub poll: u64,
    /// How many polls began so far.
    pub polls_begun: u64,
    /// How many polls wait for updates at this moment.
    pub polls_waiting: u64,
    pub calls: u64,
    pub changed: u64,
    next_message: i64,
    next_query: u64,
}

impl State {
    pub fn new(token: &str) -> State {
        let id: i64 = token
            .split(':')
            .next()
            .and_then(|id| id.parse().ok())
            .expect("a token begins with the bot's id");
        State {
            bot: json!({
                "id": id, "is_bot": true, "first_name": "Спин", "username": "spin_test_bot",
                "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
                "can_connect_to_business": false, "has_main_web_app": false,
            }),
            updates: Updates::starting_at(100_001),
            chats: HashMap::new(),
            queries: HashMap::new(),
            query_lifetime: QUERY_LIFETIME,
            members: HashMap::new(),
            webhook: None,
            profile: HashMap::new(),
            canned: HashMap::new(),
            faults: Faults::default(),
            flood: None,
            log: Log::default(),
            reaction: None,
            latency: Duration::ZERO,
            poll: 0,
            polls_begun: 0,
            polls_waiting: 0,
            calls: 0,
            changed: 0,
            next_message: 1,
            next_query: 1,
        }
    }

    /// The chat, made from its Bot API object if it is new.
    pub fn open_chat(&mut self, about: &Value) -> Option<&mut Chat> {
        let id = about.get("id")?.as_i64()?;
        Some(self.chats.entry(id).or_insert_with(|| Chat {
            about: about.clone(),
            messages: Vec::new(),
            forbidden: None,
            acted: 0,
        }))
    }

    pub fn next_message_id(&mut self) -> i64 {
        self.next_message += 1;
        self.next_message - 1
    }

    pub fn next_change(&mut self) -> u64 {
        self.changed += 1;
        self.changed
    }

    /// The chat a call is for: the one it names, or that of the query it answers.
    pub fn chat_meant(&self, params: &Params) -> Option<i64> {
        let of_query = || {
            let ids = ["callback_query_id", "pre_checkout_query_id"];
            let id = ids.iter().find_map(|name| params.text(name))?;
            Some(self.queries.get(&id)?.chat)
        };
        params.int("chat_id").or_else(of_query)
    }

    /// What goes wrong with this call: a queued fault, or the flood limits if they are on.
    pub fn next_fault(&mut self, method: &str, chat: Option<i64>, now: Instant) -> Option<Fault> {
        let queued = self.faults.take(method, chat);
        if queued.is_some() || !is_paced(method) {
            return queued;
        }
        let seconds = self.flood.as_mut()?.refuses(chat.unwrap_or(0), now)?;
        Some(Fault::TooManyRequests(seconds))
    }

    /// Registers a query that the bot must answer and gives its id.
    pub fn open_query(&mut self, chat: i64) -> String {
        let id = format!("{}{:08}", 4_000_000_000_u64, self.next_query);
        self.next_query += 1;
        let query = Query {
            chat,
            expires: Instant::now() + self.query_lifetime,
            answers: Vec::new(),
        };
        self.queries.insert(id.clone(), query);
        id
    }

    /// Queues `{"update_id":…, kind: value}` if the bot asked for its kind; the update's id if it was queued.
    pub fn push(&mut self, kind: &str, value: &Value) -> Option<i64> {
        for holder in [value, &value["message"]] {
            if holder["chat"].is_object() {
                self.open_chat(&holder["chat"]);
            }
        }
        if !self.updates.wants(kind) {
            return None;
        }
        let lifetime = kind.ends_with("_query").then_some(self.query_lifetime);
        let raw = format!("{{\"update_id\":__ID__,\"{kind}\":{value}}}");
        Some(self.updates.push(&raw, lifetime))
    }

    /// The same for a whole update object; its `update_id`, if any, is replaced.
    pub fn push_whole(&mut self, update: &Value) -> Option<i64> {
        let fields = update.as_object().expect("an update is an object");
        let (kind, value) = fields
            .iter()
            .find(|(name, _)| *name != "update_id")
            .expect("an update has a kind");
        self.push(kind, value)
    }

    /// The `Message` object of the Bot API.
    pub fn message_object(&self, chat: i64, message: &Message) -> Value {
        let about = self
            .chats
            .get(&chat)
            .map_or(Value::Null, |chat| chat.about.clone());
        let mut object = json!({
            "message_id": message.id,
            "date": message.date,
            "chat": about,
        });
        if message.from_bot {
            object["from"] = json!({
                "id": self.bot["id"], "is_bot": true, "first_name": self.bot["first_name"], "username": self.bot["username"],
            });
        }
        match message.kind {
            None => object["text"] = json!(message.text),
            Some(kind) => {
                let file_id = format!("file-{}", message.id);
                let bytes = message.file.as_ref().map_or(0, |file| file.bytes.len());
                object["caption"] = json!(message.text);
                object[kind] = match kind {
                    "photo" => {
                        json!([{"file_id": file_id, "file_unique_id": file_id, "width": 800, "height": 600, "file_size": bytes}])
                    }
                    "invoice" => {
                        json!({"title": message.text, "description": "", "start_parameter": "", "currency": "XTR", "total_amount": 1})
                    }
                    _ => json!({"file_id": file_id, "file_unique_id": file_id, "file_size": bytes}),
                };
            }
        }
        if !message.buttons.is_empty() {
            object["reply_markup"] = json!({"inline_keyboard": message.buttons.iter().map(|row| {
                row.iter().map(button_object).collect()
            }).collect::<Vec<Vec<Value>>>()});
        }
        object
    }
}

fn button_object(button: &Button) -> Value {
    match (&button.data, &button.url) {
        (Some(data), _) => json!({"text": button.label, "callback_data": data}),
        (None, Some(url)) => json!({"text": button.label, "url": url}),
        (None, None) => json!({"text": button.label}),
    }
}

/// Now in Unix seconds, as `date` fields have it.
pub fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.map_or(0, |since| since.as_secs())).unwrap_or(0)
}
