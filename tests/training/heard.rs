//! Listening and topics, on lines that were written for it in `tests/corpus/listening` and `tests/corpus/topics`.

use std::fs;
use std::path::Path;

use spinbot::engine::Engine;
use spinbot::lang::Lang;

use crate::rig::{open, play, seed};

/// A file of the corpus, cut into columns.
fn rows(folder: &str, lang: Lang) -> Vec<Vec<String>> {
    let name = format!("tests/corpus/{folder}/{}.tsv", lang.code());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    let source = fs::read_to_string(path).expect(&name);
    let row = |line: &str| line.split('\t').map(str::to_owned).collect();
    source.lines().map(row).collect()
}

#[test]
fn a_turn_that_takes_up_the_buyers_words_is_told_from_one_that_only_sounds_like_it() {
    let engine = Engine::built_in();
    for lang in Lang::ALL {
        let rows = rows("listening", lang);
        assert!(rows.len() >= 600, "{}", rows.len());
        let (mut hits, mut false_alarms, mut misses) = (0, 0, 0);
        for row in &rows {
            let [truth, said, text] = &row[..] else {
                panic!("{row:?}");
            };
            let is_heard = !engine.taken_up(lang, said, text).is_empty();
            match (truth == "yes", is_heard) {
                (true, true) => hits += 1,
                (false, true) => false_alarms += 1,
                (true, false) => misses += 1,
                (false, false) => {}
            }
            if (truth == "yes") != is_heard {
                println!("{truth}: {said} -> {text}");
            }
        }
        let f1 = 2.0 * f64::from(hits) / f64::from(2 * hits + false_alarms + misses);
        println!(
            "listening {}: F1 {f1:.3}, {false_alarms} false, {misses} missed",
            lang.code()
        );
        assert!(f1 >= 0.87, "{}: F1 {f1:.3}", lang.code());
    }
}

/// A call whose case holds the fact, not in its brief.
fn case_with(engine: &Engine, lang: Lang, fact: &str) -> Option<u64> {
    (0..60).map(seed).find(|seed| {
        let truth = engine.truth(&open(engine, lang, *seed)).unwrap();
        truth["facts"][fact]["public"] == false
    })
}

#[test]
fn a_fact_is_found_however_it_is_asked_for() {
    let engine = Engine::built_in();
    for lang in Lang::ALL {
        let rows = rows("topics", lang);
        assert!(rows.len() >= 400, "{}", rows.len());
        let (mut right, mut asked) = (0, 0);
        for row in &rows {
            let Some(seed) = case_with(&engine, lang, &row[0]) else {
                continue;
            };
            let (_, turns) = play(&engine, lang, seed, &[&row[1]]);
            asked += 1;
            if turns[0].target.as_ref() == Some(&row[0]) {
                right += 1;
            } else {
                println!(
                    "{}: {} -> {:?} {}",
                    row[0], row[1], turns[0].target, turns[0].answer
                );
            }
        }
        println!("topics {}: {right} of {asked}", lang.code());
        assert!(asked >= 300, "{asked}");
        assert!(
            right * 100 >= asked * 68,
            "{}: {right} of {asked}",
            lang.code()
        );
    }
}
