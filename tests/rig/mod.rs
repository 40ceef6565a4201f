//! What the proofs of the pipeline stand on: the whole pipeline as a process of its own with a stand-in for the bot that
//! counts what it handles, on either database, before a fake Telegram; and what the database says about it afterwards.
// Every test binary uses a part of this module.
#![allow(dead_code, unused_imports, unused_macros)]

pub mod crowd;
pub mod stand_in;

use std::net::TcpListener;
use std::time::Duration;

use spinbot::store::{DatabaseUrl, Db, Row, Tx};

use crate::support::postgres::{self, Database, Server};
use crate::support::process::{Finished, Launch, Process};
use crate::support::telegram::Telegram;
use crate::support::{self, PATIENCE, eventually};

pub use crowd::Crowd;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Makes two tests, `sqlite::name` and `postgres::name`, of each function that takes an [`Engine`].
macro_rules! on_both_engines {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                super::$name($crate::rig::Engine::Sqlite);
            })*
        }
        mod postgres {
            $(#[test]
            fn $name() {
                super::$name($crate::rig::Engine::Postgres);
            })*
        }
    };
}
pub(crate) use on_both_engines;

/// `long` in the full rounds, else `short`.
pub fn long_or<T>(long: T, short: T) -> T {
    if support::long() { long } else { short }
}

/// A fake Telegram, an empty database, and how to start spinbot between them.
pub struct Rig {
    pub telegram: Telegram,
    pub launch: Launch,
    pub url: DatabaseUrl,
    database: Option<Database>,
}

/// One event as the stand-in handled it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    pub chat: i64,
    /// Which event of its chat it was, from 1.
    pub n: i64,
    pub said: String,
    /// The process that handled it.
    pub process: i64,
    /// Epoch ms.
    pub at: i64,
}

impl Rig {
    pub fn new(engine: Engine) -> Rig {
        match engine {
            Engine::Sqlite => Rig::over_sqlite(),
            Engine::Postgres => Rig::over_postgres(&postgres::shared()),
        }
    }

    pub fn over_sqlite() -> Rig {
        let telegram = Telegram::start();
        let launch = Launch::against(&telegram);
        let url = format!(
            "sqlite://{}",
            launch.directory().join("spinbot.db").display()
        );
        Rig::made(telegram, launch, &url, None)
    }

    /// A fresh database of this server.
    pub fn over_postgres(server: &Server) -> Rig {
        let telegram = Telegram::start();
        let launch = Launch::against(&telegram);
        let database = server.create_database("proof");
        let url = database.url();
        Rig::made(telegram, launch, &url, Some(database))
    }

    fn made(telegram: Telegram, launch: Launch, url: &str, database: Option<Database>) -> Rig {
        let rig = Rig {
            telegram,
            // Pacing is for those who test it.
            launch: launch.database(url).variable("SEND_LIMIT", "off"),
            url: url.parse().expect("a database URL"),
            database,
        };
        rig.db()
            .write(stand_in::make_tables)
            .expect("the stand-in's tables");
        rig
    }

    /// Sets a variable for all that is started from now on.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Rig {
        self.launch = self.launch.variable(name, value);
        self
    }

    /// Serves /health and /metrics on the port that is given with it.
    #[must_use]
    pub fn with_port(self) -> (Rig, u16) {
        let free = TcpListener::bind("0.0.0.0:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        (self.with("PORT", &port.to_string()), port)
    }

    /// Status and body of a page there; 0 if nobody answers.
    pub fn get(&self, port: u16, path: &str) -> (u16, String) {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent: ureq::Agent = config.timeout_global(Some(PATIENCE)).build().into();
        match agent.get(format!("http://127.0.0.1:{port}{path}")).call() {
            Ok(mut response) => {
                let body = response.body_mut().read_to_string().unwrap_or_default();
                (response.status().as_u16(), body)
            }
            Err(error) => (0, error.to_string()),
        }
    }

    /// Starts the pipeline with the stand-in.
    #[track_caller]
    pub fn starts(&self) -> Process {
        stand_in::launch(&self.launch).start()
    }

    /// The same, once it polls.
    #[track_caller]
    pub fn runs(&self) -> Process {
        let process = self.starts();
        process.waits_for_log("leadership: taken");
        self.telegram.waits_for_poll();
        process
    }

    /// Runs a command of the real binary to its end.
    #[track_caller]
    pub fn command(&self, arguments: &[&str]) -> Finished {
        self.launch.clone().arguments(arguments).run("", PATIENCE)
    }

    /// Cuts every connection to the database.
    #[track_caller]
    pub fn cut_connections(&self) {
        let database = self.database.as_ref();
        database.expect("a PostgreSQL database").cut_connections();
    }

    /// The test's own way into the database.
    pub fn db(&self) -> Db {
        Db::open(&self.url, 2).expect("a database")
    }

    /// A query of the test's own.
    #[track_caller]
    pub fn query<T>(&self, sql: &str, read: impl Fn(&Row) -> T) -> Vec<T> {
        let rows = self
            .db()
            .read(|tx: &mut Tx| Ok(tx.query(sql, &[], |row| Ok(read(row)))?));
        rows.unwrap_or_else(|error| panic!("{sql}: {error:#}"))
    }

    #[track_caller]
    pub fn number(&self, sql: &str) -> i64 {
        self.query(sql, |row| {
            row.get::<Option<i64>>(0).expect("a number").unwrap_or(0)
        })[0]
    }

    /// What the stand-in handled in a chat, in order.
    #[track_caller]
    pub fn handled(&self, chat: i64) -> Vec<Handled> {
        let mut handled = self.all_handled();
        handled.retain(|one| one.chat == chat);
        handled
    }

    /// What was said in a chat, as handled, in order.
    #[track_caller]
    pub fn said(&self, chat: i64) -> Vec<String> {
        self.handled(chat).into_iter().map(|one| one.said).collect()
    }

    #[track_caller]
    pub fn all_handled(&self) -> Vec<Handled> {
        let sql = "SELECT chat_id, n, said, process, at FROM handled ORDER BY chat_id, n";
        self.query(sql, |row| Handled {
            chat: row.get(0).expect("chat_id"),
            n: row.get(1).expect("n"),
            said: row.get(2).expect("said"),
            process: row.get(3).expect("process"),
            at: row.get(4).expect("at"),
        })
    }

    /// Waits until nothing is open in the inbox, the outbox and among the jobs.
    #[track_caller]
    pub fn waits_until_quiet(&self) {
        self.waits_until_quiet_within(PATIENCE);
    }

    #[track_caller]
    pub fn waits_until_quiet_within(&self, limit: Duration) {
        self.telegram.waits_until_all_confirmed();
        let db = self.db();
        eventually("an empty inbox and outbox", limit, || {
            let open = db.read(|tx| {
                Ok(tx.query_one(
                    "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'open') \
                     + (SELECT COUNT(*) FROM outbox WHERE state = 'open') \
                     + (SELECT COUNT(*) FROM jobs WHERE state = 'open' OR state = 'running')",
                    &[],
                    |row| row.get::<i64>(0),
                )?)
            });
            (open.ok()? == 0).then_some(())
        });
    }
}

/// How many lines of a log contain this text.
pub fn lines_with(log: &str, fragment: &str) -> usize {
    log.lines().filter(|line| line.contains(fragment)).count()
}
