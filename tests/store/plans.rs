//! No query that runs often may read a whole table: PostgreSQL counts what a transaction read, SQLite tells its plan.

use std::collections::BTreeMap;

use spinbot::store::{Error, Tx};

use crate::hot::HOT;
use crate::rig::{Kind, Rig};

/// Ended rows that no query of the moment has any business with.
const ENDED: i64 = 20_000;
/// Rows that a query of the moment may look at here: what is open, a batch to prune, and some.
const MOST_READ: i64 = 1_500;
/// One row for each bot: nothing to search.
const SMALL: [&str; 2] = ["bots", "leaders"];

/// Many ended rows and a few open ones in every table that grows.
fn fill(rig: &Rig) {
    let numbers = match rig.kind {
        Kind::Sqlite => format!(
            "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {ENDED}) "
        ),
        _ => format!("WITH t(n) AS (SELECT CAST(generate_series(1, {ENDED}) AS BIGINT)) "),
    };
    let open = format!("CASE WHEN n > {ENDED} - 20 THEN");
    for (into, values) in [
        (
            "chats (bot, chat_id, turn, screen, reachable, parked_until)",
            "'spin_bot', n, 0, 0, TRUE, 0".to_owned(),
        ),
        (
            "inbox (bot, seq, chat_id, kind, key_a, key_b, state, attempts, received_at, done_at, body)",
            format!(
                "'spin_bot', n, n % 5000, 'update', n, 0, {open} 'open' ELSE 'done' END, 0, n, {open} NULL ELSE n END, {open} '{{}}' END"
            ),
        ),
        (
            "outbox (bot, seq, n, chat_id, lane, state, claimed, uncertain, created_at, done_at, body)",
            format!(
                "'spin_bot', n, 0, n % 5000, 1, {open} 'open' ELSE 'sent' END, FALSE, 0, n, {open} NULL ELSE n END, {open} '{{}}' END"
            ),
        ),
        (
            "jobs (bot, seq, n, chat_id, kind, state, fence, run_at, leased_until, created_at, done_at)",
            format!(
                "'spin_bot', n, 0, n % 5000, 'slow', {open} 'open' ELSE 'done' END, 1, n, 0, n, {open} NULL ELSE n END"
            ),
        ),
        (
            "people (id, name, username, search_name, xp, version, created_at, seen_at)",
            "n, 'x', '', 'x', 0, 0, 0, 0".to_owned(),
        ),
        (
            "sessions (person_id, bot, number, state, lang, seed, started_at, updated_at, turns, questions, clarity)",
            "n, 'spin_bot', 1, 'open', 'ru', 1, 1, 1, 0, 0, 0".to_owned(),
        ),
        (
            "turns (person_id, bot, number, turn, at, act, label, confidence, contextual, points, clarity, openness, \
             buyer_label, question, answer)",
            "n, 'spin_bot', 1, 1, 1, 'a', 'b', 0.5, TRUE, 1, 1, 1, 'c', 'd', 'e'".to_owned(),
        ),
        (
            "trainings (person_id, bot, number, finished_at, lang, outcome, badge, score, points, clarity, questions, \
             situational, problem, implication, need_payoff, other, contextual)",
            "n, 'spin_bot', 1, 1, 'ru', 'order', 'gold', 1, 1, 1, 1, 1, 1, 1, 1, 1, 1".to_owned(),
        ),
        (
            "reminders (bot, person_id, days, hour, quiet_from, quiet_to, next_at, lang)",
            format!("'spin_bot', n, 1, 10, 22, 8, {open} n ELSE 1000000 + n END, 'ru'"),
        ),
    ] {
        rig.run(&format!(
            "INSERT INTO {into} {numbers}SELECT {values} FROM t"
        ));
    }
    rig.run(&format!("UPDATE bots SET next_seq = {}", ENDED + 1));
    if rig.kind != Kind::Sqlite {
        rig.run("ANALYZE");
    }
}

/// By table: how often it was read whole, and how many of its rows were read through indexes.
fn reads(tx: &mut Tx) -> Result<BTreeMap<String, (i64, i64)>, Error> {
    let rows = tx.query(
        "SELECT CAST(relname AS TEXT), seq_scan, COALESCE(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables",
        &[],
        |row| Ok((row.get::<String>(0)?, (row.get::<i64>(1)?, row.get::<i64>(2)?))),
    )?;
    Ok(rows
        .into_iter()
        .filter(|(table, _)| !SMALL.contains(&table.as_str()))
        .collect())
}

#[test]
fn on_postgresql_no_hot_query_reads_a_whole_table_prepared_or_not() {
    for kind in [Kind::Postgres, Kind::Unprepared] {
        let rig = Rig::fresh(kind);
        fill(&rig);
        let db = rig.with_connections(1);
        let mut wrong = Vec::new();
        for (name, query) in HOT {
            // Prepared statements change to a plan for any value after five runs.
            for n in 1..=8_i64 {
                let (before, after) = db
                    .write(|tx| {
                        // The counts of earlier transactions stand there as well for a while.
                        let before = reads(tx)?;
                        query(tx, n)?;
                        Ok((before, reads(tx)?))
                    })
                    .unwrap_or_else(|error| panic!("{name}: {error:#}"));
                for (table, (scans, fetched)) in after {
                    let (scans_before, fetched_before) =
                        before.get(&table).copied().unwrap_or_default();
                    let (scans, fetched) = (scans - scans_before, fetched - fetched_before);
                    if scans > 0 || fetched > MOST_READ {
                        wrong.push(format!("{name}, run {n}: {table} read whole {scans} times, {fetched} rows by index"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{kind:?}:\n{}", wrong.join("\n"));
    }
}

/// The statements' texts as PostgreSQL has them prepared, so that none is forgotten here.
fn statements() -> Vec<String> {
    let rig = Rig::fresh(Kind::Postgres);
    let db = rig.with_connections(1);
    for (name, query) in HOT {
        db.write(|tx| Ok(query(tx, 1)?))
            .unwrap_or_else(|error| panic!("{name}: {error:#}"));
    }
    let texts = db.read(|tx| {
        Ok(
            tx.query("SELECT statement FROM pg_prepared_statements", &[], |row| {
                row.get::<String>(0)
            })?,
        )
    });
    let mut texts = texts.expect("read");
    texts.retain(|text| !text.contains("pg_prepared_statements"));
    texts
}

#[test]
fn on_sqlite_every_hot_query_searches_by_an_index() {
    let statements = statements();
    assert!(
        statements.len() > HOT.len(),
        "{} statements",
        statements.len()
    );
    let rig = Rig::fresh(Kind::Sqlite);
    fill(&rig);
    let plain = rusqlite::Connection::open(rig.file().expect("a file")).expect("open");
    let mut wrong = Vec::new();
    for analysed in [false, true] {
        if analysed {
            plain.execute_batch("ANALYZE").expect("analyse");
        }
        for sql in &statements {
            let mut plan = plain
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .expect(sql);
            // Its parameters stay NULL: the plan does not depend on them.
            let (mut rows, mut steps) = (plan.raw_query(), Vec::new());
            while let Some(row) = rows.next().expect(sql) {
                steps.push(row.get::<_, String>(3).expect(sql));
            }
            let tables = [
                "inbox",
                "outbox",
                "chats",
                "jobs",
                "people",
                "sessions",
                "turns",
                "trainings",
                "reminders",
                "o",
                "c",
                "p",
                "s",
                "l",
            ];
            let scans = |step: &String| {
                tables.iter().any(|table| {
                    *step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} "))
                })
            };
            if steps.iter().any(scans) {
                wrong.push(format!("{sql}\n    {}", steps.join("\n    ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
