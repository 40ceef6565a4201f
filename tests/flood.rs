//! Everybody writes at once: Telegram's limits are kept, nothing is dropped, the order in each chat is kept, and a chat that
//! must wait delays nobody else.

mod rig;
mod support;

use std::time::{Duration, Instant};

use rig::{Crowd, Engine, Rig, long_or, on_both_engines};
use support::PATIENCE;
use support::telegram::{Fault, FloodLimits, On};

/// Telegram's own: 30 a second over all chats, one a second in a chat after a burst.
const OVERALL: usize = 30;
const BURST: u32 = 3;

fn a_flood_keeps_telegrams_limits_and_loses_nothing(engine: Engine) {
    let rig = Rig::new(engine).with("SEND_LIMIT", "30");
    rig.telegram.set_flood_limits(Some(FloodLimits {
        overall: OVERALL,
        chat_burst: BURST,
    }));
    let (people, rounds, wait) = long_or((200, 10, 20), (60, 5, 5));
    let crowd = Crowd::of(&rig.telegram, people);
    let unlucky = &crowd.people[7];
    rig.telegram.breaks(
        Fault::TooManyRequests(wait),
        On::method("sendMessage").chat(unlucky.chat).after(1),
    );
    let _process = rig.runs();
    rig.telegram
        .in_one_batch(|| (0..rounds).for_each(|_| crowd.speaks()));
    let started = Instant::now();
    let ideal = Duration::from_secs((crowd.total() / OVERALL) as u64);
    crowd.waits_for_answers(ideal * 2 + PATIENCE);
    let took = started.elapsed();
    rig.waits_until_quiet();
    println!(
        "{engine:?}: {} answers to {people} chats in {took:?}, ideal {ideal:?}",
        crowd.total()
    );

    assert_eq!(crowd.check(&rig), 0);
    let log = rig.telegram.log();
    assert_eq!(
        log.of("sendMessage").count(),
        crowd.total() + 1,
        "one refusal: the one that was asked for"
    );
    assert!(
        log.max_in_sliding_second() <= OVERALL,
        "{}",
        log.max_in_sliding_second()
    );
    log.assert_chat_pace(BURST, 1.0);
    assert!(
        took < ideal * 3 / 2 + Duration::from_secs(wait + 5),
        "slower than need be: {took:?}"
    );

    // The refused chat waited; its neighbour, who asked for as much, did not.
    let last = |at: usize| {
        log.effects_in(crowd.people[at].chat)
            .last()
            .expect("an answer")
            .at
    };
    let refused = log
        .of("sendMessage")
        .find(|call| !call.took_effect)
        .expect("a refusal")
        .at;
    let next = log
        .effects_in(unlucky.chat)
        .map(|call| call.at)
        .find(|at| *at > refused);
    assert!(next.expect("an answer") - refused >= Duration::from_secs(wait));
    let others = (0..people)
        .filter(|at| *at != 7)
        .map(last)
        .max()
        .expect("others");
    assert!(
        others - started < ideal * 3 / 2 + Duration::from_secs(4),
        "{:?}",
        others - started
    );
}

fn one_chat_gets_a_burst_and_then_one_message_a_second(engine: Engine) {
    let rig = Rig::new(engine).with("SEND_LIMIT", "30");
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    let started = Instant::now();
    anna.says("many 8");
    anna.waits_for_count(8);
    let took = started.elapsed();
    assert!(
        (4..8).contains(&took.as_secs()),
        "three at once and five seconds: {took:?}"
    );
    rig.telegram.log().assert_chat_pace(BURST, 1.0);
}

fn without_pacing_a_flood_goes_out_at_once(engine: Engine) {
    let rig = Rig::new(engine).with("SEND_LIMIT", "off");
    let _process = rig.runs();
    let crowd = Crowd::of(&rig.telegram, 60);
    let started = Instant::now();
    rig.telegram
        .in_one_batch(|| (0..5).for_each(|_| crowd.speaks()));
    crowd.waits_for_answers(PATIENCE);
    let took = started.elapsed();
    println!(
        "{engine:?}: {} answers without pacing in {took:?}",
        crowd.total()
    );
    assert!(
        took < Duration::from_secs(7),
        "300 answers take 10 s at 30/s: {took:?}"
    );
    assert_eq!(crowd.check(&rig), 0);
}

on_both_engines! {
    a_flood_keeps_telegrams_limits_and_loses_nothing
    one_chat_gets_a_burst_and_then_one_message_a_second
    without_pacing_a_flood_goes_out_at_once
}
