//! Faults do what they say, and the checks of pace find what is too fast.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Client, Reply};
use crate::support::telegram::{Fault, FloodLimits, Log, On, Telegram, Told};

/// Breaks one `sendMessage` to Anna and gives the client's view, whether it took effect, and the log.
fn broken(fault: Fault) -> (Reply, bool, Log) {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    telegram.breaks(fault, On::method("sendMessage"));
    let mut client = Client::of(&telegram).patience(Duration::from_millis(300));
    let reply = client.call("sendMessage", json!({"chat_id": anna.id, "text": "раз"}));
    let reached = anna.messages().len() == 1;
    let next =
        Client::of(&telegram).call("sendMessage", json!({"chat_id": anna.id, "text": "два"}));
    assert_eq!(
        next.status, 200,
        "a fault happens once unless told otherwise"
    );
    let log = telegram.log();
    assert_eq!(log.0[0].took_effect, reached);
    (reply, reached, log)
}

#[test]
fn a_flood_wait_says_how_long_in_body_and_header() {
    let (reply, reached, log) = broken(Fault::TooManyRequests(70_000));
    assert_eq!((reply.status, reached), (429, false));
    assert_eq!(reply.json()["parameters"]["retry_after"], 70_000);
    assert!(reply.head.contains("Retry-After: 70000"));
    assert!(matches!(
        log.0[0].told,
        Told::Refused {
            code: 429,
            retry_after: Some(70_000),
            ..
        }
    ));

    let (reply, _, _) = broken(Fault::TooManyRequestsBare);
    assert_eq!((reply.status, reply.json().get("parameters")), (429, None));
}

#[test]
fn servers_in_trouble_answer_pages_and_errors() {
    let (reply, reached, _) = broken(Fault::BadGateway);
    assert_eq!((reply.status, reached), (502, false));
    assert!(reply.body.starts_with("<html>") && reply.head.contains("text/html"));
    let (reply, reached, _) = broken(Fault::ServerError);
    assert_eq!(
        (reply.status, reached, &reply.json()["error_code"]),
        (500, false, &json!(500))
    );
    let (reply, reached, _) = broken(Fault::MigrateTo(-100_500));
    assert_eq!((reply.status, reached), (400, false));
    assert_eq!(reply.json()["parameters"]["migrate_to_chat_id"], -100_500);
}

#[test]
fn a_cut_before_the_effect_leaves_nothing() {
    let (reply, reached, log) = broken(Fault::Cut);
    assert_eq!((reply.status, reached, log.uncertain()), (0, false, 0));
}

#[test]
fn a_lost_answer_is_marked_uncertain() {
    let (reply, reached, log) = broken(Fault::CutAfterEffect);
    assert_eq!((reply.status, reached, log.uncertain()), (0, true, 1));
    let (reply, reached, log) = broken(Fault::HangAfterEffect);
    assert_eq!((reply.status, reached, log.uncertain()), (0, true, 1));
}

#[test]
fn a_status_line_is_an_answer_whatever_follows() {
    let (reply, reached, log) = broken(Fault::TruncatedAfterEffect);
    assert_eq!((reply.status, reached, reply.truncated), (200, true, true));
    assert_eq!((log.uncertain(), &log.0[0].told), (0, &Told::Truncated));
    let (reply, reached, log) = broken(Fault::GarbageAfterEffect);
    assert_eq!((reply.status, reached), (200, true));
    assert!(reply.json().is_null());
    assert_eq!(log.0[0].told, Told::Garbage);
}

#[test]
fn a_hanging_call_is_never_answered_and_has_no_effect() {
    let (reply, reached, log) = broken(Fault::Hang);
    assert_eq!((reply.status, reached, log.uncertain()), (0, false, 0));
}

#[test]
fn a_late_answer_comes_late_and_a_client_that_left_never_heard_it() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let delay = Fault::Delay(Duration::from_millis(150));
    telegram.breaks(delay, On::any().times(2));
    let say = json!({"chat_id": anna.id, "text": "раз"});
    let start = Instant::now();
    assert_eq!(
        Client::of(&telegram)
            .call("sendMessage", say.clone())
            .status,
        200
    );
    assert!(start.elapsed() >= Duration::from_millis(150));
    Client::of(&telegram)
        .patience(Duration::from_millis(20))
        .call("sendMessage", say);
    thread::sleep(Duration::from_millis(300));
    let log = telegram.log();
    assert_eq!((log.0[0].uncertain, log.0[1].uncertain), (false, true));
}

#[test]
fn faults_choose_by_method_and_chat_and_count() {
    let telegram = Telegram::start();
    let (anna, boris) = (telegram.anna(), telegram.boris());
    telegram.breaks(
        Fault::ServerError,
        On::method("sendMessage").chat(anna.id).after(1).times(2),
    );
    let mut client = Client::of(&telegram);
    let mut status = |chat: i64| {
        client
            .call("sendMessage", json!({"chat_id": chat, "text": "?"}))
            .status
    };
    assert_eq!(status(anna.id), 200);
    assert_eq!(status(boris.id), 200);
    assert_eq!(status(anna.id), 500);
    assert_eq!(status(boris.id), 200);
    assert_eq!(status(anna.id), 500);
    assert_eq!(telegram.faults_waiting(), 0);
    assert_eq!(status(anna.id), 200);
    telegram.breaks(Fault::BadGateway, On::method("sendMessage").until_cleared());
    assert_eq!(
        (status(anna.id), status(boris.id), status(anna.id)),
        (502, 502, 502)
    );
    telegram.clear_faults();
    assert_eq!(status(anna.id), 200);
}

#[test]
fn polls_break_too_but_only_when_named() {
    let telegram = Telegram::start();
    telegram.set_hammer_rules(false);
    let id = telegram.anna().says("?").expect("queued");
    telegram.breaks(Fault::BadGateway, On::any());
    telegram.breaks(Fault::CutAfterEffect, On::method("getUpdates"));
    let mut client = Client::of(&telegram);
    assert_eq!(client.call("getUpdates", json!({})).status, 0);
    assert_eq!(Client::of(&telegram).poll(0, 0), [id]);
    assert_eq!(Client::of(&telegram).call("getMe", json!({})).status, 502);
}

#[test]
fn the_whole_server_goes_away_and_comes_back_on_the_same_port() {
    let telegram = Telegram::start();
    let mut old = Client::of(&telegram);
    assert_eq!(old.call("getMe", json!({})).status, 200);
    telegram.goes_away();
    assert_eq!(old.call("getMe", json!({})).status, 0);
    assert!(!Client::of(&telegram).connected());
    telegram.comes_back();
    assert_eq!(Client::of(&telegram).call("getMe", json!({})).status, 200);
    telegram.slams_the_door();
    let mut slammed = Client::of(&telegram);
    assert!(slammed.connected());
    assert_eq!(slammed.call("getMe", json!({})).status, 0);
    telegram.comes_back();
    assert_eq!(Client::of(&telegram).call("getMe", json!({})).status, 200);
}

#[test]
fn flood_limits_refuse_what_comes_too_fast_once_they_are_on() {
    let telegram = Telegram::start();
    let (anna, boris) = (telegram.anna(), telegram.boris());
    telegram.set_flood_limits(Some(FloodLimits {
        overall: 4,
        chat_burst: 3,
    }));
    let mut client = Client::of(&telegram);
    let mut send = |chat: i64| client.call("sendMessage", json!({"chat_id": chat, "text": "?"}));
    let answers: Vec<u16> = (0..4).map(|_| send(anna.id).status).collect();
    assert_eq!(answers, [200, 200, 200, 429]);
    assert_eq!(send(boris.id).status, 200);
    let full = send(boris.id);
    assert_eq!(
        (full.status, &full.json()["parameters"]["retry_after"]),
        (429, &json!(1))
    );
    telegram.set_flood_limits(None);
    assert_eq!(send(anna.id).status, 200);
}

#[test]
fn calls_with_a_revoked_token_are_in_the_log() {
    let telegram = Telegram::start();
    telegram.revokes_token(true);
    Client::of(&telegram).call("getMe", json!({}));
    assert!(matches!(
        telegram.calls("getMe")[0].told,
        Told::Refused { code: 401, .. }
    ));
}

#[test]
fn latency_is_added_to_every_call() {
    let telegram = Telegram::start();
    telegram.set_latency(Duration::from_millis(50));
    let start = Instant::now();
    Client::of(&telegram).call("getMe", json!({}));
    assert!(start.elapsed() >= Duration::from_millis(50));
}

#[test]
fn a_reaction_closes_the_loop_without_a_thread() {
    let telegram = Telegram::start();
    telegram.set_hammer_rules(false);
    let anna = telegram.anna();
    let next = anna.update_saying("дальше");
    telegram.reacts(move |call| {
        if call.method == "sendMessage" {
            vec![next.clone()]
        } else {
            vec![]
        }
    });
    let mut client = Client::of(&telegram);
    client.result("sendMessage", json!({"chat_id": anna.id, "text": "раз"}));
    assert_eq!(client.poll(0, 5).len(), 1);
}

#[test]
fn the_pace_checks_find_what_is_too_fast() {
    let telegram = Telegram::start();
    let (anna, boris) = (telegram.anna(), telegram.boris());
    let mut client = Client::of(&telegram);
    let mut send = |chat: i64| {
        client.result("sendMessage", json!({"chat_id": chat, "text": "?"}));
        client.result(
            "sendChatAction",
            json!({"chat_id": chat, "action": "typing"}),
        );
    };
    for _ in 0..3 {
        send(anna.id);
        send(boris.id);
    }
    assert_eq!(telegram.log().max_in_sliding_second(), 6);
    telegram.log().assert_chat_pace(3, 1.0);
    thread::sleep(Duration::from_millis(1000));
    send(boris.id);
    telegram.log().assert_chat_pace(3, 1.0);
    assert!(telegram.log().max_in_sliding_second() <= 6);
    send(boris.id);
    let fast = telegram
        .log()
        .chat_too_fast(3, 1.0, 0.1)
        .expect("one too many");
    assert!(fast.starts_with("chat 1002"), "{fast}");
}
