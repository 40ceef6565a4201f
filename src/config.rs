//! Every setting of the environment, read once into one struct. Errors name the variable and the reason, never a secret.

mod env_file;
mod values;

use std::collections::HashMap;
use std::env::VarError;
use std::fmt;
use std::path::{Path, PathBuf};

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
    variable("SCENARIO_PATH", ""),
    variable("BOT_TIMEZONE", "Europe/Moscow"),
    variable("OPERATOR_CONTACT", ""),
    variable("DATA_KEY", ""),
    variable("WORKER_THREADS", "8"),
    variable("DB_POOL_SIZE", "12"),
    variable("SEND_LIMIT", "30"),
    variable("PORT", ""),
    variable("RUST_LOG", "info"),
];

/// Settings that are promised and that nothing here uses yet: whoever sets one is told. Each leaves this list when it joins the other.
const NOT_YET: &[&str] = &[
    "ACCESS",
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "CHANNEL_ID",
    "TARIFFS_PATH",
    "PAYMENT_PROVIDER_TOKEN",
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
    /// An operator's own training, a file or a folder; the built-in one without.
    pub scenario: Option<PathBuf>,
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
    /// Set, and not used yet.
    pub unused: Vec<&'static str>,
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
        if let Some(error) = unreadable().next() {
            return Err(error);
        }
        Self::from(|name| value(name, &file))
    }

    /// As much of the settings as can be read, and what is wrong with the others: they have their defaults.
    pub fn readable() -> (Self, Vec<ConfigError>) {
        let mut faults: Vec<ConfigError> = unreadable().collect();
        let file = env_file::read(Path::new(".env")).unwrap_or_else(|error| {
            faults.push(error);
            HashMap::new()
        });
        // Each turn finds one more variable wrong, until those that are left are right.
        loop {
            let is_right = |name: &str| !faults.iter().any(|fault| fault.is_of(name));
            let read = Self::from(|name| value(name, &file).filter(|_| is_right(name)));
            match read {
                Ok(config) => return (config, faults),
                Err(error) => faults.push(error),
            }
        }
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
            token: given("BOT_TOKEN").map(values::token).transpose()?,
            api_url: values::api_url(&or_default("TELEGRAM_API_URL"))?,
            database: or_default("DATABASE_URL")
                .parse()
                .map_err(|reason| wrong("DATABASE_URL", reason))?,
            database_given: given("DATABASE_URL").is_some(),
            admins: values::admins(&or_default("ADMIN_USER_IDS"))?,
            bot_name: values::bot_name(or_default("BOT_NAME"))?,
            lang: values::lang(&or_default("BOT_LANG"))?,
            scenario: given("SCENARIO_PATH").map(PathBuf::from),
            time_zone: values::time_zone(or_default("BOT_TIMEZONE"))?,
            contact: given("OPERATOR_CONTACT"),
            data_key: given("DATA_KEY")
                .map(|text| {
                    text.parse()
                        .map_err(|reason: String| wrong("DATA_KEY", reason))
                })
                .transpose()?,
            worker_threads: values::count(
                "WORKER_THREADS",
                &or_default("WORKER_THREADS"),
                1,
                MOST_THREADS,
            )?,
            pool_size: values::count("DB_POOL_SIZE", &or_default("DB_POOL_SIZE"), 2, MOST_THREADS)?,
            send_limit: values::send_limit(&or_default("SEND_LIMIT"))?,
            port: given("PORT").map(|text| values::port(&text)).transpose()?,
            log: values::log_levels(or_default("RUST_LOG"))?,
            unused: (NOT_YET.iter().copied())
                .filter(|name| {
                    let is_default = |value: &String| (*name, value.as_str()) == ("ACCESS", "open");
                    given(name).is_some_and(|value| !is_default(&value))
                })
                .collect(),
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

impl ConfigError {
    /// Whether it is about this variable.
    pub fn is_of(&self, variable: &str) -> bool {
        matches!(self, Self::Variable { name, .. } if *name == variable)
    }
}

/// Variables whose values are no text.
fn unreadable() -> impl Iterator<Item = ConfigError> {
    VARIABLES.iter().filter_map(|variable| {
        let value = std::env::var(variable.name);
        matches!(value, Err(VarError::NotUnicode(_)))
            .then(|| wrong(variable.name, "its value is not UTF-8 text"))
    })
}

fn value(name: &str, file: &HashMap<String, String>) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
        .or_else(|| file.get(name).cloned())
}

fn wrong(name: &'static str, reason: impl Into<String>) -> ConfigError {
    ConfigError::Variable {
        name,
        reason: reason.into(),
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
        check("TELEGRAM_API_URL", "https://", "https://");
        check("TELEGRAM_API_URL", "ftp://api.telegram.org", "https://");
        check("TELEGRAM_API_URL", "http://bad host", "https://");
        check("TELEGRAM_API_URL", "https://a.b/bot123:s3cret", "BOT_TOKEN");
        check("BOT_NAME", "мой бот", "Latin");
        check("BOT_NAME", "terminal", "choose another");
    }

    #[test]
    fn a_server_of_ones_own_may_have_a_port_and_a_path() {
        for (text, url) in [
            ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
            ("https://example.org/robots/", "https://example.org/robots"),
            ("http://[::1]:8081/", "http://[::1]:8081"),
        ] {
            let config = read(&[("TELEGRAM_API_URL", text)]).expect("valid");
            assert_eq!(config.api_url, url);
        }
    }

    #[test]
    fn pacing_can_be_turned_off_and_admins_are_a_list() {
        let config = read(&[("SEND_LIMIT", "off"), ("ADMIN_USER_IDS", "1, 2,3")]).expect("valid");
        assert_eq!((config.send_limit, config.admins), (None, vec![1, 2, 3]));
    }

    #[test]
    fn what_is_not_used_yet_is_known_when_it_is_set() {
        let config = read(&[("CHANNEL_ID", "@sales"), ("ACCESS", "open")]).expect("valid");
        assert_eq!(config.unused, ["CHANNEL_ID"]);
        let both = |name: &&str| VARIABLES.iter().any(|variable| variable.name == *name);
        assert!(!NOT_YET.iter().any(both));
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
