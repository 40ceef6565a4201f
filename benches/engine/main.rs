//! What a turn costs: understood, answered, scored and kept, in both languages, and how long it takes to make a training
//! ready. `cargo bench --bench engine`; the aim is 200 µs a turn.

use std::time::{Duration, Instant};

use spinbot::engine::{Difficulty, Engine, Past, State};
use spinbot::lang::Lang;

const CALLS: u64 = 300;

const RU: [&str; 10] = [
    "Здравствуйте! Расскажите, как у вас сейчас всё устроено?",
    "А что вас не устраивает в нынешних сроках?",
    "И часто такое бывает?",
    "Почему так происходит?",
    "Во что вам это обходится в месяц?",
    "А клиенты как на это реагируют?",
    "Правильно понимаю, что из-за этого страдают и люди?",
    "Если бы этого не было, что бы вам это дало?",
    "Кому ещё станет легче?",
    "Пришлёте до пятницы данные? Во вторник вместе посмотрим расчёт.",
];
const EN: [&str; 10] = [
    "Hi! Could you walk me through how it works today?",
    "What don't you like about the lead times?",
    "How often does that happen?",
    "Why is that?",
    "What does that cost you a month?",
    "And how do your customers react?",
    "So it hits your people as well, right?",
    "If that went away, what would it mean for you?",
    "Who else would benefit?",
    "Could you send me the figures by Friday? Let's go over them on Tuesday.",
];

fn main() {
    let started = Instant::now();
    let engine = Engine::built_in();
    let lazy = started.elapsed();
    engine.warm_up();
    let warm = started.elapsed();
    println!("engine: ready to start in {lazy:.1?}, all trainings read in {warm:.1?}");
    for (lang, texts) in [(Lang::Ru, RU), (Lang::En, EN)] {
        let mut turns = Vec::new();
        let mut size = 0;
        for n in 0..CALLS {
            let seed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut state = engine.open((lang, None), seed, Difficulty::Open, &Past::default(), 0);
            for text in texts {
                let (next, took) = turn(&engine, &state, text, seed);
                turns.push(took);
                state = next;
            }
            size = size.max(engine.keep(&state).len());
        }
        turns.sort();
        let nth = |share: usize| turns[turns.len() * share / 100];
        println!(
            "{}: a turn p50 {:.1?}, p99 {:.1?}, mean {:.1?}; a state of at most {size} bytes",
            lang.code(),
            nth(50),
            nth(99),
            turns.iter().sum::<Duration>() / turns.len() as u32,
        );
    }
}

/// One turn as the bot plays it: the state comes as text and goes as text.
fn turn(engine: &Engine, state: &State, text: &str, seed: u64) -> (State, Duration) {
    let kept = engine.keep(state);
    let started = Instant::now();
    let state = engine.restore(&kept).expect("just kept");
    let (next, _) = engine.turn(&state, text, 0, seed).expect("playable");
    std::hint::black_box(engine.keep(&next));
    (next, started.elapsed())
}
