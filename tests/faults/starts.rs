//! Starting, with the real binary: what is set up wrong ends it with a clear line, what is away is waited for.

use std::time::Duration;

use crate::rig::lines_with;
use crate::support::process::Launch;
use crate::support::telegram::{Fault, On, Telegram};
use crate::support::{PATIENCE, eventually};

const CANNOT_START: i32 = 2;
const SOON: Duration = Duration::from_secs(15);

#[test]
fn without_a_token_one_line_names_the_variable_and_the_way_without_one() {
    let finished = Launch::new().run("", SOON);
    assert_eq!(finished.code, Some(CANNOT_START));
    assert_eq!(finished.log.lines().count(), 1, "{}", finished.log);
    assert!(finished.log.contains("BOT_TOKEN") && finished.log.contains("spinbot chat"));
}

#[test]
fn a_wrong_token_ends_the_start_and_is_not_shown() {
    let telegram = Telegram::start();
    let wrong = "4839574812:AAHwrongwrongwrongwrongwrongwrong123";
    let unknown = Fault::Refuse(404, "Not Found");
    for (token, fault) in [(wrong, None), (telegram.token(), Some(unknown))] {
        if let Some(fault) = fault {
            telegram.breaks(fault, On::method("getMe"));
        }
        let finished = Launch::against(&telegram)
            .variable("BOT_TOKEN", token)
            .run("", SOON);
        assert_eq!(finished.code, Some(CANNOT_START), "{}", finished.log);
        assert_eq!(
            lines_with(&finished.log, "BOT_TOKEN: Telegram does not know the token"),
            1
        );
        let secret = token.split_once(':').expect("a token").1;
        assert!(!finished.log.contains(secret), "{}", finished.log);
    }
    assert!(telegram.calls("getUpdates").is_empty());
}

#[test]
fn telegram_away_at_the_start_is_waited_for_and_said_once() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    telegram.goes_away();
    let process = Launch::against(&telegram).start();
    process.waits_for_log("telegram: away, waiting for it");
    std::thread::sleep(Duration::from_secs(3));
    telegram.comes_back();
    telegram.waits_for_poll();
    anna.says("/start");
    anna.waits_for_count(1);
    assert_eq!(lines_with(&process.log(), "telegram: away"), 1);
    assert!(!process.log().contains(telegram.token()));
}

#[test]
fn the_wish_to_stop_is_obeyed_while_telegram_is_waited_for() {
    let telegram = Telegram::start();
    for fault in [Fault::BadGateway, Fault::TooManyRequests(3_000)] {
        telegram.breaks(fault, On::method("getMe").until_cleared());
        let mut process = Launch::against(&telegram).start();
        process.waits_for_log("telegram: away, waiting for it");
        process.sigterm();
        assert_eq!(process.wait_exit(Duration::from_secs(5)), 0);
        telegram.clear_faults();
    }
}

#[test]
fn a_taken_port_ends_the_start_with_a_clear_line() {
    let telegram = Telegram::start();
    let taken = std::net::TcpListener::bind("0.0.0.0:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let finished = Launch::against(&telegram)
        .variable("PORT", &port)
        .run("", SOON);
    assert_eq!(finished.code, Some(CANNOT_START), "{}", finished.log);
    assert!(finished.log.contains("PORT"), "{}", finished.log);
}

#[test]
fn telegram_is_told_what_to_show_of_the_bot_and_texts_that_stand_are_left() {
    let telegram = Telegram::start();
    for launches in [1, 2] {
        let process = Launch::against(&telegram).start();
        let menus = || telegram.calls("setMyCommands").len() >= 3 * launches;
        eventually("the menus", PATIENCE, || menus().then_some(()));
        let asked = || telegram.calls("getMyName").len() >= 2 * launches;
        eventually("the texts", PATIENCE, || asked().then_some(()));
        drop(process);
    }
    for (method, field, in_russian) in [
        ("setMyName", "name", "SPIN-тренажёр"),
        ("setMyDescription", "description", "покупателя"),
        ("setMyShortDescription", "short_description", "покупателя"),
    ] {
        let shown = telegram.profile(method, "ru").expect(method);
        let text = shown[field].as_str().expect(field);
        assert!(text.contains(in_russian), "{method}: {text}");
        assert!(telegram.profile(method, "en").is_some(), "{method}");
        let languages = telegram.calls(method).len();
        assert!(languages <= 3, "{method} was called {languages} times");
    }
    assert!(
        telegram.profile("setMyName", "").is_none(),
        "the name for all others is the operator's"
    );
}
