//! Cases: whole, different, and what is asked about them is answered from them.

use std::collections::BTreeSet;

use serde_json::Value;
use spinbot::engine::{Difficulty, Engine, Past};
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
                assert_eq!(problem["details"].as_array().unwrap().len(), 3, "{problem}");
                let benefits = problem["benefits"].as_array().unwrap().len();
                match problem["solvable"].as_bool().unwrap() {
                    true => assert!(kinds.len() >= 4 && benefits >= 2, "{problem}"),
                    false => assert!(kinds.len() >= 2 && benefits == 0, "{problem}"),
                }
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

/// Twenty calls, each begun with what is remembered of those before.
#[test]
fn a_person_meets_no_case_and_no_main_problem_again_too_soon() {
    let engine = Engine::built_in();
    for lang in Lang::ALL {
        for n in 0..20 {
            let mut past = Past::default();
            for call in 0..25 {
                let seed = seed(n * 100 + call);
                let state = engine.open((lang, None), seed, Difficulty::Open, &past, NOW);
                let (key, main) = (state.draw().key(), state.draw().main_problem());
                assert!(!past.cases.iter().take(20).any(|one| *one == key));
                assert!(
                    !past.problems.iter().take(5).any(|one| *one == main),
                    "{main}"
                );
                past.cases.insert(0, key);
                past.products.insert(0, state.draw().product.clone());
                past.problems.insert(0, main);
            }
        }
    }
}

/// Lines that a person heard lately are not said again while others are left.
#[test]
fn buyers_of_the_same_person_do_not_sound_alike() {
    let engine = Engine::built_in();
    for lang in Lang::ALL {
        let questions = if lang == Lang::Ru {
            ["Здравствуйте!", "Кто ваши конкуренты?", "ясно", "кпрст"]
        } else {
            ["Hello!", "Who are your competitors?", "ok", "xkcdqwrt"]
        };
        let mut past = Past::default();
        let mut heard: Vec<Vec<u32>> = Vec::new();
        for n in 0..6 {
            let mut state = engine.open((lang, None), seed(n), Difficulty::Open, &past, NOW);
            for question in questions {
                state = engine.turn(&state, question, NOW, seed(n)).unwrap().0;
            }
            let recent: BTreeSet<u32> = heard.iter().take(3).flatten().copied().collect();
            let again = state
                .lines_said()
                .iter()
                .filter(|line| recent.contains(line));
            assert!(again.count() <= 1, "call {n}");
            heard.insert(0, state.lines_said().to_vec());
            past.lines = heard.iter().take(3).flatten().copied().collect();
        }
    }
}

#[test]
fn the_packs_are_as_large_as_they_should_be() {
    let engine = Engine::built_in();
    for lang in Lang::ALL {
        let pack = engine.pack(lang, None);
        let problems: usize = pack.products.iter().map(|one| one.problems.len()).sum();
        let companies: BTreeSet<&str> = pack
            .products
            .iter()
            .flat_map(|one| one.companies.iter().map(|company| company.does.as_str()))
            .collect();
        assert!(pack.products.len() >= 24, "{}", pack.products.len());
        let classes: BTreeSet<_> = pack.products.iter().map(|one| one.class).collect();
        assert_eq!(classes.len(), 6);
        assert!(problems >= 30 && companies.len() >= 20 && pack.topics.len() >= 40);
        assert!(pack.roles.len() >= 12 && pack.temperaments.len() == 6);
        assert!(pack.achievements.len() >= 10 && pack.levels.len() >= 5);
    }
}

#[test]
fn a_question_about_a_fact_gets_that_fact() {
    let engine = Engine::built_in();
    let mut wrong = BTreeSet::new();
    let (mut all, mut missed) = (0, 0);
    let mut check = |lang, fact: &str, questions: &[&str]| {
        for question in questions {
            for n in 0..40 {
                let (_, turns) = play(&engine, lang, seed(n), &[question]);
                all += 1;
                let target = turns[0].target.as_deref();
                if target.is_none_or(|target| !fact.split('|').any(|one| one == target)) {
                    missed += 1;
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
        "decision|approval",
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
        "contract|payment",
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
        "decision|approval",
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
        "contract|payment",
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
    println!("{missed} of {all} questions missed their fact");
    assert!(missed * 100 <= all * 5, "{missed} of {all}: {wrong:#?}");
}
