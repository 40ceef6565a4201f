//! The transcript: what the trainee wrote, how it was read, what the buyer said.

use super::sessions::Key;
use super::{Error, Tx};

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
            &turn.question,
            &turn.answer,
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
    tx.query(
        "SELECT turn, label, question, answer FROM turns
         WHERE person_id = $1 AND bot = $2 AND number = $3 ORDER BY turn",
        &[&key.person, &key.bot, &key.number],
        said,
    )
}

/// One exchange.
pub fn one(tx: &mut Tx, key: Key, turn: i64) -> Result<Option<Said>, Error> {
    tx.query_opt(
        "SELECT turn, label, question, answer FROM turns
         WHERE person_id = $1 AND bot = $2 AND number = $3 AND turn = $4",
        &[&key.person, &key.bot, &key.number, &turn],
        said,
    )
}

fn said(row: &super::Row) -> Result<Said, Error> {
    Ok(Said {
        turn: row.get(0)?,
        label: row.get(1)?,
        question: row.get(2)?,
        answer: row.get(3)?,
    })
}
