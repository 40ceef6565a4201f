//! A training as a file to keep or to show: one page of HTML that needs nothing beside itself.

use super::report;
use super::{Visit, history};
use crate::attachment::{Attachment, File};
use crate::engine::{Report, State};
use crate::reply::{Kind, escape, plain};
use crate::store::trainings;
use crate::store::turns::Said;
use crate::text::Args;

/// How the page looks: readable on a telephone and on paper, light or dark as the reader has it.
const STYLE: &str = "\
body{font:17px/1.5 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:1.5rem 1rem;color-scheme:light dark}\
h1{font-size:1.4rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem}p{margin:.35rem 0}\
section{margin:1.2rem 0;padding-left:.9rem;border-left:3px solid #56b4e9}\
small{color:gray}ul{padding-left:1.2rem}li{margin:.3rem 0}";

/// Sends it as a document.
pub fn file(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let Some((place, state, report)) = report::ended(visit, argument)? else {
        return Ok(());
    };
    let said = report::transcript(visit, place.number)?;
    let key = super::key(&visit.person, visit.chat, place.number);
    let finished = trainings::finished_at(visit.tx, key)?;
    let date = finished.map(|at| history::date(visit, at));
    let Some(text) = page(visit, &state, &report, &said, date.as_deref()) else {
        return Ok(());
    };
    let file = File {
        name: format!("spinbot-{}.html", place.number),
        mime: "text/html".to_owned(),
        text,
    };
    let caption = visit.voice.say("file-caption");
    visit.attach(Kind::Notice, caption, Attachment::File(file));
    Ok(())
}

fn page(
    visit: &Visit,
    state: &State,
    report: &Report,
    said: &[Said],
    date: Option<&str>,
) -> Option<String> {
    let voice = visit.voice;
    let brief = visit.bot.engine.brief(state)?;
    let title = escape(&format!("{}, {}", brief.person, brief.company));
    let outcome = voice.say(&format!("outcome-{}", report.ending.id()));
    let score = Args::new()
        .number("score", report.score)
        .text("outcome", &outcome);
    let head = Args::new()
        .text_or_none("date", date)
        .text("role", &brief.role)
        .text("product", &brief.product);
    let mut body = vec![
        format!("<h1>{title}</h1>"),
        format!("<p><small>{}</small></p>", voice.with("file-head", &head)),
        format!("<p>{}</p>", voice.with("report-title", &score)),
        format!("<h2>{}</h2>", voice.say("button-transcript")),
        spoken(&brief.person, &brief.greeting),
    ];
    for turn in said {
        let label = plain(&history::label(visit, state, turn));
        body.push(format!(
            "<section><p><small>{}. {}</small></p>{}{}</section>",
            turn.turn,
            escape(&label),
            spoken(&voice.say("file-you"), &turn.question),
            spoken(&brief.person, &turn.answer),
        ));
    }
    body.push(format!("<h2>{}</h2><ul>", voice.say("button-checks")));
    for check in &report.checks {
        let mark = if check.passed { "✅" } else { "▫️" };
        let weight = if check.passed { check.weight } else { 0 };
        let title = escape(&check.title);
        body.push(format!("<li>{mark} {title} — {weight}</li>"));
    }
    body.push("</ul>".to_owned());
    Some(format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body>\n{}\n</body></html>\n",
        state.lang().code(),
        body.join("\n")
    ))
}

fn spoken(who: &str, words: &str) -> String {
    format!("<p><b>{}:</b> {}</p>", escape(who), escape(words))
}
