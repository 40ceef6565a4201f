//! 429 of any size: obeyed for the chat or for all, over restarts as well, and nobody else waits.

use std::time::{Duration, Instant};

use spinbot::clock::now_ms;

use crate::rig::{Engine, Rig, lines_with, long_or, on_both_engines};
use crate::support::telegram::{Fault, On};

/// Time in which a message that may go goes, and one that may not shows itself.
const MOMENT: Duration = Duration::from_secs(2);

fn a_chat_that_must_wait_delays_only_itself(engine: Engine) {
    let rig = Rig::new(engine).with("SEND_LIMIT", "30");
    let _process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    let seconds = long_or(20, 3);
    rig.telegram.breaks(
        Fault::TooManyRequests(seconds),
        On::method("sendMessage").chat(anna.chat),
    );
    let refused = Instant::now();
    anna.says("one");
    anna.says("two");
    rig.telegram.waits_for_calls("sendMessage", 1);
    let started = Instant::now();
    boris.says("hello");
    boris.waits_for_count(1);
    assert!(started.elapsed() < MOMENT / 2, "{:?}", started.elapsed());
    anna.waits_for(
        "both answers",
        Duration::from_secs(seconds + 15),
        |messages| messages.len() == 4,
    );
    let waited = refused.elapsed();
    assert!(waited >= Duration::from_secs(seconds), "{waited:?}");
    assert!(waited < Duration::from_secs(seconds + 4), "{waited:?}");
    let shown: Vec<String> = anna
        .hears()
        .into_iter()
        .map(|message| message.text)
        .collect();
    assert_eq!(shown, ["one #1", "two #2"]);
    assert_eq!(
        rig.telegram.calls("sendMessage").len(),
        4,
        "one refusal, three messages"
    );
}

fn a_bare_429_without_a_number_is_obeyed_too(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    rig.telegram.breaks(
        Fault::TooManyRequestsBare,
        On::method("sendMessage").times(2),
    );
    let started = Instant::now();
    anna.says("hello");
    anna.waits_for_count(1);
    assert!(
        started.elapsed() >= Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
}

fn a_wait_of_many_hours_is_obeyed_after_a_restart(engine: Engine) {
    let rig = Rig::new(engine);
    let mut process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    rig.telegram.breaks(
        Fault::TooManyRequests(70_000),
        On::method("sendMessage").chat(anna.chat),
    );
    anna.says("one");
    process.waits_for_log("wants us to wait 70000 s");
    boris.says("hello");
    boris.waits_for_count(1);
    for kill in [false, true] {
        if kill {
            process.kill9();
        } else {
            process.sigterm();
            assert_eq!(process.wait_exit(Duration::from_secs(6)), 0);
        }
        process = rig.runs();
        anna.says("more");
        boris.says("hello");
        boris.waits_for_count(if kill { 3 } else { 2 });
        std::thread::sleep(MOMENT);
        assert_eq!(anna.hears().len(), 0);
        assert_eq!(
            rig.telegram
                .log()
                .of("sendMessage")
                .filter(|call| call.chat == Some(anna.chat))
                .count(),
            1
        );
    }
    let left = rig.number("SELECT parked_until FROM chats WHERE chat_id = 1001") - now_ms();
    assert!((69_900_000..=70_000_000).contains(&left), "{left} ms");
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM outbox WHERE chat_id = 1001 AND state = 'open'"),
        3,
        "nothing is dropped"
    );
}

fn several_chats_told_to_wait_at_once_park_all(engine: Engine) {
    let rig = Rig::new(engine);
    let mut process = rig.runs();
    let people: Vec<_> = (2_001..2_004)
        .map(|id| rig.telegram.user(id, "Иван"))
        .collect();
    let boris = rig.telegram.boris();
    for person in &people {
        rig.telegram.breaks(
            Fault::TooManyRequests(6),
            On::method("sendMessage").chat(person.chat),
        );
    }
    rig.telegram.in_one_batch(|| {
        for person in &people {
            person.says("hello");
        }
    });
    let flooded = Instant::now();
    process.waits_for_log("that all wait 6 s");
    boris.says("hello");
    std::thread::sleep(MOMENT);
    assert!(boris.hears().is_empty(), "he waits with the others");
    process.kill9();
    process = rig.runs();
    boris.waits_for_count(1);
    assert!(
        flooded.elapsed() >= Duration::from_secs(5),
        "a restart obeys as well: {:?}",
        flooded.elapsed()
    );
    for person in &people {
        person.waits_for_count(1);
    }
    rig.waits_until_quiet();
    assert_eq!(
        lines_with(&process.log(), "may have been shown"),
        0,
        "a refused call had no effect"
    );
}

on_both_engines! {
    a_chat_that_must_wait_delays_only_itself
    a_bare_429_without_a_number_is_obeyed_too
    a_wait_of_many_hours_is_obeyed_after_a_restart
    several_chats_told_to_wait_at_once_park_all
}
