//! What one update costs when the tables are large, beside the same on an empty database, turn about in one run.
//! The long form has 1,000,000 people, 5,000,000 turns and 2,000,000 handled updates; the short one a hundredth of it.

mod support;

#[path = "scale/crowd.rs"]
mod crowd;
#[path = "store/rig.rs"]
mod rig;

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rig::{BOT, Kind, Rig};
use spinbot::event::Sender;
use spinbot::lang::Lang;
use spinbot::store::inbox::{self, Arrival, Kind as Arrived};
use spinbot::store::outbox::{self, Lane};
use spinbot::store::people::{self, Person};
use spinbot::store::sessions::{self, Key, Progress};
use spinbot::store::turns::{self, Turn};
use spinbot::store::{Db, Tx, chats, jobs};

/// What issue 2 asks for.
const AIM: f64 = 1.3;
/// What fails the test: the machine may be busy with other things.
const MOST: f64 = 2.0;
/// Questions of one measured training.
const QUESTIONS: i64 = 6;
/// Of the size of an engine's state, a question and an answer.
const STATE: usize = 1_500;

/// Both measurements at once would measure each other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Past the capture of the test runner: figures are what this test is for.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn sender(person: i64) -> Sender {
    Sender {
        id: person,
        name: format!("Person {person}"),
        username: String::new(),
        language: Some("ru".into()),
    }
}

/// One update from its arrival to its sent reply, as poller, worker and sender write it; what the worker's part took.
fn one_update(db: &Db, person: i64, turn: i64) -> anyhow::Result<[Duration; 3]> {
    let now = crowd::NOW;
    let started = Instant::now();
    let arrival = Arrival {
        chat_id: person,
        kind: Arrived::Update,
        key_a: 100_000_000 + person,
        key_b: turn,
        body: "x".repeat(400),
        aside: None,
    };
    db.write_durable(|tx| Ok(inbox::store(tx, BOT, now, std::slice::from_ref(&arrival))?))?;
    let stored = started.elapsed();
    let seq = db.write(|tx| handle(tx, person, turn))?;
    let handled = started.elapsed();
    let unsent = db.read(|tx| Ok(outbox::unsent(tx, BOT, &[person])?))?;
    assert_eq!(unsent.len(), 1);
    db.write(|tx| Ok(outbox::claim(tx, BOT, &[(seq, 0)])?))?;
    db.write(|tx| Ok(outbox::sent(tx, BOT, now, &[(seq, 0)])?))?;
    Ok([stored, handled - stored, started.elapsed() - handled])
}

/// The worker's transaction: the first update of a person opens a training, the others are questions.
fn handle(tx: &mut Tx, person: i64, turn: i64) -> anyhow::Result<i64> {
    let now = crowd::NOW;
    let chat = chats::lock(tx, BOT, person)?;
    let row = inbox::oldest_open(tx, BOT, person, chat.waits_for)?.expect("stored just now");
    let (Person { id, .. }, session) = people::meet(tx, BOT, &sender(person), now)?;
    let number = session.map_or(1, |session| session.number + i64::from(!session.is_open));
    let (key, state) = (
        Key {
            person: id,
            bot: BOT,
            number,
        },
        "s".repeat(STATE),
    );
    if turn == 0 {
        sessions::insert(tx, key, Lang::Ru, 7, now, &state)?;
    } else {
        let said = Turn {
            turn,
            at: now,
            act: "question",
            label: "problem",
            confidence: 0.75,
            contextual: true,
            points: 3,
            clarity: 40,
            openness: 50,
            buyer_label: "calm",
            question: crowd::QUESTION,
            answer: crowd::ANSWER,
        };
        turns::insert(tx, key, &said)?;
        sessions::update(
            tx,
            key,
            Progress {
                turns: turn,
                questions: turn,
                clarity: 40,
            },
            now,
            &state,
        )?;
    }
    outbox::store(
        tx,
        BOT,
        row.seq,
        person,
        now,
        &[(Lane::Live, "r".repeat(600))],
    )?;
    inbox::done(tx, BOT, row.seq, now)?;
    Ok(row.seq)
}

/// Times of the three parts of every update, one database's.
#[derive(Default)]
struct Times([Vec<f64>; 3]);

impl Times {
    fn add(&mut self, parts: [Duration; 3]) {
        for (times, part) in self.0.iter_mut().zip(parts) {
            times.push(part.as_secs_f64() * 1e6);
        }
    }

    /// Microseconds in the mean of the middle nine tenths: a commit that met somebody else's work is no cost of ours.
    fn mean(&self, part: usize) -> f64 {
        let mut times = self.0[part].clone();
        times.sort_by(f64::total_cmp);
        let edge = times.len() / 20;
        let middle = &times[edge..times.len() - edge];
        middle.iter().sum::<f64>() / middle.len() as f64
    }
}

fn measure(kind: Kind) {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let crowd = if support::long() { 1_000_000 } else { 10_000 };
    let measured = if support::long() { 400 } else { 20 };
    let (small, large) = (Rig::fresh(kind), Rig::fresh(kind));
    let started = Instant::now();
    crowd::fill(&large, crowd);
    say(&format!(
        "{kind:?}: {crowd} people, {} turns, {} handled updates, filled in {:.0?}, {:.2} GB",
        large.number("SELECT COUNT(*) FROM turns"),
        large.number("SELECT COUNT(*) FROM inbox"),
        started.elapsed(),
        crowd::size(&large)
    ));
    let step = crowd / measured;
    crowd::people(&small, (1..=measured).map(|at| at * step));
    let (mut on_small, mut on_large) = (Times::default(), Times::default());
    for at in 1..=measured {
        // Far from each other in the large tables, in no order.
        let person = (at * 7_919 % measured + 1) * step;
        for turn in 0..=QUESTIONS {
            for (rig, times) in [(&small, &mut on_small), (&large, &mut on_large)] {
                let parts = one_update(&rig.db, person, turn).expect("an update");
                // The first ones open connections and prepare statements.
                if at > 5 {
                    times.add(parts);
                }
            }
        }
    }
    let mut ratio = 0.0;
    for (part, name) in [(0, "storing"), (1, "handling"), (2, "sending")] {
        let (empty, full) = (on_small.mean(part), on_large.mean(part));
        say(&format!(
            "{kind:?}: {name:9} {empty:6.0} µs empty, {full:6.0} µs full, ratio {:.2}",
            full / empty
        ));
        if name == "handling" {
            ratio = full / empty;
        }
    }
    let verdict = if ratio <= AIM { "within" } else { "beyond" };
    say(&format!(
        "{kind:?}: handling one update costs {ratio:.2} times as much, {verdict} the aim of {AIM}"
    ));
    prunes(&large);
    assert!(ratio <= MOST, "{kind:?}: {ratio:.2}");
}

/// Pruning takes small bites, however much there is.
fn prunes(rig: &Rig) {
    const BITE: i64 = 500;
    let before = crowd::NOW + 1;
    let mut bites: Vec<Duration> = Vec::new();
    for _ in 0..10 {
        for what in [inbox::prune, outbox::prune, jobs::prune] {
            let started = Instant::now();
            let gone = rig.write(|tx| what(tx, BOT, before, BITE));
            bites.push(started.elapsed());
            assert!(gone <= BITE as u64);
        }
    }
    bites.sort_unstable();
    let (middle, longest) = (bites[bites.len() / 2], bites[bites.len() - 1]);
    say(&format!(
        "{:?}: pruning {BITE} rows takes {middle:.1?}, {longest:.1?} at most",
        rig.kind
    ));
    assert!(longest < Duration::from_secs(1), "{longest:?}");
}

#[test]
fn an_update_costs_the_same_when_the_tables_are_large_on_sqlite() {
    measure(Kind::Sqlite);
}

#[test]
fn an_update_costs_the_same_when_the_tables_are_large_on_postgresql() {
    measure(Kind::Postgres);
}
