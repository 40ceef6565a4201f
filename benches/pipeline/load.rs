//! People who train without a pause: each writes the next line of a session as soon as the last one is answered.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::telegram::Telegram;

/// One training, over and over.
const SCRIPT: &[&str] = &[
    "/train",
    "Какой объём вы закупаете в месяц?",
    "Кто у вас отвечает за закупки?",
    "Какие сложности бывают с поставками?",
    "Часто ли срываются сроки?",
    "К чему приводят задержки?",
    "Во сколько обходится простой?",
    "Если бы сроки соблюдались, что бы это вам дало?",
    "А кому ещё это помогло бы?",
    "Что изменится для производства?",
    "Когда удобно обсудить пробную партию?",
    "/finish",
];

/// How long the log of the fake may grow before it is emptied.
const FORGET: Duration = Duration::from_millis(500);

pub struct Load {
    answered: Arc<AtomicU64>,
    people: Arc<Mutex<People>>,
}

#[derive(Default)]
struct People {
    next_id: i64,
    /// Per chat: its line of the script, and since when it waits for an answer.
    waiting: HashMap<i64, (usize, Option<Instant>)>,
    latencies: Vec<Duration>,
}

impl People {
    fn writes(&mut self, chat: i64) -> Value {
        let (line, since) = self.waiting.entry(chat).or_insert((0, None));
        let text = SCRIPT[*line % SCRIPT.len()];
        *line += 1;
        *since = Some(Instant::now());
        self.next_id += 1;
        json!({"message_id": self.next_id, "date": 1_700_000_000, "text": text,
            "chat": {"id": chat, "type": "private", "first_name": "Anna"},
            "from": {"id": chat, "is_bot": false, "first_name": "Anna", "language_code": "ru"}})
    }

    /// Notes that a chat was answered; false if it did not wait.
    fn is_answered(&mut self, chat: i64) -> bool {
        let waited = self
            .waiting
            .get_mut(&chat)
            .and_then(|(_, since)| since.take());
        self.latencies.extend(waited.map(|since| since.elapsed()));
        waited.is_some()
    }
}

impl Load {
    /// `chats` people, each of whom writes again when answered. The first lines are on their way already.
    pub fn closed(telegram: &Telegram, chats: i64) -> Self {
        let load = Self::new(telegram, true);
        let first: Vec<Value> = {
            let mut people = load.people.lock().expect("not poisoned");
            (1..=chats).map(|chat| people.writes(chat)).collect()
        };
        for message in &first {
            telegram.push("message", message);
        }
        load
    }

    /// People who write when told to.
    pub fn paced(telegram: &Telegram, _: i64) -> Self {
        Self::new(telegram, false)
    }

    fn new(telegram: &Telegram, closed: bool) -> Self {
        let answered = Arc::new(AtomicU64::new(0));
        let people = Arc::new(Mutex::new(People::default()));
        let (count, crowd) = (answered.clone(), people.clone());
        let mut update_id = 10_000_000;
        telegram.reacts(move |call| {
            let (Some(chat), true) = (call.chat, call.is_paced()) else {
                return Vec::new();
            };
            let mut people = crowd.lock().expect("not poisoned");
            if !people.is_answered(chat) {
                return Vec::new();
            }
            count.fetch_add(1, Ordering::Relaxed);
            if !closed {
                return Vec::new();
            }
            update_id += 1;
            vec![json!({"update_id": update_id, "message": people.writes(chat)})]
        });
        Self { answered, people }
    }

    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Answers per second over `time`, after a short start.
    pub fn rate(&self, telegram: &Telegram, time: Duration) -> f64 {
        thread::sleep(Duration::from_secs(1));
        let (started, before) = (Instant::now(), self.answered());
        while started.elapsed() < time {
            thread::sleep(FORGET);
            telegram.forgets();
        }
        (self.answered() - before) as f64 / started.elapsed().as_secs_f64()
    }

    /// How long each answer took, at `pace` updates a second over `time`.
    pub fn latencies(&self, telegram: &Telegram, pace: u32, time: Duration) -> Vec<Duration> {
        let started = Instant::now();
        for number in 0.. {
            let due = started + Duration::from_secs(1) * number / pace;
            if due > started + time {
                break;
            }
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let message = self
                .people
                .lock()
                .expect("not poisoned")
                .writes(i64::from(number % 50) + 1);
            telegram.push("message", &message);
        }
        thread::sleep(Duration::from_millis(500));
        std::mem::take(&mut self.people.lock().expect("not poisoned").latencies)
    }
}
