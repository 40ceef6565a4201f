//! PostgreSQL restarted, refused, frozen and cut off while a crowd talks.

use std::thread;
use std::time::{Duration, Instant};

use super::talk_through;
use crate::rig::{Rig, lines_with, long_or};
use crate::support;
use crate::support::postgres::Cluster;
use crate::support::process::Process;

/// The exit code that asks a supervisor to start the process afresh.
const TRY_AGAIN: i32 = 75;

#[track_caller]
fn says_once(log: &str, line: &str) {
    assert_eq!(lines_with(log, line), 1, "«{line}» once:\n{log}");
}

/// It says so a moment after the last failure, and only then.
#[track_caller]
fn is_back(process: &Process) {
    process.waits_for_log("database: answers again");
    thread::sleep(Duration::from_secs(2));
    says_once(&process.log(), "database: answers again");
}

#[test]
fn a_restart_under_load_loses_and_doubles_nothing() {
    let mut cluster = Cluster::start();
    let rig = Rig::over_postgres(&cluster);
    let process = rig.runs();
    talk_through(&rig, || {
        cluster.restart();
        Instant::now()
    });
    is_back(&process);
    says_once(&process.log(), "database: away");
}

#[test]
fn a_database_that_is_away_for_a_while_is_waited_for() {
    let mut cluster = Cluster::start();
    let (rig, port) = Rig::over_postgres(&cluster).with_port();
    let process = rig.runs();
    talk_through(&rig, || {
        cluster.refuse();
        thread::sleep(Duration::from_secs(long_or(30, 8)));
        assert_eq!(rig.get(port, "/health").0, 503);
        assert!(
            rig.get(port, "/metrics")
                .1
                .contains("spinbot_database_up 0")
        );
        cluster.begin();
        Instant::now()
    });
    is_back(&process);
    says_once(&process.log(), "database: away");
    assert_eq!(rig.get(port, "/health").0, 200);
}

#[test]
fn a_frozen_database_is_noticed_and_waited_for() {
    let cluster = Cluster::start();
    let (rig, port) = Rig::over_postgres(&cluster).with_port();
    let process = rig.runs();
    talk_through(&rig, || {
        cluster.freeze();
        thread::sleep(Duration::from_secs(12));
        assert_eq!(lines_with(&process.log(), "database: frozen"), 0, "not yet");
        thread::sleep(Duration::from_secs(long_or(28, 6)));
        assert_eq!(rig.get(port, "/health").0, 503);
        says_once(&process.log(), "database: frozen");
        cluster.thaw();
        Instant::now()
    });
    is_back(&process);
    let log = process.log();
    says_once(&log, "database: frozen");
    assert!(lines_with(&log, "ERROR") <= 2, "no storm of errors:\n{log}");
    assert_eq!(rig.get(port, "/health").0, 200);
}

#[test]
fn a_database_frozen_for_two_minutes_ends_the_process_for_its_supervisor() {
    if !support::long() {
        return;
    }
    let cluster = Cluster::start();
    let rig = Rig::over_postgres(&cluster);
    let mut process = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("before");
    anna.waits_for_count(1);
    cluster.freeze();
    let frozen = Instant::now();
    anna.says("during");
    assert_eq!(process.wait_exit(Duration::from_secs(140)), TRY_AGAIN);
    assert!(
        frozen.elapsed() >= Duration::from_secs(115),
        "{:?}",
        frozen.elapsed()
    );
    says_once(&process.log(), "giving up");
    cluster.thaw();
    let _process = rig.runs();
    anna.waits_for_text("during #2");
}

#[test]
fn every_connection_cut_again_and_again_loses_and_doubles_nothing() {
    let cluster = Cluster::start();
    let rig = Rig::over_postgres(&cluster);
    let _process = rig.runs();
    talk_through(&rig, || {
        for _ in 0..long_or(50, 10) {
            rig.cut_connections();
            thread::sleep(Duration::from_millis(300));
        }
        Instant::now()
    });
    let aside = rig.number("SELECT COUNT(*) FROM inbox WHERE state = 'aside'");
    assert_eq!(aside, 0, "a database that goes away is nobody's fault");
}

#[test]
fn a_handler_caught_by_the_database_going_away_is_not_blamed() {
    let mut cluster = Cluster::start();
    let rig = Rig::over_postgres(&cluster);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    for n in 1..=4 {
        anna.says("think 1500");
        rig.telegram.waits_until_all_confirmed();
        thread::sleep(Duration::from_millis(500));
        if n % 2 == 0 {
            rig.cut_connections();
        } else {
            cluster.restart();
        }
        anna.waits_for_count(n);
    }
    rig.waits_until_quiet();
    assert_eq!(rig.said(anna.chat).len(), 4);
    let attempts = rig.number("SELECT MAX(attempts) FROM inbox");
    assert_eq!(attempts, 0, "nothing of it was an attempt");
}
