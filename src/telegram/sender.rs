//! Takes messages out of the outbox and shows them: one thread decides and keeps the books, others make the calls.
//!
//! A message is marked in the database before its call and ended after it, many at a time in one transaction. Only the
//! leader sends. Order per chat is kept: at most one call per chat is under way.

mod books;
mod endings;
mod notices;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender as Channel, channel};
use std::time::{Duration, Instant};

use crate::clock::{instant_of, now_ms};
use crate::outgoing::Outgoing;
use crate::pool::Pool;
use crate::process::Process;
use crate::store::bots;
use crate::store::outbox::{self, Key, Lane, Unsent};

use super::answers::CallError;
use super::queues::{Message, Queues};
use books::Books;
use notices::is_too_late;

/// Calls under way at the same time.
const CALLS: usize = 32;
/// How often the outbox is searched for messages that another process wrote.
const SCAN: Duration = Duration::from_millis(100);
/// A search may take this share of the time at most: with a long queue it comes less often.
const SCAN_SHARE: u32 = 20;
/// Chats brought into memory by one search.
const SCAN_CHATS: i64 = 2_000;
/// Chats whose messages one transaction reads: more would hold the write lock for long.
const LOADS: usize = 64;
/// How long to leave a database alone that did not answer.
const DATABASE_PAUSE: Duration = Duration::from_millis(200);
/// While the token is refused, one try in this time.
const UNAUTHORISED_PAUSE: Duration = Duration::from_secs(10);
/// Telegram forgets a pressed button after this long; its answer would only be refused.
const CALLBACK_LIFE: i64 = 150_000;
/// How long to wait for a sign of life before asking for one.
const PROBE_AFTER: Duration = Duration::from_millis(500);
/// How long a stop waits for calls under way.
pub const LAST_CALLS: Duration = Duration::from_millis(2_500);

/// The way to the sender's thread, for whoever writes to the outbox.
#[derive(Clone)]
pub struct Mailbox(Channel<Note>);

enum Note {
    Unsent(i64),
    Ended(Box<Ended>),
    Probed,
    Wake,
}

struct Ended {
    message: Message,
    /// `None`: no call was made, for this process may not lead any more.
    result: Option<Result<(), CallError>>,
    started: Instant,
}

impl Mailbox {
    /// There is something new for this chat.
    pub fn poke(&self, chat_id: i64) {
        // A closed mailbox means that we are stopping; the row is durable.
        let _ = self.0.send(Note::Unsent(chat_id));
    }

    /// Leadership or the wish to stop changed.
    pub fn wake(&self) {
        let _ = self.0.send(Note::Wake);
    }
}

pub struct Sender {
    process: Arc<Process>,
    inbox: Receiver<Note>,
    mailbox: Mailbox,
    calls: Pool,
    queues: Queues,
    books: Books,
    to_load: Vec<i64>,
    led: bool,
    next_scan: Instant,
    database_back: Instant,
    probing: bool,
    telegram_up: bool,
}

impl Sender {
    /// `limit`: messages per second, `None` for no pacing.
    pub fn new(process: Arc<Process>, limit: Option<u32>) -> (Self, Mailbox) {
        let (channel, inbox) = channel();
        let mailbox = Mailbox(channel);
        let now = Instant::now();
        let sender = Self {
            process,
            inbox,
            mailbox: mailbox.clone(),
            calls: Pool::new("call", CALLS),
            queues: Queues::new(limit),
            books: Books::default(),
            to_load: Vec::new(),
            led: false,
            next_scan: now,
            database_back: now,
            probing: false,
            telegram_up: true,
        };
        (sender, mailbox)
    }

    /// Sends until the wish to stop, then waits for the calls under way and writes down how they ended.
    pub fn run(mut self) {
        while !self.process.stop.is_wished() {
            self.listen();
            self.follow_leadership();
            if self.database_back > Instant::now() {
                continue;
            }
            if let Err(error) = self.turn() {
                self.database_back = Instant::now() + DATABASE_PAUSE;
                log::debug!("sender: waiting for the database: {error:#}");
            }
        }
        let until = Instant::now() + LAST_CALLS;
        while self.queues.in_flight() > 0 && Instant::now() < until {
            self.receive(until.saturating_duration_since(Instant::now()));
        }
        self.to_load.clear();
        if self.queues.in_flight() > 0 {
            log::warn!(
                "sender: {} calls are still without an answer",
                self.queues.in_flight()
            );
        }
        if let Err(error) = self.keep_books() {
            log::warn!("sender: how the last calls ended could not be written down: {error:#}");
        }
    }

    /// Waits for a note or for the next moment something may be due, then takes all notes there are.
    fn listen(&mut self) {
        let now = Instant::now();
        let mut until = self.next_scan.max(self.database_back);
        if self.led
            && self.to_load.is_empty()
            && let Some(next) = self.queues.next_time(now)
        {
            until = until.min(next.max(self.database_back));
        }
        let wait = if self.to_load.is_empty() || self.database_back > now {
            until.saturating_duration_since(now)
        } else {
            Duration::ZERO
        };
        self.receive(wait);
    }

    fn receive(&mut self, wait: Duration) {
        match self.inbox.recv_timeout(wait) {
            Ok(note) => self.take(note),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
        while let Ok(note) = self.inbox.try_recv() {
            self.take(note);
        }
    }

    fn take(&mut self, note: Note) {
        match note {
            Note::Unsent(chat_id) => self.load_soon(chat_id),
            Note::Wake => {}
            Note::Probed => self.probing = false,
            Note::Ended(ended) => self.end(*ended),
        }
    }

    /// Has a chat's messages read by the next transaction.
    fn load_soon(&mut self, chat_id: i64) {
        if !self.to_load.contains(&chat_id) {
            self.to_load.push(chat_id);
        }
    }

    /// Starts from what the database holds when leadership comes, and forgets it all when it goes.
    fn follow_leadership(&mut self) {
        let leads = self.process.leadership.leads();
        if leads && !self.led {
            let Ok(parked_until) = self
                .process
                .db
                .read(|tx| Ok(bots::parked_until(tx, &self.process.bot)?))
            else {
                return;
            };
            if parked_until > now_ms() {
                self.queues.park_all(instant_of(parked_until));
            }
            self.next_scan = Instant::now();
        }
        if !leads {
            self.to_load.clear();
            if self.led {
                self.queues.clear();
            }
        }
        self.led = leads;
    }

    /// One transaction: write down what ended, mark what goes now, read what is new. Then make the calls.
    fn turn(&mut self) -> anyhow::Result<()> {
        if !self.led {
            return self.keep_books();
        }
        self.scan()?;
        self.probe();
        let ready = self
            .queues
            .ready(Instant::now(), self.process.client.last_answer());
        let count = self.to_load.len().min(LOADS);
        if self.books.is_empty() && ready.is_empty() && count == 0 {
            return Ok(());
        }
        let keys: Vec<Key> = ready.iter().map(|(key, _)| *key).collect();
        let loaded = self.process.db.write(|tx| {
            self.books.write(tx, &self.process.bot)?;
            if !self.process.leadership.holds(tx)? {
                return Ok(None);
            }
            outbox::claim(tx, &self.process.bot, &keys)?;
            let loaded = outbox::unsent(tx, &self.process.bot, &self.to_load[..count])?;
            Ok(Some(loaded))
        })?;
        self.books = Books::default();
        let chats: Vec<i64> = self.to_load.drain(..count).collect();
        let Some(loaded) = loaded else { return Ok(()) };
        for slot in ready {
            if let Some(message) = self.queues.depart(slot) {
                self.call(message);
            }
        }
        for chat_id in chats {
            // Sorted by chat.
            let from = loaded.partition_point(|row| row.chat_id < chat_id);
            let to = loaded.partition_point(|row| row.chat_id <= chat_id);
            self.remember(chat_id, &loaded[from..to]);
        }
        Ok(())
    }

    fn scan(&mut self) -> anyhow::Result<()> {
        let started = Instant::now();
        if started < self.next_scan {
            return Ok(());
        }
        let found = self.process.db.read(|tx| {
            Ok(outbox::chats_with_unsent(
                tx,
                &self.process.bot,
                SCAN_CHATS,
            )?)
        })?;
        for chat_id in found {
            if !self.queues.knows(chat_id) {
                self.load_soon(chat_id);
            }
        }
        self.next_scan = Instant::now() + SCAN.max(started.elapsed() * SCAN_SHARE);
        Ok(())
    }

    fn keep_books(&mut self) -> anyhow::Result<()> {
        if !self.books.is_empty() {
            self.process
                .db
                .write(|tx| self.books.write(tx, &self.process.bot))?;
            self.books = Books::default();
        }
        Ok(())
    }

    /// Takes what was read into memory; what a dead process left marked may have been shown already.
    fn remember(&mut self, chat_id: i64, rows: &[Unsent]) {
        let now = now_ms();
        let mut messages = Vec::with_capacity(rows.len());
        for row in rows {
            let outgoing = match &row.unreadable {
                Some(reason) => Err(reason.clone()),
                None => Outgoing::from_json(&row.body),
            };
            match outgoing {
                Ok(Outgoing::AnswerCallback { .. }) if row.created_at + CALLBACK_LIFE < now => {
                    self.books.shown.push(row.key);
                }
                Ok(_) if row.lane == Lane::Once && self.is_over(chat_id, row) => {}
                Ok(outgoing) => {
                    if row.claimed && !self.queues.is_in_flight(chat_id, row.key) {
                        self.found_claimed(row);
                    }
                    messages.push(Message {
                        key: row.key,
                        chat_id: row.chat_id,
                        outgoing,
                        uncertain: row.uncertain,
                        created_at: row.created_at,
                        plain: false,
                        once: row.lane == Lane::Once,
                    });
                }
                Err(reason) => self.books.never.push((row.key, reason)),
            }
        }
        let parked_until = rows.first().map_or(0, |row| row.parked_until);
        let parked_until = (parked_until > now).then(|| instant_of(parked_until));
        let superseded = self.queues.load(chat_id, messages, parked_until);
        self.books.shown.extend(superseded);
    }

    /// A process died between this message's mark and its end: it may be shown twice now.
    fn found_claimed(&mut self, row: &Unsent) {
        let (seq, n) = row.key;
        log::warn!(
            "chat {}: message {seq}/{n} may have been shown by a process that died",
            row.chat_id
        );
        self.process.metrics.uncertain.inc();
        self.books.released.push(row.key);
    }

    fn call(&self, message: Message) {
        let process = self.process.clone();
        let mailbox = self.mailbox.clone();
        self.calls.run(move || {
            let started = Instant::now();
            // A notice may have waited in its queue for hours; read anew from the database it is given up.
            // A process that slept between the mark and the call finds its place taken: another one shows the message.
            let leads = process.leadership.leads() && !is_too_late(&message);
            let result = leads.then(|| match &message.outgoing {
                Outgoing::Show(reply) => {
                    process
                        .client
                        .show(message.chat_id, reply, message.plain, message.once)
                }
                Outgoing::AnswerCallback { id, text } => {
                    process.client.answer_callback(id, text.as_deref())
                }
            });
            process
                .metrics
                .sending
                .observe(started.elapsed().as_secs_f64());
            let ended = Ended {
                message,
                result,
                started,
            };
            let _ = mailbox.0.send(Note::Ended(Box::new(ended)));
        });
    }

    /// Telegram owes us a sign of life: ask for one.
    fn probe(&mut self) {
        let owed = self.queues.unknown_since().is_some_and(|since| {
            since.elapsed() >= PROBE_AFTER
                && self
                    .process
                    .client
                    .last_answer()
                    .is_none_or(|answer| answer <= since)
        });
        if owed && !self.probing {
            self.probing = true;
            let process = self.process.clone();
            let mailbox = self.mailbox.clone();
            self.calls.run(move || {
                let _ = process.client.me();
                std::thread::sleep(PROBE_AFTER);
                let _ = mailbox.0.send(Note::Probed);
            });
        }
    }
}
