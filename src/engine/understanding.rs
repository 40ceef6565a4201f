//! What a turn of the trainee does and asks for, by simple rules over its words.
//!
//! The purpose decides, never one keyword: every cue of a language adds weight to one of the four types, topics and the
//! focus of the talk add theirs, and the heaviest wins. Knows nothing of answers or points; replaceable behind [`read`].

use std::collections::BTreeMap;

use super::cues::{Bare, Cues, Form};
use super::listening::anchors;
use super::scene::{Scene, Subject};
use super::sentences::{
    LONGEST_BARE, any, any_is_all, asks, bare_name, is_foreign, is_noise, main_sentence,
    real_questions, sentences,
};
use super::types::{Act, Aspect, Kind, Label, Layer};
use super::words::{Pattern, Stems, words};

/// Below this weight a sentence without a question mark is not taken for a question.
const CLEAR: f64 = 2.5;
/// What a word for the trouble itself adds to "problem".
const TROUBLE: f64 = 2.5;
/// What a word for a fact adds to "situational".
const NAMED_FACT: f64 = 1.5;

/// What a turn is read as.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub act: Act,
    pub label: Label,
    /// 0 to 1.
    pub confidence: f64,
    /// The cue that weighed most, as it stands in the file.
    pub cue: Option<String>,
    pub fact: Option<String>,
    pub problem: Option<String>,
    /// The kinds of consequence it names.
    pub kinds: Vec<Kind>,
    pub aspect: Option<Aspect>,
    /// It names the trouble itself, and as something that may be: "if", "when".
    pub trouble: bool,
    pub hypothetical: bool,
    /// It points back to what was said, or is too short to be about anything else.
    pub refers: bool,
    pub form: Form,
    pub bare: Option<Bare>,
    /// It asks about things as a whole.
    pub whole: bool,
    pub anchors: Vec<String>,
    pub several: bool,
    pub leading: bool,
    /// Something is said that the customer would do, or a date.
    pub customer_acts: bool,
    pub dated: bool,
    /// Written in letters of another language.
    pub foreign: bool,
}

impl Reading {
    fn of(act: Act, confidence: f64) -> Self {
        Self {
            act,
            label: Label::Other,
            confidence,
            cue: None,
            fact: None,
            problem: None,
            kinds: Vec::new(),
            aspect: None,
            trouble: false,
            hypothetical: false,
            refers: false,
            form: Form::How,
            bare: None,
            whole: false,
            anchors: Vec::new(),
            several: false,
            leading: false,
            customer_acts: false,
            dated: false,
            foreign: false,
        }
    }
}

/// Reads one turn. Total: any text has a reading.
pub fn read(cues: &Cues, stems: &Stems, text: &str, scene: &Scene) -> Reading {
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
    let mut reading = weigh(cues, &main, &all, scene);
    reading.anchors = anchors(cues, stems, &all, scene);
    reading.several = questions.len() > 1;
    reading.leading = any(&cues.leading, &all);
    reading.act = act(cues, &main, &all, !questions.is_empty(), &reading, scene);
    reading.customer_acts = any(&cues.acts.customer_acts, &all);
    reading.dated = any(&cues.acts.date, &all);
    if reading.act != Act::Question {
        reading.label = Label::Other;
        reading.confidence = 0.8;
        reading.cue = None;
    }
    reading
}

/// Where a line of a buyer's leaves the talk, as far as the line alone tells.
pub fn layer_of(cues: &Cues, line: &str, subjects: &[Subject]) -> Layer {
    let words = words(line);
    if any(&cues.glad, &words) {
        return Layer::Need;
    }
    let troubled = subjects.iter().any(|subject| any(subject.trouble, &words));
    if troubled || any(&cues.sad, &words) {
        return Layer::Problem;
    }
    Layer::Fact
}

/// The label with all that the words name.
fn weigh(cues: &Cues, main: &[String], all: &[String], scene: &Scene) -> Reading {
    let mut reading = Reading::of(Act::Question, 0.0);
    let trouble = topics(&mut reading, main, scene) || {
        let nothing = reading.fact.is_none() && reading.problem.is_none();
        nothing && topics(&mut reading, all, scene)
    };
    reading.kinds = named(&cues.kinds, main);
    reading.aspect = named(&cues.aspects, main).into_iter().next();
    reading.trouble = trouble;
    reading.refers = main.len() <= LONGEST_BARE || any(&cues.pronouns, main);
    reading.hypothetical = any(&cues.hypothetical, main);
    let form = cues.forms.iter().find(|form| any(&form.cues, main));
    reading.form = form.map_or(Form::YesNo, |form| form.form);
    let (mut weights, cue) = label_weights(cues, main);
    balance(cues, main, trouble, reading.fact.is_some(), &mut weights);
    lean_on_focus(cues, main, &mut reading, scene, &mut weights);
    let deeper = weights[1].max(weights[2]).max(weights[3]);
    reading.whole = match deeper > weights[0] {
        true => any(&cues.whole_trouble, main),
        false => any(&cues.whole_situation, main),
    };
    // After a fact a follow-up may still say by itself that it is after trouble.
    let speaks = matches!(scene.focus, None | Some(Layer::Fact)) && deeper >= CLEAR;
    if let Some(bare) = bare(cues, main, deeper > 0.0, scene).filter(|_| !speaks) {
        reading.bare = Some(bare);
        reading.label = label_of_bare(bare, scene);
        reading.confidence = 0.7;
        return reading;
    }
    reading.cue = cue.filter(|_| deeper.max(weights[0]) >= CLEAR);
    (reading.label, reading.confidence) = heaviest(weights);
    reading
}

/// What the words name adds to the weight of their cues; gain and loss settle what an "if" is about.
fn balance(cues: &Cues, main: &[String], trouble: bool, fact: bool, weights: &mut [f64; 4]) {
    let [situational, problem, implication, payoff] = weights;
    // Who asks what trouble leads to, or what its end would be worth, has to name it.
    if trouble && implication.max(*payoff) < CLEAR {
        *problem += TROUBLE;
    }
    if fact {
        *situational += NAMED_FACT;
    }
    if *payoff > 0.0 && *implication > 0.0 {
        let better = any(&cues.glad, main);
        let worse = any(&cues.sad, main) || trouble;
        match (better, worse) {
            (true, false) => *payoff += 2.0,
            (false, true) => *implication += 2.0,
            _ => {}
        }
    }
}

/// What a question leaves unsaid comes from where the talk stands: "and the customers?" asks what was asked before,
/// "how many?" counts what the buyer spoke of.
fn lean_on_focus(
    cues: &Cues,
    main: &[String],
    reading: &mut Reading,
    scene: &Scene,
    weights: &mut [f64; 4],
) {
    if weights.iter().any(|weight| *weight >= CLEAR) {
        return;
    }
    let names_topic = reading.fact.is_some() || reading.problem.is_some();
    let is_short = main.len() <= LONGEST_BARE && any(&cues.short_starts, main);
    let index = match (scene.last_label, scene.focus) {
        (Some(Label::Implication), _) if is_short && !reading.kinds.is_empty() => 2,
        (Some(Label::NeedPayoff), _) if is_short && !reading.kinds.is_empty() => 3,
        (Some(Label::Problem), _) if is_short && names_topic => 1,
        (_, Some(Layer::Consequence)) if reading.form == Form::Amount && !names_topic => 2,
        (_, Some(Layer::Problem | Layer::Detail))
            if reading.form == Form::Amount && !names_topic =>
        {
            if reading.kinds.is_empty() {
                reading.aspect = Some(Aspect::Often);
                1
            } else {
                2
            }
        }
        _ => return,
    };
    weights[index] += CLEAR;
}

/// Situational, problem, implication, need-payoff, and the cue that weighed most.
fn label_weights(cues: &Cues, main: &[String]) -> ([f64; 4], Option<String>) {
    let mut weights = [0.0; 4];
    let mut best: Option<(f64, &str)> = None;
    for group in &cues.labels {
        let Some(index) = Label::ALL[..4]
            .iter()
            .position(|label| *label == group.label)
        else {
            continue;
        };
        for (nth, cue) in group
            .cues
            .iter()
            .filter(|cue| cue.matches(main))
            .enumerate()
        {
            // The second cue of a kind confirms the first; more would only count synonyms.
            weights[index] += match nth {
                0 => group.weight,
                1 => group.weight / 3.0,
                _ => break,
            };
            if best.is_none_or(|(weight, _)| group.weight > weight) {
                best = Some((group.weight, &cue.source));
            }
        }
    }
    (weights, best.map(|(_, source)| source.to_owned()))
}

/// On a tie the deeper purpose: who asks for a consequence names the problem too.
fn heaviest(weights: [f64; 4]) -> (Label, f64) {
    let mut best = 0;
    for index in 1..4 {
        if weights[index] > 0.0 && weights[index] >= weights[best] {
            best = index;
        }
    }
    let second = (0..4)
        .filter(|index| *index != best)
        .map(|index| weights[index])
        .fold(0.0, f64::max);
    let confidence = ((weights[best] + 0.5) / (weights[best] + second + 1.0)).clamp(0.3, 0.97);
    (Label::ALL[best], (confidence * 100.0).round() / 100.0)
}

/// Finds what the words name; whether the trouble itself is among them.
fn topics(reading: &mut Reading, words: &[String], scene: &Scene) -> bool {
    let mut best_fact = 0;
    let mut best_problem = 0;
    let mut trouble = false;
    for subject in scene.subjects {
        let hits =
            |patterns: &[Pattern]| patterns.iter().filter(|p| p.matches(words)).count() as u32;
        let mut weight: u32 = subject
            .topic
            .iter()
            .map(|(patterns, each)| hits(patterns) * each)
            .sum();
        let troubles = hits(subject.trouble);
        weight += troubles * 3;
        trouble |= troubles > 0;
        let (best, found) = if subject.is_problem {
            (&mut best_problem, &mut reading.problem)
        } else {
            (&mut best_fact, &mut reading.fact)
        };
        if weight > *best {
            *best = weight;
            *found = Some(subject.id.to_owned());
        }
    }
    trouble
}

/// What the words name, by the cues of each, last named first: a question ends with what it is about.
fn named<T: Copy>(cues: &BTreeMap<T, Vec<Pattern>>, words: &[String]) -> Vec<T> {
    let place = |patterns: &[Pattern]| patterns.iter().filter_map(|p| p.last(words)).max();
    let mut found: Vec<(usize, T)> = cues
        .iter()
        .filter_map(|(name, patterns)| Some((place(patterns)?, *name)))
        .collect();
    found.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    found.into_iter().map(|(_, name)| name).collect()
}

/// The same, or an echo of the buyer's own word.
fn bare(cues: &Cues, main: &[String], says_more: bool, scene: &Scene) -> Option<Bare> {
    bare_name(cues, main).or_else(|| {
        let may_echo = main.len() <= 2 && !says_more && scene.focus.is_some();
        let is_heard = |word: &String| {
            scene
                .heard
                .iter()
                .any(|stem| word.starts_with(stem.as_str()))
        };
        (may_echo && main.iter().any(is_heard)).then_some(Bare::Echo)
    })
}

/// What a bare follow-up asks for, from where the talk stands.
fn label_of_bare(bare: Bare, scene: &Scene) -> Label {
    match (scene.focus, bare) {
        (None | Some(Layer::Fact), _) => Label::Situational,
        (Some(Layer::Problem | Layer::Detail), Bare::Next) => Label::Implication,
        (Some(Layer::Problem | Layer::Detail), _) => Label::Problem,
        (Some(Layer::Consequence), _) => Label::Implication,
        (Some(Layer::Need | Layer::Benefit), _) => Label::NeedPayoff,
    }
}

fn act(
    cues: &Cues,
    main: &[String],
    all: &[String],
    marked: bool,
    reading: &Reading,
    scene: &Scene,
) -> Act {
    let acts = &cues.acts;
    let asks = marked || asks(cues, main);
    let clear = reading.cue.is_some();
    if any(&acts.meta, all) {
        return Act::Meta;
    }
    if any(&acts.propose, all) {
        return Act::Propose;
    }
    if any(&acts.close, main) {
        return Act::Close;
    }
    if any_is_all(&acts.permission, main) {
        return Act::Courtesy;
    }
    let pitches = any(&acts.pitch, all);
    let tagged = main
        .last()
        .is_some_and(|word| any_is_all(&cues.tags, std::slice::from_ref(word)));
    if pitches && (!asks || !clear && (tagged || reading.fact.is_none())) {
        let is_answer = scene.asked && all.len() <= 30;
        return if is_answer { Act::Answer } else { Act::Pitch };
    }
    let checks = any(&acts.check, all);
    if checks && !(marked && clear) {
        return Act::Check;
    }
    let courteous = any(&acts.courtesy, all);
    let about_something =
        reading.fact.is_some() || reading.problem.is_some() || clear || reading.bare.is_some();
    match (asks, courteous) {
        (true, true) if !about_something => Act::Courtesy,
        (true, _) => Act::Question,
        (false, true) => Act::Courtesy,
        (false, false) if scene.asked => Act::Answer,
        (false, false) if clear && about_something => Act::Question,
        (false, false) if reading.bare.is_some() => Act::Question,
        (false, false) => Act::Courtesy,
    }
}
