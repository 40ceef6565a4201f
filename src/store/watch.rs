//! Knows how the database is: answering, away, or silent. Says so once per change.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A call unanswered for this long means the database is frozen: long enough for any honest transaction of ours.
pub const FROZEN: Duration = Duration::from_secs(15);
/// A database silent for this long will not come back to these connections: the supervisor starts us afresh.
pub const HOPELESS: Duration = Duration::from_secs(120);

/// A database that came back fails once for each connection it had closed: it is back when that is over.
const CALM: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Answering,
    Away,
    Frozen,
}

#[derive(Default)]
pub struct Watch {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next: u64,
    calls: BTreeMap<u64, Instant>,
    /// Since when connections are asked for in vain without so much as a refusal.
    silent_since: Option<Instant>,
    away: bool,
    /// Since when an away database answers without a failure in between.
    back_since: Option<Instant>,
    /// It was a write that failed: a full disk still answers reads, so only a write tells that it is over.
    away_for_writes: bool,
    frozen: bool,
}

/// A call under way; ended by one of its methods.
pub struct Call<'a> {
    watch: &'a Watch,
    id: u64,
    started: Instant,
    writes: bool,
}

impl Watch {
    pub fn call(&self, writes: bool) -> Call<'_> {
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        let started = Instant::now();
        state.calls.insert(id, started);
        Call {
            watch: self,
            id,
            started,
            writes,
        }
    }

    /// For how long the database has owed an answer.
    pub fn silence(&self) -> Duration {
        let state = self.lock();
        let oldest = state.calls.values().next().copied();
        [oldest, state.silent_since]
            .into_iter()
            .flatten()
            .map(|since| since.elapsed())
            .max()
            .unwrap_or_default()
    }

    /// How the database is now; logs the steps out of `Away` and into `Frozen`. Asked every second or so.
    pub fn health(&self) -> Health {
        let silence = self.silence();
        let mut state = self.lock();
        let frozen = silence >= FROZEN;
        if frozen && !state.frozen {
            log::error!("database: frozen, no answer for {} s", silence.as_secs());
        } else if !frozen && state.frozen && !state.away {
            // Its connections may have been closed meanwhile, so it has to show that it is back.
            state.away = true;
            state.away_for_writes = false;
            state.back_since = Some(Instant::now());
        }
        state.frozen = frozen;
        if !frozen
            && state
                .back_since
                .is_some_and(|since| since.elapsed() >= CALM)
        {
            state.away = false;
            state.back_since = None;
            log::info!("database: answers again");
        }
        match (frozen, state.away) {
            (true, _) => Health::Frozen,
            (false, true) if state.back_since.is_none() => Health::Away,
            (false, _) => Health::Answering,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Call<'_> {
    /// The database answered, be it with a refusal of this one statement.
    pub fn answered(&self) {
        let mut state = self.watch.lock();
        state.silent_since = None;
        if state.away && (self.writes || !state.away_for_writes) {
            state.back_since.get_or_insert_with(Instant::now);
        }
    }

    /// The database is away; `silent` if it did not even refuse.
    pub fn failed(&self, reason: &str, silent: bool) {
        let mut state = self.watch.lock();
        if silent {
            state.silent_since.get_or_insert(self.started);
        } else {
            state.silent_since = None;
        }
        state.back_since = None;
        if !state.away {
            state.away = true;
            state.away_for_writes = self.writes;
            if !state.frozen {
                log::error!("database: away, waiting for it: {reason}");
            }
        }
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.watch.lock().calls.remove(&self.id);
    }
}
