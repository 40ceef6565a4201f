//! The table `bots`: one row per bot, the counter of its inbox and until when it must send nothing.

use super::{Error, Tx};

/// Makes the bot's row if there is none yet.
pub fn ensure(tx: &mut Tx, bot: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO bots (bot, next_seq, parked_until) VALUES ($1, 1, 0) ON CONFLICT (bot) DO NOTHING",
        &[&bot],
    )?;
    Ok(())
}

/// Takes `count` numbers of the bot's inbox; the first of them. Their order is the order of commits.
pub fn take_numbers(tx: &mut Tx, bot: &str, count: i64) -> Result<i64, Error> {
    tx.query_one(
        "UPDATE bots SET next_seq = next_seq + $2 WHERE bot = $1 RETURNING next_seq - $2",
        &[&bot, &count],
        |row| row.get(0),
    )
}

/// Until when (epoch ms) Telegram wants nothing from this bot at all.
pub fn parked_until(tx: &mut Tx, bot: &str) -> Result<i64, Error> {
    tx.query_one(
        "SELECT parked_until FROM bots WHERE bot = $1",
        &[&bot],
        |row| row.get(0),
    )
}

pub fn park(tx: &mut Tx, bot: &str, until: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE bots SET parked_until = $2 WHERE bot = $1",
        &[&bot, &until],
    )?;
    Ok(())
}
