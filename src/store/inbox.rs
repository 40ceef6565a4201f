//! The table `inbox`: every update from the moment Telegram gave it to us until it is handled or set aside.

use std::fmt::Display;

use super::seal::Place;
use super::{Error, Param, Row, Tx, bots};

/// Rows go into the table in statements of these sizes: few different texts, so that they stay prepared.
const BATCHES: [usize; 4] = [64, 16, 4, 1];
const COLUMNS: usize = 10;

/// Something new: an update as Telegram sent it, or the answer of a job.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub chat_id: i64,
    pub kind: Kind,
    /// update_id, or the job's seq.
    pub key_a: i64,
    /// A hash of the raw text, or the job's n: update ids restart, the text tells two apart.
    pub key_b: i64,
    pub body: String,
    /// Why it cannot be handled, known on arrival: it is kept aside at once.
    pub aside: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Update,
    Answer,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Answer => "answer",
        }
    }
}

/// An open row, taken by the worker that holds the chat's lock.
#[derive(Debug, Clone)]
pub struct Open {
    pub seq: i64,
    pub kind: Kind,
    pub key: (i64, i64),
    pub attempts: i64,
    /// Epoch ms: the only clock its handler sees, so that a redo says the same.
    pub received_at: i64,
    pub body: String,
    /// Why the body cannot be read, if it cannot.
    pub unreadable: Option<String>,
}

impl Open {
    /// The body, or why it cannot be read.
    pub fn text(&self) -> Result<&str, String> {
        match &self.unreadable {
            Some(reason) => Err(reason.clone()),
            None => Ok(&self.body),
        }
    }
}

/// What was new in a batch.
#[derive(Debug, Default)]
pub struct Stored {
    /// The chats that have work now, each as often as it has new rows.
    pub chats: Vec<i64>,
    /// Rows kept aside on arrival.
    pub aside: u64,
}

/// Stores what came in, in its order; what is there already changes nothing.
pub fn store(tx: &mut Tx, bot: &str, now: i64, arrivals: &[Arrival]) -> Result<Stored, Error> {
    let mut stored = Stored::default();
    let mut next = bots::take_numbers(tx, bot, arrivals.len() as i64)?;
    let mut rest = arrivals;
    while !rest.is_empty() {
        let size = BATCHES
            .into_iter()
            .find(|size| *size <= rest.len())
            .unwrap_or(1);
        let (batch, later) = rest.split_at(size);
        for (chat_id, is_open) in store_batch(tx, bot, now, next, batch)? {
            if is_open {
                stored.chats.push(chat_id);
            } else {
                stored.aside += 1;
            }
        }
        next += size as i64;
        rest = later;
    }
    Ok(stored)
}

fn store_batch(
    tx: &mut Tx,
    bot: &str,
    now: i64,
    first: i64,
    batch: &[Arrival],
) -> Result<Vec<(i64, bool)>, Error> {
    let numbers: Vec<i64> = (first..).take(batch.len()).collect();
    let kinds: Vec<&str> = batch.iter().map(|arrival| arrival.kind.name()).collect();
    let states: Vec<&str> = batch
        .iter()
        .map(|arrival| {
            if arrival.aside.is_some() {
                "aside"
            } else {
                "open"
            }
        })
        .collect();
    let bodies: Vec<String> = batch
        .iter()
        .map(|one| {
            let key = (one.key_a, one.key_b);
            tx.seal()
                .close(body(&[&bot, &one.kind.name(), &key.0, &key.1]), &one.body)
        })
        .collect();
    let mut params: Vec<&dyn Param> = Vec::with_capacity(batch.len() * COLUMNS);
    for (at, arrival) in batch.iter().enumerate() {
        params.extend([
            &bot as &dyn Param,
            &numbers[at],
            &arrival.chat_id,
            &kinds[at],
            &arrival.key_a,
            &arrival.key_b,
            &states[at],
            &now,
            &bodies[at],
            &arrival.aside,
        ]);
    }
    let rows: Vec<String> = (0..batch.len())
        .map(|row| {
            let p = |column: usize| row * COLUMNS + column;
            format!(
                "(${}, ${}, ${}, ${}, ${}, ${}, ${}, 0, ${}, ${}, ${})",
                p(1),
                p(2),
                p(3),
                p(4),
                p(5),
                p(6),
                p(7),
                p(8),
                p(9),
                p(10)
            )
        })
        .collect();
    let sql = format!(
        "INSERT INTO inbox (bot, seq, chat_id, kind, key_a, key_b, state, attempts, received_at, body, reason) VALUES {} \
         ON CONFLICT (bot, kind, key_a, key_b) DO NOTHING RETURNING chat_id, state",
        rows.join(", ")
    );
    tx.query(&sql, &params, |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)? == "open"))
    })
}

/// The body's place: bot, kind, `key_a`, `key_b`. A replayed row gets another number, but never another key.
fn body<'a>(key: &'a [&'a dyn Display]) -> Place<'a> {
    Place {
        column: "inbox.body",
        key,
    }
}

/// The chat's oldest open row; while it waits for a job, only that job's answer.
pub fn oldest_open(
    tx: &mut Tx,
    bot: &str,
    chat_id: i64,
    waits_for: Option<(i64, i64)>,
) -> Result<Option<Open>, Error> {
    let seal = tx.seal();
    let read = |row: &Row| {
        let kind: String = row.get(1)?;
        let key: (i64, i64) = (row.get(2)?, row.get(3)?);
        let stored = row.get::<Option<String>>(6)?.unwrap_or_default();
        let opened = seal.open(body(&[&bot, &kind, &key.0, &key.1]), &stored);
        let unreadable = opened.as_ref().err().map(Error::to_string);
        Ok(Open {
            seq: row.get(0)?,
            kind: if kind == "answer" {
                Kind::Answer
            } else {
                Kind::Update
            },
            key,
            attempts: row.get(4)?,
            received_at: row.get(5)?,
            body: opened.unwrap_or_default(),
            unreadable,
        })
    };
    const OPEN: &str = "SELECT seq, kind, key_a, key_b, attempts, received_at, body FROM inbox \
                        WHERE bot = $1 AND chat_id = $2 AND state = 'open'";
    match waits_for {
        None => tx.query_opt(
            &format!("{OPEN} ORDER BY seq LIMIT 1"),
            &[&bot, &chat_id],
            read,
        ),
        Some((seq, n)) => tx.query_opt(
            &format!("{OPEN} AND kind = 'answer' AND key_a = $3 AND key_b = $4"),
            &[&bot, &chat_id, &seq, &n],
            read,
        ),
    }
}

/// Handled: the body goes at once, the key stays for a while so that a repeat is known.
pub fn done(tx: &mut Tx, bot: &str, seq: i64, now: i64) -> Result<(), Error> {
    tx.execute_later(
        "UPDATE inbox SET state = 'done', done_at = $3, body = NULL WHERE bot = $1 AND seq = $2",
        &[&bot, &seq, &now],
    )?;
    Ok(())
}

/// Counts one more attempt at an open row; how many there are now. `None`: it is not open any more.
pub fn count_attempt(tx: &mut Tx, bot: &str, seq: i64) -> Result<Option<i64>, Error> {
    tx.query_opt(
        "UPDATE inbox SET attempts = attempts + 1 WHERE bot = $1 AND seq = $2 AND state = 'open' RETURNING attempts",
        &[&bot, &seq],
        |row| row.get(0),
    )
}

/// Keeps a row that cannot be handled, with its body and the reason.
pub fn set_aside(tx: &mut Tx, bot: &str, seq: i64, reason: &str, now: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE inbox SET state = 'aside', done_at = $4, reason = $3 WHERE bot = $1 AND seq = $2",
        &[&bot, &seq, &reason, &now],
    )?;
    Ok(())
}

/// Chats with open rows received before `before` (epoch ms), at most `limit`.
pub fn chats_with_work(tx: &mut Tx, bot: &str, before: i64, limit: i64) -> Result<Vec<i64>, Error> {
    tx.query(
        "SELECT DISTINCT chat_id FROM inbox WHERE bot = $1 AND state = 'open' AND received_at < $2 LIMIT $3",
        &[&bot, &before, &limit],
        |row| row.get(0),
    )
}

/// How many rows are open, and since when (epoch ms) the oldest is.
pub fn waiting(tx: &mut Tx, bot: &str) -> Result<(i64, Option<i64>), Error> {
    tx.query_one(
        "SELECT COUNT(*), MIN(received_at) FROM inbox WHERE bot = $1 AND state = 'open'",
        &[&bot],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Forgets the keys of rows that were done before `before` (epoch ms), at most `limit` of them; how many went.
pub fn prune(tx: &mut Tx, bot: &str, before: i64, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM inbox WHERE bot = $1 AND seq IN (SELECT seq FROM inbox WHERE bot = $1 AND state = 'done' \
         AND done_at < $2 ORDER BY done_at LIMIT $3)",
        &[&bot, &before, &limit],
    )
}

/// Forgets what came from a person: texts kept aside, in groups as well, and answers of their jobs. What they wrote after the
/// wish is still to be handled, and keys of handled updates lose their chat only.
///
/// No index serves this: it would cost every update, and a person goes once.
pub fn forget(tx: &mut Tx, person: i64) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM inbox WHERE chat_id = $1 AND (state = 'aside' OR (state = 'open' AND kind = 'answer'))",
        &[&person],
    )?;
    tx.execute(
        "UPDATE inbox SET chat_id = 0, reason = NULL WHERE chat_id = $1 AND state = 'done'",
        &[&person],
    )?;
    let seal = tx.seal();
    let in_groups = tx.query(
        "SELECT bot, seq, kind, key_a, key_b, body FROM inbox WHERE state = 'aside' AND chat_id < 0",
        &[],
        |row| {
            let (bot, seq): (String, i64) = (row.get(0)?, row.get(1)?);
            let (kind, a, b): (String, i64, i64) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let stored = row.get::<Option<String>>(5)?.unwrap_or_default();
            let opened = seal.open(body(&[&bot, &kind, &a, &b]), &stored);
            Ok((bot, seq, opened.is_ok_and(|text| names(&text, person))))
        },
    )?;
    for (bot, seq, _) in in_groups.iter().filter(|(_, _, is_theirs)| *is_theirs) {
        tx.execute("DELETE FROM inbox WHERE bot = $1 AND seq = $2", &[bot, seq])?;
    }
    Ok(())
}

/// Whether a raw update, which may not be readable, has this id in it.
fn names(raw: &str, person: i64) -> bool {
    let id = person.to_string();
    let mut pieces = raw.split("\"id\":").skip(1);
    pieces.any(|piece| {
        let rest = piece.trim_start().strip_prefix(id.as_str());
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// A row that was set aside.
pub struct Aside {
    pub seq: i64,
    pub chat_id: i64,
    pub attempts: i64,
    pub received_at: i64,
    pub bytes: usize,
    pub reason: String,
}

pub fn list_aside(tx: &mut Tx, bot: &str, limit: i64) -> Result<Vec<Aside>, Error> {
    let seal = tx.seal();
    tx.query(
        "SELECT seq, chat_id, attempts, received_at, body, reason, kind, key_a, key_b FROM inbox \
         WHERE bot = $1 AND state = 'aside' ORDER BY seq LIMIT $2",
        &[&bot, &limit],
        |row| {
            let stored = row.get::<Option<String>>(4)?.unwrap_or_default();
            let (kind, a, b): (String, i64, i64) = (row.get(6)?, row.get(7)?, row.get(8)?);
            let opened = seal.open(body(&[&bot, &kind, &a, &b]), &stored);
            Ok(Aside {
                seq: row.get(0)?,
                chat_id: row.get(1)?,
                attempts: row.get(2)?,
                received_at: row.get(3)?,
                bytes: opened.map_or(stored.len(), |body| body.len()),
                reason: row.get::<Option<String>>(5)?.unwrap_or_default(),
            })
        },
    )
}

pub fn count_aside(tx: &mut Tx, bot: &str) -> Result<i64, Error> {
    tx.query_one(
        "SELECT COUNT(*) FROM inbox WHERE bot = $1 AND state = 'aside'",
        &[&bot],
        |row| row.get(0),
    )
}

/// The chat of a row that was set aside, if there is such a row.
pub fn chat_of_aside(tx: &mut Tx, bot: &str, seq: i64) -> Result<Option<i64>, Error> {
    tx.query_opt(
        "SELECT chat_id FROM inbox WHERE bot = $1 AND seq = $2 AND state = 'aside'",
        &[&bot, &seq],
        |row| row.get(0),
    )
}

/// Opens a row that was set aside again, at the end of its chat's queue; false if there is no such row.
pub fn replay(tx: &mut Tx, bot: &str, seq: i64, now: i64) -> Result<bool, Error> {
    let number = bots::take_numbers(tx, bot, 1)?;
    let moved = tx.execute(
        "UPDATE inbox SET seq = $3, state = 'open', attempts = 0, reason = NULL, done_at = NULL, received_at = $4 \
         WHERE bot = $1 AND seq = $2 AND state = 'aside'",
        &[&bot, &seq, &number, &now],
    )?;
    Ok(moved == 1)
}
