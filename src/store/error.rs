//! What can go wrong between us and a database, sorted by what the caller should do about it.

use std::error::Error as _;
use std::fmt::Write as _;

use postgres::error::SqlState;

/// A failed call to the database. `Display` tells the whole chain of causes in one line, never a statement's values;
/// so there is no `source` for others to print again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Sqlite(rusqlite::Error),
    #[error("{}", chain(.0))]
    Postgres(postgres::Error),
    /// No connection could be had; the text is why, empty if the server never answered.
    #[error("no connection: {}", if .0.is_empty() { "no answer" } else { .0 })]
    NoConnection(String),
    #[error("migrations: {0}")]
    Migration(String),
    /// The row is not what this program wrote.
    #[error("{0}")]
    Shape(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

/// What the caller of a failed transaction can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Somebody else was in the way: run the same transaction again now.
    Again,
    /// The database is away, full or silent: wait and try again.
    Wait,
    /// The same call will fail in the same way.
    None,
}

impl Error {
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Sqlite(error) => sqlite_remedy(error),
            Self::Postgres(error) => postgres_remedy(error),
            // SQLite's words: the pool hands on no code. Such a file will not become a database.
            Self::NoConnection(why) if why.contains("file is not a database") => Remedy::None,
            Self::NoConnection(_) => Remedy::Wait,
            Self::Migration(_) | Self::Shape(_) => Remedy::None,
        }
    }

    /// No connection could be had, and not so much as a refusal came back.
    pub fn is_silence(error: &anyhow::Error) -> bool {
        matches!(error.downcast_ref(), Some(Self::NoConnection(why)) if why.is_empty())
    }

    /// The remedy for an error that passed through `anyhow`; one that is not ours has none.
    pub fn remedy_for(error: &anyhow::Error) -> Remedy {
        error
            .downcast_ref::<Self>()
            .map_or(Remedy::None, Self::remedy)
    }

    /// The server refused this user, password or database name: trying again changes nothing.
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Postgres(error) => error.code().is_some_and(|code| {
                [
                    SqlState::INVALID_PASSWORD,
                    SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
                    SqlState::INVALID_CATALOG_NAME,
                ]
                .contains(code)
            }),
            _ => false,
        }
    }
}

fn sqlite_remedy(error: &rusqlite::Error) -> Remedy {
    use rusqlite::ErrorCode::*;
    match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked) => Remedy::Again,
        Some(
            DiskFull | SystemIoFailure | CannotOpen | ReadOnly | OutOfMemory | PermissionDenied,
        ) => Remedy::Wait,
        _ => Remedy::None,
    }
}

fn postgres_remedy(error: &postgres::Error) -> Remedy {
    let Some(code) = error.code() else {
        // Without a code the server did not speak: the connection broke. A closed client says so as well.
        let about_connection = error.is_closed()
            || error
                .source()
                .is_some_and(|cause| cause.is::<std::io::Error>());
        return if about_connection {
            Remedy::Wait
        } else {
            Remedy::None
        };
    };
    match code.code() {
        "40001" | "40P01" | "55P03" => Remedy::Again,
        // A replica, or a server that turned read-only for want of disk; a transaction that was ended because we, or the
        // server, stood still in it.
        "25006" | "25P03" | "25P04" => Remedy::Wait,
        code => match &code[..2] {
            // Connection, resources, operator's intervention (restart, shutdown), system error, wrong login meanwhile.
            "08" | "53" | "57" | "58" | "28" | "3D" => Remedy::Wait,
            _ => Remedy::None,
        },
    }
}

/// `postgres::Error` alone prints "db error": its causes say the rest. What the server adds in DETAIL is left out: it
/// quotes whole rows.
fn chain(error: &postgres::Error) -> String {
    if let Some(error) = error.as_db_error() {
        return format!("{} (SQLSTATE {})", error.message(), error.code().code());
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
