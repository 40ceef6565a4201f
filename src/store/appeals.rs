//! Types that trainees called wrong.

use super::sessions::Key;
use super::{Error, Tx, turns};

/// A turn whose type was called wrong, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    pub at: i64,
    pub lang: String,
    pub read_as: String,
    pub label: String,
    pub act: String,
    pub question: String,
    /// What the buyer had said before.
    pub previous: Option<String>,
}

/// Stores an appeal; a second one about the same turn takes the place of the first.
pub fn insert(
    tx: &mut Tx,
    key: Key,
    turn: i64,
    read_as: &str,
    label: &str,
    now: i64,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO appeals (person_id, bot, number, turn, at, read_as, label)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (person_id, bot, number, turn) DO UPDATE SET at = excluded.at, label = excluded.label",
        &[&key.person, &key.bot, &key.number, &turn, &now, &read_as, &label],
    )?;
    Ok(())
}

/// All appeals of a bot, oldest first.
pub fn of_bot(tx: &mut Tx, bot: &str) -> Result<Vec<Appeal>, Error> {
    let seal = tx.seal();
    tx.query(
        "SELECT a.at, s.lang, a.read_as, a.label, t.act, t.question, p.answer, a.person_id, a.number, a.turn
         FROM appeals a
         JOIN sessions s ON s.person_id = a.person_id AND s.bot = a.bot AND s.number = a.number
         JOIN turns t ON t.person_id = a.person_id AND t.bot = a.bot AND t.number = a.number AND t.turn = a.turn
         LEFT JOIN turns p ON p.person_id = a.person_id AND p.bot = a.bot AND p.number = a.number
              AND p.turn = a.turn - 1
         WHERE a.bot = $1
         ORDER BY a.at, a.person_id, a.number, a.turn",
        &[&bot],
        |row| {
            let key = Key {
                person: row.get(7)?,
                bot,
                number: row.get(8)?,
            };
            let turn: i64 = row.get(9)?;
            let previous: Option<String> = row.get(6)?;
            let previous = previous.map(|stored| turns::answer(seal, key, turn - 1, &stored));
            Ok(Appeal {
                at: row.get(0)?,
                lang: row.get(1)?,
                read_as: row.get(2)?,
                label: row.get(3)?,
                act: row.get(4)?,
                question: turns::question(seal, key, turn, &row.get::<String>(5)?)?,
                previous: previous.transpose()?,
            })
        },
    )
}
