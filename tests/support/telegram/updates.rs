//! The queue of updates and the rules of `getUpdates`, as the live server keeps them: an offset confirms what is below
//! it, an offset from another run of ids counts as none, queries expire. It remembers what was delivered and confirmed.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use serde_json::Value;

/// An offset further ahead than this of the next id belongs to another run of ids (tdlib's queue has the same rule).
const AHEAD: i64 = 10;
/// Kinds that are sent only to those who name them in `allowed_updates`.
const ON_DEMAND: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// What became of one update.
#[derive(Clone, Debug)]
pub struct UpdateRecord {
    pub id: i64,
    /// Exactly what is sent.
    pub raw: String,
    pub pushed: Instant,
    /// When, and on which connection; more than once if the bot asked again.
    pub deliveries: Vec<(Instant, u64)>,
    pub confirmed: Option<Instant>,
    /// It was dropped before the bot confirmed it, because its query was too old.
    pub expired: bool,
    expires: Option<Instant>,
}

/// One `getUpdates` call's own terms.
pub struct Terms {
    pub limit: usize,
    pub connection: u64,
}

pub struct Updates {
    /// All that ever were, in order of arrival.
    pub records: Vec<UpdateRecord>,
    /// Positions in `records` not yet confirmed, ids rising.
    queue: VecDeque<usize>,
    next_id: i64,
    /// While held, polls see nothing; so that what follows comes in one batch.
    held: bool,
    allowed: Option<HashSet<String>>,
    last_start: Option<(i64, Instant)>,
    /// The rules against asking the same offset again too soon.
    pub hammer_rules: bool,
}

impl Updates {
    pub fn starting_at(next_id: i64) -> Updates {
        Updates {
            records: Vec::new(),
            queue: VecDeque::new(),
            next_id,
            held: false,
            allowed: None,
            last_start: None,
            hammer_rules: true,
        }
    }

    pub fn next_id(&self) -> i64 {
        self.next_id
    }

    pub fn pending(&self) -> usize {
        self.queue.len()
    }

    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Later updates count from `next_id`. A jump down needs an empty queue, as on the live server.
    pub fn jump_to(&mut self, next_id: i64) {
        assert!(
            next_id >= self.next_id || self.queue.is_empty(),
            "ids may only jump down once everything is confirmed"
        );
        self.next_id = next_id;
    }

    /// Whether an update of this kind is for the bot, by the `allowed_updates` it named last.
    pub fn wants(&self, kind: &str) -> bool {
        match &self.allowed {
            Some(kinds) if !kinds.is_empty() => kinds.contains(kind),
            _ => !ON_DEMAND.contains(&kind),
        }
    }

    /// Queues `raw` under the next id; `__ID__` in it becomes that id.
    pub fn push(&mut self, raw: &str, lifetime: Option<Duration>) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        let now = Instant::now();
        self.queue.push_back(self.records.len());
        self.records.push(UpdateRecord {
            id,
            raw: raw.replacen("__ID__", &id.to_string(), 1),
            pushed: now,
            deliveries: Vec::new(),
            confirmed: None,
            expired: false,
            expires: lifetime.map(|lifetime| now + lifetime),
        });
        id
    }

    /// A poll begins: remembers its offset and `allowed_updates`, and gives the limit and timeout that apply.
    pub fn poll_begins(
        &mut self,
        offset: i64,
        limit: usize,
        timeout: Duration,
        allowed: Option<Value>,
    ) -> (usize, Duration) {
        if let Some(Value::Array(kinds)) = allowed {
            let kinds = kinds.iter().filter_map(Value::as_str).map(String::from);
            self.allowed = Some(kinds.collect());
        }
        let now = Instant::now();
        let before = self.last_start.replace((offset, now));
        let (mut limit, mut timeout) = (limit, timeout);
        if let Some((same, start)) = before.filter(|_| self.hammer_rules)
            && same == offset
        {
            if now - start < Duration::from_secs(3) {
                timeout = timeout.max(Duration::from_secs(3));
            }
            if now - start < Duration::from_millis(500) {
                limit = 1;
            }
        }
        (limit, timeout)
    }

    /// Confirms what `offset` confirms; later the same call must not confirm again.
    pub fn confirm(&mut self, offset: i64) {
        let now = Instant::now();
        if offset < 0 {
            let keep = usize::try_from(-offset).unwrap_or(usize::MAX);
            while self.queue.len() > keep {
                self.confirm_head(now);
            }
        } else if offset <= self.next_id + AHEAD {
            while self
                .queue
                .front()
                .is_some_and(|at| self.records[*at].id < offset)
            {
                self.confirm_head(now);
            }
        }
    }

    /// How many updates are there now, within the limit, and their JSON array.
    pub fn take(&mut self, terms: &Terms) -> (usize, String) {
        let now = Instant::now();
        self.expire(now);
        let mut count = 0;
        let mut body = String::from("[");
        if !self.held {
            for at in self.queue.iter().take(terms.limit) {
                let record = &mut self.records[*at];
                record.deliveries.push((now, terms.connection));
                if count > 0 {
                    body.push(',');
                }
                body.push_str(&record.raw);
                count += 1;
            }
        }
        body.push(']');
        (count, body)
    }

    /// Forgets the records of all that is confirmed.
    pub fn forget_confirmed(&mut self) {
        let waiting: Vec<UpdateRecord> = self
            .queue
            .iter()
            .map(|at| self.records[*at].clone())
            .collect();
        self.queue = (0..waiting.len()).collect();
        self.records = waiting;
    }

    fn confirm_head(&mut self, now: Instant) {
        if let Some(at) = self.queue.pop_front() {
            self.records[at].confirmed = Some(now);
        }
    }

    fn expire(&mut self, now: Instant) {
        let records = &mut self.records;
        self.queue.retain(|at| {
            let record = &mut records[*at];
            record.expired = record.expires.is_some_and(|expires| expires <= now);
            !record.expired
        });
    }
}
