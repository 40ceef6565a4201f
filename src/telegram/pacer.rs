//! Telegram's limits, kept with certainty: a call counts from its start until a second after its answer.
//!
//! Telegram counts a message when it arrives there, some time between our start and its answer. Counting from either
//! alone would let a late message and an early one share Telegram's second. Pure: the caller says what time it is.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// The window of the overall limit, a little more than Telegram's second.
const WINDOW: Duration = Duration::from_millis(1_010);
/// One message per chat and second in the long run…
const CHAT_INTERVAL: Duration = Duration::from_millis(1_020);
/// …after this many at once.
const CHAT_BURST: u32 = 3;
/// A chat that has been silent for this long has its whole burst again and need not be remembered.
const CHAT_MEMORY: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
pub struct Pacer {
    /// Messages per second; `None`: no pacing.
    limit: Option<u32>,
    in_flight: u32,
    finished: VecDeque<Instant>,
    /// When each chat's allowance will be whole again.
    chats: HashMap<i64, Instant>,
}

impl Pacer {
    pub fn new(limit: Option<u32>) -> Self {
        Self {
            limit,
            in_flight: 0,
            finished: VecDeque::new(),
            chats: HashMap::new(),
        }
    }

    /// How many calls may start now, whatever their chats.
    pub fn room(&mut self, now: Instant) -> u32 {
        while self
            .finished
            .front()
            .is_some_and(|end| *end + WINDOW <= now)
        {
            self.finished.pop_front();
        }
        self.limit.map_or(u32::MAX, |limit| {
            limit.saturating_sub(self.in_flight + self.finished.len() as u32)
        })
    }

    /// From when on `room` may grow by the passing of time alone.
    pub fn next_room(&self) -> Option<Instant> {
        self.limit
            .and(self.finished.front())
            .map(|end| *end + WINDOW)
    }

    /// From when on this chat may be sent to; in the past if it may be now.
    pub fn chat_ready(&self, chat_id: i64, now: Instant) -> Instant {
        match (self.limit, self.chats.get(&chat_id)) {
            (Some(_), Some(whole)) => whole
                .checked_sub(CHAT_INTERVAL * (CHAT_BURST - 1))
                .unwrap_or(now),
            _ => now,
        }
    }

    /// A call to a chat begins.
    pub fn start(&mut self) {
        self.in_flight += 1;
    }

    /// A call to a chat ended, well or not.
    pub fn finish(&mut self, chat_id: i64, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.limit.is_none() {
            return;
        }
        self.finished.push_back(now);
        let whole = self.chats.entry(chat_id).or_insert(now);
        *whole = (*whole).max(now) + CHAT_INTERVAL;
        if self.chats.len() > 1_000 {
            self.chats.retain(|_, whole| *whole + CHAT_MEMORY > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends as fast as allowed to `chats` in turn for `seconds`, each call taking `latency`; the arrival times in ms.
    fn run(limit: u32, chats: i64, latency: u64, seconds: u64) -> Vec<(u64, i64)> {
        let zero = Instant::now();
        let mut pacer = Pacer::new(Some(limit));
        let mut flying: VecDeque<(u64, i64)> = VecDeque::new();
        let mut arrivals = Vec::new();
        for ms in 0..seconds * 1_000 {
            let now = zero + Duration::from_millis(ms);
            while flying.front().is_some_and(|(end, _)| *end <= ms) {
                let (_, chat) = flying.pop_front().expect("just seen");
                pacer.finish(chat, now);
            }
            for chat in 0..chats {
                let busy = flying.iter().any(|(_, flying)| *flying == chat);
                if !busy && pacer.room(now) > 0 && pacer.chat_ready(chat, now) <= now {
                    pacer.start();
                    // Arrives anywhere between start and answer.
                    arrivals.push((ms + (chat as u64 * 7) % latency.max(1), chat));
                    flying.push_back((ms + latency, chat));
                }
            }
        }
        arrivals.sort_unstable();
        arrivals
    }

    fn most_in_a_second(times: &[u64]) -> usize {
        let count = |from: &u64| {
            times
                .iter()
                .filter(|time| (*from..from + 1_000).contains(time))
                .count()
        };
        times.iter().map(count).max().unwrap_or(0)
    }

    #[test]
    fn no_sliding_second_holds_more_than_the_limit() {
        for latency in [1, 40, 300] {
            let arrivals = run(30, 200, latency, 6);
            let times: Vec<u64> = arrivals.iter().map(|(time, _)| *time).collect();
            assert!(most_in_a_second(&times) <= 30, "latency {latency}");
            assert!(
                times.len() as u64 >= 6 * 30 * 1_000 / (1_100 + latency),
                "{} at {latency}",
                times.len()
            );
        }
    }

    #[test]
    fn a_chat_gets_a_burst_and_then_one_a_second() {
        let arrivals = run(30, 1, 5, 10);
        let times: Vec<u64> = arrivals.iter().map(|(time, _)| *time).collect();
        assert!(times[2] < 100, "{times:?}");
        for window in 1..10 {
            let from = |start: &u64| {
                times
                    .iter()
                    .filter(|time| (*start..start + window * 1_000).contains(time))
                    .count()
            };
            assert!(
                times
                    .iter()
                    .map(from)
                    .all(|count| count as u64 <= 3 + window),
                "{times:?}"
            );
        }
        assert!(times.len() >= 11, "{times:?}");
    }

    #[test]
    fn without_a_limit_nothing_waits() {
        let now = Instant::now();
        let mut pacer = Pacer::new(None);
        for _ in 0..1_000 {
            pacer.start();
            pacer.finish(7, now);
        }
        assert!(pacer.room(now) > 1_000 && pacer.chat_ready(7, now) <= now);
    }
}
