//! `spinbot doctor`: a line for each thing, a way out for each that is missing, and it changes nothing.

use std::time::Duration;

use crate::rig::{Kind, Rig};
use crate::support::process::Launch;
use crate::support::telegram::{Fault, On, Telegram};

const LIMIT: Duration = Duration::from_secs(60);
const NAMES: [&str; 7] = [
    "settings",
    "token",
    "telegram",
    "database",
    "migrations",
    "scenario",
    "texts",
];

/// Its marks in order, and its text; nothing on standard error but what its settings may say.
#[track_caller]
fn examines(launch: &Launch) -> (String, String) {
    let ended = launch.clone().arguments(&["doctor"]).run("", LIMIT);
    let lines: Vec<&str> = ended.out.lines().collect();
    let mut marks = String::new();
    for (line, name) in lines.iter().zip(NAMES) {
        let (mark, rest) = line.split_once(' ').expect("a mark");
        assert!(rest.starts_with(&format!("{name}: ")), "{}", ended.out);
        marks.push_str(mark);
    }
    assert_eq!(
        ended.code,
        Some(i32::from(marks.contains('✖'))),
        "{ended:?}"
    );
    assert_eq!(ended.log, "");
    (marks, ended.out)
}

#[track_caller]
fn finds(launch: &Launch, marks: &str, named: &[&str]) {
    let (found, out) = examines(launch);
    assert!(found.starts_with(marks), "{out}");
    for name in named {
        assert!(out.contains(name), "no «{name}» in:\n{out}");
    }
    assert!(!out.contains("s3cret"), "{out}");
}

#[test]
fn where_all_is_well_everything_has_its_mark() {
    let telegram = Telegram::start();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let rig = Rig::fresh(kind);
        finds(
            &Launch::against(&telegram).database(&rig.url),
            "✔✔✔✔✔",
            &[&telegram.url(), "answers", "up to date"],
        );
    }
    assert_eq!(
        telegram.calls("getUpdates").len(),
        0,
        "an examination takes no updates from the bot"
    );
}

#[test]
fn a_token_that_is_missing_or_refused_is_said_first() {
    let (telegram, rig) = (Telegram::start(), Rig::fresh(Kind::Sqlite));
    let url = telegram.url();
    let none = Launch::new()
        .variable("TELEGRAM_API_URL", &url)
        .database(&rig.url);
    finds(
        &none,
        "✔✖✖✔✔",
        &["BOT_TOKEN", "@BotFather", "spinbot chat", "not asked"],
    );
    let wrong = none.variable(
        "BOT_TOKEN",
        "123456789:AAs3cretHdqTcvCH1vGWJxfSeofSAs0K5PALD",
    );
    finds(&wrong, "✔✔✖✔✔", &["123456789:***", "refused"]);
}

#[test]
fn a_telegram_that_is_away_or_broken_is_told_apart_from_a_webhook() {
    let (telegram, rig) = (Telegram::start(), Rig::fresh(Kind::Sqlite));
    let launch = Launch::against(&telegram).database(&rig.url);
    telegram.set_webhook(Some("https://elsewhere.example/hook"));
    finds(&launch, "✔✔✖✔✔", &["webhook", "deleteWebhook"]);
    telegram.set_webhook(None);
    telegram.breaks(Fault::BadGateway, On::any().until_cleared());
    finds(&launch, "✔✔✖✔✔", &["does not answer"]);
    telegram.clear_faults();
    finds(&launch, "✔✔✔✔✔", &[]);
    telegram.goes_away();
    finds(&launch, "✔✔✖✔✔", &["does not answer"]);
}

#[test]
fn a_database_that_is_not_there_is_named_and_not_made() {
    let telegram = Telegram::start();
    let launch = Launch::against(&telegram);
    finds(
        &launch,
        "✔✔✔✖✖",
        &["spinbot.db", "spinbot migrate", "not asked"],
    );
    assert!(
        !launch.directory().join("spinbot.db").exists(),
        "the doctor made a database"
    );
    finds(
        &launch.clone().database("sqlite:///no/such/folder/x.db"),
        "✔✔✔✖✖",
        &["/no/such/folder"],
    );
    finds(
        &launch
            .clone()
            .database("postgres://anna:s3cret@127.0.0.1:1/spin"),
        "✔✔✔✖✖",
        &["anna:***@127.0.0.1:1", "refused"],
    );
    let unknown = crate::support::postgres::shared().url("there_is_no_such_base");
    finds(
        &launch.clone().database(&unknown),
        "✔✔✔✖✖",
        &["there_is_no_such_base", "does not exist"],
    );
    std::fs::write(
        launch.directory().join("words.db"),
        "no database ".repeat(500),
    )
    .expect("write");
    finds(
        &launch.database("sqlite://words.db"),
        "✔✔✔✖✖",
        &["words.db", "not a database"],
    );
}

#[test]
fn migrations_that_are_missing_are_counted_and_not_applied() {
    let telegram = Telegram::start();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let rig = Rig::empty(kind);
        rig.run("CREATE TABLE something (id BIGINT)");
        let launch = Launch::against(&telegram).database(&rig.url);
        for _ in 0..2 {
            finds(&launch, "✔✔✔✔✖", &["missing", "spinbot migrate"]);
        }
        assert_eq!(
            launch.clone().arguments(&["migrate"]).run("", LIMIT).code,
            Some(0)
        );
        finds(&launch, "✔✔✔✔✔", &["up to date"]);
    }
}

#[test]
fn settings_that_cannot_be_read_are_named_and_the_rest_is_examined() {
    let (telegram, rig) = (Telegram::start(), Rig::fresh(Kind::Sqlite));
    let launch = Launch::against(&telegram).database(&rig.url);
    let with = |name, value| launch.clone().variable(name, value);
    finds(
        &with("PORT", "http").variable("SEND_LIMIT", "-1"),
        "✖✔✔✔✔",
        &["PORT: ", "SEND_LIMIT: "],
    );
    finds(
        &with("BOT_TOKEN", "s3cret"),
        "✖✖✖✔✔",
        &["BOT_TOKEN: ", "BOT_TOKEN cannot be read"],
    );
    finds(
        &with("TELEGRAM_API_URL", "here"),
        "✖✔✖✔✔",
        &["TELEGRAM_API_URL: "],
    );
    finds(
        &with("DATABASE_URL", "mysql://anna:s3cret@localhost/spin"),
        "✖✔✔✖✖",
        &["DATABASE_URL: ", "not asked"],
    );
    std::fs::write(launch.directory().join(".env"), "PORT='80\n").expect("write");
    finds(&launch, "✖✔✔✔✔", &[".env: line 1 (PORT)"]);
}
