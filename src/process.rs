//! What all threads of one running bot share, and the way each of them can ask for the end.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use crate::dispatcher::Dispatcher;
use crate::leadership::Leadership;
use crate::metrics::Metrics;
use crate::stop::Stop;
use crate::store::Db;
use crate::telegram::Client;

/// The exit code of a process that cannot work as it is set up.
pub const CANNOT_START: i32 = 2;

pub struct Process {
    pub db: Arc<Db>,
    /// `BOT_NAME`: which bot's rows are ours.
    pub bot: String,
    pub client: Arc<Client>,
    pub leadership: Leadership,
    pub dispatcher: Dispatcher,
    pub metrics: Metrics,
    pub stop: Stop,
    pub exit: Exit,
}

/// Ends the process in order, with a code; a clone for whoever may have to.
#[derive(Clone)]
pub struct Exit(Sender<i32>);

/// Where the wishes to end arrive.
pub struct Exits {
    pub exit: Exit,
    wishes: Receiver<i32>,
}

impl Exit {
    pub fn with(&self, code: i32) {
        // Nobody listens any more: the end has begun.
        let _ = self.0.send(code);
    }
}

impl Default for Exits {
    fn default() -> Self {
        let (sender, wishes) = channel();
        Self {
            exit: Exit(sender),
            wishes,
        }
    }
}

impl Exits {
    /// Waits for a wish; its code.
    pub fn wait(&self) -> i32 {
        self.wishes.recv().unwrap_or(0)
    }

    /// The code of a wish that comes within `limit`.
    pub fn within(&self, limit: Duration) -> Option<i32> {
        self.wishes.recv_timeout(limit).ok()
    }
}
