//! Packs in files, through the binary: checked, exported, described to editors, and played.

use std::fs;
use std::path::Path;
use std::time::Duration;

use spinbot::engine::Engine;

use crate::support::process::{Finished, Launch};
use crate::support::telegram::Telegram;

const LIMIT: Duration = Duration::from_secs(120);

fn spinbot(launch: &Launch, arguments: &[&str], input: &str) -> Finished {
    launch.clone().arguments(arguments).run(input, LIMIT)
}

/// The small pack in a folder of its own: the negotiation pack, which builds on the usual one.
fn exported(launch: &Launch) -> &Path {
    let ended = spinbot(
        launch,
        &[
            "scenario",
            "export",
            "--lang",
            "ru",
            "--pack",
            "negotiation",
            "own",
        ],
        "",
    );
    assert_eq!((ended.code, ended.log.as_str()), (Some(0), ""), "{ended:?}");
    launch.directory()
}

#[test]
fn what_is_exported_is_the_built_in_pack_and_without_fault() {
    let launch = Launch::new();
    for lang in ["ru", "en"] {
        let folder = format!("scenario-{lang}");
        let ended = spinbot(&launch, &["scenario", "export", "--lang", lang], "");
        assert_eq!((ended.code, ended.log.as_str()), (Some(0), ""), "{ended:?}");
        assert!(ended.out.contains(&folder), "{}", ended.out);
        let built_in = Engine::built_in_sources();
        let (_, _, sources) = built_in
            .iter()
            .find(|(id, own, _)| id == "spin" && own.code() == lang)
            .unwrap();
        let path = launch.directory().join(&folder);
        assert_eq!(fs::read_dir(&path).unwrap().count(), sources.len());
        for source in sources {
            let name = source.name.rsplit('/').next().unwrap();
            assert_eq!(fs::read_to_string(path.join(name)).unwrap(), source.text);
        }
        let checked = spinbot(&launch, &["scenario", "check", &folder], "");
        assert_eq!(
            (checked.code, checked.out.lines().count()),
            (Some(0), 1),
            "{checked:?}"
        );
        assert!(
            checked.out.starts_with(&format!("spin ({lang})")),
            "{}",
            checked.out
        );
        // What somebody may have changed is not overwritten.
        let again = spinbot(&launch, &["scenario", "export", "--lang", lang], "");
        assert_eq!((again.code, again.out.as_str()), (Some(2), ""), "{again:?}");
        assert!(again.log.contains(&folder), "{}", again.log);
    }
}

#[test]
fn a_pack_in_one_file_is_a_pack_and_its_faults_have_the_files_name() {
    let launch = Launch::new();
    let folder = exported(&launch).join("own");
    let parts = ["pack.toml", "lease.toml"];
    let text: String = parts
        .map(|name| fs::read_to_string(folder.join(name)).unwrap())
        .join("\n");
    fs::write(launch.directory().join("one.toml"), &text).unwrap();
    let whole = spinbot(&launch, &["scenario", "check", "one.toml"], "");
    assert_eq!(whole.code, Some(0), "{whole:?}");
    assert!(
        whole.out.contains("1 products, 4 problems"),
        "{}",
        whole.out
    );
    let broken = text.replace("fact = \"seats\"", "fact = \"moon\"");
    let line = 1 + broken[..broken.find("fact = \"moon\"").unwrap()]
        .matches('\n')
        .count();
    fs::write(launch.directory().join("one.toml"), broken).unwrap();
    let faulty = spinbot(&launch, &["scenario", "check", "one.toml"], "");
    assert_eq!(
        (faulty.code, faulty.log.as_str()),
        (Some(1), ""),
        "{faulty:?}"
    );
    let expected = format!("one.toml:{line}: there is no fact `moon`");
    assert!(faulty.out.starts_with(&expected), "{}", faulty.out);
}

#[test]
fn the_schema_is_json_and_knows_every_key_of_the_packs() {
    let ended = spinbot(&Launch::new(), &["scenario", "schema"], "");
    assert_eq!((ended.code, ended.log.as_str()), (Some(0), ""), "{ended:?}");
    let schema: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert!(
        schema["$schema"]
            .as_str()
            .is_some_and(|url| url.contains("json-schema.org"))
    );
    assert!(schema["title"].is_string() && schema["additionalProperties"] == false);
    for (_, _, sources) in Engine::built_in_sources() {
        for source in sources {
            let table: toml::Table = source.text.parse().unwrap();
            for key in keys(&table) {
                let quoted = format!("\"{key}\":");
                assert!(ended.out.contains(&quoted), "{}: `{key}`", source.name);
            }
        }
    }
}

/// Every key of a file that is the schema's to name, and not the author's.
fn keys(table: &toml::Table) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in table {
        found.push(key.clone());
        let by_author = ["lines", "examples", "choices", "wordings"];
        let is_named_by_author = by_author.contains(&key.as_str());
        match value {
            toml::Value::Table(inner) if key == "brief" => {
                found.extend(
                    inner
                        .values()
                        .filter_map(toml::Value::as_table)
                        .flat_map(keys),
                );
            }
            toml::Value::Table(inner) if !is_named_by_author => found.extend(keys(inner)),
            toml::Value::Array(list) => {
                found.extend(list.iter().filter_map(toml::Value::as_table).flat_map(keys));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn an_operators_pack_is_played_in_place_of_the_built_in_ones() {
    let launch = Launch::new();
    let pack = exported(&launch).join("own/pack.toml");
    let text = fs::read_to_string(&pack).unwrap();
    fs::write(
        &pack,
        text.replace("Переговоры: интересы, а не позиции", "Наша школа"),
    )
    .unwrap();
    let own = launch.clone().variable("SCENARIO_PATH", "own");
    let ended = spinbot(
        &own,
        &["chat", "--lang", "ru", "--seed", "1"],
        "/scenario\n/train\n",
    );
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.out.contains("Наша школа") && !ended.out.contains("СПИН"),
        "{}",
        ended.out
    );
    // The other language keeps its own.
    let english = spinbot(
        &own,
        &["chat", "--lang", "en", "--seed", "1"],
        "/scenario\n",
    );
    assert!(english.out.contains("SPIN"), "{}", english.out);
    let doctor = spinbot(&own, &["doctor"], "");
    assert!(
        doctor
            .out
            .contains("✔ scenario: negotiation (ru), «Наша школа»"),
        "{}",
        doctor.out
    );
}

#[test]
fn a_pack_with_a_fault_ends_the_start_with_its_line() {
    let launch = Launch::new();
    let pack = exported(&launch).join("own/pack.toml");
    let text = fs::read_to_string(&pack).unwrap();
    let broken = text.replacen("weight = 6\n", "weight = 16\n", 1);
    fs::write(&pack, &broken).unwrap();
    let line = 1 + broken[..broken.find("[[checks]]").unwrap()]
        .matches('\n')
        .count();
    let fault =
        format!("own/pack.toml:{line}: the weights of all checks come to 110: make them 100");
    let telegram = Telegram::start();
    let own = Launch::against(&telegram).variable(
        "SCENARIO_PATH",
        &launch.directory().join("own").display().to_string(),
    );
    for arguments in [&["chat"][..], &["run"]] {
        let ended = spinbot(&own, arguments, "");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.log.contains(&fault), "{}", ended.log);
    }
    assert_eq!(telegram.calls("getUpdates").len(), 0);
    let doctor = spinbot(&own, &["doctor"], "");
    assert!(doctor.out.contains("✖ scenario: 1 fault"), "{}", doctor.out);
}

#[test]
fn what_cannot_be_read_is_one_clear_line() {
    let launch = Launch::new();
    let folder = launch.directory();
    fs::create_dir(folder.join("empty")).unwrap();
    fs::write(folder.join("latin.toml"), b"[pack]\nname = \"\xCF\xF0\"\n").unwrap();
    fs::write(folder.join("huge.toml"), vec![b'#'; 9 * 1024 * 1024]).unwrap();
    for (path, reason) in [
        ("nowhere.toml", "nowhere.toml: No such file"),
        ("empty", "empty: no .toml file"),
        ("latin.toml", "latin.toml:2: this is not UTF-8"),
        ("huge.toml", "huge.toml: too large"),
        ("/dev/null", "/dev/null: neither a file nor a folder"),
    ] {
        let own = launch.clone().variable("SCENARIO_PATH", path);
        let ended = spinbot(&own, &["chat"], "");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
        assert_eq!(ended.log.lines().count(), 1, "{}", ended.log);
        assert!(
            ended.log.contains("SCENARIO_PATH") && ended.log.contains(reason),
            "{}",
            ended.log
        );
        let checked = spinbot(&launch, &["scenario", "check", path], "");
        assert_eq!(
            (checked.code, checked.out.as_str()),
            (Some(2), ""),
            "{checked:?}"
        );
        assert!(checked.log.contains(reason), "{}", checked.log);
    }
}
