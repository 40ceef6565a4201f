//! One turn of a call: read, answered, counted. The rules of time, trust and free turns are here.

use super::buyer::{Buyer, Reaction};
use super::case::Case;
use super::cues::Cues;
use super::listening;
use super::pack::Pack;
use super::random::Random;
use super::scene::{self, Scene};
use super::state::{Entry, MOST_QUESTIONS, MOST_TURNS, Opening, Phase, State, Verdict};
use super::types::{Act, BuyerLabel, Ending, Label, Layer, Mood};
use super::understanding::{self, Reading};
use super::words::{Stems, words};

/// At or below this the buyer warns, then leaves.
const FLOOR: i64 = 10;
/// Before this many questions he does not leave, whatever happens.
const PATIENT_FOR: u32 = 5;
/// Trust moves by no more than this in one turn.
const LARGEST_MOVE: i64 = 10;
/// Turns that fit no topic are free this often: the trainee does not pay for our deafness.
const FREE_UNKNOWN: usize = 2;
const FREE_CHECKS: usize = 2;
const FREE_SILENCES: usize = 3;
const FREE_NOISE: usize = 1;
/// Situation questions, and implications, in a row that he bears.
const MOST_SITUATIONAL: usize = 2;
const MOST_IMPLICATIONS: usize = 3;
/// How many questions before the end he looks at the clock.
const SOON: u32 = 2;
/// After this many milliseconds he greets the trainee anew.
const LONG_PAUSE: i64 = 6 * 3_600_000;

/// A language's pack with its cues.
pub struct Tongue {
    pub pack: Pack,
    pub cues: Cues,
    pub stems: Stems,
}

/// What one turn came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Questions used.
    pub n: u32,
    pub turn: u32,
    pub act: Act,
    pub label: Label,
    pub confidence: f64,
    pub contextual: bool,
    /// What of the buyer's words was taken up, as stems.
    pub anchors: Vec<String>,
    /// The node that was asked for.
    pub target: Option<String>,
    pub opened: Vec<String>,
    pub verdict: Verdict,
    pub counted: bool,
    pub bare: bool,
    pub buyer_label: BuyerLabel,
    /// The buyer's words, plain text.
    pub answer: String,
    pub clarity: i64,
    pub openness: i64,
    /// The buyer's mood, where this turn changed it.
    pub mood: Option<Mood>,
    pub points: i64,
    pub ending: Option<Ending>,
}

/// Plays one turn on `state`.
pub fn turn(
    tongue: &Tongue,
    case: &Case,
    state: &mut State,
    text: &str,
    now: i64,
    seed: u64,
) -> Turn {
    state.turn += 1;
    let reading = read(tongue, case, state, text);
    let same_text =
        reading.act == Act::Question && reading.bare.is_none() && state.repeats(&words(text));
    let talking = state.phase == Phase::Talking;
    let reaction = Buyer {
        case,
        state: &mut *state,
    }
    .react(&reading, same_text);
    let counted = talking && is_counted(state, &reading, reaction.verdict);
    state.used += u32::from(counted);
    let points = open(state, case, &reading, &reaction);
    let new_anchors = take_up(state, &reading);
    let mood = Mood::of(state.openness);
    let moved = move_openness(state, &reading, &reaction, new_anchors);
    let mut said = Vec::new();
    preface(state, case, &reaction, now, seed, &mut said);
    said.extend(reaction.said);
    state.log.push(Entry {
        turn: state.turn,
        act: reading.act,
        label: reading.label,
        confidence: reading.confidence,
        cue: reading.cue.clone(),
        verdict: reaction.verdict,
        counted,
        bare: reading.bare.is_some(),
        contextual: !reading.anchors.is_empty(),
        new_anchors,
        clumsy: reading.several || reading.leading,
    });
    let ending = reaction
        .ending
        .or_else(|| lose_patience(state, case, moved, &mut said));
    match ending {
        Some(ending) => end(state, ending),
        None => look_at_clock(state, case, &reading, counted, &mut said),
    }
    let answer = said.join(" ");
    let plain = &case.product.plain;
    for stem in listening::heard(&tongue.cues, &tongue.stems, &answer, plain) {
        if !state.heard.contains(&stem) {
            state.heard.push(stem);
        }
    }
    state.asked = answer.trim_end().ends_with('?');
    state.at = now;
    Turn {
        n: state.used,
        turn: state.turn,
        act: reading.act,
        label: reading.label,
        confidence: reading.confidence,
        contextual: !reading.anchors.is_empty(),
        anchors: reading.anchors,
        target: reaction.target,
        opened: reaction.opened.into_iter().map(|node| node.id).collect(),
        verdict: reaction.verdict,
        counted,
        bare: reading.bare.is_some(),
        buyer_label: reaction.label,
        answer,
        clarity: state.clarity(),
        openness: state.openness,
        mood: Some(Mood::of(state.openness)).filter(|now| *now != mood),
        points,
        ending: state.ending,
    }
}

fn read(tongue: &Tongue, case: &Case, state: &State, text: &str) -> Reading {
    let subjects = scene::subjects(case.pack, [case.product]);
    let scene = Scene {
        subjects: &subjects,
        focus: state
            .focus
            .as_deref()
            .and_then(|id| case.node(id))
            .map(|node| node.layer),
        last_label: state.last_question(),
        heard: &state.heard,
        plain: &case.product.plain,
        asked: state.asked,
    };
    understanding::read(&tongue.cues, &tongue.stems, text, &scene)
}

fn is_counted(state: &State, reading: &Reading, verdict: Verdict) -> bool {
    match reading.act {
        Act::Question => {
            verdict != Verdict::Unknown || state.times(Verdict::Unknown) >= FREE_UNKNOWN
        }
        Act::Pitch | Act::Close => true,
        Act::Noise => state.times(Verdict::Unreadable) >= FREE_NOISE,
        Act::Check => state.times(Verdict::Confirmed) + state.times(Verdict::Untrue) >= FREE_CHECKS,
        Act::Silence => state.times(Verdict::Silent) >= FREE_SILENCES,
        Act::Answer | Act::Courtesy | Act::Propose | Act::Meta => false,
    }
}

/// Writes down what was opened; the experience it is worth.
fn open(state: &mut State, case: &Case, reading: &Reading, reaction: &Reaction) -> i64 {
    let mut points = match (reaction.verdict, reaction.ending) {
        (_, Some(Ending::Advance | Ending::Order)) => 10,
        (Verdict::Confirmed, _) if reading.anchors.len() >= 2 => 3,
        _ => 0,
    };
    for node in &reaction.opened {
        let worth = match node.layer {
            Layer::Fact => 1,
            Layer::Problem => 4,
            Layer::Detail => 3,
            Layer::Consequence | Layer::Benefit => 6,
            Layer::Need => 10,
        };
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
        });
    }
    if let Some(node) = reaction.opened.first() {
        state.focus = Some(node.id.clone());
        if let Some(problem) = node.problem {
            state.problem = Some(problem.id.clone());
        }
    } else if let Some(problem) = reaction.target.as_deref().and_then(|id| case.problem(id)) {
        state.problem = Some(problem.id.clone());
    }
    state.points += points;
    points
}

/// How many of the anchors are taken up for the first time.
fn take_up(state: &mut State, reading: &Reading) -> u32 {
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
fn move_openness(
    state: &mut State,
    reading: &Reading,
    reaction: &Reaction,
    new_anchors: u32,
) -> i64 {
    let mut change = reaction.openness + i64::from(new_anchors > 0);
    change -= i64::from(reading.several || reading.leading);
    if reading.act == Act::Question {
        let row = state.in_a_row(reading.label);
        change -= match reading.label {
            Label::Situational if row >= MOST_SITUATIONAL => 2,
            Label::Implication if row >= MOST_IMPLICATIONS => 3,
            _ => 0,
        };
        if reading.label == Label::NeedPayoff
            && reaction.verdict == Verdict::Opened
            && state.in_a_row(Label::Implication) >= MOST_IMPLICATIONS
        {
            change += 4;
        }
    }
    let change = change.clamp(-LARGEST_MOVE, LARGEST_MOVE);
    state.openness = (state.openness + change).clamp(0, 100);
    change
}

/// What he begins with: a word after a long pause, or now and then one of his own manner.
fn preface(
    state: &mut State,
    case: &Case,
    reaction: &Reaction,
    now: i64,
    seed: u64,
    said: &mut Vec<String>,
) {
    if state.turn > 1 && now - state.at > LONG_PAUSE {
        let line = state.line(case, "return");
        said.push(line);
        return;
    }
    let leads = &case.temperament.leads;
    let used = state.said.get("lead").copied().unwrap_or_default() as usize;
    let opens = reaction.verdict == Verdict::Opened;
    if opens
        && used < leads.len()
        && Random::new(seed ^ u64::from(state.turn), "lead").below(3) == 0
    {
        let lead = state.next_of("lead", leads).map(|lead| case.say(lead));
        said.extend(lead);
    }
}

/// At the floor he warns once; the next loss ends the call.
fn lose_patience(
    state: &mut State,
    case: &Case,
    moved: i64,
    said: &mut Vec<String>,
) -> Option<Ending> {
    if state.openness > FLOOR || moved >= 0 {
        return None;
    }
    if !state.warned {
        state.warned = true;
        said.push(state.line(case, "warn"));
        return None;
    }
    if state.used < PATIENT_FOR {
        return None;
    }
    said.push(state.line(case, "hang_up"));
    Some(Ending::EndedByBuyer)
}

/// What time and the run of the talk make him add.
fn look_at_clock(
    state: &mut State,
    case: &Case,
    reading: &Reading,
    counted: bool,
    said: &mut Vec<String>,
) {
    if state.phase == Phase::Talking && state.used >= MOST_QUESTIONS {
        state.phase = Phase::Closing;
        said.push(state.line(case, "next_step"));
        return;
    }
    if state.turn >= MOST_TURNS {
        said.push(state.line(case, "out_of_time"));
        let ending = Buyer {
            case,
            state: &mut *state,
        }
        .ending_unasked();
        end(state, ending);
        return;
    }
    if counted && state.used + SOON == MOST_QUESTIONS {
        said.push(state.line(case, "soon"));
    } else if reading.several {
        said.push(state.line(case, "one_thing"));
    } else if counted
        && reading.label == Label::Situational
        && state.in_a_row(Label::Situational) == MOST_SITUATIONAL + 1
    {
        said.push(state.line(case, "tired"));
    } else if reading.label == Label::Implication
        && state.in_a_row(Label::Implication) == MOST_IMPLICATIONS + 1
    {
        said.push(state.line(case, "gloomy"));
    }
}

/// Ends the call.
pub fn end(state: &mut State, ending: Ending) {
    state.phase = Phase::Ended;
    state.ending = Some(ending);
}
