//! Slow work beside the conversation: its answer comes back once, whoever dies; the chat that waits for it goes on in order,
//! and nobody else waits.

mod rig;
mod support;

use std::thread;
use std::time::{Duration, Instant};

use rig::{Crowd, Engine, Rig, lines_with, long_or, on_both_engines};
use support::{PATIENCE, eventually};

/// A lease runs out after 15 s; whoever looks for it does so four times a second.
const LEASE: Duration = Duration::from_secs(15);

fn finish(rig: &Rig, name: &str) {
    std::fs::write(rig.launch.directory().join(name), "").expect("a file");
}

/// The job is under way, and the answer before it is written down as shown: what is in flight at a death may come twice.
fn waits_until_claimed(rig: &Rig) {
    eventually("the job is claimed", PATIENCE, || {
        let claimed = rig.number("SELECT COUNT(*) FROM jobs WHERE fence = 1");
        let unsent = rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'open'");
        (claimed == 1 && unsent == 0).then_some(())
    });
}

fn a_chat_that_waits_for_a_job_goes_on_in_order(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    anna.says("job waits go");
    anna.says("second");
    anna.says("job sleep 50");
    anna.says("fourth");
    boris.says("aside waits go");
    boris.says("second");
    boris.waits_for_count(2);
    anna.waits_for_count(1);
    thread::sleep(Duration::from_secs(1));
    assert_eq!(rig.said(anna.chat), ["job waits go"], "the rest waits");
    finish(&rig, "go");
    rig.waits_until_quiet();
    let expected = [
        "job waits go",
        "answer waits ok seen",
        "second",
        "job sleep 50",
        "answer sleep ok slept",
        "fourth",
    ];
    assert_eq!(rig.said(anna.chat), expected);
    assert_eq!(
        rig.said(boris.chat),
        ["aside waits go", "second", "answer waits ok seen"]
    );
    assert_eq!(anna.hears().len(), 6);
}

fn a_job_that_fails_in_any_way_answers_with_an_error(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let anna = rig.telegram.anna();
    for job in [
        "panics tayna4711",
        "refuses",
        "unheard_of",
        "sleep tayna4711",
    ] {
        anna.says(&format!("job {job}"));
    }
    rig.waits_until_quiet();
    let said = rig.said(anna.chat);
    let answers: Vec<&String> = said
        .iter()
        .filter(|said| said.starts_with("answer"))
        .collect();
    assert_eq!(
        answers,
        [
            "answer panics err the job panicked",
            "answer refuses err told to refuse",
            "answer unheard_of err nobody here knows jobs of the kind unheard_of",
            "answer sleep err not a number",
        ]
    );
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM jobs WHERE state = 'failed' AND payload IS NULL"),
        4
    );
    assert!(!process.log().contains("tayna4711"), "{}", process.log());
}

fn a_job_whose_process_died_runs_again_after_its_lease(engine: Engine) {
    let rig = Rig::new(engine);
    let mut first = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("job waits go");
    anna.says("second");
    anna.waits_for_count(1);
    waits_until_claimed(&rig);
    first.kill9();
    let died = Instant::now();
    finish(&rig, "go");
    let _second = rig.runs();
    anna.waits_for("all answers", LEASE + PATIENCE, |messages| {
        messages.len() == 5
    });
    println!("the job's answer came {:?} after the death", died.elapsed());
    assert!(
        died.elapsed() > Duration::from_secs(9),
        "nobody may take it before its lease ran out"
    );
    assert_eq!(
        rig.said(anna.chat),
        ["job waits go", "answer waits ok seen", "second"]
    );
    assert_eq!(rig.number("SELECT fence FROM jobs"), 2);
}

#[test]
fn the_late_answer_of_a_frozen_process_is_refused() {
    let rig = Rig::new(Engine::Postgres);
    let first = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("job waits go");
    anna.says("second");
    anna.waits_for_count(1);
    waits_until_claimed(&rig);
    first.sigstop();
    let _second = rig.starts();
    eventually("the job is claimed again", LEASE + PATIENCE, || {
        (rig.number("SELECT COUNT(*) FROM jobs WHERE fence = 2") == 1).then_some(())
    });
    finish(&rig, "go");
    anna.waits_for("all answers", PATIENCE, |messages| messages.len() == 5);
    first.sigcont();
    thread::sleep(Duration::from_secs(2));
    anna.says("third");
    anna.waits_for_text("third #4");
    rig.waits_until_quiet();
    assert_eq!(
        rig.said(anna.chat),
        ["job waits go", "answer waits ok seen", "second", "third"]
    );
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM inbox WHERE kind = 'answer'"),
        1
    );
    assert_eq!(anna.hears().len(), 4);
}

fn a_job_that_kills_its_process_again_and_again_is_given_up(engine: Engine) {
    let rig = Rig::new(engine);
    let anna = rig.telegram.anna();
    let mut process = rig.runs();
    anna.says("job dies never");
    anna.says("second");
    for death in 1..=4 {
        if death <= 3 {
            eventually("a death", PATIENCE, || {
                (!process.is_running()).then_some(())
            });
        }
        assert!(death < 4 || process.is_running(), "it was given up");
        if death <= 3 {
            // The lease's time is another test's affair.
            let expire = "UPDATE jobs SET leased_until = 1 WHERE state = 'running'";
            rig.db()
                .write(|tx| Ok(tx.execute(expire, &[])?))
                .expect("an expired lease");
            process = rig.starts();
        }
    }
    anna.waits_for_text("second #3");
    let said = rig.said(anna.chat);
    assert_eq!(
        said[1],
        "answer dies err the process died over it again and again"
    );
}

fn a_job_that_outruns_its_limit_is_answered_for_and_its_chat_goes_on(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("job hangs go");
    anna.says("second");
    rig.waits_until_quiet();
    let expected = [
        "job hangs go",
        "answer hangs err no answer within 2 s",
        "second",
    ];
    assert_eq!(rig.said(anna.chat), expected);
    finish(&rig, "go");
    anna.says("job hangs go");
    anna.waits_for_text("answer hangs ok seen #5");
    rig.waits_until_quiet();
    assert_eq!(
        rig.said(anna.chat).len(),
        5,
        "the late answer is not let in"
    );
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM inbox WHERE kind = 'answer'"),
        2
    );
    assert_eq!(lines_with(&process.log(), "no answer within 2 s"), 1);
}

fn one_chat_whose_jobs_hang_leaves_threads_to_the_others(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    for _ in 0..40 {
        anna.says("aside waits never");
    }
    anna.waits_for_count(40);
    let others = Crowd::of(&rig.telegram, 30);
    for person in &others.people {
        person.says("job sleep 50");
    }
    for person in &others.people {
        person.waits_for_text("answer sleep ok slept #2");
    }
    let running = "SELECT COUNT(*) FROM jobs WHERE state = 'running'";
    assert_eq!(rig.number(running), 4, "of the one chat");
}

fn threads_that_hang_are_replaced(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    // As many jobs as there are threads, of as many people as it takes.
    let hanging: Vec<_> = (9_001..9_009)
        .map(|id| rig.telegram.user(id, "Иван"))
        .collect();
    for person in &hanging {
        for _ in 0..4 {
            person.says("aside hangs never");
        }
    }
    rig.waits_until_quiet();
    let others = Crowd::of(&rig.telegram, 10);
    for person in &others.people {
        person.says("job sleep 50");
    }
    for person in &others.people {
        person.waits_for_text("answer sleep ok slept #2");
    }
    hanging[0].says("job hangs never");
    hanging[0].waits_for_text("answer hangs err earlier jobs of this chat hang #10");
    assert_eq!(lines_with(&process.log(), "ERROR"), 1, "{}", process.log());
    assert_eq!(lines_with(&process.log(), "32 threads hang in jobs"), 1);
}

fn chats_whose_jobs_hang_do_not_slow_the_others(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let hanging: Vec<_> = (9_001..9_017)
        .map(|id| rig.telegram.user(id, "Иван"))
        .collect();
    for person in &hanging {
        person.says("job waits never");
        person.says("queued behind it");
    }
    for person in &hanging {
        person.waits_for_count(1);
    }
    let crowd = Crowd::of(&rig.telegram, 50);
    let mut said: Vec<Instant> = Vec::new();
    for round in 0..long_or(20, 4) * crowd.people.len() {
        said.push(Instant::now());
        crowd.one_speaks(round % crowd.people.len());
        thread::sleep(Duration::from_millis(30));
    }
    crowd.waits_for_answers(PATIENCE);
    assert_eq!(crowd.check(&rig), 0);
    let shown = rig.telegram.log();
    let mut waits: Vec<Duration> = Vec::new();
    for (at, person) in crowd.people.iter().enumerate() {
        let asked = said.iter().skip(at).step_by(crowd.people.len());
        let answered = shown.effects_in(person.chat).map(|call| call.at);
        waits.extend(
            asked
                .zip(answered)
                .map(|(asked, answered)| answered - *asked),
        );
    }
    waits.sort();
    let p99 = waits[waits.len() * 99 / 100];
    println!(
        "{engine:?}: p99 of {} answers beside 16 hanging chats: {p99:?}",
        waits.len()
    );
    assert!(p99 < Duration::from_secs(1), "{p99:?}");
    for person in &hanging {
        assert_eq!(rig.said(person.chat), ["job waits never"], "still waiting");
    }
}

#[test]
fn more_jobs_than_threads_all_run_in_the_end() {
    let rig = Rig::new(Engine::Sqlite);
    let process = rig.runs();
    let crowd = Crowd::of(&rig.telegram, 80);
    for person in &crowd.people {
        person.says("job sleep 300");
    }
    rig.waits_until_quiet();
    for person in &crowd.people {
        assert_eq!(rig.said(person.chat).len(), 2);
    }
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM jobs WHERE fence > 1"),
        0,
        "none ran twice"
    );
    assert_eq!(lines_with(&process.log(), "ERROR"), 0);
}

on_both_engines! {
    a_job_that_outruns_its_limit_is_answered_for_and_its_chat_goes_on
    one_chat_whose_jobs_hang_leaves_threads_to_the_others
    threads_that_hang_are_replaced
    a_chat_that_waits_for_a_job_goes_on_in_order
    a_job_that_fails_in_any_way_answers_with_an_error
    a_job_whose_process_died_runs_again_after_its_lease
    a_job_that_kills_its_process_again_and_again_is_given_up
    chats_whose_jobs_hang_do_not_slow_the_others
}
