//! `getUpdates` as the live server behaves: confirmation, waiting, conflicts, ids that jump, queries that expire.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Client;
use crate::support::telegram::Telegram;

/// A fake on which the same offset may be asked again at once.
fn patient() -> Telegram {
    let telegram = Telegram::start();
    telegram.set_hammer_rules(false);
    telegram
}

#[test]
fn updates_come_again_until_a_higher_offset_confirms_them() {
    let telegram = patient();
    let anna = telegram.anna();
    let first = anna.says("раз").expect("queued");
    let second = anna.says("два").expect("queued");
    let mut client = Client::of(&telegram);
    assert_eq!(client.poll(0, 0), [first, second]);
    assert_eq!(client.poll(0, 0), [first, second]);
    assert_eq!(client.poll(second, 0), [second]);
    assert_eq!(telegram.pending(), 1);
    let records = telegram.updates();
    assert!(records[0].confirmed.is_some() && records[1].confirmed.is_none());
    assert_eq!(records[0].deliveries.len(), 2);
    assert_eq!(client.poll(second + 1, 0), [0; 0]);
    assert_eq!(telegram.pending(), 0);
}

#[test]
fn a_negative_offset_keeps_the_last_ones_and_forgets_the_rest() {
    let telegram = patient();
    let anna = telegram.anna();
    let ids: Vec<i64> = (0..5).filter_map(|n| anna.says(&n.to_string())).collect();
    assert_eq!(Client::of(&telegram).poll(-2, 0), ids[3..]);
    assert_eq!(Client::of(&telegram).poll(0, 0), ids[3..]);
}

#[test]
fn limit_cuts_a_batch_and_a_hundred_is_the_most() {
    let telegram = patient();
    let anna = telegram.anna();
    let updates: Vec<_> = (0..150)
        .map(|n| anna.update_saying(&n.to_string()))
        .collect();
    telegram.push_batch(&updates);
    let mut client = Client::of(&telegram);
    assert_eq!(client.poll(0, 0).len(), 100);
    let few = client.result("getUpdates", json!({"limit": 7}));
    assert_eq!(few.as_array().map(Vec::len), Some(7));
}

#[test]
fn a_long_poll_wakes_at_once_when_something_happens() {
    let telegram = Telegram::start();
    let polling = telegram.clone();
    let poll = thread::spawn(move || {
        let ids = Client::of(&polling).poll(0, 10);
        (ids, Instant::now())
    });
    telegram.waits_for_poll();
    let said = Instant::now();
    let id = telegram.anna().says("привет").expect("queued");
    let (ids, woken) = poll.join().expect("the poll ends");
    assert_eq!(ids, [id]);
    assert!(
        woken - said < Duration::from_millis(500),
        "{:?}",
        woken - said
    );
}

#[test]
fn a_long_poll_ends_empty_after_its_timeout() {
    let telegram = Telegram::start();
    let start = Instant::now();
    assert_eq!(Client::of(&telegram).poll(0, 1), [0; 0]);
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[test]
fn the_older_of_two_polls_is_told_409() {
    let telegram = Telegram::start();
    let polling = telegram.clone();
    let older =
        thread::spawn(move || Client::of(&polling).call("getUpdates", json!({"timeout": 10})));
    telegram.waits_for_poll();
    let polling = telegram.clone();
    let newer = thread::spawn(move || Client::of(&polling).poll(0, 10));
    let older = older.join().expect("the older poll ends");
    assert_eq!(older.status, 409);
    assert!(
        older
            .description()
            .starts_with("Conflict: terminated by other getUpdates request")
    );
    let id = telegram.anna().says("кто здесь?").expect("queued");
    assert_eq!(newer.join().expect("the newer poll ends"), [id]);
}

#[test]
fn a_webhook_set_elsewhere_makes_every_poll_409() {
    let telegram = Telegram::start();
    telegram.set_webhook(Some("https://example.org/hook"));
    let mut client = Client::of(&telegram);
    let reply = client.call("getUpdates", json!({}));
    assert_eq!(reply.status, 409);
    assert!(reply.description().contains("webhook is active"));
    assert_eq!(
        client.result("getWebhookInfo", json!({}))["url"],
        "https://example.org/hook"
    );
    client.result("deleteWebhook", json!({}));
    assert_eq!(client.poll(0, 0), [0; 0]);
}

#[test]
fn asking_the_same_offset_too_soon_gets_one_update_only() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let ids: Vec<i64> = (0..3).filter_map(|n| anna.says(&n.to_string())).collect();
    let mut client = Client::of(&telegram);
    assert_eq!(client.poll(0, 0), ids);
    assert_eq!(client.poll(0, 0), ids[..1]);
    thread::sleep(Duration::from_millis(600));
    assert_eq!(client.poll(0, 0), ids);
}

#[test]
fn ids_jump_up_and_an_old_offset_still_finds_what_is_new() {
    let telegram = patient();
    let anna = telegram.anna();
    let first = anna.says("раз").expect("queued");
    telegram.jumps_ids_to(900_000_000);
    anna.says("два");
    assert_eq!(Client::of(&telegram).poll(first + 1, 0), [900_000_000]);
}

#[test]
fn ids_jump_down_and_an_offset_from_the_old_run_confirms_nothing() {
    let telegram = patient();
    let anna = telegram.anna();
    let first = anna.says("раз").expect("queued");
    let mut client = Client::of(&telegram);
    client.poll(first + 1, 0);
    telegram.jumps_ids_to(500);
    anna.says("два");
    anna.says("три");
    assert_eq!(client.poll(first + 1, 0), [500, 501]);
    assert_eq!(telegram.pending(), 2);
    assert_eq!(client.poll(501, 0), [501]);
}

#[test]
fn only_kinds_that_were_asked_for_are_queued() {
    let telegram = patient();
    let mut client = Client::of(&telegram);
    client.result("getUpdates", json!({"allowed_updates": ["message"]}));
    let anna = telegram.anna();
    assert_eq!(anna.presses_on(1, "x").update, None);
    let poison = telegram.push_raw(r#"{"update_id":__ID__,"no_such_kind":{}}"#);
    let said = anna.says("да").expect("queued");
    assert_eq!(client.poll(0, 0), [poison, said]);
}

#[test]
fn a_batch_comes_in_one_poll() {
    let telegram = Telegram::start();
    let polling = telegram.clone();
    let poll = thread::spawn(move || Client::of(&polling).poll(0, 10));
    telegram.waits_for_poll();
    let (anna, boris) = (telegram.anna(), telegram.boris());
    telegram.in_one_batch(|| {
        anna.says("раз");
        boris.says("два");
        anna.says("три");
    });
    assert_eq!(poll.join().expect("the poll ends").len(), 3);
}

#[test]
fn a_query_that_waited_too_long_is_neither_delivered_nor_answered() {
    let telegram = patient();
    telegram.set_query_lifetime(Duration::from_millis(50));
    let anna = telegram.anna();
    let press = anna.presses_on(1, "go");
    let said = anna.says("да").expect("queued");
    thread::sleep(Duration::from_millis(60));
    let mut client = Client::of(&telegram);
    assert_eq!(client.poll(0, 0), [said]);
    let late = client.call(
        "answerCallbackQuery",
        json!({"callback_query_id": press.query}),
    );
    assert_eq!(late.status, 400);
    assert!(
        late.description()
            .starts_with("Bad Request: query is too old")
    );
}

#[test]
fn the_same_press_can_come_under_two_update_ids() {
    let telegram = patient();
    let anna = telegram.anna();
    let press = anna.presses_on(1, "go");
    anna.repeats(&press);
    let updates = Client::of(&telegram).result("getUpdates", json!({}));
    assert_ne!(updates[0]["update_id"], updates[1]["update_id"]);
    assert_eq!(updates[0]["callback_query"], updates[1]["callback_query"]);
}

#[test]
fn an_edited_message_comes_as_what_it_is() {
    let telegram = patient();
    let anna = telegram.anna();
    anna.says("раз");
    anna.edits("два");
    let updates = Client::of(&telegram).result("getUpdates", json!({}));
    let (said, edited) = (&updates[0]["message"], &updates[1]["edited_message"]);
    assert_eq!(said["message_id"], edited["message_id"]);
    assert_eq!(edited["text"], "два");
}

#[test]
fn an_older_poll_of_a_dead_process_loses_nothing() {
    let telegram = patient();
    let dying = telegram.clone();
    let poll = thread::spawn(move || {
        Client::of(&dying)
            .patience(Duration::from_millis(200))
            .call("getUpdates", json!({"timeout": 10}))
            .status
    });
    assert_eq!(poll.join().expect("the poll ends"), 0);
    let id = telegram.anna().says("привет").expect("queued");
    assert_eq!(Client::of(&telegram).poll(0, 1), [id]);
}
