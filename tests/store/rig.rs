//! One database of each kind for a test: what runs on one must run on the others and say the same.
#![allow(dead_code)]

use std::fmt::Debug;
use std::path::PathBuf;

use spinbot::store::{DatabaseUrl, Db, Tx, bots};
use tempfile::TempDir;

use crate::support::postgres::{Database, shared};

/// The bot whose rows the tests make.
pub const BOT: &str = "spin_bot";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
    /// PostgreSQL as it is spoken to behind a transaction pooler: nothing stays prepared.
    Unprepared,
}

pub const KINDS: [Kind; 3] = [Kind::Sqlite, Kind::Postgres, Kind::Unprepared];

/// A database of one test, gone with it.
pub struct Rig {
    pub kind: Kind,
    pub url: String,
    pub db: Db,
    keep: Keep,
}

enum Keep {
    Folder(TempDir),
    Database(Database),
}

impl Rig {
    /// Without any table.
    #[track_caller]
    pub fn empty(kind: Kind) -> Rig {
        let (url, keep) = match kind {
            Kind::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = format!("sqlite://{}/store.db", folder.path().display());
                (url, Keep::Folder(folder))
            }
            Kind::Postgres | Kind::Unprepared => {
                let database = shared().create_database("store");
                let suffix = if kind == Kind::Postgres {
                    ""
                } else {
                    "?pgbouncer=true"
                };
                (
                    format!("{}{suffix}", database.url()),
                    Keep::Database(database),
                )
            }
        };
        let db = open(&url, 8);
        Rig {
            kind,
            url,
            db,
            keep,
        }
    }

    /// With the schema and the bot's row.
    #[track_caller]
    pub fn fresh(kind: Kind) -> Rig {
        let rig = Rig::empty(kind);
        rig.db.migrate().expect("a migrated database");
        rig.write(|tx| bots::ensure(tx, BOT));
        rig
    }

    /// The same data through connections of its own, as another process has them.
    pub fn another(&self) -> Db {
        open(&self.url, 8)
    }

    /// The same with this many connections.
    pub fn with_connections(&self, connections: u32) -> Db {
        open(&self.url, connections)
    }

    #[track_caller]
    pub fn write<T>(&self, mut work: impl FnMut(&mut Tx) -> Result<T, spinbot::store::Error>) -> T {
        write(&self.db, |tx| Ok(work(tx)?))
    }

    #[track_caller]
    pub fn read<T>(&self, mut work: impl FnMut(&mut Tx) -> Result<T, spinbot::store::Error>) -> T {
        let result = self.db.read(|tx| Ok(work(tx)?));
        result.unwrap_or_else(|error| panic!("{:?}: {error:#}", self.kind))
    }

    /// One number out of the database.
    #[track_caller]
    pub fn number(&self, sql: &str) -> i64 {
        self.read(|tx| tx.query_one(sql, &[], |row| row.get(0)))
    }

    #[track_caller]
    pub fn run(&self, sql: &str) {
        self.write(|tx| tx.execute(sql, &[]));
    }

    pub fn file(&self) -> Option<PathBuf> {
        match &self.keep {
            Keep::Folder(folder) => Some(folder.path().join("store.db")),
            Keep::Database(_) => None,
        }
    }

    /// Breaks every connection, where there are connections that can break.
    pub fn cut_connections(&self) {
        if let Keep::Database(database) = &self.keep {
            database.cut_connections();
        }
    }
}

#[track_caller]
pub fn open(url: &str, connections: u32) -> Db {
    let parsed: DatabaseUrl = url.parse().unwrap_or_else(|why| panic!("{url}: {why}"));
    Db::open(&parsed, connections).unwrap_or_else(|error| panic!("{url}: {error}"))
}

#[track_caller]
pub fn write<T>(db: &Db, work: impl FnMut(&mut Tx) -> anyhow::Result<T>) -> T {
    db.write(work)
        .unwrap_or_else(|error| panic!("{}: {error:#}", db.url()))
}

/// Runs `test` on a fresh database of every kind; all must answer the same.
#[track_caller]
pub fn on_both<T: PartialEq + Debug>(test: impl Fn(&Rig) -> T) -> T {
    let mut answers = KINDS
        .into_iter()
        .map(|kind| (kind, test(&Rig::fresh(kind))));
    let (_, first) = answers.next().expect("there are kinds");
    for (kind, answer) in answers {
        assert_eq!(answer, first, "{kind:?} answers differently from SQLite");
    }
    first
}
