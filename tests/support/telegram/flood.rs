//! Telegram's own flood limits, off unless a test turns them on: what comes too fast is refused with 429, as the live
//! server does it.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// How many sends and edits go through before 429.
#[derive(Clone, Copy, Debug)]
pub struct FloodLimits {
    /// In any second, over all chats.
    pub overall: usize,
    /// At once in one chat; after that one a second.
    pub chat_burst: u32,
}

pub struct Flood {
    limits: FloodLimits,
    /// Accepted calls of the last second.
    recent: VecDeque<Instant>,
    /// When each chat's bucket, leaking one a second, will be empty.
    empty_at: HashMap<i64, Instant>,
}

impl Flood {
    pub fn new(limits: FloodLimits) -> Flood {
        Flood {
            limits,
            recent: VecDeque::new(),
            empty_at: HashMap::new(),
        }
    }

    /// Counts a call; the seconds to wait if it is one too many.
    pub fn refuses(&mut self, chat: i64, now: Instant) -> Option<u64> {
        while self
            .recent
            .front()
            .is_some_and(|at| now.duration_since(*at) >= SECOND)
        {
            self.recent.pop_front();
        }
        if self.recent.len() >= self.limits.overall {
            return Some(1);
        }
        let empty_at = self.empty_at.entry(chat).or_insert(now);
        let full_at = (*empty_at).max(now) + SECOND;
        let ahead = full_at - now;
        let allowed = SECOND * self.limits.chat_burst;
        if ahead > allowed {
            return Some((ahead - allowed).as_secs_f64().ceil() as u64);
        }
        *empty_at = full_at;
        self.recent.push_back(now);
        None
    }
}
