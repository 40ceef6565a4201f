//! Conversations: the lock that puts their workers in a line, and the number of the buttons in force.

use super::{Error, Tx};

/// A chat, locked until the transaction ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    pub bot: String,
    pub id: i64,
    /// Buttons with another number are out of date.
    pub screen: i64,
}

/// Locks a chat, made on first sight.
pub fn lock(tx: &mut Tx, bot: &str, chat_id: i64) -> Result<Chat, Error> {
    let screen = tx.query_one(
        "INSERT INTO chats (bot, chat_id, turn, screen, reachable, parked_until)
         VALUES ($1, $2, 1, 0, TRUE, 0)
         ON CONFLICT (bot, chat_id) DO UPDATE SET turn = chats.turn + 1
         RETURNING screen",
        &[&bot, &chat_id],
        |row| row.get(0),
    )?;
    Ok(Chat {
        bot: bot.to_owned(),
        id: chat_id,
        screen,
    })
}

/// Takes all earlier buttons of the chat out of force.
pub fn raise_screen(tx: &mut Tx, chat: &mut Chat) -> Result<(), Error> {
    chat.screen += 1;
    tx.execute(
        "UPDATE chats SET screen = $3 WHERE bot = $1 AND chat_id = $2",
        &[&chat.bot, &chat.id, &chat.screen],
    )?;
    Ok(())
}
