//! Which type a turn is of and what it does, by cues over its words: every cue adds weight to one of the four types,
//! topics and the focus of the talk add theirs, and the heaviest wins.

use super::cues::Cues;
use super::sentences::{LONGEST_BARE, any, any_is_all, asks};
use super::tongue::Tongue;
use super::types::{Act, Aspect, Label, Layer};
use super::understanding::{Reading, Scene, label_of_bare};

/// Below this weight a sentence without a question mark is not taken for a question.
const CLEAR: f64 = 2.5;
/// What a word for the trouble itself adds to "problem".
const TROUBLE: f64 = 2.5;
/// What a word for a fact adds to "situational".
const NAMED_FACT: f64 = 1.5;

/// A type and an act, and how sure they are.
pub struct Judgement {
    pub label: Label,
    pub act: Act,
    pub confidence: f64,
    pub second: Option<(Label, f64)>,
}

pub fn judge(
    scene: &Scene,
    _text: &str,
    main: &[String],
    all: &[String],
    questions: &[Vec<String>],
    reading: &Reading,
) -> Judgement {
    let cues = scene.cues;
    let mut weights = label_weights(cues, main);
    balance(cues, main, reading, &mut weights);
    lean_on_focus(cues, main, reading, scene, &mut weights);
    let deeper = weights[1].max(weights[2]).max(weights[3]);
    let clear = deeper.max(weights[0]) >= CLEAR;
    let speaks = matches!(scene.focus, None | Some(Layer::Fact)) && deeper >= CLEAR;
    let (label, confidence) = match reading.bare.filter(|_| !speaks) {
        Some(bare) => (label_of_bare(bare, scene.focus), 0.7),
        None => heaviest(weights),
    };
    let act = act(
        cues,
        main,
        all,
        !questions.is_empty(),
        clear,
        reading,
        scene,
    );
    let label = match act {
        Act::Question | Act::Check => label,
        _ => Label::Other,
    };
    Judgement {
        label,
        act,
        confidence,
        second: None,
    }
}

/// The words that spoke most for a type.
pub fn evidence(tongue: &Tongue, text: &str, label: Label) -> String {
    let words = super::words::words(text);
    let groups = tongue.cues.labels.iter();
    let cues = groups.filter(|group| group.label == label);
    let found = cues
        .flat_map(|group| &group.cues)
        .find_map(|cue| cue.find(&words));
    found.map(|words| words.join(" ")).unwrap_or_default()
}

/// The type of one question of several.
pub fn label_of(scene: &Scene, question: &[String]) -> Label {
    heaviest(label_weights(scene.cues, question)).0
}

/// Where a line of a buyer's leaves the talk, as far as the line alone tells.
pub fn layer_of(cues: &Cues, words: &[String]) -> Layer {
    if any(&cues.glad, words) {
        return Layer::Need;
    }
    if any(&cues.sad, words) {
        return Layer::Problem;
    }
    Layer::Fact
}

fn balance(cues: &Cues, main: &[String], reading: &Reading, weights: &mut [f64; 4]) {
    let trouble = reading.about.trouble.is_some();
    let fact = reading.about.fact().is_some();
    let [situational, problem, implication, payoff] = weights;
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

fn lean_on_focus(
    cues: &Cues,
    main: &[String],
    reading: &Reading,
    scene: &Scene,
    weights: &mut [f64; 4],
) {
    if weights.iter().any(|weight| *weight >= CLEAR) {
        return;
    }
    let names_topic = !reading.about.is_empty();
    let is_short = main.len() <= LONGEST_BARE && any(&cues.short_starts, main);
    let amount = reading.form == super::cues::Form::Amount && !names_topic;
    let index = match (scene.last_label, scene.focus) {
        (Some(Label::Implication), _) if is_short && !reading.kinds.is_empty() => 2,
        (Some(Label::NeedPayoff), _) if is_short && !reading.kinds.is_empty() => 3,
        (Some(Label::Problem), _) if is_short && names_topic => 1,
        (_, Some(Layer::Consequence)) if amount => 2,
        (_, Some(Layer::Problem | Layer::Detail)) if amount => {
            if reading.kinds.is_empty() || reading.aspect == Some(Aspect::Often) {
                1
            } else {
                2
            }
        }
        _ => return,
    };
    weights[index] += CLEAR;
}

fn label_weights(cues: &Cues, main: &[String]) -> [f64; 4] {
    let mut weights = [0.0; 4];
    for group in &cues.labels {
        let Some(index) = Label::ALL[..4]
            .iter()
            .position(|label| *label == group.label)
        else {
            continue;
        };
        let hits = group.cues.iter().filter(|cue| cue.matches(main)).count();
        weights[index] += match hits {
            0 => 0.0,
            1 => group.weight,
            _ => group.weight * 4.0 / 3.0,
        };
    }
    weights
}

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

fn act(
    cues: &Cues,
    main: &[String],
    all: &[String],
    marked: bool,
    clear: bool,
    reading: &Reading,
    scene: &Scene,
) -> Act {
    let acts = &cues.acts;
    let asks = marked || asks(cues, main);
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
    let named_fact = reading.about.fact().is_some();
    let tagged = main
        .last()
        .is_some_and(|word| any_is_all(&cues.tags, std::slice::from_ref(word)));
    if pitches && (!asks || !clear && (tagged || !named_fact)) {
        let is_answer = scene.asked && all.len() <= 30;
        return if is_answer { Act::Answer } else { Act::Pitch };
    }
    if any(&acts.check, all) && !(marked && clear) {
        return Act::Check;
    }
    let courteous = any(&acts.courtesy, all);
    let about_something = !reading.about.is_empty() || clear || reading.bare.is_some();
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
