//! One database of each kind for a test: what runs on one must run on the others and say the same.
#![allow(dead_code)]

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

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
    Database(Arc<Database>),
}

impl Rig {
    /// Without any table.
    #[track_caller]
    pub fn empty(kind: Kind) -> Rig {
        if kind != Kind::Sqlite {
            return Rig::on(Arc::new(shared().create_database("store")), kind);
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}/store.db", folder.path().display());
        Rig {
            kind,
            db: open(&url, 8),
            url,
            keep: Keep::Folder(folder),
        }
    }

    fn on(database: Arc<Database>, kind: Kind) -> Rig {
        let suffix = if kind == Kind::Unprepared {
            "?pgbouncer=true"
        } else {
            ""
        };
        let url = format!("{}{suffix}", database.url());
        Rig {
            kind,
            db: open(&url, 8),
            url,
            keep: Keep::Database(database),
        }
    }

    /// With the schema and the bot's row.
    #[track_caller]
    pub fn fresh(kind: Kind) -> Rig {
        Rig::empty(kind).ready()
    }

    fn ready(self) -> Rig {
        self.db.migrate().expect("a migrated database");
        self.write(|tx| bots::ensure(tx, BOT));
        self
    }

    /// The same database emptied for another kind: making one takes ten times as long.
    fn reused(self, kind: Kind) -> Rig {
        let Keep::Database(database) = self.keep else {
            return Rig::fresh(kind);
        };
        drop(self.db);
        let emptied = database
            .connect()
            .batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        emptied.expect("an empty database");
        Rig::on(database, kind).ready()
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
    let mut rig = Rig::fresh(Kind::Sqlite);
    let first = test(&rig);
    for kind in [Kind::Postgres, Kind::Unprepared] {
        rig = rig.reused(kind);
        let answer = test(&rig);
        assert_eq!(answer, first, "{kind:?} answers differently from SQLite");
    }
    first
}
