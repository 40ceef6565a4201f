//! What pays and what does not: good questions, tricks, and the questions that a report names.

use std::collections::BTreeSet;

use spinbot::engine::Engine;
use spinbot::lang::Lang;

use crate::rig::{MINUTE, NOW, open, play, seed};

const GOOD_RU: [&str; 11] = [
    "Какие трудности у вас возникают?",
    "Почему так происходит?",
    "К чему это приводит?",
    "Во что это обходится?",
    "Как это сказывается на людях?",
    "А что с клиентами?",
    "Что бы вам дало, если бы это удалось решить?",
    "Кому ещё станет легче?",
    "Какие ещё сложности есть?",
    "Сколько вам нужно в месяц?",
    "Пришлёте данные для расчёта до пятницы? Во вторник вместе посмотрим.",
];
const GOOD_EN: [&str; 11] = [
    "What difficulties do you run into?",
    "Why does that happen?",
    "What does that lead to?",
    "What does that cost you?",
    "How does it affect your people?",
    "And what about your customers?",
    "What would it mean for you if that were solved?",
    "Who else would benefit?",
    "What other problems do you have?",
    "What volume do you need a month?",
    "Could you send me the data by Friday? Let's go through it together on Tuesday.",
];

#[test]
fn good_questions_pay_whoever_is_called() {
    let engine = Engine::built_in();
    let (mut calls, mut paid) = (0, 0);
    for n in 0..200 {
        for (lang, questions) in [(Lang::Ru, &GOOD_RU), (Lang::En, &GOOD_EN)] {
            let (state, _) = play(&engine, lang, seed(n), questions);
            let report = engine.report(&state).unwrap();
            calls += 1;
            paid += i32::from(report.score >= 60);
        }
    }
    println!("{paid} of {calls} calls with good questions paid");
    assert!(paid * 100 >= calls * 99, "{paid} of {calls}");
}

/// The report names, for what is to be trained, a question that would have passed it in this very case: asked at once,
/// it brings that check nearer.
#[test]
fn the_question_a_report_names_does_what_it_says() {
    let engine = Engine::built_in();
    let mut vain = BTreeSet::new();
    let mut asked = 0;
    for n in 0..300 {
        let lang = Lang::ALL[(n % 2) as usize];
        let mut state = open(&engine, lang, seed(n));
        for minute in 1..=9 {
            let report = engine.report(&state).unwrap();
            let wanted = report.train.clone().unwrap();
            let before = report
                .checks
                .iter()
                .find(|check| check.id == wanted)
                .unwrap()
                .clone();
            let example = before.example.unwrap();
            asked += 1;
            let (next, turn) = engine
                .turn(&state, &example, NOW + minute * MINUTE, seed(n))
                .unwrap();
            let after = engine.report(&next).unwrap();
            let after = after
                .checks
                .iter()
                .find(|check| check.id == wanted)
                .unwrap();
            if !after.passed && after.have <= before.have {
                vain.insert(format!(
                    "{wanted}: {example} → {} {:?}",
                    turn.label.id(),
                    turn.verdict
                ));
            }
            state = next;
            if turn.ending.is_some() {
                break;
            }
        }
    }
    println!(
        "{} of {asked} named questions did not do what they should",
        vain.len()
    );
    assert!(
        vain.len() * 100 <= asked * 4,
        "{} of {asked}: {vain:#?}",
        vain.len()
    );
}
