//! A short honest word on the last turn: what type it was and why, what it opened or why nothing did, what to go for.

use super::{Visit, training};
use crate::engine::{Act, Verdict};
use crate::reply::Kind;
use crate::store::turns;
use crate::text::Args;

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
        let text = visit.voice.say("feedback-none");
        visit.push(Kind::Feedback, text, Vec::new());
        return Ok(());
    };
    let Some(entry) = state.last() else {
        return Ok(());
    };
    let key = super::key(&visit.person, visit.chat, number);
    let said = turns::one(visit.tx, key, state.turns().into())?;
    let words = said.and_then(|said| visit.bot.engine.deciding_words(&state, &said.question));
    let voice = visit.voice;
    let verdict = match (entry.verdict, state.last_opened()) {
        (Verdict::Opened, Some(layer)) => voice.say(&format!("verdict-opened-{}", layer.id())),
        (verdict, _) => voice.say(&format!("verdict-{}", verdict.id())),
    };
    let args = Args::new()
        .text("verdict", &verdict)
        .text(
            "advice",
            &voice.say(&format!("advice-{}", state.advice().id())),
        )
        .text("emoji", training::emoji(entry.label))
        .text("type", &voice.say(&format!("label-{}", entry.label.id())))
        .text(
            "purpose",
            &voice.say(&format!("purpose-{}", entry.label.id())),
        )
        .text_or_none("words", words.as_deref());
    let is_question = entry.counted || entry.act == Act::Question;
    let text = voice.with(
        if is_question {
            "feedback"
        } else {
            "feedback-free"
        },
        &args,
    );
    visit.push(Kind::Feedback, text, Vec::new());
    Ok(())
}
