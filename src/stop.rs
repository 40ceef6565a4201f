//! The wish to stop: set once, seen by every thread, which does its waiting here so that the wish wakes it; and waits that
//! grow, for calls to somebody who may be away.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Stop {
    wished: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    pub fn wish(&self) {
        *self.wished.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    pub fn is_wished(&self) -> bool {
        *self.wished.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps for `duration` or until the wish; whether it was wished.
    pub fn sleep(&self, duration: Duration) -> bool {
        let until = Instant::now() + duration;
        let mut wished = self.wished.lock().unwrap_or_else(PoisonError::into_inner);
        while !*wished {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            wished = self
                .changed
                .wait_timeout(wished, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }
}

/// Waits that grow from `first` to `most`, for calls to somebody who may be away.
pub struct Backoff {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Backoff {
    pub fn new(first: Duration, most: Duration) -> Self {
        Self {
            first,
            most,
            next: first,
        }
    }

    /// How long to wait after one more failure.
    pub fn grow(&mut self) -> Duration {
        let wait = self.next;
        self.next = (wait * 2).min(self.most);
        wait
    }

    pub fn reset(&mut self) {
        self.next = self.first;
    }
}
