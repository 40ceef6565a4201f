//! The bare work: polls, writes with their commits, sends. No decoding, no bot, no order, no pacing, no retries.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use super::support::telegram::Telegram;

const WORKERS: usize = 8;
const SENDERS: usize = 32;
const SCHEMA: &str = include_str!("../../sql/V1__start.sql");
/// The words an answer of the bot has, about.
const ANSWER: &str = "🔍 Ситуационный\n\nТонн сорок в месяц, бывает и больше: зависит от заказов.\n\n3/10 · ясность 24 %";

/// What one update writes: the chat's lock, the session, the turn, the reply, the end.
const WRITES: [&str; 5] = [
    "UPDATE chats SET turn = turn + 1 WHERE bot = 'b' AND chat_id = $1",
    "UPDATE sessions SET turns = turns + 1, engine = $2 WHERE person_id = $1 AND bot = 'b' AND number = 1",
    "INSERT INTO turns (person_id, bot, number, turn, at, act, label, confidence, contextual, points, clarity, openness, \
     buyer_label, question, answer) VALUES ($1, 'b', 1, $3, 0, 'question', 'problem', 0.9, FALSE, 4, 20, 50, 'fact', 'q', $2)",
    "INSERT INTO outbox (bot, seq, n, chat_id, lane, state, claimed, uncertain, created_at, body) \
     VALUES ('b', $3, 0, $1, 1, 'open', FALSE, 0, 0, $2)",
    "UPDATE inbox SET state = 'done', done_at = 0, body = NULL WHERE bot = 'b' AND seq = $3",
];
const STORE: &str = "INSERT INTO inbox (bot, seq, chat_id, kind, key_a, key_b, state, attempts, received_at, body) \
                     VALUES ('b', $1, $2, 'update', $1, 0, 'open', 0, 0, $3)";
const SENT: &str = "UPDATE outbox SET state = 'sent', done_at = 0, body = NULL WHERE bot = 'b' AND seq = $1 AND n = 0";

enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>),
}

impl Connection {
    fn open(url: &str, durable: bool) -> Self {
        match url.strip_prefix("sqlite://") {
            Some(path) => {
                let connection = rusqlite::Connection::open(path).expect("a file");
                let synchronous = if durable { "FULL" } else { "NORMAL" };
                connection
                    .execute_batch(&format!(
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}"
                    ))
                    .expect("pragmas");
                connection
                    .busy_timeout(std::time::Duration::from_secs(5))
                    .expect("a timeout");
                Self::Sqlite(connection)
            }
            None => Self::Postgres(Box::new(
                postgres::Client::connect(url, postgres::NoTls).expect("a server"),
            )),
        }
    }

    fn prepare_schema(&mut self, chats: i64) {
        let rows = (1..=chats).map(|chat| {
            format!(
                "INSERT INTO chats (bot, chat_id, turn, screen, reachable, parked_until) VALUES ('b', {chat}, 0, 0, TRUE, 0); \
                 INSERT INTO sessions (person_id, bot, number, state, lang, seed, started_at, updated_at, turns, questions, clarity) \
                 VALUES ({chat}, 'b', 1, 'open', 'ru', 1, 0, 0, 0, 0, 0);"
            )
        });
        let sql = format!("{SCHEMA}{}", rows.collect::<String>());
        match self {
            Self::Sqlite(connection) => connection.execute_batch(&sql).expect("the schema"),
            Self::Postgres(client) => client.batch_execute(&sql).expect("the schema"),
        }
    }
}

/// A poll's batch in one commit.
fn store(connection: &mut Connection, batch: &[(i64, i64, String)]) {
    match connection {
        Connection::Sqlite(connection) => {
            let tx = connection.transaction().expect("a transaction");
            for row in batch {
                let mut statement = tx.prepare_cached(STORE).expect("a statement");
                statement
                    .execute(rusqlite::params![row.0, row.1, row.2])
                    .expect("a row");
            }
            tx.commit().expect("a commit");
        }
        Connection::Postgres(client) => {
            let rows: Vec<String> = batch
                .iter()
                .map(|(seq, chat, body)| {
                    format!(
                        "('b', {seq}, {chat}, 'update', {seq}, 0, 'open', 0, 0, '{}')",
                        body.replace('\'', "''")
                    )
                })
                .collect();
            let (head, _) = STORE.split_once("VALUES").expect("a head");
            client
                .batch_execute(&format!("{head} VALUES {}", rows.join(",")))
                .expect("rows");
        }
    }
}

fn mark_sent(connection: &mut Connection, keys: &[i64]) {
    match connection {
        Connection::Sqlite(connection) => {
            let tx = connection.transaction().expect("a transaction");
            for key in keys {
                tx.prepare_cached(SENT)
                    .expect("a statement")
                    .execute([key])
                    .expect("a row");
            }
            tx.commit().expect("a commit");
        }
        Connection::Postgres(client) => {
            let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
            let sql = SENT.replace("seq = $1", &format!("seq IN ({})", keys.join(",")));
            client.batch_execute(&sql).expect("rows");
        }
    }
}

/// One update's writes in one commit.
fn handle(connection: &mut Connection, statements: &[postgres::Statement], seq: i64, chat: i64) {
    match connection {
        Connection::Sqlite(connection) => {
            let tx = connection
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
                .expect("a transaction");
            for sql in WRITES {
                let mut statement = tx.prepare_cached(sql).expect("a statement");
                for (name, value) in [("$1", chat), ("$3", seq)] {
                    if let Ok(Some(index)) = statement.parameter_index(name) {
                        statement.raw_bind_parameter(index, value).expect("a value");
                    }
                }
                if let Ok(Some(index)) = statement.parameter_index("$2") {
                    statement
                        .raw_bind_parameter(index, ANSWER)
                        .expect("a value");
                }
                statement.raw_execute().expect("a row");
            }
            tx.commit().expect("a commit");
        }
        Connection::Postgres(client) => {
            let mut tx = client.transaction().expect("a transaction");
            tx.execute(&statements[0], &[&chat]).expect("a row");
            tx.execute(&statements[1], &[&chat, &ANSWER])
                .expect("a row");
            tx.execute(&statements[2], &[&chat, &ANSWER, &seq])
                .expect("a row");
            tx.execute(&statements[3], &[&chat, &ANSWER, &seq])
                .expect("a row");
            tx.execute(&statements[4], &[&seq]).expect("a row");
            tx.commit().expect("a commit");
        }
    }
}

fn statements(connection: &mut Connection) -> Vec<postgres::Statement> {
    let Connection::Postgres(client) = connection else {
        return Vec::new();
    };
    let numbered = WRITES.map(|sql| {
        if sql.contains("$2") || !sql.contains("$3") {
            sql.to_owned()
        } else {
            sql.replace("$3", "$1")
        }
    });
    numbered
        .iter()
        .map(|sql| client.prepare(sql).expect("a statement"))
        .collect()
}

pub struct Floor {
    stop: Arc<AtomicBool>,
    poller: JoinHandle<()>,
}

impl Floor {
    pub fn start(telegram: &Telegram, url: &str) -> Self {
        let base = format!("{}/bot{}", telegram.url(), telegram.token());
        Connection::open(url, false).prepare_schema(super::CHATS);
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections(64)
            .max_idle_connections_per_host(64);
        let agent: ureq::Agent = config.build().into();
        let (updates, to_handle) = channel::<(i64, i64)>();
        let (replies, to_send) = channel::<(i64, i64)>();
        let (sent, to_mark) = channel::<i64>();
        let (to_handle, to_send) = (
            Arc::new(Mutex::new(to_handle)),
            Arc::new(Mutex::new(to_send)),
        );
        let line = Arc::new(Mutex::new(()));
        for _ in 0..WORKERS {
            let (to_handle, replies, url, line) = (
                to_handle.clone(),
                replies.clone(),
                url.to_owned(),
                line.clone(),
            );
            thread::spawn(move || work(&to_handle, &replies, &url, &line));
        }
        for _ in 0..SENDERS {
            let (to_send, sent, agent, url) = (
                to_send.clone(),
                sent.clone(),
                agent.clone(),
                format!("{base}/sendMessage"),
            );
            thread::spawn(move || send(&to_send, &sent, &agent, &url));
        }
        let (marking, marks_line) = (url.to_owned(), line.clone());
        thread::spawn(move || mark(&to_mark, &marking, &marks_line));
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, polls, storing) =
            (stop.clone(), format!("{base}/getUpdates"), url.to_owned());
        let poller =
            thread::spawn(move || poll(&agent, &polls, &storing, &line, &updates, &stopped));
        Self { stop, poller }
    }

    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = self.poller.join();
    }
}

fn poll(
    agent: &ureq::Agent,
    polls: &str,
    url: &str,
    line: &Mutex<()>,
    updates: &Sender<(i64, i64)>,
    stop: &AtomicBool,
) {
    let mut connection = Connection::open(url, true);
    let mut offset = 0;
    let next = AtomicI64::new(1);
    while !stop.load(Ordering::Relaxed) {
        let body = format!(r#"{{"offset":{offset},"limit":100,"timeout":1}}"#);
        let request = agent.post(polls).header("content-type", "application/json");
        let Ok(mut response) = request.send(&body) else {
            continue;
        };
        let Ok(text) = response.body_mut().read_to_string() else {
            continue;
        };
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let batch: Vec<(i64, i64, String)> = answer["result"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|update| {
                offset = update["update_id"].as_i64().unwrap_or(0) + 1;
                let chat = update["message"]["chat"]["id"].as_i64().unwrap_or(0);
                (
                    next.fetch_add(1, Ordering::Relaxed),
                    chat,
                    update.to_string(),
                )
            })
            .collect();
        if batch.is_empty() {
            continue;
        }
        let _line = line_for(&connection, line);
        store(&mut connection, &batch);
        for (seq, chat, _) in &batch {
            let _ = updates.send((*seq, *chat));
        }
    }
}

/// SQLite's writers stand in a line of the process; PostgreSQL's do not.
fn line_for<'a>(
    connection: &Connection,
    line: &'a Mutex<()>,
) -> Option<std::sync::MutexGuard<'a, ()>> {
    matches!(connection, Connection::Sqlite(_)).then(|| line.lock().expect("not poisoned"))
}

fn work(
    to_handle: &Mutex<Receiver<(i64, i64)>>,
    replies: &Sender<(i64, i64)>,
    url: &str,
    line: &Mutex<()>,
) {
    let mut connection = Connection::open(url, false);
    let statements = statements(&mut connection);
    loop {
        let next = to_handle.lock().expect("not poisoned").recv();
        let Ok((seq, chat)) = next else { return };
        let guard = line_for(&connection, line);
        handle(&mut connection, &statements, seq, chat);
        drop(guard);
        let _ = replies.send((seq, chat));
    }
}

fn send(to_send: &Mutex<Receiver<(i64, i64)>>, sent: &Sender<i64>, agent: &ureq::Agent, url: &str) {
    loop {
        let next = to_send.lock().expect("not poisoned").recv();
        let Ok((seq, chat)) = next else { return };
        let body =
            serde_json::json!({"chat_id": chat, "text": ANSWER, "parse_mode": "HTML"}).to_string();
        let request = agent.post(url).header("content-type", "application/json");
        if let Ok(mut response) = request.send(&body) {
            let _ = response.body_mut().read_to_vec();
        }
        let _ = sent.send(seq);
    }
}

fn mark(to_mark: &Receiver<i64>, url: &str, line: &Mutex<()>) {
    let mut connection = Connection::open(url, false);
    while let Ok(first) = to_mark.recv() {
        let mut keys = vec![first];
        keys.extend(to_mark.try_iter());
        let _line = line_for(&connection, line);
        mark_sent(&mut connection, &keys);
    }
}
