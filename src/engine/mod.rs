//! The game: cases, the buyer, the reading of a question, the score. Pure: no clock, no randomness but the seeds that
//! come in, no files, no log, no network; it cannot fail.
//!
//! The interface is [`Engine`]: [`Engine::open`] makes the [`State`] of a call from a seed, [`Engine::turn`] takes a
//! state, the trainee's words, the time and a seed and gives the next state with what happened, [`Engine::report`]
//! judges a state. Equal input gives equal output. A state is kept as JSON that nobody else reads; it holds what was
//! drawn and counted, never the trainee's words.

mod types;

mod pack;

mod case;
mod draw;
mod numbers;
mod random;

pub mod learned;

mod cues;
mod examples;
mod judge;
mod listening;
mod patterns;
mod sentences;
mod spoken;
mod subjects;
mod tongue;
mod understanding;
mod words;

mod session;
mod state;
mod verdict;

mod buyer;
mod facts;
mod ledger;
mod manners;
mod naming;
mod remarks;

mod checks;
mod coach;
mod needmap;
mod progress;
mod score;
mod truth;

mod built_in;

use crate::lang::Lang;
use case::Case;
use draw::Met;
use session::Typed;
use tongue::Tongue;

pub use checks::{CHECK_IDS, Check, Reason};
pub use coach::{Advice, Coaching, Hint};
pub use draw::{Draw, Past};
pub use needmap::{MapNode, MapProblem, NeedMap};
pub use pack::{Contents, OCCASIONS, Occasion, Pack, PackError, PackFile, Source, TurnType};
pub use progress::{Totals, streak};
pub use score::Report;
pub use session::Turn;
pub use state::{Entry, Opening, State};
pub use types::{Act, Aspect, BuyerLabel, Difficulty, Ending, Kind, Label, Layer, Mood};
pub use verdict::Verdict;

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
    pub difficulty: Difficulty,
    /// The check that this case should make the trainee practise: what to train.
    pub stress: Option<String>,
}

/// All training there is, ready to play. Shared by all threads.
pub struct Engine {
    packs: Vec<built_in::Lazy>,
}

impl Engine {
    /// The training that comes with the binary; read when it is first played.
    pub fn built_in() -> Self {
        Self {
            packs: built_in::packs(),
        }
    }

    /// The same, but with a pack of the operator's own in place of the built-in ones of its language.
    pub fn with_pack(sources: Vec<Source>) -> Result<Self, Vec<PackError>> {
        let pack = checked(sources)?;
        let lang = pack.head.lang;
        let mut engine = Self::built_in();
        engine.packs.retain(|one| one.lang != lang);
        let tongue = Tongue::new(pack, built_in::cues(lang), built_in::reader(lang));
        engine.packs.push(built_in::Lazy::ready(tongue));
        Ok(engine)
    }

    /// Whether a pack can be played: what is in it, or all that is wrong with it.
    pub fn check(sources: Vec<Source>) -> Result<Contents, Vec<PackError>> {
        checked(sources).map(|pack| pack.contents())
    }

    /// The files of the built-in packs, the usual one of each language first, by id and language.
    pub fn built_in_sources() -> Vec<(String, Lang, Vec<Source>)> {
        let of = |pack: built_in::Lazy| {
            let sources = built_in::files(&pack.id, pack.lang).unwrap_or_default();
            (pack.id, pack.lang, sources)
        };
        built_in::packs().into_iter().map(of).collect()
    }

    /// Makes everything ready to play, so that the first question is answered as fast as the second.
    pub fn warm_up(&self) {
        for pack in &self.packs {
            pack.get();
        }
    }

    /// Ids and names of the trainings of a language, the usual one first.
    pub fn trainings(&self, lang: Lang) -> Vec<(String, String)> {
        self.tongues(lang)
            .map(|tongue| (tongue.pack.head.id.clone(), tongue.pack.head.name.clone()))
            .collect()
    }

    /// The pack that a language is trained with: the one asked for, else the usual one.
    pub fn pack(&self, lang: Lang, id: Option<&str>) -> &Pack {
        &self.tongue(lang, id).pack
    }

    /// The pack of a call.
    pub fn pack_of(&self, state: &State) -> &Pack {
        self.pack(state.draw().lang, Some(&state.draw().pack))
    }

    /// Begins a call with a buyer drawn by `seed`, of which 53 bits count: JSON readers keep no more.
    pub fn open(
        &self,
        (lang, pack): (Lang, Option<&str>),
        seed: u64,
        difficulty: Difficulty,
        past: &Past,
        now: i64,
    ) -> State {
        let pack = &self.tongue(lang, pack).pack;
        let draw = Draw::new(pack, seed >> 11, difficulty, past);
        State::new(draw, &pack.rules, past.texts.clone(), now)
    }

    /// Begins a call with the same buyer in the same case again.
    pub fn open_again(&self, state: &State, now: i64) -> State {
        let old_texts = [state.texts_used(), &state.old_texts].concat();
        State::new(
            state.draw().clone(),
            &self.pack_of(state).rules,
            old_texts,
            now,
        )
    }

    /// What the last calls, kept as these texts, newest first, leave to the next one.
    pub fn past(&self, kept: &[String]) -> Past {
        let readable = kept.iter().filter_map(|kept| {
            let met: Met = serde_json::from_str(kept).ok()?;
            self.case_of(&met.draw)?;
            Some((met, kept))
        });
        let (met, kept): (Vec<Met>, Vec<&String>) = readable.unzip();
        let last = met.iter().position(|met| met.ending.is_some());
        let last = last.and_then(|nth| self.restore(kept[nth]));
        let weakest = last.and_then(|state| self.report(&state)?.train);
        Past::of(&met, weakest)
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
        let label = None;
        self.play(
            state,
            &Typed {
                text,
                now,
                seed,
                label,
            },
        )
    }

    /// Plays the last turn again as one of another type, if its type was uncertain.
    pub fn turn_as(
        &self,
        state: &State,
        text: &str,
        label: Label,
        now: i64,
        seed: u64,
    ) -> Option<(State, Turn)> {
        let label = Some(label);
        self.play(
            state.before.as_deref()?,
            &Typed {
                text,
                now,
                seed,
                label,
            },
        )
    }

    fn play(&self, state: &State, typed: &Typed) -> Option<(State, Turn)> {
        let mut next = state.clone();
        let case = self.case(state)?;
        let turn = session::turn(self.tongue_of(state), &case, &mut next, typed);
        // The whole state is copied once more only for a turn that may be played again.
        next.before = turn.second.map(|_| {
            let mut before = Box::new(state.clone());
            before.before = None;
            before
        });
        Some((next, turn))
    }

    /// Ends a call before its time.
    pub fn finish(&self, state: &State) -> State {
        let mut next = state.clone();
        if next.ending().is_none() {
            let ending = remarks::ending_unasked(&next);
            session::end(&mut next, ending);
        }
        next
    }

    pub fn report(&self, state: &State) -> Option<Report> {
        Some(score::report(&self.case(state)?, state))
    }

    /// What there was to find, and what of it was found.
    pub fn need_map(&self, state: &State) -> Option<NeedMap> {
        Some(NeedMap::new(&self.case(state)?, state))
    }

    /// What the coach says of the last turn, with the state that remembers it.
    pub fn coach(&self, state: &State) -> Option<(State, Coaching)> {
        let mut next = state.clone();
        let coaching = coach::coach(&self.case(state)?, &mut next)?;
        Some((next, coaching))
    }

    /// The next hint, with the state that remembers it; `None` if all are used.
    pub fn hint(&self, state: &State) -> Option<(State, Hint)> {
        let mut next = state.clone();
        let hint = coach::hint(&self.case(state)?, &mut next)?;
        Some((next, hint))
    }

    pub fn brief(&self, state: &State) -> Option<Brief> {
        let case = self.case(state)?;
        let request: Vec<String> = case.public_facts().map(|fact| case.text(&fact)).collect();
        let greetings = &case.temperament.greetings;
        let greeting = random::Random::new(case.draw.seed, "greeting").pick(greetings);
        let stress = case.draw.stress.as_deref();
        let stressed = case.pack.checks.iter();
        let stressed = stressed
            .into_iter()
            .find(|check| Some(check.id.as_str()) == stress);
        Some(Brief {
            person: case.person.name.clone(),
            role: case.role.name.clone(),
            company: case.draw.company.clone(),
            city: case.draw.city.clone(),
            request: request.join(" "),
            product: case.product.name.clone(),
            can: case.product.can.clone(),
            cannot: case.product.cannot.clone(),
            greeting: case.say(&greeting.text),
            difficulty: case.draw.difficulty,
            stress: stressed.map(|check| check.train.clone()),
        })
    }

    /// The need map of the state's case, for `--format json`.
    pub fn truth(&self, state: &State) -> Option<serde_json::Value> {
        Some(truth::truth(&self.case(state)?, state.most()))
    }

    /// Achievements of the state's pack that hold now and are not in `had`; `report` is the state's.
    pub fn earned(
        &self,
        state: &State,
        report: &Report,
        totals: &Totals,
        had: &[String],
    ) -> Vec<String> {
        let pack = self.pack_of(state);
        progress::earned(pack, totals, report, state.difficulty(), had)
    }

    /// Level by experience: number from 1, name, and the experience at which the next begins.
    pub fn level(&self, lang: Lang, experience: i64) -> (usize, &str, Option<i64>) {
        score::level(self.pack(lang, None), experience)
    }

    /// The words of the last turn's `text` that spoke most for its type.
    pub fn deciding_words(&self, state: &State, text: &str, previous: Option<&str>) -> String {
        let label = state.last().map_or(Label::Other, |entry| entry.label);
        judge::evidence(self.tongue_of(state), text, previous, label)
    }

    /// What a turn takes up of a line of the buyer's, as stems and `#` numbers: none, and it only looks like listening.
    pub fn taken_up(&self, lang: Lang, said: &str, text: &str) -> Vec<String> {
        let tongue = self.tongue(lang, None);
        let ear = tongue.ear(&tongue.pack.products[0]);
        ear.anchors(&ear.heard(said), &words::words(text))
    }

    fn tongues(&self, lang: Lang) -> impl Iterator<Item = &Tongue> {
        let of_lang = self.packs.iter().filter(move |one| one.lang == lang);
        of_lang.map(built_in::Lazy::get)
    }

    fn tongue(&self, lang: Lang, id: Option<&str>) -> &Tongue {
        let first = self.packs.iter().find(|one| one.lang == lang);
        let first = first.expect("both languages have a training");
        let wanted = id.and_then(|id| {
            let mut all = self.packs.iter();
            all.find(|one| one.lang == lang && one.id == id)
        });
        wanted.unwrap_or(first).get()
    }

    fn tongue_of(&self, state: &State) -> &Tongue {
        self.tongue(state.draw().lang, Some(&state.draw().pack))
    }

    fn case<'a>(&'a self, state: &'a State) -> Option<Case<'a>> {
        self.case_of(state.draw())
    }

    fn case_of<'a>(&'a self, draw: &'a Draw) -> Option<Case<'a>> {
        Case::new(self.pack(draw.lang, Some(&draw.pack)), draw)
    }
}

/// A pack that is read and without fault.
fn checked(sources: Vec<Source>) -> Result<Pack, Vec<PackError>> {
    let pack = pack::read(sources, built_in::files)?;
    let errors = pack::check(&pack);
    if errors.is_empty() {
        Ok(pack)
    } else {
        Err(errors)
    }
}
