//! Brings a database's schema up to what this binary knows; safe when several processes start at once.
//!
//! refinery embeds the files and gives their checksums, and its table says what was applied. Its runner is not used: it
//! works in several transactions under no lock, and prepares statements by name, which a transaction pooler loses.

use jiff::Timestamp;
use postgres::error::SqlState;
use r2d2::ManageConnection;
use refinery::Migration;

use super::{DatabaseUrl, Db, Engine, Error, Inner, Mode, Remedy, Tx, postgres as pg};

mod embedded {
    refinery::embed_migrations!("sql");
}

/// PostgreSQL's advisory lock under which one process migrates while the others wait ("spinbot" in ASCII). It ends with
/// the transaction: one of the session would stay behind on a pooler's connection and stop the next start.
const LOCK: i64 = 0x73_70_69_6e_62_6f_74;

/// As refinery makes it.
const HISTORY: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history (version INTEGER PRIMARY KEY, \
                       name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))";

/// What a migration run found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// Newest version this binary knows.
    pub newest: i64,
    /// How many were applied now.
    pub applied: usize,
}

impl Db {
    /// Applies what is missing, all of it or nothing. A schema newer than this binary is left as it is: migrations only
    /// add.
    pub fn migrate(&self) -> Result<Migrated, Error> {
        let applied = match (&self.engine, &self.url) {
            // Not through the pool, which would not tell a refused password from a server that is away.
            (Engine::Postgres { .. }, DatabaseUrl::Postgres(url)) => {
                let mut connection = pg::Manager::new(url).connect()?;
                super::run_postgres(&mut connection, &self.seal, Mode::Durable, &mut apply)
            }
            _ => self.write_durable(apply),
        };
        let applied = applied.map_err(|error| {
            let known = error.downcast::<Error>();
            known.unwrap_or_else(|other| Error::Migration(format!("{other:#}")))
        })?;
        Ok(Migrated {
            newest: newest(),
            applied,
        })
    }

    /// How many of the migrations this binary knows are missing.
    pub fn missing_migrations(&self) -> anyhow::Result<usize> {
        let applied = match self.snapshot(|tx| Ok(history(tx)?)) {
            Err(error) if error.downcast_ref().is_some_and(no_such_table) => Vec::new(),
            other => other?,
        };
        let missing = known().into_iter().filter(|migration| {
            let version = i64::from(migration.version());
            applied.iter().all(|row| row.version != version)
        });
        Ok(missing.count())
    }

    /// Whether a later version of this program has worked on the schema.
    pub fn is_newer(&self) -> anyhow::Result<bool> {
        let applied = self.snapshot(|tx| Ok(history(tx)?))?;
        Ok(applied.iter().any(|row| row.version > newest()))
    }
}

struct Applied {
    version: i64,
    name: String,
    checksum: String,
}

fn apply(tx: &mut Tx) -> anyhow::Result<usize> {
    if let Inner::Postgres { .. } = tx.inner {
        // However long another process takes.
        tx.batch(&format!(
            "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"
        ))?;
    }
    tx.batch(HISTORY)?;
    let applied = history(tx)?;
    let mut count = 0;
    for migration in known() {
        let (version, name) = (migration.version(), migration.name());
        let checksum = migration.checksum().to_string();
        match applied.iter().find(|row| row.version == i64::from(version)) {
            Some(row) if row.name == name && row.checksum == checksum => {}
            Some(row) => {
                return Err(Error::Migration(format!(
                    "V{version}__{name} was applied with another text, as V{version}__{}",
                    row.name
                ))
                .into());
            }
            None => {
                tx.batch(migration.sql().unwrap_or_default())
                    .map_err(|error| match error.remedy() {
                        Remedy::None => Error::Migration(format!("V{version}__{name}: {error}")),
                        _ => error,
                    })?;
                tx.batch(&format!(
                    "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                     VALUES ({version}, '{name}', '{}', '{checksum}')",
                    Timestamp::now()
                ))?;
                count += 1;
            }
        }
    }
    Ok(count)
}

fn history(tx: &mut Tx) -> Result<Vec<Applied>, Error> {
    tx.query(
        "SELECT CAST(version AS BIGINT), name, checksum FROM refinery_schema_history",
        &[],
        |row| {
            Ok(Applied {
                version: row.get(0)?,
                name: row.get(1)?,
                checksum: row.get(2)?,
            })
        },
    )
}

fn no_such_table(error: &Error) -> bool {
    match error {
        Error::Sqlite(error) => error.to_string().contains("no such table"),
        Error::Postgres(error) => error.code() == Some(&SqlState::UNDEFINED_TABLE),
        _ => false,
    }
}

/// Oldest first.
fn known() -> Vec<Migration> {
    let mut known = embedded::migrations::runner().get_migrations().clone();
    known.sort();
    known
}

fn newest() -> i64 {
    known()
        .last()
        .map_or(0, |migration| i64::from(migration.version()))
}
