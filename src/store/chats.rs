//! The table `chats`: the lock that puts the workers on one chat in a line, the number of its buttons, what it waits for.

use super::{Error, Row, Tx};

/// A chat whose lock is held by the transaction that read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    pub bot: String,
    pub id: i64,
    /// Number of the buttons in force: a button with another one is stale.
    pub screen: i64,
    /// The job, as (seq, n), whose answer comes before anything else.
    pub waits_for: Option<(i64, i64)>,
    /// False after the person blocked the bot, until they write again.
    pub reachable: bool,
    /// What the bot asked for last: the next text is the answer.
    pub asks: Option<String>,
}

/// Locks the chat for this transaction, making its row if need be. First in every transaction on a chat.
pub fn lock(tx: &mut Tx, bot: &str, chat_id: i64) -> Result<Chat, Error> {
    let read = |row: &Row| {
        let waits_seq: Option<i64> = row.get(1)?;
        let waits_n: Option<i64> = row.get(2)?;
        Ok(Chat {
            bot: bot.to_owned(),
            id: chat_id,
            screen: row.get(0)?,
            waits_for: waits_seq.zip(waits_n),
            reachable: row.get(3)?,
            asks: row.get(4)?,
        })
    };
    let raise = "UPDATE chats SET turn = turn + 1 WHERE bot = $1 AND chat_id = $2 \
                 RETURNING screen, waits_seq, waits_n, reachable, asks";
    if let Some(chat) = tx.query_opt(raise, &[&bot, &chat_id], read)? {
        return Ok(chat);
    }
    tx.execute(
        "INSERT INTO chats (bot, chat_id, turn, screen, reachable, parked_until) VALUES ($1, $2, 0, 0, TRUE, 0) \
         ON CONFLICT (bot, chat_id) DO NOTHING",
        &[&bot, &chat_id],
    )?;
    tx.query_one(raise, &[&bot, &chat_id], read)
}

/// Makes every button that has an effect and was shown so far stale.
pub fn raise_screen(tx: &mut Tx, chat: &mut Chat) -> Result<(), Error> {
    chat.screen = tx.query_one(
        "UPDATE chats SET screen = screen + 1 WHERE bot = $1 AND chat_id = $2 RETURNING screen",
        &[&chat.bot, &chat.id],
        |row| row.get(0),
    )?;
    Ok(())
}

/// Numbers the buttons from `screen` on: above all that a chat which was forgotten had shown.
pub fn set_screen(tx: &mut Tx, chat: &mut Chat, screen: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE chats SET screen = $3 WHERE bot = $1 AND chat_id = $2",
        &[&chat.bot, &chat.id, &screen],
    )?;
    chat.screen = screen;
    Ok(())
}

/// Takes the next text for the answer to a question of the bot's own, or ends that.
pub fn ask(tx: &mut Tx, chat: &mut Chat, what: Option<&str>) -> Result<(), Error> {
    tx.execute(
        "UPDATE chats SET asks = $3 WHERE bot = $1 AND chat_id = $2",
        &[&chat.bot, &chat.id, &what],
    )?;
    chat.asks = what.map(str::to_owned);
    Ok(())
}

/// Sets or clears the job that the chat waits for.
pub fn wait_for(tx: &mut Tx, chat: &mut Chat, job: Option<(i64, i64)>) -> Result<(), Error> {
    let (seq, n) = job.unzip();
    tx.execute_later(
        "UPDATE chats SET waits_seq = $3, waits_n = $4 WHERE bot = $1 AND chat_id = $2",
        &[&chat.bot, &chat.id, &seq, &n],
    )?;
    chat.waits_for = job;
    Ok(())
}

pub fn set_reachable(tx: &mut Tx, bot: &str, chat_id: i64, reachable: bool) -> Result<(), Error> {
    tx.execute_later(
        "UPDATE chats SET reachable = $3 WHERE bot = $1 AND chat_id = $2",
        &[&bot, &chat_id, &reachable],
    )?;
    Ok(())
}

/// Nothing goes to this chat before `until` (epoch ms): Telegram said so, and a restart obeys as well.
pub fn park(tx: &mut Tx, bot: &str, chat_id: i64, until: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE chats SET parked_until = $3 WHERE bot = $1 AND chat_id = $2",
        &[&bot, &chat_id, &until],
    )?;
    Ok(())
}

/// A group became a supergroup: its waiting messages and updates follow it. The new chat's own row stays if it is there.
pub fn migrate(tx: &mut Tx, bot: &str, from: i64, to: i64) -> Result<(), Error> {
    lock(tx, bot, from)?;
    lock(tx, bot, to)?;
    for sql in [
        "UPDATE outbox SET chat_id = $3 WHERE bot = $1 AND chat_id = $2 AND state = 'open'",
        "UPDATE inbox SET chat_id = $3 WHERE bot = $1 AND chat_id = $2 AND state = 'open'",
    ] {
        tx.execute(sql, &[&bot, &from, &to])?;
    }
    Ok(())
}
