//! A call: beginning, taking up again, and every turn of it.

use serde_json::json;

use super::{Visit, result};
use crate::engine::{Act, Brief, Label, MOST_QUESTIONS, State, Turn};
use crate::reply::{Button, Kind};
use crate::store::sessions::{self, End, Progress, Session};
use crate::store::turns;
use crate::text::Args;

/// `/start`: the welcome, or the call that is not over.
pub fn start(visit: &mut Visit) -> anyhow::Result<()> {
    if let Some((number, state)) = visit.call().filter(|(_, state)| state.turns() > 0) {
        return offer(visit, Kind::Welcome, "welcome-back", number, &state);
    }
    let name = visit.person.name.clone();
    let args = Args::new()
        .text_or_none("name", Some(&name))
        .number("max", MOST_QUESTIONS.into());
    let text = visit.voice.with("welcome", &args);
    let buttons = vec![
        vec![visit.button("button-train", "train", "-")],
        vec![visit.button("button-how", "help", "-")],
    ];
    visit.push(Kind::Welcome, text, buttons);
    Ok(())
}

/// Begins a call; one that is not over is never lost silently.
pub fn train(visit: &mut Visit) -> anyhow::Result<()> {
    match visit.call() {
        None => begin(visit),
        Some((_, state)) if state.turns() == 0 => show_case(visit, &state, "case"),
        Some((number, state)) => offer(visit, Kind::Notice, "unfinished", number, &state),
    }
}

/// Drops the call under way and begins another.
pub fn start_over(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let Some(session) = visit.session.take_if(|session| session.is_open) else {
        return begin(visit);
    };
    if session.number.to_string() != argument {
        visit.session = Some(session);
        visit.toast("toast-old");
        return Ok(());
    }
    let now = visit.moment.now;
    let number = session.number;
    let key = super::key(&visit.person, visit.chat, number);
    sessions::close(visit.tx, key, End::Dropped, now, &session.engine)?;
    visit.session = Some(Session {
        is_open: false,
        ..session
    });
    begin(visit)
}

/// Where the talk stood.
pub fn go_on(visit: &mut Visit) -> anyhow::Result<()> {
    let Some((number, state)) = visit.call() else {
        visit.toast("toast-old");
        return Ok(());
    };
    let Some(brief) = visit.bot.engine.brief(&state) else {
        return Ok(());
    };
    let key = super::key(&visit.person, visit.chat, number);
    let last = turns::one(visit.tx, key, state.turns().into())?;
    let answer = last.map_or(brief.greeting, |last| last.answer);
    let args = progress(&state)
        .text("person", &brief.person)
        .text("answer", &answer);
    let text = visit.voice.with("go-on", &args);
    let buttons = turn_buttons(visit, number, &state);
    visit.push(Kind::Notice, text, buttons);
    Ok(())
}

/// Who is being called.
pub fn case(visit: &mut Visit) -> anyhow::Result<()> {
    match visit.call() {
        Some((_, state)) if state.turns() == 0 => show_case(visit, &state, "case"),
        Some((_, state)) => show_case(visit, &state, "case-progress"),
        None => {
            let text = visit.voice.say("no-case");
            let buttons = vec![vec![visit.button("button-train", "train", "-")]];
            visit.push(Kind::Notice, text, buttons);
            Ok(())
        }
    }
}

/// A text that is no command: a turn of the call.
pub fn turn(visit: &mut Visit, text: &str) -> anyhow::Result<()> {
    let Some((number, state)) = visit.call() else {
        return nobody_on_the_line(visit);
    };
    let moment = *visit.moment;
    let Some((next, turn)) = visit.bot.engine.turn(&state, text, moment.now, moment.seed) else {
        return nobody_on_the_line(visit);
    };
    save(visit, number, text, &next, &turn)?;
    // A call that ended by the trainee's last word needs no reply beside the report, which quotes the buyer.
    let by_last_word = turn.ending.is_some() && !turn.counted;
    if !by_last_word {
        reply(visit, number, &next, &turn);
    }
    if turn.ending.is_some() {
        let said = by_last_word.then_some(turn.answer.as_str());
        return result::end(visit, number, &next, said);
    }
    Ok(())
}

fn begin(visit: &mut Visit) -> anyhow::Result<()> {
    let moment = *visit.moment;
    let lang = visit.voice.lang;
    let number = visit.session.as_ref().map_or(1, |last| last.number + 1);
    let state = visit.bot.engine.open(lang, moment.seed, moment.now);
    let kept = visit.bot.engine.keep(&state);
    let seed = state.seed().cast_signed();
    let key = super::key(&visit.person, visit.chat, number);
    sessions::insert(visit.tx, key, lang, seed, moment.now, &kept)?;
    visit.session = Some(Session {
        number,
        is_open: true,
        seed,
        engine: kept,
    });
    visit.retire_buttons()?;
    show_case(visit, &state, "case")
}

fn offer(
    visit: &mut Visit,
    kind: Kind,
    key: &str,
    number: i64,
    state: &State,
) -> anyhow::Result<()> {
    let Some(brief) = visit.bot.engine.brief(state) else {
        return Ok(());
    };
    let args = progress(state)
        .text("person", &brief.person)
        .text("company", &brief.company);
    let text = visit.voice.with(key, &args);
    let number = number.to_string();
    let buttons = vec![
        vec![visit.button("button-go-on", "go", "-")],
        vec![
            visit.button("button-finish", "finish", &number),
            visit.button("button-fresh", "fresh", &number),
        ],
    ];
    visit.push(kind, text, buttons);
    Ok(())
}

fn show_case(visit: &mut Visit, state: &State, key: &str) -> anyhow::Result<()> {
    let Some(brief) = visit.bot.engine.brief(state) else {
        return Ok(());
    };
    let text = visit.voice.with(key, &case_args(&brief, state));
    let number = visit
        .session
        .as_ref()
        .map_or(0, |session| session.number)
        .to_string();
    let mut row = vec![visit.button("button-how", "help", "-")];
    if state.turns() == 0 {
        row.push(visit.button("button-other-buyer", "fresh", &number));
    } else {
        row.push(visit.button("button-finish", "finish", &number));
    }
    let truth = visit
        .moment
        .with_truth
        .then(|| visit.bot.engine.truth(state))
        .flatten();
    let reply = visit.push(Kind::Case, text, vec![row]);
    if let Some(truth) = truth {
        reply.data = truth;
    }
    Ok(())
}

fn case_args<'a>(brief: &Brief, state: &State) -> Args<'a> {
    progress(state)
        .text("person", &brief.person)
        .text("role", &brief.role)
        .text("company", &brief.company)
        .text("city", &brief.city)
        .text("request", &brief.request)
        .text("product", &brief.product)
        .text("can", &brief.can.join(", "))
        .text("cannot", &brief.cannot.join(", "))
        .text("greeting", &brief.greeting)
}

fn progress<'a>(state: &State) -> Args<'a> {
    Args::new()
        .number("n", state.used().into())
        .number("max", MOST_QUESTIONS.into())
        .number("clarity", state.clarity())
}

fn nobody_on_the_line(visit: &mut Visit) -> anyhow::Result<()> {
    let is_lost = visit
        .session
        .as_ref()
        .is_some_and(|session| session.is_open);
    if let Some(session) = visit.session.take_if(|_| is_lost) {
        let key = super::key(&visit.person, visit.chat, session.number);
        sessions::close(
            visit.tx,
            key,
            End::Dropped,
            visit.moment.now,
            &session.engine,
        )?;
    }
    let text = visit
        .voice
        .say(if is_lost { "lost-session" } else { "idle" });
    let buttons = vec![vec![visit.button("button-train", "train", "-")]];
    visit.push(Kind::Notice, text, buttons);
    Ok(())
}

fn save(
    visit: &mut Visit,
    number: i64,
    text: &str,
    state: &State,
    turn: &Turn,
) -> anyhow::Result<()> {
    let now = visit.moment.now;
    let kept = visit.bot.engine.keep(state);
    let key = super::key(&visit.person, visit.chat, number);
    let progress = Progress {
        turns: turn.turn.into(),
        questions: turn.n.into(),
        clarity: turn.clarity,
    };
    sessions::update(visit.tx, key, progress, now, &kept)?;
    let row = turns::Turn {
        turn: turn.turn.into(),
        at: now,
        act: turn.act.id(),
        label: turn.label.id(),
        confidence: turn.confidence,
        contextual: turn.contextual,
        points: turn.points,
        clarity: turn.clarity,
        openness: turn.openness,
        buyer_label: turn.buyer_label.id(),
        question: text,
        answer: &turn.answer,
    };
    turns::insert(visit.tx, key, &row)?;
    if let Some(session) = &mut visit.session {
        session.engine = kept;
    }
    Ok(())
}

fn reply(visit: &mut Visit, number: i64, state: &State, turn: &Turn) {
    let head = if turn.counted || turn.act == Act::Question {
        let args = Args::new().text("emoji", emoji(turn.label)).text(
            "type",
            &visit.voice.say(&format!("label-{}", turn.label.id())),
        );
        let key = if turn.counted {
            "head-question"
        } else {
            "head-question-free"
        };
        visit.voice.with(key, &args)
    } else {
        visit.voice.say("head-free")
    };
    let args = progress(state)
        .html("head", head)
        .text("contextual", if turn.contextual { "yes" } else { "no" })
        .text("answer", &turn.answer)
        .text("mood", turn.mood.map_or("same", |mood| mood.id()));
    let text = visit.voice.with("reply", &args);
    let buttons = match turn.ending {
        None => turn_buttons(visit, number, state),
        Some(_) => Vec::new(),
    };
    let data = visit.moment.with_truth.then(|| data(turn));
    let reply = visit.push(Kind::Reply, text, buttons);
    if let Some(data) = data {
        reply.data = data;
    }
}

fn turn_buttons(visit: &Visit, number: i64, state: &State) -> Vec<Vec<Button>> {
    let finish = if state.used() < MOST_QUESTIONS {
        "button-finish"
    } else {
        "button-no-step"
    };
    let of_turn = format!("{number}.{}", state.turns());
    vec![vec![
        visit.button("button-feedback", "feedback", &of_turn),
        visit.button("button-case", "case", "-"),
        visit.button(finish, "finish", &number.to_string()),
    ]]
}

/// The sign of a type, the same wherever it is shown.
pub fn emoji(label: Label) -> &'static str {
    match label {
        Label::Situational => "🔍",
        Label::Problem => "⚠️",
        Label::Implication => "💥",
        Label::NeedPayoff => "✨",
        Label::Other => "💬",
    }
}

fn data(turn: &Turn) -> serde_json::Value {
    json!({
        "n": turn.n,
        "turn": turn.turn,
        "act": turn.act.id(),
        "label": turn.label.id(),
        "confidence": turn.confidence,
        "contextual": turn.contextual,
        "anchors": turn.anchors,
        "target": turn.target,
        "opened": turn.opened,
        "repeat": turn.verdict == crate::engine::Verdict::Repeat,
        "bare": turn.bare,
        "from_help": false,
        "buyer_label": turn.buyer_label.id(),
        "clarity": turn.clarity,
        "openness": turn.openness,
        "points": turn.points,
    })
}
