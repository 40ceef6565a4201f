//! One SQL text on both engines: parameters by name, every type at its extremes, statements that give rows back.

use spinbot::store::{Param, Tx};

use crate::rig::{Kind, on_both};

const TABLE: &str = "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY, words TEXT, ratio DOUBLE PRECISION, flag BOOLEAN)";

fn stored<T: spinbot::store::Column>(
    tx: &mut Tx,
    column: &str,
    value: &dyn Param,
) -> anyhow::Result<T> {
    tx.execute("DELETE FROM things", &[])?;
    tx.execute(
        &format!("INSERT INTO things (id, {column}) VALUES (1, $1)"),
        &[value],
    )?;
    Ok(tx.query_one(
        &format!("SELECT {column} FROM things WHERE id = 1"),
        &[],
        |row| row.get(0),
    )?)
}

#[test]
fn parameters_are_bound_by_their_number_however_they_stand_in_the_text() {
    let answer =
        on_both(|rig| {
            rig.read(|tx| {
                tx.query_one(
                "SELECT CAST($3 AS BIGINT) * 100 + CAST($1 AS BIGINT) * 10 + CAST($2 AS BIGINT), \
                 CAST($1 AS BIGINT) + CAST($3 AS BIGINT), CAST($4 AS TEXT)",
                &[&1_i64, &2_i64, &3_i64, &"four"],
                |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?)),
            )
            })
        });
    assert_eq!(answer, (312, 4, "four".to_owned()));
}

#[test]
fn more_than_nine_parameters_are_told_apart() {
    let numbers: Vec<i64> = (1..=120).collect();
    let sum = on_both(|rig| {
        let params: Vec<&dyn Param> = numbers.iter().map(|number| number as &dyn Param).collect();
        // From the last to the first, each times its own number.
        let terms: Vec<String> = (1..=120)
            .rev()
            .map(|n| format!("CAST(${n} AS BIGINT) * {n}"))
            .collect();
        rig.read(|tx| {
            tx.query_one(&format!("SELECT {}", terms.join(" + ")), &params, |row| {
                row.get::<i64>(0)
            })
        })
    });
    assert_eq!(sum, (1..=120).map(|n| n * n).sum::<i64>());
}

#[test]
fn a_missing_or_unused_parameter_is_an_error_and_the_connection_stays_good() {
    on_both(|rig| {
        rig.run(TABLE);
        for (sql, count) in [
            ("INSERT INTO things (id, words) VALUES ($1, $2)", 1),
            ("INSERT INTO things (id, words) VALUES ($1, NULL)", 2),
            ("INSERT INTO things (id) VALUES ($1)", 0),
            ("INSERT INTO things (id) VALUES (7)", 1),
            ("INSERT INTO things (id) VALUES ($2)", 2),
        ] {
            // Without a prepared statement nobody counts the values that the text does not mention.
            if rig.kind == Kind::Unprepared && count > sql.matches('$').count() {
                continue;
            }
            let (number, words) = (7_i64, "seven");
            let all: [&dyn Param; 2] = [&number, &words];
            let params = if sql.contains("($2)") {
                vec![&words as &dyn Param, &number]
            } else {
                all[..count].to_vec()
            };
            let result = rig.db.write(|tx| Ok(tx.execute(sql, &params)?));
            assert!(
                result.is_err(),
                "{:?} took {count} values for: {sql}",
                rig.kind
            );
            let result = rig.db.write(|tx| Ok(tx.query(sql, &params, |_| Ok(()))?));
            assert!(
                result.is_err(),
                "{:?} took {count} values for: {sql}",
                rig.kind
            );
        }
        rig.number("SELECT COUNT(*) FROM things")
    });
}

#[test]
fn whole_numbers_keep_their_extremes() {
    let numbers = [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        1,
        (1 << 53) + 1,
        i64::MAX - 1,
        i64::MAX,
    ];
    on_both(|rig| {
        rig.run(TABLE);
        for number in numbers {
            let read: i64 = rig
                .db
                .write(|tx| {
                    stored(tx, "ratio", &0.5_f64).and_then(|_: f64| {
                        tx.execute("UPDATE things SET id = $1", &[&number])?;
                        Ok(tx.query_one("SELECT id FROM things", &[], |row| row.get(0))?)
                    })
                })
                .expect("a stored number");
            assert_eq!(read, number, "{:?}", rig.kind);
        }
    });
}

#[test]
fn fractions_keep_every_bit() {
    let numbers = [
        0.1,
        -0.1,
        1.0 / 3.0,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        f64::EPSILON,
        1e15 + 0.3,
        3.0,
    ];
    on_both(|rig| {
        rig.run(TABLE);
        for number in numbers {
            let read: f64 = rig
                .db
                .write(|tx| stored(tx, "ratio", &number))
                .expect("a fraction");
            assert_eq!(read.to_bits(), number.to_bits(), "{:?}", rig.kind);
        }
        rig.db
            .write(|tx| stored::<f64>(tx, "ratio", &f64::INFINITY))
            .expect("infinity")
    });
}

#[test]
fn texts_keep_every_character_and_a_mebibyte() {
    let long = "Ёж 🦔 и её \"кавычки\"\n".repeat(40_000);
    assert!(long.len() > 1_048_576);
    let texts = [
        "",
        " ",
        "'; DROP TABLE things; --",
        "$1 и $2, ?1, :name, @at",
        "C:\\путь\\n",
        "\t\r\n\u{1}\u{7f}",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "é e\u{301}",
        "\u{202e}сзади\u{2069}",
        "\u{10FFFF}\u{FFFD}\u{FEFF}",
        long.as_str(),
    ];
    on_both(|rig| {
        rig.run(TABLE);
        for text in texts {
            let read: String = rig
                .db
                .write(|tx| stored(tx, "words", &text))
                .expect("a text");
            assert!(
                read == text,
                "{:?}: {} bytes came back for {}",
                rig.kind,
                read.len(),
                text.len()
            );
            let found = rig.db.read(|tx| {
                let sql = "SELECT COUNT(*) FROM things WHERE words = $1";
                Ok(tx.query_one(sql, &[&text], |row| row.get::<i64>(0))?)
            });
            assert_eq!(found.expect("found"), 1);
        }
    });
}

#[test]
fn null_is_kept_apart_from_empty_in_every_type() {
    on_both(|rig| {
        rig.run(TABLE);
        let all = rig.db.write(|tx| {
            Ok((
                stored::<Option<String>>(tx, "words", &None::<String>)?,
                stored::<Option<String>>(tx, "words", &Some(String::new()))?,
                stored::<Option<f64>>(tx, "ratio", &None::<f64>)?,
                stored::<Option<f64>>(tx, "ratio", &Some(0.0))?,
                stored::<Option<bool>>(tx, "flag", &None::<bool>)?,
                stored::<Option<bool>>(tx, "flag", &Some(false))?,
            ))
        });
        let all = all.expect("stored");
        assert_eq!(
            all,
            (
                None,
                Some(String::new()),
                None,
                Some(0.0),
                None,
                Some(false)
            )
        );
        let wrong = rig
            .db
            .write(|tx| stored::<String>(tx, "words", &None::<String>));
        assert!(wrong.is_err(), "{:?}: NULL was read as a text", rig.kind);
    });
}

#[test]
fn truth_values_are_stored_compared_and_written_as_words() {
    let counts = on_both(|rig| {
        rig.run(TABLE);
        rig.run("INSERT INTO things (id, flag) VALUES (1, TRUE), (2, FALSE), (3, NULL)");
        let count = |sql: &str, value: bool| {
            rig.read(|tx| tx.query_one(sql, &[&value], |row| row.get::<i64>(0)))
        };
        rig.write(|tx| tx.execute("INSERT INTO things (id, flag) VALUES (4, $1)", &[&true]));
        [
            count("SELECT COUNT(*) FROM things WHERE flag = $1", true),
            count("SELECT COUNT(*) FROM things WHERE flag = $1", false),
            rig.number("SELECT COUNT(*) FROM things WHERE flag"),
            rig.number("SELECT COUNT(*) FROM things WHERE NOT flag"),
        ]
    });
    assert_eq!(counts, [2, 1, 2, 1]);
}

#[test]
fn a_statement_says_how_many_rows_it_touched() {
    let touched = on_both(|rig| {
        rig.run(TABLE);
        rig.write(|tx| {
            Ok([
                tx.execute("INSERT INTO things (id) VALUES (1), (2), (3)", &[])?,
                tx.execute(
                    "INSERT INTO things (id) VALUES (3), (4) ON CONFLICT (id) DO NOTHING",
                    &[],
                )?,
                tx.execute("UPDATE things SET words = $1 WHERE id > 9", &[&"none"])?,
                tx.execute(
                    "UPDATE things SET words = $1 WHERE id > $2",
                    &[&"some", &2_i64],
                )?,
                tx.execute("DELETE FROM things", &[])?,
            ])
        })
    });
    assert_eq!(touched, [3, 1, 0, 2, 4]);
}

#[test]
fn a_conflict_changes_or_keeps_the_row_and_returning_gives_it_back() {
    let answers = on_both(|rig| {
        rig.run(TABLE);
        rig.write(|tx| {
            let insert = "INSERT INTO things (id, words) VALUES ($1, $2)";
            let upsert = format!(
                "{insert} ON CONFLICT (id) DO UPDATE SET words = excluded.words RETURNING words"
            );
            let keep = format!("{insert} ON CONFLICT (id) DO NOTHING RETURNING words");
            let mut said = Vec::new();
            for (sql, words) in [(&keep, "a"), (&keep, "b"), (&upsert, "c"), (&upsert, "d")] {
                said.push(tx.query_opt(sql, &[&1_i64, &words], |row| row.get::<String>(0))?);
            }
            Ok(said)
        })
    });
    let word = |word: &str| Some(word.to_owned());
    assert_eq!(answers, [word("a"), None, word("c"), word("d")]);
}

#[test]
fn sums_and_means_come_back_as_what_they_were_cast_to() {
    let answer = on_both(|rig| {
        rig.run(TABLE);
        rig.run("INSERT INTO things (id, ratio) VALUES (1, 0.5), (2, 1.0), (4, 3.0)");
        rig.read(|tx| {
            tx.query_one(
                "SELECT CAST(SUM(id) AS BIGINT), CAST(AVG(id) AS DOUBLE PRECISION), MAX(ratio), \
                 CAST(SUM(id) AS BIGINT) FROM things WHERE id <= $1",
                &[&9_i64],
                |row| Ok((row.get::<i64>(0)?, row.get::<f64>(1)?, row.get::<f64>(2)?)),
            )
        })
    });
    assert_eq!((answer.0, answer.2), (7, 3.0));
    assert!((answer.1 - 7.0 / 3.0).abs() < 1e-12);
}

#[test]
fn a_column_of_another_type_is_an_error_and_no_row_is_one_as_well() {
    on_both(|rig| {
        rig.run(TABLE);
        rig.run("INSERT INTO things (id, words) VALUES (1, 'one')");
        let words = rig
            .db
            .read(|tx| Ok(tx.query_one("SELECT words FROM things", &[], |row| row.get::<i64>(0))?));
        assert!(words.is_err(), "{:?} read a text as a number", rig.kind);
        let beyond = rig
            .db
            .read(|tx| Ok(tx.query_one("SELECT words FROM things", &[], |row| row.get::<i64>(5))?));
        assert!(beyond.is_err());
        let none = rig.db.read(|tx| {
            Ok(
                tx.query_one("SELECT id FROM things WHERE id = 2", &[], |row| {
                    row.get::<i64>(0)
                })?,
            )
        });
        let said = none.expect_err("there is no such row").to_string();
        assert!(said.contains("no row"), "{said}");
        rig.read(|tx| {
            tx.query_opt("SELECT id FROM things WHERE id = 2", &[], |row| {
                row.get::<i64>(0)
            })
        })
    });
}
