//! The bot as a front end sees it: events in, replies out, on a database in memory.

use std::collections::{BTreeMap, BTreeSet};

use spinbot::bot::{Bot, Moment, Settings};
use spinbot::event::{ChatKind, Event, EventKind, Sender};
use spinbot::lang::Lang;
use spinbot::reply::{Button, Kind, Outcome, plain};
use spinbot::store::{DatabaseUrl, Db, chats};

const ANNA: i64 = 1001;
const BORIS: i64 = 1002;
const DAY: i64 = 24 * 3_600_000;

struct Rig {
    db: Db,
    bot: Bot,
    now: i64,
}

impl Rig {
    fn new() -> Self {
        let db = Db::open(&DatabaseUrl::SqliteMemory, 1).unwrap();
        db.migrate().unwrap();
        let settings = Settings {
            name: "spin_bot".to_owned(),
            lang: Lang::Ru,
            contact: None,
            time_zone: "Europe/Moscow".to_owned(),
            username: Some("spin_bot".to_owned()),
        };
        let bot = Bot::new(settings).unwrap();
        Self {
            db,
            bot,
            now: 1_735_722_000_000,
        }
    }

    fn event(&mut self, event: &Event) -> Outcome {
        self.now += 60_000;
        let seed = self.now.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let moment = Moment {
            now: self.now,
            seed,
            with_truth: true,
        };
        self.db
            .write(|tx| {
                let mut chat = chats::lock(tx, "spin_bot", event.chat_id)?;
                self.bot.handle(tx, &mut chat, event, &moment)
            })
            .unwrap()
    }

    fn private(&mut self, person: i64, kind: EventKind) -> Outcome {
        let sender = sender(person);
        self.event(&Event {
            chat_id: person,
            chat_kind: ChatKind::Private,
            sender: Some(sender),
            kind,
        })
    }

    fn say(&mut self, person: i64, text: &str) -> Outcome {
        self.private(
            person,
            EventKind::Text {
                text: text.to_owned(),
                addressed: true,
            },
        )
    }

    fn press(&mut self, person: i64, data: &str) -> Outcome {
        self.private(
            person,
            EventKind::Press {
                data: data.to_owned(),
                message_id: 7,
            },
        )
    }
}

fn sender(id: i64) -> Sender {
    Sender {
        id,
        name: "Anna <b>&".to_owned(),
        username: "anna".to_owned(),
        language: Some("ru".to_owned()),
    }
}

fn buttons(outcome: &Outcome) -> Vec<Button> {
    outcome
        .replies
        .iter()
        .flat_map(|reply| reply.buttons.concat())
        .collect()
}

/// The button with this action.
fn button(outcome: &Outcome, action: &str) -> String {
    let found = buttons(outcome)
        .into_iter()
        .find(|button| button.data.starts_with(action));
    found
        .unwrap_or_else(|| panic!("no {action} in {outcome:?}"))
        .data
}

fn kinds(outcome: &Outcome) -> Vec<Kind> {
    outcome.replies.iter().map(|reply| reply.kind).collect()
}

fn changes_nothing(outcome: &Outcome) -> bool {
    outcome.replies.is_empty() && outcome.toast.is_some()
}

#[test]
fn a_doubled_press_acts_once() {
    let mut rig = Rig::new();
    let welcome = rig.say(ANNA, "/start");
    let train = button(&welcome, "train");
    assert_eq!(kinds(&rig.press(ANNA, &train)), [Kind::Case]);
    assert!(changes_nothing(&rig.press(ANNA, &train)));
    let reply = rig.say(ANNA, "Какие у вас трудности?");
    let finish = button(&reply, "finish");
    assert_eq!(kinds(&rig.press(ANNA, &finish)), [Kind::Report]);
    assert!(changes_nothing(&rig.press(ANNA, &finish)));
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
        kinds(&rig.press(ANNA, &button(&first, "finish"))),
        [Kind::Report]
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
fn a_call_taken_up_after_a_day_goes_on() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    rig.now += DAY;
    let reply = rig.say(ANNA, "К чему это приводит?");
    assert_eq!(reply.replies[0].data["opened"].as_array().unwrap().len(), 1);
    assert_eq!(reply.replies[0].data["n"], 2);
}

#[test]
fn commands_are_described_in_both_languages() {
    let rig = Rig::new();
    let names = |lang| {
        rig.bot
            .commands(lang)
            .into_iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(Lang::Ru), names(Lang::En));
    for (name, what) in Lang::ALL
        .into_iter()
        .flat_map(|lang| rig.bot.commands(lang))
    {
        assert!(
            !what.starts_with("command-") && what.chars().count() <= 256,
            "{name}: {what}"
        );
        let is_legal = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(name.len() <= 32 && name.chars().all(is_legal), "{name}");
    }
}

const TYPED: &[&str] = &[
    "/start",
    "/train",
    "начать",
    "/finish",
    "завершить",
    "/feedback",
    "да",
    "yes",
    "/case",
    "/stats",
    "/help",
    "/about",
    "/language",
    "/privacy",
    "/terms",
    "/nope",
    "Какие у вас трудности?",
    "Почему так выходит?",
    "К чему это приводит?",
    "Во что это обходится?",
    "Что бы вам дало, если бы это прекратилось?",
    "Кому ещё станет легче?",
    "Мы предлагаем лучшие цены!",
    "Давайте подпишем договор",
    "Пришлёте данные до пятницы?",
    "Здравствуйте",
    "…",
    "ааааааааа",
    "What problems do you have?",
    "Why does that happen?",
    "What does that lead to?",
    "What does it cost you?",
    "How does it affect your people?",
    "What would it mean for you if that were solved?",
    "We offer the best prices!",
    "Сколько берёте?",
    "Сколько у вас сотрудников?",
    "Правильно ли я понял, что всё плохо?",
    "<b>&amp;",
    "Кто убирает снег?",
];

/// Whatever is typed and pressed: within Telegram's limits, well-formed, no key shown for a text.
#[test]
fn every_screen_is_within_limits() {
    let texts = [
        include_str!("../src/text/ru.ftl"),
        include_str!("../src/text/en.ftl"),
    ];
    let keys: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(key)
        .filter(|key| key.contains('-'))
        .collect();
    let mut rig = Rig::new();
    let mut dice = 42_u64;
    let mut below = |bound: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((dice >> 33) as usize) % bound
    };
    let mut known: BTreeMap<i64, Vec<Button>> = BTreeMap::new();
    let mut shown = BTreeMap::<String, usize>::new();
    for _ in 0..4_000 {
        let person = 2_000 + below(5) as i64;
        let pressable = known.entry(person).or_default();
        let outcome = if below(3) == 0 && !pressable.is_empty() {
            let data = pressable[pressable.len() - 1 - below(pressable.len().min(6))]
                .data
                .clone();
            rig.press(person, &data)
        } else {
            rig.say(person, TYPED[below(TYPED.len())])
        };
        known.entry(person).or_default().extend(buttons(&outcome));
        for reply in &outcome.replies {
            *shown.entry(format!("{:?}", reply.kind)).or_default() += 1;
            let text = plain(&reply.text);
            assert!(text.encode_utf16().count() <= 4096, "{text}");
            if reply.kind == Kind::Report {
                assert!(
                    text.chars().count() <= 900,
                    "{}: {text}",
                    text.chars().count()
                );
            }
            assert!(
                !text.contains(['{', '}']) && !text.contains("\n\n\n") && !text.contains("  ·"),
                "{text}"
            );
            let said_key = keys
                .iter()
                .find(|key| text.split_whitespace().any(|word| word == **key));
            assert_eq!(said_key, None, "{text}");
            assert!(is_balanced(&reply.text), "{}", reply.text);
            for button in reply.buttons.concat() {
                assert!(
                    button.data.len() <= 64
                        && !button.label.is_empty()
                        && !keys.contains(button.label.as_str()),
                    "{button:?}"
                );
            }
        }
    }
    assert_eq!(shown.len(), 6, "{shown:?}");
}

fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(" =")?;
    key.starts_with(|c: char| c.is_ascii_lowercase())
        .then_some(key)
}

/// Whether each tag of ours is closed where it should be and no other is there.
fn is_balanced(html: &str) -> bool {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>') else {
            return false;
        };
        match &rest[start + 1..start + end] {
            tag @ ("b" | "i" | "code") => open.push(tag),
            tag => {
                if tag.strip_prefix('/') != open.pop() {
                    return false;
                }
            }
        }
        rest = &rest[start + end + 1..];
    }
    open.is_empty()
}

/// Every key, with every variable, is in both languages; every text that the code names is there, and none besides.
#[test]
fn the_languages_have_the_same_texts() {
    let read = |text: &'static str| {
        let mut messages = BTreeMap::<&str, BTreeSet<String>>::new();
        let mut last = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            last = key(line).or(last);
            let Some(key) = last else { continue };
            let variables = messages.entry(key).or_default();
            for piece in line.split('$').skip(1) {
                variables.insert(
                    piece
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || *c == '_')
                        .collect(),
                );
            }
        }
        messages
    };
    let ru = read(include_str!("../src/text/ru.ftl"));
    let en = read(include_str!("../src/text/en.ftl"));
    assert_eq!(ru, en);

    let mut sources = String::new();
    for entry in std::fs::read_dir("src/bot").unwrap() {
        sources.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let families: Vec<&str> = sources
        .split("format!(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once("-{"))
        .map(|(family, _)| family)
        .collect();
    for key in ru.keys() {
        let by_name = sources.contains(&format!("\"{key}\""));
        let by_family = families.iter().any(|family| {
            key.strip_prefix(family)
                .is_some_and(|rest| rest.starts_with('-'))
        });
        assert!(by_name || by_family, "nobody says {key}");
    }
}
