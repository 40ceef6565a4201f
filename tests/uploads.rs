//! Pictures and files on their way to Telegram: what is uploaded, how often, and what a broken call leads to.

mod support;

use std::fs;

use support::process::{Launch, Process};
use support::telegram::{Fault, Message, On, Telegram, User};
use tiny_skia::Pixmap;

const QUESTION: &str = "Какие у вас трудности?";

fn starts() -> (Telegram, Process, User) {
    let telegram = Telegram::start();
    let launch = Launch::against(&telegram).variable("SEND_LIMIT", "off");
    let url = format!(
        "sqlite://{}",
        launch.directory().join("spinbot.db").display()
    );
    let process = launch.database(&url).arguments(&["run"]).start();
    let anna = telegram.anna();
    (telegram, process, anna)
}

/// The bot's first message that is as `wanted` says, once there is one.
#[track_caller]
fn waits(person: &User, what: &str, wanted: impl Fn(&Message) -> bool) -> Message {
    let shown = |message: &Message| message.from_bot && wanted(message);
    let messages = person.waits_for(what, support::PATIENCE, |all| all.iter().any(&shown));
    messages.into_iter().find(&shown).unwrap()
}

fn photos(person: &User) -> Vec<Message> {
    let heard = person.hears().into_iter();
    heard
        .filter(|message| message.kind == Some("photo"))
        .collect()
}

#[test]
fn a_whole_session_takes_no_more_messages_than_promised_and_brings_one_picture() {
    let (_telegram, _process, anna) = starts();
    anna.says("/start");
    anna.waits_for_count(1);
    anna.says("/train");
    anna.waits_for_count(2);
    for n in 1..=10 {
        anna.says(&format!("{QUESTION} {n}"));
        anna.waits_for_count(2 + n);
    }
    anna.says("/finish");
    let picture = waits(&anna, "the map", |one| one.kind == Some("photo"));
    let heard = anna.hears();
    println!("messages of a ten-question session: {}", heard.len());
    assert!(heard.len() <= 14, "{}", heard.len());
    assert_eq!(photos(&anna).len(), 1);
    assert!(picture.text.contains("Найдено"), "{}", picture.text);
    let file = picture.file.expect("it was uploaded");
    assert_eq!(file.name, "map.png");
    assert!(file.bytes.len() < 200_000);
    assert!(Pixmap::decode_png(&file.bytes).unwrap().width() >= 1_000);
}

#[test]
fn an_upload_that_is_refused_for_a_while_comes_once() {
    let (telegram, _process, anna) = starts();
    anna.says("/train");
    anna.waits_for_count(1);
    anna.says(QUESTION);
    anna.waits_for_count(2);
    telegram.breaks(Fault::TooManyRequests(1), On::method("sendPhoto"));
    telegram.breaks(Fault::BadGateway, On::method("sendPhoto"));
    anna.says("/finish");
    waits(&anna, "the map", |one| one.kind == Some("photo"));
    assert_eq!(photos(&anna).len(), 1);
    assert_eq!(telegram.calls("sendPhoto").len(), 3);
}

#[test]
fn a_transcript_and_the_data_of_a_person_come_as_documents() {
    let (_telegram, _process, anna) = starts();
    anna.says("/train");
    anna.waits_for_count(1);
    anna.says(QUESTION);
    anna.waits_for_count(2);
    anna.says("/finish");
    anna.waits_for_count(4);
    anna.says("/history");
    anna.waits_for_count(5);
    anna.presses("1");
    waits(&anna, "the opened training", |one| {
        let mut buttons = one.buttons.iter().flatten();
        buttons.any(|button| button.label == "Файлом")
    });
    anna.presses("Файлом");
    let document = |name: &str| {
        let named = |one: &Message| one.file.as_ref().is_some_and(|file| file.name == name);
        let found = waits(&anna, name, named);
        assert_eq!(found.kind, Some("document"));
        String::from_utf8(found.file.unwrap().bytes).unwrap()
    };
    assert!(document("spinbot-1.html").contains(QUESTION));
    anna.says("/export_me");
    let name = format!("spinbot-{}.json", anna.id);
    let all: serde_json::Value = serde_json::from_str(&document(&name)).unwrap();
    assert!(all["turns"].to_string().contains(QUESTION), "{all}");
}

#[test]
fn the_terminal_saves_what_telegram_would_show() {
    let launch = Launch::new();
    let folder = launch.directory().join("pictures");
    let arguments = [
        "chat",
        "--lang",
        "ru",
        "--seed",
        "5",
        "--format",
        "json",
        "--pictures",
    ];
    let arguments = [&arguments[..], &[folder.to_str().unwrap()]].concat();
    let lines = format!("/train\n{QUESTION}\n/finish\n");
    let ended = launch
        .clone()
        .arguments(&arguments)
        .run(&lines, support::PATIENCE);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let last: serde_json::Value = serde_json::from_str(ended.out.lines().last().unwrap()).unwrap();
    assert_eq!(last["kind"], "photo");
    let saved: Vec<_> = fs::read_dir(&folder).unwrap().collect();
    assert_eq!(saved.len(), 1);
    let bytes = fs::read(saved[0].as_ref().unwrap().path()).unwrap();
    assert_eq!(last["data"]["bytes"], bytes.len());
}
