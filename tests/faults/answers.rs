//! What a send's answer tells, and what it leaves open: shown once where anybody can know, counted where nobody can.

use std::time::{Duration, Instant};

use crate::rig::{Engine, Rig, lines_with, on_both_engines};
use crate::support::telegram::{Fault, On, User};
use crate::support::{PATIENCE, eventually};

/// How long a lost answer is waited for: the client's patience of 15 s and some more.
const LOST: Duration = Duration::from_secs(40);

fn texts(person: &User) -> Vec<String> {
    person
        .hears()
        .into_iter()
        .map(|message| message.text)
        .collect()
}

fn metric(rig: &Rig, port: u16, name: &str) -> f64 {
    let text = rig.get(port, "/metrics").1;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in:\n{text}"))
}

fn messages_written_while_telegram_is_gone_are_shown_once_it_is_back(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    for (gone, name) in [true, false].into_iter().zip(["gone", "slamming"]) {
        anna.says("think 700");
        boris.says("aside sleep 900");
        rig.telegram.waits_until_all_confirmed();
        if gone {
            rig.telegram.goes_away();
        } else {
            rig.telegram.slams_the_door();
        }
        anna.says("meanwhile");
        std::thread::sleep(Duration::from_millis(2_500));
        rig.telegram.comes_back();
        let back = Instant::now();
        anna.waits_for_reply("meanwhile");
        assert!(
            back.elapsed() < Duration::from_secs(7),
            "{name}: {:?}",
            back.elapsed()
        );
        rig.waits_until_quiet();
    }
    assert_eq!(rig.said(anna.chat).len(), 4);
    // A connection that was refused certainly had no effect; one that was closed after the request leaves it open.
    let shown = texts(&anna);
    let mut once = shown.clone();
    once.dedup();
    assert_eq!(
        once,
        [
            "think 700 #1",
            "meanwhile #2",
            "think 700 #3",
            "meanwhile #4"
        ]
    );
    let heard = texts(&boris);
    assert_eq!(heard.len(), 4, "{heard:?}");
    let log = process.log();
    assert_eq!(
        lines_with(&log, "telegram: away, polling on"),
        2,
        "once per change:\n{log}"
    );
    assert_eq!(
        lines_with(&log, "telegram: polls are answered again"),
        2,
        "once per change:\n{log}"
    );
}

fn a_502_a_500_and_a_cut_before_the_effect_show_the_message_once(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let anna = rig.telegram.anna();
    for (n, fault) in (1..).zip([Fault::BadGateway, Fault::ServerError, Fault::Cut]) {
        rig.telegram
            .breaks(fault, On::method("sendMessage").times(2));
        anna.says("hello");
        anna.waits_for_count(n);
    }
    rig.waits_until_quiet();
    assert_eq!(texts(&anna), ["hello #1", "hello #2", "hello #3"]);
    let log = process.log();
    assert_eq!(
        lines_with(&log, "takes no messages"),
        lines_with(&log, "takes messages again"),
        "{log}"
    );
    assert!(
        lines_with(&log, "takes no messages") <= 2,
        "once per change:\n{log}"
    );
}

fn an_answer_with_a_good_status_counts_as_sent_whatever_its_body(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    for fault in [Fault::TruncatedAfterEffect, Fault::GarbageAfterEffect] {
        rig.telegram.breaks(fault, On::method("sendMessage"));
        anna.says("hello");
        rig.waits_until_quiet();
    }
    assert_eq!(texts(&anna), ["hello #1", "hello #2"]);
    assert_eq!(rig.telegram.calls("sendMessage").len(), 2);
}

fn a_lost_answer_sends_again_and_is_counted(engine: Engine) {
    let (rig, port) = Rig::new(engine).with_port();
    let process = rig.runs();
    let anna = rig.telegram.anna();
    rig.telegram
        .breaks(Fault::CutAfterEffect, On::method("sendMessage"));
    anna.says("hello");
    anna.waits_for_count(2);
    anna.says("next");
    anna.waits_for_text("next #2");
    assert_eq!(texts(&anna), ["hello #1", "hello #1", "next #2"]);
    assert_eq!(rig.telegram.log().uncertain(), 1);
    assert_eq!(metric(&rig, port, "spinbot_uncertain_sends_total"), 1.0);
    assert_eq!(
        lines_with(&process.log(), "nobody knows whether message 1/0 was shown"),
        1
    );
}

fn a_message_whose_answers_are_lost_again_and_again_is_given_up(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    rig.telegram.breaks(
        Fault::CutAfterEffect,
        On::method("sendMessage").chat(anna.chat).times(5),
    );
    anna.says("unlucky");
    boris.says("hello");
    boris.waits_for_text("hello #1");
    eventually("the message is given up", PATIENCE, || {
        (rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND uncertain = 3") == 1)
            .then_some(())
    });
    assert_eq!(texts(&anna), ["unlucky #1"; 3]);
    rig.telegram.clear_faults();
    anna.says("next");
    anna.waits_for_text("next #2");
}

fn a_send_that_hangs_delays_only_its_chat(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let (anna, boris, olga) = (
        rig.telegram.anna(),
        rig.telegram.boris(),
        rig.telegram.olga(),
    );
    rig.telegram
        .breaks(Fault::Hang, On::method("sendMessage").chat(anna.chat));
    rig.telegram.breaks(
        Fault::HangAfterEffect,
        On::method("sendMessage").chat(olga.chat),
    );
    anna.says("one");
    anna.says("two");
    olga.says("one");
    let started = Instant::now();
    for n in 1..=10 {
        boris.says("hello");
        boris.waits_for_count(n);
    }
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "{:?}",
        started.elapsed()
    );
    anna.waits_for("both answers", LOST, |messages| messages.len() == 4);
    olga.waits_for("the repeat", LOST, |messages| messages.len() == 3);
    rig.waits_until_quiet();
    assert_eq!(texts(&anna), ["one #1", "two #2"]);
    assert_eq!(texts(&olga), ["one #1", "one #1"], "nobody could know");
    assert_eq!(
        rig.number("SELECT CAST(SUM(uncertain) AS BIGINT) FROM outbox"),
        2
    );
}

fn a_revoked_token_keeps_everything_until_it_is_accepted_again(engine: Engine) {
    let rig = Rig::new(engine);
    let mut process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    anna.says("aside sleep 800");
    anna.waits_for_count(1);
    rig.telegram.revokes_token(true);
    boris.says("hello");
    process.waits_for_log("the token is refused");
    std::thread::sleep(Duration::from_secs(2));
    let calls = rig.telegram.count();
    std::thread::sleep(Duration::from_secs(2));
    assert!(rig.telegram.count() - calls <= 4, "it tries slowly");
    assert!(process.is_running());
    rig.telegram.revokes_token(false);
    anna.waits_for("the job's answer", LOST, |messages| messages.len() == 3);
    boris.waits_for("an answer", LOST, |messages| messages.len() == 2);
    rig.waits_until_quiet();
    assert_eq!(texts(&anna).len(), 2);
    assert_eq!(texts(&boris), ["hello #1"]);
    assert!(!process.log().contains(rig.telegram.token()));
}

on_both_engines! {
    messages_written_while_telegram_is_gone_are_shown_once_it_is_back
    a_502_a_500_and_a_cut_before_the_effect_show_the_message_once
    an_answer_with_a_good_status_counts_as_sent_whatever_its_body
    a_lost_answer_sends_again_and_is_counted
    a_message_whose_answers_are_lost_again_and_again_is_given_up
    a_send_that_hangs_delays_only_its_chat
    a_revoked_token_keeps_everything_until_it_is_accepted_again
}
