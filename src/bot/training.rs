//! A call: beginning, taking up again, calling the same buyer once more.

use super::{Visit, turn};
use crate::engine::{Brief, Difficulty, Past, State};
use crate::reply::Kind;
use crate::store::sessions::{self, End, Session};
use crate::store::turns;
use crate::text::Args;

/// Cases that do not come again within so many calls.
const PAST_CALLS: i64 = 20;

/// `/start`: the welcome, or the call that is not over.
pub fn start(visit: &mut Visit) -> anyhow::Result<()> {
    if let Some((number, state)) = visit.call().filter(|(_, state)| state.turns() > 0) {
        return offer(visit, Kind::Welcome, "welcome-back", number, &state);
    }
    let name = visit.person.name.clone();
    let most = visit.pack().rules.max_questions;
    let args = Args::new()
        .text_or_none("name", Some(&name))
        .number("max", most.into());
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
    sessions::touch(visit.tx, key, visit.moment.now)?;
    let answer = last.map_or(brief.greeting, |last| last.answer);
    let args = progress(&state)
        .text("person", &brief.person)
        .text("answer", &answer);
    let text = visit.voice.with("go-on", &args);
    let buttons = turn::buttons(visit, number, &state, None);
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

/// The same buyer in the same case once more.
pub fn again(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    if let Some((number, state)) = visit.call() {
        return offer(visit, Kind::Notice, "unfinished", number, &state);
    }
    let kept = match argument.parse::<i64>() {
        Ok(number) => sessions::ended(visit.tx, super::key(&visit.person, visit.chat, number))?,
        Err(_) => None,
    };
    let engine = &visit.bot.engine;
    let Some(old) = kept.and_then(|kept| engine.restore(&kept)) else {
        visit.toast("report-gone");
        return Ok(());
    };
    let state = engine.open_again(&old, visit.moment.now);
    enter(visit, &state, "case-again")
}

fn begin(visit: &mut Visit) -> anyhow::Result<()> {
    let lang = visit.voice.lang;
    let past = past(visit)?;
    let chosen = visit.person.training.as_deref();
    let difficulty = difficulty(visit);
    let moment = visit.moment;
    let engine = &visit.bot.engine;
    let state = engine.open((lang, chosen), moment.seed, difficulty, &past, moment.now);
    enter(visit, &state, "case")
}

/// How hard this person's buyers are.
pub fn difficulty(visit: &Visit) -> Difficulty {
    let chosen = visit.person.difficulty.as_deref();
    let mut all = Difficulty::ALL.into_iter();
    all.find(|one| Some(one.id()) == chosen).unwrap_or_default()
}

fn enter(visit: &mut Visit, state: &State, key: &str) -> anyhow::Result<()> {
    let number = visit.session.as_ref().map_or(1, |last| last.number + 1);
    let kept = visit.bot.engine.keep(state);
    let seed = state.seed().cast_signed();
    let row = super::key(&visit.person, visit.chat, number);
    sessions::insert(visit.tx, row, state.lang(), seed, visit.moment.now, &kept)?;
    visit.session = Some(Session {
        number,
        is_open: true,
        seed,
        engine: kept,
        updated_at: visit.moment.now,
    });
    visit.retire_buttons()?;
    show_case(visit, state, key)
}

/// What this person has met: the next case keeps away from it.
fn past(visit: &mut Visit) -> anyhow::Result<Past> {
    let (person, bot) = (visit.person.id, visit.chat.bot.clone());
    let kept = sessions::latest(visit.tx, person, &bot, PAST_CALLS)?;
    Ok(visit.bot.engine.past(&kept))
}

/// Offers a call that is not over: to go on, to end it with its report, to drop it for another.
pub fn offer(
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
    let text = visit.voice.with(key, &case_args(visit, &brief, state));
    let number = visit.session.as_ref().map_or(0, |session| session.number);
    let number = number.to_string();
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

fn case_args<'a>(visit: &Visit, brief: &Brief, state: &State) -> Args<'a> {
    // An easy buyer is the rule: only the others are named.
    let difficulty = (brief.difficulty != Difficulty::Open).then(|| {
        visit
            .voice
            .say(&format!("difficulty-{}", brief.difficulty.id()))
    });
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
        .text_or_none("difficulty", difficulty.as_deref())
        .text_or_none("stress", brief.stress.as_deref())
}

/// Variables of the progress line.
pub fn progress<'a>(state: &State) -> Args<'a> {
    Args::new()
        .number("n", state.used().into())
        .number("max", state.most().into())
        .number("clarity", state.clarity())
}

pub fn nobody_on_the_line(visit: &mut Visit) -> anyhow::Result<()> {
    let is_lost = visit
        .session
        .as_ref()
        .is_some_and(|session| session.is_open);
    if let Some(session) = visit.session.take_if(|_| is_lost) {
        let key = super::key(&visit.person, visit.chat, session.number);
        let now = visit.moment.now;
        sessions::close(visit.tx, key, End::Dropped, now, &session.engine)?;
        visit.session = Some(Session {
            is_open: false,
            ..session
        });
    }
    let text = visit
        .voice
        .say(if is_lost { "lost-session" } else { "idle" });
    let buttons = vec![vec![visit.button("button-train", "train", "-")]];
    visit.push(Kind::Notice, text, buttons);
    Ok(())
}
