//! When nothing is copied: wrong names, targets with data, sources that cannot be read to the end.

use std::time::Duration;

use spinbot::store::tables::{TABLES, count};

use crate::content::{everything, fill};
use crate::rig::{Kind, Rig};
use crate::support::postgres::shared;
use crate::support::process::{Finished, Launch};

const LIMIT: Duration = Duration::from_secs(30);

fn copy(from: &str, to: &str) -> Finished {
    Launch::new()
        .arguments(&["copy", "--from", from, "--to", to])
        .run("", LIMIT)
}

/// It ends with code 2 and one line that names these things, and no secret.
#[track_caller]
fn refuses(from: &str, to: &str, named: &[&str]) {
    let ended = copy(from, to);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    assert_eq!(ended.log.trim_end().lines().count(), 1, "{}", ended.log);
    for name in named {
        assert!(ended.log.contains(name), "no «{name}» in: {}", ended.log);
    }
    assert!(!ended.log.contains("s3cret"), "{}", ended.log);
}

#[test]
fn the_binary_says_what_it_copied() {
    let (source, target) = (Rig::fresh(Kind::Sqlite), Rig::empty(Kind::Postgres));
    let ended = copy(&source.url, &target.url);
    assert_eq!((ended.code, ended.log.as_str()), (Some(0), ""), "{ended:?}");
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!(lines.len(), TABLES.len() + 1);
    assert_eq!((lines[0], lines[1]), ("✔ bots: 1", "✔ people: 0"));
    assert!(
        lines[TABLES.len()].starts_with("Copied and verified: 1 rows from sqlite://"),
        "{}",
        ended.out
    );
}

#[test]
fn a_target_with_data_is_refused_and_stays_as_it_is() {
    for (from, to) in [
        (Kind::Sqlite, Kind::Postgres),
        (Kind::Postgres, Kind::Sqlite),
        (Kind::Sqlite, Kind::Sqlite),
    ] {
        let (source, target) = (Rig::fresh(from), Rig::fresh(to));
        source.run("DELETE FROM bots");
        source.run("INSERT INTO people (id, name, username, search_name, xp, version, created_at, seen_at) VALUES (1, '', '', '', 0, 0, 0, 0)");
        target.run("DELETE FROM bots");
        // In the last table, after all others would have been written.
        target.run("INSERT INTO secrets (name, value) VALUES ('x', 'y')");
        let before = everything(&target.db);
        refuses(
            &source.url,
            &target.url,
            &["--to", "secrets", "not empty", "nothing was changed"],
        );
        assert_eq!(everything(&target.db), before);
    }
}

#[test]
fn the_same_database_twice_is_refused() {
    let (file, base) = (Rig::fresh(Kind::Sqlite), Rig::fresh(Kind::Postgres));
    for rig in [&file, &base] {
        refuses(&rig.url, &rig.url, &["same database"]);
    }
    // Written in another way.
    let path = file.file().expect("a file");
    let (folder, name) = (
        path.parent().expect("a folder"),
        path.file_name().expect("a name").to_string_lossy(),
    );
    let detour = format!("sqlite://{}/./{name}", folder.display());
    refuses(&file.url, &detour, &["same database"]);
    refuses(
        &base.url,
        &format!("{}?pgbouncer=true", base.url),
        &["same database"],
    );
    assert_eq!(file.number("SELECT COUNT(*) FROM bots"), 1);
}

#[test]
fn a_source_that_is_missing_is_named_and_no_file_is_made() {
    let (target, folder) = (
        Rig::empty(Kind::Sqlite),
        tempfile::tempdir().expect("a folder"),
    );
    let missing = folder.path().join("typo.db");
    refuses(
        &format!("sqlite://{}", missing.display()),
        &target.url,
        &["--from", "typo.db"],
    );
    assert!(!missing.exists());
    assert!(
        !target.file().expect("a file").exists(),
        "the target was made for nothing"
    );
    refuses("sqlite::memory:", &target.url, &["--from", "memory"]);
    let source = Rig::fresh(Kind::Sqlite);
    refuses(&source.url, "sqlite::memory:", &["--to", "memory"]);
    refuses(
        &source.url,
        "sqlite:///no/such/folder/x.db",
        &["--to", "/no/such/folder"],
    );
    refuses(
        &shared().url("no_such_base"),
        &target.url,
        &["--from", "no_such_base"],
    );
    refuses(
        &source.url,
        &shared().url("no_such_base"),
        &["--to", "no_such_base"],
    );
}

#[test]
fn a_wrong_url_is_named_without_its_password() {
    let rig = Rig::fresh(Kind::Sqlite);
    for wrong in [
        "mysql://anna:s3cret@db/spin",
        "postgres://anna:s3cret@db:port/spin",
        "postgres://anna:s3cret@db/spin?sslmode=verify-full",
        "anna:s3cret@db/spin",
        "postgres://anna:s3cret@127.0.0.1:1/spin",
    ] {
        refuses(wrong, &rig.url, &["--from"]);
        refuses(&rig.url, wrong, &["--to"]);
    }
    for arguments in [&["copy"][..], &["copy", "--from", "sqlite://a.db"]] {
        let ended = Launch::new().arguments(arguments).run("", LIMIT);
        assert_eq!(ended.code, Some(2));
        assert!(ended.log.contains("--to"), "{}", ended.log);
    }
}

#[test]
fn a_source_with_another_schema_is_refused() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (old, target) = (Rig::empty(kind), Rig::empty(Kind::Sqlite));
        old.run("CREATE TABLE something (id BIGINT)");
        refuses(
            &old.url,
            &target.url,
            &["--from", "older", "spinbot migrate"],
        );
        let newer = Rig::fresh(kind);
        newer.run("INSERT INTO refinery_schema_history VALUES (9001, 'later', '2031-01-01T00:00:00Z', '1')");
        // What this program does not know would silently be missing from a backup.
        refuses(&newer.url, &target.url, &["--from", "newer"]);
        assert!(!target.file().expect("a file").exists());
    }
}

#[test]
fn a_copy_that_fails_half_way_leaves_no_row_behind() {
    for kind in [Kind::Postgres, Kind::Sqlite] {
        let (source, target) = (Rig::fresh(Kind::Sqlite), Rig::empty(kind));
        fill(&source, 300, 3);
        target.db.migrate().expect("migrated");
        // The last table takes no second row.
        target.run("CREATE UNIQUE INDEX one_only ON trainings (CAST(1 AS BIGINT))");
        refuses(&source.url, &target.url, &["constraint"]);
        let rows = target.read(|tx| {
            TABLES
                .iter()
                .map(|table| count(tx, table))
                .sum::<Result<i64, _>>()
        });
        assert_eq!(rows, 0, "{kind:?}");
        target.run("DROP INDEX one_only");
        assert_eq!(
            copy(&source.url, &target.url).code,
            Some(0),
            "the second try works"
        );
    }
}
