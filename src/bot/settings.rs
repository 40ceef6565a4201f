//! `/settings`: one message that turns its own pages. Here are the first page and the focus; language, difficulty, reminders
//! and time zone have files of their own.

use super::{Visit, options, pages, reminders, zones};
use crate::reply::{Button, Kind};
use crate::store::{people, sessions};
use crate::text::Args;

/// Trainings that a focus lasts.
const FOCUS_TRAININGS: i64 = 3;
/// The argument of a button that chooses none of what is offered.
const NONE: &str = "-";

type Show = fn(&mut Visit) -> anyhow::Result<()>;

/// Pages by the names in their buttons, in the order of the first page.
const PAGES: &[(&str, Show)] = &[
    ("lang", pages::language),
    ("level", options::difficulty),
    ("focus", focus),
    ("remind", reminders::show),
    ("zone", zones::show),
];

/// `/settings`.
pub fn settings(visit: &mut Visit) -> anyhow::Result<()> {
    let voice = visit.voice;
    let level = super::training::difficulty(visit);
    let args = Args::new()
        .text("level", &voice.say(&format!("difficulty-{}", level.id())))
        .text_or_none("focus", focus_title(visit).as_deref())
        .number("left", visit.person.focus_left)
        .text("reminders", &reminders::in_words(visit)?)
        .text("zone", &zones::in_words(visit));
    let text = voice.with("settings", &args);
    let open = |page: &str| visit.button(&format!("button-set-{page}"), "settings", page);
    let buttons: Vec<Button> = PAGES.iter().map(|(name, _)| open(name)).collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    if visit.call().is_some() {
        rows.push(vec![visit.button("button-go-on", "go", "-")]);
    }
    visit.page(Kind::Notice, text, rows);
    Ok(())
}

/// A button that opens a page, or goes back to the first.
pub fn open(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    match PAGES.iter().find(|(name, _)| *name == argument) {
        Some((_, show)) => show(visit),
        None if argument == NONE => settings(visit),
        None => {
            visit.toast("toast-wrong");
            Ok(())
        }
    }
}

/// The last row of every page.
pub fn back(visit: &Visit) -> Vec<Button> {
    vec![visit.button("button-settings", "settings", NONE)]
}

/// The page of what is trained: the checks of the person's training.
fn focus(visit: &mut Visit) -> anyhow::Result<()> {
    let chosen = focus_title(visit);
    let args = Args::new()
        .text_or_none("focus", chosen.as_deref())
        .number("left", visit.person.focus_left)
        .number("trainings", FOCUS_TRAININGS);
    let text = visit.voice.with("focus", &args);
    let checks = visit.pack().checks.iter();
    let mut rows: Vec<Vec<Button>> = checks
        .filter(|check| visit.person.focus.as_deref() != Some(check.id.as_str()))
        .map(|check| vec![visit.labelled(&capital(&check.title), "focus", &check.id)])
        .collect();
    if chosen.is_some() {
        rows.push(vec![visit.button("button-focus-none", "focus", NONE)]);
    }
    rows.push(back(visit));
    visit.page(Kind::Notice, text, rows);
    Ok(())
}

pub fn set_focus(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let is_known = visit.pack().checks.iter().any(|check| check.id == argument);
    let chosen = match argument {
        NONE => None,
        id if is_known => Some(id),
        _ => {
            visit.toast("toast-wrong");
            return Ok(());
        }
    };
    let left = chosen.map_or(0, |_| FOCUS_TRAININGS);
    people::set_focus(visit.tx, visit.person.id, chosen, left)?;
    visit.person.focus = chosen.map(str::to_owned);
    visit.person.focus_left = left;
    visit.retire_buttons()?;
    focus(visit)
}

/// A training that counts is over: it was one of those with the focus, if there is one.
pub fn spend_focus(visit: &mut Visit, number: i64) -> anyhow::Result<()> {
    let Some(focus) = visit.person.focus.take() else {
        return Ok(());
    };
    let key = super::key(&visit.person, visit.chat, number);
    sessions::set_focus(visit.tx, key, &focus)?;
    let left = (visit.person.focus_left - 1).max(0);
    visit.person.focus = (left > 0).then_some(focus);
    visit.person.focus_left = left;
    let kept = visit.person.focus.as_deref();
    people::set_focus(visit.tx, visit.person.id, kept, left)?;
    Ok(())
}

/// What is trained now, in the words of the person's training.
fn focus_title(visit: &Visit) -> Option<String> {
    let id = visit.person.focus.as_deref()?;
    let check = visit.pack().checks.iter().find(|check| check.id == id)?;
    Some(check.title.clone())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
