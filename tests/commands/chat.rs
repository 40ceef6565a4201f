//! `spinbot chat`: what the terminal itself decides, beside the conversation.

use std::time::Duration;

use crate::rig::{Kind, Rig};
use crate::support::process::Launch;

const LIMIT: Duration = Duration::from_secs(60);

#[track_caller]
fn plays(launch: &Launch, options: &[&str], lines: &str) -> String {
    let arguments = [&["chat"], options].concat();
    let ended = launch.clone().arguments(&arguments).run(lines, LIMIT);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.out
}

#[test]
fn a_number_of_no_button_is_said_to_be_none_and_never_reaches_the_buyer() {
    let numbers = ["#0", "#-1", "#+99", "#77", "#99999999999999999999"];
    let lines = format!("/train\n{}\n", numbers.join("\n"));
    let out = plays(
        &Launch::new(),
        &["--format", "json", "--lang", "en"],
        &lines,
    );
    let told: Vec<&str> = out.lines().skip(1).collect();
    assert_eq!(told.len(), numbers.len(), "{out}");
    for notice in told {
        assert!(notice.contains(r#""kind":"notice""#), "{notice}");
        assert!(notice.contains("button"), "{notice}");
    }
    let spoken = plays(&Launch::new(), &["--lang", "en"], "/train\n#1 priority?\n");
    assert!(
        spoken.contains("1/10") || spoken.contains("0/10"),
        "{spoken}"
    );
}

#[test]
fn a_person_who_comes_back_without_a_language_is_spoken_to_in_that_of_their_last_call() {
    let is_russian = |text: &str| text.chars().any(|letter| ('а'..='я').contains(&letter));
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let rig = Rig::fresh(kind);
        let launch = Launch::new().database(&rig.url);
        for (person, lang) in [("5", "en"), ("6", "ru")] {
            plays(&launch, &["--user", person, "--lang", lang], "/train\n");
            let out = plays(&launch, &["--user", person], "/help\n/stats\n");
            assert_eq!(is_russian(&out), lang == "ru", "{out}");
        }
        let out = plays(&launch, &["--user", "5", "--lang", "ru"], "/stats\n");
        assert!(is_russian(&out), "what is asked for goes first: {out}");
        let out = plays(&launch, &["--user", "7"], "/stats\n");
        assert!(is_russian(&out), "nobody's last call: {out}");
    }
}

#[test]
fn pictures_that_can_go_nowhere_are_said_at_once() {
    let launch = Launch::new();
    let file = launch.directory().join("taken");
    std::fs::write(&file, "").expect("a file");
    let path = file.display().to_string();
    let ended = launch
        .arguments(&["chat", "--pictures", &path])
        .run("/train\n", LIMIT);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    let named = ended.log.contains("--pictures") && ended.log.contains(&path);
    assert!(named, "{}", ended.log);
}
