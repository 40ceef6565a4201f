//! Buttons: doubled, stale, forged and foreign presses change nothing.

use spinbot::reply::Kind;

use crate::rig::{ANNA, BORIS, Rig, button, changes_nothing, kinds};

#[test]
fn a_doubled_press_acts_once() {
    let mut rig = Rig::new();
    let welcome = rig.say(ANNA, "/start");
    let train = button(&welcome, "train");
    assert_eq!(kinds(&rig.press(ANNA, &train)), [Kind::Case]);
    assert!(changes_nothing(&rig.press(ANNA, &train)));
    let reply = rig.say(ANNA, "Какие у вас трудности?");
    let finish = button(&reply, "finish");
    assert_eq!(kinds(&rig.press(ANNA, &finish))[0], Kind::Report);
    assert!(changes_nothing(&rig.press(ANNA, &finish)));
}

#[test]
fn a_hint_button_pressed_twice_spends_one_hint() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    let reply = rig.say(ANNA, "Какие у вас трудности?");
    let hint = button(&reply, "hint");
    let first = rig.press(ANNA, &hint);
    assert_eq!(kinds(&first), [Kind::Notice]);
    assert!(changes_nothing(&rig.press(ANNA, &hint)));
    let next = button(&first, "hint");
    assert_eq!(kinds(&rig.press(ANNA, &next)), [Kind::Notice]);
}

#[test]
fn buttons_of_an_earlier_call_do_nothing_to_the_next() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    let old = rig.say(ANNA, "Какие у вас трудности?");
    rig.say(ANNA, "/finish");
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    for action in ["finish", "feedback"] {
        assert!(
            changes_nothing(&rig.press(ANNA, &button(&old, action))),
            "{action}"
        );
    }
    assert_eq!(kinds(&rig.say(ANNA, "К чему это приводит?")), [Kind::Reply]);
}

#[test]
fn a_button_under_an_earlier_reply_of_the_same_call_still_ends_it() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    let first = rig.say(ANNA, "Какие у вас трудности?");
    rig.say(ANNA, "К чему это приводит?");
    assert!(changes_nothing(
        &rig.press(ANNA, &button(&first, "feedback"))
    ));
    assert_eq!(
        kinds(&rig.press(ANNA, &button(&first, "finish")))[0],
        Kind::Report
    );
}

#[test]
fn forged_presses_are_harmless() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    let before = rig.say(ANNA, "/case");
    let forged = [
        "",
        ":",
        "::",
        ":::",
        "train",
        "train:-",
        "train:-:x",
        "train:-:99",
        "finish:1:99",
        "finish:x:0",
        "nope:-:0",
        "lang:de:1",
        "lang::1",
        "checks:1:0",
        "checks:x:0",
        "report:99999999999999999999:0",
        "report:-1:0",
        "fresh:7:1",
        "feedback:1.1:0",
        "feedback::",
        "train:-:0:0",
        "\u{202e}:🙂:1",
        "go:-:0:",
        "checks:9223372036854775807:0",
    ];
    for data in forged {
        let outcome = rig.press(ANNA, data);
        assert!(changes_nothing(&outcome), "{data}: {outcome:?}");
    }
    assert_eq!(rig.say(ANNA, "/case").replies, before.replies);
}

#[test]
fn a_report_is_shown_to_its_owner_only() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    let report = rig.say(ANNA, "/finish");
    let checks = button(&report, "checks");
    let page = rig.press(ANNA, &checks);
    assert_eq!(page.replies[0].edit, Some(7));
    assert!(changes_nothing(&rig.press(BORIS, &checks)));
}
