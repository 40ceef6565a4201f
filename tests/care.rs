//! Care for people, end to end: reminders that come once, texts that nobody else can read, a person who is forgotten.

mod rig;
mod support;

use std::time::{Duration, Instant};

use rig::{Engine, Rig, lines_with, on_both_engines};
use support::process::Process;
use support::telegram::{Call, Fault, On};
use support::{PATIENCE, eventually};

const KEY: &str = "correct horse battery staple";
/// Words that stand nowhere else.
const SECRET: &str = "тайные неурядицы";
/// The leader looks for reminders every five seconds.
const LOOKS: Duration = Duration::from_secs(12);

fn runs(rig: &Rig) -> Process {
    let process = rig.launch.start();
    process.waits_for_log("leadership: taken");
    rig.telegram.waits_for_poll();
    process
}

/// A reminder of every day that is due now; no hour is quiet.
fn is_due(rig: &Rig, person: i64) {
    let now = "CAST($2 AS BIGINT)";
    let ms = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let ms = ms.expect("after 1970").as_millis() as i64;
    let sql = format!(
        "INSERT INTO reminders (bot, person_id, days, hour, quiet_from, quiet_to, next_at, lang) \
         VALUES ('spin_bot', $1, 127, 12, 0, 0, {now}, 'ru')"
    );
    let stored = rig.db().write(|tx| Ok(tx.execute(&sql, &[&person, &ms])?));
    stored.expect("a reminder");
}

fn reminders_shown(rig: &Rig) -> Vec<Call> {
    let calls = rig.telegram.log();
    calls
        .effects()
        .filter(|call| call.shows("⏰"))
        .cloned()
        .collect()
}

fn waits_for_a_reminder(rig: &Rig) {
    eventually("a reminder", PATIENCE, || {
        (!reminders_shown(rig).is_empty()).then_some(())
    });
}

fn a_reminder_comes_once_and_without_a_sound(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = runs(&rig);
    let anna = rig.telegram.anna();
    anna.says("/train");
    anna.says("Какие у вас трудности?");
    anna.says("/finish");
    anna.waits_for_count(3);
    // Whoever has trained today is left alone.
    is_due(&rig, anna.chat);
    eventually("the reminder is raised", PATIENCE, || {
        let due = "SELECT COUNT(*) FROM reminders WHERE sent_at IS NULL AND next_at > 1";
        let ms = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = ms.expect("after 1970").as_millis();
        (rig.number(&format!("{due} AND next_at > {now}")) == 1).then_some(())
    });
    let boris = rig.telegram.boris();
    boris.says("/start");
    boris.waits_for_count(1);
    is_due(&rig, boris.chat);
    waits_for_a_reminder(&rig);
    std::thread::sleep(LOOKS);
    let shown = reminders_shown(&rig);
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(shown[0].chat, Some(boris.chat));
    assert_eq!(shown[0].fields["disable_notification"], true);
    // Answers have their sound.
    let answers = rig.telegram.log();
    let silent = answers
        .effects()
        .filter(|call| call.fields.contains_key("disable_notification"));
    assert_eq!(silent.count(), 1);
    boris.presses("Выключить");
    boris.waits_for_text("выключены");
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM reminders WHERE next_at IS NOT NULL AND person_id = 1002"),
        0
    );
}

/// Killed between the mark and the answer, whether Telegram took it or not: it is never sent again.
fn a_reminder_in_hand_at_a_death_never_comes_again(engine: Engine) {
    for (fault, shown) in [(Fault::HangAfterEffect, 1), (Fault::Hang, 0)] {
        let rig = Rig::new(engine);
        let mut process = runs(&rig);
        let anna = rig.telegram.anna();
        anna.says("/start");
        anna.waits_for_count(1);
        rig.waits_until_quiet();
        rig.telegram
            .breaks(fault.clone(), On::method("sendMessage").chat(anna.chat));
        is_due(&rig, anna.chat);
        eventually("the call", PATIENCE, || {
            (rig.telegram.faults_waiting() == 0).then_some(())
        });
        process.kill9();
        let _next = runs(&rig);
        rig.waits_until_quiet();
        std::thread::sleep(LOOKS);
        assert_eq!(reminders_shown(&rig).len(), shown, "{fault:?}");
        let failed = rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND lane = 2");
        assert_eq!(failed, 1);
        anna.says("/help");
        anna.waits_for_text("Как это работает");
    }
}

/// A connection that breaks after the request: nobody knows, so it is left.
fn a_reminder_whose_answer_is_lost_is_not_repeated(engine: Engine) {
    let rig = Rig::new(engine);
    let process = runs(&rig);
    let anna = rig.telegram.anna();
    anna.says("/start");
    anna.waits_for_count(1);
    rig.waits_until_quiet();
    rig.telegram.breaks(
        Fault::CutAfterEffect,
        On::method("sendMessage").chat(anna.chat),
    );
    is_due(&rig, anna.chat);
    waits_for_a_reminder(&rig);
    rig.waits_until_quiet();
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(reminders_shown(&rig).len(), 1);
    assert_eq!(lines_with(&process.log(), "nobody knows whether"), 1);
    // What certainly did not arrive is tried again.
    let boris = rig.telegram.boris();
    boris.says("/start");
    boris.waits_for_count(1);
    rig.waits_until_quiet();
    rig.telegram.breaks(
        Fault::BadGateway,
        On::method("sendMessage").chat(boris.chat).times(2),
    );
    is_due(&rig, boris.chat);
    eventually("another reminder", PATIENCE, || {
        (reminders_shown(&rig).len() == 2).then_some(())
    });
}

/// Every text of every table as the database holds it, and the bytes of its files.
fn holds(rig: &Rig, words: &str) -> bool {
    let mut bytes = Vec::new();
    for (table, columns) in [
        ("inbox", "body, reason"),
        ("outbox", "body, reason"),
        ("jobs", "payload, reason"),
        ("turns", "question, answer"),
        ("sessions", "engine, lang"),
    ] {
        let sql = format!("SELECT {columns} FROM {table}");
        for (one, two) in rig.query(&sql, |row| {
            let text = |at| {
                row.get::<Option<String>>(at)
                    .expect("a text")
                    .unwrap_or_default()
            };
            (text(0), text(1))
        }) {
            bytes.extend(one.into_bytes());
            bytes.extend(two.into_bytes());
        }
    }
    for file in std::fs::read_dir(rig.launch.directory())
        .expect("a folder")
        .flatten()
    {
        if file.file_name().to_string_lossy().starts_with("spinbot.db") {
            bytes.extend(std::fs::read(file.path()).unwrap_or_default());
        }
    }
    bytes
        .windows(words.len())
        .any(|piece| piece == words.as_bytes())
}

fn with_a_key_the_database_shows_nobody_what_was_said(engine: Engine) {
    let rig = Rig::new(engine).with("DATA_KEY", KEY);
    let mut process = runs(&rig);
    let anna = rig.telegram.anna();
    // Answers wait in the outbox while Telegram is away, and updates in the inbox while the bot is gone.
    anna.says("/train");
    anna.says(&format!("Какие у вас {SECRET}?"));
    let heard = anna.waits_for_count(2);
    let answer = heard[1].text.clone();
    let line = answer.lines().find(|line| line.chars().count() > 20);
    let line = line.expect("a buyer's line").to_owned();
    rig.telegram.slams_the_door();
    anna.says("/case");
    process.kill9();
    assert!(!holds(&rig, SECRET), "what was asked");
    assert!(!holds(&rig, &line), "what was answered: {line}");
    rig.telegram.comes_back();

    for (key, reason) in [
        (Some("another key altogether"), "not the key"),
        (None, "not set"),
    ] {
        let launch = rig.launch.clone().variable("DATA_KEY", key.unwrap_or(""));
        for arguments in [&["run"][..], &["chat"], &["quarantine", "list"]] {
            let ended = launch.clone().arguments(arguments).run("", PATIENCE);
            assert_eq!(ended.code, Some(2), "{arguments:?} {ended:?}");
            assert!(
                ended.log.contains("DATA_KEY") && ended.log.contains(reason),
                "{}",
                ended.log
            );
            assert!(!ended.log.contains("another key"));
        }
        let examined = launch.arguments(&["doctor"]).run("", PATIENCE);
        assert!(
            examined.out.contains("✖ texts: DATA_KEY"),
            "{}",
            examined.out
        );
    }
    let examined = rig.command(&["doctor"]);
    assert!(
        examined.out.contains("✔ texts: encrypted"),
        "{}",
        examined.out
    );

    let process = runs(&rig);
    anna.says("К чему это приводит?");
    anna.waits_for_text("Извлекающий");
    assert!(!process.log().contains(KEY) && !process.log().contains(SECRET));
}

fn a_key_set_later_reads_the_rows_of_before(engine: Engine) {
    let rig = Rig::new(engine);
    let mut process = runs(&rig);
    let anna = rig.telegram.anna();
    anna.says("/train");
    anna.says(&format!("Какие у вас {SECRET}?"));
    anna.says("Какие у вас трудности?");
    anna.waits_for_count(3);
    process.kill9();
    assert!(holds(&rig, SECRET), "the search finds what is there");
    let rig = rig.with("DATA_KEY", KEY);
    let _process = runs(&rig);
    anna.says("/finish");
    anna.waits_for_text("Итог");
    anna.presses("Разбор");
    anna.waits_for_text(SECRET);
}

fn a_person_who_asks_to_be_forgotten_is(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = runs(&rig);
    let anna = rig.telegram.anna();
    anna.says("/train");
    anna.says("Какие у вас трудности?");
    anna.says("/delete_me");
    anna.waits_for_count(3);
    let press = anna.presses("Удалить всё");
    anna.waits_for_answer(&press);
    anna.waits_for_text("Всё удалено");
    rig.waits_until_quiet();
    for table in [
        "people",
        "sessions",
        "turns",
        "trainings",
        "reminders",
        "chats",
    ] {
        assert_eq!(
            rig.number(&format!("SELECT COUNT(*) FROM {table}")),
            0,
            "{table}"
        );
    }
    // The wish itself and its answer are remembered for as long as Telegram may repeat them.
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM inbox WHERE chat_id = 1001"),
        1
    );
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM inbox WHERE body IS NOT NULL"),
        0
    );
    let again = anna.repeats(&press);
    assert!(again.is_some());
    rig.waits_until_quiet();
    anna.says("/start");
    let started = Instant::now();
    anna.waits_for_text("здравствуйте");
    println!("greeted again after {:?}", started.elapsed());
    assert_eq!(rig.number("SELECT COUNT(*) FROM people"), 1);
    assert_eq!(rig.number("SELECT COUNT(*) FROM forgotten"), 1);
}

on_both_engines! {
    a_reminder_comes_once_and_without_a_sound
    a_reminder_in_hand_at_a_death_never_comes_again
    a_reminder_whose_answer_is_lost_is_not_repeated
    with_a_key_the_database_shows_nobody_what_was_said
    a_key_set_later_reads_the_rows_of_before
    a_person_who_asks_to_be_forgotten_is
}
