//! Two processes of one bot on one database: one polls and sends, both work, and when one dies, freezes or leaves, the other
//! carries on; nothing is lost, handled twice or reordered.

mod rig;
mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rig::{Crowd, Engine, Rig, lines_with, long_or};
use support::process::Process;
use support::telegram::{Fault, On, Telegram, Told};
use support::{PATIENCE, eventually};

/// When one dies the other carries on within this time.
const TAKE_OVER: Duration = Duration::from_secs(10);

/// Polls that were refused because somebody else polled.
fn conflicts(telegram: &Telegram) -> usize {
    let refused = |told: &Told| matches!(told, Told::Refused { code: 409, .. });
    telegram.with_log(|log| {
        log.of("getUpdates")
            .filter(|call| refused(&call.told))
            .count()
    })
}

/// A leader and one that stands by.
fn pair(rig: &Rig) -> (Process, Process) {
    let leader = rig.runs();
    let other = rig.starts();
    other.waits_for_log("another process leads, standing by");
    (leader, other)
}

/// Somebody of the crowd says something every 30 ms while `happens` goes on.
fn while_talking<T>(crowd: &Crowd, happens: impl FnOnce() -> T) -> T {
    struct Silence<'a>(&'a AtomicBool);
    impl Drop for Silence<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for at in (0..crowd.people.len()).cycle() {
                crowd.one_speaks(at);
                thread::sleep(Duration::from_millis(30));
                if is_over.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        let _silence = Silence(&is_over);
        thread::sleep(Duration::from_secs(1));
        happens()
    })
}

/// How long after `moment` the first message was shown.
fn first_effect_after(telegram: &Telegram, moment: Instant) -> Duration {
    let first =
        || telegram.with_log(|log| log.effects().map(|call| call.at).find(|at| *at > moment));
    eventually("an answer", Duration::from_secs(40), first) - moment
}

/// Messages that a log owns may have been shown twice.
fn admitted(process: &Process) -> usize {
    let log = process.log();
    lines_with(&log, "may have been shown by a process that died")
        + lines_with(&log, "nobody knows whether message")
}

#[test]
fn one_polls_and_both_work() {
    let rig = Rig::new(Engine::Postgres);
    let (leader, other) = pair(&rig);
    let crowd = Crowd::of(&rig.telegram, 24);
    for person in &crowd.people {
        person.says("think 1500");
        person.says("and on");
    }
    for person in &crowd.people {
        person.waits_for("both answers", Duration::from_secs(40), |messages| {
            messages.len() == 4
        });
    }
    let handled = rig.all_handled();
    assert_eq!(handled.len(), 48);
    for process in [&leader, &other] {
        let id = i64::from(process.id());
        let count = handled.iter().filter(|one| one.process == id).count();
        println!("process {id} handled {count} of 48");
        assert!(count > 0, "process {id} handled nothing");
    }
    for person in &crowd.people {
        assert_eq!(rig.said(person.chat), ["think 1500", "and on"]);
        assert_eq!(person.hears().len(), 2);
    }
    assert_eq!(conflicts(&rig.telegram), 0);
    assert_eq!(lines_with(&other.log(), "leadership: taken"), 0);
}

#[test]
fn an_update_that_both_reach_for_is_handled_by_one() {
    let rig = Rig::new(Engine::Postgres);
    let (_leader, _other) = pair(&rig);
    let crowd = Crowd::of(&rig.telegram, 6);
    // Long enough for the other to find the row, whose handling nobody sees before its commit.
    for person in &crowd.people {
        // The first word of all makes the chat's row, and that alone is a lock.
        person.says("hello");
        person.waits_for_count(1);
        person.says("mute 2500");
        person.says("and on");
    }
    for person in &crowd.people {
        person.waits_for_count(2);
        assert_eq!(rig.said(person.chat), ["hello", "mute 2500", "and on"]);
    }
}

#[test]
fn when_the_leader_is_killed_the_other_carries_on_within_ten_seconds() {
    let rig = Rig::new(Engine::Postgres);
    let (mut leader, mut other) = pair(&rig);
    let crowd = Crowd::of(&rig.telegram, 20);
    // So slow that the kill meets messages that were shown and not answered for yet.
    rig.telegram.set_latency(Duration::from_millis(400));
    let mut own_up = 0;
    for _ in 0..long_or(6, 1) {
        let silence = while_talking(&crowd, || {
            leader.kill9();
            first_effect_after(&rig.telegram, Instant::now())
        });
        println!("the first answer came {silence:?} after the kill");
        assert!(silence < TAKE_OVER, "{silence:?}");
        crowd.waits_for_answers(2 * PATIENCE);
        own_up += admitted(&other);
        leader = other;
        other = rig.starts();
        other.waits_for_log("another process leads, standing by");
    }
    rig.waits_until_quiet();
    let doubled = crowd.check(&rig);
    assert!(
        doubled <= own_up,
        "{doubled} shown twice, {own_up} owned up to"
    );
}

#[test]
fn a_leader_that_was_frozen_finds_its_place_taken_and_doubles_nothing() {
    let rig = Rig::new(Engine::Postgres);
    let (leader, other) = pair(&rig);
    let crowd = Crowd::of(&rig.telegram, 20);
    // What it holds back at that moment is shown by the other, and not once more when it wakes.
    let held: Vec<_> = [rig.telegram.anna(), rig.telegram.boris()].into();
    // Her message is in the middle of its transaction: PostgreSQL ends that for a client that keeps silent.
    let olga = rig.telegram.olga();
    while_talking(&crowd, || {
        for person in &held {
            let on = On::method("sendMessage").chat(person.chat);
            rig.telegram.breaks(Fault::TooManyRequests(4), on);
            person.says("many 5");
        }
        eventually("both must wait", PATIENCE, || {
            (rig.telegram.faults_waiting() == 0).then_some(())
        });
        olga.says("think 3000");
        rig.telegram.waits_until_all_confirmed();
        thread::sleep(Duration::from_millis(300));
        leader.sigstop();
        let silence =
            first_effect_after(&rig.telegram, Instant::now() + Duration::from_millis(200));
        assert!(silence < TAKE_OVER, "{silence:?}");
        thread::sleep(Duration::from_secs(long_or(20, 12)).saturating_sub(silence));
        leader.sigcont();
        thread::sleep(Duration::from_secs(3));
    });
    crowd.waits_for_answers(2 * PATIENCE);
    rig.waits_until_quiet();
    leader.waits_for_log("leadership: lost to another process");
    for person in &held {
        assert_eq!(person.waits_for_count(5).len(), 5, "{:?}", person.hears());
    }
    olga.waits_for_count(1);
    assert_eq!(rig.said(olga.chat), ["think 3000"]);
    let own_up = admitted(&leader) + admitted(&other);
    let doubled = crowd.check(&rig);
    assert!(
        doubled <= own_up,
        "{doubled} shown twice, {own_up} owned up to"
    );
    assert!(
        conflicts(&rig.telegram) <= 2,
        "{} conflicts",
        conflicts(&rig.telegram)
    );
    let aside = rig.number("SELECT COUNT(*) FROM inbox WHERE state = 'aside' OR attempts > 0");
    assert_eq!(aside, 0, "being frozen is nobody's fault");
}

#[test]
fn a_redeploy_hands_over_at_once_and_makes_no_loop_of_conflicts() {
    let rig = Rig::new(Engine::Postgres);
    let (mut leader, mut other) = pair(&rig);
    let crowd = Crowd::of(&rig.telegram, 20);
    for _ in 0..long_or(10, 3) {
        let before = conflicts(&rig.telegram);
        while_talking(&crowd, || {
            let polls = rig.telegram.calls("getUpdates").len();
            leader.sigterm();
            let wished = Instant::now();
            other.waits_for_log("leadership: taken");
            rig.telegram.waits_for_calls("getUpdates", polls + 1);
            let silence = wished.elapsed();
            assert!(
                silence < Duration::from_secs(4),
                "the next polls {silence:?} later"
            );
            assert_eq!(leader.wait_exit(Duration::from_secs(6)), 0);
            thread::sleep(Duration::from_secs(1));
        });
        let refused = conflicts(&rig.telegram) - before;
        assert!(
            refused <= 1,
            "{refused} conflicts: only the poll that was under way"
        );
        leader = other;
        other = rig.starts();
        other.waits_for_log("another process leads, standing by");
    }
    crowd.waits_for_answers(2 * PATIENCE);
    rig.waits_until_quiet();
    assert_eq!(
        crowd.check(&rig),
        0,
        "a hand-over waits for the calls under way"
    );
}

#[test]
fn on_one_sqlite_file_the_second_stands_by_and_takes_over_at_once() {
    let rig = Rig::new(Engine::Sqlite);
    let (mut leader, other) = pair(&rig);
    let crowd = Crowd::of(&rig.telegram, 20);
    let silence = while_talking(&crowd, || {
        leader.kill9();
        first_effect_after(&rig.telegram, Instant::now())
    });
    println!("the first answer came {silence:?} after the kill");
    assert!(silence < Duration::from_secs(3), "{silence:?}");
    crowd.waits_for_answers(2 * PATIENCE);
    rig.waits_until_quiet();
    let doubled = crowd.check(&rig);
    assert!(doubled <= admitted(&other), "{doubled} shown twice");
}
