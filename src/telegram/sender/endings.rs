//! What the sender does when a call ended: for the message, for its chat, for all.

use std::time::Instant;

use crate::clock::now_ms;
use crate::outgoing::Outgoing;
use crate::store::outbox::Key;
use crate::telegram::answers::CallError;
use crate::telegram::queues::{MOST_UNCERTAIN, Message};
use crate::telegram::verdict::{Verdict, verdict};

use super::notices::{MAY_BE_SHOWN, TOO_LATE, is_too_late};
use super::{Ended, Sender, UNAUTHORISED_PAUSE};

impl Sender {
    /// Decides what the end of a call means.
    pub(super) fn end(&mut self, ended: Ended) {
        let Ended {
            mut message,
            result,
            started,
        } = ended;
        let now = Instant::now();
        let (key, chat_id) = (message.key, message.chat_id);
        self.queues.arrive(key, chat_id, now);
        let Some(result) = result else {
            // Whoever leads reads it from the database, in its place.
            self.queues.drop_chat(chat_id);
            self.load_soon(chat_id);
            return;
        };
        if matches!(message.outgoing, Outgoing::AnswerCallback { .. }) {
            self.books.shown.push(key);
            return;
        }
        let verdict = verdict(&result);
        self.count(&verdict, &message);
        self.note_telegram(&verdict, &result);
        match verdict {
            Verdict::Shown => {
                self.queues.answered(chat_id);
                self.books.shown.push(key);
            }
            Verdict::AsPlain if !message.plain => {
                message.plain = true;
                self.put_back(message);
            }
            Verdict::AsPlain => self.give_up(
                key,
                chat_id,
                "Telegram cannot read it even as plain text".to_owned(),
            ),
            Verdict::AsNew => {
                self.books.released.push(key);
                self.queues.put_back_as_new(message);
            }
            Verdict::Wait(seconds) => {
                self.put_back(message);
                self.park(chat_id, seconds, now);
            }
            Verdict::Away => {
                self.put_back(message);
                self.queues.failed(chat_id, now);
            }
            Verdict::Unauthorised => {
                self.put_back(message);
                self.queues.park_all(now + UNAUTHORISED_PAUSE);
            }
            Verdict::Uncertain => self.end_unknown(message, started),
            Verdict::Unreachable => {
                log::info!("chat {chat_id}: cannot be reached, its messages are given up");
                self.queues.drop_chat(chat_id);
                self.books.unreachable.push(chat_id);
            }
            Verdict::Moved(to) => {
                log::info!("chat {chat_id}: is {to} now");
                self.queues.drop_chat(chat_id);
                self.books.released.push(key);
                self.books.moved.push((chat_id, to));
                self.load_soon(to);
            }
            Verdict::Never(reason) => self.give_up(key, chat_id, reason),
        }
        if self.led && !self.queues.knows(chat_id) {
            self.load_soon(chat_id);
        }
    }

    fn end_unknown(&mut self, mut message: Message, started: Instant) {
        message.uncertain += 1;
        self.process.metrics.uncertain.inc();
        let (key, chat_id) = (message.key, message.chat_id);
        log::warn!(
            "chat {chat_id}: nobody knows whether message {}/{} was shown",
            key.0,
            key.1
        );
        self.books.uncertain.push(key);
        if message.once {
            self.give_up(key, chat_id, MAY_BE_SHOWN.to_owned());
        } else if message.uncertain >= MOST_UNCERTAIN {
            self.give_up(
                key,
                chat_id,
                format!("{MOST_UNCERTAIN} calls ended without an answer"),
            );
        } else {
            self.books.released.push(key);
            self.queues.put_back_unknown(message, started);
        }
    }

    fn put_back(&mut self, message: Message) {
        if is_too_late(&message) {
            self.give_up(message.key, message.chat_id, TOO_LATE.to_owned());
            return;
        }
        self.books.released.push(message.key);
        self.queues.put_back(message);
    }

    fn give_up(&mut self, key: Key, chat_id: i64, reason: String) {
        log::error!(
            "chat {chat_id}: message {}/{} is given up, its row in outbox says why",
            key.0,
            key.1
        );
        self.books.never.push((key, reason));
    }

    fn park(&mut self, chat_id: i64, seconds: u64, now: Instant) {
        let until = |seconds: u64| now_ms().saturating_add((seconds as i64).saturating_mul(1_000));
        log::warn!("chat {chat_id}: Telegram wants us to wait {seconds} s");
        self.books.parked.push((chat_id, until(seconds)));
        if let Some(seconds) = self.queues.park(chat_id, seconds, now) {
            log::warn!("telegram: so many chats at once that all wait {seconds} s");
            self.books.all_parked = Some(until(seconds));
        }
    }

    fn count(&self, verdict: &Verdict, message: &Message) {
        let result = match verdict {
            Verdict::Shown => "sent",
            Verdict::AsPlain | Verdict::Never(_) => "refused",
            Verdict::AsNew => "edit_gone",
            Verdict::Wait(_) => "flood",
            Verdict::Away => "away",
            Verdict::Uncertain => "uncertain",
            Verdict::Unauthorised => "unauthorised",
            Verdict::Unreachable => "unreachable",
            Verdict::Moved(_) => "moved",
        };
        self.process
            .metrics
            .sends
            .with_label_values(&[result])
            .inc();
        if *verdict == Verdict::AsPlain {
            self.process.metrics.plain.inc();
        }
        if *verdict == Verdict::Shown {
            let waited = (now_ms() - message.created_at).max(0) as f64 / 1_000.0;
            self.process.metrics.replying.observe(waited);
        }
    }

    /// Says once when Telegram stops taking messages, and once when it takes them again.
    fn note_telegram(&mut self, verdict: &Verdict, result: &Result<(), CallError>) {
        let up = match verdict {
            Verdict::Away | Verdict::Unauthorised => false,
            Verdict::Uncertain => return,
            _ => true,
        };
        if up != self.telegram_up {
            self.telegram_up = up;
            self.process.metrics.telegram_up.set(i64::from(up));
            match (up, result) {
                (false, Err(error)) if *verdict == Verdict::Unauthorised => {
                    log::error!(
                        "telegram: the token is refused ({error}); everything is kept until it is accepted again"
                    );
                }
                (false, Err(error)) => {
                    log::error!("telegram: takes no messages, waiting for it: {error}")
                }
                _ => log::info!("telegram: takes messages again"),
            }
        }
    }
}
