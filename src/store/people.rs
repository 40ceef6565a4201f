//! People, shared by all bots, and the one read that begins every turn: the person with their latest session.

use super::sessions::{self, Key, Session};
use super::{Error, Tx};
use crate::event::Sender;
use crate::lang::Lang;

/// `seen_at` is written no oftener than this: an ordinary turn leaves the row alone.
const SEEN_EVERY_MS: i64 = 24 * 3_600_000;

/// A person as the bot knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub username: String,
    /// Chosen by themselves; `None` follows the front end.
    pub lang: Option<Lang>,
    /// How hard buyers are, and which training: chosen by themselves, in the engine's and the pack's words.
    pub difficulty: Option<String>,
    pub training: Option<String>,
    pub time_zone: Option<String>,
    pub xp: i64,
    /// The one check that is trained, and for how many more trainings.
    pub focus: Option<String>,
    pub focus_left: i64,
    /// Epoch milliseconds, a day too old at most.
    pub seen_at: i64,
    /// Met for the first time, now.
    pub is_new: bool,
}

/// The person behind an event with their latest session in this bot; made or brought up to date as needed.
pub fn meet(
    tx: &mut Tx,
    bot: &str,
    sender: &Sender,
    now: i64,
) -> Result<(Person, Option<Session>), Error> {
    let seal = tx.seal();
    let found = tx.query_opt(
        "SELECT p.name, p.username, p.lang, p.xp, p.seen_at,
                p.difficulty, p.training, p.time_zone, s.number, s.state, s.seed, s.engine, s.updated_at,
                p.focus, p.focus_left
         FROM people p
         LEFT JOIN sessions s ON s.person_id = p.id AND s.bot = $2
              AND s.number = (SELECT MAX(l.number) FROM sessions l WHERE l.person_id = $1 AND l.bot = $2)
         WHERE p.id = $1",
        &[&sender.id, &bot],
        |row| {
            let person = Person {
                id: sender.id,
                name: row.get(0)?,
                username: row.get(1)?,
                lang: row.get::<Option<String>>(2)?.as_deref().and_then(Lang::parse),
                xp: row.get(3)?,
                seen_at: row.get(4)?,
                difficulty: row.get(5)?,
                training: row.get(6)?,
                time_zone: row.get(7)?,
                focus: row.get(13)?,
                focus_left: row.get(14)?,
                is_new: false,
            };
            let session = match row.get::<Option<i64>>(8)? {
                None => None,
                Some(number) => {
                    let key = Key {
                        person: sender.id,
                        bot,
                        number,
                    };
                    let stored = row.get::<Option<String>>(11)?.unwrap_or_default();
                    Some(Session {
                        number,
                        is_open: row.get::<String>(9)? == "open",
                        seed: row.get(10)?,
                        // A state that cannot be opened is a lost session; all else of the person works.
                        engine: sessions::open_state(seal, key, &stored).unwrap_or_default(),
                        updated_at: row.get(12)?,
                    })
                }
            };
            Ok((person, session))
        },
    )?;
    match found {
        Some((person, session)) => Ok((refresh(tx, person, sender, now)?, session)),
        None => Ok((insert(tx, sender, now)?, None)),
    }
}

/// Name and username of a person already known.
pub fn names(tx: &mut Tx, person: i64) -> Result<Option<(String, String)>, Error> {
    tx.query_opt(
        "SELECT name, username FROM people WHERE id = $1",
        &[&person],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The language a person chose, if they did.
pub fn lang(tx: &mut Tx, person: i64) -> Result<Option<Lang>, Error> {
    let lang = tx.query_opt("SELECT lang FROM people WHERE id = $1", &[&person], |row| {
        row.get::<Option<String>>(0)
    })?;
    Ok(lang.flatten().as_deref().and_then(Lang::parse))
}

fn insert(tx: &mut Tx, sender: &Sender, now: i64) -> Result<Person, Error> {
    tx.execute(
        "INSERT INTO people (id, name, username, search_name, xp, version, created_at, seen_at)
         VALUES ($1, $2, $3, $4, 0, 0, $5, $5)
         ON CONFLICT (id) DO NOTHING",
        &[
            &sender.id,
            &sender.name,
            &sender.username,
            &search_name(sender),
            &now,
        ],
    )?;
    Ok(Person {
        id: sender.id,
        name: sender.name.clone(),
        username: sender.username.clone(),
        lang: None,
        difficulty: None,
        training: None,
        time_zone: None,
        xp: 0,
        focus: None,
        focus_left: 0,
        seen_at: now,
        is_new: true,
    })
}

fn refresh(tx: &mut Tx, mut person: Person, sender: &Sender, now: i64) -> Result<Person, Error> {
    let same = person.name == sender.name && person.username == sender.username;
    if same && now - person.seen_at < SEEN_EVERY_MS {
        return Ok(person);
    }
    tx.execute(
        "UPDATE people SET name = $2, username = $3, search_name = $4, seen_at = $5 WHERE id = $1",
        &[
            &sender.id,
            &sender.name,
            &sender.username,
            &search_name(sender),
            &now,
        ],
    )?;
    person.name.clone_from(&sender.name);
    person.username.clone_from(&sender.username);
    person.seen_at = now;
    Ok(person)
}

pub fn set_lang(tx: &mut Tx, person: i64, lang: Lang) -> Result<(), Error> {
    tx.execute(
        "UPDATE people SET lang = $2 WHERE id = $1",
        &[&person, &lang.code()],
    )?;
    Ok(())
}

/// Locks the person for this transaction: first in whatever touches their rights.
pub fn lock(tx: &mut Tx, person: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE people SET version = version + 1 WHERE id = $1",
        &[&person],
    )?;
    Ok(())
}

/// A name as jiff knows it.
pub fn set_time_zone(tx: &mut Tx, person: i64, zone: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE people SET time_zone = $2 WHERE id = $1",
        &[&person, &zone],
    )?;
    Ok(())
}

/// What is trained, and for how many trainings; `None` ends it.
pub fn set_focus(tx: &mut Tx, person: i64, focus: Option<&str>, left: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE people SET focus = $2, focus_left = $3 WHERE id = $1",
        &[&person, &focus, &left],
    )?;
    Ok(())
}

/// A person's own choices, for those who write to them unasked: language and time zone.
pub fn choices(tx: &mut Tx, person: i64) -> Result<(Option<Lang>, Option<String>), Error> {
    let found = tx.query_opt(
        "SELECT lang, time_zone FROM people WHERE id = $1",
        &[&person],
        |row| {
            let lang: Option<String> = row.get(0)?;
            Ok((lang.as_deref().and_then(Lang::parse), row.get(1)?))
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// How hard buyers are from now on.
pub fn set_difficulty(tx: &mut Tx, person: i64, difficulty: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE people SET difficulty = $2 WHERE id = $1",
        &[&person, &difficulty],
    )?;
    Ok(())
}

/// Which training is played from now on.
pub fn set_training(tx: &mut Tx, person: i64, training: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE people SET training = $2 WHERE id = $1",
        &[&person, &training],
    )?;
    Ok(())
}

/// Adds experience; the sum after it.
pub fn add_xp(tx: &mut Tx, person: i64, points: i64) -> Result<i64, Error> {
    tx.query_one(
        "UPDATE people SET xp = xp + $2 WHERE id = $1 RETURNING xp",
        &[&person, &points],
        |row| row.get(0),
    )
}

/// What a search looks at: both names in one spelling.
fn search_name(sender: &Sender) -> String {
    format!("{} {}", sender.name, sender.username)
        .to_lowercase()
        .replace('ё', "е")
        .trim()
        .to_owned()
}
