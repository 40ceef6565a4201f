//! The database in trouble: away, restarted, frozen, full, locked, refusing. Nothing is lost, doubled or reordered, and it
//! goes on by itself.

mod rig;
mod support;

#[path = "database/postgres.rs"]
mod postgres;
#[path = "database/sqlite.rs"]
mod sqlite;
#[path = "database/starts.rs"]
mod starts;
#[path = "database/stops.rs"]
mod stops;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rig::{Crowd, Rig};
use support::telegram::Telegram;

/// One message of somebody in the crowd after this time.
const BEAT: Duration = Duration::from_millis(25);
/// Replies flow again within this time of the database's return.
const RETURN: Duration = Duration::from_secs(5);

/// A crowd talks to the bot before, while and after `trouble` goes on, until the bot answers again; then everything must
/// have been handled once, in order, and answered once. `trouble` gives the moment at which it ended.
fn talk_through(rig: &Rig, trouble: impl FnOnce() -> Instant) {
    let crowd = Crowd::of(&rig.telegram, 20);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for at in (0..crowd.people.len()).cycle() {
                crowd.one_speaks(at);
                thread::sleep(BEAT);
                if is_over.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let silence = Silence(&is_over);
        thread::sleep(Duration::from_secs(1));
        let end = trouble();
        let first = first_effect_after(&rig.telegram, end);
        drop(silence);
        assert!(
            first < RETURN,
            "the first answer came {first:?} after the end of the trouble"
        );
    });
    crowd.waits_for_answers(Duration::from_secs(60));
    rig.waits_until_quiet();
    assert_eq!(crowd.check(rig), 0, "answers shown twice");
}

/// Ends the talk, also when something panics.
struct Silence<'a>(&'a AtomicBool);

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn first_effect_after(telegram: &Telegram, moment: Instant) -> Duration {
    let first =
        || telegram.with_log(|log| log.effects().map(|call| call.at).find(|at| *at > moment));
    support::eventually("an answer", Duration::from_secs(60), first) - moment
}
