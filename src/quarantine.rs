//! `spinbot quarantine`: what could not be read or handled, and a second chance for it.

use std::io::Write;

use jiff::Timestamp;

use crate::clock::now_ms;
use crate::store::{Db, chats, inbox};

/// Rows shown by one `list`.
const MOST: i64 = 1_000;

/// One line per row: its number, chat, time, size, attempts and the reason. Never its text.
pub fn list(db: &Db, bot: &str, out: &mut impl Write) -> anyhow::Result<i32> {
    let (count, rows) = db.read(|tx| {
        Ok((
            inbox::count_aside(tx, bot)?,
            inbox::list_aside(tx, bot, MOST)?,
        ))
    })?;
    if count == 0 {
        writeln!(out, "Nothing is kept aside.")?;
        return Ok(0);
    }
    for row in &rows {
        let time = Timestamp::from_millisecond(row.received_at).unwrap_or(Timestamp::UNIX_EPOCH);
        writeln!(
            out,
            "{}\tchat {}\t{time:.0}\t{} bytes\tattempts {}\t{}",
            row.seq, row.chat_id, row.bytes, row.attempts, row.reason
        )?;
    }
    if count > rows.len() as i64 {
        writeln!(out, "…and {} more.", count - rows.len() as i64)?;
    }
    writeln!(
        out,
        "{count} kept aside. `spinbot quarantine replay NUMBER…` or `--all` hands them to the bot again."
    )?;
    Ok(0)
}

/// Opens rows again at the end of their chats' queues; all of them if no number is given. Exit code 1 if one is unknown.
pub fn replay(db: &Db, bot: &str, numbers: &[i64], out: &mut impl Write) -> anyhow::Result<i32> {
    let chosen = if numbers.is_empty() {
        let rows = db.read(|tx| Ok(inbox::list_aside(tx, bot, i64::MAX)?))?;
        rows.iter().map(|row| row.seq).collect()
    } else {
        numbers.to_vec()
    };
    let mut unknown = 0;
    for seq in &chosen {
        let replayed = db.write_durable(|tx| {
            let Some(chat_id) = inbox::chat_of_aside(tx, bot, *seq)? else {
                return Ok(false);
            };
            chats::lock(tx, bot, chat_id)?;
            Ok(inbox::replay(tx, bot, *seq, now_ms())?)
        })?;
        if !replayed {
            unknown += 1;
            writeln!(out, "✖ {seq}: nothing with this number is kept aside")?;
        }
    }
    writeln!(out, "Handed to the bot again: {}.", chosen.len() - unknown)?;
    Ok(i32::from(unknown > 0))
}
