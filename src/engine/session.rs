//! One turn of a call: read, answered, counted. What it costs and brings is in `ledger`, what the buyer adds of himself
//! in `remarks`.

use super::buyer::{Buyer, Reaction};
use super::case::Case;
use super::coach;
use super::ledger::{is_counted, move_openness, open, take_up};
use super::remarks::{figure_remark, look_at_clock, lose_patience, preface, wonder};
use super::state::{Entry, HookSaid, State};
use super::tongue::Tongue;
use super::types::{Act, BuyerLabel, Ending, Label, Mood};
use super::understanding::{self, Reading, Scene};
use super::verdict::{Phase, Verdict};
use super::words::words;

/// A second type this likely is offered under the reply.
const UNSURE: f64 = 0.25;

/// What one turn came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Questions used.
    pub n: u32,
    pub turn: u32,
    pub act: Act,
    pub label: Label,
    pub confidence: f64,
    /// The other type that it may have been.
    pub second: Option<Label>,
    /// Types of the other questions in the same turn.
    pub others: Vec<Label>,
    pub leading: bool,
    pub contextual: bool,
    /// What of the buyer's words was taken up, as stems; numbers begin with `#`.
    pub anchors: Vec<String>,
    /// The node that was asked for.
    pub target: Option<String>,
    pub opened: Vec<String>,
    pub verdict: Verdict,
    pub counted: bool,
    pub bare: bool,
    /// Its words came from a hint or the coach.
    pub from_help: bool,
    pub buyer_label: BuyerLabel,
    /// The buyer's words, plain text.
    pub answer: String,
    pub clarity: i64,
    pub openness: i64,
    /// The buyer's mood, where this turn changed it.
    pub mood: Option<Mood>,
    pub points: i64,
    /// The same words were used in one of the last calls: they pay half.
    pub reused: bool,
    /// Whether this turn made the moment for a next step.
    pub offers_step: bool,
    pub ending: Option<Ending>,
}

/// A turn's words with all that decides how they are taken.
pub struct Typed<'a> {
    pub text: &'a str,
    /// Epoch milliseconds.
    pub now: i64,
    pub seed: u64,
    /// The type that the trainee says it is of.
    pub label: Option<Label>,
}

/// Plays one turn on `state`. Where [`Turn::second`] is given, the caller keeps the state before it.
pub fn turn(tongue: &Tongue, case: &Case, state: &mut State, typed: &Typed) -> Turn {
    state.before = None;
    state.turn += 1;
    let reading = read(tongue, case, state, typed);
    let helped = coach::is_copied(&state.helped, typed.text, case.pack.rules.copied);
    let all = words(typed.text);
    let (same_text, reused) = match reading.act {
        Act::Question if reading.bare.is_none() => state.repeats(&all),
        _ => (false, false),
    };
    let reaction = Buyer {
        case,
        state: &mut *state,
        cues: tongue.cues,
        stems: &tongue.stems,
    }
    .react(&reading, same_text);
    let counted = state.used < state.most && is_counted(state, case, &reading, &reaction);
    state.used += u32::from(counted);
    let clarity = state.clarity();
    let points = open(state, case, &reading, &reaction, helped, reused);
    let new_anchors = take_up(state, &reading);
    let mood = Mood::of(state.openness);
    let ignored = state.wondered_before() && matches!(reading.act, Act::Question | Act::Silence);
    let moved = move_openness(state, case, &reading, &reaction, new_anchors, ignored);
    let mut said = Vec::new();
    preface(state, case, &reaction, typed, ignored, &mut said);
    said.extend(figure_remark(state, case, &reading));
    said.extend(reaction.said.iter().cloned());
    state.log.push(entry(
        state,
        &reading,
        &reaction,
        counted,
        helped,
        new_anchors,
    ));
    let ending = reaction
        .ending
        .or_else(|| lose_patience(state, case, moved, &mut said));
    match ending {
        Some(ending) => end(state, ending),
        None => {
            look_at_clock(state, case, &reading, counted, &mut said);
            wonder(state, case, &reading, &reaction, typed.seed, &mut said);
        }
    }
    let answer = said.join(" ");
    remember(tongue, case, state, &reaction, &answer, typed.now);
    let second = reading.second.filter(|(_, share)| *share >= UNSURE);
    let is_open_call = state.ending.is_none() && typed.label.is_none();
    let offer_at = case.pack.rules.offer_step_at;
    Turn {
        n: state.used,
        turn: state.turn,
        act: reading.act,
        label: reading.label,
        confidence: reading.confidence,
        second: second.filter(|_| is_open_call).map(|(label, _)| label),
        others: reading.others,
        leading: reading.leading,
        contextual: !reading.anchors.is_empty(),
        anchors: reading.anchors,
        target: reaction.target,
        opened: reaction.opened.into_iter().map(|node| node.id).collect(),
        verdict: reaction.verdict,
        counted,
        bare: reading.bare.is_some(),
        from_help: helped,
        buyer_label: reaction.label,
        answer,
        clarity: state.clarity(),
        openness: state.openness,
        mood: Some(Mood::of(state.openness)).filter(|now| *now != mood),
        points,
        reused: reused && points > 0,
        offers_step: clarity < offer_at && state.clarity() >= offer_at,
        ending: state.ending,
    }
}

fn read(tongue: &Tongue, case: &Case, state: &State, typed: &Typed) -> Reading {
    let hooks: Vec<(Vec<String>, String)> = state
        .hooks
        .iter()
        .filter(|hook| !state.is_open(&hook.to))
        .map(|hook| (tongue.hook_stems(&hook.words), hook.to.clone()))
        .collect();
    let focus = state.focus.as_deref().and_then(|id| case.node(id));
    let scene = Scene {
        lang: case.pack.head.lang,
        cues: tongue.cues,
        stems: &tongue.stems,
        reader: tongue.reader,
        types: tongue.types.as_ref(),
        subjects: tongue.subjects(case.product),
        previous: Some(state.last_said.as_str()).filter(|said| !said.is_empty()),
        focus: focus.map(|node| node.layer),
        objected: state.objected_before(),
        heard: &state.heard,
        plain: &case.product.plain,
        hooks: &hooks,
    };
    let mut reading = understanding::read(&scene, typed.text);
    if let Some(label) = typed.label {
        reading.label = label;
        reading.act = if label == Label::Other {
            reading.act
        } else {
            Act::Question
        };
        reading.confidence = 1.0;
        reading.second = None;
    }
    reading
}

fn entry(
    state: &State,
    reading: &Reading,
    reaction: &Reaction,
    counted: bool,
    helped: bool,
    new_anchors: u32,
) -> Entry {
    Entry {
        turn: state.turn,
        act: reading.act,
        label: reading.label,
        confidence: reading.confidence,
        verdict: reaction.verdict,
        target: reaction.target.clone(),
        counted,
        bare: reading.bare.is_some(),
        contextual: !reading.anchors.is_empty(),
        new_anchors: match reaction.verdict {
            Verdict::Confirmed => reaction.summed_up.min(2) as u32,
            _ => new_anchors,
        },
        several: reading.is_several(),
        leading: reading.leading,
        helped,
    }
}

/// What the answer leaves behind: his words, his hooks, whether he waits for an answer.
fn remember(
    tongue: &Tongue,
    case: &Case,
    state: &mut State,
    reaction: &Reaction,
    answer: &str,
    now: i64,
) {
    let heard = tongue.ear(case.product).heard(answer);
    for stem in heard {
        if !state.heard.contains(&stem) {
            state.heard.push(stem);
        }
    }
    for node in &reaction.opened {
        for hook in &node.line.hooks {
            state.hooks.push(HookSaid {
                words: hook.words.clone(),
                to: case.behind(node, hook),
                turn: state.turn,
            });
        }
        state.said.push(node.line.print);
    }
    state.last_said = answer.to_owned();
    state.at = now;
}

/// Ends the call.
pub fn end(state: &mut State, ending: Ending) {
    state.phase = Phase::Ended;
    state.ending = Some(ending);
    state.before = None;
}
