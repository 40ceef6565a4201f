//! Connections that break, databases that are not there: what the caller is told, and what is never handed out again.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use spinbot::store::{Db, Error, Health, Remedy, Tx, bots};

use crate::rig::{BOT, Kind, Rig, on_both, open};
use crate::support::postgres::Cluster;

const ONE: &str = "SELECT CAST(1 AS BIGINT)";

fn asks(db: &Db) -> anyhow::Result<i64> {
    db.read(|tx| Ok(tx.query_one(ONE, &[], |row| row.get(0))?))
}

/// Opens this many connections of the pool by using them all at once.
fn warm(db: &Db, connections: usize) {
    let barrier = Barrier::new(connections);
    thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                db.read(|tx| {
                    barrier.wait();
                    Ok(tx.query_one(ONE, &[], |row| row.get::<i64>(0))?)
                })
                .expect("a connection")
            });
        }
    });
}

#[test]
fn a_broken_connection_is_not_handed_out_again() {
    for kind in [Kind::Postgres, Kind::Unprepared] {
        let rig = Rig::fresh(kind);
        let db = rig.with_connections(3);
        warm(&db, 3);
        rig.cut_connections();
        let failures: Vec<anyhow::Error> = (0..20).filter_map(|_| asks(&db).err()).collect();
        assert!(
            failures.len() <= 3,
            "{kind:?}: {} calls failed for 3 connections",
            failures.len()
        );
        for failure in &failures {
            assert_eq!(Error::remedy_for(failure), Remedy::Wait, "{failure:#}");
        }
        assert_eq!(db.watch().health(), Health::Answering);
        warm(&db, 3);
    }
}

#[test]
fn a_connection_that_breaks_in_mid_transaction_leaves_nothing() {
    for kind in [Kind::Postgres, Kind::Unprepared] {
        let rig = Rig::fresh(kind);
        let mut runs = 0;
        let broken = rig.db.write(|tx: &mut Tx| {
            runs += 1;
            bots::park(tx, BOT, 5)?;
            rig.cut_connections();
            Ok(bots::park(tx, BOT, 6)?)
        });
        let error = broken.expect_err("the connection is gone");
        assert_eq!(
            (Error::remedy_for(&error), runs),
            (Remedy::Wait, 1),
            "{error:#}"
        );
        let calls = (0..10).filter_map(|_| rig.db.read(|tx| Ok(bots::parked_until(tx, BOT)?)).ok());
        assert_eq!(calls.last(), Some(0), "{kind:?}");
    }
}

#[test]
fn a_transaction_idle_for_long_is_ended_by_the_server_but_a_snapshot_is_not() {
    let rig = Rig::fresh(Kind::Postgres);
    let limits = |tx: &mut Tx| {
        let sql = "SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')";
        Ok(tx.query_one(sql, &[], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?))
        })?)
    };
    let set = |idle: &str| (idle.to_owned(), "15s".to_owned());
    let db = rig.with_connections(1);
    assert_eq!(db.write(limits).expect("write"), set("10s"));
    assert_eq!(db.snapshot(limits).expect("snapshot"), set("0"));
    // The same connection as before: the snapshot's freedom ended with it.
    assert_eq!(db.read(limits).expect("read"), set("10s"));
}

#[test]
fn what_is_not_there_is_said_to_be_away_without_a_password() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .expect("a port")
        .port();
    let url = format!("postgres://anna:s3cret@127.0.0.1:{port}/spin");
    let db = open(&url, 2);
    let started = Instant::now();
    let error = asks(&db).expect_err("nobody listens");
    let said = format!("{error:#}");
    assert_eq!(Error::remedy_for(&error), Remedy::Wait, "{said}");
    assert!(
        !said.contains("s3cret") && said.contains("refused"),
        "{said}"
    );
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(db.watch().health(), Health::Away);
}

#[test]
fn a_file_that_is_no_database_or_lies_nowhere_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("words.db");
    std::fs::write(&path, "these are only words, many of them ".repeat(300)).expect("write");
    let db = open(&format!("sqlite://{}", path.display()), 2);
    let said = format!("{:#}", db.migrate().expect_err("no database"));
    assert!(said.contains("not a database"), "{said}");

    let nowhere = format!("sqlite://{}/there/is/none.db", folder.path().display());
    let refused = Db::open(&nowhere.parse().expect("a url"), 2);
    let said = refused
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(said.contains("/there/is does not exist"), "{said}");
}

/// One cluster for both, because it takes its time to start.
#[test]
fn passwords_and_encryption_are_kept_to_and_refusals_told_apart() {
    let cluster = Cluster::start_with_tls();
    let database = cluster.create_database("store");
    for (mode, encrypted) in [("require", 1), ("prefer", 1), ("disable", 0)] {
        let db = open(&format!("{}?sslmode={mode}", database.url()), 1);
        asks(&db).unwrap_or_else(|error| panic!("{mode}: {error:#}"));
        assert_eq!(cluster.sessions(&database.name), (1, encrypted), "{mode}");
    }
    let plain = Rig::empty(Kind::Postgres);
    let db = open(&format!("{}?sslmode=require", plain.url), 1);
    let said = format!("{:#}", asks(&db).expect_err("there is no TLS"));
    assert!(said.contains("TLS"), "{said}");

    let missing = open(&cluster.url("there_is_no_such_database"), 2);
    let error = missing.migrate().expect_err("no such database");
    assert!(
        error.is_refused() && error.to_string().contains("there_is_no_such_database"),
        "{error}"
    );
    let right = cluster.create_user("keeper", "s3cret", &database.name);
    assert!(open(&right, 2).migrate().is_ok());
    let wrong = open(&right.replace("s3cret", "wr0ng"), 2);
    let error = wrong.migrate().expect_err("a wrong password");
    assert!(error.is_refused(), "{error}");
    // Once running, a refusal may be an operator's mistake that ends: it is waited out.
    let running = asks(&wrong).expect_err("a wrong password");
    assert_eq!(
        (error.remedy(), Error::remedy_for(&running)),
        (Remedy::Wait, Remedy::Wait)
    );
    for said in [error.to_string(), format!("{running:#}")] {
        assert!(
            said.contains("password authentication failed") && !said.contains("wr0ng"),
            "{said}"
        );
    }
}

#[test]
fn a_database_in_memory_lives_as_long_as_its_pool() {
    let db = open("sqlite::memory:", 4);
    db.migrate().expect("migrated");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    db.write(|tx| {
                        bots::ensure(tx, BOT)?;
                        Ok(bots::take_numbers(tx, BOT, 1)?)
                    })
                    .expect("a write");
                }
            });
        }
    });
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = db.write(|_| -> anyhow::Result<()> { std::panic::resume_unwind(Box::new("no")) });
    }));
    assert!(panicked.is_err());
    assert_eq!(
        db.write(|tx| Ok(bots::take_numbers(tx, BOT, 1)?))
            .expect("a write"),
        161
    );
}

#[test]
fn a_pool_with_more_callers_than_connections_serves_them_all() {
    on_both(|rig| {
        let db = rig.with_connections(2);
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| (0..10).for_each(|_| assert_eq!(asks(&db).expect("served"), 1)));
            }
        });
    });
}
