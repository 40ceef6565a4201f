//! spinbot: practise SPIN discovery calls with a simulated B2B buyer, in Telegram or in the terminal.
//!
//! # Bird's-eye view
//!
//! The bot is a pipeline of plain threads around a database. What comes in and what goes out are rows, so that a process
//! can be killed at any instant and the next one carries on.
//!
//! ```text
//!             getUpdates                  one chat, one thread            one write transaction
//! Telegram ──────────────▶ poller ──▶ inbox ──▶ worker threads ──▶ state + outbox + jobs + "done" in the inbox
//!   ▲  ▲                 (1 thread)  (durable)   (N threads)                  │        │
//!   │  └──── messages, edits ──────────── sender ◀────────────── outbox ◀─────┘        ▼
//!   │                          (1 thread decides, 32 call)      (durable)            jobs
//!   └─────── calls whose answer matters ── job threads ◀────────────────────── (durable, leased)
//!                                          (32 at most) ──▶ the answer comes back as a row of the inbox
//! ```
//!
//! - The **poller** stores each batch of updates, raw, in one transaction that is on disk before the next poll confirms it.
//! - A **worker** handles one update in one transaction: it locks the chat, takes the chat's oldest open row, lets the bot
//!   handle it, and writes all that follows from it. A crash is a rollback, and the row is still open.
//! - The **sender** takes messages out of the outbox, keeps Telegram's limits and the order of each chat, and writes down
//!   how every call ended.
//! - **Jobs** are for slow work and for calls whose answer matters. No feature needs one yet.
//! - Several processes may share one PostgreSQL: all of them work, the **leader** alone polls and sends.
//! - The **terminal** drives the same bot without Telegram: what works there works in Telegram.
//!
//! # Where things are
//!
//! | module | what it is |
//! | --- | --- |
//! | [`event`], [`reply`], [`attachment`], [`lang`] | what any front end can receive and show, pictures as descriptions, and the two languages; pure |
//! | [`engine`] | the game: packs, cases, the buyer, the reading of a question, the score; pure. [`engine::learned`] reads the type of a turn with weights learned from `tests/corpus` |
//! | [`text`] | all that the bot says in its own voice, from Fluent files; pure |
//! | [`bot`] | an event becomes state, replies and jobs; one file per thing a user does |
//! | [`store`] | all SQL, one file per table, one text for SQLite and PostgreSQL; `sql/` holds the migrations |
//! | [`telegram`] | Telegram's edge: [`telegram::poller`], [`telegram::checkout`], [`telegram::decode`], [`telegram::sender`], [`telegram::pacer`], [`telegram::client`] |
//! | [`dispatcher`] | gives each chat with work to one worker thread at a time |
//! | [`worker`] | handles updates: one row, one transaction |
//! | [`jobs`] | runs jobs under leases |
//! | [`leadership`] | who polls and sends |
//! | [`reminders`] | sends the reminders that people asked for |
//! | [`housekeeping`] | prunes old rows, watches the database, measures queues |
//! | [`outgoing`] | what a row of the outbox holds |
//! | [`process`] | what the threads of a running bot share |
//! | [`run`] | `spinbot run`: puts the parts together and ends them in order |
//! | [`terminal`], [`classify`], [`evaluate`], [`doctor`], [`copy`], [`quarantine`], [`scenario`] | the other commands of the binary |
//! | [`chart`] | draws the pictures that attachments describe, for whoever shows them |
//! | [`http`], [`metrics`] | `/health` and `/metrics` |
//! | [`config`], [`logging`] | the settings, read once; the log, without secrets |
//! | [`clock`], [`pool`], [`stop`] | the time, threads for blocking calls, the wish to stop |
//!
//! # What is not there
//!
//! The shape rests on things that are absent. Who adds one of them takes a promise away.
//!
//! - **No async.** Threads, blocking calls and pooled connections; an event loop is nowhere in this code.
//! - **No clock, chance, file, log or network in [`engine`], [`text`], [`event`], [`reply`].** Time and seed come in with the
//!   event, from the inbox row: handled again after a crash, the row says the same.
//! - **No Telegram type outside [`telegram`]**, which alone imports frankenstein. [`bot`] does not know where an event came
//!   from, or it could not be played in the terminal.
//! - **No query outside [`store`]** (but for `SELECT 1` in [`doctor`]), and no query written twice for the two engines.
//!   Beside [`store`] only [`leadership`] and [`copy`] ask which engine it is.
//! - **No network inside a transaction.** A handler is given a transaction and pushes replies; it opens none and sends
//!   nothing. Calls happen after the commit, from rows.
//! - **Nothing confirmed before it is on disk.** The poller's offset moves only after a durable commit.
//! - **No call without its mark.** A message is marked in the outbox before its call and ended after it, so that a crash in
//!   between is known for what it is: the one case, beside a lost answer, in which a message may show twice.
//! - **No two threads on one chat.** Within a process the dispatcher sees to it, between processes the chat's lock, which is
//!   the first statement of every transaction that handles a row.
//! - **No truth in memory.** Dispatcher and sender remember only what the inbox and the outbox hold; whatever they forget
//!   is found there again.
//! - **No claim and no lease on an update**: its transaction is both. Only jobs have leases.
//! - **No text that is escaped twice or never.** Variables are escaped in [`text`], when they are put into a message.
//! - **No token, password or message text in a log line.** Ids only; [`logging`] cuts secrets out of whatever a library says.
//! - **No migration that takes something away**: the binary before it must run on the new schema.
//!
//! # The way of one answer
//!
//! Anna, in the middle of a call, writes: "Do deliveries ever come late?"
//!
//! 1. [`telegram::poller`] has asked `getUpdates` through [`telegram::client`] and gets a batch of raw texts. (A question
//!    before a payment would go to [`telegram::checkout`] at once.) Number and chat are found in each text, and
//!    [`store::inbox::store`] writes the rows in one [`store::Db::write_durable`]. An update that is there already changes
//!    nothing: its id and a hash of its text are a key. The next poll asks for what comes after the batch, which confirms it.
//! 2. [`dispatcher::Dispatcher::notify`] puts Anna's chat into the queue, and a worker takes it with
//!    [`dispatcher::Dispatcher::next`].
//! 3. [`worker::Desk::work`] opens a transaction: [`store::chats::lock`], then [`store::inbox::oldest_open`], and
//!    [`telegram::decode::decode`] makes an [`event::Event`] of the raw text. A text that cannot be read, or a handler that
//!    fails again and again, is set aside with its reason, and Anna gets an apology.
//! 4. [`bot::Bot::handle`] finds Anna and her open session with [`store::people::meet`]. Her words are no command, so they
//!    are a turn of the call.
//! 5. [`engine::Engine::turn`] reads the turn: [`engine::learned::Reader`] says that it is a problem question, an index of
//!    the pack's own words and example questions that it is about lead times. The buyer lets it open what such a question
//!    may open in his case, and there is the next [`engine::State`] with his words and what happened.
//! 6. Back in [`bot`], the state goes to [`store::sessions`], the turn to [`store::turns`], and [`text`] makes the message:
//!    type, answer, progress. It is a [`reply::Reply`] in an [`reply::Outcome`], not yet anything of Telegram's.
//! 7. The worker writes the reply with [`store::outbox::store`], marks the inbox row done, and commits: all of it has
//!    happened, or nothing. Then it pokes [`telegram::sender`].
//! 8. The sender loads the chat's messages, asks [`telegram::pacer`] whether one may go, marks it in the outbox, commits,
//!    and only then hands it to a thread that calls `sendMessage`.
//! 9. Telegram says yes. The sender's next transaction marks the row as sent and drops its body. Another answer would have
//!    meant something else: wait so many seconds, try again when Telegram is back, send anew or as plain text, give the
//!    chat up until it writes again, or (no answer at all) wait for a sign of life and send once more, counted.

pub mod attachment;
pub mod event;
pub mod lang;
pub mod reply;

pub mod engine;
pub mod text;

pub mod bot;
pub mod store;

pub mod telegram;

pub mod dispatcher;
pub mod housekeeping;
pub mod jobs;
pub mod leadership;
pub mod outgoing;
pub mod process;
pub mod reminders;
pub mod run;
pub mod worker;

pub mod appeals;
pub mod chart;
pub mod classify;
pub mod copy;
pub mod doctor;
pub mod evaluate;
pub mod http;
pub mod quarantine;
pub mod scenario;
pub mod terminal;

pub mod clock;
pub mod config;
pub mod logging;
pub mod metrics;
pub mod pool;
pub mod stop;
