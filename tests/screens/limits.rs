//! Whatever is typed and pressed stays within Telegram's limits and is well-formed.

use std::collections::{BTreeMap, BTreeSet};

use spinbot::reply::{Button, Kind, plain};

use crate::rig::{Rig, buttons};
use crate::texts::key;

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
    "/history",
    "/help",
    "/about",
    "/language",
    "/settings",
    "/delete_me",
    "Пермь",
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
        include_str!("../../src/text/ru.ftl"),
        include_str!("../../src/text/en.ftl"),
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
            let most = if reply.attachment.is_some() {
                1024
            } else {
                4096
            };
            assert!(text.encode_utf16().count() <= most, "{text}");
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
