//! Calls: they always end, never contradict their own figures, and sound like nobody's loop.

use std::collections::BTreeSet;

use serde_json::Value;
use spinbot::engine::{Engine, Turn};
use spinbot::lang::Lang;

use crate::rig::{Dice, MINUTE, NOW, open, play, seed};

#[test]
fn equal_input_gives_equal_output() {
    let engine = Engine::built_in();
    let questions = ["Какие у вас трудности?", "Почему?", "К чему это приводит?"];
    let (first, turns) = play(&engine, Lang::Ru, seed(5), &questions);
    let (second, again) = play(&engine, Lang::Ru, seed(5), &questions);
    assert_eq!(engine.keep(&first), engine.keep(&second));
    assert_eq!(turns, again);
    assert_eq!(engine.restore(&engine.keep(&first)), Some(first));
}

#[test]
fn a_state_of_another_engine_is_refused() {
    let engine = Engine::built_in();
    for text in ["", "{}", "null", "[1]"] {
        assert_eq!(engine.restore(text), None);
    }
    let state = engine.keep(&open(&engine, Lang::En, seed(1)));
    let other = serde_json::from_str::<Value>(&state).unwrap();
    let product = other["draw"]["product"].as_str().unwrap();
    assert_eq!(engine.restore(&state.replace(product, "unknown")), None);
}

const RU: &[&str] = &[
    "Какие у вас трудности?",
    "Что не устраивает в сроках?",
    "Почему так выходит?",
    "Как часто это бывает?",
    "А ещё?",
    "К чему это приводит?",
    "Во что это обходится?",
    "Как это сказывается на людях?",
    "А клиенты?",
    "Чем это грозит?",
    "Что бы вам дало решение?",
    "Если бы это исчезло, что изменилось бы?",
    "Кому ещё станет легче?",
    "Сколько берёте в месяц?",
    "С кем работаете?",
    "Кто принимает решение?",
    "Какой бюджет?",
    "Чем вы занимаетесь?",
    "Сколько у вас сотрудников?",
    "Мы предлагаем лучшие цены!",
    "Давайте подпишем договор",
    "Пришлёте данные до пятницы?",
    "Давайте созвонимся",
    "Здравствуйте",
    "ясно",
    "…",
    "ты бот?",
    "Правильно ли я понял, что всё плохо?",
    "А отчёты? А сроки? А цена?",
    "Расскажите подробнее",
    "Почему?",
    "И что?",
    "Сколько?",
    "Например?",
    "Завтра",
    "Погода сегодня хорошая",
    "Кто убирает снег?",
    "\u{202e}йикссур\u{200b}",
];
const EN: &[&str] = &[
    "What problems do you have?",
    "What isn't working?",
    "Why does that happen?",
    "How often?",
    "What else?",
    "What does that lead to?",
    "What does it cost you?",
    "How does that affect your people?",
    "And the customers?",
    "What are the risks?",
    "What would a solution mean for you?",
    "If that went away, what would change?",
    "Who else would benefit?",
    "How many do you use a month?",
    "Who do you work with?",
    "Who decides?",
    "What's your budget?",
    "What does your company do?",
    "How many employees do you have?",
    "We offer the best prices!",
    "Let's sign the contract",
    "Could you send me the data by Friday?",
    "Let's meet",
    "Hello",
    "ok",
    "...",
    "are you a bot?",
    "So you're saying everything is bad.",
    "Reports? Deadlines? Price?",
    "Tell me more",
    "Why?",
    "So what?",
    "How much?",
    "For example?",
    "Tomorrow",
    "Nice weather today",
    "Who shovels the snow?",
    "🙂🙂🙂",
];

fn random_text(dice: &mut Dice, lang: Lang) -> String {
    let phrases = if lang == Lang::Ru { RU } else { EN };
    match dice.below(12) {
        0 => "ё".repeat(dice.below(4096)),
        1 => (0..dice.below(300))
            .filter_map(|_| char::from_u32(dice.below(0x11_0000) as u32))
            .filter(|c| *c != '\0')
            .collect(),
        2 => format!(
            "{} {}",
            phrases[dice.below(phrases.len())],
            phrases[dice.below(phrases.len())]
        ),
        _ => phrases[dice.below(phrases.len())].to_owned(),
    }
}

#[test]
fn random_russian_calls_end_and_clarity_never_falls() {
    random_calls(Lang::Ru);
}

#[test]
fn random_english_calls_end_and_clarity_never_falls() {
    random_calls(Lang::En);
}

fn random_calls(lang: Lang) {
    let engine = Engine::built_in();
    for n in 0..1_000 {
        let mut dice = Dice(seed(n));
        let mut state = open(&engine, lang, seed(n));
        let mut clarity = 0;
        let mut used = 0;
        let mut turns = 0;
        loop {
            turns += 1;
            assert!(turns <= 2 * state.most() + 1, "call {n} does not end");
            let text = random_text(&mut dice, lang);
            let now = NOW + MINUTE * i64::from(turns);
            let (next, turn) = engine.turn(&state, &text, now, seed(n)).unwrap();
            assert!(turn.clarity >= clarity && turn.clarity <= 100, "{text}");
            assert!((0..=100).contains(&turn.openness), "{text}");
            assert!(turn.n >= used && turn.n <= state.most(), "{text}");
            assert_eq!(turn.turn, turns);
            assert!(!turn.answer.is_empty(), "{text}");
            assert!(turn.opened.len() <= 2, "{text}");
            clarity = turn.clarity;
            used = turn.n;
            state = engine.restore(&engine.keep(&next)).unwrap();
            if turn.ending.is_some() {
                break;
            }
        }
        let report = engine.report(&state).unwrap();
        assert!((0..=100).contains(&report.score));
        assert_eq!(
            report.per_type.iter().sum::<i64>(),
            i64::from(report.questions)
        );
    }
}

/// Sentences of the buyer's that came more than once in a call.
fn said_twice(turns: &[Turn]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut twice = Vec::new();
    for turn in turns {
        for sentence in turn.answer.split_inclusive(['.', '?', '!']).map(str::trim) {
            if sentence.chars().count() > 3 && !seen.insert(sentence.to_owned()) {
                twice.push(sentence.to_owned());
            }
        }
    }
    twice
}

#[test]
fn the_buyer_never_says_a_sentence_twice() {
    let engine = Engine::built_in();
    let mut repeats = Vec::new();
    for n in 0..1_500 {
        let lang = Lang::ALL[(n % 2) as usize];
        let mut dice = Dice(seed(n));
        let said: Vec<String> = (0..20).map(|_| random_text(&mut dice, lang)).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let (_, turns) = play(&engine, lang, seed(n), &said);
        repeats.extend(said_twice(&turns));
    }
    let count = repeats.len();
    repeats.sort();
    repeats.dedup();
    assert!(repeats.is_empty(), "{count}: {repeats:#?}");
}
