//! What the pipeline costs, beside a floor measured in the same run: `cargo bench --bench pipeline`.
//!
//! The floor does the HTTP calls and the writes and commits that the work needs, with no bot around them: a poll stores
//! its batch in one commit, eight threads make one commit an update, 32 threads send, what was sent is marked in batches.
//! PostgreSQL is measured if `SPINBOT_TEST_POSTGRES` names a server (`tests/run` shows how one is started).
//! `-- --seconds N` sets how long each measurement lasts (10), `-- --closed` leaves out all but the closed loop,
//! `-- --binary PATH` measures another build of the bot.

mod floor;
mod load;
#[path = "../../tests/rig/mod.rs"]
mod rig;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use load::Load;
use support::process::Launch;
use support::telegram::Telegram;

/// Chats that each write again as soon as they are answered.
const CHATS: i64 = 50;
const LATENCY: Duration = Duration::from_millis(50);
/// Updates per second in the measurement of latency.
const PACE: u32 = 30;
/// Chats whose jobs hang, in the measurement of those beside them.
const HANGING: i64 = 16;

/// How long each measurement lasts, and which there are.
struct Plan {
    time: Duration,
    all: bool,
}

/// The build of the bot that is measured, if not this one.
static BINARY: OnceLock<PathBuf> = OnceLock::new();

fn main() {
    if rig::stand_in::is_asked_for() {
        std::process::exit(rig::stand_in::main());
    }
    let (mut seconds, mut all) = (10, true);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            seconds = arguments
                .next()
                .and_then(|text| text.parse().ok())
                .expect("--seconds N");
        }
        if argument == "--binary" {
            let path = arguments.next().expect("--binary PATH");
            BINARY.set(path.into()).expect("one binary");
        }
        all &= argument != "--closed";
    }
    let plan = Plan {
        time: Duration::from_secs(seconds),
        all,
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
    measure("SQLite", &plan, &file);
    if std::env::var_os("SPINBOT_TEST_POSTGRES").is_some() {
        let server = support::postgres::shared();
        let databases = std::cell::RefCell::new(Vec::new());
        let fresh = |name: &str| {
            let database = server.create_database(name);
            let url = database.url();
            databases.borrow_mut().push(database);
            url
        };
        measure("PostgreSQL", &plan, &fresh);
    } else {
        println!("PostgreSQL: not measured, SPINBOT_TEST_POSTGRES is not set");
    }
}

fn measure(engine: &str, plan: &Plan, fresh: &dyn Fn(&str) -> String) {
    let time = plan.time;
    println!("== {engine}");
    let floor = floor_rate(&fresh("floor"), time, Duration::ZERO);
    let (bot, cpu, peak) = bot_rate(&fresh("bot"), time, Duration::ZERO);
    println!(
        "closed loop, {CHATS} chats:      {bot:8.0} updates/s   floor {floor:8.0}   ratio {:.2}",
        bot / floor
    );
    println!(
        "CPU per 1,000 updates:       {:8.0} ms",
        cpu.as_secs_f64() * 1_000.0
    );
    println!(
        "peak memory:                 {:8.1} MiB",
        peak as f64 / 1_048_576.0
    );
    if !plan.all {
        return;
    }
    let floor = floor_rate(&fresh("floor_far"), time, LATENCY);
    let (bot, ..) = bot_rate(&fresh("bot_far"), time, LATENCY);
    println!(
        "the same, 50 ms to Telegram: {bot:8.0} updates/s   floor {floor:8.0}   ratio {:.2}",
        bot / floor
    );
    let spread = |mut latencies: Vec<Duration>| {
        latencies.sort_unstable();
        let at = |share: f64| {
            latencies[((latencies.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0
        };
        format!(
            "p50 {:6.2} ms   p99 {:6.2} ms   ({} updates)",
            at(0.5),
            at(0.99),
            latencies.len()
        )
    };
    println!(
        "latency at {PACE} updates/s:     {}",
        spread(paced(&fresh("paced"), time))
    );
    for (hanging, name) in [(0, "alone"), (HANGING, "beside")] {
        println!(
            "stand-in, {hanging:2} jobs that hang: {}",
            spread(beside_hanging(&fresh(name), time, hanging))
        );
    }
    let mut starts: Vec<Duration> = start_up(&fresh("start"));
    starts.sort_unstable();
    println!(
        "start to first getUpdates:   {:8.1} ms (median of {})",
        starts[starts.len() / 2].as_secs_f64() * 1_000.0,
        starts.len()
    );
}

fn launch(telegram: &Telegram, url: &str) -> Launch {
    let launch = Launch::against(telegram)
        .database(url)
        .variable("SEND_LIMIT", "off")
        .variable("RUST_LOG", "warn");
    match BINARY.get() {
        Some(binary) => launch.program(binary),
        None => launch,
    }
}

/// Updates per second, CPU time per 1,000 of them, and peak memory in bytes.
fn bot_rate(url: &str, time: Duration, latency: Duration) -> (f64, Duration, u64) {
    let telegram = Telegram::start();
    let mut process = launch(&telegram, url).start();
    telegram.waits_for_poll();
    telegram.set_latency(latency);
    let load = Load::closed(&telegram, CHATS);
    let (cpu_before, before) = (process.cpu_time(), load.answered());
    let rate = load.rate(&telegram, time);
    let handled = (load.answered() - before).max(1) as f64;
    let cpu = (process.cpu_time() - cpu_before).div_f64(handled / 1_000.0);
    let peak = process.rss_peak();
    process.sigterm();
    process.wait_exit(Duration::from_secs(10));
    (rate, cpu, peak)
}

fn floor_rate(url: &str, time: Duration, latency: Duration) -> f64 {
    let telegram = Telegram::start();
    telegram.set_latency(latency);
    let floor = floor::Floor::start(&telegram, url);
    let load = Load::closed(&telegram, CHATS);
    let rate = load.rate(&telegram, time);
    floor.stop();
    rate
}

fn paced(url: &str, time: Duration) -> Vec<Duration> {
    let telegram = Telegram::start();
    let mut process = launch(&telegram, url).start();
    telegram.waits_for_poll();
    let load = Load::paced(&telegram, CHATS);
    let latencies = load.latencies(&telegram, PACE, time);
    process.sigterm();
    process.wait_exit(Duration::from_secs(10));
    latencies
}

/// The same with a stand-in for the bot, beside as many other chats whose jobs hang and whose next messages wait.
fn beside_hanging(url: &str, time: Duration, hanging: i64) -> Vec<Duration> {
    let telegram = Telegram::start();
    let database = url.parse().expect("a database URL");
    let db = spinbot::store::Db::open(&database, 1).expect("a database");
    db.write(rig::stand_in::make_tables).expect("its tables");
    let mut process = rig::stand_in::launch(&launch(&telegram, url)).start();
    telegram.waits_for_poll();
    let people: Vec<_> = (0..hanging)
        .map(|number| telegram.user(9_001 + number, "Иван"))
        .collect();
    for person in &people {
        person.says("job waits never");
        person.says("queued behind it");
    }
    for person in &people {
        person.waits_for_count(1);
    }
    let load = Load::paced(&telegram, CHATS);
    let latencies = load.latencies(&telegram, PACE, time);
    for person in &people {
        assert_eq!(person.hears().len(), 1, "the rest of it waits");
    }
    process.sigterm();
    process.wait_exit(Duration::from_secs(10));
    latencies
}

/// From the start of the process to its first poll, on a database that exists.
fn start_up(url: &str) -> Vec<Duration> {
    let telegram = Telegram::start();
    let launch = launch(&telegram, url);
    let mut first = launch.start();
    telegram.waits_for_poll();
    first.sigterm();
    first.wait_exit(Duration::from_secs(10));
    (0..9)
        .map(|_| {
            let started = Instant::now();
            let mut process = launch.start();
            let took = support::eventually("the first poll", support::PATIENCE, || {
                let polls = telegram.calls("getUpdates");
                polls
                    .iter()
                    .find(|poll| poll.at > started)
                    .map(|poll| poll.at - started)
            });
            process.sigterm();
            process.wait_exit(Duration::from_secs(10));
            took
        })
        .collect()
}
