//! One turn of a call: what the trainee wrote is played, kept, and answered in one message.

use serde_json::json;

use super::{Visit, feedback, result, training};
use crate::engine::{Act, Label, State, Turn, Verdict};
use crate::reply::{Button, Kind};
use crate::store::sessions::{self, Progress};
use crate::store::turns;
use crate::text::Args;

/// A text that is no command.
pub fn turn(visit: &mut Visit, text: &str) -> anyhow::Result<()> {
    let Some((number, state)) = visit.call() else {
        return training::nobody_on_the_line(visit);
    };
    let moment = *visit.moment;
    let Some((next, turn)) = visit.bot.engine.turn(&state, text, moment.now, moment.seed) else {
        return training::nobody_on_the_line(visit);
    };
    save(visit, number, text, &next, &turn)?;
    // A call that ended by the trainee's last word needs no reply beside the report, which quotes the buyer.
    let by_last_word = turn.ending.is_some() && !turn.counted;
    if !by_last_word {
        reply(visit, number, &next, &turn);
    }
    if turn.ending.is_some() {
        let said = by_last_word.then_some(turn.answer.as_str());
        return result::end(visit, number, &next, said);
    }
    Ok(())
}

/// A button under a reply whose type was uncertain: the turn is played again as one of that type, in the same message.
pub fn read_anew(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let (place, label) = argument.split_once('.').unwrap_or_default();
    let label = Label::parse(label);
    let call = visit.call();
    let current = call.filter(|(_, state)| state.turns().to_string() == place);
    let (Some(label), Some((number, state))) = (label, current) else {
        visit.toast("toast-old");
        return Ok(());
    };
    let is_same = state.last().is_some_and(|entry| entry.label == label);
    if is_same || !state.can_be_read_anew() {
        visit.toast(if is_same { "toast-agreed" } else { "toast-old" });
        return Ok(());
    }
    let key = super::key(&visit.person, visit.chat, number);
    let nth = i64::from(state.turns());
    let Some(said) = turns::one(visit.tx, key, nth)? else {
        return Ok(());
    };
    let moment = *visit.moment;
    let engine = &visit.bot.engine;
    let text = said.question.as_str();
    let Some((next, turn)) = engine.turn_as(&state, text, label, moment.now, moment.seed) else {
        return Ok(());
    };
    turns::remove(visit.tx, key, nth)?;
    save(visit, number, text, &next, &turn)?;
    visit.retire_buttons()?;
    reply(visit, number, &next, &turn);
    Ok(())
}

fn save(
    visit: &mut Visit,
    number: i64,
    text: &str,
    state: &State,
    turn: &Turn,
) -> anyhow::Result<()> {
    let now = visit.moment.now;
    let kept = visit.bot.engine.keep(state);
    let key = super::key(&visit.person, visit.chat, number);
    let progress = Progress {
        turns: turn.turn.into(),
        questions: turn.n.into(),
        clarity: turn.clarity,
    };
    sessions::update(visit.tx, key, progress, now, &kept)?;
    let row = turns::Turn {
        turn: turn.turn.into(),
        at: now,
        act: turn.act.id(),
        label: turn.label.id(),
        confidence: turn.confidence,
        contextual: turn.contextual,
        points: turn.points,
        clarity: turn.clarity,
        openness: turn.openness,
        buyer_label: turn.buyer_label.id(),
        question: text,
        answer: &turn.answer,
    };
    turns::insert(visit.tx, key, &row)?;
    if let Some(session) = &mut visit.session {
        session.engine = kept;
    }
    Ok(())
}

fn reply(visit: &mut Visit, number: i64, state: &State, turn: &Turn) {
    let is_question = turn.counted || matches!(turn.act, Act::Question | Act::Check);
    let head = if is_question {
        let key = match turn.counted {
            true => "head-question",
            false => "head-question-free",
        };
        visit.voice.with(key, &type_args(visit, state, turn.label))
    } else {
        visit.voice.say("head-free")
    };
    let names: Vec<&str> = turn
        .others
        .iter()
        .map(|label| {
            visit
                .bot
                .engine
                .pack_of(state)
                .turn_type(*label)
                .name
                .as_str()
        })
        .collect();
    let args = training::progress(state)
        .html("head", head)
        .flag("contextual", turn.contextual)
        .text("answer", &turn.answer)
        .text("mood", turn.mood.map_or("same", |mood| mood.id()))
        .text_or_none("others", Some(&names.join(", ")))
        .flag("leading", turn.leading && is_question)
        .flag("reused", turn.reused)
        .flag("step", turn.offers_step);
    let text = visit.voice.with("reply", &args);
    let buttons = match turn.ending {
        None => buttons(visit, number, state, turn.second),
        Some(_) => Vec::new(),
    };
    let data = visit.moment.with_truth.then(|| data(visit, state, turn));
    let reply = visit.page(Kind::Reply, text, buttons);
    if let Some(data) = data {
        reply.data = data;
    }
}

/// How this call's pack calls a type.
pub fn type_args<'a>(visit: &Visit, state: &State, label: Label) -> Args<'a> {
    let own = visit.bot.engine.pack_of(state).turn_type(label);
    Args::new()
        .text("emoji", &own.emoji)
        .text("type", &own.name)
        .text("purpose", &own.purpose)
}

/// What stands under a reply; `second`: the other type that the turn may have been.
pub fn buttons(
    visit: &Visit,
    number: i64,
    state: &State,
    second: Option<Label>,
) -> Vec<Vec<Button>> {
    let finish = match state.used() < state.most() {
        true => "button-finish",
        false => "button-no-step",
    };
    let of_turn = format!("{number}.{}", state.turns());
    let mut rows = Vec::new();
    if let (Some(second), Some(entry)) = (second, state.last()) {
        let pack = visit.bot.engine.pack_of(state);
        let choice = |label: Label| {
            let own = pack.turn_type(label);
            let argument = format!("{}.{}", state.turns(), label.id());
            visit.labelled(&format!("{} {}", own.emoji, own.name), "as", &argument)
        };
        rows.push(vec![choice(entry.label), choice(second)]);
    }
    rows.push(vec![
        visit.button("button-feedback", "feedback", &of_turn),
        feedback::hint_button(visit, number, state),
    ]);
    rows.push(vec![
        visit.button("button-case", "case", "-"),
        visit.button(finish, "finish", &number.to_string()),
    ]);
    rows
}

fn data(visit: &Visit, state: &State, turn: &Turn) -> serde_json::Value {
    let label = &visit.bot.engine.pack_of(state).turn_type(turn.label).id;
    json!({
        "n": turn.n,
        "turn": turn.turn,
        "act": turn.act.id(),
        "label": label,
        "confidence": turn.confidence,
        "contextual": turn.contextual,
        "anchors": turn.anchors,
        "target": turn.target,
        "opened": turn.opened,
        "repeat": turn.verdict == Verdict::Repeat,
        "bare": turn.bare,
        "from_help": turn.from_help,
        "buyer_label": turn.buyer_label.id(),
        "clarity": turn.clarity,
        "openness": turn.openness,
        "points": turn.points,
    })
}
