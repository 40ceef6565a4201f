//! What the pipeline costs, beside a floor measured in the same run: `cargo bench --bench pipeline`.
//!
//! The floor does the HTTP calls and the writes and commits that the work needs, with no bot around them: a poll stores
//! its batch in one commit, eight threads make one commit an update, 32 threads send, what was sent is marked in batches.
//! PostgreSQL is measured if `SPINBOT_TEST_POSTGRES` names a server (`tests/run` shows how one is started).
//! `-- --seconds N` sets how long each measurement lasts (10).

mod floor;
mod load;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use load::Load;
use support::process::Launch;
use support::telegram::Telegram;

/// Chats that each write again as soon as they are answered.
const CHATS: i64 = 50;
const LATENCY: Duration = Duration::from_millis(50);
/// Updates per second in the measurement of latency.
const PACE: u32 = 30;

fn main() {
    let mut seconds = 10;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            seconds = arguments
                .next()
                .and_then(|text| text.parse().ok())
                .expect("--seconds N");
        }
    }
    let time = Duration::from_secs(seconds);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str| format!("sqlite://{}/{name}.db", folder.path().display());
    measure("SQLite", time, &file);
    if std::env::var_os("SPINBOT_TEST_POSTGRES").is_some() {
        let server = support::postgres::shared();
        let databases = std::cell::RefCell::new(Vec::new());
        let fresh = |name: &str| {
            let database = server.create_database(name);
            let url = database.url();
            databases.borrow_mut().push(database);
            url
        };
        measure("PostgreSQL", time, &fresh);
    } else {
        println!("PostgreSQL: not measured, SPINBOT_TEST_POSTGRES is not set");
    }
}

fn measure(engine: &str, time: Duration, fresh: &dyn Fn(&str) -> String) {
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
    let floor = floor_rate(&fresh("floor_far"), time, LATENCY);
    let (bot, ..) = bot_rate(&fresh("bot_far"), time, LATENCY);
    println!(
        "the same, 50 ms to Telegram: {bot:8.0} updates/s   floor {floor:8.0}   ratio {:.2}",
        bot / floor
    );
    let mut latencies = paced(&fresh("paced"), time);
    latencies.sort_unstable();
    let at = |share: f64| {
        latencies[((latencies.len() - 1) as f64 * share) as usize].as_secs_f64() * 1_000.0
    };
    println!(
        "latency at {PACE} updates/s:     p50 {:6.2} ms   p99 {:6.2} ms   ({} updates)",
        at(0.5),
        at(0.99),
        latencies.len()
    );
    let mut starts: Vec<Duration> = start_up(&fresh("start"));
    starts.sort_unstable();
    println!(
        "start to first getUpdates:   {:8.1} ms (median of {})",
        starts[starts.len() / 2].as_secs_f64() * 1_000.0,
        starts.len()
    );
}

fn launch(telegram: &Telegram, url: &str) -> Launch {
    Launch::against(telegram)
        .database(url)
        .variable("SEND_LIMIT", "off")
        .variable("RUST_LOG", "warn")
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
