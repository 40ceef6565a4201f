//! What comes with the binary: no fault, enough cases, and a table of occasions that the engine and the packs agree on.

use std::fs;
use std::path::Path;

use spinbot::engine::{Engine, OCCASIONS};
use spinbot::lang::Lang;

/// Distinct cases in each language.
const LEAST_CASES: u64 = 100_000;

#[test]
fn the_built_in_packs_are_without_fault_and_give_enough_cases() {
    for lang in Lang::ALL {
        let mut cases = 0;
        for (id, _, sources) in of(lang) {
            match Engine::check(sources) {
                Ok(contents) => {
                    assert_eq!((contents.id, contents.lang), (id, lang));
                    cases += contents.cases;
                }
                Err(errors) => {
                    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
                    panic!("{}", lines.join("\n"));
                }
            }
        }
        assert!(cases >= LEAST_CASES, "{lang:?}: {cases} cases");
    }
}

fn of(lang: Lang) -> impl Iterator<Item = (String, Lang, Vec<spinbot::engine::Source>)> {
    let all = Engine::built_in_sources().into_iter();
    all.filter(move |(_, own, _)| *own == lang)
}

/// The text of every file of the engine's own folder.
fn engine_source() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let rust = files.filter(|path| path.extension().is_some_and(|one| one == "rs"));
    rust.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_occasion_that_the_engine_names_is_in_the_table() {
    let source = engine_source();
    let mut asked = 0;
    for call in ["line(\"", "line(case, \"", "exhausted(\""] {
        for (at, _) in source.match_indices(call) {
            let rest = &source[at + call.len()..];
            let id = rest.split('"').next().unwrap();
            asked += 1;
            let is_known = OCCASIONS.iter().any(|one| one.id == id);
            assert!(
                is_known,
                "`{id}` is not in OCCASIONS (src/engine/pack/check/occasions.rs)"
            );
        }
    }
    assert!(asked > 30, "only {asked} occasions found in the source");
}

#[test]
fn every_occasion_of_the_table_is_asked_for() {
    let source = engine_source();
    for one in OCCASIONS {
        let (group, _) = one.id.split_once('_').unwrap_or((one.id, ""));
        let named = source.contains(&format!("\"{}\"", one.id));
        let built = source.contains(&format!("\"{group}_{{"));
        assert!(named || built, "the engine never asks for `{}`", one.id);
    }
}
