//! What short questions mean: the table of follow-ups, over every product of both languages.

use spinbot::engine::{Engine, Label, Layer, Past, State, Turn};
use spinbot::lang::Lang;

use crate::rig::{NOW, open, seed};

/// Where the talk stands before a follow-up.
#[derive(Debug, Clone, Copy, PartialEq)]
enum After {
    Fact,
    Problem,
    Consequence,
    Need,
    Objection,
}

use After::{Consequence, Fact, Need, Objection, Problem};
use Label::{Implication as I, NeedPayoff as N, Problem as P, Situational as S};

/// The forms in both languages, and what each is after a fact, a problem, a consequence, a need, an objection.
const TABLE: &[(&[&str], &[&str], [Label; 5])] = &[
    (
        &["Почему?", "А почему так?", "Отчего?", "почему"],
        &["Why?", "Why is that?", "How come?", "why so"],
        [S, P, I, N, P],
    ),
    (
        &["И что дальше?", "А дальше что?", "И что?"],
        &["And then?", "And what then?", "So what?"],
        [S, I, I, N, P],
    ),
    (
        &["А ещё?", "Что ещё?", "Ещё что-нибудь?"],
        &["What else?", "Anything else?", "And what else?"],
        [S, P, I, N, P],
    ),
    (
        &[
            "Подробнее?",
            "Например?",
            "Можно пример?",
            "расскажите подробнее",
        ],
        &[
            "For example?",
            "Like what?",
            "Can you tell me more?",
            "tell me more",
        ],
        [S, P, I, N, P],
    ),
    (
        &["Сколько?", "Как много?", "сколько это"],
        &["How much?", "How many?", "how much"],
        [S, P, I, N, S],
    ),
];

/// Brings a call to where the follow-up is asked, by the pack's own questions.
fn stage(engine: &Engine, lang: Lang, n: u64, after: After) -> State {
    let start = open(engine, lang, n);
    let pack = engine.pack(lang, None);
    let product = pack
        .products
        .iter()
        .find(|one| one.id == start.draw().product)
        .unwrap();
    let main = product
        .problems
        .iter()
        .find(|one| one.id == start.draw().problems[0])
        .unwrap();
    let consequence = main.consequences[0].asks[0].clone();
    let need = pack.examples["need"][0]
        .replace("{fixed}", &main.fixed)
        .replace("{short}", &main.short);
    let pitch = if lang == Lang::Ru {
        "У нас лучшие цены и собственный склад, мы лидеры рынка."
    } else {
        "We have the best prices and our own warehouse, we are the market leader."
    };
    let fact = product.facts.iter().find(|one| one.id == "terms").unwrap();
    let texts = match after {
        Fact => vec![fact.asks[0].clone()],
        Problem => vec![main.asks[0].clone()],
        Consequence => vec![main.asks[0].clone(), consequence],
        Need => vec![main.asks[0].clone(), consequence, need],
        Objection => vec![pitch.to_owned()],
    };
    texts
        .iter()
        .fold(start, |state, text| ask(engine, &state, text, n).0)
}

fn ask(engine: &Engine, state: &State, text: &str, n: u64) -> (State, Turn) {
    engine.turn(state, text, NOW, n).unwrap()
}

#[test]
fn follow_ups_mean_what_the_table_says() {
    let engine = Engine::built_in();
    let (mut right, mut all) = (0, 0);
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for n in 0..24 {
            for (column, after) in [Fact, Problem, Consequence, Need, Objection]
                .into_iter()
                .enumerate()
            {
                let state = stage(&engine, lang, seed(n), after);
                for (ru, en, labels) in TABLE {
                    let forms = if lang == Lang::Ru { ru } else { en };
                    let form = forms[n as usize % forms.len()];
                    let (_, turn) = ask(&engine, &state, form, seed(n));
                    all += 1;
                    if turn.label == labels[column] && turn.bare {
                        right += 1;
                    } else {
                        wrong.push(format!(
                            "{after:?}: {form} → {} {}",
                            turn.act.id(),
                            turn.label.id()
                        ));
                    }
                }
            }
        }
    }
    println!("{right} of {all} follow-ups right");
    wrong.sort();
    wrong.dedup();
    assert!(right * 100 >= all * 95, "{right} of {all}: {wrong:#?}");
}

/// "Why?" gets the cause, "how often?" the frequency, "and then?" a consequence.
#[test]
fn follow_ups_open_the_next_step_of_the_same_problem() {
    let engine = Engine::built_in();
    let mut wrong = Vec::new();
    let mut all = 0;
    for lang in Lang::ALL {
        let ru = lang == Lang::Ru;
        for n in 0..60 {
            let state = stage(&engine, lang, seed(n), Problem);
            let main = state.draw().problems[0].clone();
            if !state.is_open(&main) {
                wrong.push(format!("{main} did not open"));
                continue;
            }
            let checks = [
                (if ru { "А почему?" } else { "Why?" }, "cause"),
                (
                    if ru {
                        "И часто такое?"
                    } else {
                        "How often?"
                    },
                    "often",
                ),
                (
                    if ru {
                        "Когда было в последний раз?"
                    } else {
                        "When did it last happen?"
                    },
                    "last",
                ),
            ];
            for (text, aspect) in checks {
                let (_, turn) = ask(&engine, &state, text, seed(n));
                all += 1;
                if turn.opened != [format!("{main}.{aspect}")] {
                    wrong.push(format!("{text} → {:?} {}", turn.opened, turn.label.id()));
                }
            }
            let (next, turn) = ask(
                &engine,
                &state,
                if ru {
                    "И что дальше?"
                } else {
                    "And then?"
                },
                seed(n),
            );
            all += 1;
            if next.count(Layer::Consequence, Some(&main)) != 1 {
                wrong.push(format!("and then → {:?}", turn.opened));
            }
        }
    }
    println!("{} of {all} went wrong", wrong.len());
    assert!(
        wrong.len() * 20 <= all,
        "{} of {all}: {wrong:#?}",
        wrong.len()
    );
}

/// After Excel, "and the reports?" is about the reports.
#[test]
fn an_elliptic_topic_is_asked_about_in_the_type_before() {
    let engine = Engine::built_in();
    let mut found = 0;
    for n in 0..2_000 {
        let state = engine.open(
            (Lang::Ru, None),
            seed(n),
            Default::default(),
            &Past::default(),
            NOW,
        );
        if state.draw().product != "software" {
            continue;
        }
        let (state, _) = ask(&engine, &state, "Как сейчас ведёте учёт?", seed(n));
        let (_, turn) = ask(&engine, &state, "А отчёты?", seed(n));
        assert_eq!(turn.opened, ["reports"], "{}", turn.answer);
        found += 1;
    }
    assert!(found > 10, "{found}");
}
