//! The coach, hints, a type in doubt, appeals, the same buyer again.

use spinbot::appeals;
use spinbot::reply::Kind;

use crate::rig::{ANNA, Rig, button, changes_nothing, kinds};

fn data(rig_reply: &spinbot::reply::Outcome) -> &serde_json::Value {
    &rig_reply.replies[0].data
}

#[test]
fn three_hints_a_call_and_what_they_say_earns_nothing() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    let mut hints = Vec::new();
    for _ in 0..3 {
        hints.push(rig.say(ANNA, "/hint").replies[0].text.clone());
    }
    assert!(hints[0] != hints[1] && hints[1] != hints[2], "{hints:?}");
    let last = &hints[2];
    let question = last.split('«').nth(1).unwrap().split('»').next().unwrap();
    let copied = rig.say(ANNA, question);
    assert_eq!(data(&copied)["from_help"], true, "{question}");
    assert_eq!(data(&copied)["points"], 0);
    let fourth = rig.say(ANNA, "/hint");
    assert!(fourth.replies[0].text.contains("кончились"), "{fourth:?}");
}

#[test]
fn a_type_in_doubt_is_played_again_as_the_other() {
    let mut rig = Rig::new();
    let mut found = false;
    for _ in 0..40 {
        rig.say(ANNA, "/train");
        rig.say(ANNA, "Какие у вас трудности?");
        for text in [
            "И сколько раз вы извинялись из-за этого?",
            "А что сами рабочие?",
            "Что бы вы хотели изменить?",
            "А рабочие?",
            "А что говорит директор?",
            "Какой ущерб от брака?",
            "Что бы вы хотели изменить в работе поставщика?",
            "Почему это вам мешает?",
        ] {
            let reply = rig.say(ANNA, text);
            let Some(reply_message) = reply.replies.first() else {
                continue;
            };
            let doubt: Vec<_> = reply_message
                .buttons
                .iter()
                .flatten()
                .filter(|button| button.data.starts_with("as:"))
                .collect();
            if doubt.is_empty() {
                continue;
            }
            let label = data(&reply)["label"].as_str().unwrap().to_owned();
            let n = data(&reply)["n"].clone();
            let turn = data(&reply)["turn"].clone();
            let other = doubt.iter().find(|one| !one.data.contains(&label)).unwrap();
            let again = rig.press(ANNA, &other.data);
            assert_eq!(kinds(&again), [Kind::Reply]);
            assert!(again.replies[0].edit.is_some());
            assert_ne!(data(&again)["label"], label);
            assert_eq!(data(&again)["turn"], turn, "{n}");
            assert!(changes_nothing(&rig.press(ANNA, &other.data)));
            found = true;
        }
        rig.say(ANNA, "/finish");
        if found {
            return;
        }
    }
    panic!("no turn in doubt in forty calls");
}

#[test]
fn an_appeal_is_kept_for_the_operator_and_changes_nothing_else() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    rig.say(ANNA, "К чему это приводит?");
    let feedback = rig.say(ANNA, "/feedback");
    assert_eq!(kinds(&feedback), [Kind::Feedback]);
    let appeal = feedback.replies[0]
        .buttons
        .iter()
        .flatten()
        .find(|button| button.data.contains("need_payoff"))
        .unwrap()
        .clone();
    let answer = rig.press(ANNA, &appeal.data);
    assert!(answer.replies.is_empty() && answer.toast.is_some());
    rig.press(ANNA, &appeal.data);
    let mut out = Vec::new();
    appeals::export(&rig.db, "spin_bot", &mut out).unwrap();
    let lines = String::from_utf8(out).unwrap();
    let own: Vec<&str> = lines
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(own.len(), 1, "{lines}");
    let columns: Vec<&str> = own[0].split('\t').collect();
    assert_eq!(
        columns[..3],
        ["need_payoff", "question", "К чему это приводит?"]
    );
    assert!(!columns[3].is_empty());
}

#[test]
fn the_same_buyer_pays_only_what_is_better() {
    let mut rig = Rig::new();
    let questions = ["Какие у вас трудности?", "К чему это приводит?"];
    let call = |rig: &mut Rig, most: usize| {
        for question in &questions[..most] {
            rig.say(ANNA, question);
        }
        rig.say(ANNA, "/finish")
    };
    let case = rig.say(ANNA, "/train").replies[0].text.clone();
    let first = call(&mut rig, 1);
    assert!(data(&first)["points"].as_i64().unwrap() > 0);
    let again = rig.press(ANNA, &button(&first, "same"));
    let name = |text: &str| {
        text.split("<b>")
            .nth(1)
            .unwrap()
            .split("</b>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(name(&again.replies[0].text), name(&case));
    let second = call(&mut rig, 1);
    assert_eq!(data(&second)["points"], 0);
    let xp = data(&second)["xp"].clone();
    rig.press(ANNA, &button(&second, "same"));
    let third = call(&mut rig, 2);
    assert!(data(&third)["xp"].as_i64() >= xp.as_i64());
}

#[test]
fn every_page_of_a_report_opens_and_fits() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    for text in [
        "Какие у вас трудности?",
        "Почему?",
        "К чему это приводит?",
        "Во что это обходится?",
    ] {
        rig.say(ANNA, text);
    }
    let mut page = rig.say(ANNA, "/finish");
    for name in ["map", "checks", "moves", "report"] {
        page = rig.press(ANNA, &button(&page, name));
        let text = spinbot::reply::plain(&page.replies[0].text);
        assert!(text.chars().count() <= 1_800, "{name}");
        assert!(page.replies[0].edit.is_some(), "{name} edits");
    }
    let text = spinbot::reply::plain(&page.replies[0].text);
    assert!(text.chars().count() <= 900, "{text}");
}
