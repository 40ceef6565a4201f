//! Which type a turn is of and what it does: the learned reader's judgement, with what the talk itself settles.

use super::cues::Bare;
use super::learned::{Judgement, Reader};
use super::tongue::{OwnTypes, Tongue};
use super::types::{Act, Label, Layer};
use super::understanding::{Scene, label_of_bare};
use super::words::Word;

/// A judgement so sure stands against the table: "why is that bad?" is no question for the cause.
const CERTAIN: f64 = 0.95;
/// A follow-up that names nothing is what the table of follow-ups says, this surely.
const BY_TABLE: f64 = 0.9;
/// How long a text is whose deciding words are not worth showing: nearly all of it.
const WHOLE: usize = 3;

/// A type and an act, and how sure they are.
pub struct Judged {
    pub label: Label,
    pub act: Act,
    pub confidence: f64,
    pub second: Option<(Label, f64)>,
}

/// `detail`: a short question for cause, frequency or the last case, which names nothing else.
pub fn judge(scene: &Scene, text: &str, bare: Option<Bare>, detail: bool) -> Judged {
    let judgement = read(scene, text, scene.previous);
    let confidence = rounded(judgement.confidence());
    let on_problem = matches!(scene.focus, Some(Layer::Problem | Layer::Detail));
    match bare {
        _ if detail && on_problem && may_ask(&judgement) && confidence < CERTAIN => Judged {
            label: Label::Problem,
            act: Act::Question,
            confidence: confidence.max(BY_TABLE),
            second: None,
        },
        Some(bare) if (scene.focus.is_some() || scene.objected) && may_ask(&judgement) => Judged {
            label: label_of_bare(bare, scene.focus, scene.objected),
            act: Act::Question,
            confidence: confidence.max(BY_TABLE),
            second: None,
        },
        _ => {
            let (label, share) = judgement.runner_up();
            let both_ask = matches!(judgement.act, Act::Question) && label != Label::Other;
            Judged {
                label: judgement.label,
                act: judgement.act,
                confidence,
                second: both_ask.then(|| (label, rounded(share))),
            }
        }
    }
}

/// A follow-up without a mark is often read as a nod: the words decide that it asks.
fn may_ask(judgement: &Judgement) -> bool {
    matches!(
        judgement.act,
        Act::Question | Act::Check | Act::Silence | Act::Courtesy
    )
}

fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1000.0).round() / 1000.0
}

/// The type of one question of several.
pub fn label_of(scene: &Scene, question: &[Word]) -> Label {
    read(scene, &format!("{}?", question.join(" ")), None).label
}

/// What the learned reader says; a pack with types of its own has the last word on the type.
fn read(scene: &Scene, text: &str, previous: Option<&str>) -> Judgement {
    let judgement = scene.reader.read(text, previous, scene.focus);
    match scene.types {
        Some(own) => in_own_types(own, judgement, scene.reader, text),
        None => judgement,
    }
}

/// A question asks for one of the four whatever its type is likest to; what does not ask is of no type.
fn in_own_types(
    own: &OwnTypes,
    mut judgement: Judgement,
    reader: &Reader,
    text: &str,
) -> Judgement {
    let asks = judgement.act == Act::Question;
    if !asks && judgement.act != Act::Check {
        return judgement;
    }
    let mut shares = [0.0; 5];
    let read = reader.read_types(&own.types, text, None);
    for (label, share) in own.labels.iter().zip(read) {
        if !asks || *label != Label::Other {
            shares[*label as usize] = share;
        }
    }
    let sum: f32 = shares.iter().sum();
    let likeliest = Label::ALL
        .into_iter()
        .max_by(|a, b| shares[*a as usize].total_cmp(&shares[*b as usize]));
    judgement.label = likeliest.unwrap_or(judgement.label);
    judgement.labels = shares.map(|share| share / sum.max(f32::MIN_POSITIVE));
    judgement
}

/// The words that spoke most for a type, in their order; none where they would be the whole turn.
pub fn evidence(tongue: &Tongue, text: &str, previous: Option<&str>, label: Label) -> String {
    let places = match &tongue.types {
        Some(own) => {
            let class = own.labels.iter().position(|one| *one == label);
            let class = class.unwrap_or_default();
            tongue.reader.evidence_of_types(&own.types, text, class)
        }
        None => tongue.reader.evidence(text, previous, None, label),
    };
    if text.split_whitespace().count() <= WHOLE {
        return String::new();
    }
    let mut said = String::new();
    let mut end = None;
    for place in places {
        let gap = end.map(|end: usize| text.get(end..place.start).unwrap_or_default());
        match gap {
            None => {}
            Some(gap) if gap.trim().is_empty() => said.push(' '),
            Some(_) => said.push_str(" … "),
        }
        said.push_str(text.get(place.clone()).unwrap_or_default());
        end = Some(place.end);
    }
    said
}
