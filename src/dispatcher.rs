//! Gives chats with work to worker threads: a chat to one thread at a time, the longest waiting first.
//!
//! A hint, not a truth: what is open stands in the inbox. A chat that was forgotten here is found there again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, PoisonError};

/// A chat given to a worker, until it says how that went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub chat_id: i64,
    /// How many rows were mentioned when the turn began: a row mentioned later is not overlooked.
    seen: usize,
}

#[derive(Default)]
pub struct Dispatcher {
    state: Mutex<State>,
    work_came: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<i64>,
    /// How many rows each chat is thought to have open; a chat is here while it is queued or worked on.
    open: HashMap<i64, usize>,
    closed: bool,
}

impl Dispatcher {
    /// These chats have one more open row each; a chat may stand there several times.
    pub fn notify(&self, chats: &[i64]) {
        let mut state = self.lock();
        for chat_id in chats {
            let open = state.open.entry(*chat_id).or_insert(0);
            *open += 1;
            if *open == 1 {
                state.queue.push_back(*chat_id);
            }
        }
        drop(state);
        match chats.len() {
            0 => {}
            1 => self.work_came.notify_one(),
            _ => self.work_came.notify_all(),
        }
    }

    /// These chats were found to have open rows; those known already need no second mention.
    pub fn found(&self, chats: &[i64]) {
        let state = self.lock();
        let unknown: Vec<i64> = chats
            .iter()
            .copied()
            .filter(|chat_id| !state.open.contains_key(chat_id))
            .collect();
        drop(state);
        self.notify(&unknown);
    }

    /// The next chat to work on; `None` once closed.
    pub fn next(&self) -> Option<Turn> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(chat_id) = state.queue.pop_front() {
                let seen = state.open.get(&chat_id).copied().unwrap_or(1);
                return Some(Turn { chat_id, seen });
            }
            state = self
                .work_came
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// One row was handled; `more`: there may be others that nobody mentioned.
    pub fn handled(&self, turn: Turn, more: bool) {
        self.end(turn, 1, more);
    }

    /// Nothing can be done for the chat now: its inbox is empty, or it waits for a job.
    pub fn nothing_left(&self, turn: Turn) {
        self.end(turn, turn.seen, false);
    }

    /// The row could not be handled now; the chat keeps its place.
    pub fn again(&self, turn: Turn) {
        self.end(turn, 0, true);
    }

    fn end(&self, turn: Turn, handled: usize, more: bool) {
        let mut state = self.lock();
        let open = state.open.get(&turn.chat_id).copied().unwrap_or(0);
        let left = open.saturating_sub(handled).max(usize::from(more));
        if left == 0 {
            state.open.remove(&turn.chat_id);
            return;
        }
        state.open.insert(turn.chat_id, left);
        state.queue.push_back(turn.chat_id);
        drop(state);
        self.work_came.notify_one();
    }

    /// Chats queued or worked on.
    pub fn len(&self) -> usize {
        self.lock().open.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sends the workers home.
    pub fn close(&self) {
        self.lock().closed = true;
        self.work_came.notify_all();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(dispatcher: &Dispatcher, chat_id: i64) -> Turn {
        let turn = dispatcher.next().expect("open");
        assert_eq!(turn.chat_id, chat_id);
        turn
    }

    #[test]
    fn a_chat_is_given_to_one_thread_at_a_time() {
        let dispatcher = Dispatcher::default();
        dispatcher.notify(&[1, 1, 2]);
        let first = next(&dispatcher, 1);
        let second = next(&dispatcher, 2);
        dispatcher.notify(&[1]);
        assert_eq!(dispatcher.lock().queue.len(), 0);
        dispatcher.handled(first, false);
        dispatcher.handled(second, false);
        let third = next(&dispatcher, 1);
        dispatcher.nothing_left(third);
        assert!(dispatcher.is_empty());
    }

    #[test]
    fn a_row_that_comes_during_a_turn_is_not_overlooked() {
        let dispatcher = Dispatcher::default();
        dispatcher.notify(&[1]);
        let turn = next(&dispatcher, 1);
        dispatcher.notify(&[1]);
        dispatcher.nothing_left(turn);
        let turn = next(&dispatcher, 1);
        dispatcher.nothing_left(turn);
        assert!(dispatcher.is_empty());
    }

    #[test]
    fn a_chat_with_unmentioned_work_is_queued_again() {
        let dispatcher = Dispatcher::default();
        dispatcher.found(&[7]);
        dispatcher.found(&[7]);
        let turn = next(&dispatcher, 7);
        dispatcher.handled(turn, true);
        let turn = next(&dispatcher, 7);
        dispatcher.handled(turn, false);
        assert!(dispatcher.is_empty());
    }

    #[test]
    fn a_closed_dispatcher_sends_everybody_home() {
        let dispatcher = Dispatcher::default();
        dispatcher.notify(&[1]);
        dispatcher.close();
        assert_eq!(dispatcher.next(), None);
    }
}
