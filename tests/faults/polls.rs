//! Polls that hang, break, conflict or count anew: nothing is lost, nothing comes twice, and they go on by themselves.

use std::time::{Duration, Instant};

use crate::rig::{Engine, Rig, lines_with, on_both_engines};
use crate::support::telegram::{Fault, On};

const CANNOT_START: i32 = 2;

fn a_poll_that_hangs_is_given_up_by_its_read_timeout(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    rig.telegram.breaks(Fault::Hang, On::method("getUpdates"));
    anna.says("one");
    anna.waits_for_count(1);
    let started = Instant::now();
    anna.says("two");
    anna.waits_for("an answer", Duration::from_secs(30), |messages| {
        messages.len() == 4
    });
    let waited = started.elapsed();
    assert!(
        waited > Duration::from_secs(5),
        "the poll did not hang: {waited:?}"
    );
    assert!(waited < Duration::from_secs(20), "{waited:?}");
    assert_eq!(rig.said(anna.chat), ["one", "two"]);
}

fn polls_answered_with_pages_garbage_or_half_a_body_lose_nothing(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let anna = rig.telegram.anna();
    let faults = [
        Fault::BadGateway,
        Fault::ServerError,
        Fault::GarbageAfterEffect,
        Fault::TruncatedAfterEffect,
        Fault::CutAfterEffect,
        Fault::Cut,
        Fault::TooManyRequests(1),
    ];
    for (n, fault) in (1..).zip(faults) {
        rig.telegram
            .breaks(fault, On::method("getUpdates").times(2));
        rig.telegram.in_one_batch(|| {
            anna.says("one");
            anna.says("two");
        });
        anna.waits_for_count(2 * n);
    }
    rig.waits_until_quiet();
    let expected: Vec<&str> = ["one", "two"].into_iter().cycle().take(14).collect();
    assert_eq!(rig.said(anna.chat), expected);
    assert_eq!(anna.hears().len(), 14);
    let log = process.log();
    assert!(
        lines_with(&log, "telegram: away") <= faults_seen(&log),
        "{log}"
    );
}

/// Every step into trouble has its step out of it.
fn faults_seen(log: &str) -> usize {
    lines_with(log, "telegram: polls are answered again")
}

fn another_poller_is_waited_out_without_a_hot_loop(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let anna = rig.telegram.anna();
    let conflict = Fault::Refuse(409, "Conflict: terminated by other getUpdates request");
    rig.telegram
        .breaks(conflict, On::method("getUpdates").times(2));
    let polls = rig.telegram.calls("getUpdates").len();
    let started = Instant::now();
    anna.says("one");
    anna.waits_for_count(1);
    anna.says("two");
    anna.waits_for_count(2);
    assert!(
        started.elapsed() >= Duration::from_secs(6),
        "two pauses of 3 s or more: {:?}",
        started.elapsed()
    );
    assert!(rig.telegram.calls("getUpdates").len() - polls <= 8);
    assert_eq!(lines_with(&process.log(), "telegram: polls are refused"), 1);
    assert_eq!(rig.said(anna.chat), ["one", "two"]);
}

fn ids_that_jump_either_way_lose_and_repeat_nothing(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    for (n, next) in (1..).zip([900_000_000, 5, 2_000_000_000, 100_001, 100_001]) {
        anna.says("before");
        rig.telegram.jumps_ids_to(next);
        anna.says("after");
        anna.waits_for_count(2 * n);
    }
    rig.waits_until_quiet();
    let expected: Vec<&str> = ["before", "after"].into_iter().cycle().take(10).collect();
    assert_eq!(rig.said(anna.chat), expected);
    assert_eq!(anna.hears().len(), 10);
}

fn an_update_delivered_again_is_handled_once(engine: Engine) {
    let rig = Rig::new(engine);
    let mut process = rig.runs();
    let anna = rig.telegram.anna();
    // The offset's poll never arrives, so that Telegram gives the same batch to the next process.
    rig.telegram
        .breaks(Fault::Cut, On::method("getUpdates").until_cleared());
    rig.telegram.waits_for_poll();
    anna.says("one");
    anna.says("two");
    anna.waits_for_count(1);
    process.kill9();
    rig.telegram.clear_faults();
    let _process = rig.runs();
    anna.waits_for_count(2);
    anna.says("three");
    anna.waits_for_count(3);
    rig.waits_until_quiet();
    let deliveries = rig.telegram.updates()[0].deliveries.len();
    assert!(deliveries >= 2, "Telegram repeated it: {deliveries}");
    assert_eq!(rig.said(anna.chat), ["one", "two", "three"]);
}

fn nothing_is_confirmed_before_it_is_in_the_database(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    for n in 1..=20 {
        anna.says("hello");
        rig.telegram.waits_until_all_confirmed();
        let stored = rig.number("SELECT COUNT(*) FROM inbox");
        assert_eq!(stored, n, "confirmed and not stored");
    }
}

fn a_webhook_set_elsewhere_ends_the_process_with_a_clear_line(engine: Engine) {
    let rig = Rig::new(engine);
    let mut process = rig.runs();
    // The first look at it fails: it must look again.
    rig.telegram
        .breaks(Fault::BadGateway, On::method("getWebhookInfo"));
    rig.telegram.set_webhook(Some("https://example.org/hook"));
    rig.telegram.breaks_connections();
    assert_eq!(process.wait_exit(Duration::from_secs(20)), CANNOT_START);
    assert_eq!(
        lines_with(&process.log(), "a webhook is set for this bot"),
        1,
        "{}",
        process.log()
    );
    let calls = rig.telegram.calls("deleteWebhook").len() + rig.telegram.calls("setWebhook").len();
    assert_eq!(calls, 0, "it is not ours to delete");

    let mut second = rig.starts();
    assert_eq!(second.wait_exit(Duration::from_secs(20)), CANNOT_START);
    assert!(
        second.log().contains("a webhook is set"),
        "{}",
        second.log()
    );
}

on_both_engines! {
    a_poll_that_hangs_is_given_up_by_its_read_timeout
    polls_answered_with_pages_garbage_or_half_a_body_lose_nothing
    another_poller_is_waited_out_without_a_hot_loop
    ids_that_jump_either_way_lose_and_repeat_nothing
    an_update_delivered_again_is_handled_once
    nothing_is_confirmed_before_it_is_in_the_database
    a_webhook_set_elsewhere_ends_the_process_with_a_clear_line
}
