//! Pages that only tell something: help, statistics, language, privacy, and what to say to the rest.

use super::{Visit, commands, pictures, report, settings};
use crate::lang::Lang;
use crate::reply::{Button, Kind};
use crate::store::{people, trainings};
use crate::text::Args;

/// Two pages: how a call works with the four types, and the checklist with the commands.
pub fn help(visit: &mut Visit) -> anyhow::Result<()> {
    let voice = visit.voice;
    let pack = visit.pack();
    let types: Vec<String> = pack
        .types
        .iter()
        .map(|own| {
            let args = Args::new()
                .text("emoji", &own.emoji)
                .text("type", &own.name)
                .text("example", &own.example);
            voice.with("help-type", &args)
        })
        .collect();
    let checks: Vec<String> = pack
        .checks
        .iter()
        .map(|check| {
            let args = Args::new().text("title", &check.title);
            voice.with("help-check", &args.number("weight", check.weight))
        })
        .collect();
    let listed: Vec<String> = commands::menu(voice)
        .iter()
        .map(|(name, what)| {
            let args = Args::new().text("name", name).text("what", what);
            voice.with("help-command", &args)
        })
        .collect();
    let args = Args::new()
        .number("max", pack.rules.max_questions.into())
        .number("hints", pack.rules.hints.into())
        .html("types", types.join("\n"))
        .html("checks", checks.join("\n"))
        .html("commands", listed.join("\n"));
    let text = voice.with("help", &args);
    let buttons = visit.start_button();
    visit.push(Kind::Notice, text, buttons);
    Ok(())
}

pub fn stats(visit: &mut Visit) -> anyhow::Result<()> {
    let totals = trainings::totals(visit.tx, visit.person.id, &visit.chat.bot)?;
    let picture = pictures::progress(visit, totals.per_type)?;
    let text = if totals.count == 0 {
        visit.voice.say("stats-empty")
    } else {
        let xp = visit.person.xp;
        let (level, name, next) = visit.bot.engine.level(visit.voice.lang, xp);
        let args = report::per_type(totals.per_type)
            .number("count", totals.count)
            .number("best", totals.best)
            .number("average", (totals.score + totals.count / 2) / totals.count)
            .number("questions", totals.questions)
            .number("contextual", totals.contextual)
            .number("advances", totals.advances)
            .number("xp", xp)
            .number("level", level as i64)
            .text("name", name)
            .number("left", next.map_or(0, |next| next - xp));
        visit.voice.with("stats", &args)
    };
    let buttons = visit.start_button();
    visit.push(Kind::Notice, text, buttons).attachment = picture;
    Ok(())
}

pub fn about(visit: &mut Visit) -> anyhow::Result<()> {
    contact_page(visit, "about");
    Ok(())
}

pub fn terms(visit: &mut Visit) -> anyhow::Result<()> {
    contact_page(visit, "terms");
    Ok(())
}

fn contact_page(visit: &mut Visit, key: &str) {
    let text = with_contact(visit, key);
    visit.push(Kind::Notice, text, Vec::new());
}

/// A text, and whom to write to about it.
pub fn with_contact(visit: &Visit, key: &str) -> String {
    let version = Args::new().text("version", env!("CARGO_PKG_VERSION"));
    let mut text = visit.voice.with(key, &version);
    if let Some(contact) = &visit.bot.settings.contact {
        text.push_str("\n\n");
        text.push_str(
            &visit
                .voice
                .with("contact", &Args::new().text("contact", contact)),
        );
    }
    text
}

pub fn language(visit: &mut Visit) -> anyhow::Result<()> {
    let text = visit.voice.say("language");
    let buttons = language_buttons(visit);
    visit.page(Kind::Notice, text, buttons);
    Ok(())
}

/// From now on the bot speaks this language; a buyer on the line keeps his own.
pub fn set_language(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let Some(lang) = Lang::ALL.into_iter().find(|lang| lang.code() == argument) else {
        visit.toast("toast-wrong");
        return Ok(());
    };
    people::set_lang(visit.tx, visit.person.id, lang)?;
    visit.retire_buttons()?;
    visit.voice = visit.bot.texts.voice(lang);
    let foreign = visit.call().is_some_and(|(_, state)| state.lang() != lang);
    let text = visit.voice.say(if foreign {
        "language-set-running"
    } else {
        "language-set"
    });
    let buttons = language_buttons(visit);
    visit.page(Kind::Notice, text, buttons);
    Ok(())
}

fn language_buttons(visit: &Visit) -> Vec<Vec<Button>> {
    let mut rows = vec![vec![
        visit.button("button-language-ru", "lang", "ru"),
        visit.button("button-language-en", "lang", "en"),
    ]];
    if visit.call().is_some() {
        rows.push(vec![visit.button("button-go-on", "go", "-")]);
    }
    rows.push(settings::back(visit));
    rows
}

pub fn unknown_command(visit: &mut Visit) {
    let text = visit.voice.say("unknown-command");
    visit.push(Kind::Notice, text, Vec::new());
}

pub fn media(visit: &mut Visit) {
    let talking = visit.call().is_some();
    let args = Args::new().flag("talking", talking);
    let text = visit.voice.with("media", &args);
    let buttons = match talking {
        true => Vec::new(),
        false => vec![vec![visit.button("button-train", "train", "-")]],
    };
    visit.push(Kind::Notice, text, buttons);
}
