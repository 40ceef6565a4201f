//! Who comes back: to a call after a day of silence, or as a stranger after everything was deleted.

use super::{Visit, training};
use crate::reply::Kind;
use crate::store::{chats, forgotten, sessions};

/// After so long a silence nobody remembers who is on the line.
const SILENCE: i64 = 24 * 3_600_000;

/// A text to a call that has been silent for a day: the call is offered again, and the text stays unsaid. True if so.
/// Who writes once more without a look at the buttons goes on.
pub fn offers(visit: &mut Visit) -> anyhow::Result<bool> {
    let now = visit.moment.now;
    let silent = |since: i64| now - since >= SILENCE;
    if !visit
        .session
        .as_ref()
        .is_some_and(|last| silent(last.updated_at))
    {
        return Ok(false);
    }
    let Some((number, state)) = visit.call() else {
        return Ok(false);
    };
    sessions::touch(visit.tx, super::key(&visit.person, visit.chat, number), now)?;
    training::offer(visit, Kind::Notice, "unfinished-silence", number, &state)?;
    Ok(true)
}

/// Buttons that a person was shown before they were forgotten must do nothing to the new one: theirs are numbered by the
/// time in seconds, which no chat reaches by pressing.
pub fn renumber(visit: &mut Visit) -> anyhow::Result<()> {
    if forgotten::when(visit.tx, visit.person.id)?.is_some() {
        let seconds = visit.moment.now / 1_000;
        chats::set_screen(visit.tx, visit.chat, seconds)?;
    }
    Ok(())
}
