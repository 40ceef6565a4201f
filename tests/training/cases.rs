//! Cases: whole, different, and what is asked about them is answered from them.

use std::collections::BTreeSet;

use serde_json::Value;
use spinbot::engine::Engine;
use spinbot::lang::Lang;

use crate::rig::{NOW, open, play, seed};

fn texts(truth: &Value, found: &mut Vec<String>) {
    match truth {
        Value::Object(map) => {
            found.extend(map.get("text").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| texts(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn every_case_is_whole() {
    let engine = Engine::built_in();
    for lang in Lang::ALL {
        let mut cases = BTreeSet::new();
        for n in 0..400 {
            let state = open(&engine, lang, seed(n));
            let truth = engine.truth(&state).unwrap();
            let mut said = Vec::new();
            texts(&truth, &mut said);
            for text in &said {
                let broken =
                    text.contains(['{', '}']) || text.contains("  ") || text.contains("$0");
                let has_zero = text.split_whitespace().any(|word| word == "0");
                assert!(!broken && !has_zero, "{text}");
                assert!(text.ends_with(['.', '!', '?', '»', '"']), "{text}");
                assert!(
                    text.chars().next().is_some_and(|c| !c.is_lowercase()),
                    "{text}"
                );
            }
            let distinct: BTreeSet<_> = said.iter().collect();
            assert_eq!(distinct.len(), said.len(), "a text twice: {said:?}");
            for problem in truth["problems"].as_array().unwrap() {
                let kinds: BTreeSet<_> = problem["implications"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["kind"].to_string())
                    .collect();
                assert!(kinds.len() >= 4, "{problem}");
                assert_eq!(problem["details"].as_array().unwrap().len(), 3, "{problem}");
                assert!(
                    problem["benefits"].as_array().unwrap().len() >= 2,
                    "{problem}"
                );
            }
            let facts = truth["facts"].as_object().unwrap();
            let shared = truth["problems"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| facts.contains_key(one["id"].as_str().unwrap()));
            assert_eq!(shared, None, "an id for two things");
            let brief = engine.brief(&state).unwrap();
            cases.insert(format!("{brief:?}"));
        }
        assert!(
            cases.len() > 390,
            "only {} different cases of 400",
            cases.len()
        );
    }
}

#[test]
fn seed_choices_cover_the_pack() {
    let engine = Engine::built_in();
    for lang in Lang::ALL {
        let products: BTreeSet<_> = (0..200)
            .map(|n| engine.brief(&open(&engine, lang, seed(n))).unwrap().product)
            .collect();
        assert_eq!(products.len(), 5);
    }
}

#[test]
fn a_question_about_a_fact_gets_that_fact() {
    let engine = Engine::built_in();
    let mut wrong = BTreeSet::new();
    let mut check = |lang, fact: &str, questions: &[&str]| {
        for question in questions {
            for n in 0..40 {
                let (_, turns) = play(&engine, lang, seed(n), &[question]);
                if turns[0].target.as_deref() != Some(fact) {
                    let product = engine.brief(&open(&engine, lang, seed(n))).unwrap().product;
                    wrong.insert(format!(
                        "{product}: {question} → {:?} {}, not {fact}",
                        turns[0].target,
                        turns[0].label.id()
                    ));
                }
            }
        }
    };
    let ru = Lang::Ru;
    check(
        ru,
        "supplier",
        &[
            "С кем вы сейчас работаете?",
            "Кто ваш нынешний подрядчик или поставщик?",
            "У кого сейчас покупаете?",
        ],
    );
    check(
        ru,
        "decision",
        &[
            "Кто принимает решение?",
            "Кто ещё участвует в принятии решения?",
            "С кем вы согласовываете такие вопросы?",
            "Кто подписывает договор?",
        ],
    );
    check(
        ru,
        "budget",
        &[
            "Какой у вас бюджет?",
            "Сколько готовы потратить на это?",
            "На что заложен бюджет?",
        ],
    );
    check(
        ru,
        "criteria",
        &[
            "По каким критериям выбираете поставщика?",
            "Что для вас важно при выборе?",
            "Как вы выбираете подрядчика?",
        ],
    );
    check(
        ru,
        "price",
        &[
            "По какой цене сейчас берёте?",
            "Сколько сейчас платите?",
            "Какая сейчас стоимость?",
        ],
    );
    check(
        ru,
        "tried",
        &["Что уже пробовали?", "Вы уже пытались это исправить?"],
    );
    check(
        ru,
        "since",
        &["Как давно вы так работаете?", "Давно ли это так?"],
    );
    check(
        ru,
        "contract",
        &["Какой у вас договор?", "На каких условиях работаете?"],
    );
    check(
        ru,
        "company",
        &[
            "Чем занимается ваша компания?",
            "Расскажите, чем вы занимаетесь",
        ],
    );
    check(
        ru,
        "size",
        &["Сколько у вас сотрудников?", "Какая численность компании?"],
    );
    let en = Lang::En;
    check(
        en,
        "supplier",
        &[
            "Who do you work with today?",
            "Who's your current provider?",
            "Which supplier do you use?",
        ],
    );
    check(
        en,
        "decision",
        &[
            "Who makes the decision?",
            "Who else is involved in the decision?",
            "Who signs off on this?",
            "Who has the final say?",
        ],
    );
    check(
        en,
        "budget",
        &[
            "What's your budget?",
            "How much have you set aside for this?",
        ],
    );
    check(
        en,
        "criteria",
        &[
            "How do you choose a supplier?",
            "What criteria do you use?",
            "What matters to you in a supplier?",
        ],
    );
    check(
        en,
        "price",
        &[
            "What do you pay now?",
            "How much are you paying today?",
            "What's the price you get?",
        ],
    );
    check(
        en,
        "tried",
        &[
            "What have you tried so far?",
            "Have you tried anything to fix it?",
        ],
    );
    check(
        en,
        "since",
        &[
            "How long have you worked this way?",
            "Since when has it been like this?",
        ],
    );
    check(
        en,
        "contract",
        &[
            "What kind of contract do you have?",
            "What are your payment terms?",
        ],
    );
    check(
        en,
        "company",
        &[
            "What does your company do?",
            "What kind of business are you?",
        ],
    );
    check(
        en,
        "size",
        &[
            "How many employees do you have?",
            "How many people work there?",
        ],
    );
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}
