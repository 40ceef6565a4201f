//! Messages that nobody waits for, such as reminders: shown in their time or not at all, and rather never than twice.

use crate::clock::now_ms;
use crate::store::outbox::Unsent;
use crate::telegram::queues::Message;

use super::Sender;

/// A notice is not shown later than this after it was written: it would come at the wrong time.
const LIFE: i64 = 2 * 3_600_000;
/// Reasons to give one up.
pub(super) const TOO_LATE: &str = "its time was over";
pub(super) const MAY_BE_SHOWN: &str = "it may have been shown already";

pub(super) fn is_too_late(message: &Message) -> bool {
    message.once && message.created_at + LIFE < now_ms()
}

impl Sender {
    /// Gives up a notice that is too late, or that a process may have shown before it died; true if so.
    pub(super) fn is_over(&mut self, chat_id: i64, row: &Unsent) -> bool {
        let reason = if row.created_at + LIFE < now_ms() {
            TOO_LATE
        } else if row.claimed && !self.queues.is_in_flight(chat_id, row.key) {
            self.process.metrics.uncertain.inc();
            MAY_BE_SHOWN
        } else {
            return false;
        };
        self.books.never.push((row.key, reason.to_owned()));
        true
    }
}
