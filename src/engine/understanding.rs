//! What a turn of the trainee does, asks for, and is about.
//!
//! The type and the act come from [`judge`]; topics, follow-ups, hooks and the buyer's own words are found here. Knows
//! nothing of answers or points; replaceable behind [`read`].

use std::collections::BTreeMap;

use super::cues::{Bare, Cues, Form};
use super::judge::{self, Judged};
use super::learned::Reader;
use super::listening::Ear;
use super::pack::Step;
use super::patterns::Pattern;
use super::sentences::{
    any, any_is_all, bare_name, is_foreign, is_noise, main_sentence, real_questions, sentences,
};
use super::spoken;
use super::subjects::{About, Subjects};
use super::tongue::OwnTypes;
use super::types::{Act, Aspect, Kind, Label, Layer};
use super::words::{Stems, Word, beginnings, words};
use crate::lang::Lang;

/// A question of so few words is about what was just said, if it names nothing.
const LONGEST_REFERENCE: usize = 5;
/// A question of so few words leans on the sentence before it.
const LONGEST_STUB: usize = 3;
/// A fact so clearly named is what a question is about.
const STRONG_FACT: f32 = 4.0;
/// An echo is the buyer's own word and hardly more.
const LONGEST_ECHO: usize = 3;

/// From here on a question and an example of the pack are the same one.
const SAME: f32 = 0.95;
/// From here on they ask for the same fact, unless the words speak clearly for something else.
const AKIN: f32 = 0.55;
const DOUBTFUL: f64 = 0.9;

/// What the reading of a turn needs to know of the talk so far.
pub struct Scene<'a> {
    pub lang: Lang,
    pub cues: &'a Cues,
    pub stems: &'a Stems,
    pub reader: &'a Reader,
    pub types: Option<&'a OwnTypes>,
    pub subjects: Subjects<'a>,
    /// What the buyer said last.
    pub previous: Option<&'a str>,
    /// Where the talk stands: the layer of what the buyer said last.
    pub focus: Option<Layer>,
    /// He has just objected: a follow-up is about that.
    pub objected: bool,
    /// Stems of what the buyer has said.
    pub heard: &'a [String],
    pub plain: &'a [Pattern],
    /// Hooks of what he has said: their stems, and the node behind each.
    pub hooks: &'a [(Vec<String>, String)],
}

impl<'a> Scene<'a> {
    fn ear(&self) -> Ear<'a> {
        Ear {
            lang: self.lang,
            cues: self.cues,
            stems: self.stems,
            plain: self.plain,
        }
    }
}

/// What a turn is read as.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub act: Act,
    pub label: Label,
    /// 0 to 1.
    pub confidence: f64,
    /// The other type that it may have been, with its probability.
    pub second: Option<(Label, f64)>,
    pub about: About,
    /// The kinds of consequence it names.
    pub kinds: Vec<Kind>,
    pub aspect: Option<Aspect>,
    /// It speaks of something that may be: "if", "when".
    pub hypothetical: bool,
    /// It points back to what was said, or is too short to be about anything else.
    pub refers: bool,
    pub form: Form,
    pub bare: Option<Bare>,
    /// It asks about things as a whole, or for the worst of them.
    pub whole: bool,
    pub worst: bool,
    pub anchors: Vec<String>,
    /// The node behind a hook that was taken up.
    pub hook: Option<String>,
    /// Numbers that the trainee named.
    pub numbers: Vec<f64>,
    /// Types of the other questions in the same turn.
    pub others: Vec<Label>,
    pub leading: bool,
    /// Something is said that the customer would do, or a date.
    pub customer_acts: bool,
    pub dated: bool,
    pub permission: bool,
    pub empathy: bool,
    pub goodbye: bool,
    /// The next steps that are meant.
    pub steps: Vec<Step>,
    pub insult: bool,
    /// Written in letters of another language.
    pub foreign: bool,
}

impl Reading {
    fn of(act: Act, confidence: f64) -> Self {
        Self {
            act,
            label: Label::Other,
            confidence,
            second: None,
            about: About::default(),
            kinds: Vec::new(),
            aspect: None,
            hypothetical: false,
            refers: false,
            form: Form::How,
            bare: None,
            whole: false,
            worst: false,
            anchors: Vec::new(),
            hook: None,
            numbers: Vec::new(),
            others: Vec::new(),
            leading: false,
            customer_acts: false,
            dated: false,
            permission: false,
            empathy: false,
            goodbye: false,
            steps: Vec::new(),
            insult: false,
            foreign: false,
        }
    }

    /// Whether it asked several things at once.
    pub fn is_several(&self) -> bool {
        !self.others.is_empty()
    }
}

/// Reads one turn. Total: any text has a reading.
pub fn read(scene: &Scene, text: &str) -> Reading {
    let cues = scene.cues;
    let all = words(text);
    if all.is_empty() || any_is_all(&cues.acts.silence, &all) {
        return Reading::of(Act::Silence, 0.9);
    }
    if is_noise(cues, text, &all) {
        return Reading::of(Act::Noise, 0.9);
    }
    if is_foreign(cues, &all) {
        let mut reading = Reading::of(Act::Noise, 0.9);
        reading.foreign = true;
        return reading;
    }
    let sentences = sentences(text);
    let questions = real_questions(cues, &sentences);
    let main = main_sentence(cues, &sentences, &questions);
    let mut reading = Reading::of(Act::Question, 0.0);
    find_subjects(&mut reading, scene, &main, &all);
    find_form(&mut reading, scene, &main);
    reading.anchors = scene.ear().anchors(scene.heard, &all);
    reading.hook = hook_taken(scene, &all);
    reading.numbers = spoken::numbers(scene.lang, text);
    reading.leading = any(&cues.leading, &all);
    reading.customer_acts = any(&cues.acts.customer_acts, &all);
    reading.dated = any(&cues.acts.date, &all);
    reading.permission = any_is_all(&cues.acts.permission, &main);
    reading.empathy = any(&cues.acts.empathy, &all);
    reading.goodbye = any(&cues.acts.goodbye, &all);
    reading.steps = named(&cues.acts.steps, &all);
    reading.insult = any(&cues.acts.insult, &all);
    let names_more = !reading.kinds.is_empty() || !reading.about.is_empty();
    let detail = reading.aspect.is_some() && reading.refers && !names_more;
    let judged = judge::judge(scene, text, reading.bare, detail);
    settle(&mut reading, judged, scene, &main, &questions);
    reading
}

/// Takes over what the judge says, with what follows from it.
fn settle(
    reading: &mut Reading,
    judged: Judged,
    scene: &Scene,
    main: &[Word],
    questions: &[Vec<Word>],
) {
    reading.act = judged.act;
    let is_whole = judged.act == Act::Question && reading.bare.is_none();
    reading.label = match reading.about.like.filter(|_| is_whole) {
        Some((Layer::Fact, alike)) => match may_ask_for_fact(scene, &judged, reading, alike) {
            true => Label::Situational,
            false => judged.label,
        },
        Some((layer, alike)) if alike >= SAME => layer.asked_by(),
        _ => judged.label,
    };
    reading.confidence = judged.confidence;
    reading.second = judged.second.map(|second| match second {
        (label, share) if label == reading.label => (judged.label, share),
        other => other,
    });
    if !matches!(reading.act, Act::Question | Act::Check) {
        reading.label = Label::Other;
        reading.bare = None;
        reading.second = None;
        return;
    }
    let asks_for_trouble = any(&scene.cues.whole_trouble, main);
    let mut facts = reading.about.facts.iter();
    let names_fact = facts.any(|(_, weight)| *weight >= STRONG_FACT);
    if asks_for_trouble
        && reading.label == Label::Situational
        && reading.bare.is_none()
        && !names_fact
    {
        // "What difficulties do you run into?" asks for trouble, whatever else it sounds like.
        reading.label = Label::Problem;
    }
    if reading.label != Label::Situational {
        let About {
            facts,
            only_if_asked,
            ..
        } = &mut reading.about;
        facts.retain(|(id, _)| !only_if_asked.contains(id));
    }
    reading.whole = match reading.label {
        Label::Situational | Label::Other => any(&scene.cues.whole_situation, main),
        _ => asks_for_trouble,
    };
    reading.worst = any(&scene.cues.worst, main);
    reading.others = questions
        .iter()
        .filter(|question| question.as_slice() != main)
        .filter(|question| bare_name(scene.cues, question).is_none())
        .map(|question| judge::label_of(scene, question))
        .collect();
}

/// Whether a question this like an example asks for its fact: no trouble is on the table nor in its words, and the reader
/// leaves room for it.
fn may_ask_for_fact(scene: &Scene, judged: &Judged, reading: &Reading, alike: f32) -> bool {
    let on_facts = matches!(scene.focus, None | Some(Layer::Fact));
    let strongest = |all: &[(String, f32)]| all.first().map_or(0.0, |(_, weight)| *weight);
    let about = &reading.about;
    let trouble = strongest(&about.problems).max(strongest(&about.consequences));
    let is_second = judged
        .second
        .is_some_and(|(label, _)| label == Label::Situational);
    let leaves_room =
        is_second && judged.confidence < DOUBTFUL && trouble < strongest(&about.facts);
    on_facts && (alike >= SAME || alike >= AKIN && leaves_room)
}

/// "Suppose they always came. What then?" asks with both sentences.
fn find_subjects(reading: &mut Reading, scene: &Scene, main: &[Word], all: &[Word]) {
    let is_stub = main.len() <= LONGEST_STUB && bare_name(scene.cues, main).is_none();
    let about = |words: &[Word]| scene.subjects.about(scene.cues, scene.stems, words);
    reading.about = about(main);
    if reading.about.is_empty()
        && (is_stub || reading.about.trouble.is_none())
        && all.len() > main.len()
    {
        reading.about = about(all);
    }
}

fn find_form(reading: &mut Reading, scene: &Scene, main: &[Word]) {
    let cues = scene.cues;
    reading.kinds = kinds(cues, main);
    reading.aspect = named(&cues.aspects, main).into_iter().next();
    reading.refers = main.len() <= LONGEST_REFERENCE || any(&cues.pronouns, main);
    reading.hypothetical = any(&cues.hypothetical, main);
    let form = cues.forms.iter().find(|form| any(&form.cues, main));
    reading.form = form.map_or(Form::YesNo, |form| form.form);
    reading.bare = bare_name(cues, main).or_else(|| echo(scene, main));
}

/// The kinds of consequence that are asked for. "What does it cost you when hours get rounded up?" names money: what
/// comes after "when" is the trouble.
fn kinds(cues: &Cues, main: &[Word]) -> Vec<Kind> {
    let clauses = cues.clauses.iter().filter_map(|clause| clause.first(main));
    let asked = clauses.filter(|at| *at > 0).min();
    let question = &main[..asked.unwrap_or(main.len())];
    let in_question = named(&cues.kinds, question);
    match in_question.is_empty() {
        false => in_question,
        true if any(&cues.losses, question) => vec![Kind::Money],
        true => named(&cues.kinds, main),
    }
}

/// An echo: the buyer's own word and hardly more.
fn echo(scene: &Scene, main: &[Word]) -> Option<Bare> {
    let own: Vec<&Word> = main
        .iter()
        .filter(|word| !scene.cues.is_filler(word))
        .collect();
    let is_heard = |word: &&Word| scene.heard.contains(&scene.stems.of(word));
    let is_echo = !own.is_empty()
        && own.len() <= LONGEST_ECHO
        && scene.focus.is_some()
        && own.iter().all(is_heard);
    is_echo.then_some(Bare::Echo)
}

/// The last hook whose words are taken up.
fn hook_taken(scene: &Scene, all: &[Word]) -> Option<String> {
    let typed: Vec<String> = all.iter().map(|word| scene.stems.of(word)).collect();
    let taken = |stems: &Vec<String>| stems.iter().any(|stem| typed.contains(stem));
    let mut hooks = scene.hooks.iter().rev();
    hooks
        .find(|(stems, _)| taken(stems))
        .map(|(_, node)| node.clone())
}

/// What the words name, by the cues of each, last named first: a question ends with what it is about.
fn named<T: Copy>(cues: &BTreeMap<T, Vec<Pattern>>, words: &[Word]) -> Vec<T> {
    let beginnings = beginnings(words);
    let place = |patterns: &[Pattern]| {
        let worth = patterns.iter().filter(|one| one.may_match(beginnings));
        worth.filter_map(|pattern| pattern.last(words)).max()
    };
    let mut found: Vec<(usize, T)> = cues
        .iter()
        .filter_map(|(name, patterns)| Some((place(patterns)?, *name)))
        .collect();
    found.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    found.into_iter().map(|(_, name)| name).collect()
}

/// What a bare follow-up asks for, from where the talk stands.
pub fn label_of_bare(bare: Bare, focus: Option<Layer>, objected: bool) -> Label {
    match (focus, bare) {
        (_, Bare::Amount) if objected => Label::Situational,
        _ if objected => Label::Problem,
        (None | Some(Layer::Fact), _) => Label::Situational,
        (Some(Layer::Problem | Layer::Detail), Bare::Next) => Label::Implication,
        (Some(Layer::Problem | Layer::Detail), _) => Label::Problem,
        (Some(Layer::Consequence), _) => Label::Implication,
        (Some(Layer::Need | Layer::Benefit), _) => Label::NeedPayoff,
    }
}
