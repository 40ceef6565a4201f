//! A short honest word on the last turn, hints, and appeals against its type.

use super::{Visit, turn};
use crate::engine::{Label, State, Verdict};
use crate::reply::{Button, Kind};
use crate::store::{appeals, sessions, turns};

/// Whether "yes" means "show me the feedback": something was said, and the buyer is not waiting for an answer.
pub fn is_wanted(visit: &Visit) -> bool {
    visit
        .call()
        .is_some_and(|(_, state)| state.last().is_some() && !state.buyer_asked())
}

/// The button under a reply: it knows which turn it belongs to.
pub fn pressed(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let current = visit
        .call()
        .map(|(number, state)| format!("{number}.{}", state.turns()));
    if current.as_deref() != Some(argument) {
        visit.toast("feedback-old");
        return Ok(());
    }
    feedback(visit)
}

pub fn feedback(visit: &mut Visit) -> anyhow::Result<()> {
    let call = visit.call();
    let Some((number, state)) = call.filter(|(_, state)| state.last().is_some()) else {
        let ended = visit.session.as_ref().is_some_and(|last| !last.is_open);
        let text = visit.voice.say(match ended {
            true => "feedback-ended",
            false => "feedback-none",
        });
        visit.push(Kind::Feedback, text, Vec::new());
        return Ok(());
    };
    let engine = &visit.bot.engine;
    let Some((next, coaching)) = engine.coach(&state) else {
        return Ok(());
    };
    let key = super::key(&visit.person, visit.chat, number);
    let said = turns::one(visit.tx, key, state.turns().into())?;
    let before = turns::one(visit.tx, key, i64::from(state.turns()) - 1)?;
    let before = before.as_ref().map(|said| said.answer.as_str());
    let words = said.map(|said| engine.deciding_words(&state, &said.question, before));
    let voice = visit.voice;
    let verdict = match (coaching.verdict, coaching.opened) {
        (Verdict::Opened, Some(layer)) => voice.say(&format!("verdict-opened-{}", layer.id())),
        (verdict, _) => voice.say(&format!("verdict-{}", verdict.id())),
    };
    let advice = voice.say(&format!("advice-{}", coaching.advice.id()));
    let args = turn::type_args(visit, &state, coaching.label)
        .text("verdict", &verdict)
        .text("advice", &advice)
        .text_or_none("words", words.as_deref())
        .text_or_none("missed", coaching.missed.as_deref())
        .text_or_none("better", coaching.better.as_deref())
        .flag("several", coaching.several)
        .flag("leading", coaching.leading)
        .flag("helped", coaching.helped);
    let text = voice.with(
        match coaching.is_question {
            true => "feedback",
            false => "feedback-free",
        },
        &args,
    );
    remember(visit, number, &next)?;
    let buttons = appeal_buttons(visit, number, &state);
    visit.push(Kind::Feedback, text, buttons);
    Ok(())
}

/// `/hint`: where to go, then what about, then in which words.
pub fn hint(visit: &mut Visit) -> anyhow::Result<()> {
    let Some((number, state)) = visit.call() else {
        return super::training::nobody_on_the_line(visit);
    };
    let Some((next, hint)) = visit.bot.engine.hint(&state) else {
        let text = visit.voice.say("hint-none");
        visit.push(Kind::Notice, text, Vec::new());
        return Ok(());
    };
    let voice = visit.voice;
    let args = turn::type_args(visit, &state, hint.advice.label())
        .number("left", hint.left.into())
        .text(
            "advice",
            &voice.say(&format!("advice-{}", hint.advice.id())),
        )
        .text_or_none("topic", hint.topic.as_deref())
        .text_or_none("example", hint.example.as_deref());
    let text = voice.with("hint", &args);
    remember(visit, number, &next)?;
    let another = (hint.left > 0).then(|| vec![hint_button(visit, number, &next)]);
    visit.push(Kind::Notice, text, another.into_iter().collect());
    Ok(())
}

/// Carries how many hints were used: pressed twice, it spends one.
pub fn hint_button(visit: &Visit, number: i64, state: &State) -> Button {
    let argument = format!("{number}.{}", state.hints_used());
    visit.button("button-hint", "hint", &argument)
}

pub fn hint_pressed(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let used = visit.call().map(|(_, state)| state.hints_used());
    let (number, then) = argument.split_once('.').unwrap_or((argument, ""));
    if !visit.is_of_this_call(number) {
        return Ok(());
    }
    if then.parse().ok() != used {
        visit.toast("toast-old");
        return Ok(());
    }
    hint(visit)
}

/// Keeps a state in which only help has changed.
fn remember(visit: &mut Visit, number: i64, state: &State) -> anyhow::Result<()> {
    let kept = visit.bot.engine.keep(state);
    let key = super::key(&visit.person, visit.chat, number);
    sessions::keep(visit.tx, key, &kept)?;
    if let Some(session) = &mut visit.session {
        session.engine = kept;
    }
    Ok(())
}

/// The other types: one tap says that the last turn was of that one.
fn appeal_buttons(visit: &Visit, number: i64, state: &State) -> Vec<Vec<Button>> {
    let Some(entry) = state.last() else {
        return Vec::new();
    };
    let pack = visit.bot.engine.pack_of(state);
    let others = Label::ALL.into_iter().filter(|one| *one != entry.label);
    let buttons: Vec<Button> = others
        .map(|label| {
            let own = pack.turn_type(label);
            let argument = format!("{number}.{}.{}", state.turns(), label.id());
            visit.labelled(&format!("{} {}", own.emoji, own.name), "appeal", &argument)
        })
        .collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}

/// Stores what the trainee says the turn was; the game goes on as it was.
pub fn appeal(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let parts: Vec<&str> = argument.split('.').collect();
    let [number, nth, label] = parts[..] else {
        visit.toast("toast-wrong");
        return Ok(());
    };
    let label = Label::parse(label);
    let (Ok(number), Ok(nth), Some(label)) = (number.parse(), nth.parse(), label) else {
        visit.toast("toast-wrong");
        return Ok(());
    };
    let key = super::key(&visit.person, visit.chat, number);
    let Some(said) = turns::one(visit.tx, key, nth)? else {
        visit.toast("toast-old");
        return Ok(());
    };
    let now = visit.moment.now;
    appeals::insert(visit.tx, key, nth, &said.label, label.id(), now)?;
    visit.toast("toast-appeal");
    Ok(())
}
