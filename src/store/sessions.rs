//! Training under way or ended. Only a person's latest session can be open.

use super::{Error, Tx};
use crate::lang::Lang;

/// A session as a turn needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub number: i64,
    pub is_open: bool,
    pub seed: i64,
    /// The engine's own state.
    pub engine: String,
}

/// Which session of whom.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    pub person: i64,
    pub bot: &'a str,
    pub number: i64,
}

/// Figures of a session that others than the engine look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub turns: i64,
    pub questions: i64,
    pub clarity: i64,
}

pub fn insert(
    tx: &mut Tx,
    key: Key,
    lang: Lang,
    seed: i64,
    now: i64,
    engine: &str,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sessions (person_id, bot, number, state, lang, seed, started_at, updated_at,
                               turns, questions, clarity, engine)
         VALUES ($1, $2, $3, 'open', $4, $5, $6, $6, 0, 0, 0, $7)",
        &[
            &key.person,
            &key.bot,
            &key.number,
            &lang.code(),
            &seed,
            &now,
            &engine,
        ],
    )?;
    Ok(())
}

/// Saves the state after a turn.
pub fn update(
    tx: &mut Tx,
    key: Key,
    progress: Progress,
    now: i64,
    engine: &str,
) -> Result<(), Error> {
    tx.execute_later(
        "UPDATE sessions SET updated_at = $4, turns = $5, questions = $6, clarity = $7, engine = $8
         WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[
            &key.person,
            &key.bot,
            &key.number,
            &now,
            &progress.turns,
            &progress.questions,
            &progress.clarity,
            &engine,
        ],
    )?;
    Ok(())
}

/// Saves a state in which nothing has happened but help.
pub fn keep(tx: &mut Tx, key: Key, engine: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE sessions SET engine = $4 WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[&key.person, &key.bot, &key.number, &engine],
    )?;
    Ok(())
}

/// How a session stops being open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Finished,
    Dropped,
}

/// Ends a session; its last state stays, for the report.
pub fn close(tx: &mut Tx, key: Key, end: End, now: i64, engine: &str) -> Result<(), Error> {
    let state = match end {
        End::Finished => "finished",
        End::Dropped => "dropped",
    };
    tx.execute(
        "UPDATE sessions SET state = $4, updated_at = $5, engine = $6
         WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[&key.person, &key.bot, &key.number, &state, &now, &engine],
    )?;
    Ok(())
}

/// The engine's state of an ended session.
pub fn ended(tx: &mut Tx, key: Key) -> Result<Option<String>, Error> {
    tx.query_opt(
        "SELECT engine FROM sessions
         WHERE person_id = $1 AND bot = $2 AND number = $3 AND state = 'finished' AND engine IS NOT NULL",
        &[&key.person, &key.bot, &key.number],
        |row| row.get(0),
    )
}

/// The engine's states of a person's last sessions, newest first.
pub fn latest(tx: &mut Tx, person: i64, bot: &str, most: i64) -> Result<Vec<String>, Error> {
    tx.query(
        "SELECT engine FROM sessions WHERE person_id = $1 AND bot = $2 AND engine IS NOT NULL
         ORDER BY number DESC LIMIT $3",
        &[&person, &bot, &most],
        |row| row.get(0),
    )
}

/// The language of a person's latest session.
pub fn last_lang(tx: &mut Tx, person: i64, bot: &str) -> Result<Option<Lang>, Error> {
    let lang = tx.query_opt(
        "SELECT lang FROM sessions WHERE person_id = $1 AND bot = $2 ORDER BY number DESC LIMIT 1",
        &[&person, &bot],
        |row| row.get::<String>(0),
    )?;
    Ok(lang.as_deref().and_then(Lang::parse))
}
