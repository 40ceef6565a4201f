//! The pages of a report: what came of the call, the checklist, the need map, the turns.

use serde_json::{Value, json};

use super::history::Place;
use super::progress::{self, Won};
use super::{Visit, history, map, pictures};
use crate::engine::{Check, Label, Report, State};
use crate::reply::{Button, Kind, plain};
use crate::store::sessions;
use crate::store::turns::{self, Said};
use crate::text::{Args, Voice};

/// A quote on the first page is no longer than this, so that the page fits a telephone's screen; one on the others.
const SHORT_QUOTE: usize = 60;
const LONG_QUOTE: usize = 80;
/// What a page of the report may hold, in characters.
const LONGEST_PAGE: usize = 1_800;
/// The check that is passed by staying under a number.
const LIMIT_CHECK: &str = "facts";

/// The first page, under the call that has just ended.
pub fn show(
    visit: &mut Visit,
    number: i64,
    state: &State,
    report: &Report,
    said: Option<&str>,
    won: &Won,
) -> anyhow::Result<()> {
    let place = Place {
        number,
        in_history: false,
    };
    show_at(visit, place, state, report, said, won)?;
    if state.used() > 0 {
        pictures::need_map(visit, state);
    }
    Ok(())
}

fn show_at(
    visit: &mut Visit,
    place: Place,
    state: &State,
    report: &Report,
    said: Option<&str>,
    won: &Won,
) -> anyhow::Result<()> {
    let transcript = transcript(visit, place.number)?;
    let buttons = buttons(visit, place, state, "report");
    let text = if state.used() == 0 {
        visit.voice.say("report-empty")
    } else {
        first_page(visit, state, report, &transcript, said, won)
    };
    let data = visit
        .moment
        .with_truth
        .then(|| data(visit, state, report, &transcript, won));
    let reply = visit.page(Kind::Report, text, buttons);
    if let Some(data) = data {
        reply.data = data;
    }
    Ok(())
}

/// Where the counts of each type hold this one; `None`: what is no type of the method.
pub fn place_of(label: Label) -> Option<usize> {
    let all = Label::ALL.iter().position(|one| *one == label);
    all.filter(|_| label != Label::Other)
}

/// A page of the report of a call that has ended, in the place of another.
pub fn page(visit: &mut Visit, name: &'static str, argument: &str) -> anyhow::Result<()> {
    let Some((place, state, report)) = ended(visit, argument)? else {
        return Ok(());
    };
    let said = transcript(visit, place.number)?;
    if name == "report" {
        let won = Won {
            points: report.points,
            achievements: Vec::new(),
        };
        return show_at(visit, place, &state, &report, None, &won);
    }
    let text = match name {
        "checks" => {
            let key = super::key(&visit.person, visit.chat, place.number);
            let focus = sessions::focus(visit.tx, key)?;
            checks(visit, &report, &said, focus.as_deref())
        }
        "map" => map::whole(visit, &state),
        _ => moves(visit, &state, &report, &said),
    };
    let buttons = buttons(visit, place, &state, name);
    visit.page(Kind::Notice, text, buttons);
    Ok(())
}

/// The report of a call that has ended, if it can still be made; else the person is told.
pub fn ended(visit: &mut Visit, argument: &str) -> anyhow::Result<Option<(Place, State, Report)>> {
    let Some(place) = Place::parse(argument) else {
        visit.toast("toast-wrong");
        return Ok(None);
    };
    let key = super::key(&visit.person, visit.chat, place.number);
    let kept = sessions::ended(visit.tx, key)?;
    let engine = &visit.bot.engine;
    let state = kept.and_then(|kept| engine.restore(&kept));
    let found = state.and_then(|state| Some((engine.report(&state)?, state)));
    if found.is_none() {
        visit.toast("report-gone");
        if visit.pressed.is_none() {
            let text = visit.voice.say("report-gone");
            visit.push(Kind::Notice, text, Vec::new());
        }
    }
    Ok(found.map(|(report, state)| (place, state, report)))
}

pub fn transcript(visit: &mut Visit, number: i64) -> anyhow::Result<Vec<Said>> {
    let key = super::key(&visit.person, visit.chat, number);
    Ok(turns::of_session(visit.tx, key)?)
}

/// The other pages, the same buyer again, a new one.
fn buttons(visit: &Visit, place: Place, state: &State, shown: &str) -> Vec<Vec<Button>> {
    let number = place.number.to_string();
    if state.used() == 0 {
        return vec![vec![visit.button("button-new", "train", "-")]];
    }
    let pages = ["report", "map", "checks", "moves"].into_iter();
    let others = pages.filter(|page| *page != shown);
    let others = others
        .map(|page| visit.button(&format!("button-{page}"), page, &place.argument()))
        .collect();
    let again = visit.button("button-same", "same", &number);
    if place.in_history {
        return vec![
            others,
            history::transcript_buttons(visit, place),
            vec![again, visit.button("button-list", "history", "0")],
        ];
    }
    vec![
        others,
        vec![again, visit.button("button-new", "train", "-")],
    ]
}

fn first_page(
    visit: &Visit,
    state: &State,
    report: &Report,
    transcript: &[Said],
    said: Option<&str>,
    won: &Won,
) -> String {
    let voice = visit.voice;
    let outcome = voice.say(&format!("outcome-{}", report.ending.id()));
    let title = Args::new().number("score", report.score);
    let title = title.text("outcome", &outcome);
    let mut paragraphs = vec![voice.with("report-title", &title)];
    let words = said.filter(|said| said.chars().count() <= LONG_QUOTE);
    let words = words.map_or_else(
        || report.words.clone(),
        |said| format!("{said} {}", report.words),
    );
    if !words.is_empty() {
        paragraphs.push(voice.with("report-said", &Args::new().text("said", words.trim())));
    }
    // The heaviest passed check shows best what worked.
    let passed = report.checks.iter().filter(|check| check.passed);
    if let Some(check) = passed.max_by_key(|check| check.weight) {
        let args = check_args(voice, check, transcript, SHORT_QUOTE);
        paragraphs.push(voice.with("report-worked", &args));
    }
    let train = report.train.as_ref();
    let train = train.and_then(|id| report.checks.iter().find(|check| check.id == *id));
    paragraphs.push(match train {
        Some(check) => voice.with(
            "report-train",
            &check_args(voice, check, transcript, SHORT_QUOTE),
        ),
        None => voice.say("report-perfect"),
    });
    paragraphs.push(reward(visit, state, report, won));
    paragraphs.join("\n\n")
}

fn reward(visit: &Visit, state: &State, report: &Report, won: &Won) -> String {
    let engine = &visit.bot.engine;
    let (level, name, _) = engine.level(state.lang(), visit.person.xp);
    let names = progress::names(engine.pack_of(state), &won.achievements);
    let args = Args::new()
        .number("points", won.points)
        .number("level", level as i64)
        .text("name", name)
        .text("badge", &report.badge.1)
        .text_or_none("achievements", Some(&names.join(", ")));
    visit.voice.with("report-reward", &args)
}

/// All checks, or the one that this training was about.
fn checks(visit: &Visit, report: &Report, said: &[Said], focus: Option<&str>) -> String {
    let voice = visit.voice;
    let focus = focus.filter(|id| report.checks.iter().any(|check| check.id == *id));
    let shown = report
        .checks
        .iter()
        .filter(|check| focus.is_none_or(|id| check.id == id));
    let mut paragraphs = vec![voice.with("checks", &Args::new().number("score", report.score))];
    if focus.is_some() {
        let is_on = visit.person.focus.as_deref() == focus;
        let left = if is_on { visit.person.focus_left } else { 0 };
        paragraphs.push(voice.with("checks-focus", &Args::new().number("left", left)));
    }
    for check in shown.clone().filter(|check| check.passed) {
        let args = check_args(voice, check, said, LONG_QUOTE);
        paragraphs.push(voice.with("check-passed", &args));
    }
    let mut failed: Vec<&Check> = shown.filter(|check| !check.passed).collect();
    failed.sort_by_key(|check| std::cmp::Reverse(check.have * 12 / check.need));
    let lines: Vec<String> = failed
        .into_iter()
        .map(|check| {
            let args =
                check_args(voice, check, said, LONG_QUOTE).flag("counts", check.id != LIMIT_CHECK);
            voice.with("check-failed", &args)
        })
        .collect();
    if !lines.is_empty() {
        paragraphs.push(lines.join("\n"));
    }
    fit(paragraphs)
}

/// Turn by turn: the type, the words, what came of them.
fn moves(visit: &Visit, state: &State, report: &Report, said: &[Said]) -> String {
    let voice = visit.voice;
    let pack = visit.bot.engine.pack_of(state);
    let mut lines = Vec::new();
    for entry in state.entries() {
        let own = pack.turn_type(entry.label);
        let opened = state.openings().iter().find(|one| one.turn == entry.turn);
        let result = match opened {
            Some(opened) => voice.say(&format!("move-{}", opened.layer.id())),
            None => voice.say(&format!("move-{}", entry.verdict.id())),
        };
        let objection = state.objections().iter().any(|one| one.cause == entry.turn);
        let args = Args::new()
            .number("turn", entry.turn.into())
            .text("emoji", &own.emoji)
            .flag("contextual", entry.contextual)
            .text(
                "quote",
                &words_of(said, entry.turn, SHORT_QUOTE).unwrap_or_default(),
            )
            .flag("objection", objection)
            .text("result", &result);
        lines.push(voice.with("move", &args));
    }
    let head = voice.with("moves", &figures(report).text("wins", &report.wins));
    let text = format!("{head}\n\n{}", lines.join("\n"));
    if plain(&text).chars().count() <= LONGEST_PAGE {
        return text;
    }
    // Line by line, as many turns as there is room for.
    fit(std::iter::once(head).chain(lines).collect())
}

/// As many paragraphs as a page holds.
pub fn fit(paragraphs: Vec<String>) -> String {
    let mut text = String::new();
    let mut room = LONGEST_PAGE;
    for paragraph in paragraphs {
        let size = plain(&paragraph).chars().count() + 2;
        if size > room {
            break;
        }
        room -= size;
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&paragraph);
    }
    text
}

fn figures<'a>(report: &Report) -> Args<'a> {
    per_type(report.per_type)
        .number("clarity", report.clarity)
        .number("questions", report.questions.into())
        .number("contextual", report.contextual)
}

/// Variables for the counts of each type.
pub fn per_type<'a>([situational, problem, implication, need_payoff, other]: [i64; 5]) -> Args<'a> {
    Args::new()
        .number("situational", situational)
        .number("problem", problem)
        .number("implication", implication)
        .number("need_payoff", need_payoff)
        .number("other", other)
}

fn check_args<'a>(voice: Voice, check: &Check, transcript: &[Said], longest: usize) -> Args<'a> {
    let reason = check
        .reason
        .map(|reason| voice.say(&format!("reason-{}", reason.id())));
    let quote = check
        .turn
        .and_then(|turn| words_of(transcript, turn, longest));
    Args::new()
        .text("title", &check.title)
        .text("what", &check.train)
        .number("weight", check.weight)
        .number("have", check.have as i64)
        .number("need", check.need as i64)
        .text("quote", &quote.unwrap_or_default())
        .text_or_none("reason", reason.as_deref())
        .text_or_none("example", check.example.as_deref())
}

/// The trainee's own words in a turn, cut to `longest` characters.
fn words_of(transcript: &[Said], turn: u32, longest: usize) -> Option<String> {
    let turn = i64::from(turn);
    let question = &transcript.iter().find(|said| said.turn == turn)?.question;
    let words = question.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= longest {
        return Some(words);
    }
    let cut: String = words.chars().take(longest - 1).collect();
    Some(format!("{}…", cut.trim_end()))
}

fn data(visit: &Visit, state: &State, report: &Report, transcript: &[Said], won: &Won) -> Value {
    let pack = visit.bot.engine.pack_of(state);
    let per_type: serde_json::Map<String, Value> = Label::ALL
        .iter()
        .zip(report.per_type)
        .map(|(label, count)| (pack.turn_type(*label).id.clone(), count.into()))
        .collect();
    let checks: Vec<Value> = report
        .checks
        .iter()
        .map(|check| {
            json!({
                "id": check.id,
                "weight": check.weight,
                "passed": check.passed,
                "quote": check.turn.and_then(|turn| words_of(transcript, turn, LONG_QUOTE)),
                "turn": check.turn,
                "have": check.have,
                "need": check.need,
                "try": check.example,
            })
        })
        .collect();
    let (level, _, _) = visit.bot.engine.level(state.lang(), visit.person.xp);
    json!({
        "score": report.score,
        "points": won.points,
        "clarity": report.clarity,
        "outcome": report.ending.id(),
        "per_type": per_type,
        "contextual": report.contextual,
        "checks": checks,
        "badge": report.badge.0,
        "xp": visit.person.xp,
        "level": level,
        "achievements": won.achievements,
    })
}
