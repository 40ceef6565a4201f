//! Brings updates from Telegram into the inbox: one thread, and nothing is confirmed before it is on disk.

use std::slice::from_ref;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::value::RawValue;

use crate::clock::now_ms;
use crate::process::{CANNOT_START, Process};
use crate::stop::Backoff;
use crate::store::inbox::{self, Arrival, Kind};

use super::answers::CallError;
use super::checkout::Checkout;
use super::envelope::{envelope, mended};

/// Telegram's own largest batch.
const LARGEST_BATCH: u32 = 100;
/// How often a process that may not poll looks whether it should stop.
const STANDBY: Duration = Duration::from_millis(100);
/// Telegram answers a repeated offset within half a second with a single update: a failed insert waits longer.
const DATABASE_PAUSE: Duration = Duration::from_millis(600);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Short enough that updates flow again within seconds of Telegram's return.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// Another poller answers us with 409: each waits this long and a little by chance, so that they do not chase each other.
const CONFLICT_PAUSE: Duration = Duration::from_secs(3);
/// The same single update garbled so often is not a broken connection.
const GARBLED: u32 = 4;
const UNAUTHORISED_PAUSE: Duration = Duration::from_secs(10);

pub struct Poller {
    pub process: Arc<Process>,
    pub checkout: Checkout,
    /// When (epoch ms) a poll was last answered and its updates were safe: `/health` watches it.
    pub progress: Arc<AtomicI64>,
}

/// Where the conversation with Telegram stands.
struct State {
    offset: Option<i64>,
    limit: u32,
    backoff: Backoff,
    trouble: Trouble,
    /// The update whose answer was no JSON, and how often in a row.
    garbled: (Option<i64>, u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    Away,
    Conflict,
    Unauthorised,
}

impl Poller {
    /// Polls while this process leads, until the wish to stop.
    pub fn run(self) {
        let mut state = State {
            offset: None,
            limit: LARGEST_BATCH,
            backoff: Backoff::new(FIRST_PAUSE, LONGEST_PAUSE),
            trouble: Trouble::None,
            garbled: (None, 0),
        };
        while !self.process.stop.is_wished() {
            if !self.process.leadership.leads() {
                state.offset = None;
                self.process.leadership.wait(STANDBY);
                continue;
            }
            let pause = match self.process.client.updates(state.offset, state.limit) {
                Ok(updates) => self.received(&mut state, &updates),
                Err(error) => Some(self.failed(&mut state, &error)),
            };
            if let Some(pause) = pause {
                self.process.stop.sleep(pause);
            }
        }
    }

    /// Stores a batch; only then the next poll confirms it.
    fn received(&self, state: &mut State, updates: &[Box<RawValue>]) -> Option<Duration> {
        self.process.metrics.polls.inc();
        self.note(state, Trouble::None, None);
        state.backoff.reset();
        if updates.is_empty() {
            self.progress.store(now_ms(), Ordering::Relaxed);
            // All that came before is confirmed by this very poll. Asking without an offset from here on finds updates
            // whose numbers begin anew.
            state.offset = None;
            state.limit = LARGEST_BATCH;
            return None;
        }
        for raw in updates {
            self.checkout.take(raw.get());
        }
        let arrivals: Vec<(Option<i64>, Arrival)> =
            updates.iter().map(|raw| arrival(raw.get())).collect();
        let last = arrivals.iter().rev().find_map(|(update_id, _)| *update_id);
        let arrivals: Vec<Arrival> = arrivals.into_iter().map(|(_, arrival)| arrival).collect();
        let stored = self
            .process
            .db
            .write_durable(|tx| Ok(inbox::store(tx, &self.process.bot, now_ms(), &arrivals)?));
        match stored {
            Ok(stored) => {
                self.progress.store(now_ms(), Ordering::Relaxed);
                self.process.metrics.updates.inc_by(updates.len() as u64);
                self.process.metrics.set_aside.inc_by(stored.aside);
                if stored.aside > 0 {
                    log::warn!("quarantine: {} updates without a number", stored.aside);
                }
                self.process.dispatcher.notify(&stored.chats);
                state.offset = last.map(|last| last + 1);
                state.limit = LARGEST_BATCH;
                // Without a single number nothing can be confirmed, and the same batch would come at once.
                last.is_none().then_some(DATABASE_PAUSE)
            }
            Err(error) => {
                log::debug!("poller: waiting for the database: {error:#}");
                Some(DATABASE_PAUSE)
            }
        }
    }

    fn failed(&self, state: &mut State, error: &CallError) -> Duration {
        match error {
            CallError::Refused { code: 409, .. } => {
                self.note(state, Trouble::Conflict, Some(error));
                // Asked with every conflict: one may be set later than another poller came, and the first look may fail.
                if matches!(self.process.client.has_webhook(), Ok(true)) {
                    log::error!(
                        "telegram: a webhook is set for this bot, which forbids polling: remove it with deleteWebhook"
                    );
                    self.process.exit.with(CANNOT_START);
                }
                let chance = now_ms().unsigned_abs() % 2_000;
                CONFLICT_PAUSE + Duration::from_millis(chance)
            }
            error if error.is_unauthorised() => {
                self.note(state, Trouble::Unauthorised, Some(error));
                UNAUTHORISED_PAUSE
            }
            CallError::Flood { seconds } => Duration::from_secs((*seconds).min(60)),
            CallError::Garbled { update_id, .. } => {
                self.note(state, Trouble::Away, Some(error));
                self.garbled(state, *update_id);
                state.backoff.grow()
            }
            error => {
                self.note(state, Trouble::Away, Some(error));
                state.backoff.grow()
            }
        }
    }

    /// An answer that is no JSON: one update too large or too odd for the batch is found by asking for one at a time, and
    /// one that is garbled again and again is set aside by its number, or it would stop all others for ever.
    fn garbled(&self, state: &mut State, update_id: Option<i64>) {
        let same = state.limit == 1 && update_id.is_some() && update_id == state.garbled.0;
        state.garbled = (update_id, if same { state.garbled.1 + 1 } else { 1 });
        state.limit = 1;
        let (Some(update_id), GARBLED..) = state.garbled else {
            return;
        };
        let aside = Arrival {
            chat_id: 0,
            kind: Kind::Update,
            key_a: update_id,
            key_b: 0,
            body: String::new(),
            aside: Some("what Telegram sends for it is not JSON".to_owned()),
        };
        let process = &self.process;
        let stored = process
            .db
            .write_durable(|tx| Ok(inbox::store(tx, &process.bot, now_ms(), from_ref(&aside))?));
        if stored.is_ok() {
            process.metrics.set_aside.inc();
            log::warn!("quarantine: update {update_id} is not JSON");
            state.offset = Some(update_id + 1);
        }
    }

    /// Logs each change of trouble once.
    fn note(&self, state: &mut State, trouble: Trouble, error: Option<&CallError>) {
        if state.trouble == trouble {
            return;
        }
        state.trouble = trouble;
        self.process
            .metrics
            .telegram_up
            .set(i64::from(trouble == Trouble::None));
        let reason = error.map(ToString::to_string).unwrap_or_default();
        match trouble {
            Trouble::None => log::info!("telegram: polls are answered again"),
            Trouble::Away => log::error!("telegram: away, polling on: {reason}"),
            Trouble::Unauthorised => log::error!(
                "telegram: the token is refused ({reason}); everything is kept until it is accepted again"
            ),
            Trouble::Conflict => {
                log::error!("telegram: polls are refused, waiting for an end of it: {reason}")
            }
        }
    }
}

/// An inbox row for a raw update, and its number if it has one.
fn arrival(raw: &str) -> (Option<i64>, Arrival) {
    let body = mended(raw);
    let envelope = envelope(&body);
    let aside = envelope
        .update_id
        .is_none()
        .then(|| "an update without a number".to_owned());
    let arrival = Arrival {
        chat_id: envelope.chat_id,
        kind: Kind::Update,
        key_a: envelope.update_id.unwrap_or(0),
        key_b: envelope.identity as i64,
        body: body.into_owned(),
        aside,
    };
    (envelope.update_id, arrival)
}
