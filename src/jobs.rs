//! Runs jobs: slow work and calls whose answer matters, on threads of their own with no database connection held.
//!
//! A job is leased, its lease is prolonged while it runs, and its answer comes back as an inbox row, let in once: a job
//! whose process died runs again elsewhere, and a late answer of the first run is refused by its fence.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::now_ms;
use crate::pool::Pool;
use crate::process::Process;
use crate::store::inbox::{self, Arrival, Kind};
use crate::store::jobs::{self, Claimed};

/// Jobs that run at the same time.
const THREADS: usize = 32;
/// How often jobs of other processes and expired leases are looked for.
const SCAN: Duration = Duration::from_millis(250);
/// A process that did not prolong a lease for this long is dead. Much longer than the clocks of two hosts differ.
const LEASE: i64 = 15_000;
const PROLONG: Duration = Duration::from_secs(4);
/// A job that took its process with it so often is given up.
const MOST_CLAIMS: i64 = 3;
/// How long an answer waits for a database that is away, before it tries again.
const DATABASE_PAUSE: Duration = Duration::from_millis(500);

/// What a kind of job does with its payload: the answer, or why there is none. It must end by itself.
pub type Run = Arc<dyn Fn(&str) -> Result<String, String> + Send + Sync>;

/// Kinds of jobs by name.
pub type Kinds = HashMap<&'static str, Run>;

#[derive(Clone)]
pub struct Mailbox(Sender<()>);

impl Mailbox {
    /// There is a new job.
    pub fn poke(&self) {
        let _ = self.0.send(());
    }
}

pub struct Runner {
    shared: Arc<Shared>,
    pokes: Receiver<()>,
    pool: Pool,
}

struct Shared {
    process: Arc<Process>,
    kinds: Kinds,
    /// Claims under way in this process.
    running: Mutex<HashMap<(i64, i64), i64>>,
}

impl Runner {
    pub fn new(process: Arc<Process>, kinds: Kinds) -> (Self, Mailbox) {
        let (sender, pokes) = channel();
        let shared = Shared {
            process,
            kinds,
            running: Mutex::default(),
        };
        let runner = Self {
            shared: Arc::new(shared),
            pokes,
            pool: Pool::new("job", THREADS),
        };
        (runner, Mailbox(sender))
    }

    /// Claims and prolongs until the wish to stop; jobs under way are left to their leases.
    pub fn run(self) {
        let mut prolonged = Instant::now();
        while !self.shared.process.stop.is_wished() {
            if self.pokes.recv_timeout(SCAN).is_ok() {
                while self.pokes.try_recv().is_ok() {}
            }
            if prolonged.elapsed() >= PROLONG {
                prolonged = Instant::now();
                self.shared.prolong();
            }
            for job in self.shared.claim() {
                let shared = self.shared.clone();
                self.pool.run(move || shared.work(&job));
            }
        }
    }
}

impl Shared {
    fn claim(&self) -> Vec<Claimed> {
        let free = THREADS.saturating_sub(self.running().len());
        if free == 0 {
            return Vec::new();
        }
        // Looking costs no write lock; claiming does.
        let due = self
            .process
            .db
            .read(|tx| Ok(jobs::any_due(tx, &self.process.bot, now_ms())?));
        if !matches!(due, Ok(true)) {
            return Vec::new();
        }
        let now = now_ms();
        let claimed = self.process.db.write(|tx| {
            Ok(jobs::claim(
                tx,
                &self.process.bot,
                now,
                now + LEASE,
                free as i64,
            )?)
        });
        let claimed = claimed.unwrap_or_default();
        let mut running = self.running();
        running.extend(claimed.iter().map(|job| (job.key, job.fence)));
        claimed
    }

    fn prolong(&self) {
        let running: Vec<((i64, i64), i64)> = self
            .running()
            .iter()
            .map(|(key, fence)| (*key, *fence))
            .collect();
        if running.is_empty() {
            return;
        }
        let until = now_ms() + LEASE;
        let prolonged = self.process.db.write(|tx| {
            for (key, fence) in &running {
                jobs::prolong(tx, &self.process.bot, *key, *fence, until)?;
            }
            Ok(())
        });
        if let Err(error) = prolonged {
            log::debug!("jobs: leases not prolonged: {error:#}");
        }
    }

    fn work(&self, job: &Claimed) {
        let started = Instant::now();
        let answer = match self.kinds.get(job.kind.as_str()) {
            _ if job.fence > MOST_CLAIMS => {
                Err("the process died over it again and again".to_owned())
            }
            _ if job.unreadable.is_some() => Err(job.unreadable.clone().unwrap_or_default()),
            None => Err(format!("nobody here knows jobs of the kind {}", job.kind)),
            Some(run) => catch_unwind(AssertUnwindSafe(|| run(&job.payload)))
                .unwrap_or_else(|_| Err("the job panicked".to_owned())),
        };
        log::debug!(
            "job {}/{}: ended in {} ms",
            job.key.0,
            job.key.1,
            started.elapsed().as_millis()
        );
        while let Err(error) = self.bring_back(job, &answer) {
            log::debug!(
                "job {}/{}: its answer waits for the database: {error:#}",
                job.key.0,
                job.key.1
            );
            if self.process.stop.sleep(DATABASE_PAUSE) {
                return;
            }
        }
        self.running().remove(&job.key);
    }

    /// Ends the job and puts its answer into the chat's inbox, unless another claim did so meanwhile.
    fn bring_back(&self, job: &Claimed, answer: &Result<String, String>) -> anyhow::Result<()> {
        let arrival = Arrival {
            chat_id: job.chat_id,
            kind: Kind::Answer,
            key_a: job.key.0,
            key_b: job.key.1,
            body: serde_json::to_string(&(&job.kind, answer))?,
            aside: None,
        };
        let stored = self.process.db.write(|tx| {
            let reason = answer.as_ref().err().map(String::as_str);
            if !jobs::end(tx, &self.process.bot, job.key, job.fence, now_ms(), reason)? {
                return Ok(inbox::Stored::default());
            }
            Ok(inbox::store(
                tx,
                &self.process.bot,
                now_ms(),
                std::slice::from_ref(&arrival),
            )?)
        })?;
        if let Err(reason) = answer {
            log::warn!(
                "job {}/{} ({}) failed: {reason}",
                job.key.0,
                job.key.1,
                job.kind
            );
        }
        self.process.metrics.jobs.inc();
        self.process.dispatcher.notify(&stored.chats);
        Ok(())
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<(i64, i64), i64>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
