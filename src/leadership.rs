//! Who polls and sends when several processes share one database.
//!
//! On PostgreSQL a row says so: the holder raises its beat, another takes over after seeing the same beat for a while on
//! its own monotonic clock (the clocks of two hosts differ). On SQLite an OS lock beside the file decides, which is free
//! the moment its process dies. A database in memory has nobody else.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::stop::Stop;
use crate::store::leaders::{self, Leader};
use crate::store::{DatabaseUrl, Db, Tx};

/// How often the holder shows that it lives.
const BEAT: Duration = Duration::from_secs(2);
/// The same beat seen for this long: the holder is dead, or stopped leading two seconds ago.
const DEAD: Duration = Duration::from_secs(7);
/// After this long without a good beat the holder no longer trusts itself.
const TRUST: Duration = Duration::from_secs(5);
/// How often others look. A look that took longer than this does not count towards `DEAD`: it was the database that slept.
const LOOK: Duration = Duration::from_millis(250);
const SLOW_LOOK: Duration = Duration::from_secs(1);

pub struct Leadership {
    bot: String,
    /// This process, told apart from all others.
    holder: String,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    epoch: Option<i64>,
    /// `None` while leading: never lost (an OS lock, or nobody else).
    last_beat: Option<Instant>,
    lock: Option<File>,
}

impl Leadership {
    pub fn new(bot: &str) -> Self {
        let started = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            bot: bot.to_owned(),
            holder: format!("{}-{}-{:x}", host(), std::process::id(), started.as_nanos()),
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Whether this process may poll and send now.
    pub fn leads(&self) -> bool {
        let state = self.lock();
        state.epoch.is_some() && state.last_beat.is_none_or(|beat| beat.elapsed() < TRUST)
    }

    /// Waits for leadership to come, at most for `limit`.
    pub fn wait(&self, limit: Duration) {
        let state = self.lock();
        let idle = |state: &mut State| state.epoch.is_none();
        drop(self.changed.wait_timeout_while(state, limit, idle));
    }

    /// The same as the database sees it inside a transaction.
    pub fn holds(&self, tx: &mut Tx) -> anyhow::Result<bool> {
        let (epoch, by_row) = {
            let state = self.lock();
            (state.epoch, state.last_beat.is_some())
        };
        match epoch {
            None => Ok(false),
            Some(_) if !by_row => Ok(true),
            Some(epoch) => {
                let current = leaders::current(tx, &self.bot)?;
                Ok(current
                    .is_some_and(|leader| leader.epoch == epoch && leader.holder == self.holder))
            }
        }
    }

    /// Seeks leadership and keeps it until the wish to stop; then lets it go. `changed` is told of every step.
    pub fn run(&self, db: &Db, stop: &Stop, changed: impl Fn(bool)) {
        match db.url() {
            DatabaseUrl::Postgres(_) => self.run_by_row(db, stop, &changed),
            DatabaseUrl::SqliteFile(path) => {
                let mut name = path.clone().into_os_string();
                name.push(format!(".{}.lock", self.bot));
                self.run_by_file(&PathBuf::from(name), stop, &changed);
            }
            DatabaseUrl::SqliteMemory => self.lead(0, None, &changed),
        }
    }

    /// Lets go at once, so that the next process need not wait.
    pub fn release(&self, db: &Db) {
        let (epoch, by_row) = {
            let mut state = self.lock();
            state.lock = None;
            (state.epoch.take(), state.last_beat.is_some())
        };
        let Some(epoch) = epoch else { return };
        if by_row {
            let released = db.write(|tx| Ok(leaders::release(tx, &self.bot, &self.holder, epoch)?));
            if let Err(error) = released {
                log::warn!(
                    "leadership: not released, the next process waits {} s: {error:#}",
                    DEAD.as_secs()
                );
                return;
            }
        }
        log::info!("leadership: released");
    }

    fn run_by_file(&self, path: &PathBuf, stop: &Stop, changed: &impl Fn(bool)) {
        let mut said = false;
        loop {
            match File::create(path).map(|file| (file.try_lock(), file)) {
                Ok((Ok(()), file)) => {
                    self.lead(0, Some(file), changed);
                    return;
                }
                Ok((Err(_), _)) if !said => {
                    said = true;
                    log::info!("leadership: another process leads, standing by");
                }
                Err(error) if !said => {
                    said = true;
                    log::error!(
                        "leadership: the lock {} cannot be made: {error}",
                        path.display()
                    );
                }
                _ => {}
            }
            if stop.sleep(LOOK) {
                return;
            }
        }
    }

    fn run_by_row(&self, db: &Db, stop: &Stop, changed: &impl Fn(bool)) {
        let mut seen: Option<(Leader, Instant)> = None;
        let mut said = false;
        let mut wait = Duration::ZERO;
        while !stop.sleep(wait) {
            if self.lock().epoch.is_some() {
                self.beat(db, changed);
                // A beat that failed, or took so long that nobody trusts it, is tried again soon.
                wait = if self.leads() { BEAT } else { LOOK };
                seen = None;
                said = false;
                continue;
            }
            wait = LOOK;
            let started = Instant::now();
            let Ok(leader) = db.read(|tx| Ok(leaders::current(tx, &self.bot)?)) else {
                seen = None;
                continue;
            };
            let free = match (&leader, &seen) {
                (None, _) => true,
                (Some(leader), _) if leader.holder.is_empty() => true,
                _ if started.elapsed() > SLOW_LOOK => {
                    seen = None;
                    continue;
                }
                (Some(leader), Some((before, since))) if leader == before => {
                    since.elapsed() >= DEAD
                }
                (Some(leader), _) => {
                    seen = Some((leader.clone(), Instant::now()));
                    false
                }
            };
            if free {
                let taken =
                    db.write(|tx| Ok(leaders::take(tx, &self.bot, &self.holder, leader.as_ref())?));
                if let Ok(Some(epoch)) = taken {
                    self.lock().last_beat = Some(Instant::now());
                    self.lead(epoch, None, changed);
                }
                seen = None;
            } else if !said {
                said = true;
                log::info!("leadership: another process leads, standing by");
            }
        }
    }

    fn beat(&self, db: &Db, changed: &impl Fn(bool)) {
        let Some(epoch) = self.lock().epoch else {
            return;
        };
        let started = Instant::now();
        match db.write(|tx| Ok(leaders::beat(tx, &self.bot, &self.holder, epoch)?)) {
            // Others saw this beat at its start at the earliest.
            Ok(true) => self.lock().last_beat = Some(started),
            Ok(false) => {
                let mut state = self.lock();
                state.epoch = None;
                drop(state);
                log::warn!("leadership: lost to another process");
                changed(false);
            }
            // The row still names us: `leads` turns false by itself, and true again with the next good beat.
            Err(_) => {}
        }
    }

    fn lead(&self, epoch: i64, lock: Option<File>, changed: &impl Fn(bool)) {
        let mut state = self.lock();
        state.epoch = Some(epoch);
        state.lock = lock;
        drop(state);
        self.changed.notify_all();
        log::info!("leadership: taken, epoch {epoch}");
        changed(true);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().to_owned())
        .unwrap_or_else(|_| "host".to_owned())
}
