//! Four kinds of players, ranked; tricks that pay nobody.

use spinbot::engine::Engine;
use spinbot::lang::Lang;

use crate::rig::{MINUTE, NOW, open, play, seed};

const SEEDS: u64 = 200;

/// Fills in a form, pitches, and asks for the order.
const POOR: [&[&str]; 2] = [
    &[
        "Сколько у вас сотрудников?",
        "Какой у вас бюджет?",
        "Кто принимает решение?",
        "У кого сейчас берёте?",
        "Мы лидеры рынка, у нас лучшие цены и сервис.",
        "Давно работаете на рынке?",
        "Наша компания сделает вам скидку десять процентов!",
        "Какие у вас планы на год?",
        "Ну что, готовы заключить договор?",
        "Сколько филиалов?",
        "Высылаю коммерческое предложение, ждите звонка.",
    ],
    &[
        "How many employees do you have?",
        "What's your budget?",
        "Who makes the decision?",
        "Who do you buy from now?",
        "We're the market leader with the best prices and service.",
        "How long have you been in business?",
        "Our company can give you a ten percent discount!",
        "What are your plans for the year?",
        "So, are you ready to sign?",
        "How many branches do you have?",
        "I'll send you a proposal and call you next week.",
    ],
];
/// Finds trouble, but is soon content with it.
const AVERAGE: [&[&str]; 2] = [
    &[
        "Здравствуйте! Как у вас сейчас всё организовано?",
        "Сколько вам нужно в месяц?",
        "По какой цене сейчас берёте?",
        "Какие у вас есть проблемы?",
        "Почему так происходит?",
        "А ещё какие трудности?",
        "К чему это приводит?",
        "Мы можем это решить: у нас всё вовремя и с гарантией.",
        "Кто у вас принимает решение?",
        "Чем ещё вы недовольны?",
        "Я пришлю вам предложение.",
    ],
    &[
        "Hi! How is it all organized at the moment?",
        "What volume do you need a month?",
        "What do you pay now?",
        "What problems do you have?",
        "Why does that happen?",
        "What other difficulties are there?",
        "What does that lead to?",
        "We can fix that: everything on time and guaranteed.",
        "Who makes the decision on your side?",
        "What else are you unhappy with?",
        "I'll send you a proposal.",
    ],
];
/// Knows the method, not the buyer.
const GOOD: [&[&str]; 2] = [
    &[
        "Какие трудности у вас возникают?",
        "Почему так происходит?",
        "К чему это приводит?",
        "Во что это вам обходится?",
        "Как это сказывается на людях?",
        "Что бы вам дало, если бы это удалось решить?",
        "Кому ещё станет легче?",
        "Какие ещё сложности есть?",
        "Сколько вам нужно в месяц?",
        "Как часто это бывает?",
        "Пришлёте данные для расчёта до пятницы? Во вторник вместе посмотрим.",
    ],
    &[
        "What difficulties do you run into?",
        "Why does that happen?",
        "What does that lead to?",
        "What does that cost you?",
        "How does it affect your people?",
        "What would it mean for you if that were solved?",
        "Who else would benefit?",
        "What other problems do you have?",
        "What volume do you need a month?",
        "How often does that happen?",
        "Could you send me the data by Friday? Let's go through it together on Tuesday.",
    ],
];

fn score(engine: &Engine, lang: Lang, seed: u64, texts: &[&str]) -> i64 {
    let (state, _) = play(engine, lang, seed, texts);
    engine.report(&engine.finish(&state)).unwrap().score
}

/// Asks what the open checks still want, in words that fit this buyer, and takes up what he hears.
fn expert(engine: &Engine, lang: Lang, n: u64) -> i64 {
    let mut state = open(engine, lang, n);
    for minute in 1..=20 {
        let report = engine.report(&state).unwrap();
        let wanted = report.train.clone().unwrap_or_else(|| "advance".to_owned());
        let check = report
            .checks
            .iter()
            .find(|check| check.id == wanted)
            .unwrap();
        let last = state.used() >= state.most();
        let step = report
            .checks
            .iter()
            .find(|check| check.id == "advance")
            .unwrap();
        let text = match (&step.example, &check.example) {
            (Some(step), _) if last => step.clone(),
            (_, Some(example)) => example.clone(),
            _ => break,
        };
        let now = NOW + MINUTE * minute;
        let (next, turn) = engine.turn(&state, &text, now, n).unwrap();
        state = next;
        if turn.ending.is_some() {
            break;
        }
    }
    engine.report(&engine.finish(&state)).unwrap().score
}

#[test]
fn better_players_score_better() {
    let engine = Engine::built_in();
    for (index, lang) in Lang::ALL.into_iter().enumerate() {
        let mut right = 0;
        let mut sums = [0; 4];
        let mut wrong = Vec::new();
        for n in 0..SEEDS {
            let of = |texts: [&[&str]; 2]| score(&engine, lang, seed(n), texts[index]);
            let scores = [
                of(POOR),
                of(AVERAGE),
                of(GOOD),
                expert(&engine, lang, seed(n)),
            ];
            for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
                if scores[a] < scores[b] {
                    right += 1;
                } else {
                    wrong.push((n, scores));
                }
            }
            for (sum, score) in sums.iter_mut().zip(scores) {
                *sum += score;
            }
        }
        let pairs = SEEDS * 6;
        let means = sums.map(|sum| sum / SEEDS as i64);
        println!(
            "{}: {right} of {pairs} pairs in order, means {means:?}",
            lang.code()
        );
        assert!(
            right * 100 >= pairs * 99,
            "{right} of {pairs}, means {means:?}: {wrong:?}"
        );
    }
}

#[test]
fn cheap_tricks_pay_nobody() {
    let engine = Engine::built_in();
    let check = |name: &str, lang: Lang, texts: &[&str]| {
        let most = (0..SEEDS)
            .map(|n| score(&engine, lang, seed(n), texts))
            .max();
        println!("{} {name}: {most:?} at most", lang.code());
        assert!(most <= Some(25), "{name}: {most:?}");
    };
    for lang in Lang::ALL {
        let ru = lang == Lang::Ru;
        let pick = |a: &'static str, b: &'static str| if ru { a } else { b };
        check(
            "the best question again and again",
            lang,
            &[pick(
                "Во что вам обходятся проблемы?",
                "What do your problems cost you?",
            ); 20],
        );
        check(
            "one good question again and again",
            lang,
            &[pick("Какие у вас трудности?", "What problems do you have?"); 20],
        );
        check(
            "keywords",
            lang,
            &[pick(
                "проблемы, последствия, выгода, решение",
                "problem, implication, benefit, solution",
            ); 20],
        );
        check(
            "payoff only",
            lang,
            if ru {
                &[
                    "Что бы вам это дало?",
                    "Как бы вам это помогло?",
                    "Кому станет легче?",
                    "Почему вам это важно?",
                    "Что бы изменилось?",
                    "Сколько бы вы сэкономили?",
                    "Что это даст отделу?",
                    "Чем было бы полезно решение?",
                    "Каким вы хотели бы это видеть?",
                    "Что бы вы выиграли?",
                ]
            } else {
                &[
                    "What would it mean for you?",
                    "How would it help?",
                    "Who else would benefit?",
                    "Why is that important to you?",
                    "What would change?",
                    "How much would you save?",
                    "What would it give the team?",
                    "How useful would a solution be?",
                    "What would the ideal look like?",
                    "What would you gain?",
                ]
            },
        );
        check(
            "pitching",
            lang,
            if ru {
                &[
                    "Мы предлагаем лучшие цены на рынке!",
                    "У нас самые быстрые сроки.",
                    "Наша компания гарантирует качество.",
                    "Готовы подписать договор?",
                    "У нас собственный склад и доставка.",
                    "Дадим скидку пятнадцать процентов.",
                    "Мы работаем с крупнейшими клиентами.",
                    "Давайте оформим заказ прямо сейчас.",
                    "Наш сервис круглосуточный.",
                    "Такого предложения больше не будет!",
                ]
            } else {
                &[
                    "We offer the best prices on the market!",
                    "We have the fastest turnaround.",
                    "Our company guarantees quality.",
                    "Ready to sign the contract?",
                    "We have our own warehouse and trucks.",
                    "We'll give you fifteen percent off.",
                    "We work with the biggest names.",
                    "Let's place the order right now.",
                    "Our support is available around the clock.",
                    "You won't get an offer like this again!",
                ]
            },
        );
        check(
            "follow-ups only",
            lang,
            if ru {
                &[
                    "А ещё?",
                    "И что?",
                    "Почему?",
                    "Подробнее",
                    "А ещё?",
                    "И что?",
                    "Почему?",
                    "Сколько?",
                    "А ещё?",
                    "Например?",
                ]
            } else {
                &[
                    "What else?",
                    "So what?",
                    "Why?",
                    "Tell me more",
                    "What else?",
                    "So what?",
                    "Why?",
                    "How much?",
                    "What else?",
                    "For example?",
                ]
            },
        );
    }
}
