//! Answers of the Bot API, and the lack of one, sorted by what can be done about it. Pure.

use std::io;

use serde::Deserialize;
use ureq::http::StatusCode;

/// Why a call gave no result, by what can be done about it. Never quotes what was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// It never reached Telegram.
    #[error("not reached: {0}")]
    NotReached(String),
    /// It was written, and nobody knows what became of it.
    #[error("no answer: {0}")]
    Uncertain(String),
    /// A server in between answered for Telegram, or Telegram with an error of its own: it was not accepted.
    #[error("not accepted: HTTP {0}")]
    NotAccepted(u16),
    #[error("too many requests: wait {seconds} s")]
    Flood { seconds: u64 },
    #[error("refused: {code}")]
    Refused {
        code: u16,
        description: String,
        migrate_to: Option<i64>,
    },
    /// Accepted, but the answer cannot be read.
    #[error("the answer cannot be read: {reason}")]
    Garbled {
        reason: String,
        /// The first number of an update in an answer that came whole and is not JSON.
        update_id: Option<i64>,
    },
}

impl CallError {
    /// The token is wrong or was revoked.
    pub fn is_unauthorised(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                code: 401 | 404,
                ..
            }
        )
    }
}

/// The number of the first update in a text that is no JSON.
pub(super) fn first_update_id(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once("\"update_id\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..end].parse().ok()
}

/// An error without a status: either the request never left, or nobody knows.
pub(super) fn sort(error: ureq::Error) -> CallError {
    use ureq::Timeout;
    let text = without_url(&error);
    let left = match &error {
        ureq::Error::Io(cause) => !failed_early(cause),
        ureq::Error::Timeout(phase) => !matches!(phase, Timeout::Resolve | Timeout::Connect),
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::BadUri(_)
        | ureq::Error::Http(_)
        | ureq::Error::Tls(_)
        | ureq::Error::Rustls(_)
        | ureq::Error::TlsRequired
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::ConnectProxyFailed(_) => false,
        _ => true,
    };
    if left {
        CallError::Uncertain(text)
    } else {
        CallError::NotReached(text)
    }
}

/// Whether the connection was never made: no address, nobody there, or a peer that does not speak TLS as we do.
fn failed_early(cause: &io::Error) -> bool {
    use io::ErrorKind::*;
    let no_connection = [
        ConnectionRefused,
        AddrNotAvailable,
        HostUnreachable,
        NetworkUnreachable,
        InvalidData,
    ];
    // The resolver's failures have no kind of their own.
    no_connection.contains(&cause.kind()) || cause.to_string().contains("failed to lookup address")
}

/// ureq names the URI in some errors, and ours holds the token.
pub(super) fn without_url(error: &ureq::Error) -> String {
    match error {
        ureq::Error::BadUri(_) => "bad URL".to_owned(),
        other => crate::logging::redact(&other.to_string()),
    }
}

pub(super) fn refusal(status: StatusCode, body: &[u8], retry_after: Option<u64>) -> CallError {
    #[derive(Deserialize, Default)]
    struct Parameters {
        retry_after: Option<u64>,
        migrate_to_chat_id: Option<i64>,
    }
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(default)]
        description: String,
        #[serde(default)]
        parameters: Parameters,
    }
    let code = status.as_u16();
    let told: Option<Refusal> = serde_json::from_slice(body).ok();
    if code == 429 {
        let told = told.and_then(|refusal| refusal.parameters.retry_after);
        // Telegram always says how long; a proxy in between may not.
        return CallError::Flood {
            seconds: told.or(retry_after).unwrap_or(1).max(1),
        };
    }
    match told {
        Some(refusal) if !status.is_server_error() => CallError::Refused {
            code,
            description: refusal.description,
            migrate_to: refusal.parameters.migrate_to_chat_id,
        },
        None if [401, 404].contains(&code) => CallError::Refused {
            code,
            description: String::new(),
            migrate_to: None,
        },
        _ => CallError::NotAccepted(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_an_address_and_a_peer_without_tls_were_never_reached() {
        let lookup =
            io::Error::other("failed to lookup address information: Name or service not known");
        let garbage = io::Error::new(io::ErrorKind::InvalidData, "received corrupt message");
        for cause in [lookup, garbage] {
            assert!(matches!(
                sort(ureq::Error::Io(cause)),
                CallError::NotReached(_)
            ));
        }
        let reset = io::Error::from(io::ErrorKind::ConnectionReset);
        assert!(matches!(
            sort(ureq::Error::Io(reset)),
            CallError::Uncertain(_)
        ));
    }

    #[test]
    fn answers_are_sorted_by_what_they_mean() {
        let check = |status: u16, body: &str, header: Option<u64>, expected: CallError| {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(refusal(status, body.as_bytes(), header), expected);
        };
        let long =
            r#"{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":70000}}"#;
        check(429, long, Some(3), CallError::Flood { seconds: 70_000 });
        check(429, "<html>", Some(3), CallError::Flood { seconds: 3 });
        check(429, "", None, CallError::Flood { seconds: 1 });
        check(
            502,
            "<html>Bad Gateway</html>",
            None,
            CallError::NotAccepted(502),
        );
        check(
            500,
            r#"{"ok":false,"description":"Internal"}"#,
            None,
            CallError::NotAccepted(500),
        );
        check(403, "<html>", None, CallError::NotAccepted(403));
        let moved = r#"{"ok":false,"description":"m","parameters":{"migrate_to_chat_id":-100}}"#;
        let refused = CallError::Refused {
            code: 400,
            description: "m".into(),
            migrate_to: Some(-100),
        };
        check(400, moved, None, refused);
    }
}
