//! Reminders: asked for by buttons, said when they are due and only then.

use jiff::Timestamp;
use spinbot::event::EventKind;
use spinbot::reply::{Outcome, Reply, plain};
use spinbot::store::{chats, reminders};

use crate::rig::{ANNA, DAY, Rig, button, buttons, changes_nothing};

const HOUR: i64 = 3_600_000;

fn opens(rig: &mut Rig) -> Outcome {
    let settings = rig.say(ANNA, "/settings");
    let page = button(&settings, "settings:remind");
    rig.press(ANNA, &page)
}

/// Daily at ten, as the buttons set it.
fn asks_daily(rig: &mut Rig) -> Outcome {
    let page = opens(rig);
    rig.press(ANNA, &button(&page, "daily"))
}

fn next_at(rig: &Rig) -> Option<i64> {
    let kept = rig.db.read(|tx| Ok(reminders::of(tx, "spin_bot", ANNA)?));
    kept.unwrap().and_then(|kept| kept.next_at)
}

/// What is said at this time, by the leader's own way.
fn reminds(rig: &Rig, now: i64) -> Option<Reply> {
    let said = rig.db.write(|tx| {
        let chat = chats::lock(tx, "spin_bot", ANNA)?;
        rig.bot.remind(tx, &chat, now)
    });
    said.unwrap()
}

#[test]
fn they_are_off_until_asked_for_and_one_tap_ends_them() {
    let mut rig = Rig::new();
    let page = opens(&mut rig);
    assert_eq!(next_at(&rig), None);
    let monday = rig.press(ANNA, &button(&page, "day:0"));
    assert!(plain(&monday.replies[0].text).contains("пн, в 10:00"));
    // 2025-01-01 is a Wednesday: the next Monday is the 6th, and ten in Moscow is seven in UTC.
    let expected: Timestamp = "2025-01-06T07:00:00Z".parse().unwrap();
    assert_eq!(next_at(&rig), Some(expected.as_millisecond()));
    assert!(changes_nothing(&rig.press(ANNA, &button(&page, "day:1"))));

    let said = reminds(&rig, expected.as_millisecond()).expect("a reminder");
    assert!(plain(&said.text).contains("⏰"));
    let mute = &said.buttons.concat()[1].data;
    // However much has happened since.
    rig.say(ANNA, "/train");
    let muted = rig.press(ANNA, mute);
    assert_eq!(muted.replies[0].edit, Some(7));
    assert_eq!(next_at(&rig), None);
    assert_eq!(reminds(&rig, expected.as_millisecond() + 7 * DAY), None);
}

#[test]
fn a_reminder_is_said_once_and_the_next_one_comes_a_day_later() {
    let mut rig = Rig::new();
    asks_daily(&mut rig);
    let due = next_at(&rig).unwrap();
    assert_eq!(reminds(&rig, due - 1), None, "not yet");
    assert!(reminds(&rig, due + 5).is_some());
    assert_eq!(reminds(&rig, due + 6), None, "it was raised");
    assert_eq!(next_at(&rig), Some(due + DAY));
    // A later hour on the same day is tomorrow's.
    rig.now = due + HOUR;
    let page = opens(&mut rig);
    rig.press(ANNA, &button(&page, "hour:11"));
    assert_eq!(next_at(&rig), Some(due + DAY + HOUR));
}

#[test]
fn another_time_zone_moves_the_reminder() {
    let mut rig = Rig::new();
    asks_daily(&mut rig);
    let before = next_at(&rig).unwrap();
    let settings = rig.say(ANNA, "/settings");
    let zones = rig.press(ANNA, &button(&settings, "settings:zone"));
    rig.press(ANNA, &button(&zones, "zone:Asia/Vladivostok"));
    assert_eq!((before - next_at(&rig).unwrap()).rem_euclid(DAY), 7 * HOUR);
}

#[test]
fn who_has_trained_that_day_or_is_talking_now_hears_nothing() {
    let mut rig = Rig::new();
    asks_daily(&mut rig);
    let due = next_at(&rig).unwrap();
    rig.now = due - 2 * HOUR;
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    rig.say(ANNA, "/finish");
    assert_eq!(reminds(&rig, due), None);
    assert_eq!(next_at(&rig), Some(due + DAY));
    rig.now = due + DAY - HOUR / 2;
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    assert_eq!(reminds(&rig, due + DAY), None);
    // The day after, the call is offered.
    let said = reminds(&rig, due + 2 * DAY).expect("a reminder");
    assert!(plain(&said.text).contains("не закончен"), "{}", said.text);
    let go = &said.buttons.concat()[0].data;
    assert!(go.starts_with("go:"));
    assert_eq!(buttons(&rig.press(ANNA, go)).len(), 4);
}

#[test]
fn nobody_is_reminded_late_in_quiet_hours_or_in_a_blocked_chat() {
    let mut rig = Rig::new();
    asks_daily(&mut rig);
    let mut due = next_at(&rig).unwrap();
    for late in [4 * HOUR, 13 * HOUR] {
        assert_eq!(reminds(&rig, due + late), None, "{late}");
        due += DAY;
        assert_eq!(next_at(&rig), Some(due));
    }
    assert!(
        reminds(&rig, due + 2 * HOUR).is_some(),
        "the bot was away for a while"
    );
    due += DAY;
    let blocked = rig
        .db
        .write(|tx| Ok(chats::set_reachable(tx, "spin_bot", ANNA, false)?));
    blocked.unwrap();
    assert_eq!(reminds(&rig, due), None);
    assert_eq!(next_at(&rig), Some(due + DAY));
}

#[test]
fn quiet_hours_move_an_hour_that_falls_into_them() {
    let mut rig = Rig::new();
    let mut page = asks_daily(&mut rig);
    // The first of the two buttons goes back an hour: from 10 over 8 to 21, and on.
    for _ in 0..11 {
        page = rig.press(ANNA, &button(&page, "hour:"));
    }
    let kept = rig
        .db
        .read(|tx| Ok(reminders::of(tx, "spin_bot", ANNA)?))
        .unwrap()
        .unwrap();
    assert!((8..22).contains(&kept.hour), "{}", kept.hour);
    page = opens(&mut rig);
    page = rig.press(ANNA, &button(&page, "quiet:21-9"));
    let kept = rig
        .db
        .read(|tx| Ok(reminders::of(tx, "spin_bot", ANNA)?))
        .unwrap()
        .unwrap();
    assert!((9..21).contains(&kept.hour), "{}", kept.hour);
    for forged in [
        "hour:23",
        "hour:24",
        "hour:-1",
        "quiet:1-2",
        "day:7",
        "day:-1",
    ] {
        let screen = button(&page, "day:0").replace("day:0", "");
        let outcome = rig.press(ANNA, &format!("{forged}{screen}"));
        assert!(changes_nothing(&outcome), "{forged}");
    }
}

#[test]
fn a_reminder_speaks_the_language_it_was_asked_for_in() {
    let mut rig = Rig::new();
    let english = spinbot::event::Sender {
        language: Some("en-GB".to_owned()),
        ..crate::rig::sender(ANNA)
    };
    let mut event = spinbot::event::Event {
        chat_id: ANNA,
        chat_kind: spinbot::event::ChatKind::Private,
        sender: Some(english),
        kind: EventKind::Text {
            text: "/settings".to_owned(),
            addressed: true,
        },
    };
    let mut data = button(&rig.event(&event), "settings:remind");
    for next in ["daily", ""] {
        event.kind = EventKind::Press {
            data,
            message_id: 7,
        };
        data = button(&rig.event(&event), next);
    }
    let said = reminds(&rig, next_at(&rig).unwrap()).expect("a reminder");
    assert!(said.text.contains("You asked"), "{}", said.text);
}
