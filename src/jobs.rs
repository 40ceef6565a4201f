//! Runs jobs: slow work and calls whose answer matters, on threads of their own with no database connection held.
//!
//! A job is leased, its lease is prolonged while it runs, and its answer comes back as an inbox row, let in once: a job
//! whose process died runs again elsewhere, and a late answer of the first run is refused by its fence. A job that
//! outruns the time limit of its kind is answered for: its chat goes on, and its thread is left behind until it ends.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::now_ms;
use crate::pool::Pool;
use crate::process::Process;
use crate::store::inbox::{self, Arrival};
use crate::store::jobs::{self, Claimed};

/// Jobs that run at the same time.
const THREADS: usize = 32;
/// Jobs of one chat that run at the same time, over all processes: an eighth of the threads, so that one chat whose jobs
/// hang never holds them all; nobody waits for more than a few answers at once.
const PER_CHAT: i64 = 4;
/// Threads that were left behind by hanging jobs and are replaced: each costs a stack and a socket. Beyond them fewer
/// jobs run at the same time.
const LEFT_BEHIND: usize = 32;
/// How often jobs of other processes and expired leases are looked for.
const SCAN: Duration = Duration::from_millis(250);
/// A process that did not prolong a lease for this long is dead. Much longer than the clocks of two hosts differ.
const LEASE: i64 = 15_000;
const PROLONG: Duration = Duration::from_secs(4);
/// A job that took its process with it so often is given up.
const MOST_CLAIMS: i64 = 3;
/// How long an answer waits for a database that is away, before it tries again.
const DATABASE_PAUSE: Duration = Duration::from_millis(500);

/// What a kind of job does with its payload: the answer, or why there is none. It should end by itself.
pub type Run = Arc<dyn Fn(&str) -> Result<String, String> + Send + Sync>;

/// A kind of job.
#[derive(Clone)]
pub struct Kind {
    /// After this long the job is answered for with an error, and what it says later counts no more. Longer than all
    /// time limits of the calls that it makes.
    pub limit: Duration,
    pub run: Run,
}

/// Kinds of jobs by name.
pub type Kinds = HashMap<&'static str, Kind>;

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
    threads: Mutex<Threads>,
    /// A thread is free: there may be a job for it.
    freed: Mailbox,
}

/// One claim of a job: its key and its fence.
type Claim = ((i64, i64), i64);

/// What the threads of this process are busy with.
#[derive(Default)]
struct Threads {
    running: HashMap<Claim, Running>,
    /// Claims that were answered for while their threads hang, and their chats.
    left_behind: HashMap<Claim, i64>,
}

struct Running {
    job: Claimed,
    started: Instant,
    limit: Duration,
}

impl Threads {
    fn free(&self) -> usize {
        let replaced = self.left_behind.len().min(LEFT_BEHIND);
        (THREADS + replaced).saturating_sub(self.running.len() + self.left_behind.len())
    }

    /// Whether as many threads hang in this chat's earlier jobs as may work for it.
    fn is_hanging(&self, chat_id: i64) -> bool {
        let hanging = self.left_behind.values().filter(|chat| **chat == chat_id);
        hanging.count() as i64 >= PER_CHAT
    }
}

impl Runner {
    pub fn new(process: Arc<Process>, kinds: Kinds) -> (Self, Mailbox) {
        let (sender, pokes) = channel();
        let mailbox = Mailbox(sender);
        let shared = Shared {
            process,
            kinds,
            threads: Mutex::default(),
            freed: mailbox.clone(),
        };
        let runner = Self {
            shared: Arc::new(shared),
            pokes,
            pool: Pool::new("job", THREADS + LEFT_BEHIND),
        };
        (runner, mailbox)
    }

    /// Claims, prolongs and answers for those that hang, until the wish to stop; jobs under way are left to their leases.
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
            self.shared.leave_behind();
            for job in self.shared.claim() {
                let shared = self.shared.clone();
                self.pool.run(move || shared.work(&job));
            }
        }
    }
}

impl Shared {
    fn claim(&self) -> Vec<Claimed> {
        let free = self.threads().free();
        if free == 0 {
            return Vec::new();
        }
        // Looking costs no write lock; claiming does.
        let due = self
            .process
            .db
            .read(|tx| Ok(jobs::due(tx, &self.process.bot, now_ms(), PER_CHAT, 1)?));
        if due.is_ok_and(|due| due.is_empty()) {
            return Vec::new();
        }
        let now = now_ms();
        let claimed = self.process.db.write(|tx| {
            Ok(jobs::claim(
                tx,
                &self.process.bot,
                now,
                now + LEASE,
                PER_CHAT,
                free as i64,
            )?)
        });
        let claimed = claimed.unwrap_or_default();
        let mut threads = self.threads();
        for job in &claimed {
            let running = Running {
                job: job.clone(),
                started: Instant::now(),
                limit: self.limit(&job.kind),
            };
            threads.running.insert((job.key, job.fence), running);
        }
        claimed
    }

    fn prolong(&self) {
        let running: Vec<Claim> = self.threads().running.keys().copied().collect();
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

    /// Answers for jobs that outran their limits.
    fn leave_behind(&self) {
        let late: Vec<(Claimed, Duration)> = self
            .threads()
            .running
            .values()
            .filter(|running| running.started.elapsed() > running.limit)
            .map(|running| (running.job.clone(), running.limit))
            .collect();
        for (job, limit) in late {
            let reason = format!("no answer within {} s", limit.as_secs());
            // A database that is away is asked again at the next look.
            if let Err(error) = self.bring_back(&job, &Err(reason)) {
                log::debug!("jobs: nobody answered for a late one: {error:#}");
                return;
            }
            let claim = (job.key, job.fence);
            let mut threads = self.threads();
            // Unless it ended just now by itself.
            if threads.running.remove(&claim).is_some() {
                threads.left_behind.insert(claim, job.chat_id);
                if threads.left_behind.len() == LEFT_BEHIND {
                    log::error!("jobs: {LEFT_BEHIND} threads hang in jobs that were given up");
                }
            }
        }
    }

    fn work(&self, job: &Claimed) {
        let started = Instant::now();
        let is_hanging = self.threads().is_hanging(job.chat_id);
        let answer = match self.kinds.get(job.kind.as_str()) {
            _ if job.fence > MOST_CLAIMS => {
                Err("the process died over it again and again".to_owned())
            }
            _ if job.unreadable.is_some() => Err(job.unreadable.clone().unwrap_or_default()),
            None => Err(format!("nobody here knows jobs of the kind {}", job.kind)),
            Some(_) if is_hanging => Err("earlier jobs of this chat hang".to_owned()),
            Some(kind) => catch_unwind(AssertUnwindSafe(|| (kind.run)(&job.payload)))
                .unwrap_or_else(|_| Err("the job panicked".to_owned())),
        };
        log::debug!(
            "job {}/{}: ended in {} ms",
            job.key.0,
            job.key.1,
            started.elapsed().as_millis()
        );
        let claim = (job.key, job.fence);
        while !self.threads().left_behind.contains_key(&claim) {
            match self.bring_back(job, &answer) {
                Ok(()) => break,
                Err(error) => log::debug!(
                    "job {}/{}: its answer waits for the database: {error:#}",
                    job.key.0,
                    job.key.1
                ),
            }
            if self.process.stop.sleep(DATABASE_PAUSE) {
                return;
            }
        }
        let mut threads = self.threads();
        threads.running.remove(&claim);
        threads.left_behind.remove(&claim);
        drop(threads);
        self.freed.poke();
    }

    /// Ends the job and puts its answer into the chat's inbox, unless somebody did so meanwhile.
    fn bring_back(&self, job: &Claimed, answer: &Result<String, String>) -> anyhow::Result<()> {
        let arrival = Arrival {
            chat_id: job.chat_id,
            kind: inbox::Kind::Answer,
            key_a: job.key.0,
            key_b: job.key.1,
            body: serde_json::to_string(&(&job.kind, answer))?,
            aside: None,
        };
        let stored = self.process.db.write(|tx| {
            let reason = answer.as_ref().err().map(String::as_str);
            if !jobs::end(tx, &self.process.bot, job.key, job.fence, now_ms(), reason)? {
                return Ok(None);
            }
            let arrivals = std::slice::from_ref(&arrival);
            let stored = inbox::store(tx, &self.process.bot, now_ms(), arrivals)?;
            Ok(Some(stored))
        })?;
        let Some(stored) = stored else { return Ok(()) };
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

    /// A kind that nobody here knows is answered for at once.
    fn limit(&self, kind: &str) -> Duration {
        self.kinds
            .get(kind)
            .map_or(Duration::MAX, |kind| kind.limit)
    }

    fn threads(&self) -> std::sync::MutexGuard<'_, Threads> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
