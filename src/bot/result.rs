//! The end of a call: it is judged, kept, rewarded and reported.

use super::{Visit, progress, report, settings};
use crate::engine::{Layer, State};
use crate::reply::Kind;
use crate::store::sessions::{self, End};
use crate::store::trainings::{self, Training};

/// `/finish`.
pub fn finish(visit: &mut Visit) -> anyhow::Result<()> {
    let Some((number, state)) = visit.call() else {
        let text = visit.voice.say("nothing-to-finish");
        let buttons = vec![vec![visit.button("button-train", "train", "-")]];
        visit.push(Kind::Notice, text, buttons);
        return Ok(());
    };
    let ended = visit.bot.engine.finish(&state);
    end(visit, number, &ended, None)
}

/// The button: it knows which call it belongs to.
pub fn finish_pressed(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    if visit.is_of_this_call(argument) {
        finish(visit)?;
    }
    Ok(())
}

/// Ends the call whose last state this is. `said`: the buyer's last words, where no reply has shown them.
pub fn end(
    visit: &mut Visit,
    number: i64,
    state: &State,
    said: Option<&str>,
) -> anyhow::Result<()> {
    let Some(report) = visit.bot.engine.report(state) else {
        return Ok(());
    };
    let counts = state.used() > 0;
    let how = if counts { End::Finished } else { End::Dropped };
    let now = visit.moment.now;
    let kept = visit.bot.engine.keep(state);
    let key = super::key(&visit.person, visit.chat, number);
    sessions::close(visit.tx, key, how, now, &kept)?;
    let mut won = progress::Won::default();
    if counts {
        let case_key = state.draw().key().cast_signed();
        let training = Training {
            finished_at: now,
            lang: state.lang(),
            outcome: report.ending.id(),
            badge: &report.badge.0,
            score: report.score,
            points: report.points,
            clarity: report.clarity,
            questions: report.questions.into(),
            per_type: report.per_type,
            contextual: report.contextual,
            needs: state.count(Layer::Need, None) as i64,
            case_key,
        };
        let paid_before = trainings::best_points(visit.tx, visit.person.id, key.bot, case_key)?;
        let before = progress::before(visit)?;
        let key = super::key(&visit.person, visit.chat, number);
        trainings::insert(visit.tx, key, &training)?;
        settings::spend_focus(visit, number)?;
        won = progress::reward(visit, state, &report, before, report.points - paid_before)?;
    }
    if let Some(session) = &mut visit.session {
        session.is_open = false;
        session.engine = kept;
    }
    visit.retire_buttons()?;
    visit.pressed = None;
    report::show(visit, number, state, &report, said, &won)
}
