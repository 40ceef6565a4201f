//! The table `reminders`: who wants to be reminded when, and when the next reminder is due.

use super::{Error, Row, Tx};
use crate::lang::Lang;

/// A person's wish in one bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// A bit for each day of the week from Monday (1); 0: off.
    pub days: i64,
    /// In the person's time zone, as are the quiet hours: from the first, up to the second.
    pub hour: i64,
    pub quiet_from: i64,
    pub quiet_to: i64,
    /// Epoch ms; `None` while off.
    pub next_at: Option<i64>,
    /// When (epoch ms) the last one was sent.
    pub sent_at: Option<i64>,
    /// Spoken where the person has chosen no language.
    pub lang: Lang,
}

const COLUMNS: &str = "days, hour, quiet_from, quiet_to, next_at, sent_at, lang";

pub fn of(tx: &mut Tx, bot: &str, person: i64) -> Result<Option<Reminder>, Error> {
    tx.query_opt(
        &format!("SELECT {COLUMNS} FROM reminders WHERE bot = $1 AND person_id = $2"),
        &[&bot, &person],
        read,
    )
}

pub fn set(tx: &mut Tx, bot: &str, person: i64, reminder: &Reminder) -> Result<(), Error> {
    tx.execute(
        &format!(
            "INSERT INTO reminders (bot, person_id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (bot, person_id) DO UPDATE SET days = excluded.days, hour = excluded.hour,
             quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, next_at = excluded.next_at,
             sent_at = excluded.sent_at, lang = excluded.lang"
        ),
        &[
            &bot,
            &person,
            &reminder.days,
            &reminder.hour,
            &reminder.quiet_from,
            &reminder.quiet_to,
            &reminder.next_at,
            &reminder.sent_at,
            &reminder.lang.code(),
        ],
    )?;
    Ok(())
}

/// The bots in which a person has asked for reminders.
pub fn bots_of(tx: &mut Tx, person: i64) -> Result<Vec<String>, Error> {
    tx.query(
        "SELECT bot FROM reminders WHERE person_id = $1 ORDER BY bot",
        &[&person],
        |row| row.get(0),
    )
}

/// People whose reminder is due, longest first, at most `limit`.
pub fn due(tx: &mut Tx, bot: &str, now: i64, limit: i64) -> Result<Vec<i64>, Error> {
    tx.query(
        "SELECT person_id FROM reminders WHERE bot = $1 AND next_at IS NOT NULL AND next_at <= $2
         ORDER BY next_at LIMIT $3",
        &[&bot, &now, &limit],
        |row| row.get(0),
    )
}

fn read(row: &Row) -> Result<Reminder, Error> {
    Ok(Reminder {
        days: row.get(0)?,
        hour: row.get(1)?,
        quiet_from: row.get(2)?,
        quiet_to: row.get(3)?,
        next_at: row.get(4)?,
        sent_at: row.get(5)?,
        lang: Lang::parse(&row.get::<String>(6)?).unwrap_or(Lang::Ru),
    })
}
