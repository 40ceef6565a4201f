//! `spinbot run`: puts the parts together, starts their threads, and ends them in order.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, Sender as Channel, channel};
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
use crate::pool::STACK;
use crate::stop::{Backoff, Stop};
use crate::store::{Db, Health, Remedy, bots};
use crate::telegram::client::{CallError, Client, POLL};
use crate::telegram::poller::Poller;
use crate::telegram::sender::{LAST_CALLS, Sender};
use crate::worker::{Desk, Handler};

/// A database that cannot be reached at start may be starting too.
const FIRST_CONTACT: Duration = Duration::from_secs(10);
/// After a signal the process is gone within this time, whatever hangs.
const LAST_WORDS: Duration = Duration::from_millis(4_500);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// A leader whose polls have not been answered for this long is deaf.
const DEAF: i64 = 6 * POLL.as_millis() as i64;

/// The exit code of a process that cannot start as it is set up.
pub const CANNOT_START: i32 = 2;

/// Lets any thread end the process in order.
#[derive(Clone)]
pub struct Exit(Channel<i32>);

impl Exit {
    pub fn with(&self, code: i32) {
        let _ = self.0.send(code);
    }
}

/// What a start needs beside the settings; tests bring their own.
pub struct Parts {
    pub handler: Box<Handler>,
    pub kinds: Kinds,
}

/// The whole bot under way in this process.
pub struct Running {
    stop: Arc<Stop>,
    dispatcher: Arc<Dispatcher>,
    leadership: Arc<Leadership>,
    db: Arc<Db>,
    threads: Vec<JoinHandle<()>>,
    sender: JoinHandle<()>,
    mailbox: crate::telegram::sender::Mailbox,
    exit: Receiver<i32>,
    pub metrics: Arc<Metrics>,
}

/// Runs until a signal; the exit code. `Err`: it cannot start.
pub fn run(config: &Config) -> anyhow::Result<i32> {
    let token = config.token.as_ref().context(
        "BOT_TOKEN is not set: get one from @BotFather and put it into .env, or try the bot without one: spinbot chat",
    )?;
    log::info!("start: {}", config.masked());
    let db = Arc::new(open(config)?);
    let client = Arc::new(Client::new(&config.api_url, token));
    let stop = Arc::new(Stop::default());
    let (exit, exits) = channel();
    let exit = Exit(exit);
    listen_to_signals(&exit)?;
    let Some(username) = introduce(&client, token, &exits)? else {
        return Ok(0);
    };
    let bot = Arc::new(Bot::new(settings(config, username.clone()))?);
    announce_commands(&client, &bot);
    let handling = bot.clone();
    let parts = Parts {
        handler: Box::new(move |tx, chat, event, moment| handling.handle(tx, chat, event, moment)),
        kinds: Kinds::new(),
    };
    let running = start(
        config,
        db,
        client,
        &bot,
        username,
        parts,
        stop,
        (exit, exits),
    )?;
    Ok(running.wait())
}

/// Opens and migrates the database; one that cannot be reached is tried for a while.
pub fn open(config: &Config) -> anyhow::Result<Db> {
    let db = Db::open(&config.database, config.pool_size).context("DATABASE_URL")?;
    let until = Instant::now() + FIRST_CONTACT;
    let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
    loop {
        match db.migrate() {
            Ok(migrated) => {
                if migrated.applied > 0 {
                    log::info!(
                        "database: {} migrations applied, schema {}",
                        migrated.applied,
                        migrated.newest
                    );
                }
                let name = &config.bot_name;
                db.write(|tx| Ok(bots::ensure(tx, name)?))?;
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

/// Asks Telegram who we are, for as long as it is away. `None`: a signal came first. `Err`: the token is wrong.
fn introduce(
    client: &Client,
    token: &Token,
    exits: &Receiver<i32>,
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
                if exits.recv_timeout(wait).is_ok() {
                    return Ok(None);
                }
            }
        }
    }
}

/// The menu of commands in both languages; a bot without it works as well, so it is tried once, beside the rest.
fn announce_commands(client: &Arc<Client>, bot: &Arc<Bot>) {
    let (client, bot) = (client.clone(), bot.clone());
    spawn("commands", move || {
        let languages = [None, Some(Lang::Ru), Some(Lang::En)];
        for lang in languages {
            let commands = bot.commands(lang.unwrap_or_else(|| bot.lang()));
            if let Err(error) = client.set_commands(&commands, lang.map(Lang::code)) {
                log::warn!("telegram: the menu of commands is not set: {error}");
                return;
            }
        }
    });
}

fn listen_to_signals(exit: &Exit) -> anyhow::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let exit = exit.clone();
    spawn("signals", move || {
        for signal in signals.forever() {
            log::info!("stop: signal {signal}");
            exit.with(0);
        }
    });
    Ok(())
}

/// Starts every thread.
#[allow(clippy::too_many_arguments)]
pub fn start(
    config: &Config,
    db: Arc<Db>,
    client: Arc<Client>,
    bot: &Arc<Bot>,
    username: Option<String>,
    parts: Parts,
    stop: Arc<Stop>,
    (exit, exits): (Exit, Receiver<i32>),
) -> anyhow::Result<Running> {
    let name = config.bot_name.as_str();
    let metrics = Arc::new(Metrics::default());
    metrics.telegram_up.set(1);
    let dispatcher = Arc::new(Dispatcher::default());
    let leadership = Arc::new(Leadership::new(name));
    let progress = Arc::new(AtomicI64::new(now_ms()));
    let last_poll = progress.clone();
    let mut threads = Vec::new();

    if let Some(port) = config.port {
        let (db, leadership, progress) = (db.clone(), leadership.clone(), progress.clone());
        let health = move || health(&db, &leadership, &progress);
        crate::http::serve(port, metrics.clone(), Arc::new(health))?;
    }
    let (sender, mailbox) = Sender::new(
        db.clone(),
        name,
        client.clone(),
        leadership.clone(),
        metrics.clone(),
        stop.clone(),
        config.send_limit,
    );
    let sender = spawn("sender", move || sender.run());
    let (runner, jobs) = Runner::new(
        db.clone(),
        name,
        parts.kinds,
        dispatcher.clone(),
        metrics.clone(),
        stop.clone(),
    );
    threads.push(spawn("jobs", move || runner.run()));

    let apologist = bot.clone();
    let desk = Arc::new(Desk {
        db: db.clone(),
        bot: name.to_owned(),
        username,
        handler: parts.handler,
        apology: Box::new(move |tx, chat_id| apologist.apology(tx, chat_id)),
        dispatcher: dispatcher.clone(),
        mailbox: mailbox.clone(),
        jobs,
        metrics: metrics.clone(),
        stop: stop.clone(),
        started_at: now_ms(),
        met_again: Mutex::new(HashSet::new()),
    });
    for number in 1..=config.worker_threads {
        let desk = desk.clone();
        threads.push(spawn(&format!("worker {number}"), move || desk.work()));
    }
    threads.push(spawn("search", move || desk.search()));

    let poller = Poller {
        db: db.clone(),
        bot: name.to_owned(),
        client,
        leadership: leadership.clone(),
        dispatcher: dispatcher.clone(),
        metrics: metrics.clone(),
        stop: stop.clone(),
        exit: exit.clone(),
        progress,
    };
    // Not waited for at the end: a poll hangs in Telegram for seconds, and what it brings is not confirmed yet.
    spawn("poller", move || poller.run());

    let housekeeper = Arc::new(Housekeeper {
        db: db.clone(),
        bot: name.to_owned(),
        leadership: leadership.clone(),
        metrics: metrics.clone(),
        stop: stop.clone(),
        exit,
    });
    let watching = housekeeper.clone();
    threads.push(spawn("watch", move || watching.watch()));
    threads.push(spawn("housekeeping", move || housekeeper.run()));

    let (leader, database, wish, waker) = (
        leadership.clone(),
        db.clone(),
        stop.clone(),
        mailbox.clone(),
    );
    threads.push(spawn("leadership", move || {
        leader.run(&database, &wish, |_| {
            last_poll.store(now_ms(), Ordering::Relaxed);
            waker.wake();
        });
    }));

    Ok(Running {
        stop,
        dispatcher,
        leadership,
        db,
        threads,
        sender,
        mailbox,
        exit: exits,
        metrics,
    })
}

impl Running {
    /// Waits for a reason to end, ends in order, and says with which code.
    pub fn wait(self) -> i32 {
        let code = self.exit.recv().unwrap_or(0);
        self.end();
        log::info!("stop: done, code {code}");
        code
    }

    /// Finishes what is in hand: no new polls, no new calls, the last answers written down, leadership given back.
    pub fn end(self) {
        let hard_end = Instant::now() + LAST_WORDS;
        self.stop.wish();
        self.dispatcher.close();
        self.mailbox.wake();
        let (done, all_done) = channel();
        let Self {
            leadership,
            db,
            threads,
            sender,
            ..
        } = self;
        spawn("end", move || {
            let calls_end = Instant::now() + LAST_CALLS;
            while !sender.is_finished() && Instant::now() < calls_end {
                thread::sleep(Duration::from_millis(5));
            }
            leadership.release(&db);
            for thread in threads {
                let _ = thread.join();
            }
            let _ = sender.join();
            let _ = done.send(());
        });
        if all_done
            .recv_timeout(hard_end.saturating_duration_since(Instant::now()))
            .is_err()
        {
            log::warn!("stop: something hangs; what it had in hand stays in the database");
        }
    }
}

/// Whether this process does its work: standing by is work too.
fn health(db: &Db, leadership: &Leadership, progress: &AtomicI64) -> Result<&'static str, String> {
    match db.watch().health() {
        Health::Frozen => return Err("the database is frozen".into()),
        Health::Away => return Err("the database is away".into()),
        Health::Answering => {}
    }
    if !leadership.leads() {
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
        .stack_size(STACK.max(1024 * 1024))
        .spawn(work)
        .expect("the system has threads to give at start")
}
