//! `spinbot doctor`: one line per thing the bot needs, and the way out where one is missing.

use std::io::Write;

use crate::config::{Config, ConfigError};
use crate::scenario;
use crate::store::Db;
use crate::store::secrets::{self, Encryption};
use crate::telegram::Client;

/// What one check found, in words for an operator.
type Finding = Result<String, String>;

/// Exit code 0 if all is well, 1 if a check failed.
pub fn run(out: &mut impl Write) -> anyhow::Result<i32> {
    let (config, faults) = Config::readable();
    crate::logging::start(&config.log);
    // What a setting that cannot be read would say is not known.
    let known = |name: &str| match faults.iter().any(|fault| fault.is_of(name)) {
        true => Err(format!("not asked: {name} cannot be read")),
        false => Ok(()),
    };
    let database = known("DATABASE_URL").and_then(|()| database(&config));
    let checks = [
        ("settings", settings(&faults)),
        ("token", known("BOT_TOKEN").and_then(|()| token(&config))),
        (
            "telegram",
            known("BOT_TOKEN")
                .and_then(|()| known("TELEGRAM_API_URL"))
                .and_then(|()| telegram(&config)),
        ),
        (
            "database",
            database
                .as_ref()
                .map(|(finding, _)| finding.clone())
                .map_err(Clone::clone),
        ),
        (
            "migrations",
            match &database {
                Ok((_, db)) => migrations(db),
                Err(_) => Err("not asked: there is no database".into()),
            },
        ),
        ("scenario", training(&config)),
        ("texts", known("DATA_KEY").and_then(|()| texts(&database))),
    ];
    let mut failed = 0;
    for (name, finding) in checks {
        match finding {
            Ok(text) => writeln!(out, "✔ {name}: {text}")?,
            Err(reason) => {
                failed += 1;
                writeln!(out, "✖ {name}: {}", crate::logging::redact(&reason))?;
            }
        }
    }
    Ok(i32::from(failed > 0))
}

fn settings(faults: &[ConfigError]) -> Finding {
    if faults.is_empty() {
        return Ok("all can be read".into());
    }
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Err(faults.join("; "))
}

fn token(config: &Config) -> Finding {
    match &config.token {
        Some(token) => Ok(format!("{token}")),
        None => Err(
            "BOT_TOKEN is not set: get one from @BotFather; `spinbot chat` works without".into(),
        ),
    }
}

fn telegram(config: &Config) -> Finding {
    let Some(token) = &config.token else {
        return Err("not asked: there is no token".into());
    };
    let client = Client::new(&config.api_url, token);
    let me = client.me().map_err(|error| {
        if error.is_unauthorised() {
            "the token is refused: copy it from @BotFather anew".to_owned()
        } else {
            format!("{} does not answer: {error}", config.api_url)
        }
    })?;
    if client.has_webhook() == Ok(true) {
        return Err(
            "a webhook is set for this bot, which forbids polling: remove it with deleteWebhook"
                .into(),
        );
    }
    Ok(format!(
        "{} answers, the bot is @{}",
        config.api_url,
        me.username.unwrap_or_default()
    ))
}

fn database(config: &Config) -> Result<(String, Db), String> {
    if let Some(path) = config.database.missing_file() {
        return Err(format!(
            "there is no file {} yet: `spinbot migrate` makes it, and so does a start",
            path.display()
        ));
    }
    let db =
        Db::open(&config.database, 2).map_err(|error| format!("{}: {error}", config.database))?;
    let db = db.with_key(config.data_key.as_ref());
    db.ask()
        .map_err(|error| format!("{} cannot be reached: {error:#}", config.database))?;
    Ok((format!("{} answers", config.database), db))
}

fn migrations(db: &Db) -> Finding {
    match db.missing_migrations() {
        Ok(0) => Ok("the schema is up to date".into()),
        Ok(missing) => Err(format!(
            "{missing} missing: `spinbot migrate` applies them, and so does a start"
        )),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// Plain texts are a choice, not a fault.
fn texts(database: &Result<(String, Db), String>) -> Finding {
    let Ok((_, db)) = database else {
        return Err("not asked: there is no database".into());
    };
    let Ok(found) = db.snapshot(|tx| Ok(secrets::encryption(tx)?)) else {
        return Err("not asked: the schema is not up to date".into());
    };
    match (found, found.refusal()) {
        (_, Some(refusal)) => Err(format!("DATA_KEY: {refusal}")),
        (Encryption::Off, _) => Ok("not encrypted: DATA_KEY is not set".into()),
        (Encryption::New, _) => Ok("encrypted from the next start on".into()),
        _ => Ok("encrypted".into()),
    }
}

fn training(config: &Config) -> Finding {
    let Some(path) = &config.scenario else {
        return Ok("built-in".into());
    };
    match scenario::look_at(path) {
        Ok(Ok(contents)) => Ok(scenario::describe(&contents)),
        Ok(Err(errors)) => {
            let count = scenario::faults(errors.len());
            let first = errors.first().map(ToString::to_string);
            Err(format!("{count}, first {}", first.unwrap_or_default()))
        }
        Err(error) => Err(format!("SCENARIO_PATH: {error:#}")),
    }
}
