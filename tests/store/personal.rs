//! What is one person's: found in every table, shown, and gone when they wish it.

use spinbot::store::inbox::{self, Arrival, Kind as Arrived};
use spinbot::store::tables::{self, Personal, TABLES, Table, Type, Value};
use spinbot::store::{Db, forgotten, personal};

use crate::rig::{BOT, Rig, on_both};
use crate::seal::{WORDS, key, writes_words};

const ANNA: i64 = 770_001;
const BORIS: i64 = 770_002;

/// A row of this person's in a table that holds some.
fn row(table: &Table, column: &str, person: i64, n: i64) -> Vec<Value> {
    let value = |(name, kind): &(&str, Type)| match (*name, kind) {
        (name, _) if name == column => Value::Integer(Some(person)),
        ("bot", _) => Value::Text(Some(BOT.into())),
        ("state", _) => Value::Text(Some("aside".into())),
        (_, Type::Text) => Value::Text(Some(format!("слова {person}"))),
        (_, Type::Integer) => Value::Integer(Some(n)),
        (_, Type::Real) => Value::Real(Some(0.5)),
        (_, Type::Flag) => Value::Flag(Some(true)),
    };
    table.columns.iter().map(value).collect()
}

/// One row of each in every table that leads to people.
fn fill(rig: &Rig) {
    for (person, n) in [(ANNA, 11), (BORIS, 22)] {
        for table in TABLES {
            if let Some(column) = table.personal.column() {
                rig.write(|tx| tables::insert(tx, table, &[row(table, column, person, n)]));
            }
        }
    }
}

fn of(rig: &Rig, person: i64) -> Vec<(&'static str, Vec<Vec<Value>>)> {
    rig.read(|tx| {
        let rows = |table: &Table| Ok((table.name, tables::of_person(tx, table, person)?));
        TABLES.iter().map(rows).collect()
    })
}

/// A table that is added with a person's data and no rule for it fails here, and so does a rule that leaves something.
#[test]
fn whoever_is_forgotten_is_in_no_table_and_all_others_stay() {
    on_both(|rig| {
        fill(rig);
        let boris = of(rig, BORIS);
        rig.write(|tx| personal::forget(tx, ANNA, 5));
        assert_eq!(of(rig, BORIS), boris);
        let traces = rig.read(|tx| {
            let mut traces = Vec::new();
            for table in TABLES {
                let rows = tables::page(tx, table, None, 1_000)?;
                let kept = matches!(table.personal, Personal::Kept(_));
                let text = format!("{rows:?}");
                if text.contains(&ANNA.to_string()) && !kept {
                    traces.push(format!("{}: {text}", table.name));
                }
            }
            Ok(traces)
        });
        assert!(traces.is_empty(), "{traces:?}");
        // Once more changes nothing: whoever is not there can be forgotten too.
        rig.write(|tx| personal::forget(tx, ANNA, 6));
        assert_eq!(rig.number("SELECT COUNT(*) FROM forgotten"), 1);
        let known = |person| rig.write(|tx| forgotten::when(tx, person));
        (known(ANNA), known(BORIS))
    });
}

#[test]
fn keys_of_handled_updates_stay_without_their_chat_and_later_ones_are_still_open() {
    on_both(|rig| {
        let arrival = |chat_id, key_a, kind, body: &str, aside: Option<&str>| Arrival {
            chat_id,
            kind,
            key_a,
            key_b: 0,
            body: body.to_owned(),
            aside: aside.map(str::to_owned),
        };
        let update = Arrived::Update;
        let of = |id: i64| format!("{{\"message\":{{\"from\":{{\"id\": {id},\"name\":\"x\"}}}}}}");
        let all = [
            arrival(ANNA, 1, update, "handled", None),
            arrival(ANNA, 2, update, "kept aside", Some("why")),
            arrival(ANNA, 3, Arrived::Answer, "of a job", None),
            arrival(ANNA, 4, update, "later", None),
            arrival(-7, 5, update, &of(ANNA), Some("why")),
            arrival(-7, 6, update, &of(ANNA * 10), Some("why")),
            arrival(BORIS, 7, update, "handled", None),
        ];
        rig.write(|tx| inbox::store(tx, BOT, 1, &all));
        for seq in [1, 7] {
            rig.write(|tx| inbox::done(tx, BOT, seq, 2));
        }
        rig.write(|tx| personal::forget(tx, ANNA, 5));
        let left = rig.read(|tx| {
            tx.query(
                "SELECT key_a, chat_id, state FROM inbox ORDER BY key_a",
                &[],
                |row| {
                    Ok((
                        row.get::<i64>(0)?,
                        row.get::<i64>(1)?,
                        row.get::<String>(2)?,
                    ))
                },
            )
        });
        let expected = [
            (1, 0, "done"),
            (4, ANNA, "open"),
            (6, -7, "aside"),
            (7, BORIS, "done"),
        ];
        let expected = expected.map(|(key, chat, state)| (key, chat, state.to_owned()));
        assert_eq!(left, expected);
        // The repeat of what was handled is still known.
        let again = rig.write(|tx| inbox::store(tx, BOT, 9, &all[..1]));
        assert!(again.chats.is_empty());
    });
}

#[test]
fn everything_of_a_person_can_be_shown_encrypted_or_not() {
    on_both(|rig| {
        let shown = |db: &Db| {
            let all = db.read(|tx| Ok(personal::everything(tx, 1001)?));
            all.expect("read")
        };
        let mut counts = Vec::new();
        let sealed = rig.another().with_key(Some(&key("0123456789abcdef")));
        for (n, db) in [(1, &rig.db), (2, &sealed)] {
            writes_words(db, n);
            let all = shown(&sealed);
            for table in TABLES
                .iter()
                .filter(|table| table.personal != Personal::Nothing)
            {
                for column in table.sealed {
                    let (_, column) = column.split_once('.').expect("a column");
                    let rows = all[table.name].as_array().expect(table.name);
                    assert_eq!(rows.len() as i64, n, "{}", table.name);
                    for row in rows {
                        let text = row[column].as_str().expect("a text");
                        assert!(text.contains(WORDS), "{}.{column}: {text}", table.name);
                    }
                }
            }
            counts.push(all.to_string().matches(WORDS).count());
        }
        assert_eq!(shown(&sealed)["appeals"][0]["label"], "other");
        let nobody = rig.read(|tx| personal::everything(tx, 5));
        assert_eq!(nobody, serde_json::json!({}));
        counts
    });
}

#[test]
fn the_secret_behind_the_hashes_is_encrypted_as_soon_as_there_is_a_key() {
    on_both(|rig| {
        rig.write(|tx| personal::forget(tx, ANNA, 5));
        let secret = || {
            rig.read(|tx| {
                tx.query_one(
                    "SELECT value FROM secrets WHERE name = 'forgotten'",
                    &[],
                    |row| row.get::<String>(0),
                )
            })
        };
        let plain = secret();
        let sealed = rig.another().with_key(Some(&key("0123456789abcdef")));
        let known = sealed.write(|tx| Ok(forgotten::when(tx, ANNA)?));
        assert_eq!(known.expect("asked"), Some(5), "the key changes no hash");
        assert_ne!(secret(), plain);
        secret().starts_with("enc1:")
    });
}
