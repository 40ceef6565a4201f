//! All SQL. This file and its private parts (connections, migrations, errors) know that there are two engines; the queries
//! do not: they are written once, in the subset both run.
//!
//! The subset: `$1…$n`; columns BIGINT, TEXT, DOUBLE PRECISION, BOOLEAN; times are epoch milliseconds given by Rust;
//! `ON CONFLICT`, `RETURNING`; aggregates are cast; text is compared with `=` only. One file per table holds its
//! queries as plain functions over [`Tx`]; nothing here calls the network or decides what a user sees.

mod error;
mod later;
mod migrations;
mod postgres;
mod seal;
mod sqlite;
mod tx;
mod url;
mod watch;

pub mod achievements;
pub mod appeals;
pub mod bots;
pub mod chats;
pub mod forgotten;
pub mod inbox;
pub mod jobs;
pub mod leaders;
pub mod outbox;
pub mod people;
pub mod personal;
pub mod reminders;
pub mod secrets;
pub mod sessions;
pub mod tables;
pub mod trainings;
pub mod turns;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use r2d2::Pool;
use r2d2_sqlite::SqliteConnectionManager;

use later::Later;
use seal::Seal;
use tx::Inner;

pub use error::{Error, Remedy};
pub use migrations::Migrated;
pub use seal::DataKey;
pub use tx::{Column, Param, Row, Tx};
pub use url::DatabaseUrl;
pub use watch::{FROZEN, HOPELESS, Health, Watch};

/// A transaction that met another one is run again at most this often: by then the other has had its turn.
const RERUNS: u32 = 5;
/// Before the first rerun, doubled for each further one: the other's commit may take its time on a busy disk.
const RERUN_PAUSE: Duration = Duration::from_millis(5);
/// How long a caller waits for a free connection before the database counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// A database of either engine behind a pool of connections. Shared by all threads.
pub struct Db {
    engine: Engine,
    watch: Watch,
    url: DatabaseUrl,
    seal: Seal,
}

enum Engine {
    /// `writer` puts the process's own writers in a fair line; SQLite's busy handler would let them sleep.
    Sqlite {
        pool: Pool<SqliteConnectionManager>,
        writer: Mutex<()>,
    },
    Postgres {
        pool: Pool<postgres::Manager>,
    },
}

/// What a transaction may do, and how hard its commit is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Survives the process; a power cut may take the last moments (SQLite's NORMAL).
    Write,
    /// Survives a power cut. PostgreSQL's commits always do.
    Durable,
    Read,
    /// A read that may take long and pause between its queries.
    Snapshot,
}

impl Mode {
    fn writes(self) -> bool {
        matches!(self, Self::Write | Self::Durable)
    }
}

impl Db {
    /// Makes the pool; connections are opened when first needed. `connections` bounds it.
    pub fn open(url: &DatabaseUrl, connections: u32) -> Result<Self, Error> {
        let engine = match url {
            DatabaseUrl::SqliteMemory => Engine::Sqlite {
                // One connection that is never dropped: the data lives in it.
                pool: Pool::builder()
                    .max_size(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .build_unchecked(sqlite::memory()),
                writer: Mutex::new(()),
            },
            DatabaseUrl::SqliteFile(path) => Engine::Sqlite {
                pool: pool(connections).build_unchecked(sqlite_file(path)?),
                writer: Mutex::new(()),
            },
            DatabaseUrl::Postgres(url) => Engine::Postgres {
                pool: pool(connections).build_unchecked(postgres::Manager::new(url)),
            },
        };
        Ok(Self {
            engine,
            watch: Watch::default(),
            url: url.clone(),
            seal: Seal::default(),
        })
    }

    /// The same with the key for texts of people, if there is one.
    #[must_use]
    pub fn with_key(mut self, key: Option<&DataKey>) -> Self {
        self.seal = key.map(Seal::with).unwrap_or_default();
        self
    }

    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Asks for a sign of life, once; whoever asks says what came of it.
    pub fn ask(&self) -> anyhow::Result<()> {
        self.snapshot(|tx| Ok(tx.query_one("SELECT 1", &[], |_| Ok(()))?))
    }

    /// Whether the server takes connections and then says nothing: a call without a time limit would hang in it.
    pub fn is_silent(&self) -> bool {
        self.ask().is_err_and(|error| Error::is_silence(&error))
    }

    /// Runs `work` in one write transaction and commits it, again if another one was in the way: it must have no
    /// effect outside `tx`.
    pub fn write<T>(&self, work: impl FnMut(&mut Tx) -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.run(Mode::Write, work)
    }

    /// The same, on disk when it returns even if the power fails: what Telegram is told, money, commands of an operator.
    pub fn write_durable<T>(
        &self,
        work: impl FnMut(&mut Tx) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.run(Mode::Durable, work)
    }

    /// The last word of a process: SQLite's file alone then holds everything. It loses nothing where this fails.
    pub fn close(&self) {
        if let Engine::Sqlite { pool, .. } = &self.engine
            && let Err(error) = connection(pool).and_then(|one| Ok(sqlite::empty_log(&one)?))
        {
            log::debug!("the log of the database stays beside it: {error}");
        }
    }

    /// Runs `work` on one snapshot that it cannot change.
    pub fn read<T>(&self, work: impl FnMut(&mut Tx) -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.run(Mode::Read, work)
    }

    /// The same for work that may take long, such as a copy of everything. Operators' commands do so: they are tried once
    /// and say themselves what went wrong.
    pub fn snapshot<T>(
        &self,
        mut work: impl FnMut(&mut Tx) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.run_once(Mode::Snapshot, &mut work)
    }

    fn run<T>(
        &self,
        mode: Mode,
        mut work: impl FnMut(&mut Tx) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let call = self.watch.call(mode.writes());
        let mut runs = 0;
        loop {
            runs += 1;
            let result = self.run_once(mode, &mut work);
            let Err(error) = &result else {
                call.answered();
                return result;
            };
            match Error::remedy_for(error) {
                Remedy::Again if runs <= RERUNS => {
                    std::thread::sleep(RERUN_PAUSE * 2_u32.pow(runs - 1));
                    continue;
                }
                Remedy::Wait => {
                    call.failed(&error.to_string(), Error::is_silence(error));
                }
                _ => call.answered(),
            }
            return result;
        }
    }

    fn run_once<T>(
        &self,
        mode: Mode,
        work: &mut impl FnMut(&mut Tx) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        match &self.engine {
            Engine::Sqlite { pool, writer } => {
                let line = mode
                    .writes()
                    .then(|| writer.lock().unwrap_or_else(PoisonError::into_inner));
                let mut connection = connection(pool)?;
                let value = run_sqlite(&mut connection, &self.seal, mode, work)?;
                // A disk takes its time: the others need not stand in line for it.
                drop(line);
                if mode == Mode::Durable {
                    sqlite::sync_log(&connection)?;
                }
                Ok(value)
            }
            Engine::Postgres { pool } => {
                let mut connection = connection(pool)?;
                let result = run_postgres(&mut connection, &self.seal, mode, work);
                if let Err(error) = &result {
                    connection.broken = Error::remedy_for(error) == Remedy::Wait;
                }
                result
            }
        }
    }
}

fn run_sqlite<T>(
    connection: &mut rusqlite::Connection,
    seal: &Seal,
    mode: Mode,
    work: &mut impl FnMut(&mut Tx) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    use rusqlite::TransactionBehavior::{Deferred, Immediate};
    let behaviour = if mode.writes() { Immediate } else { Deferred };
    let tx = connection
        .transaction_with_behavior(behaviour)
        .map_err(Error::from)?;
    let value = work(&mut Tx {
        inner: Inner::Sqlite {
            connection: &tx,
            writes: mode.writes(),
        },
        seal,
    })?;
    tx.commit().map_err(Error::from)?;
    Ok(value)
}

fn run_postgres<T>(
    connection: &mut postgres::Connection,
    seal: &Seal,
    mode: Mode,
    work: &mut impl FnMut(&mut Tx) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let postgres::Connection {
        client, statements, ..
    } = connection;
    let mut tx = if mode.writes() {
        client.transaction()
    } else {
        client
            .build_transaction()
            .isolation_level(::postgres::IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
    }
    .map_err(Error::from)?;
    if mode == Mode::Snapshot {
        tx.batch_execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            .map_err(Error::from)?;
    }
    let mut tx = Tx {
        inner: Inner::Postgres {
            tx,
            statements,
            later: Later::default(),
        },
        seal,
    };
    let value = work(&mut tx)?;
    tx.flush()?;
    let Inner::Postgres { tx, .. } = tx.inner else {
        unreachable!("made two lines above");
    };
    tx.commit().map_err(Error::from)?;
    Ok(value)
}

fn pool<M: r2d2::ManageConnection>(connections: u32) -> r2d2::Builder<M> {
    Pool::builder()
        .max_size(connections)
        .min_idle(Some(0))
        .test_on_check_out(false)
        .connection_timeout(PATIENCE)
        // `Watch` reports, once per change.
        .error_handler(Box::new(r2d2::NopErrorHandler))
}

fn connection<M: r2d2::ManageConnection>(
    pool: &Pool<M>,
) -> Result<r2d2::PooledConnection<M>, Error> {
    pool.get().map_err(|error| {
        let text = error.to_string();
        let reason = text.split_once(": ").map_or("", |(_, reason)| reason);
        Error::NoConnection(reason.to_owned())
    })
}

fn sqlite_file(path: &Path) -> Result<SqliteConnectionManager, Error> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(Error::Shape(format!(
            "the folder {} does not exist: make it, or name another file in DATABASE_URL",
            folder.display()
        ))),
        _ if path.is_dir() => Err(Error::Shape(format!(
            "{} is a folder: name a file in it in DATABASE_URL",
            path.display()
        ))),
        _ => Ok(sqlite::file(path)),
    }
}
