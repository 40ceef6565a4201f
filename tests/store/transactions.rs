//! What a transaction promises: all or nothing, run again when another was in the way, reads on one snapshot.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::bail;
use spinbot::store::{Db, Error, Remedy, Tx, bots};

use crate::rig::{BOT, Kind, Rig, on_both, write};

fn park(tx: &mut Tx, until: i64) -> anyhow::Result<()> {
    Ok(bots::park(tx, BOT, until)?)
}

fn parked(tx: &mut Tx) -> anyhow::Result<i64> {
    Ok(bots::parked_until(tx, BOT)?)
}

type Writing = fn(&Db, &mut dyn FnMut(&mut Tx) -> anyhow::Result<()>) -> anyhow::Result<()>;

const WRITES: [Writing; 2] = [|db, work| db.write(work), |db, work| db.write_durable(work)];

#[test]
fn an_error_takes_everything_back() {
    on_both(|rig| {
        for write in WRITES {
            let mut runs = 0;
            let result = write(&rig.db, &mut |tx| {
                runs += 1;
                park(tx, 5)?;
                bail!("no")
            });
            assert_eq!(result.expect_err("an error").to_string(), "no");
            assert_eq!(runs, 1, "an error of our own is not worth a second try");
            assert_eq!(rig.db.read(parked).expect("read"), 0);
        }
        // A statement's own error as well, however the closure takes it.
        let result = rig.db.write(|tx| {
            park(tx, 5)?;
            let wrong = tx.execute("INSERT INTO bots (bot) VALUES ('half')", &[]);
            assert!(wrong.is_err());
            wrong.map_err(Into::into)
        });
        let error = result.expect_err("a missing column");
        assert_eq!(Error::remedy_for(&error), Remedy::None);
        rig.db.read(parked).expect("read")
    });
}

#[test]
fn an_error_is_one_line_that_quotes_no_row() {
    on_both(|rig| {
        let result = rig.db.write(|tx| {
            let sql = "INSERT INTO inbox (bot, seq, chat_id, kind, key_a, key_b, state, received_at, body) \
                       VALUES ($1, 1, 1, 'update', 1, 1, 'open', 1, $2)";
            Ok(tx.execute(sql, &[&BOT, &"what Anna wrote"])?)
        });
        let twice = rig
            .db
            .write(|tx| Ok(tx.execute("INSERT INTO bots VALUES ($1, 1, 1)", &[&BOT])?));
        for error in [result.expect_err("no attempts"), twice.expect_err("twice")] {
            let said = format!("{error:#}");
            let secret = ["Anna", BOT].iter().any(|secret| said.contains(secret));
            assert!(
                !secret && said.lines().count() == 1,
                "{:?}: {said}",
                rig.kind
            );
            assert_eq!(
                said.matches("constraint").count(),
                1,
                "{:?} says it twice: {said}",
                rig.kind
            );
        }
    });
}

#[test]
fn a_panic_takes_everything_back_and_the_next_transaction_is_whole() {
    on_both(|rig| {
        let db = rig.with_connections(1);
        for write in WRITES {
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                write(&db, &mut |tx| {
                    park(tx, 5)?;
                    std::panic::resume_unwind(Box::new("a handler's panic"))
                })
            }));
            assert!(panicked.is_err());
            assert_eq!(db.read(parked).expect("read"), 0, "{:?}", rig.kind);
        }
        write(&db, |tx| park(tx, 9));
        rig.db.read(parked).expect("read")
    });
}

#[test]
fn a_conflict_is_run_again_five_times_at_most() {
    on_both(|rig| {
        let busy = || {
            let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
            Error::Sqlite(rusqlite::Error::SqliteFailure(busy, None))
        };
        let mut runs = 0;
        let result = rig.db.write(|tx| {
            runs += 1;
            park(tx, runs)?;
            Err::<(), _>(busy().into())
        });
        assert!(result.is_err());
        assert_eq!((runs, rig.db.read(parked).expect("read")), (6, 0));

        let mut runs = 0;
        let result = rig.db.write(|tx| {
            runs += 1;
            park(tx, 10 + runs)?;
            if runs < 4 {
                Err(busy().into())
            } else {
                Ok(runs)
            }
        });
        (
            result.expect("the fourth run"),
            rig.db.read(parked).expect("read"),
        )
    });
}

/// Two transactions that take the same two chats in opposite order, from two processes.
#[test]
fn a_deadlock_is_run_again_and_both_get_through() {
    let turns = on_both(|rig| {
        for chat in [1_i64, 2] {
            rig.write(|tx| spinbot::store::chats::lock(tx, BOT, chat));
        }
        let (other, both_hold_one, runs) = (rig.another(), Barrier::new(2), AtomicU32::new(0));
        thread::scope(|scope| {
            for (db, order) in [(&rig.db, [1_i64, 2]), (&other, [2, 1])] {
                let (both_hold_one, runs) = (&both_hold_one, &runs);
                scope.spawn(move || {
                    let mut first = rig.kind != Kind::Sqlite;
                    write(db, |tx| {
                        runs.fetch_add(1, Ordering::SeqCst);
                        spinbot::store::chats::lock(tx, BOT, order[0])?;
                        // SQLite has one writer: the other cannot be inside as well.
                        if std::mem::take(&mut first) {
                            both_hold_one.wait();
                        }
                        spinbot::store::chats::lock(tx, BOT, order[1])?;
                        Ok(())
                    });
                });
            }
        });
        let runs = runs.into_inner();
        assert_eq!(
            runs > 2,
            rig.kind != Kind::Sqlite,
            "{:?}: {runs} runs",
            rig.kind
        );
        rig.number("SELECT CAST(SUM(turn) AS BIGINT) FROM chats")
    });
    assert_eq!(turns, 6);
}

#[test]
fn a_serialization_failure_is_run_again_on_postgresql() {
    for kind in [Kind::Postgres, Kind::Unprepared] {
        let rig = Rig::fresh(kind);
        rig.run("CREATE TABLE tallies (id BIGINT, amount BIGINT)");
        let (both_read, runs) = (Barrier::new(2), AtomicU32::new(0));
        thread::scope(|scope| {
            for id in [1_i64, 2] {
                let (rig, both_read, runs) = (&rig, &both_read, &runs);
                scope.spawn(move || {
                    let mut first = true;
                    write(&rig.db, |tx| {
                        runs.fetch_add(1, Ordering::SeqCst);
                        tx.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", &[])?;
                        let sum = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM tallies";
                        let sum: i64 = tx.query_one(sum, &[], |row| row.get(0))?;
                        if std::mem::take(&mut first) {
                            both_read.wait();
                        }
                        tx.execute("INSERT INTO tallies VALUES ($1, $2)", &[&id, &(sum + 1)])?;
                        Ok(())
                    });
                });
            }
        });
        // Either may meet the other more than once.
        assert!(runs.into_inner() > 2, "{kind:?}");
        assert_eq!(
            rig.number("SELECT CAST(SUM(amount) AS BIGINT) FROM tallies"),
            3,
            "{kind:?}"
        );
    }
}

/// Another process that holds SQLite's write lock longer than we wait for it.
#[test]
fn a_busy_file_is_waited_for_and_tried_again() {
    let rig = Rig::fresh(Kind::Sqlite);
    let path = rig.file().expect("a file");
    let holder = rusqlite::Connection::open(path).expect("open");
    holder
        .execute_batch("BEGIN IMMEDIATE; UPDATE bots SET parked_until = 1")
        .expect("hold the lock");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let mut runs = 0;
            write(&rig.db, |tx| {
                runs += 1;
                let before = parked(tx)?;
                park(tx, before + 10)
            });
            runs
        });
        // A read is in nobody's way.
        assert_eq!(rig.db.read(parked).expect("read"), 0);
        thread::sleep(Duration::from_millis(5_300));
        holder.execute_batch("COMMIT").expect("commit");
        assert_eq!(waiting.join().expect("written"), 1);
    });
    assert_eq!(rig.db.read(parked).expect("read"), 11);
}

#[test]
fn a_read_sees_one_moment_whatever_others_commit() {
    on_both(|rig| {
        let other = rig.another();
        for read in [(|db, work| db.read(work)) as Writing, |db, work| {
            db.snapshot(work)
        }] {
            write(&other, |tx| park(tx, 1));
            let result = read(&rig.db, &mut |tx| {
                assert_eq!(parked(tx)?, 1);
                write(&other, |tx| park(tx, 2));
                assert_eq!(parked(tx)?, 1);
                Ok(())
            });
            result.expect("a read");
            assert_eq!(rig.db.read(parked).expect("read"), 2);
        }
    });
}

#[test]
fn a_read_cannot_write() {
    on_both(|rig| {
        let changes = [
            "UPDATE bots SET parked_until = 7",
            "INSERT INTO leaders (bot, holder, epoch, beat) VALUES ('x', 'y', 1, 0) RETURNING epoch",
            "DELETE FROM bots",
            "CREATE TABLE sly (id BIGINT)",
        ];
        for change in changes {
            for read in [(|db, work| db.read(work)) as Writing, |db, work| {
                db.snapshot(work)
            }] {
                let executed = read(&rig.db, &mut |tx| {
                    Ok(tx.execute(change, &[]).map(|_| ())?)
                });
                assert!(executed.is_err(), "{:?} let a read do: {change}", rig.kind);
                let queried = read(&rig.db, &mut |tx| {
                    Ok(tx.query(change, &[], |_| Ok(())).map(|_| ())?)
                });
                assert!(queried.is_err(), "{:?} let a read do: {change}", rig.kind);
            }
        }
        let counts = [
            rig.number("SELECT COUNT(*) FROM bots"),
            rig.number("SELECT COUNT(*) FROM leaders"),
        ];
        assert_eq!(counts, [1, 0]);
        rig.db.read(parked).expect("read")
    });
}

#[test]
fn many_writers_at_once_lose_no_count() {
    let total = on_both(|rig| {
        let other = rig.another();
        thread::scope(|scope| {
            for worker in 0..8 {
                let db = if worker % 2 == 0 { &rig.db } else { &other };
                scope.spawn(move || {
                    for _ in 0..25 {
                        write(db, |tx| {
                            let number = bots::take_numbers(tx, BOT, 3)?;
                            assert_eq!(number % 3, 1);
                            Ok(())
                        });
                    }
                });
            }
        });
        rig.write(|tx| bots::take_numbers(tx, BOT, 1))
    });
    assert_eq!(total, 1 + 8 * 25 * 3);
}

#[test]
fn what_is_put_off_is_written_before_anybody_looks_and_at_the_commit() {
    on_both(|rig| {
        let put_off = |tx: &mut Tx, n: i64| {
            tx.execute_later(
                "UPDATE bots SET parked_until = $1 WHERE bot = $2",
                &[&n, &BOT],
            )?;
            tx.execute_later(
                "INSERT INTO leaders (bot, holder, epoch, beat) VALUES ($1, $2, $3, $3) \
                 ON CONFLICT (bot) DO UPDATE SET beat = $3",
                &[&BOT, &"$1, «Анна»", &n],
            )
        };
        rig.write(|tx| put_off(tx, 1));
        let after_commit = rig
            .number("SELECT parked_until + beat FROM bots JOIN leaders ON leaders.bot = bots.bot");
        let (mut seen, mut runs) = (0, 0);
        rig.write(|tx| {
            runs += 1;
            put_off(tx, 5)?;
            // The same tables once more: not in one piece with the first.
            put_off(tx, 7)?;
            seen = bots::parked_until(tx, BOT)?;
            Ok(())
        });
        let none: Option<i64> = None;
        let refused = rig.db.write(|tx| {
            tx.execute_later("UPDATE bots SET parked_until = 99 WHERE bot = $1", &[&BOT])?;
            Ok(tx.execute_later(
                "UPDATE leaders SET beat = $2 WHERE bot = $1",
                &[&BOT, &none],
            )?)
        });
        let error = refused.expect_err("a column that may not be empty");
        assert_eq!(Error::remedy_for(&error), Remedy::None);
        assert_eq!(runs, 1);
        let holder =
            rig.number("SELECT COUNT(*) FROM leaders WHERE holder LIKE '%, «Анна»' AND beat = 7");
        (
            after_commit,
            seen,
            rig.db.read(parked).expect("read"),
            holder,
        )
    });
}
