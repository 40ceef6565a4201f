//! The end of a call: the report, its checklist, and what is kept of it.

use serde_json::{Value, json};

use super::Visit;
use crate::engine::{Check, Label, Report, State, level};
use crate::reply::{Button, Kind};
use crate::store::sessions::{self, End};
use crate::store::trainings::{self, Training};
use crate::store::turns::Said;
use crate::store::{people, turns};
use crate::text::Args;

/// A quote in a report is no longer than this, so that twelve of them fit one message.
const LONGEST_QUOTE: usize = 90;
/// The check that is passed by staying under a number, not by reaching one.
const LIMIT_CHECK: &str = "facts";

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
    let is_this = visit
        .call()
        .is_some_and(|(number, _)| number.to_string() == argument);
    if !is_this {
        visit.toast("toast-old");
        return Ok(());
    }
    finish(visit)
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
    if counts {
        let training = Training {
            finished_at: now,
            lang: state.lang(),
            outcome: report.ending.id(),
            badge: report.badge,
            score: report.score,
            points: report.points,
            clarity: report.clarity,
            questions: report.questions.into(),
            per_type: report.per_type,
            contextual: report.contextual,
        };
        trainings::insert(visit.tx, key, &training)?;
        if report.points > 0 {
            visit.person.xp = people::add_xp(visit.tx, visit.person.id, report.points)?;
        }
    }
    if let Some(session) = &mut visit.session {
        session.is_open = false;
        session.engine = kept;
    }
    visit.retire_buttons()?;
    visit.pressed = None;
    show(visit, number, state, &report, said)
}

/// The report of a call that has ended, in the place of its checklist.
pub fn report_again(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    match ended(visit, argument)? {
        Some((number, state, report)) => show(visit, number, &state, &report, None),
        None => Ok(()),
    }
}

/// The checklist of a call that has ended, in the place of its report.
pub fn checks(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let Some((number, _, report)) = ended(visit, argument)? else {
        return Ok(());
    };
    let said = transcript(visit, number)?;
    let voice = visit.voice;
    let mut paragraphs = vec![voice.with("checks", &Args::new().number("score", report.score))];
    for check in report.checks.iter().filter(|check| check.passed) {
        let args = check_args(visit, check, &said);
        paragraphs.push(voice.with("check-passed", &args));
    }
    let mut failed: Vec<&Check> = report.checks.iter().filter(|check| !check.passed).collect();
    failed.sort_by_key(|check| std::cmp::Reverse(check.have * 12 / check.need));
    let lines: Vec<String> = failed
        .into_iter()
        .map(|check| {
            let key = if check.id == LIMIT_CHECK {
                "check-failed-limit"
            } else {
                "check-failed"
            };
            voice.with(key, &check_args(visit, check, &said))
        })
        .collect();
    if !lines.is_empty() {
        paragraphs.push(lines.join("\n"));
    }
    let number = number.to_string();
    let buttons = vec![vec![
        visit.button("button-report", "report", &number),
        visit.button("button-again", "train", "-"),
    ]];
    visit.page(Kind::Notice, paragraphs.join("\n\n"), buttons);
    Ok(())
}

fn ended(visit: &mut Visit, argument: &str) -> anyhow::Result<Option<(i64, State, Report)>> {
    let Ok(number) = argument.parse::<i64>() else {
        visit.toast("toast-wrong");
        return Ok(None);
    };
    let key = super::key(&visit.person, visit.chat, number);
    let kept = sessions::ended(visit.tx, key)?;
    let engine = &visit.bot.engine;
    let state = kept.and_then(|kept| engine.restore(&kept));
    let found = state.and_then(|state| Some((engine.report(&state)?, state)));
    if found.is_none() {
        visit.toast("report-gone");
    }
    Ok(found.map(|(report, state)| (number, state, report)))
}

fn transcript(visit: &mut Visit, number: i64) -> anyhow::Result<Vec<Said>> {
    let key = super::key(&visit.person, visit.chat, number);
    Ok(turns::of_session(visit.tx, key)?)
}

fn show(
    visit: &mut Visit,
    number: i64,
    state: &State,
    report: &Report,
    said: Option<&str>,
) -> anyhow::Result<()> {
    let transcript = transcript(visit, number)?;
    let buttons = report_buttons(visit, number, state);
    let text = if state.used() == 0 {
        visit.voice.say("report-empty")
    } else {
        report_text(visit, report, &transcript, said)
    };
    let data = visit
        .moment
        .with_truth
        .then(|| data(report, &transcript, visit.person.xp));
    let reply = visit.page(Kind::Report, text, buttons);
    if let Some(data) = data {
        reply.data = data;
    }
    Ok(())
}

fn report_buttons(visit: &Visit, number: i64, state: &State) -> Vec<Vec<Button>> {
    let mut row = Vec::new();
    if state.used() > 0 {
        row.push(visit.button("button-checks", "checks", &number.to_string()));
    }
    row.push(visit.button("button-again", "train", "-"));
    vec![row]
}

fn report_text(visit: &Visit, report: &Report, transcript: &[Said], said: Option<&str>) -> String {
    let voice = visit.voice;
    let outcome = voice.say(&format!("outcome-{}", report.ending.id()));
    let title = Args::new()
        .number("score", report.score)
        .text("outcome", &outcome);
    let mut paragraphs = vec![voice.with("report-title", &title)];
    paragraphs.extend(said.map(|said| voice.with("report-said", &Args::new().text("said", said))));
    paragraphs.push(voice.with("report-figures", &figures(report)));
    // The heaviest passed check shows best what worked.
    let best = report
        .checks
        .iter()
        .filter(|check| check.passed)
        .max_by_key(|check| check.weight);
    if let Some(check) = best {
        paragraphs.push(voice.with("report-worked", &check_args(visit, check, transcript)));
    }
    let train = report
        .train
        .and_then(|id| report.checks.iter().find(|check| check.id == id));
    paragraphs.push(match train {
        Some(check) => {
            let what = voice.say(&format!("train-{}", check.id));
            let args = check_args(visit, check, transcript).text("what", &what);
            voice.with("report-train", &args)
        }
        None => voice.say("report-perfect"),
    });
    let reward = Args::new()
        .number("points", report.points)
        .number("level", level(visit.person.xp) as i64)
        .text("badge", &voice.say(&format!("badge-{}", report.badge)));
    paragraphs.push(voice.with("report-reward", &reward));
    paragraphs.join("\n\n")
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

fn check_args<'a>(visit: &Visit, check: &Check, transcript: &[Said]) -> Args<'a> {
    Args::new()
        .text("title", &visit.voice.say(&format!("check-{}", check.id)))
        .number("weight", check.weight)
        .number("have", check.have as i64)
        .number("need", check.need as i64)
        .text("quote", &quote(check, transcript).unwrap_or_default())
        .text("example", check.example.as_deref().unwrap_or_default())
}

/// The trainee's own words in the turn that passed a check.
fn quote(check: &Check, transcript: &[Said]) -> Option<String> {
    let turn = i64::from(check.turn?);
    let question = &transcript.iter().find(|said| said.turn == turn)?.question;
    let words = question.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST_QUOTE {
        return Some(words);
    }
    let cut: String = words.chars().take(LONGEST_QUOTE - 1).collect();
    Some(format!("{}…", cut.trim_end()))
}

fn data(report: &Report, transcript: &[Said], xp: i64) -> Value {
    let per_type: serde_json::Map<String, Value> = Label::ALL
        .iter()
        .zip(report.per_type)
        .map(|(label, count)| (label.id().to_owned(), count.into()))
        .collect();
    let checks: Vec<Value> = report
        .checks
        .iter()
        .map(|check| {
            json!({
                "id": check.id,
                "weight": check.weight,
                "passed": check.passed,
                "quote": quote(check, transcript),
                "turn": check.turn,
                "have": check.have,
                "need": check.need,
                "try": check.example,
            })
        })
        .collect();
    json!({
        "score": report.score,
        "points": report.points,
        "clarity": report.clarity,
        "outcome": report.ending.id(),
        "per_type": per_type,
        "contextual": report.contextual,
        "checks": checks,
        "badge": report.badge,
        "xp": xp,
        "level": level(xp),
        "achievements": [],
    })
}
