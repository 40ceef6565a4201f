//! Finished training: everything that totals, reports and figures count.

use super::sessions::Key;
use super::{Error, Tx};
use crate::lang::Lang;

/// A finished training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Training<'a> {
    pub finished_at: i64,
    pub lang: Lang,
    pub outcome: &'a str,
    pub badge: &'a str,
    pub score: i64,
    pub points: i64,
    pub clarity: i64,
    pub questions: i64,
    /// Situational, problem, implication, need-payoff, other.
    pub per_type: [i64; 5],
    pub contextual: i64,
    pub needs: i64,
    pub case_key: i64,
}

pub fn insert(tx: &mut Tx, key: Key, training: &Training) -> Result<(), Error> {
    let [situational, problem, implication, need_payoff, other] = training.per_type;
    tx.execute(
        "INSERT INTO trainings (person_id, bot, number, finished_at, lang, outcome, badge, score, points,
                                clarity, questions, situational, problem, implication, need_payoff, other, contextual,
                                needs, case_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &[
            &key.person,
            &key.bot,
            &key.number,
            &training.finished_at,
            &training.lang.code(),
            &training.outcome,
            &training.badge,
            &training.score,
            &training.points,
            &training.clarity,
            &training.questions,
            &situational,
            &problem,
            &implication,
            &need_payoff,
            &other,
            &training.contextual,
            &training.needs,
            &training.case_key,
        ],
    )?;
    Ok(())
}

/// All of a person's training in one bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    pub count: i64,
    pub best: i64,
    /// Sum of the scores.
    pub score: i64,
    pub questions: i64,
    /// Situational, problem, implication, need-payoff, other.
    pub per_type: [i64; 5],
    pub contextual: i64,
    /// Ended with a next step or an order.
    pub advances: i64,
    pub needs: i64,
}

pub fn totals(tx: &mut Tx, person: i64, bot: &str) -> Result<Totals, Error> {
    tx.query_one(
        "SELECT COUNT(*), COALESCE(MAX(score), 0),
                CAST(COALESCE(SUM(score), 0) AS BIGINT), CAST(COALESCE(SUM(questions), 0) AS BIGINT),
                CAST(COALESCE(SUM(situational), 0) AS BIGINT), CAST(COALESCE(SUM(problem), 0) AS BIGINT),
                CAST(COALESCE(SUM(implication), 0) AS BIGINT), CAST(COALESCE(SUM(need_payoff), 0) AS BIGINT),
                CAST(COALESCE(SUM(other), 0) AS BIGINT), CAST(COALESCE(SUM(contextual), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN outcome IN ('advance', 'order') THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(needs), 0) AS BIGINT)
         FROM trainings WHERE person_id = $1 AND bot = $2",
        &[&person, &bot],
        |row| {
            Ok(Totals {
                count: row.get(0)?,
                best: row.get(1)?,
                score: row.get(2)?,
                questions: row.get(3)?,
                per_type: [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?],
                contextual: row.get(9)?,
                advances: row.get(10)?,
                needs: row.get(11)?,
            })
        },
    )
}

/// What of a finished training progress looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    pub finished_at: i64,
    pub badge: String,
    pub score: i64,
}

/// A person's last trainings in one bot, newest first.
pub fn latest(tx: &mut Tx, person: i64, bot: &str, most: i64) -> Result<Vec<Finished>, Error> {
    tx.query(
        "SELECT finished_at, badge, score FROM trainings WHERE person_id = $1 AND bot = $2
         ORDER BY number DESC LIMIT $3",
        &[&person, &bot, &most],
        |row| {
            Ok(Finished {
                finished_at: row.get(0)?,
                badge: row.get(1)?,
                score: row.get(2)?,
            })
        },
    )
}

/// A finished training as a list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The session's.
    pub number: i64,
    pub finished_at: i64,
    pub score: i64,
    pub outcome: String,
    /// The engine's own state, where it is kept.
    pub engine: Option<String>,
}

/// A person's trainings in one bot, newest first: `most` of them after the first `skip`.
pub fn listed(
    tx: &mut Tx,
    person: i64,
    bot: &str,
    most: i64,
    skip: i64,
) -> Result<Vec<Listed>, Error> {
    tx.query(
        "SELECT t.number, t.finished_at, t.score, t.outcome, s.engine
         FROM trainings t
         LEFT JOIN sessions s ON s.person_id = t.person_id AND s.bot = t.bot AND s.number = t.number
         WHERE t.person_id = $1 AND t.bot = $2
         ORDER BY t.number DESC LIMIT $3 OFFSET $4",
        &[&person, &bot, &most, &skip],
        |row| {
            Ok(Listed {
                number: row.get(0)?,
                finished_at: row.get(1)?,
                score: row.get(2)?,
                outcome: row.get(3)?,
                engine: row.get(4)?,
            })
        },
    )
}

/// When a training was finished.
pub fn finished_at(tx: &mut Tx, key: Key) -> Result<Option<i64>, Error> {
    tx.query_opt(
        "SELECT finished_at FROM trainings WHERE person_id = $1 AND bot = $2 AND number = $3",
        &[&key.person, &key.bot, &key.number],
        |row| row.get(0),
    )
}

/// How many trainings a person has finished in one bot.
pub fn count(tx: &mut Tx, person: i64, bot: &str) -> Result<i64, Error> {
    tx.query_one(
        "SELECT COUNT(*) FROM trainings WHERE person_id = $1 AND bot = $2",
        &[&person, &bot],
        |row| row.get(0),
    )
}

/// The most points that this case has paid before.
pub fn best_points(tx: &mut Tx, person: i64, bot: &str, case_key: i64) -> Result<i64, Error> {
    tx.query_one(
        "SELECT COALESCE(MAX(points), 0) FROM trainings WHERE person_id = $1 AND bot = $2 AND case_key = $3",
        &[&person, &bot, &case_key],
        |row| row.get(0),
    )
}
