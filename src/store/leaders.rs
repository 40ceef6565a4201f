//! The table `leaders`: who polls and sends for a bot on PostgreSQL.

use super::{Error, Tx};

/// What a leader's row shows to those who would follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leader {
    /// Empty after a release.
    pub holder: String,
    pub epoch: i64,
    pub beat: i64,
}

pub fn current(tx: &mut Tx, bot: &str) -> Result<Option<Leader>, Error> {
    tx.query_opt(
        "SELECT holder, epoch, beat FROM leaders WHERE bot = $1",
        &[&bot],
        |row| {
            Ok(Leader {
                holder: row.get(0)?,
                epoch: row.get(1)?,
                beat: row.get(2)?,
            })
        },
    )
}

/// Takes over from what was `seen` (`None`: nobody ever led); the new epoch, or `None` if somebody was quicker.
pub fn take(
    tx: &mut Tx,
    bot: &str,
    holder: &str,
    seen: Option<&Leader>,
) -> Result<Option<i64>, Error> {
    match seen {
        None => tx.query_opt(
            "INSERT INTO leaders (bot, holder, epoch, beat) VALUES ($1, $2, 1, 0) ON CONFLICT (bot) DO NOTHING \
             RETURNING epoch",
            &[&bot, &holder],
            |row| row.get(0),
        ),
        Some(seen) => tx.query_opt(
            "UPDATE leaders SET holder = $2, epoch = epoch + 1, beat = 0 \
             WHERE bot = $1 AND epoch = $3 AND beat = $4 AND holder = $5 RETURNING epoch",
            &[&bot, &holder, &seen.epoch, &seen.beat, &seen.holder],
            |row| row.get(0),
        ),
    }
}

/// Shows that the leader of `epoch` lives; false if it no longer leads.
pub fn beat(tx: &mut Tx, bot: &str, holder: &str, epoch: i64) -> Result<bool, Error> {
    let beaten = tx.execute(
        "UPDATE leaders SET beat = beat + 1 WHERE bot = $1 AND holder = $2 AND epoch = $3",
        &[&bot, &holder, &epoch],
    )?;
    Ok(beaten == 1)
}

/// Lets the next one take over at once.
pub fn release(tx: &mut Tx, bot: &str, holder: &str, epoch: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE leaders SET holder = '' WHERE bot = $1 AND holder = $2 AND epoch = $3",
        &[&bot, &holder, &epoch],
    )?;
    Ok(())
}
