//! Where the data lives: the forms of `DATABASE_URL` that people really have, read into one of two engines.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A parsed `DATABASE_URL`. `Display` masks the password.
#[derive(Clone)]
pub enum DatabaseUrl {
    SqliteMemory,
    SqliteFile(PathBuf),
    Postgres(Box<PostgresUrl>),
}

#[derive(Clone)]
pub struct PostgresUrl {
    pub config: postgres::Config,
    /// Prepared statements may be kept: false behind a transaction pooler (`pgbouncer=true`, `statement_cache_size=0`).
    pub keep_statements: bool,
}

impl DatabaseUrl {
    /// The file that should hold the data and does not exist: commands that only look must not make it.
    pub fn missing_file(&self) -> Option<&Path> {
        match self {
            Self::SqliteFile(path) if !path.exists() => Some(path),
            _ => None,
        }
    }

    /// Whether both name the same data, as far as their texts tell.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::SqliteFile(one), Self::SqliteFile(two)) => {
                let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
                whole(one) == whole(two)
            }
            _ => self.to_string() == other.to_string(),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        let url = url.trim();
        if url == "sqlite::memory:" {
            return Ok(Self::SqliteMemory);
        }
        let (scheme, rest) = url.split_once("://").ok_or(
            "it should look like sqlite://spinbot.db or postgres://user:password@host/base",
        )?;
        let (engine, driver) = match scheme.split_once('+') {
            Some((engine, driver)) => (engine, Some(driver)),
            None => (scheme, None),
        };
        match engine.to_ascii_lowercase().as_str() {
            "sqlite" => sqlite(rest, driver.is_some()),
            "postgres" | "postgresql" => postgres(rest),
            other => Err(format!("`{other}://` is neither sqlite:// nor postgres://")),
        }
    }
}

/// `sqlite://x.db` and `sqlite:///./x.db` are relative, `sqlite:///srv/x.db` is absolute; with a driver (SQLAlchemy's
/// way) three slashes are relative and four absolute.
fn sqlite(rest: &str, with_driver: bool) -> Result<DatabaseUrl, String> {
    let path = rest.split('?').next().unwrap_or_default();
    let path = if with_driver {
        path.strip_prefix('/').unwrap_or(path)
    } else if path.starts_with("/./") || path.starts_with("/../") || path == "/:memory:" {
        &path[1..]
    } else {
        path
    };
    match path {
        ":memory:" => Ok(DatabaseUrl::SqliteMemory),
        "" if with_driver => Ok(DatabaseUrl::SqliteMemory),
        "" | "/" => Err("no file is named: sqlite://spinbot.db".into()),
        path => Ok(DatabaseUrl::SqliteFile(PathBuf::from(path))),
    }
}

/// What the driver understands after the `?`; it names the whole URL, and with it the password, when it meets another.
const SETTINGS: [&str; 19] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "options",
    "password",
    "port",
    "sslmode",
    "sslnegotiation",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

fn postgres(rest: &str) -> Result<DatabaseUrl, String> {
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut keep_statements = true;
    let mut kept: Vec<String> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "pgbouncer" => keep_statements = value != "true",
            "statement_cache_size" | "prepared_statement_cache_size" => {
                keep_statements = value != "0"
            }
            "ssl" => kept.push(format!(
                "sslmode={}",
                match value {
                    "true" => "require",
                    "false" => "disable",
                    other => other,
                }
            )),
            _ if SETTINGS.contains(&name) => kept.push(pair.to_owned()),
            _ => {
                return Err(format!(
                    "`{name}` is no setting of a connection to PostgreSQL that is known here: leave it out"
                ));
            }
        }
    }
    if let Some(mode) = kept.iter().find_map(|pair| pair.strip_prefix("sslmode="))
        && !["disable", "prefer", "require"].contains(&mode)
    {
        return Err(format!(
            "sslmode can be disable, prefer or require, not `{mode}`"
        ));
    }
    let url = format!("postgresql://{address}?{}", kept.join("&"));
    // The driver's own message may quote the URL, and with it the password.
    let config = postgres::Config::from_str(url.trim_end_matches('?'))
        .map_err(|_| "it should look like postgres://user:password@host:5432/base; special characters in the password are written as %XX")?;
    if config.get_hosts().is_empty() {
        return Err("no host is named: postgres://user:password@host:5432/base".into());
    }
    Ok(DatabaseUrl::Postgres(Box::new(PostgresUrl {
        config,
        keep_statements,
    })))
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::SqliteMemory => f.write_str("sqlite::memory:"),
            Self::SqliteFile(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => {
                let host = match url.config.get_hosts().first() {
                    Some(postgres::config::Host::Tcp(name)) => name.clone(),
                    Some(postgres::config::Host::Unix(path)) => path.display().to_string(),
                    None => String::new(),
                };
                write!(f, "postgres://")?;
                if let Some(user) = url.config.get_user() {
                    let password = if url.config.get_password().is_some() {
                        ":***"
                    } else {
                        ""
                    };
                    write!(f, "{user}{password}@")?;
                }
                let port = url.config.get_ports().first().copied().unwrap_or(5432);
                write!(
                    f,
                    "{host}:{port}/{}",
                    url.config.get_dbname().unwrap_or_default()
                )
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, shown: &str) {
        match url.parse::<DatabaseUrl>() {
            Ok(parsed) => assert_eq!(parsed.to_string(), shown, "{url}"),
            Err(reason) => panic!("{url}: {reason}"),
        }
    }

    #[test]
    fn every_form_people_have_is_understood() {
        check("sqlite://spinbot.db", "sqlite://spinbot.db");
        check("sqlite:///srv/x.db", "sqlite:///srv/x.db");
        check("sqlite:///./x.db", "sqlite://./x.db");
        check("sqlite::memory:", "sqlite::memory:");
        check("sqlite://:memory:", "sqlite::memory:");
        check(
            "sqlite+aiosqlite:///./spin_bot_test.db",
            "sqlite://./spin_bot_test.db",
        );
        check("sqlite+aiosqlite:///spin.db", "sqlite://spin.db");
        check("sqlite+aiosqlite:////srv/x.db", "sqlite:///srv/x.db");
        check("sqlite+aiosqlite://", "sqlite::memory:");
        check(
            "postgres://anna:s3cret@db.example:6543/spin",
            "postgres://anna:***@db.example:6543/spin",
        );
        check(
            "postgresql+asyncpg://anna:s3cret@db/spin?ssl=require",
            "postgres://anna:***@db:5432/spin",
        );
        check(
            "postgresql+psycopg2://anna@db/spin?sslmode=disable",
            "postgres://anna@db:5432/spin",
        );
        check(
            "postgres://anna:p%40ss@db/spin?pgbouncer=true",
            "postgres://anna:***@db:5432/spin",
        );
    }

    #[test]
    fn a_wrong_form_is_named_without_its_password() {
        for url in [
            "mysql://anna:s3cret@db/spin",
            "spinbot.db",
            "sqlite://",
            "postgres://anna:s3cret@db:port/spin",
            "postgres://anna:s3cret@db/spin?sslmode=verify-full",
        ] {
            let reason = url.parse::<DatabaseUrl>().expect_err(url);
            assert!(!reason.contains("s3cret"), "{reason}");
        }
    }

    #[test]
    fn a_setting_that_nobody_knows_is_named_without_its_value() {
        let url = "postgresql://anna:s3cret@db/spin?connect_timeout=5&channel_binding=prefer&colour=s3cret";
        let reason = url.parse::<DatabaseUrl>().expect_err(url);
        assert!(reason.contains("`colour`"), "{reason}");
        assert!(!reason.contains("s3cret"), "{reason}");
        let known = url.split("&colour").next().expect("a head");
        check(known, "postgres://anna:***@db:5432/spin");
    }

    #[test]
    fn a_transaction_pooler_is_recognised() {
        let Ok(DatabaseUrl::Postgres(url)) =
            "postgres://a@b/c?prepared_statement_cache_size=0".parse()
        else {
            panic!("not understood");
        };
        assert!(!url.keep_statements);
    }
}
