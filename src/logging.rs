//! The log: one line per event on stderr, with ids and never texts. Secrets are cut out whatever a library prints.

use std::io::Write;

use env_logger::Builder;
use log::LevelFilter;

/// Libraries that would print queries, bodies or URLs below this level.
const CAPPED: &[(&str, LevelFilter)] = &[
    ("ureq", LevelFilter::Info),
    ("ureq_proto", LevelFilter::Info),
    ("rustls", LevelFilter::Info),
    ("tokio_postgres", LevelFilter::Warn),
    ("postgres", LevelFilter::Warn),
    ("tiny_http", LevelFilter::Info),
];

/// Starts logging at `levels` (as `RUST_LOG` writes them) and routes panics through it, by place and never by message:
/// a message may quote what a user wrote.
pub fn start(levels: &str) {
    let mut builder = Builder::new();
    builder.parse_filters(levels);
    for (module, level) in CAPPED {
        builder.filter_module(module, *level);
    }
    builder.format(|out, record| {
        let line = redact(&record.args().to_string());
        let time = out.timestamp_millis();
        writeln!(out, "{time} {:<5} {line}", record.level())
    });
    builder.init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        log::error!("panic at {place}");
    }));
}

/// Cuts tokens (`bot123:AA…`) and passwords in URLs (`://user:password@`) out of a line.
pub fn redact(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(':') {
        let (before, after) = rest.split_at(at);
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let secret = after[1..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .unwrap_or(after.len() - 1);
        kept.push_str(before);
        kept.push(':');
        rest = &after[1..];
        // A token is a number of 6 digits or more, a colon, and 20 letters or more.
        if digits >= 6 && secret >= 20 {
            kept.push_str("***");
            rest = &rest[secret..];
        } else if let Some(user) = rest.strip_prefix("//") {
            let end = user.find(['/', ' ', '"', '?']).unwrap_or(user.len());
            if let Some(host) = user[..end].rfind('@') {
                let name = user[..host].split(':').next().unwrap_or_default();
                kept.push_str("//");
                kept.push_str(name);
                if user[..host].contains(':') {
                    kept.push_str(":***");
                }
                rest = &user[host..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::redact;

    fn check(line: &str, expected: &str) {
        assert_eq!(redact(line), expected);
    }

    #[test]
    fn secrets_are_cut_out_of_any_line() {
        check(
            "POST https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe failed",
            "POST https://api.telegram.org/bot123456789:***/getMe failed",
        );
        check(
            "postgres://anna:p@ss:word@db:5432/spin",
            "postgres://anna:***@db:5432/spin",
        );
        check("postgres://anna@db/spin", "postgres://anna@db/spin");
        check("chat 17: seq 12:30 done", "chat 17: seq 12:30 done");
        check("", "");
    }
}
