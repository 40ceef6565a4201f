//! Sends reminders that are due: the leader looks for them by their index, a few at a time.
//!
//! A reminder's next time is raised in the transaction that puts it into the outbox, and the outbox marks it before the call
//! and never calls twice: a crash at any instant costs one reminder at most, and none comes twice.

use std::sync::Arc;
use std::time::Duration;

use crate::bot::Bot;
use crate::clock::now_ms;
use crate::outgoing::Outgoing;
use crate::process::Process;
use crate::store::outbox::{self, Lane};
use crate::store::{bots, chats, reminders};
use crate::telegram::sender::Mailbox;

/// How often due reminders are looked for: nobody minds a few seconds.
const LOOK: Duration = Duration::from_secs(5);
/// Reminders of one look: a third of what Telegram takes in that time, so that answers are not held up.
const BATCH: i64 = 50;

pub struct Reminders {
    pub process: Arc<Process>,
    pub bot: Arc<Bot>,
    pub mailbox: Mailbox,
}

impl Reminders {
    /// Sends until the wish to stop.
    pub fn run(&self) {
        while !self.process.stop.sleep(LOOK) {
            if !self.process.leadership.leads() {
                continue;
            }
            if let Err(error) = self.send_due() {
                log::debug!("reminders: waiting for the database: {error:#}");
            }
        }
    }

    fn send_due(&self) -> anyhow::Result<()> {
        let now = now_ms();
        let due = self
            .process
            .db
            .read(|tx| Ok(reminders::due(tx, &self.process.bot, now, BATCH)?))?;
        for person in due {
            if self.process.stop.is_wished() {
                break;
            }
            match self.remind(person) {
                Ok(true) => self.mailbox.poke(person),
                Ok(false) => {}
                Err(error) => log::warn!("reminders: chat {person} gets none now: {error:#}"),
            }
        }
        Ok(())
    }

    /// On disk before the call, even if the power fails: what is raised here is never sent again.
    fn remind(&self, person: i64) -> anyhow::Result<bool> {
        let bot = &self.process.bot;
        self.process.db.write_durable(|tx| {
            if !self.process.leadership.holds(tx)? {
                return Ok(false);
            }
            let chat = chats::lock(tx, bot, person)?;
            let now = now_ms();
            let Some(reply) = self.bot.remind(tx, &chat, now)? else {
                return Ok(false);
            };
            let seq = bots::take_numbers(tx, bot, 1)?;
            let body = Outgoing::Show(reply).to_json();
            outbox::store(tx, bot, seq, person, now, &[(Lane::Once, body)])?;
            Ok(true)
        })
    }
}
