//! `/history`: the finished trainings, page by page, and what was said in one of them.

use super::{Visit, progress, report};
use crate::engine::{Act, State};
use crate::reply::{Button, Kind};
use crate::store::trainings::{self, Listed};
use crate::store::turns::Said;
use crate::text::{Args, Voice};

/// Trainings on a page: with their two lines each they fit a telephone's screen.
const PER_PAGE: i64 = 5;
/// Behind a session's number in a button: the way back leads to the list.
const IN_HISTORY: &str = "h";

/// Which report is looked at, and whether it was found in the history: that has buttons of its own.
#[derive(Clone, Copy)]
pub struct Place {
    pub number: i64,
    pub in_history: bool,
}

impl Place {
    /// Reads what a button carries.
    pub fn parse(argument: &str) -> Option<Self> {
        let (number, in_history) = match argument.strip_suffix(IN_HISTORY) {
            Some(number) => (number, true),
            None => (argument, false),
        };
        Some(Self {
            number: number.parse().ok()?,
            in_history,
        })
    }

    /// What a button carries.
    pub fn argument(self) -> String {
        let mark = if self.in_history { IN_HISTORY } else { "" };
        format!("{}{mark}", self.number)
    }
}

/// The newest trainings.
pub fn history(visit: &mut Visit) -> anyhow::Result<()> {
    show(visit, 0)
}

/// Another page, in the place of the one whose button was pressed.
pub fn turned(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    match argument.parse::<u32>() {
        Ok(page) => show(visit, page.into()),
        Err(_) => {
            visit.toast("toast-wrong");
            Ok(())
        }
    }
}

fn show(visit: &mut Visit, page: i64) -> anyhow::Result<()> {
    let (person, bot) = (visit.person.id, visit.chat.bot.clone());
    let count = trainings::count(visit.tx, person, &bot)?;
    if count == 0 {
        let text = visit.voice.say("history-empty");
        let buttons = visit.start_button();
        visit.page(Kind::Notice, text, buttons);
        return Ok(());
    }
    let page = page.min((count - 1) / PER_PAGE);
    let listed = trainings::listed(visit.tx, person, &bot, PER_PAGE, page * PER_PAGE)?;
    let args = Args::new()
        .number("count", count)
        .number("page", page + 1)
        .number("pages", (count - 1) / PER_PAGE + 1);
    let mut paragraphs = vec![visit.voice.with("history", &args)];
    let places = page * PER_PAGE + 1..;
    for (place, training) in places.clone().zip(&listed) {
        paragraphs.push(line(visit, place, training));
    }
    let open = places.zip(&listed).map(|(place, training)| {
        let opened = Place {
            number: training.number,
            in_history: true,
        };
        visit.labelled(&place.to_string(), "report", &opened.argument())
    });
    let mut buttons: Vec<Vec<Button>> = vec![open.collect()];
    let mut turns = Vec::new();
    if page > 0 {
        turns.push(visit.button("button-newer", "history", &(page - 1).to_string()));
    }
    if (page + 1) * PER_PAGE < count {
        turns.push(visit.button("button-older", "history", &(page + 1).to_string()));
    }
    if !turns.is_empty() {
        buttons.push(turns);
    }
    visit.page(Kind::Notice, paragraphs.join("\n\n"), buttons);
    Ok(())
}

/// When, who, how it went. A case that is no more has no buyer to name.
fn line(visit: &Visit, place: i64, training: &Listed) -> String {
    let engine = &visit.bot.engine;
    let state = training
        .engine
        .as_deref()
        .and_then(|kept| engine.restore(kept));
    let brief = state.and_then(|state| engine.brief(&state));
    let who = brief.map(|brief| format!("{}, {}", brief.person, brief.company));
    let outcome = visit.voice.say(&format!("outcome-{}", training.outcome));
    let args = Args::new()
        .number("place", place)
        .text("date", &date(visit, training.finished_at))
        .number("score", training.score)
        .text("outcome", &outcome)
        .text_or_none("who", who.as_deref());
    visit.voice.with("history-line", &args)
}

/// A day in the person's own time zone.
pub fn date(visit: &Visit, at: i64) -> String {
    let day = progress::local(at, &progress::time_zone(visit)).date();
    let args = Args::new()
        .number("day", day.day().into())
        .number("month", day.month().into())
        .text("year", &day.year().to_string());
    visit.voice.with("date", &args)
}

/// What was said, for reading here and for keeping.
pub fn transcript_buttons(visit: &Visit, place: Place) -> Vec<Button> {
    vec![
        visit.button("button-transcript", "said", &place.argument()),
        visit.button("button-file", "file", &place.argument()),
    ]
}

/// The whole talk with the types of the turns: messages of their own, for it may take several.
pub fn transcript(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let Some((place, state, report)) = report::ended(visit, argument)? else {
        return Ok(());
    };
    let said = report::transcript(visit, place.number)?;
    let Some(brief) = visit.bot.engine.brief(&state) else {
        return Ok(());
    };
    let head = Args::new()
        .text("person", &brief.person)
        .text("company", &brief.company)
        .number("score", report.score);
    let mut paragraphs = vec![visit.voice.with("transcript", &head)];
    let greeting = Args::new()
        .text("person", &brief.person)
        .text("answer", &brief.greeting);
    paragraphs.push(visit.voice.with("transcript-greeting", &greeting));
    for turn in &said {
        let args = Args::new()
            .number("turn", turn.turn)
            .html("head", label(visit, &state, turn))
            .text("person", &brief.person)
            .text("question", &turn.question)
            .text("answer", &turn.answer);
        paragraphs.push(visit.voice.with("transcript-turn", &args));
    }
    let buttons = vec![vec![visit.button(
        "button-report",
        "report",
        &place.argument(),
    )]];
    visit.push(Kind::Notice, paragraphs.join("\n\n"), buttons);
    Ok(())
}

/// Type of a turn as the reply has shown it.
pub fn label(visit: &Visit, state: &State, turn: &Said) -> String {
    let voice: Voice = visit.voice;
    let entry = state
        .entries()
        .iter()
        .find(|entry| i64::from(entry.turn) == turn.turn);
    let asked = entry.filter(|one| one.counted || matches!(one.act, Act::Question | Act::Check));
    let Some(entry) = asked else {
        return voice.say("head-free");
    };
    let own = visit.bot.engine.pack_of(state).turn_type(entry.label);
    let args = Args::new()
        .text("emoji", &own.emoji)
        .text("type", &own.name)
        .flag("contextual", entry.contextual);
    voice.with("transcript-type", &args)
}
