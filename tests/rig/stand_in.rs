//! A bot that does what it is told and counts what it handles, for the pipeline to carry. It runs as a process of its own:
//! the test binary itself, started anew with one ignored test to run.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use spinbot::bot::Moment;
use spinbot::clock::now_ms;
use spinbot::config::Config;
use spinbot::event::{Event, EventKind};
use spinbot::jobs::{Kind as JobKind, Kinds, Run};
use spinbot::reply::{Kind, NewJob, Outcome, Reply};
use spinbot::run::{CANNOT_START, Parts};
use spinbot::store::Tx;
use spinbot::store::chats::Chat;
use spinbot::{logging, run};

use crate::support::process::Launch;

const VARIABLE: &str = "SPINBOT_TEST_STAND_IN";
/// For jobs whose time limit is nobody's affair.
const UNLIMITED: Duration = Duration::from_secs(3_600);
/// How long jobs of the kind "hangs" are waited for.
pub const HANGS: Duration = Duration::from_secs(2);
/// Characters of a text that the stand-in repeats.
const REPEATED: usize = 60;

/// The same launch, of the stand-in instead of the bot.
pub fn launch(launch: &Launch) -> Launch {
    let program = std::env::current_exe().expect("the test binary's path");
    launch
        .clone()
        .program(&program)
        .arguments(&[
            "rig::stand_in::runs_as_a_child",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .variable(VARIABLE, "1")
}

#[test]
#[ignore = "the other tests start it as a process of its own"]
fn runs_as_a_child() {
    if is_asked_for() {
        std::process::exit(main());
    }
}

/// Whether this process was started to be the stand-in.
pub fn is_asked_for() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

pub fn main() -> i32 {
    // A file that may not grow is an error to write to, not an end.
    // SAFETY: it sets how one signal is met, before there are other threads that could care.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
    let config = Config::from_env().expect("settings");
    logging::start(&config.log);
    let parts = |_: &_| Parts {
        handler: Box::new(handle),
        kinds: kinds(),
    };
    run::run(&config, parts).unwrap_or_else(|error| {
        eprintln!("spinbot: {error:#}");
        CANNOT_START
    })
}

pub fn make_tables(tx: &mut Tx) -> anyhow::Result<()> {
    for sql in [
        "CREATE TABLE tally (chat_id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL)",
        "CREATE TABLE handled (chat_id BIGINT NOT NULL, n BIGINT NOT NULL, said TEXT NOT NULL, process BIGINT NOT NULL, \
         at BIGINT NOT NULL)",
    ] {
        tx.execute(sql, &[])?;
    }
    Ok(())
}

/// Counts the event and obeys its first word; the reply is what was said and its number in the chat.
fn handle(tx: &mut Tx, chat: &mut Chat, event: &Event, _: &Moment) -> anyhow::Result<Outcome> {
    let said = match &event.kind {
        EventKind::Text { text, .. } => text.clone(),
        EventKind::Press { data, .. } => format!("press {data}"),
        EventKind::Media { what, .. } => (*what).to_owned(),
        EventKind::Answer { job, answer } => match answer {
            Ok(answer) => format!("answer {job} ok {answer}"),
            Err(reason) => format!("answer {job} err {reason}"),
        },
        _ => return Ok(Outcome::default()),
    };
    let n = count(tx, chat.id, &said)?;
    let (word, rest) = said.split_once(' ').unwrap_or((&said, ""));
    let mut outcome = Outcome::default();
    let shown: String = said.chars().take(REPEATED).collect();
    let text = format!("{} #{n}", shown.replace('&', "&amp;").replace('<', "&lt;"));
    let mut reply = notice(&text);
    match word {
        "boom" => panic!("{said}"),
        "fail" => anyhow::bail!("told to fail"),
        // Panics until the file `calm` lies in the working directory.
        "tantrum" if !Path::new("calm").exists() => panic!("{said}"),
        "die" => std::process::abort(),
        "think" => {
            std::thread::sleep(Duration::from_millis(rest.parse()?));
            // Something of the database, in case it went away meanwhile.
            let counted = "SELECT n FROM tally WHERE chat_id = $1";
            tx.query_one(counted, &[&chat.id], |row| row.get::<i64>(0))?;
        }
        // Like "think", and says nothing: no row of the outbox can give away that it was handled twice.
        "mute" => {
            std::thread::sleep(Duration::from_millis(rest.parse()?));
            return Ok(outcome);
        }
        "raw" => reply.text = rest.to_owned(),
        "edit" => reply.edit = rest.split(' ').next().and_then(|id| id.parse().ok()),
        "many" => {
            let others = 1..rest.parse::<i64>()?;
            outcome.replies = others.map(|at| notice(&format!("part {at}"))).collect();
        }
        // "job KIND PAYLOAD": the chat waits for it; "aside KIND PAYLOAD": it does not.
        "job" | "aside" => {
            let (kind, payload) = rest.split_once(' ').unwrap_or((rest, ""));
            outcome.jobs.push(NewJob {
                kind: kind.to_owned(),
                payload: payload.to_owned(),
                chat_waits: word == "job",
            });
        }
        _ => {}
    }
    outcome.replies.push(reply);
    Ok(outcome)
}

fn count(tx: &mut Tx, chat_id: i64, said: &str) -> anyhow::Result<i64> {
    let n: i64 = tx.query_one(
        "INSERT INTO tally (chat_id, n) VALUES ($1, 1) ON CONFLICT (chat_id) DO UPDATE SET n = tally.n + 1 RETURNING n",
        &[&chat_id],
        |row| row.get(0),
    )?;
    let process = i64::from(std::process::id());
    tx.execute(
        "INSERT INTO handled (chat_id, n, said, process, at) VALUES ($1, $2, $3, $4, $5)",
        &[&chat_id, &n, &said, &process, &now_ms()],
    )?;
    Ok(n)
}

fn notice(text: &str) -> Reply {
    Reply {
        kind: Kind::Notice,
        text: text.to_owned(),
        buttons: Vec::new(),
        edit: None,
        attachment: None,
        data: serde_json::Value::Null,
    }
}

fn kinds() -> Kinds {
    let sleep: Run = Arc::new(|payload| {
        let ms = payload.parse().map_err(|_| "not a number".to_owned())?;
        std::thread::sleep(Duration::from_millis(ms));
        Ok("slept".to_owned())
    });
    let panics: Run = Arc::new(|payload| panic!("{payload}"));
    let refuses: Run = Arc::new(|_| Err("told to refuse".to_owned()));
    // Ends once the file named by its payload lies in the working directory.
    let waits: Run = Arc::new(|payload| {
        while !Path::new(payload).exists() {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok("seen".to_owned())
    });
    let dies: Run = Arc::new(|payload| match Path::new(payload).exists() {
        true => Ok("lived".to_owned()),
        false => std::process::abort(),
    });
    let kind = |run: &Run, limit| JobKind {
        limit,
        run: run.clone(),
    };
    HashMap::from([
        ("sleep", kind(&sleep, UNLIMITED)),
        ("panics", kind(&panics, UNLIMITED)),
        ("refuses", kind(&refuses, UNLIMITED)),
        ("waits", kind(&waits, UNLIMITED)),
        ("dies", kind(&dies, UNLIMITED)),
        // Waits for its file too, but is not waited for.
        ("hangs", kind(&waits, HANGS)),
    ])
}
