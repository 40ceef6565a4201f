//! Schemas: processes that start at once, a newer one under an older binary, and what is missing.

mod support;

#[path = "store/rig.rs"]
mod rig;

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use rig::{BOT, KINDS, Kind, Rig};
use spinbot::store::inbox::{Arrival, Kind as Arrived};
use spinbot::store::{Db, Migrated, bots, chats, inbox};
use support::process::Launch;
use support::telegram::Telegram;

const LIMIT: Duration = Duration::from_secs(30);

/// Versions and names as the files in `sql/` say.
fn files() -> BTreeSet<(i64, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sql");
    let names = std::fs::read_dir(folder)
        .expect("sql")
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned());
    names
        .map(|name| {
            let (version, rest) = name
                .strip_prefix('V')
                .and_then(|name| name.split_once("__"))
                .expect("V<n>__what.sql");
            (
                version.parse().expect("a number"),
                rest.trim_end_matches(".sql").to_owned(),
            )
        })
        .collect()
}

fn applied(rig: &Rig) -> Vec<(i64, String)> {
    rig.read(|tx| {
        let sql =
            "SELECT CAST(version AS BIGINT), name FROM refinery_schema_history ORDER BY version";
        tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
    })
}

#[test]
fn the_binary_knows_the_files_and_applies_them_once() {
    for kind in KINDS {
        let rig = Rig::empty(kind);
        let (count, newest) = (files().len(), files().last().expect("files").0);
        assert_eq!(
            rig.db.missing_migrations().expect("asked"),
            count,
            "{kind:?}"
        );
        assert_eq!(
            rig.db.migrate().expect("migrated"),
            Migrated {
                newest,
                applied: count
            }
        );
        assert_eq!(rig.db.missing_migrations().expect("asked"), 0, "{kind:?}");
        assert_eq!(
            applied(&rig).into_iter().collect::<BTreeSet<_>>(),
            files(),
            "run cargo build: sql/ has changed"
        );
        assert_eq!(
            rig.db.migrate().expect("migrated"),
            Migrated { newest, applied: 0 }
        );
    }
}

#[test]
fn many_threads_on_one_fresh_database_migrate_it_once() {
    for kind in KINDS {
        for count in [2, 8] {
            let rig = Rig::empty(kind);
            let start = Barrier::new(count);
            let applied: Vec<usize> = thread::scope(|scope| {
                let threads: Vec<_> = (0..count)
                    .map(|_| {
                        scope.spawn(|| {
                            let db = rig.another();
                            start.wait();
                            let migrated = db
                                .migrate()
                                .unwrap_or_else(|error| panic!("{kind:?}: {error}"));
                            db.write(|tx| Ok(bots::ensure(tx, BOT)?)).expect("a row");
                            migrated.applied
                        })
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().expect("migrated"))
                    .collect()
            });
            assert_eq!(
                applied.iter().filter(|applied| **applied > 0).count(),
                1,
                "{kind:?}: {applied:?}"
            );
            assert_eq!(rig.number("SELECT COUNT(*) FROM bots"), 1);
        }
    }
}

#[test]
fn many_processes_on_one_fresh_database_all_start() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        for count in [2, 8] {
            let rig = Rig::empty(kind);
            let finished: Vec<_> = thread::scope(|scope| {
                let launch = || {
                    Launch::new()
                        .database(&rig.url)
                        .arguments(&["migrate"])
                        .run("", LIMIT)
                };
                let threads: Vec<_> = (0..count).map(|_| scope.spawn(launch)).collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().expect("ended"))
                    .collect()
            });
            for one in &finished {
                assert_eq!(one.code, Some(0), "{kind:?}: {one:?}");
            }
            let first = finished
                .iter()
                .filter(|one| one.out.starts_with("Migrations applied"))
                .count();
            assert_eq!(first, 1, "{kind:?}: {finished:?}");
        }
    }
}

/// What a later version of the program may do to the schema: rows, tables, nullable columns, indexes.
fn make_newer(rig: &Rig) {
    for sql in [
        "ALTER TABLE people ADD COLUMN favourite TEXT",
        "ALTER TABLE chats ADD COLUMN mood BIGINT",
        "ALTER TABLE inbox ADD COLUMN weight BIGINT",
        "CREATE TABLE moods (id BIGINT NOT NULL PRIMARY KEY)",
        "CREATE INDEX inbox_weight ON inbox (weight)",
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
         VALUES (9001, 'moods', '2031-01-01T00:00:00Z', '12345')",
    ] {
        rig.run(sql);
    }
}

#[test]
fn a_schema_newer_than_the_binary_is_left_alone_and_worked_with() {
    for kind in KINDS {
        let rig = Rig::fresh(kind);
        assert!(!rig.db.is_newer().expect("asked"));
        make_newer(&rig);
        let older = rig.another();
        assert_eq!(older.migrate().expect("no hindrance").applied, 0);
        assert_eq!(older.missing_migrations().expect("asked"), 0);
        assert!(older.is_newer().expect("asked"));
        works(&older);
        assert_eq!(rig.number("SELECT COUNT(*) FROM moods"), 0);
        assert_eq!(
            applied(&rig).last().map(|(version, _)| *version),
            Some(9001)
        );
    }
}

fn works(db: &Db) {
    let arrival = Arrival {
        chat_id: 1,
        kind: Arrived::Update,
        key_a: 1,
        key_b: 1,
        body: "{}".into(),
        aside: None,
    };
    let row = db.write(|tx| {
        inbox::store(tx, BOT, 0, std::slice::from_ref(&arrival))?;
        chats::lock(tx, BOT, 1)?;
        Ok(inbox::oldest_open(tx, BOT, 1, None)?)
    });
    assert_eq!(row.expect("works").expect("a row").body, "{}");
}

#[test]
fn the_real_bot_runs_on_a_newer_schema_and_says_nothing_about_it() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let rig = Rig::fresh(kind);
        make_newer(&rig);
        let telegram = Telegram::start();
        let mut bot = Launch::against(&telegram).database(&rig.url).start();
        telegram.anna().says("/help");
        telegram.waits_for_calls("sendMessage", 1);
        bot.sigterm();
        assert_eq!(bot.wait_exit(LIMIT), 0);
        assert!(!bot.log().contains("ERROR"), "{}", bot.log());
        let doctor = Launch::against(&telegram)
            .database(&rig.url)
            .arguments(&["doctor"])
            .run("", LIMIT);
        assert!(doctor.out.contains("✔ migrations"), "{}", doctor.out);
    }
}

#[test]
fn a_migration_that_was_applied_with_another_text_is_refused_by_name() {
    for kind in KINDS {
        let rig = Rig::fresh(kind);
        rig.run("UPDATE refinery_schema_history SET checksum = '1' WHERE version = 1");
        let said = rig.db.migrate().expect_err("another text").to_string();
        assert!(said.contains("V1__start"), "{said}");
    }
}

#[test]
fn a_migration_that_fails_leaves_nothing_of_itself() {
    for kind in KINDS {
        let rig = Rig::empty(kind);
        // In the way of the last statements of the first migration.
        rig.run("CREATE TABLE trainings (id BIGINT)");
        let said = rig
            .db
            .migrate()
            .expect_err("the table is there")
            .to_string();
        assert!(
            said.contains("V1__start") && said.contains("trainings"),
            "{said}"
        );
        assert_eq!(
            rig.db.missing_migrations().expect("asked"),
            files().len(),
            "{kind:?}"
        );
        let bots = rig.db.read(|tx| Ok(bots::parked_until(tx, BOT)?));
        assert!(bots.is_err(), "{kind:?} kept half of it");
        rig.run("DROP TABLE trainings");
        assert_eq!(rig.db.migrate().expect("migrated").applied, files().len());
    }
}

#[test]
fn what_cannot_be_asked_is_not_said_to_be_missing() {
    let rig = Rig::fresh(Kind::Postgres);
    rig.run("ALTER TABLE refinery_schema_history RENAME COLUMN checksum TO sum");
    assert!(rig.db.missing_migrations().is_err());
}
