//! What is copied: every table, every kind of value, both ways.

use std::time::{Duration, Instant};

use spinbot::copy;
use spinbot::store::tables::{self, TABLES, Table, Type, Value};
use spinbot::store::{Db, bots};

use crate::rig::{Kind, Rig};
use crate::support;

const WORDS: [&str; 8] = [
    "",
    "Ёжик в тумане",
    "🦔👩‍👩‍👧‍👦",
    "O'Brien \\ \"x\" -- ; $1",
    "line\nline\r\n\ttab",
    "\u{1}\u{7f}\u{FEFF}\u{10FFFF}",
    "{\"json\":[1,null]}",
    "  spaces  ",
];

/// Numbers that look thrown, the same in every run.
pub struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn value(&mut self, kind: Type, nullable: bool) -> Value {
        if nullable && self.roll(3) == 0 {
            return match kind {
                Type::Integer => Value::Integer(None),
                Type::Text => Value::Text(None),
                Type::Real => Value::Real(None),
                Type::Flag => Value::Flag(None),
            };
        }
        match kind {
            Type::Integer => Value::Integer(Some(match self.roll(6) {
                0 => i64::MIN,
                1 => i64::MAX,
                2 => 0,
                _ => self.roll(1 << 30) as i64 - (1 << 29),
            })),
            Type::Text => {
                let word = WORDS[self.roll(WORDS.len())];
                let times = if self.roll(20) == 0 { 3_000 } else { 1 };
                Value::Text(Some(word.repeat(times)))
            }
            Type::Real => Value::Real(Some(
                [0.1, -1.0 / 3.0, f64::MAX, 5e-324, 0.0, 1e15 + 0.3][self.roll(6)],
            )),
            Type::Flag => Value::Flag(Some(self.roll(2) == 1)),
        }
    }
}

/// Which columns the schema lets be NULL.
fn nullable(rig: &Rig, table: &Table) -> Vec<bool> {
    let sql = format!(
        "SELECT name, \"notnull\" FROM pragma_table_info('{}')",
        table.name
    );
    let columns = rig.read(|tx| {
        tx.query(&sql, &[], |row| {
            Ok((row.get::<String>(0)?, row.get::<i64>(1)?))
        })
    });
    let of = |name: &str| {
        columns
            .iter()
            .any(|(column, not_null)| column == name && *not_null == 0)
    };
    table.columns.iter().map(|(name, _)| of(name)).collect()
}

/// `count` rows in every table; keys go up, so that none comes twice, also below zero and in every bot.
pub fn fill(rig: &Rig, count: usize, seed: u64) {
    assert_eq!(rig.kind, Kind::Sqlite, "where the schema is easiest to ask");
    let mut dice = Dice(seed);
    rig.run("DELETE FROM bots");
    for table in TABLES {
        let nullable = nullable(rig, table);
        let rows: Vec<Vec<Value>> = (0..count)
            .map(|at| {
                let columns = table.columns.iter().zip(&nullable).enumerate();
                let column =
                    |(index, ((name, kind), nullable)): (usize, (&(&str, Type), &bool))| {
                        let number = at as i64 * 7 - 300;
                        match (index < table.key || *name == "key_a", kind) {
                            (true, Type::Text) => Value::Text(Some(format!(
                                "бот {}",
                                if table.key == 1 { number } else { number % 3 }
                            ))),
                            (true, _) => Value::Integer(Some(number)),
                            (false, kind) => dice.value(*kind, *nullable),
                        }
                    };
                columns.map(column).collect()
            })
            .collect();
        for batch in rows.chunks(50) {
            rig.write(|tx| tables::insert(tx, table, batch));
        }
    }
}

/// Every row of every table, in the order of Rust: databases order texts in their own ways.
pub fn everything(db: &Db) -> Vec<(&'static str, Vec<String>)> {
    let read = db.snapshot(|tx| {
        let mut all = Vec::new();
        for table in TABLES {
            let (mut rows, mut after) = (Vec::new(), None);
            loop {
                let page = tables::page(tx, table, after.as_deref(), 1_000)?;
                let Some(last) = page.last() else { break };
                after = Some(table.key_of(last));
                rows.extend(page.iter().map(|row| format!("{row:?}")));
            }
            rows.sort();
            all.push((table.name, rows));
        }
        Ok(all)
    });
    read.expect("read")
}

#[track_caller]
pub fn copies(from: &str, to: &str) -> String {
    let mut out = Vec::new();
    let code =
        copy::run(from, to, &mut out).unwrap_or_else(|error| panic!("{from} → {to}: {error:#}"));
    assert_eq!(code, 0);
    String::from_utf8(out).expect("text")
}

#[test]
fn everything_goes_to_postgresql_and_back_unchanged() {
    let source = Rig::fresh(Kind::Sqlite);
    fill(&source, 421, 7);
    let before = everything(&source.db);
    assert!(
        before.iter().all(|(_, rows)| rows.len() == 421),
        "every table has rows"
    );
    for kind in [Kind::Postgres, Kind::Unprepared] {
        let (middle, back) = (Rig::empty(kind), Rig::empty(Kind::Sqlite));
        let out = copies(&source.url, &middle.url);
        for table in TABLES {
            assert!(out.contains(&format!("✔ {}: 421\n", table.name)), "{out}");
        }
        assert!(
            out.ends_with(&format!(
                "Copied and verified: {} rows from {} to {}.\n",
                421 * TABLES.len(),
                source.db.url(),
                middle.db.url()
            )),
            "{out}"
        );
        assert!(everything(&middle.db) == before, "{kind:?} has other rows");
        copies(&middle.url, &back.url);
        assert!(
            everything(&back.db) == before,
            "other rows came back from {kind:?}"
        );
    }
}

#[test]
fn a_copy_goes_on_where_its_source_stood() {
    let (source, target) = (Rig::fresh(Kind::Sqlite), Rig::empty(Kind::Postgres));
    source.write(|tx| bots::take_numbers(tx, crate::rig::BOT, 41));
    copies(&source.url, &target.url);
    assert_eq!(
        target.write(|tx| bots::take_numbers(tx, crate::rig::BOT, 1)),
        42
    );
    // Between databases of the same engine as well.
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let twin = Rig::empty(kind);
        let from = if kind == Kind::Sqlite {
            &source
        } else {
            &target
        };
        copies(&from.url, &twin.url);
        assert_eq!(everything(&twin.db), everything(&from.db), "{kind:?}");
    }
}

#[test]
fn an_empty_database_is_copied_too_and_who_leads_is_not_data() {
    let (source, target) = (Rig::empty(Kind::Postgres), Rig::empty(Kind::Sqlite));
    source.db.migrate().expect("migrated");
    source.run("INSERT INTO leaders (bot, holder, epoch, beat) VALUES ('x', 'host', 1, 5)");
    assert!(copies(&source.url, &target.url).contains("Copied and verified: 0 rows"));
    assert_eq!(target.number("SELECT COUNT(*) FROM leaders"), 0);
    assert_eq!(target.db.missing_migrations().expect("asked"), 0);
}

#[test]
fn a_hundred_thousand_rows_are_copied_in_reasonable_time() {
    let rows: i64 = if support::long() { 100_000 } else { 10_000 };
    let (source, target) = (Rig::fresh(Kind::Sqlite), Rig::empty(Kind::Postgres));
    source.run(&format!(
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {rows}) \
         INSERT INTO turns (person_id, bot, number, turn, at, act, label, confidence, contextual, points, clarity, openness, \
         buyer_label, question, answer) SELECT n / 10, 'spin_bot', 1, n % 10, n, 'question', 'problem', 0.75, n % 2, 3, 40, 50, 'calm', \
         'Какие трудности у вас с подбором людей?', 'Долго ищем: сорок дней на место.' FROM t"
    ));
    let started = Instant::now();
    copies(&source.url, &target.url);
    let there = started.elapsed();
    let back = Rig::empty(Kind::Sqlite);
    copies(&target.url, &back.url);
    let both = started.elapsed();
    println!(
        "copy: {rows} rows to PostgreSQL in {there:.1?}, back to SQLite in {:.1?}",
        both - there
    );
    assert_eq!(back.number("SELECT COUNT(*) FROM turns"), rows);
    assert!(both < Duration::from_secs(120), "{both:?}");
}
