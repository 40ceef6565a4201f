//! What the end-to-end tests and the benchmark stand on: a fake Telegram over real HTTP, throwaway
//! PostgreSQL clusters, and the real binary as a child process. It knows nothing of the bot's code,
//! only what the outside sees.
// Every test binary uses a part of this module and of what it re-exports.
#![allow(dead_code, unused_imports)]

pub mod postgres;
pub mod process;
pub mod telegram;

use std::time::{Duration, Instant};

/// How long a test waits for something that should happen at once; generous, because the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Whether `tests/run --long` asked for the full rounds.
pub fn long() -> bool {
    std::env::var_os("SPINBOT_TEST_LONG").is_some()
}

/// Asks `question` every few milliseconds until it answers; panics with `what` after `limit`.
#[track_caller]
pub fn eventually<T>(what: &str, limit: Duration, mut question: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = question() {
            return answer;
        }
        assert!(
            start.elapsed() < limit,
            "waited {limit:?} in vain for: {what}"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}
