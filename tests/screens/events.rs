//! What arrives: groups, channels, media, deep links, the same row twice.

use spinbot::bot::Moment;
use spinbot::event::{ChatKind, Event, EventKind};
use spinbot::lang::Lang;
use spinbot::reply::Kind;
use spinbot::store::chats;

use crate::rig::{ANNA, DAY, Rig, button, changes_nothing, kinds, sender};

#[test]
fn groups_get_a_pointer_only_when_they_ask() {
    let mut rig = Rig::new();
    let mut group = |kind| {
        let sender = Some(sender(ANNA));
        rig.event(&Event {
            chat_id: -500,
            chat_kind: ChatKind::Group,
            sender,
            kind,
        })
    };
    let text = |addressed| EventKind::Text {
        text: "/start".to_owned(),
        addressed,
    };
    let asked = group(text(true));
    assert_eq!(asked.replies.len(), 1);
    assert!(asked.replies[0].text.contains("t.me/spin_bot"));
    assert!(group(text(false)).replies.is_empty());
    assert!(
        group(EventKind::Media {
            what: "photo",
            addressed: false
        })
        .replies
        .is_empty()
    );
    assert!(changes_nothing(&group(EventKind::Press {
        data: "train:-:0".to_owned(),
        message_id: 1
    })));
}

#[test]
fn what_is_not_for_the_bot_is_passed_over() {
    let mut rig = Rig::new();
    for kind in [
        EventKind::Edited,
        EventKind::Left,
        EventKind::Joined,
        EventKind::Ignored,
    ] {
        let outcome = rig.private(ANNA, kind);
        assert!(outcome.replies.is_empty() && outcome.toast.is_none());
    }
    let text = EventKind::Text {
        text: "/start".to_owned(),
        addressed: true,
    };
    let post = rig.event(&Event {
        chat_id: -700,
        chat_kind: ChatKind::Channel,
        sender: None,
        kind: text,
    });
    assert!(post.replies.is_empty());
    let media = rig.private(
        ANNA,
        EventKind::Media {
            what: "voice",
            addressed: true,
        },
    );
    assert_eq!(kinds(&media), [Kind::Notice]);
}

#[test]
fn a_deep_link_is_harmless_and_names_are_escaped() {
    let mut rig = Rig::new();
    let welcome = rig.say(ANNA, "/start <i>promo_{$name}&");
    assert_eq!(kinds(&welcome), [Kind::Welcome]);
    assert!(
        welcome.replies[0].text.contains("Anna &lt;b&gt;&amp;"),
        "{}",
        welcome.replies[0].text
    );
}

#[test]
fn the_same_event_again_says_the_same() {
    let lines = [
        "/train",
        "Какие у вас трудности?",
        "Почему?",
        "/feedback",
        "/finish",
        "/stats",
    ];
    let play = || {
        let mut rig = Rig::new();
        lines.map(|line| format!("{:?}", rig.say(ANNA, line).replies))
    };
    assert_eq!(play(), play());
}

#[test]
fn each_bot_has_sessions_of_its_own() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    let event = Event {
        chat_id: ANNA,
        chat_kind: ChatKind::Private,
        sender: Some(sender(ANNA)),
        kind: EventKind::Text {
            text: "/case".to_owned(),
            addressed: true,
        },
    };
    let moment = Moment {
        now: rig.now,
        seed: 1,
        with_truth: false,
    };
    let other = rig
        .db
        .write(|tx| {
            let mut chat = chats::lock(tx, "other_bot", ANNA)?;
            rig.bot.handle(tx, &mut chat, &event, &moment)
        })
        .unwrap();
    assert_eq!(kinds(&other), [Kind::Notice]);
}

#[test]
fn a_call_taken_up_after_a_day_is_offered_and_goes_on() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    rig.now += DAY;
    let offer = rig.say(ANNA, "К чему это приводит?");
    assert_eq!(kinds(&offer), [Kind::Notice]);
    for action in ["go", "finish", "fresh"] {
        button(&offer, action);
    }
    let reply = rig.say(ANNA, "К чему это приводит?");
    assert_eq!(reply.replies[0].data["opened"].as_array().unwrap().len(), 1);
    assert_eq!(reply.replies[0].data["n"], 2);
}

#[test]
fn commands_are_described_in_both_languages() {
    let rig = Rig::new();
    let names = |lang| {
        let commands = rig.bot.profile(lang).commands.into_iter();
        commands.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(Lang::Ru), names(Lang::En));
    for (name, what) in Lang::ALL
        .into_iter()
        .flat_map(|lang| rig.bot.profile(lang).commands)
    {
        assert!(
            !what.starts_with("command-") && what.chars().count() <= 256,
            "{name}: {what}"
        );
        let is_legal = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(name.len() <= 32 && name.chars().all(is_legal), "{name}");
    }
}

#[test]
fn the_profile_keeps_telegrams_limits() {
    let rig = Rig::new();
    for lang in Lang::ALL {
        let profile = rig.bot.profile(lang);
        for (text, most) in [
            (&profile.name, 64),
            (&profile.description, 512),
            (&profile.short_description, 120),
        ] {
            let length = text.chars().count();
            assert!((1..=most).contains(&length), "{length}: {text}");
            assert!(!text.starts_with("profile-"), "{text}");
        }
    }
}
