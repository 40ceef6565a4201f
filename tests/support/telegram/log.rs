//! The effect log: every call the fake received, what it did and what the client was told, and the checks of pace that
//! tests make over it. It is written in the order in which the effects happened.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::http::Upload;

/// What the client learned of its call.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// 200 and the result.
    Ok,
    /// A proper refusal.
    Refused {
        code: u16,
        description: String,
        retry_after: Option<u64>,
    },
    /// An HTML page with this status.
    Page(u16),
    /// Status 200 and something that is not JSON.
    Garbage,
    /// A status line and a part of the body.
    Truncated,
    /// Nothing at all: the connection closed or hung.
    Nothing,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    pub label: String,
    /// `callback_data`.
    pub data: Option<String>,
    pub url: Option<String>,
}

/// One call of the Bot API.
#[derive(Clone, Debug)]
pub struct Call {
    /// From 1, in the order of the effects.
    pub number: u64,
    pub method: String,
    pub chat: Option<i64>,
    /// All fields as they came; files are in `files`.
    pub fields: Map<String, Value>,
    pub files: Vec<Upload>,
    /// `text` or `caption` as it was sent.
    pub text: Option<String>,
    /// The same as the person sees it, entities parsed.
    pub plain: Option<String>,
    pub buttons: Vec<Vec<Button>>,
    /// When the whole request had been read.
    pub at: Instant,
    /// Which connection it came on, from 1.
    pub connection: u64,
    pub took_effect: bool,
    /// The message that was sent or changed.
    pub message_id: Option<i64>,
    pub told: Told,
    /// It took effect and the client was told nothing: nobody but this log can know.
    pub uncertain: bool,
}

impl Call {
    pub fn new(method: &str, connection: u64, at: Instant) -> Call {
        Call {
            number: 0,
            method: method.to_owned(),
            chat: None,
            fields: Map::new(),
            files: Vec::new(),
            text: None,
            plain: None,
            buttons: Vec::new(),
            at,
            connection,
            took_effect: false,
            message_id: None,
            told: Told::Nothing,
            uncertain: false,
        }
    }

    /// Whether it counts against Telegram's flood limits.
    pub fn is_paced(&self) -> bool {
        is_paced(&self.method)
    }

    pub fn shows(&self, fragment: &str) -> bool {
        self.plain
            .as_ref()
            .is_some_and(|text| text.contains(fragment))
    }
}

/// The calls at one instant, with the questions tests ask of them.
#[derive(Clone, Debug, Default)]
pub struct Log(pub Vec<Call>);

impl Log {
    pub fn of(&self, method: &str) -> impl Iterator<Item = &Call> {
        self.0
            .iter()
            .filter(move |call| call.method.eq_ignore_ascii_case(method))
    }

    /// Messages sent and edited, in order, only those that took effect.
    pub fn effects(&self) -> impl Iterator<Item = &Call> {
        self.0
            .iter()
            .filter(|call| call.took_effect && call.is_paced())
    }

    pub fn effects_in(&self, chat: i64) -> impl Iterator<Item = &Call> {
        self.effects().filter(move |call| call.chat == Some(chat))
    }

    pub fn uncertain(&self) -> usize {
        self.0.iter().filter(|call| call.uncertain).count()
    }

    /// The most paced calls that began within any second.
    pub fn max_in_sliding_second(&self) -> usize {
        self.max_in_sliding(Duration::from_secs(1))
    }

    pub fn max_in_sliding(&self, window: Duration) -> usize {
        let mut times: Vec<Instant> = self.paced().map(|call| call.at).collect();
        times.sort();
        let mut first = 0;
        let mut most = 0;
        for (last, at) in times.iter().enumerate() {
            while *at - times[first] >= window {
                first += 1;
            }
            most = most.max(last + 1 - first);
        }
        most
    }

    /// The first chat that got more than `burst` messages at once and `per_second` after that, with its rate in words.
    /// Arrival may be this much out of step with sending, in seconds, on a busy machine.
    pub fn chat_too_fast(&self, burst: u32, per_second: f64, slack: f64) -> Option<String> {
        let mut chats: HashMap<i64, Vec<Instant>> = HashMap::new();
        for call in self.paced() {
            chats
                .entry(call.chat.unwrap_or(0))
                .or_default()
                .push(call.at);
        }
        let interval = 1.0 / per_second;
        for (chat, mut times) in chats {
            times.sort();
            // A bucket that holds `burst` and leaks `per_second`, as the time at which it would be empty.
            let mut empty_at = 0.0_f64;
            for at in &times {
                let now = (*at - times[0]).as_secs_f64();
                empty_at = empty_at.max(now) + interval;
                let ahead = (empty_at - now) * per_second;
                if ahead > f64::from(burst) + slack * per_second {
                    return Some(format!(
                        "chat {chat}: {ahead:.2} messages ahead of {per_second}/s, {now:.3} s after its first; {burst} allowed"
                    ));
                }
            }
        }
        None
    }

    #[track_caller]
    pub fn assert_chat_pace(&self, burst: u32, per_second: f64) {
        if let Some(what) = self.chat_too_fast(burst, per_second, 0.1) {
            panic!("{what}");
        }
    }

    /// No call was refused as malformed: every 400 except those that a race makes normal.
    #[track_caller]
    pub fn assert_well_formed(&self) {
        const NORMAL: [&str; 3] = [
            "message is not modified",
            "message to edit not found",
            "query is too old",
        ];
        for call in &self.0 {
            if let Told::Refused {
                code: 400,
                description,
                ..
            } = &call.told
                && !NORMAL.iter().any(|normal| description.contains(normal))
            {
                panic!(
                    "{} was refused: {description}\n{:#?}",
                    call.method, call.fields
                );
            }
        }
    }

    fn paced(&self) -> impl Iterator<Item = &Call> {
        self.0.iter().filter(|call| call.is_paced())
    }
}

/// Whether calls of a method count against Telegram's flood limits.
pub fn is_paced(method: &str) -> bool {
    method.starts_with("send") && method != "sendChatAction" || method.starts_with("edit")
}
