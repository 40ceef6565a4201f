//! Threads for blocking calls, started when first needed and never more than agreed: idle ones cost memory.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

type Work = Box<dyn FnOnce() + Send>;

/// A stack of our calls needs a fraction of the usual 2 MiB.
pub const STACK: usize = 512 * 1024;

#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    name: &'static str,
    most: usize,
    state: Mutex<State>,
    work_came: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Work>,
    threads: usize,
    idle: usize,
}

impl Pool {
    pub fn new(name: &'static str, most: usize) -> Self {
        Self(Arc::new(Shared {
            name,
            most,
            state: Mutex::default(),
            work_came: Condvar::new(),
        }))
    }

    /// Runs `work` on the next free thread. A panic ends that piece of work only.
    pub fn run(&self, work: impl FnOnce() + Send + 'static) {
        let mut state = self.0.lock();
        state.waiting.push_back(Box::new(work));
        if state.idle >= state.waiting.len() || state.threads >= self.0.most {
            drop(state);
            self.0.work_came.notify_one();
            return;
        }
        state.threads += 1;
        drop(state);
        let shared = self.0.clone();
        let thread = thread::Builder::new()
            .name(self.0.name.to_owned())
            .stack_size(STACK);
        if let Err(error) = thread.spawn(move || shared.work()) {
            log::error!("{}: a thread cannot be started: {error}", self.0.name);
            self.0.lock().threads -= 1;
        }
    }
}

impl Shared {
    fn work(&self) {
        let mut state = self.lock();
        loop {
            if let Some(work) = state.waiting.pop_front() {
                drop(state);
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
                state = self.lock();
            } else {
                state.idle += 1;
                state = self
                    .work_came
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
