//! Every setting of the environment, read once into one struct. Errors name the variable and the reason, never a secret.

mod env_file;

use std::env::VarError;
use std::fmt;
use std::path::Path;

use jiff::tz::TimeZone;

use crate::lang::Lang;
use crate::store::{DataKey, DatabaseUrl};

/// A setting as an operator sees it; `.env.example` and the README list the same ones (tests compare them).
pub struct Variable {
    pub name: &'static str,
    /// Empty: off or none.
    pub default: &'static str,
}

const fn variable(name: &'static str, default: &'static str) -> Variable {
    Variable { name, default }
}

pub const VARIABLES: &[Variable] = &[
    variable("BOT_TOKEN", ""),
    variable("TELEGRAM_API_URL", "https://api.telegram.org"),
    variable("DATABASE_URL", "sqlite://spinbot.db"),
    variable("ADMIN_USER_IDS", ""),
    variable("BOT_NAME", "spin_bot"),
    variable("BOT_LANG", "ru"),
    variable("BOT_TIMEZONE", "Europe/Moscow"),
    variable("OPERATOR_CONTACT", ""),
    variable("DATA_KEY", ""),
    variable("WORKER_THREADS", "8"),
    variable("DB_POOL_SIZE", "12"),
    variable("SEND_LIMIT", "30"),
    variable("PORT", ""),
    variable("RUST_LOG", "info"),
];

/// More threads or connections than this help nobody and exhaust a small server.
const MOST_THREADS: u32 = 256;

pub struct Config {
    pub token: Option<Token>,
    /// Base URL of the Bot API without a slash at the end.
    pub api_url: String,
    pub database: DatabaseUrl,
    /// Whether `DATABASE_URL` was given: `chat` stays in memory otherwise.
    pub database_given: bool,
    pub admins: Vec<i64>,
    pub bot_name: String,
    pub lang: Lang,
    pub time_zone: String,
    pub contact: Option<String>,
    /// Encrypts what people write.
    pub data_key: Option<DataKey>,
    pub worker_threads: u32,
    pub pool_size: u32,
    /// Messages per second overall; `None` turns pacing off.
    pub send_limit: Option<u32>,
    pub port: Option<u16>,
    pub log: String,
}

/// The bot's token. Cannot be printed: `Display` shows the bot's number only.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The secret itself, for URLs.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let number = self.0.split(':').next().unwrap_or_default();
        write!(f, "{number}:***")
    }
}

/// What is wrong with the settings, in one line.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    #[error("{name}: {reason}")]
    Variable { name: &'static str, reason: String },
    #[error(".env: {0}")]
    File(String),
}

impl Config {
    /// From `./.env` and the environment, which wins.
    pub fn from_env() -> Result<Self, ConfigError> {
        let file = env_file::read(Path::new(".env"))?;
        for variable in VARIABLES {
            if let Err(VarError::NotUnicode(_)) = std::env::var(variable.name) {
                return Err(wrong(variable.name, "its value is not UTF-8 text"));
            }
        }
        Self::from(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
                .or_else(|| file.get(name).cloned())
        })
    }

    /// From any source of values; an empty value is no value.
    pub fn from(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let given = |name: &str| {
            get(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let or_default = |name: &str| {
            given(name).unwrap_or_else(|| {
                let row = VARIABLES.iter().find(|variable| variable.name == name);
                row.map_or(String::new(), |variable| variable.default.to_owned())
            })
        };
        Ok(Self {
            token: given("BOT_TOKEN").map(token).transpose()?,
            api_url: api_url(&or_default("TELEGRAM_API_URL"))?,
            database: or_default("DATABASE_URL")
                .parse()
                .map_err(|reason| wrong("DATABASE_URL", reason))?,
            database_given: given("DATABASE_URL").is_some(),
            admins: admins(&or_default("ADMIN_USER_IDS"))?,
            bot_name: bot_name(or_default("BOT_NAME"))?,
            lang: lang(&or_default("BOT_LANG"))?,
            time_zone: time_zone(or_default("BOT_TIMEZONE"))?,
            contact: given("OPERATOR_CONTACT"),
            data_key: given("DATA_KEY")
                .map(|text| {
                    text.parse()
                        .map_err(|reason: String| wrong("DATA_KEY", reason))
                })
                .transpose()?,
            worker_threads: count(
                "WORKER_THREADS",
                &or_default("WORKER_THREADS"),
                1,
                MOST_THREADS,
            )?,
            pool_size: count("DB_POOL_SIZE", &or_default("DB_POOL_SIZE"), 2, MOST_THREADS)?,
            send_limit: send_limit(&or_default("SEND_LIMIT"))?,
            port: given("PORT").map(|text| port(&text)).transpose()?,
            log: or_default("RUST_LOG"),
        })
    }

    /// The settings as one line for the log, without secrets.
    pub fn masked(&self) -> String {
        let token = self
            .token
            .as_ref()
            .map_or("none".to_owned(), Token::to_string);
        let limit = self
            .send_limit
            .map_or("off".to_owned(), |limit| limit.to_string());
        let port = self.port.map_or("off".to_owned(), |port| port.to_string());
        format!(
            "bot {} token {token} telegram {} database {} lang {} zone {} texts {} threads {} connections {} send limit {limit} port {port} admins {}",
            self.bot_name,
            self.api_url,
            self.database,
            self.lang.code(),
            self.time_zone,
            match self.data_key {
                Some(_) => "encrypted",
                None => "plain",
            },
            self.worker_threads,
            self.pool_size,
            self.admins.len(),
        )
    }
}

fn wrong(name: &'static str, reason: impl Into<String>) -> ConfigError {
    ConfigError::Variable {
        name,
        reason: reason.into(),
    }
}

fn token(text: String) -> Result<Token, ConfigError> {
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

fn api_url(text: &str) -> Result<String, ConfigError> {
    let text = text.trim_end_matches('/');
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.starts_with('/') => Ok(text.to_owned()),
        _ => Err(wrong(
            "TELEGRAM_API_URL",
            "it should look like https://api.telegram.org",
        )),
    }
}

fn admins(text: &str) -> Result<Vec<i64>, ConfigError> {
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

fn bot_name(text: String) -> Result<String, ConfigError> {
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

fn lang(text: &str) -> Result<Lang, ConfigError> {
    Lang::parse(text).ok_or_else(|| {
        wrong(
            "BOT_LANG",
            format!("`{text}` is not spoken here: write ru or en"),
        )
    })
}

fn time_zone(text: String) -> Result<String, ConfigError> {
    match TimeZone::get(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(wrong(
            "BOT_TIMEZONE",
            format!("`{text}` is not a time zone: write one such as Europe/Moscow or Asia/Almaty"),
        )),
    }
}

fn count(name: &'static str, text: &str, least: u32, most: u32) -> Result<u32, ConfigError> {
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(wrong(
            name,
            format!("`{text}` is not a whole number from {least} to {most}"),
        )),
    }
}

fn send_limit(text: &str) -> Result<Option<u32>, ConfigError> {
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

fn port(text: &str) -> Result<u16, ConfigError> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(wrong(
            "PORT",
            format!("`{text}` is not a port from 1 to 65535"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from(|name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn check(name: &str, value: &str, reason: &str) {
        match read(&[(name, value)]) {
            Ok(_) => panic!("{name}={value} was taken"),
            Err(error) => {
                let text = error.to_string();
                assert!(text.starts_with(name) && text.contains(reason), "{text}");
                assert!(!text.contains("s3cret"), "{text}");
            }
        }
    }

    #[test]
    fn nothing_set_means_the_defaults() {
        let config = read(&[]).expect("defaults");
        assert_eq!(config.send_limit, Some(30));
        assert_eq!(config.bot_name, "spin_bot");
        assert!(config.token.is_none() && config.port.is_none() && !config.database_given);
        assert_eq!(config.database.to_string(), "sqlite://spinbot.db");
    }

    #[test]
    fn a_wrong_value_is_named_with_its_reason() {
        check("BOT_TOKEN", "s3cret", "BotFather");
        check("ADMIN_USER_IDS", "12,anna", "`anna`");
        check("DATABASE_URL", "mysql://anna:s3cret@db/x", "mysql://");
        check("BOT_LANG", "de", "`de`");
        check("BOT_TIMEZONE", "Moscow", "`Moscow`");
        check("WORKER_THREADS", "0", "from 1 to");
        check("DB_POOL_SIZE", "many", "`many`");
        check("SEND_LIMIT", "-3", "`-3`");
        check("DATA_KEY", "s3cret", "16 characters");
        check("PORT", "70000", "`70000`");
        check("TELEGRAM_API_URL", "api.telegram.org", "https://");
        check("BOT_NAME", "мой бот", "Latin");
        check("BOT_NAME", "terminal", "choose another");
    }

    #[test]
    fn pacing_can_be_turned_off_and_admins_are_a_list() {
        let config = read(&[("SEND_LIMIT", "off"), ("ADMIN_USER_IDS", "1, 2,3")]).expect("valid");
        assert_eq!((config.send_limit, config.admins), (None, vec![1, 2, 3]));
    }

    #[test]
    fn the_line_for_the_log_hides_secrets() {
        let config = read(&[
            ("BOT_TOKEN", "123:AAs3cret"),
            ("DATABASE_URL", "postgres://anna:s3cret@db/spin"),
            ("DATA_KEY", "a s3cret that is long enough"),
        ])
        .expect("valid");
        assert!(!config.masked().contains("s3cret"));
        assert!(config.masked().contains("123:***"));
    }
}
