//! SIGKILL under load, again and again: every update is applied exactly once, in order, and none is lost; a reply comes
//! twice only where a process died between its call and its book-keeping, and says so.

mod support;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use spinbot::store::{DatabaseUrl, Db};
use support::process::{Launch, Process};
use support::telegram::{Telegram, User};

const CHATS: i64 = 20;
/// Each chat writes a line in this time.
const PACE: Duration = Duration::from_millis(250);
/// Enough for a successor to notice a death and for a backlog to drain: while nobody leads people write on, and thirty
/// takeovers leave more than ten thousand messages to a machine that may be busy.
const DRAIN: Duration = Duration::from_secs(400);

/// One training; the number makes every line unique, so that the transcript proves what was applied.
fn script(training: usize) -> Vec<String> {
    let questions = [
        "Какой объём вы закупаете в месяц?",
        "Кто у вас принимает решение о поставщике?",
        "Какие трудности бывают со сроками?",
        "К чему это приводит на производстве?",
        "Что изменилось бы, если бы сроки держались?",
    ];
    let lines = questions
        .iter()
        .map(|question| format!("{question} №{training}"));
    std::iter::once("/train".to_owned())
        .chain(lines)
        .chain(std::iter::once("/finish".to_owned()))
        .collect()
}

fn rounds(short: usize) -> usize {
    if support::long() { 30 } else { short }
}

/// A number that differs from run to run and from round to round.
fn chance(below: u64) -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::from(now.expect("after 1970").subsec_nanos()) / 1_000 % below
}

/// Twenty people who train without waiting for answers, until told to stop; how many trainings each did.
fn crowd(telegram: &Telegram, stop: &Arc<AtomicBool>) -> Vec<thread::JoinHandle<(User, usize)>> {
    (1..=CHATS)
        .map(|id| {
            let (user, stop) = (telegram.user(id, "Anna"), stop.clone());
            thread::spawn(move || {
                let mut trainings = 0;
                while !stop.load(Ordering::Relaxed) {
                    for line in script(trainings) {
                        user.says(&line);
                        thread::sleep(PACE);
                    }
                    trainings += 1;
                }
                (user, trainings)
            })
        })
        .collect()
}

fn replies(telegram: &Telegram) -> usize {
    telegram.with_log(|log| {
        log.effects()
            .filter(|call| call.method == "sendMessage")
            .count()
    })
}

fn wait_for_replies(telegram: &Telegram, more_than: usize) {
    support::eventually("a reply after the start", Duration::from_secs(30), || {
        (replies(telegram) > more_than).then_some(())
    });
}

/// Kills and restarts `processes` in turn under load, then checks every promise against the two logs.
fn kill_loop(launch: &Launch, telegram: &Telegram, url: &str, rounds: usize, processes: usize) {
    let stop = Arc::new(AtomicBool::new(false));
    let mut running: Vec<Process> = (0..processes).map(|_| launch.start()).collect();
    let mut logs: Vec<String> = Vec::new();
    let crowd = crowd(telegram, &stop);
    for round in 0..rounds {
        let before = replies(telegram);
        wait_for_replies(telegram, before);
        thread::sleep(Duration::from_millis(chance(400)));
        let victim = round % processes;
        running[victim].kill9();
        logs.push(running[victim].log());
        running[victim] = launch.start();
    }
    stop.store(true, Ordering::Relaxed);
    let people: Vec<(User, usize)> = crowd
        .into_iter()
        .map(|person| person.join().expect("a person"))
        .collect();
    support::eventually("all updates confirmed", DRAIN, || {
        (telegram.pending() == 0).then_some(())
    });
    let db = Db::open(&url.parse::<DatabaseUrl>().expect("a URL"), 2).expect("a database");
    support::eventually("an empty inbox and outbox", DRAIN, || {
        let open = "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'open') + \
                    (SELECT COUNT(*) FROM outbox WHERE state = 'open')";
        (count(&db, open) == 0).then_some(())
    });
    for mut process in running {
        process.sigterm();
        assert_eq!(process.wait_exit(Duration::from_secs(10)), 0);
        logs.push(process.log());
    }
    assert_eq!(
        count(&db, "SELECT COUNT(*) FROM inbox WHERE state = 'aside'"),
        0,
        "innocents in quarantine"
    );
    check_transcripts(&db, &people);
    check_replies(&people, &logs);
    let lines: usize = people
        .iter()
        .map(|(_, trainings)| trainings * script(0).len())
        .sum();
    println!("{rounds} kills, {lines} updates: each applied once, in order, none lost");
}

fn count(db: &Db, sql: &str) -> i64 {
    db.read(|tx| Ok(tx.query_one(sql, &[], |row| row.get(0))?))
        .expect("a count")
}

/// The database holds every line of every person once, in the order it was written.
fn check_transcripts(db: &Db, people: &[(User, usize)]) {
    let written: Vec<(i64, String)> = db
        .read(|tx| {
            Ok(tx.query(
                "SELECT person_id, question FROM turns ORDER BY person_id, number, turn",
                &[],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?)
        })
        .expect("the transcripts");
    let mut transcripts: HashMap<i64, Vec<String>> = HashMap::new();
    for (person, question) in written {
        transcripts.entry(person).or_default().push(question);
    }
    for (user, trainings) in people {
        let said = (0..*trainings)
            .flat_map(script)
            .filter(|line| !line.starts_with('/'));
        let said: Vec<String> = said.collect();
        assert_eq!(
            transcripts.remove(&user.id).unwrap_or_default(),
            said,
            "person {}",
            user.id
        );
        let finished = format!(
            "SELECT COUNT(*) FROM trainings WHERE person_id = {}",
            user.id
        );
        assert_eq!(
            count(db, &finished),
            *trainings as i64,
            "person {}",
            user.id
        );
    }
    assert!(transcripts.is_empty());
}

/// Every line was answered in order; what came twice was counted by the process that sent it again.
fn check_replies(people: &[(User, usize)], logs: &[String]) {
    let mut doubled = 0;
    for (user, trainings) in people {
        let mut texts: Vec<String> = user
            .hears()
            .into_iter()
            .filter(|message| message.kind != Some("photo"))
            .map(|message| message.text)
            .collect();
        let all = texts.len();
        texts.dedup();
        doubled += all - texts.len();
        assert_eq!(
            texts.len(),
            trainings * script(0).len(),
            "replies to person {}: {texts:#?}",
            user.id
        );
        for training in texts.chunks(script(0).len()) {
            for (n, reply) in training[1..=5].iter().enumerate() {
                assert!(
                    reply.contains(&format!("{}/10", n + 1)),
                    "{}: {reply}",
                    n + 1
                );
            }
        }
    }
    let counted: usize = logs
        .iter()
        .flat_map(|log| log.lines())
        .filter(|line| line.contains("may have been shown") || line.contains("nobody knows"))
        .count();
    assert!(
        doubled <= counted,
        "{doubled} replies came twice, {counted} were counted"
    );
    println!("{doubled} replies came twice, {counted} counted as possible");
}

fn launch(telegram: &Telegram, url: &str) -> Launch {
    Launch::against(telegram)
        .database(url)
        .variable("SEND_LIMIT", "off")
}

#[test]
fn killed_again_and_again_on_sqlite_it_applies_every_update_once() {
    let telegram = Telegram::start();
    let launch = launch(&telegram, "sqlite://kills.db");
    let url = format!("sqlite://{}/kills.db", launch.directory().display());
    kill_loop(&launch, &telegram, &url, rounds(8), 1);
}

#[test]
fn killed_again_and_again_on_postgresql_it_applies_every_update_once() {
    let telegram = Telegram::start();
    let database = support::postgres::shared().create_database("kills");
    kill_loop(
        &launch(&telegram, &database.url()),
        &telegram,
        &database.url(),
        rounds(3),
        1,
    );
}

#[test]
fn two_processes_killed_in_turn_apply_every_update_once() {
    let telegram = Telegram::start();
    let database = support::postgres::shared().create_database("kills_pair");
    let started = Instant::now();
    kill_loop(
        &launch(&telegram, &database.url()),
        &telegram,
        &database.url(),
        rounds(4),
        2,
    );
    println!("two processes: {:?}", started.elapsed());
}
