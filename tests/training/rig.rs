//! What the tests of the engine share: a fixed clock, dice, and a way to play a list of texts.

use spinbot::engine::{Difficulty, Engine, Past, State, Turn};
use spinbot::lang::Lang;

pub const NOW: i64 = 1_735_722_000_000;
pub const MINUTE: i64 = 60_000;

/// A fixed stream of numbers for tests.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// Seeds count by their upper bits.
pub fn seed(n: u64) -> u64 {
    n.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A call with an easy buyer, by somebody who has never called before.
pub fn open(engine: &Engine, lang: Lang, seed: u64) -> State {
    let past = Past::default();
    engine.open((lang, None), seed, Difficulty::Open, &past, NOW)
}

pub fn play(engine: &Engine, lang: Lang, seed: u64, texts: &[&str]) -> (State, Vec<Turn>) {
    let mut state = open(engine, lang, seed);
    let mut turns: Vec<Turn> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        if turns.last().is_some_and(|turn| turn.ending.is_some()) {
            break;
        }
        let now = NOW + MINUTE * (index as i64 + 1);
        let (next, turn) = engine.turn(&state, text, now, seed).unwrap();
        state = next;
        turns.push(turn);
    }
    (state, turns)
}
