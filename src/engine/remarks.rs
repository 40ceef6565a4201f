//! What the buyer adds of himself: a word after a pause, a remark on a sum, impatience, a look at the clock, a question of
//! his own.

use super::buyer::Reaction;
use super::case::Case;
use super::random::Random;
use super::session::{Typed, end};
use super::spoken;
use super::state::State;
use super::types::{Act, BuyerLabel, Difficulty, Ending, Label, Layer};
use super::understanding::Reading;
use super::verdict::{Phase, Verdict};

/// After this many milliseconds he greets the trainee anew.
const LONG_PAUSE: i64 = 6 * 3_600_000;
/// A fall of trust that shows in what he says.
const SHOWS: i64 = 5;
/// Smaller numbers are counts, and no sums.
pub const SMALLEST_SUM: f64 = 1_000.0;
/// One of his answers in so many ends with a question of his own, after this many turns.
const ONE_IN_OWN: usize = 5;
const OWN_AFTER: u32 = 3;

/// What he begins with: a word after a long pause or an ignored question, or now and then one of his own manner.
pub fn preface(
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
pub fn figure_remark(state: &mut State, case: &Case, reading: &Reading) -> Option<String> {
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
    if sums
        .iter()
        .any(|figure| spoken::follows(value(&figure.id), named))
    {
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
pub fn lose_patience(
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
    let patient = state.draw.difficulty == Difficulty::Open;
    if patient && state.used < rules.patient_for {
        return None;
    }
    said.push(state.line(case, "hang_up"));
    Some(Ending::EndedByBuyer)
}

/// What time and the run of the talk make him add.
pub fn look_at_clock(
    state: &mut State,
    case: &Case,
    reading: &Reading,
    counted: bool,
    said: &mut Vec<String>,
) {
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
pub fn wonder(
    state: &mut State,
    case: &Case,
    reading: &Reading,
    reaction: &Reaction,
    seed: u64,
    said: &mut Vec<String>,
) {
    let asks_already = said.last().is_some_and(|line| line.ends_with('?'));
    let in_talk = state.phase == Phase::Talking && state.turn > OWN_AFTER;
    if asks_already
        || state.wondered_before()
        || !in_talk
        || state.own_questions >= case.pack.rules.own_questions
    {
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
    state.own_questions += 1;
    state.own_asked_at = state.turn;
}
