//! Which type a turn is of and what it does: the learned reader's judgement, with what the talk itself settles.

use super::cues::Bare;
use super::learned::{Judgement, Reader};
use super::tongue::Tongue;
use super::types::{Act, Label, Layer};
use super::understanding::{Scene, label_of_bare};

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
    let judgement = scene.reader.read(text, scene.previous, scene.focus);
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
pub fn label_of(reader: &Reader, question: &[String], focus: Option<Layer>) -> Label {
    reader
        .read(&format!("{}?", question.join(" ")), None, focus)
        .label
}

/// The words that spoke most for a type, in their order; none where they would be the whole turn.
pub fn evidence(tongue: &Tongue, text: &str, previous: Option<&str>, label: Label) -> String {
    let places = tongue.reader.evidence(text, previous, None, label);
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
