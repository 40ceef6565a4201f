//! What a person has earned once.

use super::{Error, Tx};

/// Ids of all that a person has earned.
pub fn of(tx: &mut Tx, person: i64) -> Result<Vec<String>, Error> {
    tx.query(
        "SELECT id FROM achievements WHERE person_id = $1 ORDER BY earned_at, id",
        &[&person],
        |row| row.get(0),
    )
}

pub fn insert(tx: &mut Tx, person: i64, id: &str, now: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO achievements (person_id, id, earned_at) VALUES ($1, $2, $3)
         ON CONFLICT (person_id, id) DO NOTHING",
        &[&person, &id, &now],
    )?;
    Ok(())
}
