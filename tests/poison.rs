//! One bad update stops nothing else: what cannot be read or handled is kept aside with its reason, wherever in a batch it
//! stands, and everything around it is handled.

mod rig;
mod support;

use std::time::Duration;

use rig::{Engine, Rig, lines_with, on_both_engines};
use support::telegram::User;
use support::{PATIENCE, eventually};

/// Part of every poison that could quote what somebody wrote; no list, reply or log may show it.
const SECRET: &str = "tayna4711";
/// Long enough for any limit, a thousandth of Telegram's largest batch.
const MEBIBYTE: usize = 1024 * 1024;

/// Updates that cannot be read, with the reason's beginning; `CHAT` stands for the chat's id.
fn unreadable() -> Vec<(String, &'static str)> {
    let long = "ы".repeat(MEBIBYTE / 2);
    let chat = r#""chat":{"id":CHAT,"type":"private"},"from":{"id":CHAT,"first_name":"А"}"#;
    let number = r#""update_id":__ID__"#;
    let bad = "not an update we can read";
    vec![
        (
            format!(r#"{{{number},"quantum_reaction":{{{chat},"text":"{SECRET}"}}}}"#),
            "an update of an unknown kind: quantum_reaction",
        ),
        (
            format!(r#"{{{number},"{long}":{{{chat}}}}}"#),
            "an update of an unknown kind: ы",
        ),
        (
            format!(r#"{{{number}}}"#),
            "an update of an unknown kind: nothing",
        ),
        (
            format!(r#"{{{number},"message":{{"message_id":1,"text":"{SECRET}"}}}}"#),
            bad,
        ),
        (
            format!(r#"{{{number},"message":{{{chat},"text":{{"a":"{SECRET}"}}}}}}"#),
            bad,
        ),
        (
            format!(r#"{{{number},"message":{{"chat":{{"id":"{SECRET}"}},"text":"a"}}}}"#),
            bad,
        ),
        (
            format!(r#"{{{number},"message":{{"chat":{{"id":1e300}},"text":"{SECRET}"}}}}"#),
            bad,
        ),
        (format!(r#"{{{number},"message":["{SECRET}"]}}"#), bad),
        (
            format!(r#"{{{number},"callback_query":{{"from":{{"id":CHAT}},"data":"{SECRET}"}}}}"#),
            bad,
        ),
        (
            format!(r#"{{"message":{{{chat},"text":"{SECRET}"}}}}"#),
            "an update without a number",
        ),
        (
            format!(r#"{{"update_id":"__ID__","message":{{{chat},"text":"{SECRET}"}}}}"#),
            "an update without a number",
        ),
        (format!(r#"["{SECRET}"]"#), "an update without a number"),
        ("[null]".to_owned(), "an update without a number"),
    ]
}

fn push_raw(person: &User, raw: &str) {
    person
        .telegram
        .push_raw(&raw.replace("CHAT", &person.chat.to_string()));
}

#[derive(Clone, Copy)]
enum Place {
    First,
    Middle,
    Last,
}

/// Two good messages with `bad` before, between or behind them, in one batch.
fn in_a_batch(person: &User, place: Place, mut bad: impl FnMut()) {
    let telegram = person.telegram.clone();
    telegram.in_one_batch(|| {
        for at in 0..=2 {
            if at == place as usize {
                bad();
            }
            if at < 2 {
                person.says("good");
            }
        }
    });
    // A message of its own batch confirms even an update without a number.
    eventually("the batch is delivered", PATIENCE, || {
        telegram
            .updates()
            .iter()
            .all(|update| !update.deliveries.is_empty())
            .then_some(())
    });
}

fn what_cannot_be_read_is_kept_aside_and_all_around_it_is_handled(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    let poisons = unreadable();
    for place in [Place::First, Place::Middle, Place::Last] {
        for (raw, _) in &poisons {
            // Three texts of it: one without a number is known by its text alone.
            let (most, end) = raw.split_at(raw.len() - 1);
            let raw = format!("{most}{}{end}", " ".repeat(place as usize));
            in_a_batch(&anna, place, || push_raw(&boris, &raw));
        }
    }
    anna.says("last");
    let goods = 2 * 3 * poisons.len() as i64;
    rig.waits_until_quiet_within(2 * PATIENCE);
    let said = rig.said(anna.chat);
    assert_eq!(said.len() as i64, goods + 1);
    assert!(said.ends_with(&["good".into(), "last".into()]));

    let listed = rig.command(&["quarantine", "list"]);
    assert_eq!(listed.code, Some(0), "{}", listed.log);
    for (raw, reason) in &poisons {
        let same = poisons.iter().filter(|(_, other)| other == reason).count();
        let listed = lines_with(&listed.out, reason);
        assert_eq!(
            listed,
            3 * same,
            "{reason}: {}",
            raw.chars().take(80).collect::<String>()
        );
    }
    assert!(!listed.out.contains(SECRET), "{}", listed.out);
    assert!(!process.log().contains(SECRET));
    let longest = listed.out.lines().map(str::len).max();
    assert!(longest < Some(400), "a line of {longest:?} bytes");
    assert!(!boris.hears().is_empty(), "he is told that we are sorry");
}

fn odd_but_readable_messages_are_handled(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    let chat = r#""chat":{"id":CHAT,"type":"private"},"from":{"id":CHAT,"first_name":"А"}"#;
    let long = "щ".repeat(MEBIBYTE / 2);
    let deep = format!("{}{}", "[".repeat(3_000), "]".repeat(3_000));
    for fields in [
        format!(r#"{chat},"text":"long {long}""#),
        format!(r#"{chat},"text":"alone \ud800 and \udfff.""#),
        format!(r#"{chat},"text":"half \ud83d""#),
        format!(r#"{chat},"text":"pair \ud83d\ude00""#),
        format!(r#"{chat},"text":"nul \u0000.""#),
        format!(
            r#"{chat},"text":"entities","entities":[{{"type":"hologram","offset":-1}}],"new_field":{{"a":[1e999]}}"#
        ),
        format!(r#"{chat},"text":"deep","quote":{deep}"#),
        format!(
            r#""chat":{{"id":CHAT,"type":"private"}},"from":{{"id":CHAT,"first_name":"{long}"}},"text":"name""#
        ),
    ] {
        push_raw(
            &anna,
            &format!(r#"{{"update_id":__ID__,"message":{{{fields}}}}}"#),
        );
    }
    rig.waits_until_quiet();
    let said = rig.said(anna.chat);
    let words: Vec<&str> = said
        .iter()
        .filter_map(|said| said.split(' ').next())
        .collect();
    assert_eq!(
        words,
        [
            "long", "alone", "half", "pair", "nul", "entities", "deep", "name"
        ]
    );
    assert_eq!(
        said[1..5],
        [
            "alone \u{fffd} and \u{fffd}.",
            "half \u{fffd}",
            "pair 😀",
            "nul ."
        ]
    );
    assert_eq!(anna.waits_for_count(8).len(), 8);
    let listed = rig.command(&["quarantine", "list"]);
    assert_eq!(listed.out, "Nothing is kept aside.\n");
}

fn an_update_that_is_alone_and_unreadable_does_not_come_for_ever(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    let deep = format!("{}{}", "[".repeat(3_000), "]".repeat(3_000));
    for raw in [
        format!(r#"{{"update_id":__ID__,"unheard_of":{{"from":{{"id":CHAT}},"a":{deep}}}}}"#),
        r#"{"update_id":__ID__,"unheard_of":{"from":{"id":CHAT},"a":1e999}}"#.to_owned(),
        r#"{"update_id":__ID__,"unheard_of":{"from":{"id":CHAT},"a":"\ud800"}}"#.to_owned(),
    ] {
        push_raw(&anna, &raw);
        rig.telegram.waits_until_all_confirmed();
    }
    assert_eq!(anna.waits_for_count(3).len(), 3, "an apology for each");
    let listed = rig.command(&["quarantine", "list"]);
    assert_eq!(lines_with(&listed.out, "unheard_of"), 3, "{}", listed.out);
}

fn a_handler_that_panics_or_fails_costs_one_update_and_gets_an_apology(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    for place in [Place::First, Place::Middle, Place::Last] {
        in_a_batch(&anna, place, || {
            boris.says(&format!("boom {SECRET}"));
        });
        in_a_batch(&boris, place, || {
            boris.says(&format!("fail {SECRET}"));
        });
    }
    rig.waits_until_quiet();
    assert_eq!(rig.said(anna.chat), ["good"; 6]);
    assert_eq!(rig.said(boris.chat), ["good"; 6]);
    assert_eq!(
        boris.waits_for_count(12).len(),
        12,
        "six answers and six apologies"
    );
    let numbers: Vec<i64> = rig.handled(boris.chat).iter().map(|one| one.n).collect();
    assert_eq!(
        numbers,
        [1, 2, 3, 4, 5, 6],
        "what a handler wrote before it failed is gone"
    );

    let listed = rig.command(&["quarantine", "list"]);
    assert_eq!(
        lines_with(&listed.out, "attempts 3\tthe handler panicked"),
        3
    );
    assert_eq!(lines_with(&listed.out, "attempts 3\ttold to fail"), 3);
    assert!(!listed.out.contains(SECRET) && !process.log().contains(SECRET));
    assert_eq!(lines_with(&process.log(), "is set aside"), 6);
}

fn a_replayed_update_goes_to_the_end_of_its_chats_queue(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("tantrum first");
    anna.waits_for_count(1);
    let listed = rig.command(&["quarantine", "list"]);
    let number = listed.out.split('\t').next().expect("a number").to_owned();

    // Two more are in the queue, held up by a job, when the replay comes.
    anna.says("job waits go");
    anna.says("second");
    anna.says("third");
    rig.telegram.waits_until_all_confirmed();
    std::fs::write(rig.launch.directory().join("calm"), "").expect("a file");
    let replayed = rig.command(&["quarantine", "replay", &number]);
    assert_eq!(
        (replayed.code, replayed.out.as_str()),
        (Some(0), "Handed to the bot again: 1.\n")
    );
    let again = rig.command(&["quarantine", "replay", &number]);
    assert_eq!(again.code, Some(1), "it is not kept aside any more");
    std::fs::write(rig.launch.directory().join("go"), "").expect("a file");
    rig.waits_until_quiet();
    let expected = [
        "job waits go",
        "answer waits ok seen",
        "second",
        "third",
        "tantrum first",
    ];
    assert_eq!(rig.said(anna.chat), expected);
    assert_eq!(
        rig.command(&["quarantine", "list"]).out,
        "Nothing is kept aside.\n"
    );
}

fn a_text_that_kills_the_process_is_set_aside_in_the_end(engine: Engine) {
    let rig = Rig::new(engine);
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    let mut process = rig.runs();
    anna.says("die");
    anna.says("after");
    boris.says("hello");
    let mut deaths = 0;
    while anna.hears().len() < 2 {
        if !process.is_running() {
            deaths += 1;
            assert!(deaths <= 7, "it dies for ever:\n{}", process.log());
            process = rig.starts();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(rig.said(anna.chat), ["after"]);
    assert_eq!(rig.said(boris.chat), ["hello"]);
    let listed = rig.command(&["quarantine", "list"]);
    assert_eq!(
        lines_with(&listed.out, "the process died over it"),
        1,
        "{}",
        listed.out
    );
}

on_both_engines! {
    what_cannot_be_read_is_kept_aside_and_all_around_it_is_handled
    odd_but_readable_messages_are_handled
    an_update_that_is_alone_and_unreadable_does_not_come_for_ever
    a_handler_that_panics_or_fails_costs_one_update_and_gets_an_apology
    a_replayed_update_goes_to_the_end_of_its_chats_queue
    a_text_that_kills_the_process_is_set_aside_in_the_end
}
