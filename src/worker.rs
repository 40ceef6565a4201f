//! Handles updates: one inbox row, one write transaction, one `catch_unwind`.
//!
//! A worker locks the chat, takes its oldest open row, lets the bot handle it, and writes state, replies, jobs and "done"
//! in the same commit. A crash is a rollback. A row's handler sees the row's own time and seed, so that a redo says the
//! same.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::bot::Moment;
use crate::clock::now_ms;
use crate::dispatcher::Turn;
use crate::event::{ChatKind, Event, EventKind};
use crate::outgoing::Outgoing;
use crate::process::Process;
use crate::reply::{Outcome, Reply};
use crate::store::chats::{self, Chat};
use crate::store::inbox::{self, Kind, Open};
use crate::store::outbox::{self, Lane};
use crate::store::{Error, Remedy, Tx, jobs};
use crate::telegram::decode::decode;
use crate::telegram::sender::Mailbox;

/// A handler that fails so often on the same row will not succeed.
const MOST_ATTEMPTS: i64 = 3;
/// A row in hand when the process died so often kills it. More than `MOST_ATTEMPTS`: other things kill processes too.
const MOST_DEATHS: i64 = 5;
/// How long a worker leaves a database alone that did not answer.
const DATABASE_PAUSE: Duration = Duration::from_millis(250);
/// How often the inbox is searched for chats that nobody mentioned.
const SCAN: Duration = Duration::from_millis(250);
/// Rows younger than this are in the hands of the process that polled them.
const MINE_ALONE: i64 = 1_000;
const SCAN_CHATS: i64 = 1_000;

/// What makes an event into state, replies and jobs: the bot, or a test's stand-in for it.
pub type Handler =
    dyn Fn(&mut Tx, &mut Chat, &Event, &Moment) -> anyhow::Result<Outcome> + Send + Sync;

/// What a chat is told when something of it could not be handled.
pub type Apology = dyn Fn(&mut Tx, i64) -> anyhow::Result<Reply> + Send + Sync;

/// What a worker says when a row was set aside, and how it names the bot.
pub struct Desk {
    pub process: Arc<Process>,
    /// The bot's name in Telegram, by which groups address it.
    pub username: Option<String>,
    pub handler: Box<Handler>,
    pub apology: Box<Apology>,
    pub mailbox: Mailbox,
    pub jobs: crate::jobs::Mailbox,
    /// Epoch ms: rows older than this were open when the process began.
    pub started_at: i64,
    /// Rows of a former process whose attempt is counted already.
    pub met_again: Mutex<HashSet<i64>>,
}

/// How a look into a chat's inbox ended.
enum Step {
    /// Empty, or waiting for a job.
    Nothing,
    /// A row of a former process: its attempt must be counted before it is handled.
    MetAgain(i64),
    Done(Done),
}

struct Done {
    /// Messages were written.
    replied: bool,
    /// Jobs were written.
    jobs: bool,
    /// Others may be open behind it.
    more: bool,
    received_at: i64,
}

/// Why a row could not be handled, and which row.
#[derive(Debug)]
struct Failed {
    seq: i64,
    reason: String,
}

impl Failed {
    /// The row's own fault, unless the database is in trouble.
    fn by(seq: i64, error: anyhow::Error) -> anyhow::Error {
        if Error::remedy_for(&error) != Remedy::None {
            return error;
        }
        let reason = format!("{error:#}");
        Self { seq, reason }.into()
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "row {}: {}", self.seq, self.reason)
    }
}

impl std::error::Error for Failed {}

impl Desk {
    /// Works until the dispatcher sends everybody home.
    pub fn work(&self) {
        while let Some(turn) = self.process.dispatcher.next() {
            self.take_turn(turn);
        }
    }

    /// Brings forgotten rows to the workers, until the wish to stop.
    pub fn search(&self) {
        let mut before = i64::MAX;
        loop {
            match self.process.db.read(|tx| {
                Ok(inbox::chats_with_work(
                    tx,
                    &self.process.bot,
                    before,
                    SCAN_CHATS,
                )?)
            }) {
                Ok(chats) => {
                    self.process.dispatcher.found(&chats);
                    before = now_ms() - MINE_ALONE;
                }
                Err(error) => log::debug!("worker: waiting for the database: {error:#}"),
            }
            if self.process.stop.sleep(SCAN) {
                return;
            }
            before = before.max(now_ms() - MINE_ALONE);
        }
    }

    fn take_turn(&self, turn: Turn) {
        let started = Instant::now();
        match self.process.db.write(|tx| self.step(tx, turn.chat_id)) {
            Ok(Step::Nothing) => self.process.dispatcher.nothing_left(turn),
            Ok(Step::MetAgain(seq)) => self.count_death(turn, seq),
            Ok(Step::Done(done)) => {
                self.after(turn, &done);
                self.process
                    .metrics
                    .handling
                    .observe(started.elapsed().as_secs_f64());
                log::debug!(
                    "chat {}: handled in {} µs",
                    turn.chat_id,
                    started.elapsed().as_micros()
                );
            }
            Err(error) => self.failed(turn, &error),
        }
    }

    fn after(&self, turn: Turn, done: &Done) {
        if done.replied {
            self.mailbox.poke(turn.chat_id);
        }
        if done.jobs {
            self.jobs.poke();
        }
        self.process.metrics.handled.inc();
        let waited = (now_ms() - done.received_at).max(0) as f64 / 1_000.0;
        self.process.metrics.waiting.observe(waited);
        self.process.dispatcher.handled(turn, done.more);
    }

    fn step(&self, tx: &mut Tx, chat_id: i64) -> anyhow::Result<Step> {
        let mut chat = chats::lock(tx, &self.process.bot, chat_id)?;
        let Some(row) = inbox::oldest_open(tx, &self.process.bot, chat_id, chat.waits_for)? else {
            return Ok(Step::Nothing);
        };
        if row.received_at < self.started_at && !self.is_met_again(row.seq) {
            return Ok(Step::MetAgain(row.seq));
        }
        let (event, callback) = match self.event(&row, chat_id) {
            Ok(read) => read,
            Err(reason) => {
                self.set_aside(tx, &chat, row.seq, &reason)?;
                return Ok(Step::Done(Done::of(&row, true, false)));
            }
        };
        if row.kind == Kind::Answer && chat.waits_for == Some(row.key) {
            chats::wait_for(tx, &mut chat, None)?;
        }
        let outcome = self.handle(tx, &mut chat, &event, &row)?;
        self.write(tx, &mut chat, &row, outcome, callback)
    }

    fn event(&self, row: &Open, chat_id: i64) -> Result<(Event, Option<String>), String> {
        match row.kind {
            Kind::Update => decode(row.text()?, self.username.as_deref()),
            Kind::Answer => {
                let (job, answer) = serde_json::from_str(row.text()?)
                    .map_err(|_| "not the answer of a job".to_owned())?;
                let event = Event {
                    chat_id,
                    chat_kind: ChatKind::Private,
                    sender: None,
                    kind: EventKind::Answer { job, answer },
                };
                Ok((event, None))
            }
        }
    }

    fn handle(
        &self,
        tx: &mut Tx,
        chat: &mut Chat,
        event: &Event,
        row: &Open,
    ) -> anyhow::Result<Outcome> {
        match event.kind {
            EventKind::Left if chat.reachable => {
                chats::set_reachable(tx, &self.process.bot, chat.id, false)?
            }
            EventKind::Left | EventKind::Answer { .. } => {}
            _ if !chat.reachable => {
                chats::set_reachable(tx, &self.process.bot, chat.id, true)?;
                chat.reachable = true;
            }
            _ => {}
        }
        let moment = Moment {
            now: row.received_at,
            seed: seed(row),
            with_truth: false,
        };
        let handled = catch_unwind(AssertUnwindSafe(|| {
            (self.handler)(tx, chat, event, &moment)
        }));
        handled
            .unwrap_or_else(|_| Err(anyhow::anyhow!("the handler panicked")))
            .map_err(|error| Failed::by(row.seq, error))
    }

    fn write(
        &self,
        tx: &mut Tx,
        chat: &mut Chat,
        row: &Open,
        outcome: Outcome,
        callback: Option<String>,
    ) -> anyhow::Result<Step> {
        let now = now_ms();
        let mut bodies = Vec::new();
        if let Some(id) = callback {
            let answer = Outgoing::AnswerCallback {
                id,
                text: outcome.toast,
            };
            bodies.push((Lane::Callback, answer.to_json()));
        }
        if chat.reachable {
            let replies = outcome.replies.into_iter().flat_map(Reply::within_limits);
            bodies.extend(replies.map(|reply| (Lane::Live, Outgoing::Show(reply).to_json())));
        }
        outbox::store(tx, &self.process.bot, row.seq, chat.id, now, &bodies)?;
        for (n, job) in (0..).zip(&outcome.jobs) {
            let key = (row.seq, n);
            jobs::store(
                tx,
                &self.process.bot,
                key,
                chat.id,
                now,
                &job.kind,
                &job.payload,
            )?;
            if job.chat_waits {
                chats::wait_for(tx, chat, Some(key))?;
            }
        }
        inbox::done(tx, &self.process.bot, row.seq, now)?;
        // What the database refuses to hold is this row's fault, like a handler's error.
        tx.flush()
            .map_err(|error| Failed::by(row.seq, error.into()))?;
        Ok(Step::Done(Done::of(
            row,
            !bodies.is_empty(),
            !outcome.jobs.is_empty(),
        )))
    }

    /// A row that was open when this process began may have been what its predecessor died of.
    fn count_death(&self, turn: Turn, seq: i64) {
        let counted = self.process.db.write(|tx| {
            let chat = chats::lock(tx, &self.process.bot, turn.chat_id)?;
            let Some(row) =
                inbox::oldest_open(tx, &self.process.bot, turn.chat_id, chat.waits_for)?
            else {
                return Ok(());
            };
            if row.seq == seq
                && inbox::count_attempt(tx, &self.process.bot, seq)? > Some(MOST_DEATHS)
            {
                self.set_aside(tx, &chat, seq, "the process died over it again and again")?;
            }
            Ok(())
        });
        match counted {
            Ok(()) => {
                self.met_again
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(seq);
                // At once: one that stood in line first would be counted at every death that came before its turn.
                self.take_turn(turn);
            }
            Err(error) => self.failed(turn, &error),
        }
    }

    fn is_met_again(&self, seq: i64) -> bool {
        self.met_again
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&seq)
    }

    fn failed(&self, turn: Turn, error: &anyhow::Error) {
        let Some(failed) = error.downcast_ref::<Failed>() else {
            if Error::remedy_for(error) == Remedy::None {
                log::error!("chat {}: the database refuses: {error:#}", turn.chat_id);
            }
            // The database is away, or in somebody's way: the row stays where it is.
            if !self.process.stop.sleep(DATABASE_PAUSE) {
                self.process.dispatcher.again(turn);
            }
            return;
        };
        let counted = self.process.db.write(|tx| {
            let chat = chats::lock(tx, &self.process.bot, turn.chat_id)?;
            let ended =
                inbox::count_attempt(tx, &self.process.bot, failed.seq)? >= Some(MOST_ATTEMPTS);
            if ended {
                self.set_aside(tx, &chat, failed.seq, &failed.reason)?;
            }
            Ok(ended)
        });
        match counted {
            Ok(true) => {
                self.mailbox.poke(turn.chat_id);
                self.process.dispatcher.handled(turn, true);
            }
            // At once: attempts are few and counted, and a pause here would keep a worker from other chats.
            Ok(false) => self.process.dispatcher.again(turn),
            Err(_) => {
                if !self.process.stop.sleep(DATABASE_PAUSE) {
                    self.process.dispatcher.again(turn);
                }
            }
        }
    }

    /// Keeps a row with its reason, and tells the person that we are sorry.
    fn set_aside(&self, tx: &mut Tx, chat: &Chat, seq: i64, reason: &str) -> anyhow::Result<()> {
        let now = now_ms();
        inbox::set_aside(tx, &self.process.bot, seq, reason, now)?;
        if chat.id > 0 && chat.reachable {
            let apology = Outgoing::Show((self.apology)(tx, chat.id)?).to_json();
            outbox::store(
                tx,
                &self.process.bot,
                seq,
                chat.id,
                now,
                &[(Lane::Live, apology)],
            )?;
        }
        self.process.metrics.set_aside.inc();
        log::warn!(
            "quarantine: row {seq} of chat {} is set aside, `spinbot quarantine list` says why",
            chat.id
        );
        Ok(())
    }
}

impl Done {
    fn of(row: &Open, replied: bool, jobs: bool) -> Self {
        Self {
            replied,
            jobs,
            more: row.kind == Kind::Answer,
            received_at: row.received_at,
        }
    }
}

/// The row's own randomness: the same however often it is handled.
fn seed(row: &Open) -> u64 {
    let bytes = [row.seq.to_le_bytes(), row.received_at.to_le_bytes()].concat();
    xxhash_rust::xxh3::xxh3_64(&bytes)
}
