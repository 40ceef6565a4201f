//! SIGTERM and SIGINT end the real binary within 5 s and with code 0, whatever hangs, and lose nothing.

use std::thread;
use std::time::{Duration, Instant};

use crate::rig::{Engine, Rig, on_both_engines};
use crate::support::postgres::Cluster;
use crate::support::process::{Launch, Process};
use crate::support::telegram::{Fault, On, Telegram};

const LIMIT: Duration = Duration::from_secs(5);

#[track_caller]
fn stops(process: &mut Process, interrupt: bool) {
    let wished = Instant::now();
    if interrupt {
        process.sigint();
    } else {
        process.sigterm();
    }
    assert_eq!(process.wait_exit(LIMIT), 0);
    assert!(wished.elapsed() < LIMIT, "{:?}", wished.elapsed());
}

#[test]
fn a_stop_while_the_database_is_frozen() {
    for interrupt in [false, true] {
        let cluster = Cluster::start();
        let telegram = Telegram::start();
        let anna = telegram.anna();
        let launch = Launch::against(&telegram).database(&cluster.url("postgres"));
        let mut process = launch.start();
        telegram.waits_for_poll();
        cluster.freeze();
        anna.says("/start");
        thread::sleep(Duration::from_secs(3));
        stops(&mut process, interrupt);
        cluster.thaw();
        let _process = launch.start();
        anna.waits_for_count(1);
    }
}

#[test]
fn a_stop_while_the_database_is_away() {
    let mut cluster = Cluster::start();
    let telegram = Telegram::start();
    let mut process = Launch::against(&telegram)
        .database(&cluster.url("postgres"))
        .start();
    telegram.waits_for_poll();
    cluster.stop();
    telegram.anna().says("/start");
    thread::sleep(Duration::from_secs(2));
    stops(&mut process, false);
}

#[test]
fn a_stop_during_a_start_that_hangs() {
    let telegram = Telegram::start();
    telegram.breaks(Fault::Hang, On::method("getMe").until_cleared());
    let mut process = Launch::against(&telegram).start();
    thread::sleep(Duration::from_secs(1));
    stops(&mut process, true);

    let mut cluster = Cluster::start();
    let url = cluster.url("postgres");
    cluster.freeze();
    let mut process = Launch::against(&telegram).database(&url).start();
    thread::sleep(Duration::from_secs(1));
    stops(&mut process, false);
    cluster.thaw();

    cluster.stop();
    let mut process = Launch::against(&telegram).database(&url).start();
    thread::sleep(Duration::from_secs(1));
    stops(&mut process, false);
}

fn a_stop_while_telegram_hangs(engine: Engine) {
    let rig = Rig::new(engine);
    let launch = rig.launch.clone();
    let mut process = launch.start();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    rig.telegram.waits_for_poll();
    rig.telegram
        .breaks(Fault::Hang, On::method("sendMessage").until_cleared());
    rig.telegram.breaks(
        Fault::Hang,
        On::method("getUpdates").after(2).until_cleared(),
    );
    anna.says("/start");
    boris.says("/start");
    thread::sleep(Duration::from_secs(2));
    stops(&mut process, false);
    rig.telegram.clear_faults();
    let _process = launch.start();
    anna.waits_for_count(1);
    boris.waits_for_count(1);
}

fn a_stop_at_any_moment_under_load_loses_and_doubles_nothing(engine: Engine) {
    let rig = Rig::new(engine);
    let crowd = crate::rig::Crowd::of(&rig.telegram, 10);
    rig.telegram.set_latency(Duration::from_millis(20));
    for round in 0..5 {
        let mut process = rig.runs();
        for _ in 0..3 {
            crowd.speaks();
            thread::sleep(Duration::from_millis(40 + 30 * round));
        }
        stops(&mut process, false);
        assert!(
            process.log().contains("stop: done, code 0"),
            "{}",
            process.log()
        );
        assert!(
            !process.log().contains("something hangs"),
            "{}",
            process.log()
        );
    }
    let _process = rig.runs();
    crowd.waits_for_answers(Duration::from_secs(30));
    rig.waits_until_quiet();
    assert_eq!(crowd.check(&rig), 0, "a stop waits for the calls under way");
}

on_both_engines! {
    a_stop_while_telegram_hangs
    a_stop_at_any_moment_under_load_loses_and_doubles_nothing
}
