//! `spinbot run`: puts the parts together, starts their threads, and ends them in order.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Context;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::bot::{Bot, Settings};
use crate::clock::now_ms;
use crate::config::{Config, Token};
use crate::dispatcher::Dispatcher;
use crate::housekeeping::Housekeeper;
use crate::jobs::{Kinds, Runner};
use crate::lang::Lang;
use crate::leadership::Leadership;
use crate::metrics::Metrics;
pub use crate::process::CANNOT_START;
use crate::process::{Exit, Exits, Process};
use crate::reminders::Reminders;
use crate::scenario;
use crate::stop::{Backoff, Stop};
use crate::store::{DatabaseUrl, Db, Error, Health, Remedy, bots, people};
use crate::telegram::answers::CallError;
use crate::telegram::checkout::Checkout;
use crate::telegram::client::{Client, POLL};
use crate::telegram::poller::Poller;
use crate::telegram::sender::{LAST_CALLS, Mailbox, Sender};
use crate::worker::{Desk, Handler};

/// A database that cannot be reached at start may be starting too.
const FIRST_CONTACT: Duration = Duration::from_secs(10);
/// After a signal the process is gone within this time, whatever hangs.
const LAST_WORDS: Duration = Duration::from_millis(4_500);
/// When even that did not help: before the 5 s are over that a supervisor may give us.
const HARD_END: Duration = Duration::from_millis(4_700);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// A leader whose polls have not been answered for this long is deaf.
const DEAF: i64 = 6 * POLL.as_millis() as i64;
/// SQLite lets one write at a time, and a turn is one write from its first line to its last: a second thread is ready when
/// the first ends, more would only wait and cost memory.
const SQLITE_WORKERS: u32 = 2;
/// Threads that think need more than those that only call.
const STACK: usize = 1024 * 1024;

/// What handles events and jobs: the bot's own, or a test's.
pub struct Parts {
    pub handler: Box<Handler>,
    pub kinds: Kinds,
}

impl Parts {
    pub fn of(bot: &Arc<Bot>) -> Self {
        let bot = bot.clone();
        Self {
            handler: Box::new(move |tx, chat, event, moment| bot.handle(tx, chat, event, moment)),
            kinds: Kinds::new(),
        }
    }
}

/// The whole bot under way in this process.
pub struct Running {
    pub process: Arc<Process>,
    exits: Exits,
    mailbox: Mailbox,
    sender: JoinHandle<()>,
    threads: Vec<JoinHandle<()>>,
}

/// Runs with what `parts` makes of the bot until a signal; the exit code. `Err`: it cannot start.
pub fn run(config: &Config, parts: impl FnOnce(&Arc<Bot>) -> Parts) -> anyhow::Result<i32> {
    let exits = Exits::default();
    listen_to_signals(exits.exit.clone())?;
    let running = start(config, parts, exits)?;
    Ok(running.map_or(0, Running::wait))
}

/// Starts every part with what `parts` makes of the bot. `None`: the wish to end came first.
pub fn start(
    config: &Config,
    parts: impl FnOnce(&Arc<Bot>) -> Parts,
    exits: Exits,
) -> anyhow::Result<Option<Running>> {
    let token = config.token.as_ref().context(
        "BOT_TOKEN is not set: get one from @BotFather and put it into .env, or try the bot without one: spinbot chat",
    )?;
    log::info!("start: {}", config.masked());
    for name in &config.unused {
        log::warn!("start: {name} is set, but this version has no use for it yet");
    }
    let engine = scenario::engine(config.scenario.as_deref())?;
    let db = Arc::new(open(config)?);
    let client = Arc::new(Client::new(&config.api_url, token));
    let Some(username) = introduce(&client, token, &exits)? else {
        return Ok(None);
    };
    let bot = Arc::new(Bot::with_engine(
        settings(config, username.clone()),
        engine,
    )?);
    show_profile(client.clone(), bot.clone(), config.lang);
    let warm = bot.clone();
    spawn("warm-up", move || warm.warm_up());
    let process = Arc::new(Process {
        db,
        bot: config.bot_name.clone(),
        client,
        leadership: Leadership::new(&config.bot_name),
        dispatcher: Dispatcher::default(),
        metrics: Metrics::default(),
        stop: Stop::default(),
        exit: exits.exit.clone(),
    });
    process.metrics.telegram_up.set(1);
    let parts = parts(&bot);
    start_threads(config, process, &bot, username, parts, exits).map(Some)
}

/// Opens and migrates the database; one that cannot be reached is tried for a while.
pub fn open(config: &Config) -> anyhow::Result<Db> {
    let db = Db::open(&config.database, config.pool_size)
        .context("DATABASE_URL")?
        .with_key(config.data_key.as_ref());
    let until = Instant::now() + FIRST_CONTACT;
    let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
    loop {
        // Migrations may take long, so nothing limits them: they begin once the server is known to answer.
        let migrated = if db.is_silent() {
            Err(Error::NoConnection("no answer".to_owned()))
        } else {
            db.migrate()
        };
        match migrated {
            Ok(migrated) => {
                if migrated.applied > 0 {
                    log::info!(
                        "database: applied {} of the migrations, schema {}",
                        migrated.applied,
                        migrated.newest
                    );
                }
                if let Some(refusal) = db.settle_encryption()?.refusal() {
                    anyhow::bail!("DATA_KEY: {refusal}");
                }
                db.write(|tx| Ok(bots::ensure(tx, &config.bot_name)?))?;
                return Ok(db);
            }
            Err(error) if error.is_refused() || error.remedy() == Remedy::None => {
                return Err(error)
                    .with_context(|| format!("DATABASE_URL: {} refuses us", config.database));
            }
            Err(error) if Instant::now() >= until => {
                return Err(error).with_context(|| {
                    let seconds = FIRST_CONTACT.as_secs();
                    format!(
                        "DATABASE_URL: {} cannot be reached, tried for {seconds} s",
                        config.database
                    )
                });
            }
            Err(_) => thread::sleep(backoff.grow()),
        }
    }
}

/// What the bot is told of the settings.
pub fn settings(config: &Config, username: Option<String>) -> Settings {
    Settings {
        name: config.bot_name.clone(),
        lang: config.lang,
        contact: config.contact.clone(),
        time_zone: config.time_zone.clone(),
        username,
    }
}

/// Asks Telegram who we are, for as long as it is away. `None`: the wish to end came first. `Err`: the token is wrong.
fn introduce(
    client: &Client,
    token: &Token,
    exits: &Exits,
) -> anyhow::Result<Option<Option<String>>> {
    let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
    let mut said = false;
    loop {
        match client.me() {
            Ok(me) => return Ok(Some(me.username)),
            Err(error) if error.is_unauthorised() => {
                anyhow::bail!(
                    "BOT_TOKEN: Telegram does not know the token {token} ({error}): copy it from @BotFather anew"
                );
            }
            Err(error) => {
                if !said {
                    said = true;
                    log::error!("telegram: away, waiting for it: {error}");
                }
                let wait = match error {
                    CallError::Flood { seconds } => Duration::from_secs(seconds),
                    _ => backoff.grow(),
                };
                if exits.within(wait).is_some() {
                    return Ok(None);
                }
            }
        }
    }
}

/// What Telegram shows of the bot, in both languages. A bot without it works as well, so it is tried once, beside the
/// rest; the menu first, for it is of use every day.
fn show_profile(client: Arc<Client>, bot: Arc<Bot>, default: Lang) {
    spawn("profile", move || {
        let languages = [None, Some(Lang::Ru), Some(Lang::En)];
        let all =
            languages.map(|lang| (bot.profile(lang.unwrap_or(default)), lang.map(Lang::code)));
        let menus = all
            .iter()
            .try_for_each(|(profile, language)| client.set_menu(profile, *language));
        let texts = || {
            all.iter()
                .try_for_each(|(profile, language)| client.set_texts(profile, *language))
        };
        if let Err(error) = menus.and_then(|()| texts()) {
            log::warn!("telegram: the bot's menu or description is not set: {error}");
        }
    });
}

fn listen_to_signals(exit: Exit) -> anyhow::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    spawn("signals", move || {
        let signal = signals.forever().next();
        log::info!("stop: signal {}", signal.unwrap_or_default());
        exit.with(0);
        // A start that hangs, in the database or in Telegram, hears of no wish.
        thread::sleep(HARD_END);
        log::warn!("stop: something hangs, ended without it");
        std::process::exit(0);
    });
    Ok(())
}

fn start_threads(
    config: &Config,
    process: Arc<Process>,
    bot: &Arc<Bot>,
    username: Option<String>,
    parts: Parts,
    exits: Exits,
) -> anyhow::Result<Running> {
    let progress = Arc::new(AtomicI64::new(now_ms()));
    if let Some(port) = config.port {
        let (of, progress) = (process.clone(), progress.clone());
        crate::http::serve(
            port,
            process.clone(),
            Arc::new(move || health(&of, &progress)),
        )?;
    }
    let mut threads = Vec::new();
    let mut start = |name: &str, work: Box<dyn FnOnce() + Send>| threads.push(spawn(name, work));

    let (sender, mailbox) = Sender::new(process.clone(), config.send_limit);
    let (runner, jobs) = Runner::new(process.clone(), parts.kinds);
    start("jobs", Box::new(move || runner.run()));

    let (apologist, lang) = (bot.clone(), config.lang);
    let desk = Arc::new(Desk {
        process: process.clone(),
        username,
        handler: parts.handler,
        apology: Box::new(move |tx, chat_id| {
            Ok(apologist.apology(people::lang(tx, chat_id)?.unwrap_or(lang)))
        }),
        mailbox: mailbox.clone(),
        jobs,
        started_at: now_ms(),
        met_again: Mutex::new(HashSet::new()),
    });
    let workers = match config.database {
        DatabaseUrl::Postgres(_) => config.worker_threads,
        _ => config.worker_threads.min(SQLITE_WORKERS),
    };
    for number in 1..=workers {
        let desk = desk.clone();
        start(&format!("worker {number}"), Box::new(move || desk.work()));
    }
    start("search", Box::new(move || desk.search()));

    let (watching, cleaning) = (Housekeeper(process.clone()), Housekeeper(process.clone()));
    start("watch", Box::new(move || watching.watch()));
    start("housekeeping", Box::new(move || cleaning.run()));

    let reminders = Reminders {
        process: process.clone(),
        bot: bot.clone(),
        mailbox: mailbox.clone(),
    };
    start("reminders", Box::new(move || reminders.run()));

    let poller = Poller {
        process: process.clone(),
        checkout: Checkout::start(process.clone(), bot.clone(), config.lang)?,
        progress: progress.clone(),
    };
    // Not waited for at the end: a poll hangs in Telegram for seconds, and what it brings is not confirmed yet.
    spawn("poller", move || poller.run());

    let (of, waker) = (process.clone(), mailbox.clone());
    let led = move |_| {
        progress.store(now_ms(), Ordering::Relaxed);
        waker.wake();
    };
    start(
        "leadership",
        Box::new(move || of.leadership.run(&of.db, &of.stop, led)),
    );

    Ok(Running {
        process,
        exits,
        mailbox,
        sender: spawn("sender", move || sender.run()),
        threads,
    })
}

impl Running {
    /// Waits for a reason to end, ends in order, and says with which code.
    pub fn wait(self) -> i32 {
        let code = self.exits.wait();
        self.end();
        log::info!("stop: done, code {code}");
        code
    }

    /// Finishes what is in hand: no new polls, no new calls, the last answers written down, leadership given back.
    pub fn end(self) {
        let hard_end = Instant::now() + LAST_WORDS;
        self.process.stop.wish();
        self.process.dispatcher.close();
        self.mailbox.wake();
        let (done, all_done) = channel();
        spawn("end", move || {
            let calls_end = Instant::now() + LAST_CALLS;
            while !self.sender.is_finished() && Instant::now() < calls_end {
                thread::sleep(Duration::from_millis(5));
            }
            self.process.leadership.release(&self.process.db);
            for thread in self.threads {
                let _ = thread.join();
            }
            let _ = self.sender.join();
            self.process.db.close();
            let _ = done.send(());
        });
        let left = hard_end.saturating_duration_since(Instant::now());
        if all_done.recv_timeout(left).is_err() {
            log::warn!("stop: something hangs; what it had in hand stays in the database");
        }
    }
}

/// Whether this process does its work: standing by is work too.
fn health(process: &Process, progress: &AtomicI64) -> Result<&'static str, String> {
    match process.db.watch().health() {
        Health::Frozen => return Err("the database is frozen".into()),
        Health::Away => return Err("the database is away".into()),
        Health::Answering => {}
    }
    if !process.leadership.leads() {
        return Ok("standing by");
    }
    let silence = now_ms() - progress.load(Ordering::Relaxed);
    if silence > DEAF {
        return Err(format!(
            "Telegram has answered no poll for {} s",
            silence / 1_000
        ));
    }
    Ok("working")
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(work)
        .expect("the system has threads to give at start")
}
