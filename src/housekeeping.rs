//! What goes on beside the conversation: forgetting old rows, keeping an eye on the database, gauges for the operator.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::now_ms;
use crate::process::Process;
use crate::store::{HOPELESS, Health, inbox, jobs, outbox};

const LOOK: Duration = Duration::from_secs(1);
const GAUGES: Duration = Duration::from_secs(5);
const PRUNING: Duration = Duration::from_secs(30);
/// Rows in one pruning transaction: small, so that nobody waits for it.
const BATCH: i64 = 500;
/// Batches in a row before pruning lets others work; 1,000,000 rows a day are pruned with ease.
const BATCHES: usize = 20;
const BREATH: Duration = Duration::from_millis(50);
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// Telegram repeats nothing after a day; a replayed backup might.
const INBOX_DAYS: i64 = 3;
const OUTBOX_DAYS: i64 = 1;
const JOB_DAYS: i64 = 1;
/// The exit code that asks a supervisor to start us afresh (EX_TEMPFAIL).
const TRY_AGAIN: i32 = 75;

pub struct Housekeeper(pub Arc<Process>);

impl Housekeeper {
    /// Notices a frozen database while all other threads hang on it, so it must never call it.
    pub fn watch(&self) {
        while !self.0.stop.sleep(LOOK) {
            let health = self.0.db.watch().health();
            self.0
                .metrics
                .database_up
                .set(i64::from(health == Health::Answering));
            self.0
                .metrics
                .leader
                .set(i64::from(self.0.leadership.leads()));
            let silence = self.0.db.watch().silence();
            if silence >= HOPELESS {
                log::error!(
                    "database: silent for {} s, giving up: the supervisor starts us afresh",
                    silence.as_secs()
                );
                self.0.exit.with(TRY_AGAIN);
                return;
            }
        }
    }

    /// Prunes and measures until the wish to stop.
    pub fn run(&self) {
        let mut pruned = Instant::now();
        while !self.0.stop.sleep(GAUGES) {
            if let Err(error) = self.measure() {
                log::debug!("housekeeping: no figures: {error:#}");
            }
            if self.0.leadership.leads() && pruned.elapsed() >= PRUNING {
                pruned = Instant::now();
                if let Err(error) = self.prune() {
                    log::debug!("housekeeping: nothing pruned: {error:#}");
                }
            }
        }
    }

    fn measure(&self) -> anyhow::Result<()> {
        let bot = &self.0.bot;
        let (inbox, outbox, jobs, aside) = self.0.db.read(|tx| {
            Ok((
                inbox::waiting(tx, bot)?,
                outbox::waiting(tx, bot)?,
                jobs::waiting(tx, bot)?,
                inbox::count_aside(tx, bot)?,
            ))
        })?;
        let age = |since: Option<i64>| {
            since.map_or(0.0, |since| (now_ms() - since).max(0) as f64 / 1_000.0)
        };
        self.0.metrics.inbox_open.set(inbox.0);
        self.0.metrics.inbox_age.set(age(inbox.1));
        self.0.metrics.outbox_open.set(outbox.0);
        self.0.metrics.outbox_age.set(age(outbox.1));
        self.0.metrics.jobs_open.set(jobs);
        self.0.metrics.aside.set(aside);
        Ok(())
    }

    fn prune(&self) -> anyhow::Result<()> {
        let bot = &self.0.bot;
        for _ in 0..BATCHES {
            let now = now_ms();
            let gone = [
                self.0
                    .db
                    .write(|tx| Ok(inbox::prune(tx, bot, now - INBOX_DAYS * DAY, BATCH)?))?,
                self.0
                    .db
                    .write(|tx| Ok(outbox::prune(tx, bot, now - OUTBOX_DAYS * DAY, BATCH)?))?,
                self.0
                    .db
                    .write(|tx| Ok(jobs::prune(tx, bot, now - JOB_DAYS * DAY, BATCH)?))?,
            ];
            if gone.iter().all(|count| *count < BATCH as u64) || self.0.stop.sleep(BREATH) {
                break;
            }
        }
        Ok(())
    }
}
