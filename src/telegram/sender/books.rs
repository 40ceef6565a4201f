//! What the next transaction of the sender writes down: how calls ended, and what follows from it.

use crate::clock::now_ms;
use crate::store::outbox::{self, Key};
use crate::store::{Tx, bots, chats};

/// What the next transaction writes down.
#[derive(Default)]
pub(super) struct Books {
    pub shown: Vec<Key>,
    pub released: Vec<Key>,
    pub uncertain: Vec<Key>,
    pub never: Vec<(Key, String)>,
    pub parked: Vec<(i64, i64)>,
    pub all_parked: Option<i64>,
    pub unreachable: Vec<i64>,
    pub moved: Vec<(i64, i64)>,
}

impl Books {
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
            && self.released.is_empty()
            && self.uncertain.is_empty()
            && self.never.is_empty()
            && self.parked.is_empty()
            && self.all_parked.is_none()
            && self.unreachable.is_empty()
            && self.moved.is_empty()
    }

    pub fn write(&self, tx: &mut Tx, bot: &str) -> anyhow::Result<()> {
        let now = now_ms();
        outbox::sent(tx, bot, now, &self.shown)?;
        outbox::release(tx, bot, &self.released)?;
        for key in &self.uncertain {
            outbox::count_uncertain(tx, bot, *key)?;
        }
        for (key, reason) in &self.never {
            outbox::failed(tx, bot, now, *key, reason)?;
        }
        for (chat_id, until) in &self.parked {
            chats::park(tx, bot, *chat_id, *until)?;
        }
        if let Some(until) = self.all_parked {
            bots::park(tx, bot, until)?;
        }
        for chat_id in &self.unreachable {
            chats::set_reachable(tx, bot, *chat_id, false)?;
            outbox::failed_chat(tx, bot, now, *chat_id, "the chat cannot be reached")?;
        }
        for (from, to) in &self.moved {
            chats::migrate(tx, bot, *from, *to)?;
        }
        Ok(())
    }
}
