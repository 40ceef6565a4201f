//! One turn of a call: read, answered, counted. The rules of time, trust and free turns are here.

use super::buyer::{Buyer, Reaction};
use super::case::Case;
use super::coach;
use super::listening;
use super::pack::Experience;
use super::random::Random;
use super::state::{Entry, HookSaid, Opening, Phase, State, Verdict};
use super::tongue::Tongue;
use super::types::{Act, BuyerLabel, Ending, Label, Layer, Mood};
use super::understanding::{self, Reading, Scene};
use super::words::words;

/// After this many milliseconds he greets the trainee anew.
const LONG_PAUSE: i64 = 6 * 3_600_000;
/// A second type this likely is offered under the reply.
const UNSURE: f64 = 0.25;
/// A fall of trust that shows in what he says.
const SHOWS: i64 = 5;
/// One of his answers in so many ends with a question of his own, after this many turns.
const ONE_IN_OWN: usize = 5;
const OWN_AFTER: u32 = 3;

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

/// Plays one turn on `state`.
pub fn turn(tongue: &Tongue, case: &Case, state: &mut State, typed: &Typed) -> Turn {
    let before = {
        state.before = None;
        state.clone()
    };
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
        cues: &tongue.cues,
        stems: &tongue.stems,
    }
    .react(&reading, same_text);
    let counted = state.used < state.most && is_counted(state, case, &reading, &reaction);
    state.used += u32::from(counted);
    let clarity = state.clarity();
    let points = open(state, case, &reading, &reaction, helped, reused);
    let new_anchors = take_up(state, &reading);
    let mood = Mood::of(state.openness);
    let ignored = state.own_question && matches!(reading.act, Act::Question | Act::Silence);
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
    state.own_question = false;
    match ending {
        Some(ending) => end(state, ending),
        None => {
            let buyer = Buyer {
                case,
                state: &mut *state,
                cues: &tongue.cues,
                stems: &tongue.stems,
            };
            look_at_clock(buyer, &reading, counted, &mut said);
            wonder(state, case, &reading, &reaction, typed.seed, &mut said);
        }
    }
    let answer = said.join(" ");
    remember(tongue, case, state, &reaction, &answer, typed.now);
    let second = reading.second.filter(|(_, share)| *share >= UNSURE);
    let is_open_call = state.ending.is_none() && typed.label.is_none();
    if second.is_some() && is_open_call {
        state.before = Some(Box::new(before));
    }
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
        cues: &tongue.cues,
        stems: &tongue.stems,
        reader: tongue.reader,
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

fn is_counted(state: &State, case: &Case, reading: &Reading, reaction: &Reaction) -> bool {
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
fn open(
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

/// What he begins with: a word after a long pause or an ignored question, or now and then one of his own manner.
fn preface(
    state: &mut State,
    case: &Case,
    reaction: &Reaction,
    typed: &Typed,
    ignored: bool,
    said: &mut Vec<String>,
) {
    if state.turn > 1 && typed.now - state.at > LONG_PAUSE {
        said.push(state.line(case, "return"));
        return;
    }
    if ignored {
        said.push(state.line(case, "ignored"));
        return;
    }
    let leads = &case.temperament.leads;
    let unused = leads.iter().any(|lead| !state.said.contains(&lead.print));
    let opens = reaction.verdict == Verdict::Opened;
    let chance = Random::new(typed.seed ^ u64::from(state.turn), "lead").below(3) == 0;
    if opens && unused && chance {
        let lead = state.next_of("lead", leads);
        said.extend(lead.map(|lead| case.say(&lead.text)));
    }
}

/// What he says to a sum that the trainee has worked out.
fn figure_remark(state: &mut State, case: &Case, reading: &Reading) -> Option<String> {
    const SMALLEST_SUM: f64 = 1_000.0;
    const TIMES: [f64; 5] = [1.0, 3.0, 6.0, 12.0, 52.0];
    if !matches!(reading.act, Act::Question | Act::Check) {
        return None;
    }
    let named = reading
        .numbers
        .iter()
        .copied()
        .find(|n| *n >= SMALLEST_SUM)?;
    if state.heard.contains(&format!("#{named}")) {
        return None;
    }
    let voiced = |id: &str| {
        let mark = format!("{{{id}}}");
        let mut opened = state.opened.iter();
        opened.any(|one| {
            case.node(&one.node)
                .is_some_and(|node| node.line.text.contains(&mark))
        })
    };
    let sums: Vec<_> = case
        .product
        .figures
        .iter()
        .filter(|figure| (figure.money || figure.price) && voiced(&figure.id))
        .collect();
    let value = |id: &str| case.values.get(id).copied().unwrap_or_default();
    let fits = |id: &str| {
        let mut times = TIMES.iter();
        times.any(|times| super::spoken::alike(value(id) * times, named))
    };
    if sums.iter().any(|figure| fits(&figure.id)) {
        return Some(state.line(case, "figure_right"));
    }
    let nearest = sums.into_iter().min_by(|a, b| {
        let far = |id: &str| (value(id).max(1.0).ln() - named.ln()).abs();
        far(&a.id).total_cmp(&far(&b.id))
    })?;
    let right = case.say(&format!("{{{}}}", nearest.id));
    Some(state.line(case, "figure_wrong").replace("{figure}", &right))
}

/// At the floor he warns once; the next loss ends the call.
fn lose_patience(
    state: &mut State,
    case: &Case,
    moved: i64,
    said: &mut Vec<String>,
) -> Option<Ending> {
    let rules = &case.pack.rules;
    let may_show = moved <= -SHOWS && state.openness > rules.floor;
    let own = &case.temperament.irritated;
    if may_show && own.iter().any(|line| !state.said.contains(&line.print)) {
        let line = state.next_of("irritated", own);
        said.extend(line.map(|line| case.say(&line.text)));
    }
    if state.openness > rules.floor || moved >= 0 {
        return None;
    }
    if !state.warned {
        state.warned = true;
        said.push(state.line(case, "warn"));
        return None;
    }
    let patient = state.draw.difficulty == super::types::Difficulty::Open;
    if patient && state.used < rules.patient_for {
        return None;
    }
    said.push(state.line(case, "hang_up"));
    Some(Ending::EndedByBuyer)
}

/// What time and the run of the talk make him add.
fn look_at_clock(buyer: Buyer, reading: &Reading, counted: bool, said: &mut Vec<String>) {
    let Buyer { case, state, .. } = buyer;
    let rules = &case.pack.rules;
    if state.phase == Phase::Talking && state.used >= state.most {
        state.phase = Phase::Closing;
        said.push(state.line(case, "next_step"));
        return;
    }
    if state.turn >= 2 * state.most {
        said.push(state.line(case, "out_of_time"));
        let ending = ending_unasked(state);
        end(state, ending);
        return;
    }
    let asks = reading.act == Act::Question;
    let row = |label, most| reading.label == label && state.in_a_row(label) == most + 1;
    let occasion = if counted && state.used + rules.soon == state.most {
        "soon"
    } else if reading.is_several() {
        "one_thing"
    } else if asks && counted && row(Label::Situational, rules.situational_row) {
        "tired"
    } else if asks && row(Label::Implication, rules.implication_row) {
        "gloomy"
    } else {
        return;
    };
    said.push(state.line(case, occasion));
}

/// How a call ends in which nothing was agreed.
pub fn ending_unasked(state: &State) -> Ending {
    match state.count(Layer::Need, None) {
        0 => Ending::NoSale,
        _ => Ending::Continuation,
    }
}

/// Now and then he asks something himself: after a pitch, or out of curiosity.
fn wonder(
    state: &mut State,
    case: &Case,
    reading: &Reading,
    reaction: &Reaction,
    seed: u64,
    said: &mut Vec<String>,
) {
    let asks_already = said.last().is_some_and(|line| line.ends_with('?'));
    let in_talk = state.phase == Phase::Talking && state.turn > OWN_AFTER;
    if asks_already || !in_talk || state.own_questions >= case.pack.rules.own_questions {
        return;
    }
    let just_asked = state
        .log
        .iter()
        .rev()
        .take(2)
        .any(|entry| entry.verdict == Verdict::Answered);
    let mut random = Random::new(seed ^ u64::from(state.turn), "wonder");
    let occasion = if reaction.verdict == Verdict::Pitched {
        *random.pick(&["question_price", "question_proof"])
    } else if reading.act == Act::Question
        && matches!(reaction.verdict, Verdict::Opened)
        && reaction.label == BuyerLabel::Fact
        && !just_asked
        && random.below(ONE_IN_OWN) == 0
    {
        *random.pick(&["question_firm", "question_rival"])
    } else {
        return;
    };
    said.push(state.line(case, occasion));
    state.own_question = true;
    state.own_questions += 1;
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
    let lang = case.pack.head.lang;
    let heard = listening::heard(
        lang,
        &tongue.cues,
        &tongue.stems,
        answer,
        &case.product.plain,
    );
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
    state.asked = answer.trim_end().ends_with('?');
    state.last_said = answer.to_owned();
    state.at = now;
}

/// Ends the call.
pub fn end(state: &mut State, ending: Ending) {
    state.phase = Phase::Ended;
    state.ending = Some(ending);
    state.before = None;
}
