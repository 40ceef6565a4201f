//! Training under way or ended. Only a person's latest session can be open.

use std::fmt::Display;

use super::seal::{Place, Seal};
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
    /// Epoch ms of the last turn.
    pub updated_at: i64,
}

/// Which session of whom.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    pub person: i64,
    pub bot: &'a str,
    pub number: i64,
}

/// The engine's state as it is stored: it holds the buyer's words.
fn close_state(tx: &Tx, key: Key, engine: &str) -> String {
    let row: [&dyn Display; 3] = [&key.person, &key.bot, &key.number];
    tx.seal().close(state_of(&row), engine)
}

/// The engine's state out of what is stored.
pub(super) fn open_state(seal: &Seal, key: Key, stored: &str) -> Result<String, Error> {
    let row: [&dyn Display; 3] = [&key.person, &key.bot, &key.number];
    seal.open(state_of(&row), stored)
}

fn state_of<'a>(key: &'a [&'a dyn Display]) -> Place<'a> {
    Place {
        column: "sessions.engine",
        key,
    }
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
    let engine = close_state(tx, key, engine);
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
    let engine = close_state(tx, key, engine);
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
    let engine = close_state(tx, key, engine);
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
    let engine = close_state(tx, key, engine);
    tx.execute(
        "UPDATE sessions SET state = $4, updated_at = $5, engine = $6
         WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[&key.person, &key.bot, &key.number, &state, &now, &engine],
    )?;
    Ok(())
}

/// The engine's state of an ended session.
pub fn ended(tx: &mut Tx, key: Key) -> Result<Option<String>, Error> {
    let stored = tx.query_opt(
        "SELECT engine FROM sessions
         WHERE person_id = $1 AND bot = $2 AND number = $3 AND state = 'finished' AND engine IS NOT NULL",
        &[&key.person, &key.bot, &key.number],
        |row| row.get::<String>(0),
    )?;
    let seal = tx.seal();
    stored
        .map(|stored| open_state(seal, key, &stored))
        .transpose()
}

/// The engine's states of a person's last sessions, newest first.
pub fn latest(tx: &mut Tx, person: i64, bot: &str, most: i64) -> Result<Vec<String>, Error> {
    let seal = tx.seal();
    tx.query(
        "SELECT engine, number FROM sessions WHERE person_id = $1 AND bot = $2 AND engine IS NOT NULL
         ORDER BY number DESC LIMIT $3",
        &[&person, &bot, &most],
        |row| {
            let number = row.get(1)?;
            let key = Key {
                person,
                bot,
                number,
            };
            open_state(seal, key, &row.get::<String>(0)?)
        },
    )
}

/// A person's last session, open or ended.
pub fn last(tx: &mut Tx, person: i64, bot: &str) -> Result<Option<Session>, Error> {
    let seal = tx.seal();
    tx.query_opt(
        "SELECT number, state, seed, engine, updated_at FROM sessions WHERE person_id = $1 AND bot = $2
         ORDER BY number DESC LIMIT 1",
        &[&person, &bot],
        |row| {
            let number = row.get(0)?;
            let key = Key {
                person,
                bot,
                number,
            };
            let stored = row.get::<Option<String>>(3)?.unwrap_or_default();
            Ok(Session {
                number,
                is_open: row.get::<String>(1)? == "open",
                seed: row.get(2)?,
                engine: open_state(seal, key, &stored).unwrap_or_default(),
                updated_at: row.get(4)?,
            })
        },
    )
}

/// Somebody is back in this session, without a turn yet.
pub fn touch(tx: &mut Tx, key: Key, now: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE sessions SET updated_at = $4 WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[&key.person, &key.bot, &key.number, &now],
    )?;
    Ok(())
}

/// The check that this session was about, if it was about one.
pub fn focus(tx: &mut Tx, key: Key) -> Result<Option<String>, Error> {
    let focus = tx.query_opt(
        "SELECT focus FROM sessions WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[&key.person, &key.bot, &key.number],
        |row| row.get::<Option<String>>(0),
    )?;
    Ok(focus.flatten())
}

pub fn set_focus(tx: &mut Tx, key: Key, focus: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE sessions SET focus = $4 WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[&key.person, &key.bot, &key.number, &focus],
    )?;
    Ok(())
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
