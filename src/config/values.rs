//! What each variable may hold: a text becomes a value, or the reason why not, which never quotes a secret.

use jiff::tz::TimeZone;
use log::LevelFilter;

use super::{ConfigError, Token, wrong};
use crate::lang::Lang;

pub fn token(text: String) -> Result<Token, ConfigError> {
    let shaped = text.split_once(':').is_some_and(|(number, secret)| {
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !secret.is_empty()
            && secret
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    });
    if shaped {
        Ok(Token(text))
    } else {
        Err(wrong(
            "BOT_TOKEN",
            "it does not look like 123456789:AA… as BotFather gives it",
        ))
    }
}

pub fn api_url(text: &str) -> Result<String, ConfigError> {
    let text = text.trim_end_matches('/');
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .filter(|rest| !rest.is_empty() && !rest.starts_with(['/', ':']))
        .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_graphic()))
        .filter(|rest| !rest.contains(['?', '#', '<', '>', '"', '\\', '^', '`', '{', '|', '}']));
    let Some(rest) = rest else {
        return Err(wrong(
            "TELEGRAM_API_URL",
            "it should look like https://api.telegram.org",
        ));
    };
    let is_token = |part: &str| {
        let rest = part.strip_prefix("bot").unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_digit())
    };
    if rest.split('/').skip(1).any(is_token) {
        return Err(wrong(
            "TELEGRAM_API_URL",
            "the token does not belong into it: it stands in BOT_TOKEN alone",
        ));
    }
    Ok(text.to_owned())
}

/// What `RUST_LOG` may hold: levels, for all or for one module (`info,spinbot=debug`). A mistyped level is legal to the
/// library, as a module's name, and would turn off the rest.
pub fn log_levels(text: String) -> Result<String, ConfigError> {
    let levels = text.split('/').next().unwrap_or_default();
    for entry in levels.split(',').map(str::trim) {
        let (module, level) = match entry.split_once('=') {
            Some((module, level)) => (module, level),
            None if entry.starts_with("spinbot") => (entry, ""),
            None => ("", entry),
        };
        if !level.is_empty() && level.parse::<LevelFilter>().is_err() {
            let of = if module.is_empty() {
                ""
            } else {
                " of a module"
            };
            return Err(wrong(
                "RUST_LOG",
                format!("`{level}` is no level{of}: write off, error, warn, info, debug or trace"),
            ));
        }
    }
    Ok(text)
}

pub fn admins(text: &str) -> Result<Vec<i64>, ConfigError> {
    text.split([',', ';', ' '])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(|entry| match entry.parse::<i64>() {
            Ok(id) if id > 0 => Ok(id),
            _ => Err(wrong(
                "ADMIN_USER_IDS",
                format!("`{entry}` is not a Telegram id: write numbers separated by commas, such as 123456789,987654321"),
            )),
        })
        .collect()
}

pub fn bot_name(text: String) -> Result<String, ConfigError> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    match text.as_str() {
        "terminal" => Err(wrong(
            "BOT_NAME",
            "`terminal` is the name of the bot in the terminal: choose another",
        )),
        _ if plain && text.len() <= 64 => Ok(text),
        _ => Err(wrong(
            "BOT_NAME",
            "can have Latin letters, digits, `_`, `-` and `.`, 64 at most",
        )),
    }
}

pub fn lang(text: &str) -> Result<Lang, ConfigError> {
    Lang::parse(text).ok_or_else(|| {
        wrong(
            "BOT_LANG",
            format!("`{text}` is not spoken here: write ru or en"),
        )
    })
}

pub fn time_zone(text: String) -> Result<String, ConfigError> {
    match TimeZone::get(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(wrong(
            "BOT_TIMEZONE",
            format!("`{text}` is not a time zone: write one such as Europe/Moscow or Asia/Almaty"),
        )),
    }
}

pub fn count(name: &'static str, text: &str, least: u32, most: u32) -> Result<u32, ConfigError> {
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(wrong(
            name,
            format!("`{text}` is not a whole number from {least} to {most}"),
        )),
    }
}

pub fn send_limit(text: &str) -> Result<Option<u32>, ConfigError> {
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    match text.parse() {
        Ok(limit) if (1..=10_000).contains(&limit) => Ok(Some(limit)),
        _ => Err(wrong(
            "SEND_LIMIT",
            format!("`{text}` is neither a whole number from 1 to 10000 nor `off`"),
        )),
    }
}

pub fn port(text: &str) -> Result<u16, ConfigError> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(wrong(
            "PORT",
            format!("`{text}` is not a port from 1 to 65535"),
        )),
    }
}
