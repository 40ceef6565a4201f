//! Settings from the environment and `.env`: what is wrong is named in one line, and no secret with it.

use std::time::{Duration, Instant};

use crate::support::process::{Finished, Launch};
use crate::support::telegram::Telegram;

const LIMIT: Duration = Duration::from_secs(30);
const TOKEN: &str = "123456789:AAs3cretHdqTcvCH1vGWJxfSeofSAs0K5PALD";

/// It cannot start: code 2, nothing on standard output, and an error that names these things in one line.
#[track_caller]
fn refuses(launch: &Launch, named: &[&str]) -> Finished {
    let ended = launch.run("", LIMIT);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    let lines: Vec<&str> = ended
        .log
        .lines()
        .filter(|line| line.starts_with("spinbot: "))
        .collect();
    assert_eq!(lines.len(), 1, "{}", ended.log);
    for name in named {
        assert!(lines[0].contains(name), "no «{name}» in: {}", lines[0]);
    }
    assert!(!ended.log.contains("s3cret"), "{}", ended.log);
    ended
}

#[test]
fn without_a_token_it_names_the_variable_and_the_way_without() {
    for arguments in [&[][..], &["run"]] {
        let ended = refuses(
            &Launch::new().arguments(arguments),
            &["BOT_TOKEN", "spinbot chat"],
        );
        assert_eq!(ended.log.lines().count(), 1, "{}", ended.log);
    }
    refuses(
        &Launch::new().variable("BOT_TOKEN", "  "),
        &["BOT_TOKEN", "spinbot chat"],
    );
    let launch = Launch::new();
    refuses(&launch, &["BOT_TOKEN"]);
    assert!(
        !launch.directory().join("spinbot.db").exists(),
        "a database was made for nothing"
    );
}

#[test]
fn every_wrong_value_is_named_in_one_line() {
    for (name, value, reason) in [
        ("BOT_TOKEN", "s3cret", "BotFather"),
        (
            "BOT_TOKEN",
            "bot123456789:AAs3cretAAAAAAAAAAAAAAAAAAAA",
            "BotFather",
        ),
        (
            "TELEGRAM_API_URL",
            "api.telegram.org",
            "https://api.telegram.org",
        ),
        (
            "TELEGRAM_API_URL",
            "ftp://api.telegram.org",
            "https://api.telegram.org",
        ),
        ("DATABASE_URL", "mysql://anna:s3cret@db/spin", "mysql://"),
        ("DATABASE_URL", "spinbot.db", "sqlite://"),
        ("DATABASE_URL", "sqlite://", "no file"),
        (
            "DATABASE_URL",
            "postgres://anna:s3cret@db:port/spin",
            "postgres://user:password@host",
        ),
        (
            "DATABASE_URL",
            "postgres://anna:s3cret@db/spin?sslmode=maybe",
            "sslmode",
        ),
        (
            "DATABASE_URL",
            "sqlite:///no/such/folder/spinbot.db",
            "/no/such/folder",
        ),
        ("ADMIN_USER_IDS", "1001,olga", "`olga`"),
        ("ADMIN_USER_IDS", "-5", "`-5`"),
        ("BOT_NAME", "my bot", "Latin"),
        ("BOT_NAME", "terminal", "choose another"),
        ("BOT_LANG", "deutsch", "`deutsch`"),
        ("BOT_TIMEZONE", "Moscow", "`Moscow`"),
        ("WORKER_THREADS", "0", "from 1"),
        ("WORKER_THREADS", "many", "`many`"),
        ("DB_POOL_SIZE", "1", "from 2"),
        ("DB_POOL_SIZE", "100000", "`100000`"),
        ("SEND_LIMIT", "fast", "`fast`"),
        ("SEND_LIMIT", "0", "`0`"),
        ("RUST_LOG", "loud", "`loud`"),
        ("RUST_LOG", "info,spinbot=all", "`all`"),
        ("DATA_KEY", "s3cret", "16 characters"),
        ("PORT", "99999", "`99999`"),
        ("PORT", "http", "`http`"),
    ] {
        let launch = Launch::new()
            .variable("BOT_TOKEN", TOKEN)
            .variable(name, value);
        refuses(&launch, &[name, reason]);
    }
}

#[test]
fn a_value_that_is_no_text_is_named() {
    // Cyrillic in a one-byte encoding of old.
    let script = "BOT_TIMEZONE=$(printf '\\315\\340') exec \"$0\" run";
    let ended = Launch::new()
        .program(std::path::Path::new("/bin/sh"))
        .arguments(&["-c", script, env!("CARGO_BIN_EXE_spinbot")])
        .variable("BOT_TOKEN", TOKEN)
        .run("", LIMIT);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.log.contains("BOT_TIMEZONE"), "{}", ended.log);
}

#[test]
fn the_file_of_settings_is_read_where_it_runs_and_the_environment_wins() {
    let launch = Launch::new();
    let file = launch.directory().join(".env");
    std::fs::write(
        &file,
        "# a comment\n\nBOT_LANG=\"deutsch\"\nexport BOT_TIMEZONE='Moscow' # another\n",
    )
    .expect("write");
    refuses(&launch, &["BOT_LANG", "`deutsch`"]);
    refuses(
        &launch.clone().variable("BOT_LANG", "en"),
        &["BOT_TIMEZONE", "`Moscow`"],
    );
    let fine = launch
        .clone()
        .variable("BOT_LANG", "en")
        .variable("BOT_TIMEZONE", "UTC");
    refuses(&fine, &["BOT_TOKEN is not set"]);
    // An empty variable is no value.
    refuses(&launch.variable("BOT_LANG", ""), &["`deutsch`"]);
}

#[test]
fn a_file_of_settings_in_a_parent_folder_is_nobodys() {
    let launch = Launch::new();
    std::fs::write(launch.directory().join(".env"), "BOT_LANG=deutsch\n").expect("write");
    std::fs::create_dir(launch.directory().join("below")).expect("a folder");
    let ended = launch
        .program(std::path::Path::new("/bin/sh"))
        .arguments(&[
            "-c",
            "cd below && exec \"$0\" run",
            env!("CARGO_BIN_EXE_spinbot"),
        ])
        .run("", LIMIT);
    assert!(
        ended.log.contains("BOT_TOKEN is not set") && !ended.log.contains("BOT_LANG"),
        "{}",
        ended.log
    );
}

#[test]
fn a_line_of_the_file_that_cannot_be_read_is_named_without_its_value() {
    for (text, name) in [
        (
            "BOT_LANG=en\nDATABASE_URL=postgres://anna:s3cret word@db/spin\n",
            "DATABASE_URL",
        ),
        ("BOT_TOKEN=\"123456789:AAs3cret\n", "BOT_TOKEN"),
        ("BOT_LANG=en\n\nBOT TOKEN=s3cret", "line 3"),
        ("s3cret\n", "line 1"),
    ] {
        let launch = Launch::new();
        std::fs::write(launch.directory().join(".env"), text).expect("write");
        refuses(&launch, &[".env", name]);
    }
    let launch = Launch::new();
    std::fs::create_dir(launch.directory().join(".env")).expect("a folder");
    refuses(&launch, &[".env"]);
}

#[test]
fn a_token_that_telegram_does_not_know_ends_the_start() {
    let telegram = Telegram::start();
    let ended = refuses(
        &Launch::against(&telegram).variable("BOT_TOKEN", TOKEN),
        &["BOT_TOKEN", "123456789:***"],
    );
    assert!(!ended.log.contains("Hdq"), "{}", ended.log);
}

#[test]
fn a_server_that_is_away_is_tried_for_ten_seconds_and_a_refusal_ends_the_start_at_once() {
    let away = Launch::new()
        .variable("BOT_TOKEN", TOKEN)
        .database("postgres://anna:s3cret@127.0.0.1:1/spin");
    let started = Instant::now();
    refuses(
        &away,
        &["DATABASE_URL", "anna:***@127.0.0.1:1", "10 s", "refused"],
    );
    let took = started.elapsed().as_secs();
    assert!((10..20).contains(&took), "{took} s");

    let unknown = crate::support::postgres::shared().url("there_is_no_such_base");
    let started = Instant::now();
    refuses(
        &Launch::new()
            .variable("BOT_TOKEN", TOKEN)
            .database(&unknown),
        &["DATABASE_URL", "there_is_no_such_base"],
    );
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_file_that_is_no_database_ends_the_start() {
    let launch = Launch::new().variable("BOT_TOKEN", TOKEN);
    std::fs::write(
        launch.directory().join("spinbot.db"),
        "not a database at all ".repeat(200),
    )
    .expect("write");
    refuses(&launch, &["DATABASE_URL", "spinbot.db", "not a database"]);
}

#[test]
fn a_folder_in_place_of_a_database_ends_the_start_at_once() {
    let launch = Launch::new().variable("BOT_TOKEN", "123456789:AAs3cret");
    for command in ["run", "chat", "migrate"] {
        for url in ["sqlite:///tmp", "sqlite:///tmp/", "sqlite:///./."] {
            let launch = launch.clone().database(url).arguments(&[command]);
            let ended = refuses(&launch, &["DATABASE_URL", "is a folder"]);
            assert!(!ended.log.contains("tried for"), "{}", ended.log);
        }
    }
}
