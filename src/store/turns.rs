//! The transcript: what the trainee wrote, how it was read, what the buyer said.

use std::fmt::Display;

use super::seal::{Place, Seal};
use super::sessions::Key;
use super::{Error, Row, Tx};

/// The columns with words, as encryption binds them.
const QUESTION: &str = "turns.question";
const ANSWER: &str = "turns.answer";

/// One exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn<'a> {
    pub turn: i64,
    /// Epoch milliseconds.
    pub at: i64,
    pub act: &'a str,
    pub label: &'a str,
    pub confidence: f64,
    pub contextual: bool,
    pub points: i64,
    pub clarity: i64,
    pub openness: i64,
    pub buyer_label: &'a str,
    pub question: &'a str,
    pub answer: &'a str,
}

pub fn insert(tx: &mut Tx, key: Key, turn: &Turn) -> Result<(), Error> {
    let close = |column, text| {
        let row: [&dyn Display; 4] = [&key.person, &key.bot, &key.number, &turn.turn];
        tx.seal().close(Place { column, key: &row }, text)
    };
    let question = close(QUESTION, turn.question);
    let answer = close(ANSWER, turn.answer);
    tx.execute_later(
        "INSERT INTO turns (person_id, bot, number, turn, at, act, label, confidence, contextual, points,
                            clarity, openness, buyer_label, question, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &[
            &key.person,
            &key.bot,
            &key.number,
            &turn.turn,
            &turn.at,
            &turn.act,
            &turn.label,
            &turn.confidence,
            &turn.contextual,
            &turn.points,
            &turn.clarity,
            &turn.openness,
            &turn.buyer_label,
            &question,
            &answer,
        ],
    )?;
    Ok(())
}

/// Takes back the last turn, which is to be played again.
pub fn remove(tx: &mut Tx, key: Key, turn: i64) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM turns WHERE person_id = $1 AND bot = $2 AND number = $3 AND turn = $4",
        &[&key.person, &key.bot, &key.number, &turn],
    )?;
    Ok(())
}

/// What was said in one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub turn: i64,
    pub label: String,
    pub question: String,
    pub answer: String,
}

/// A whole session's exchanges, in order.
pub fn of_session(tx: &mut Tx, key: Key) -> Result<Vec<Said>, Error> {
    let seal = tx.seal();
    tx.query(
        "SELECT turn, label, question, answer FROM turns
         WHERE person_id = $1 AND bot = $2 AND number = $3 ORDER BY turn",
        &[&key.person, &key.bot, &key.number],
        |row| said(row, key, seal),
    )
}

/// One exchange.
pub fn one(tx: &mut Tx, key: Key, turn: i64) -> Result<Option<Said>, Error> {
    let seal = tx.seal();
    tx.query_opt(
        "SELECT turn, label, question, answer FROM turns
         WHERE person_id = $1 AND bot = $2 AND number = $3 AND turn = $4",
        &[&key.person, &key.bot, &key.number, &turn],
        |row| said(row, key, seal),
    )
}

fn said(row: &Row, key: Key, seal: &Seal) -> Result<Said, Error> {
    let turn = row.get(0)?;
    Ok(Said {
        turn,
        label: row.get(1)?,
        question: question(seal, key, turn, &row.get::<String>(2)?)?,
        answer: answer(seal, key, turn, &row.get::<String>(3)?)?,
    })
}

/// What the trainee wrote, out of what is stored.
pub(super) fn question(seal: &Seal, key: Key, turn: i64, stored: &str) -> Result<String, Error> {
    open(seal, QUESTION, key, turn, stored)
}

/// What the buyer said, out of what is stored.
pub(super) fn answer(seal: &Seal, key: Key, turn: i64, stored: &str) -> Result<String, Error> {
    open(seal, ANSWER, key, turn, stored)
}

fn open(
    seal: &Seal,
    column: &'static str,
    key: Key,
    turn: i64,
    stored: &str,
) -> Result<String, Error> {
    let row: [&dyn Display; 4] = [&key.person, &key.bot, &key.number, &turn];
    seal.open(Place { column, key: &row }, stored)
}
