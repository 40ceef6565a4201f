//! Many people at once, each of whom numbers their messages: the numbers and the stand-in's own count prove that each was
//! handled once, in order, and answered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::Rig;
use crate::support::telegram::{Telegram, User};

/// The first person's id; the others follow.
const FIRST: i64 = 5_001;

pub struct Crowd {
    pub people: Vec<User>,
    said: Vec<AtomicUsize>,
}

impl Crowd {
    pub fn of(telegram: &Telegram, size: usize) -> Crowd {
        let people = (FIRST..).take(size);
        Crowd {
            people: people.map(|id| telegram.user(id, "Иван")).collect(),
            said: (0..size).map(|_| AtomicUsize::new(0)).collect(),
        }
    }

    /// Everybody says their next message.
    pub fn speaks(&self) {
        for at in 0..self.people.len() {
            self.one_speaks(at);
        }
    }

    pub fn one_speaks(&self, at: usize) {
        let number = self.said[at].fetch_add(1, Ordering::SeqCst) + 1;
        self.people[at].says(&format!("m{number}"));
    }

    /// How many messages all of them have sent.
    pub fn total(&self) -> usize {
        let said = self.said.iter();
        said.map(|said| said.load(Ordering::SeqCst)).sum()
    }

    /// Waits until everybody has the answer to their last message.
    #[track_caller]
    pub fn waits_for_answers(&self, limit: Duration) {
        let end = Instant::now() + limit;
        for (at, person) in self.people.iter().enumerate() {
            let number = self.said[at].load(Ordering::SeqCst);
            if number == 0 {
                continue;
            }
            let answer = format!("m{number} #{number}");
            let left = end.saturating_duration_since(Instant::now());
            person.waits_for(&answer, left, |messages| {
                messages
                    .iter()
                    .rev()
                    .any(|message| message.from_bot && message.text == answer)
            });
        }
    }

    /// Everything was handled once and in order, and every answer was shown, in order. How many were shown twice.
    #[track_caller]
    pub fn check(&self, rig: &Rig) -> usize {
        let all = rig.all_handled();
        let mut doubled = 0;
        for (at, person) in self.people.iter().enumerate() {
            let count = self.said[at].load(Ordering::SeqCst);
            let handled = all.iter().filter(|one| one.chat == person.chat);
            let handled: Vec<(i64, &str)> = handled.map(|one| (one.n, one.said.as_str())).collect();
            let expected: Vec<String> = (1..=count).map(|number| format!("m{number}")).collect();
            let expected: Vec<(i64, &str)> =
                (1..).zip(expected.iter().map(String::as_str)).collect();
            assert_eq!(handled, expected, "what was handled for {}", person.chat);
            let mut shown: Vec<String> = person
                .hears()
                .into_iter()
                .map(|message| message.text)
                .collect();
            let before = shown.len();
            shown.dedup();
            doubled += before - shown.len();
            let answers: Vec<String> = (1..=count)
                .map(|number| format!("m{number} #{number}"))
                .collect();
            assert_eq!(shown, answers, "what was shown to {}", person.chat);
        }
        doubled
    }
}
