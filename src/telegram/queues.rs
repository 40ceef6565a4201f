//! The sender's memory: which messages wait in which chat, and which of them may go now. Pure but for the time it is told.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use crate::outgoing::Outgoing;
use crate::stop::Backoff;
use crate::store::outbox::Key;

use super::pacer::Pacer;

/// A message is called for at most this often without anybody knowing the outcome.
pub const MOST_UNCERTAIN: i64 = 3;
const FIRST_BACKOFF: Duration = Duration::from_millis(250);
/// Short enough that messages flow again within seconds of Telegram's return.
const MOST_BACKOFF: Duration = Duration::from_secs(3);
/// So many chats failing with no success in between mean that Telegram is away for all.
const AWAY_CHATS: usize = 3;
/// So many chats told to wait at once mean that all should.
const FLOODED_CHATS: usize = 3;
const FLOOD_WINDOW: Duration = Duration::from_secs(2);

/// A message ready to be called for.
#[derive(Debug, Clone)]
pub struct Message {
    pub key: Key,
    pub chat_id: i64,
    pub outgoing: Outgoing,
    pub uncertain: i64,
    /// Epoch ms.
    pub created_at: i64,
    pub plain: bool,
    /// Nobody waits for it: shown without a sound, and rather never than twice.
    pub once: bool,
}

#[derive(Default)]
struct Queue {
    messages: VecDeque<Message>,
    in_flight: Option<Key>,
    not_before: Option<Instant>,
    /// Since when the outcome of the first message is unknown: it waits for any sign of life from Telegram.
    unknown_since: Option<Instant>,
    backoff: Option<Backoff>,
}

pub struct Queues {
    pub pacer: Pacer,
    chats: HashMap<i64, Queue>,
    callbacks: VecDeque<Message>,
    callbacks_in_flight: HashSet<Key>,
    all_not_before: Option<Instant>,
    failing: HashSet<i64>,
    backoff: Backoff,
    floods: VecDeque<(Instant, i64, u64)>,
}

impl Queues {
    pub fn new(limit: Option<u32>) -> Self {
        Self {
            pacer: Pacer::new(limit),
            chats: HashMap::new(),
            callbacks: VecDeque::new(),
            callbacks_in_flight: HashSet::new(),
            all_not_before: None,
            failing: HashSet::new(),
            backoff: Backoff::new(FIRST_BACKOFF, MOST_BACKOFF),
            floods: VecDeque::new(),
        }
    }

    /// Forgets what waits (not what is in flight): another process leads now.
    pub fn clear(&mut self) {
        self.callbacks.clear();
        self.chats.retain(|_, queue| queue.in_flight.is_some());
        for queue in self.chats.values_mut() {
            queue.messages.clear();
        }
    }

    pub fn in_flight(&self) -> usize {
        let busy = self
            .chats
            .values()
            .filter(|queue| queue.in_flight.is_some())
            .count();
        busy + self.callbacks_in_flight.len()
    }

    pub fn is_in_flight(&self, chat_id: i64, key: Key) -> bool {
        self.callbacks_in_flight.contains(&key)
            || self
                .chats
                .get(&chat_id)
                .is_some_and(|queue| queue.in_flight == Some(key))
    }

    /// Whether the chat's messages are in memory already.
    pub fn knows(&self, chat_id: i64) -> bool {
        self.chats
            .get(&chat_id)
            .is_some_and(|queue| !queue.messages.is_empty() || queue.in_flight.is_some())
    }

    /// Replaces what is known of a chat by what the database holds. Returns edits that a newer one makes pointless.
    pub fn load(
        &mut self,
        chat_id: i64,
        messages: Vec<Message>,
        parked_until: Option<Instant>,
    ) -> Vec<Key> {
        let newest_edit: HashMap<i64, Key> = messages
            .iter()
            .filter_map(|message| Some((edited(message)?, message.key)))
            .collect();
        let queue = self.chats.entry(chat_id).or_default();
        let plain: HashSet<Key> = queue
            .messages
            .iter()
            .filter(|old| old.plain)
            .map(|old| old.key)
            .collect();
        let as_new: HashSet<Key> = queue
            .messages
            .iter()
            .filter(|old| edited(old).is_none())
            .map(|old| old.key)
            .collect();
        queue.messages.clear();
        queue.not_before = queue.not_before.max(parked_until);
        let mut superseded = Vec::new();
        for mut message in messages {
            if queue.in_flight == Some(message.key)
                || self.callbacks_in_flight.contains(&message.key)
            {
                continue;
            }
            if matches!(message.outgoing, Outgoing::AnswerCallback { .. }) {
                if self.callbacks.iter().all(|known| known.key != message.key) {
                    self.callbacks.push_back(message);
                }
                continue;
            }
            if edited(&message).is_some_and(|id| newest_edit.get(&id) != Some(&message.key)) {
                superseded.push(message.key);
                continue;
            }
            message.plain = plain.contains(&message.key);
            if as_new.contains(&message.key) {
                forget_edit(&mut message);
            }
            queue.messages.push_back(message);
        }
        if queue.messages.is_empty() && queue.in_flight.is_none() && queue.not_before.is_none() {
            self.chats.remove(&chat_id);
        }
        superseded
    }

    /// The messages that may go now, oldest first; they stay here until [`Queues::depart`].
    pub fn ready(&mut self, now: Instant, last_answer: Option<Instant>) -> Vec<Slot> {
        let mut ready: Vec<Slot> = self
            .callbacks
            .iter()
            .map(|message| (message.key, message.chat_id))
            .collect();
        if self.all_not_before.is_some_and(|until| until > now) {
            return ready;
        }
        let room = self.pacer.room(now);
        let mut heads: Vec<Slot> = self
            .chats
            .iter()
            .filter(|(chat_id, queue)| self.is_ready(**chat_id, queue, now, last_answer))
            .filter_map(|(chat_id, queue)| Some((queue.messages.front()?.key, *chat_id)))
            .collect();
        heads.sort_unstable();
        heads.truncate(room as usize);
        ready.extend(heads);
        ready
    }

    fn is_ready(
        &self,
        chat_id: i64,
        queue: &Queue,
        now: Instant,
        last_answer: Option<Instant>,
    ) -> bool {
        queue.in_flight.is_none()
            && queue.not_before.is_none_or(|until| until <= now)
            && queue
                .unknown_since
                .is_none_or(|since| last_answer.is_some_and(|answer| answer > since))
            && self.pacer.chat_ready(chat_id, now) <= now
    }

    /// When something that waits now may be ready, by the passing of time alone.
    pub fn next_time(&self, now: Instant) -> Option<Instant> {
        let chats = self
            .chats
            .iter()
            .filter(|(_, queue)| queue.in_flight.is_none() && !queue.messages.is_empty());
        let times = chats.map(|(chat_id, queue)| {
            let paced = self.pacer.chat_ready(*chat_id, now);
            queue.not_before.map_or(paced, |until| until.max(paced))
        });
        let next = times.min()?;
        let next = self.all_not_before.map_or(next, |until| until.max(next));
        Some(match self.pacer.next_room() {
            Some(room) if next <= now => room,
            _ => next,
        })
    }

    /// Takes a ready message out for its call.
    pub fn depart(&mut self, (key, chat_id): Slot) -> Option<Message> {
        if let Some(at) = self.callbacks.iter().position(|message| message.key == key) {
            self.callbacks_in_flight.insert(key);
            return self.callbacks.remove(at);
        }
        let queue = self.chats.get_mut(&chat_id)?;
        let message = queue.messages.pop_front()?;
        queue.in_flight = Some(message.key);
        queue.unknown_since = None;
        self.pacer.start();
        Some(message)
    }

    /// A call ended: its chat is free for the next one.
    pub fn arrive(&mut self, key: Key, chat_id: i64, now: Instant) {
        if self.callbacks_in_flight.remove(&key) {
            return;
        }
        self.pacer.finish(chat_id, now);
        if let Some(queue) = self.chats.get_mut(&chat_id) {
            queue.in_flight = None;
            if queue.messages.is_empty() && queue.not_before.is_none_or(|until| until <= now) {
                self.chats.remove(&chat_id);
            }
        }
    }

    /// Puts a message back in front of its chat.
    pub fn put_back(&mut self, message: Message) {
        let queue = self.chats.entry(message.chat_id).or_default();
        queue.messages.push_front(message);
    }

    /// Puts it back as a new message instead of an edit.
    pub fn put_back_as_new(&mut self, mut message: Message) {
        forget_edit(&mut message);
        self.put_back(message);
    }

    /// Puts it back until Telegram shows a sign of life after `since`.
    pub fn put_back_unknown(&mut self, message: Message, since: Instant) {
        let chat_id = message.chat_id;
        self.put_back(message);
        if let Some(queue) = self.chats.get_mut(&chat_id) {
            queue.unknown_since = Some(since);
        }
    }

    /// The oldest message whose outcome is unknown since before `now`, if there is one.
    pub fn unknown_since(&self) -> Option<Instant> {
        self.chats
            .values()
            .filter_map(|queue| queue.unknown_since)
            .min()
    }

    /// Telegram answered a call: it is not away.
    pub fn answered(&mut self, chat_id: i64) {
        self.failing.clear();
        self.backoff.reset();
        if let Some(queue) = self.chats.get_mut(&chat_id) {
            queue.backoff = None;
        }
    }

    /// A call was not accepted: its chat waits, and all do once it is clear that it is not the chat.
    pub fn failed(&mut self, chat_id: i64, now: Instant) {
        self.failing.insert(chat_id);
        let queue = self.chats.entry(chat_id).or_default();
        let backoff = queue
            .backoff
            .get_or_insert_with(|| Backoff::new(FIRST_BACKOFF, MOST_BACKOFF));
        queue.not_before = Some(now + backoff.grow());
        if self.failing.len() >= AWAY_CHATS && self.all_not_before.is_none_or(|until| until <= now)
        {
            self.all_not_before = Some(now + self.backoff.grow());
        }
    }

    /// Nothing goes to anybody before `until`.
    pub fn park_all(&mut self, until: Instant) {
        self.all_not_before = self.all_not_before.max(Some(until));
    }

    /// Telegram told a chat to wait; whether so many were told at once that all should: for how many seconds.
    pub fn park(&mut self, chat_id: i64, seconds: u64, now: Instant) -> Option<u64> {
        let until = now.checked_add(Duration::from_secs(seconds)).unwrap_or(now);
        let queue = self.chats.entry(chat_id).or_default();
        queue.not_before = queue.not_before.max(Some(until));
        self.floods.push_back((now, chat_id, seconds));
        while self
            .floods
            .front()
            .is_some_and(|(at, ..)| *at + FLOOD_WINDOW < now)
        {
            self.floods.pop_front();
        }
        let chats: HashSet<i64> = self.floods.iter().map(|(_, chat_id, _)| *chat_id).collect();
        let shortest = self.floods.iter().map(|(_, _, seconds)| *seconds).min()?;
        (chats.len() >= FLOODED_CHATS).then(|| {
            self.floods.clear();
            self.park_all(
                now.checked_add(Duration::from_secs(shortest))
                    .unwrap_or(now),
            );
            shortest
        })
    }

    /// Drops what waits for a chat that cannot be reached.
    pub fn drop_chat(&mut self, chat_id: i64) {
        self.callbacks.retain(|message| message.chat_id != chat_id);
        self.chats.remove(&chat_id);
    }
}

/// A message's key and its chat.
pub type Slot = (Key, i64);

fn edited(message: &Message) -> Option<i64> {
    match &message.outgoing {
        Outgoing::Show(reply) => reply.edit,
        Outgoing::AnswerCallback { .. } => None,
    }
}

fn forget_edit(message: &mut Message) {
    if let Outgoing::Show(reply) = &mut message.outgoing {
        reply.edit = None;
    }
}
