//! Starting, with the real binary, on a database that refuses, is away, is frozen, or is started on by others as well.

use std::time::{Duration, Instant};

use crate::support::postgres::{self, Cluster};
use crate::support::process::{Launch, Process};
use crate::support::telegram::Telegram;

const CANNOT_START: i32 = 2;
const SOON: Duration = Duration::from_secs(10);
const SECRET: &str = "s3cret-pass";

#[test]
fn a_refused_password_or_an_unknown_database_ends_the_start_with_a_clear_line() {
    let telegram = Telegram::start();
    let cluster = Cluster::start();
    let right = cluster.create_user("anna", SECRET, "template1");
    let wrong = right.replace(SECRET, "wr0ng-s3cret");
    let unknown = right.replace("template1", "nowhere_to_be_found");
    let nobody = right.replace("anna", "nobody_at_all");
    for (url, secret) in [(wrong, "wr0ng-s3cret"), (unknown, SECRET), (nobody, SECRET)] {
        let started = Instant::now();
        let finished = Launch::against(&telegram).database(&url).run("", SOON);
        assert_eq!(finished.code, Some(CANNOT_START), "{}", finished.log);
        assert!(
            started.elapsed() < Duration::from_secs(8),
            "it tries no further"
        );
        let last = finished.log.lines().last().unwrap_or_default();
        assert!(
            last.contains("DATABASE_URL") && last.contains("refuses us"),
            "{}",
            finished.log
        );
        assert!(!finished.log.contains(secret), "{}", finished.log);
    }
    let finished = Launch::new()
        .database(&right)
        .arguments(&["migrate"])
        .run("", SOON);
    assert_eq!(finished.code, Some(0), "{}", finished.log);
}

#[test]
fn an_address_that_is_none_ends_the_start_with_a_clear_line() {
    let telegram = Telegram::start();
    for url in [
        "mysql://anna:s3cret-pass@host/db",
        "postgres://anna:s3cret-pass@host:notaport/db",
        "sqlite:///no/such/folder/spinbot.db",
        "s3cret-pass",
    ] {
        let finished = Launch::against(&telegram).database(url).run("", SOON);
        assert_eq!(finished.code, Some(CANNOT_START), "{url}: {}", finished.log);
        assert!(
            finished.log.contains("DATABASE_URL"),
            "{url}: {}",
            finished.log
        );
        assert!(!finished.log.contains(SECRET), "{url}: {}", finished.log);
    }
}

#[test]
fn a_server_that_is_away_at_the_start_is_tried_for_ten_seconds() {
    let telegram = Telegram::start();
    let mut cluster = Cluster::start();
    let url = cluster
        .url("postgres")
        .replace("postgres@", &format!("postgres:{SECRET}@"));
    cluster.stop();
    let started = Instant::now();
    let mut process = Launch::against(&telegram).database(&url).start();
    assert_eq!(process.wait_exit(Duration::from_secs(20)), CANNOT_START);
    let tried = started.elapsed();
    assert!((9..15).contains(&tried.as_secs()), "{tried:?}");
    assert!(
        process.log().contains("cannot be reached, tried for 10 s"),
        "{}",
        process.log()
    );
    assert!(!process.log().contains(SECRET), "{}", process.log());

    // One that comes while it is waited for is taken.
    let process = Launch::against(&telegram).database(&url).start();
    std::thread::sleep(Duration::from_secs(2));
    cluster.begin();
    process.waits_for_log("leadership: taken");
}

#[test]
fn a_server_that_is_frozen_at_the_start_is_given_up_as_well() {
    let telegram = Telegram::start();
    let cluster = Cluster::start();
    let url = cluster.url("postgres");
    cluster.freeze();
    let mut process = Launch::against(&telegram).database(&url).start();
    assert_eq!(process.wait_exit(Duration::from_secs(25)), CANNOT_START);
    assert!(process.log().contains("DATABASE_URL"), "{}", process.log());
}

#[test]
fn processes_that_start_at_once_on_an_empty_postgres_do_not_collide() {
    let server = postgres::shared();
    for _ in 0..5 {
        let database = server.create_database("fresh");
        all_start_at_once(&|launch| launch.database(&database.url()));
        let tables = "SELECT COUNT(*) FROM refinery_schema_history GROUP BY version";
        let versions = database.connect().query(tables, &[]).expect("a history");
        assert!(
            versions.iter().all(|row| row.get::<_, i64>(0) == 1),
            "applied twice"
        );
    }
}

#[test]
fn processes_that_start_at_once_on_an_empty_file_do_not_collide() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("fresh.db").display());
        all_start_at_once(&|launch| launch.database(&url));
    }
}

/// Four that migrate and two that run, at the same time.
fn all_start_at_once(on: &dyn Fn(Launch) -> Launch) {
    let telegram = Telegram::start();
    let runs: Vec<Process> = (0..2)
        .map(|_| on(Launch::against(&telegram)).start())
        .collect();
    let migrate = || on(Launch::new()).arguments(&["migrate"]).start();
    let mut migrations: Vec<Process> = (0..4).map(|_| migrate()).collect();
    for process in &mut migrations {
        assert_eq!(
            process.wait_exit(SOON),
            0,
            "{}{}",
            process.output(),
            process.log()
        );
    }
    for process in &runs {
        process.waits_for_log("leadership: ");
    }
    telegram.waits_for_poll();
}
