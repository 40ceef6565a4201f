//! PostgreSQL for tests: the run's shared server that `tests/run` brings up, and clusters of one's own that can be stopped,
//! frozen and refused. Only loopback, only throwaway data.

mod cluster;

use std::net::{Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls};

pub use cluster::Cluster;

const NO_SERVER: &str = "start the tests through tests/run: it brings up PostgreSQL";
/// Members of this role must give their password; everybody else on loopback is trusted. `tests/run` knows it too.
const PASSWORD_ROLE: &str = "with_password";

/// The shared server of this run. Stop or freeze only a [`Cluster`] of your own.
pub fn shared() -> Server {
    let url = std::env::var("SPINBOT_TEST_POSTGRES");
    let url = url.ok().filter(|url| !url.is_empty());
    let url = url.unwrap_or_else(|| panic!("{NO_SERVER}"));
    let base = url.rsplit_once('/').map_or(url.as_str(), |(base, _)| base);
    Server {
        base: base.to_owned(),
    }
}

/// A server somewhere on loopback.
#[derive(Clone, Debug)]
pub struct Server {
    /// `postgres://postgres@127.0.0.1:PORT`
    base: String,
}

impl Server {
    /// The address of one of its databases, as the superuser.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    pub fn port(&self) -> u16 {
        let port = self.base.rsplit_once(':').map(|(_, port)| port.parse());
        port.and_then(Result::ok)
            .expect("the address ends in a port")
    }

    /// A fresh empty database, dropped with the value; its name begins with `name`.
    #[track_caller]
    pub fn create_database(&self, name: &str) -> Database {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = format!("{name}_{}_{number}", std::process::id());
        self.execute(&format!("CREATE DATABASE \"{name}\""));
        Database {
            server: self.clone(),
            name,
        }
    }

    /// Makes a superuser who must give this password; the address of a database as that user.
    #[track_caller]
    pub fn create_user(&self, user: &str, password: &str, database: &str) -> String {
        self.execute(&format!(
            "DO $$ BEGIN CREATE ROLE {PASSWORD_ROLE}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        ));
        self.execute(&format!(
            "CREATE ROLE \"{user}\" LOGIN SUPERUSER PASSWORD '{password}' IN ROLE {PASSWORD_ROLE}"
        ));
        format!(
            "postgres://{user}:{password}@127.0.0.1:{}/{database}",
            self.port()
        )
    }

    /// A connection to one of its databases.
    #[track_caller]
    pub fn connect(&self, database: &str) -> Client {
        let url = self.url(database);
        Client::connect(&url, NoTls).unwrap_or_else(|error| panic!("{url}: {error:?}"))
    }

    /// How many sessions of a database are there, and how many of them are encrypted; ours not counted.
    #[track_caller]
    pub fn sessions(&self, database: &str) -> (i64, i64) {
        let sql = "SELECT COUNT(*), COUNT(*) FILTER (WHERE ssl) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) \
                   WHERE datname = $1 AND pid <> pg_backend_pid()";
        let row = self.connect("postgres").query_one(sql, &[&database]);
        let row = row.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        (row.get(0), row.get(1))
    }

    /// Cuts every connection to a database.
    #[track_caller]
    pub fn cut_connections(&self, database: &str) {
        self.execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
        ));
    }

    #[track_caller]
    fn execute(&self, sql: &str) {
        let result = self.connect("postgres").batch_execute(sql);
        result.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
}

/// A database of one test.
pub struct Database {
    server: Server,
    pub name: String,
}

impl Database {
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    #[track_caller]
    pub fn connect(&self) -> Client {
        self.server.connect(&self.name)
    }

    #[track_caller]
    pub fn cut_connections(&self) {
        self.server.cut_connections(&self.name);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The server may be gone already; the data goes with it then.
        if let Ok(mut client) = Client::connect(&self.server.url("postgres"), NoTls) {
            let sql = format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name);
            let _ = client.batch_execute(&sql);
        }
    }
}

/// Whether something accepts connections on a port of loopback.
pub fn answers(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
