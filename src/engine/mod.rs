//! The game: cases, the buyer, the reading of a question, the score. Pure: no clock, no randomness but the seeds that
//! come in, no files, no log, no network; it cannot fail.
//!
//! The interface is [`Engine`]: [`Engine::open`] makes the [`State`] of a call from a seed, [`Engine::turn`] takes a
//! state, the trainee's words, the time and a seed and gives the next state with what happened, [`Engine::report`]
//! judges a state. Equal input gives equal output. A state is kept as JSON that nobody else reads; it holds what was
//! drawn and counted, never the trainee's words.

mod buyer;
mod case;
mod checks;
mod cues;
pub mod learned;
mod listening;
mod manners;
mod numbers;
mod pack;
mod random;
mod scene;
mod score;
mod sentences;
mod session;
mod state;
mod truth;
mod types;
mod understanding;
mod words;

use crate::lang::Lang;
use case::{Case, Draw};
use pack::Pack;
use scene::Scene;
use session::Tongue;
use words::Stems;

pub use pack::PackError;
pub use score::{CHECKS, Check, Report, level, next_level};
pub use session::Turn;
pub use state::{Advice, Entry, MOST_QUESTIONS, MOST_TURNS, State, Verdict};
pub use types::{Act, BuyerLabel, Ending, Label, Layer, Mood};

/// What the trainee is told before the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    pub person: String,
    pub role: String,
    pub company: String,
    pub city: String,
    /// The buyer's own request, in his words.
    pub request: String,
    pub product: String,
    pub can: Vec<String>,
    pub cannot: Vec<String>,
    /// How he answers the telephone.
    pub greeting: String,
}

/// What a single text was read as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Classified {
    pub label: Label,
    pub act: Act,
    /// 0 to 1.
    pub confidence: f64,
}

/// All built-in training, ready to play. Shared by all threads.
pub struct Engine {
    ru: Tongue,
    en: Tongue,
}

impl Engine {
    pub fn built_in() -> Result<Self, PackError> {
        Ok(Self {
            ru: tongue(Lang::Ru, RU)?,
            en: tongue(Lang::En, EN)?,
        })
    }

    /// Begins a call with a buyer drawn by `seed`, of which 53 bits count: JSON readers keep no more.
    pub fn open(&self, lang: Lang, seed: u64, now: i64) -> State {
        let seed = seed >> 11;
        let draw = Draw::new(lang, &self.tongue(lang).pack, seed);
        State::new(draw, seed, now)
    }

    /// Reads a kept state; `None` if this engine cannot play it (any more).
    pub fn restore(&self, json: &str) -> Option<State> {
        let state: State = serde_json::from_str(json).ok()?;
        self.case(&state)?;
        Some(state)
    }

    /// The state as text to keep.
    pub fn keep(&self, state: &State) -> String {
        serde_json::to_string(state).expect("a state is plain data")
    }

    /// Plays one turn. `None` if the state is not one of this engine's.
    pub fn turn(&self, state: &State, text: &str, now: i64, seed: u64) -> Option<(State, Turn)> {
        let mut next = state.clone();
        let tongue = self.tongue(state.draw.lang);
        let turn = session::turn(tongue, &self.case(state)?, &mut next, text, now, seed);
        Some((next, turn))
    }

    /// Ends a call before its time.
    pub fn finish(&self, state: &State) -> State {
        let mut next = state.clone();
        if next.ending.is_none() {
            let ending = match next.count(Layer::Need, None) {
                0 => Ending::NoSale,
                _ => Ending::Continuation,
            };
            session::end(&mut next, ending);
        }
        next
    }

    pub fn report(&self, state: &State) -> Option<Report> {
        Some(score::report(&self.case(state)?, state))
    }

    pub fn brief(&self, state: &State) -> Option<Brief> {
        let case = self.case(state)?;
        let request: Vec<String> = case.public_facts().map(|fact| case.text(&fact)).collect();
        let greetings = &case.temperament.greetings;
        let greeting = random::Random::new(state.seed, "greeting").pick(greetings);
        Some(Brief {
            person: case.person.name.clone(),
            role: case.role.name.clone(),
            company: case.draw.company.clone(),
            city: case.draw.city.clone(),
            request: request.join(" "),
            product: case.product.name.clone(),
            can: case.product.can.clone(),
            cannot: case.product.cannot.clone(),
            greeting: case.say(greeting),
        })
    }

    /// The need map of the state's case, for `--format json`.
    pub fn truth(&self, state: &State) -> Option<serde_json::Value> {
        Some(truth::truth(&self.case(state)?, state.seed))
    }

    /// What a single text does and asks for, with the line it answers to, if that is known.
    pub fn classify(&self, lang: Lang, text: &str, previous: Option<&str>) -> Classified {
        let Tongue { pack, cues, stems } = self.tongue(lang);
        let subjects = scene::subjects(pack, &pack.products);
        let heard = previous.map(|line| listening::heard(cues, stems, line, &[]));
        let scene = Scene {
            subjects: &subjects,
            focus: previous.map(|line| understanding::layer_of(cues, line, &subjects)),
            last_label: None,
            heard: heard.as_deref().unwrap_or_default(),
            plain: &[],
            asked: previous.is_some_and(|line| line.trim_end().ends_with('?')),
        };
        let reading = understanding::read(cues, stems, text, &scene);
        Classified {
            label: reading.label,
            act: reading.act,
            confidence: reading.confidence,
        }
    }

    /// The words of the last turn's `text` that decided its type.
    pub fn deciding_words(&self, state: &State, text: &str) -> Option<String> {
        let cue = words::Pattern::new(state.last()?.cue.as_deref()?);
        Some(cue.find(&words::words(text))?.join(" "))
    }

    fn tongue(&self, lang: Lang) -> &Tongue {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }

    fn case<'a>(&'a self, state: &'a State) -> Option<Case<'a>> {
        Case::new(&self.tongue(state.draw.lang).pack, &state.draw)
    }
}

/// A named text: a file of the pack.
type File = (&'static str, &'static str);

/// The files of a language: its cues, its pack, its products.
struct Files {
    cues: File,
    pack: File,
    products: &'static [File],
}

macro_rules! file {
    ($path:literal) => {
        ($path, include_str!($path))
    };
}

const RU: Files = Files {
    cues: file!("cues/ru.toml"),
    pack: file!("packs/ru/pack.toml"),
    products: &[
        file!("packs/ru/steel.toml"),
        file!("packs/ru/logistics.toml"),
        file!("packs/ru/cleaning.toml"),
        file!("packs/ru/software.toml"),
        file!("packs/ru/staff.toml"),
    ],
};

const EN: Files = Files {
    cues: file!("cues/en.toml"),
    pack: file!("packs/en/pack.toml"),
    products: &[
        file!("packs/en/packaging.toml"),
        file!("packs/en/freight.toml"),
        file!("packs/en/cleaning.toml"),
        file!("packs/en/software.toml"),
        file!("packs/en/maintenance.toml"),
    ],
};

fn tongue(lang: Lang, files: Files) -> Result<Tongue, PackError> {
    Ok(Tongue {
        pack: Pack::read(files.pack, files.products)?,
        cues: pack::read(files.cues)?,
        stems: Stems::new(lang),
    })
}
