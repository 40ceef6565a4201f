//! Brings a database's schema up to what this binary knows; safe when two processes start at once.

use refinery::{Migration, Report, Runner};

use super::{DatabaseUrl, Db, Engine, Error, postgres, sqlite};

mod embedded {
    refinery::embed_migrations!("sql");
}

/// PostgreSQL's advisory lock under which one process migrates while the others wait ("spinbot" in ASCII).
const LOCK: i64 = 0x73_70_69_6e_62_6f_74;

/// What a migration run found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// Newest version this binary knows.
    pub newest: i64,
    /// How many were applied now.
    pub applied: usize,
}

impl Db {
    /// Applies what is missing. A schema newer than this binary is left as it is: migrations only add.
    pub fn migrate(&self) -> Result<Migrated, Error> {
        let applied = match (&self.engine, &self.url) {
            (Engine::Postgres { .. }, DatabaseUrl::Postgres(url)) => {
                migrate_postgres(&postgres::Manager::new(url))?
            }
            (Engine::Sqlite { pool, writer }, _) => {
                let _line = writer
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                migrate_sqlite(&mut *super::connection(pool)?)?
            }
            (Engine::Postgres { .. }, _) => unreachable!("the engine follows the URL"),
        };
        Ok(Migrated {
            newest: newest(),
            applied,
        })
    }

    /// How many of the migrations this binary knows are missing.
    pub fn missing_migrations(&self) -> anyhow::Result<usize> {
        let known = known().len();
        let applied = self.read(|tx| {
            Ok(tx.query(
                "SELECT CAST(version AS BIGINT) FROM refinery_schema_history",
                &[],
                |row| row.get::<i64>(0),
            )?)
        });
        match applied {
            Ok(applied) => Ok(known.saturating_sub(
                applied
                    .iter()
                    .filter(|version| **version <= newest())
                    .count(),
            )),
            Err(error) if super::Remedy::Wait == Error::remedy_for(&error) => Err(error),
            Err(_) => Ok(known),
        }
    }
}

fn known() -> Vec<Migration> {
    embedded::migrations::runner().get_migrations().clone()
}

fn newest() -> i64 {
    known()
        .iter()
        .map(|migration| i64::from(migration.version()))
        .max()
        .unwrap_or(0)
}

fn runner() -> Runner {
    embedded::migrations::runner()
        .set_grouped(true)
        .set_abort_missing(false)
}

/// The lock lives and dies with a connection of its own, never one of the pool.
fn migrate_postgres(manager: &postgres::Manager) -> Result<usize, Error> {
    use r2d2::ManageConnection;
    let mut client = manager.connect()?.client;
    client.batch_execute("SET lock_timeout = 0")?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK])?;
    run(|| runner().run(&mut client))
}

/// `BEGIN EXCLUSIVE` would nest; the file's own lock and a second look settle two processes that start at once.
fn migrate_sqlite(connection: &mut rusqlite::Connection) -> Result<usize, Error> {
    let result = run(|| runner().run(connection));
    sqlite::set_up(connection)?;
    match result {
        Ok(applied) => Ok(applied),
        Err(_) => run(|| runner().run(connection)),
    }
}

fn run(work: impl FnOnce() -> Result<Report, refinery::Error>) -> Result<usize, Error> {
    work()
        .map(|report| report.applied_migrations().len())
        .map_err(|error| {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            Error::Migration(format!("{error}{}", cause.unwrap_or_default()))
        })
}
