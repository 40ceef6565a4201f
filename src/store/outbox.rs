//! The table `outbox`: what is to be shown, from the transaction that decided it until Telegram has taken it.

use std::fmt::Display;

use super::seal::{Place, Seal};
use super::{Error, Param, Row, Tx};

/// Statements over several rows come in these sizes: few different texts, so that they stay prepared.
const BATCHES: [usize; 4] = [1, 4, 16, 64];
/// Messages of one chat that the sender holds in memory at once.
pub const PER_CHAT: i64 = 20;

/// The key of a row within its bot: the inbox row that caused it and its place among that row's replies.
pub type Key = (i64, i64);

/// Which queue a row stands in: the numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The answer to a pressed button: not paced, tried once.
    Callback = 0,
    /// A message to somebody who is waiting for it.
    Live = 1,
    /// A message that nobody has asked for just now: shown without a sound, and rather never than twice.
    Once = 2,
}

impl Lane {
    fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Callback,
            2 => Self::Once,
            _ => Self::Live,
        }
    }
}

/// A message that is not sent yet.
#[derive(Debug, Clone)]
pub struct Unsent {
    pub key: Key,
    pub chat_id: i64,
    pub lane: Lane,
    /// Written before a call: set on a row that nobody holds, it means that a process died over it.
    pub claimed: bool,
    /// How many calls ended with nobody knowing whether Telegram took the message.
    pub uncertain: i64,
    pub created_at: i64,
    pub body: String,
    /// Why the body cannot be read, if it cannot.
    pub unreadable: Option<String>,
    /// Until when (epoch ms) Telegram wants nothing for this chat.
    pub parked_until: i64,
}

/// Puts the replies of inbox row `seq` into the queue.
pub fn store(
    tx: &mut Tx,
    bot: &str,
    seq: i64,
    chat_id: i64,
    now: i64,
    bodies: &[(Lane, String)],
) -> Result<(), Error> {
    let rows: Vec<(i64, i64)> = (0..)
        .zip(bodies)
        .map(|(n, (lane, _))| (n, *lane as i64))
        .collect();
    let closed: Vec<String> = rows
        .iter()
        .zip(bodies)
        .map(|((n, _), (_, text))| tx.seal().close(body(&[&bot, &seq, n]), text))
        .collect();
    let mut params: Vec<&dyn Param> = vec![&bot, &seq, &chat_id, &now];
    let mut values = Vec::with_capacity(bodies.len());
    for ((n, lane), body) in rows.iter().zip(&closed) {
        let at = params.len();
        params.extend([n as &dyn Param, lane, body]);
        values.push(format!(
            "($1, $2, ${}, $3, ${}, 'open', FALSE, 0, $4, ${})",
            at + 1,
            at + 2,
            at + 3
        ));
    }
    if values.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO outbox (bot, seq, n, chat_id, lane, state, claimed, uncertain, created_at, body) VALUES {}",
        values.join(", ")
    );
    tx.execute_later(&sql, &params)
}

/// The body's place: the row's own key.
fn body<'a>(key: &'a [&'a dyn Display]) -> Place<'a> {
    Place {
        column: "outbox.body",
        key,
    }
}

/// Chats with unsent rows, at most `limit`.
pub fn chats_with_unsent(tx: &mut Tx, bot: &str, limit: i64) -> Result<Vec<i64>, Error> {
    tx.query(
        "SELECT DISTINCT chat_id FROM outbox WHERE bot = $1 AND state = 'open' LIMIT $2",
        &[&bot, &limit],
        |row| row.get(0),
    )
}

/// The next unsent rows of these chats, sorted by chat and in each chat's order, [`PER_CHAT`] of each at most.
pub fn unsent(tx: &mut Tx, bot: &str, chats: &[i64]) -> Result<Vec<Unsent>, Error> {
    let mut found = Vec::new();
    let seal = tx.seal();
    for batch in batches(chats) {
        let mut params: Vec<&dyn Param> = vec![&bot, &PER_CHAT];
        params.extend(batch.iter().map(|chat_id| chat_id as &dyn Param));
        let marks: Vec<String> = (3..=params.len()).map(|at| format!("${at}")).collect();
        let sql = format!(
            "SELECT w.seq, w.n, w.chat_id, w.lane, w.claimed, w.uncertain, w.created_at, w.body, c.parked_until FROM \
             (SELECT *, ROW_NUMBER() OVER (PARTITION BY chat_id ORDER BY seq, n) AS place FROM outbox \
             WHERE bot = $1 AND chat_id IN ({}) AND state = 'open') w \
             LEFT JOIN chats c ON c.bot = w.bot AND c.chat_id = w.chat_id \
             WHERE w.place <= $2",
            marks.join(", ")
        );
        found.extend(tx.query(&sql, &params, |row| read_unsent(row, bot, seal))?);
    }
    found.sort_by_key(|unsent| (unsent.chat_id, unsent.key));
    Ok(found)
}

fn read_unsent(row: &Row, bot: &str, seal: &Seal) -> Result<Unsent, Error> {
    let key: Key = (row.get(0)?, row.get(1)?);
    let stored = row.get::<Option<String>>(7)?.unwrap_or_default();
    let opened = seal.open(body(&[&bot, &key.0, &key.1]), &stored);
    Ok(Unsent {
        key,
        unreadable: opened.as_ref().err().map(Error::to_string),
        chat_id: row.get(2)?,
        lane: Lane::from_number(row.get(3)?),
        claimed: row.get(4)?,
        uncertain: row.get(5)?,
        created_at: row.get(6)?,
        body: opened.unwrap_or_default(),
        parked_until: row.get::<Option<i64>>(8)?.unwrap_or(0),
    })
}

/// Marks rows before the call.
pub fn claim(tx: &mut Tx, bot: &str, keys: &[Key]) -> Result<(), Error> {
    for_each_batch(
        tx,
        "UPDATE outbox SET claimed = TRUE WHERE bot = $1",
        &[&bot],
        keys,
    )
}

/// Takes the mark back: the call certainly had no effect.
pub fn release(tx: &mut Tx, bot: &str, keys: &[Key]) -> Result<(), Error> {
    for_each_batch(
        tx,
        "UPDATE outbox SET claimed = FALSE WHERE bot = $1",
        &[&bot],
        keys,
    )
}

/// Telegram has them; the bodies go at once.
pub fn sent(tx: &mut Tx, bot: &str, now: i64, keys: &[Key]) -> Result<(), Error> {
    for_each_batch(
        tx,
        "UPDATE outbox SET state = 'sent', done_at = $2, body = NULL WHERE bot = $1",
        &[&bot, &now],
        keys,
    )
}

/// One more call of which nobody knows whether it had an effect.
pub fn count_uncertain(tx: &mut Tx, bot: &str, key: Key) -> Result<(), Error> {
    tx.execute(
        "UPDATE outbox SET uncertain = uncertain + 1 WHERE bot = $1 AND seq = $2 AND n = $3",
        &[&bot, &key.0, &key.1],
    )?;
    Ok(())
}

/// Given up with its reason; the body is kept for the operator.
pub fn failed(tx: &mut Tx, bot: &str, now: i64, key: Key, reason: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE outbox SET state = 'failed', done_at = $4, reason = $5 WHERE bot = $1 AND seq = $2 AND n = $3",
        &[&bot, &key.0, &key.1, &now, &reason],
    )?;
    Ok(())
}

/// Gives up everything that waits for a chat which cannot be reached; how much it was.
pub fn failed_chat(
    tx: &mut Tx,
    bot: &str,
    now: i64,
    chat_id: i64,
    reason: &str,
) -> Result<u64, Error> {
    tx.execute(
        "UPDATE outbox SET state = 'failed', done_at = $3, reason = $4, body = NULL \
         WHERE bot = $1 AND chat_id = $2 AND state = 'open'",
        &[&bot, &chat_id, &now, &reason],
    )
}

/// How many rows are unsent, and since when (epoch ms) the oldest is.
pub fn waiting(tx: &mut Tx, bot: &str) -> Result<(i64, Option<i64>), Error> {
    tx.query_one(
        "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE bot = $1 AND state = 'open'",
        &[&bot],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Forgets rows that were done before `before` (epoch ms), at most `limit` of them; how many went.
pub fn prune(tx: &mut Tx, bot: &str, before: i64, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM outbox WHERE bot = $1 AND (seq, n) IN (SELECT seq, n FROM outbox \
         WHERE bot = $1 AND state <> 'open' AND done_at < $2 ORDER BY done_at LIMIT $3)",
        &[&bot, &before, &limit],
    )
}

fn for_each_batch(
    tx: &mut Tx,
    update: &str,
    first: &[&dyn Param],
    keys: &[Key],
) -> Result<(), Error> {
    for batch in batches(keys) {
        let mut params = first.to_vec();
        let mut values = Vec::with_capacity(batch.len());
        for (seq, n) in &batch {
            let at = params.len();
            params.extend([seq as &dyn Param, n]);
            values.push(format!(
                "(CAST(${} AS BIGINT), CAST(${} AS BIGINT))",
                at + 1,
                at + 2
            ));
        }
        tx.execute(
            &format!("{update} AND (seq, n) IN (VALUES {})", values.join(", ")),
            &params,
        )?;
    }
    Ok(())
}

/// Pieces in the sizes of [`BATCHES`], the last one filled up with its own last value: named twice, a row is met once.
fn batches<T: Copy>(values: &[T]) -> Vec<Vec<T>> {
    let largest = BATCHES[BATCHES.len() - 1];
    let filled = |piece: &[T]| {
        let size = BATCHES.into_iter().find(|size| *size >= piece.len());
        let mut piece = piece.to_vec();
        piece.extend(
            piece
                .last()
                .copied()
                .into_iter()
                .cycle()
                .take(size.unwrap_or(largest) - piece.len()),
        );
        piece
    };
    values.chunks(largest).map(filled).collect()
}
