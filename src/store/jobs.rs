//! The table `jobs`: slow work and calls whose answer matters. Only jobs have leases.

use std::fmt::Display;

use super::seal::Place;
use super::{Error, Row, Tx};

/// A job of one process for the time of its lease.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// (seq, n): the inbox row that asked for it and its place among that row's jobs.
    pub key: (i64, i64),
    pub chat_id: i64,
    pub kind: String,
    pub payload: String,
    /// Why the payload cannot be read, if it cannot.
    pub unreadable: Option<String>,
    /// Which claim this is: an answer counts only if nobody claimed the job since.
    pub fence: i64,
}

pub fn store(
    tx: &mut Tx,
    bot: &str,
    key: (i64, i64),
    chat_id: i64,
    now: i64,
    kind: &str,
    payload: &str,
) -> Result<(), Error> {
    let payload = tx.seal().close(place(&[&bot, &key.0, &key.1]), payload);
    tx.execute_later(
        "INSERT INTO jobs (bot, seq, n, chat_id, kind, state, fence, run_at, leased_until, created_at, payload) \
         VALUES ($1, $2, $3, $4, $5, 'open', 0, $6, 0, $6, $7)",
        &[&bot, &key.0, &key.1, &chat_id, &kind, &now, &payload],
    )?;
    Ok(())
}

/// The payload's place: the row's own key.
fn place<'a>(key: &'a [&'a dyn Display]) -> Place<'a> {
    Place {
        column: "jobs.payload",
        key,
    }
}

/// Jobs that are due, or whose lease ran out, oldest first, at most `limit`; of one chat no more than `per_chat` beside
/// those of it that run already.
pub fn due(
    tx: &mut Tx,
    bot: &str,
    now: i64,
    per_chat: i64,
    limit: i64,
) -> Result<Vec<(i64, i64)>, Error> {
    tx.query(
        "SELECT seq, n FROM ( \
            SELECT w.seq, w.n FROM ( \
                SELECT seq, n, chat_id, ROW_NUMBER() OVER (PARTITION BY chat_id ORDER BY seq, n) AS place \
                FROM jobs WHERE bot = $1 AND state = 'open' AND run_at <= $2) w \
            LEFT JOIN ( \
                SELECT chat_id, COUNT(*) AS count FROM jobs WHERE bot = $1 AND state = 'running' GROUP BY chat_id) r \
            ON r.chat_id = w.chat_id \
            WHERE w.place + COALESCE(r.count, 0) <= $3 \
            UNION ALL \
            SELECT seq, n FROM jobs WHERE bot = $1 AND state = 'running' AND leased_until < $2) found \
         ORDER BY seq, n LIMIT $4",
        &[&bot, &now, &per_chat, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Claims what [`due`] names, until `lease_until` (epoch ms).
pub fn claim(
    tx: &mut Tx,
    bot: &str,
    now: i64,
    lease_until: i64,
    per_chat: i64,
    limit: i64,
) -> Result<Vec<Claimed>, Error> {
    let found = due(tx, bot, now, per_chat, limit)?;
    let seal = tx.seal();
    let mut claimed = Vec::with_capacity(found.len());
    for (seq, n) in found {
        let job = tx.query_opt(
            "UPDATE jobs SET state = 'running', fence = fence + 1, leased_until = $5 \
             WHERE bot = $1 AND seq = $2 AND n = $3 AND (state = 'open' OR (state = 'running' AND leased_until < $4)) \
             RETURNING chat_id, kind, payload, fence",
            &[&bot, &seq, &n, &now, &lease_until],
            |row: &Row| {
                let stored = row.get::<Option<String>>(2)?.unwrap_or_default();
                let opened = seal.open(place(&[&bot, &seq, &n]), &stored);
                Ok(Claimed {
                    key: (seq, n),
                    chat_id: row.get(0)?,
                    kind: row.get(1)?,
                    unreadable: opened.as_ref().err().map(Error::to_string),
                    payload: opened.unwrap_or_default(),
                    fence: row.get(3)?,
                })
            },
        )?;
        claimed.extend(job);
    }
    Ok(claimed)
}

/// Prolongs the lease of a job that is still being worked on; false if somebody else claimed it meanwhile.
pub fn prolong(
    tx: &mut Tx,
    bot: &str,
    key: (i64, i64),
    fence: i64,
    lease_until: i64,
) -> Result<bool, Error> {
    let prolonged = tx.execute(
        "UPDATE jobs SET leased_until = $5 WHERE bot = $1 AND seq = $2 AND n = $3 AND fence = $4 AND state = 'running'",
        &[&bot, &key.0, &key.1, &fence, &lease_until],
    )?;
    Ok(prolonged == 1)
}

/// Ends a job; false if this claim is no longer the last one. `reason` says why a job failed.
pub fn end(
    tx: &mut Tx,
    bot: &str,
    key: (i64, i64),
    fence: i64,
    now: i64,
    reason: Option<&str>,
) -> Result<bool, Error> {
    let state = if reason.is_none() { "done" } else { "failed" };
    let ended = tx.execute(
        "UPDATE jobs SET state = $6, done_at = $5, reason = $7, payload = NULL \
         WHERE bot = $1 AND seq = $2 AND n = $3 AND fence = $4 AND state = 'running'",
        &[&bot, &key.0, &key.1, &fence, &now, &state, &reason],
    )?;
    Ok(ended == 1)
}

/// How many jobs wait or run.
pub fn waiting(tx: &mut Tx, bot: &str) -> Result<i64, Error> {
    tx.query_one(
        "SELECT COUNT(*) FROM jobs WHERE bot = $1 AND (state = 'open' OR state = 'running')",
        &[&bot],
        |row| row.get(0),
    )
}

/// Forgets jobs that ended before `before` (epoch ms), at most `limit` of them; how many went.
pub fn prune(tx: &mut Tx, bot: &str, before: i64, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM jobs WHERE bot = $1 AND (seq, n) IN (SELECT seq, n FROM jobs \
         WHERE bot = $1 AND done_at IS NOT NULL AND done_at < $2 ORDER BY done_at LIMIT $3)",
        &[&bot, &before, &limit],
    )
}
