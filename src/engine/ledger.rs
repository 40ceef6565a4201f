//! What a turn costs and brings: which turns count, what opens, what it is worth, how trust moves.

use super::buyer::Reaction;
use super::case::Case;
use super::pack::Experience;
use super::state::{Opening, State};
use super::types::{Act, Ending, Label, Layer};
use super::understanding::Reading;
use super::verdict::Verdict;

pub fn is_counted(state: &State, case: &Case, reading: &Reading, reaction: &Reaction) -> bool {
    let rules = &case.pack.rules;
    if matches!(reaction.verdict, Verdict::Agreed | Verdict::Postponed) {
        return false;
    }
    match reading.act {
        Act::Question => {
            reaction.verdict != Verdict::Unknown
                || state.times(Verdict::Unknown) >= rules.free_unknown
        }
        Act::Pitch | Act::Close => true,
        Act::Noise => state.times(Verdict::Unreadable) >= rules.free_noise,
        Act::Check => {
            !reaction.opened.is_empty() || state.times_act(Act::Check) >= rules.free_checks
        }
        Act::Silence => state.times(Verdict::Silent) >= rules.free_silences,
        Act::Answer | Act::Courtesy | Act::Propose | Act::Meta => false,
    }
}

/// Writes down what was opened; the experience it is worth.
pub fn open(
    state: &mut State,
    case: &Case,
    reading: &Reading,
    reaction: &Reaction,
    helped: bool,
    reused: bool,
) -> i64 {
    let rules = &case.pack.rules;
    let mut points = match (reaction.verdict, reaction.ending) {
        (_, Some(Ending::Advance | Ending::Order)) => rules.xp.advance,
        (Verdict::Confirmed, _) if reaction.summed_up >= 2 => rules.xp.summary,
        _ => 0,
    };
    for node in &reaction.opened {
        let worth = worth(&rules.xp, node.layer);
        points += if reading.bare.is_some() {
            worth / 2
        } else {
            worth
        };
        state.opened.push(Opening {
            node: node.id.clone(),
            layer: node.layer,
            turn: state.turn,
            label: reading.label,
            helped,
        });
    }
    if let Some(node) = reaction.opened.first() {
        state.focus = Some(node.id.clone());
        if let Some(problem) = node.problem {
            state.problem = Some(problem.id.clone());
        }
    } else if let Some(target) = reaction.target.as_deref() {
        if state.is_open(target) {
            state.focus = Some(target.to_owned());
        }
        if case.problem(target).is_some() && state.is_open(target) {
            state.problem = Some(target.to_owned());
        }
    }
    if helped {
        points = 0;
    } else if reused {
        points /= 2;
    }
    points = points * state.draw.difficulty.of(&rules.difficulty_percent) / 100;
    state.points += points;
    points
}

fn worth(xp: &Experience, layer: Layer) -> i64 {
    match layer {
        Layer::Fact => xp.fact,
        Layer::Problem => xp.problem,
        Layer::Detail => xp.detail,
        Layer::Consequence => xp.consequence,
        Layer::Need => xp.need,
        Layer::Benefit => xp.benefit,
    }
}

/// How many of the anchors are taken up for the first time.
pub fn take_up(state: &mut State, reading: &Reading) -> u32 {
    let mut fresh = 0;
    if !matches!(reading.act, Act::Question | Act::Check) {
        return fresh;
    }
    for anchor in &reading.anchors {
        if !state.paid.contains(anchor) {
            state.paid.push(anchor.clone());
            fresh += 1;
        }
    }
    fresh
}

/// Moves trust; by how much.
pub fn move_openness(
    state: &mut State,
    case: &Case,
    reading: &Reading,
    reaction: &Reaction,
    new_anchors: u32,
    ignored: bool,
) -> i64 {
    let rules = &case.pack.rules;
    let mut change = reaction.openness + i64::from(new_anchors > 0);
    change -= i64::from(reading.is_several() || reading.leading);
    change -= 2 * i64::from(ignored);
    if reading.act == Act::Question {
        let row = state.in_a_row(reading.label);
        change -= match reading.label {
            Label::Situational if row >= rules.situational_row => 2,
            Label::Implication if row >= rules.implication_row => 3,
            _ => 0,
        };
        let lifted = reading.label == Label::NeedPayoff
            && reaction.verdict == Verdict::Opened
            && state.in_a_row(Label::Implication) >= rules.implication_row;
        change += 4 * i64::from(lifted);
    }
    let change = change.clamp(-rules.largest_move, rules.largest_move);
    state.openness = (state.openness + change).clamp(0, 100);
    change
}
