//! SQLite's side of the adapter: how a connection is set up, and parameters bound by their `$n` names.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, Statement};

use super::{Error, Param};

/// Another process may hold the write lock for one transaction, not for longer.
const BUSY: Duration = Duration::from_secs(5);
/// Different statements kept prepared per connection.
const STATEMENTS: usize = 128;

/// Write-ahead log, on disk before it is copied into the file (NORMAL); `Db::write_durable` waits for it with [`sync_log`].
/// What is deleted is overwritten: a person who asks to be forgotten is gone from the file too. The page cache is small (KiB): the operating system's own cache stands behind it.
const SESSION: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; \
                       PRAGMA secure_delete = ON; PRAGMA cache_size = -512; PRAGMA temp_store = MEMORY";

pub fn file(path: &Path) -> SqliteConnectionManager {
    SqliteConnectionManager::file(path).with_init(set_up)
}

pub fn memory() -> SqliteConnectionManager {
    SqliteConnectionManager::memory().with_init(set_up)
}

fn set_up(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.execute_batch(SESSION)?;
    // A plan may not depend on the values bound, or every execution would plan anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Waits until what was committed is on disk, as `synchronous = FULL` does inside of a commit and of the write lock. A log
/// that began anew meanwhile is in the file already, which NORMAL syncs before the log may begin anew.
pub fn sync_log(connection: &Connection) -> Result<(), Error> {
    let Some(path) = connection.path().filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    match File::open(format!("{path}-wal")).and_then(|log| log.sync_data()) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::NoConnection(format!(
            "the log is not on disk: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Moves all of the log into the file and empties it.
pub fn empty_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// A statement from the connection's cache; one that writes is refused in a read, as PostgreSQL does by itself.
pub fn prepare<'a>(
    connection: &'a Connection,
    sql: &str,
    writes: bool,
) -> Result<CachedStatement<'a>, Error> {
    let statement = connection.prepare_cached(sql)?;
    if writes || statement.readonly() {
        Ok(statement)
    } else {
        Err(Error::Shape(format!("a read cannot write: {sql}")))
    }
}

/// Binds `$1…$n` by name: SQLite numbers named parameters by their first appearance in the text.
pub fn bind(statement: &mut Statement, sql: &str, params: &[&dyn Param]) -> Result<(), Error> {
    let mut seen = vec![false; params.len()];
    let mut slot = 0;
    for piece in sql.split('$').skip(1) {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(number) = piece[..digits].parse::<usize>() else {
            continue;
        };
        let index = number.wrapping_sub(1);
        match seen.get_mut(index) {
            None => return Err(Error::Shape(format!("${number} has no value in: {sql}"))),
            Some(true) => {}
            Some(unseen) => {
                *unseen = true;
                slot += 1;
                let value: &dyn rusqlite::ToSql = params[index];
                statement.raw_bind_parameter(slot, value)?;
            }
        }
    }
    match seen.iter().position(|seen| !seen) {
        Some(unused) => Err(Error::Shape(format!(
            "${} is nowhere in: {sql}",
            unused + 1
        ))),
        None => Ok(()),
    }
}
