//! What an operator types: help, version, migrate, quarantine.

use std::time::Duration;

use serde_json::json;
use spinbot::store::inbox::{self, Arrival, Kind as Arrived};

use crate::rig::{BOT, Kind, Rig};
use crate::support::process::{Finished, Launch};
use crate::support::telegram::Telegram;

const LIMIT: Duration = Duration::from_secs(30);

fn spinbot(arguments: &[&str]) -> Finished {
    Launch::new().arguments(arguments).run("", LIMIT)
}

#[test]
fn help_lists_every_command_and_version_is_the_packages() {
    let help = spinbot(&["--help"]);
    assert_eq!((help.code, help.log.as_str()), (Some(0), ""));
    for command in [
        "run",
        "chat",
        "scenario",
        "doctor",
        "migrate",
        "copy",
        "quarantine",
    ] {
        assert!(
            help.out
                .lines()
                .any(|line| line.trim_start().starts_with(command)),
            "{}",
            help.out
        );
        let own = spinbot(&[command, "--help"]);
        assert_eq!((own.code, own.log.as_str()), (Some(0), ""), "{command}");
        assert!(
            own.out.contains(&format!("spinbot {command}")),
            "{}",
            own.out
        );
    }
    let version = spinbot(&["--version"]);
    assert_eq!(
        (version.code, version.out.as_str()),
        (
            Some(0),
            concat!("spinbot ", env!("CARGO_PKG_VERSION"), "\n")
        )
    );
}

#[test]
fn an_unknown_word_is_code_2_and_points_to_help() {
    for arguments in [
        &["dance"][..],
        &["--loud"],
        &["quarantine"],
        &["quarantine", "replay"],
        &["quarantine", "replay", "x"],
        &["copy"],
    ] {
        let ended = spinbot(arguments);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(2), ""),
            "{arguments:?}: {ended:?}"
        );
        assert!(
            ended.log.contains("--help") || ended.log.contains("Usage"),
            "{}",
            ended.log
        );
    }
}

#[test]
fn help_needs_no_valid_settings() {
    let launch = Launch::new()
        .variable("BOT_LANG", "deutsch")
        .variable("DATABASE_URL", "x");
    assert_eq!(
        launch.clone().arguments(&["--help"]).run("", LIMIT).code,
        Some(0)
    );
    assert_eq!(
        launch.arguments(&["--version"]).run("", LIMIT).code,
        Some(0)
    );
}

#[test]
fn migrate_says_what_it_did_and_does_it_once() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let rig = Rig::empty(kind);
        let launch = Launch::new().database(&rig.url).arguments(&["migrate"]);
        let (first, second) = (launch.run("", LIMIT), launch.run("", LIMIT));
        assert_eq!(
            (
                first.code,
                first.log.as_str(),
                second.code,
                second.log.as_str()
            ),
            (Some(0), "", Some(0), "")
        );
        assert!(
            first.out.starts_with("Migrations applied: ") && first.out.lines().count() == 1,
            "{}",
            first.out
        );
        assert!(
            second.out.starts_with("The schema is up to date: version "),
            "{}",
            second.out
        );
    }
    let launch = Launch::new().arguments(&["migrate"]);
    assert_eq!(launch.run("", LIMIT).code, Some(0));
    assert!(
        launch.directory().join("spinbot.db").exists(),
        "the default database"
    );
}

#[test]
fn migrate_that_cannot_is_code_2_without_a_password() {
    for (url, named) in [
        ("postgres://anna:s3cret@127.0.0.1:1/spin", "refused"),
        ("sqlite:///no/such/folder/x.db", "/no/such/folder"),
    ] {
        let ended = Launch::new()
            .database(url)
            .arguments(&["migrate"])
            .run("", LIMIT);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert!(
            ended.log.contains(named)
                && ended.log.contains("DATABASE_URL")
                && !ended.log.contains("s3cret"),
            "{}",
            ended.log
        );
    }
}

#[test]
fn quarantine_of_nothing_says_so_and_a_typo_makes_no_database() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let rig = Rig::fresh(kind);
        let run = |arguments: &[&str]| {
            Launch::new()
                .database(&rig.url)
                .arguments(arguments)
                .run("", LIMIT)
        };
        let list = run(&["quarantine", "list"]);
        assert_eq!(
            (list.code, list.out.as_str()),
            (Some(0), "Nothing is kept aside.\n"),
            "{}",
            list.log
        );
        let all = run(&["quarantine", "replay", "--all"]);
        assert_eq!(
            (all.code, all.out.as_str()),
            (Some(0), "Handed to the bot again: 0.\n")
        );
        let unknown = run(&["quarantine", "replay", "7", "8"]);
        assert_eq!(unknown.code, Some(1));
        assert!(
            unknown.out.contains("✖ 7") && unknown.out.ends_with("Handed to the bot again: 0.\n"),
            "{}",
            unknown.out
        );
    }
    let launch = Launch::new()
        .database("sqlite://typo.db")
        .arguments(&["quarantine", "list"]);
    let ended = launch.run("", LIMIT);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.log.contains("DATABASE_URL") && ended.log.contains("typo.db"),
        "{}",
        ended.log
    );
    assert!(!launch.directory().join("typo.db").exists());
}

#[test]
fn what_is_kept_aside_is_listed_without_its_text_and_replayed_into_a_running_bot() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (rig, telegram) = (Rig::fresh(kind), Telegram::start());
        let anna = telegram.anna();
        let update =
            json!({"update_id": 5, "message": anna.update_saying("/help")["message"]}).to_string();
        rig.write(|tx| {
            let arrival = |key_a, body: &str, aside: &str| Arrival {
                chat_id: anna.id,
                kind: Arrived::Update,
                key_a,
                key_b: 0,
                body: body.to_owned(),
                aside: Some(aside.to_owned()),
            };
            inbox::store(
                tx,
                BOT,
                1_000,
                &[
                    arrival(1, &update, "a defect that is mended now"),
                    arrival(2, "{\"s3cret\":1}", "no update"),
                ],
            )
        });
        let run = |arguments: &[&str]| {
            Launch::new()
                .database(&rig.url)
                .arguments(arguments)
                .run("", LIMIT)
        };
        let list = run(&["quarantine", "list"]).out;
        assert!(
            list.contains("1\tchat 1001\t1970-01-01T00:00:01Z\t")
                && list.contains("a defect that is mended now"),
            "{list}"
        );
        assert!(
            list.contains("2 kept aside.") && !list.contains("s3cret") && !list.contains("/help"),
            "{list}"
        );

        let mut bot = Launch::against(&telegram).database(&rig.url).start();
        telegram.waits_for_poll();
        let replayed = run(&["quarantine", "replay", "1"]);
        assert_eq!(
            (replayed.code, replayed.out.as_str()),
            (Some(0), "Handed to the bot again: 1.\n")
        );
        telegram.waits_for_calls("sendMessage", 1);
        assert!(run(&["quarantine", "list"]).out.contains("1 kept aside."));
        // What cannot be read comes back with the same reason to stay.
        assert_eq!(run(&["quarantine", "replay", "--all"]).code, Some(0));
        bot.waits_for_log("quarantine: row");
        assert!(run(&["quarantine", "list"]).out.contains("1 kept aside."));
        bot.sigterm();
        assert_eq!(bot.wait_exit(LIMIT), 0);
    }
}
