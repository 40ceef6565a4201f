//! A large database, filled by the engines themselves: each table in one statement.

use crate::rig::{Kind, Rig};

/// Epoch milliseconds of everything measured: people seen then are not written anew by every turn.
pub const NOW: i64 = 1_790_000_000_000;
pub const QUESTION: &str = "Какие трудности у вас возникают с подбором людей на склад?";
pub const ANSWER: &str = "Долго ищем: сорок дней на место, и половина уходит в первый месяц.";

/// For each person: a chat, five turns, half a training, two handled updates with a reply sent for each.
pub fn fill(rig: &Rig, people: i64) {
    let text = |text: &str| text.replace('\'', "''");
    let (question, answer) = (text(QUESTION), text(ANSWER));
    let one_day = 24 * 3_600 * 1_000;
    // What was done is spread over the three days before.
    let at = format!("{NOW} - {one_day} * 3 + n");
    for (count, into, values) in [
        (people, PEOPLE, person_values()),
        (people, CHATS, CHAT_VALUES.to_owned()),
        (
            2 * people,
            "inbox (bot, seq, chat_id, kind, key_a, key_b, state, attempts, received_at, done_at)",
            format!(
                "'spin_bot', n, 1 + n % {people}, 'update', n, n * 7919, 'done', 0, {at}, {at}"
            ),
        ),
        (
            2 * people,
            "outbox (bot, seq, n, chat_id, lane, state, claimed, uncertain, created_at, done_at)",
            format!("'spin_bot', n, 0, 1 + n % {people}, 1, 'sent', TRUE, 0, {at}, {at}"),
        ),
        (
            people / 100,
            "jobs (bot, seq, n, chat_id, kind, state, fence, run_at, leased_until, created_at, done_at)",
            format!("'spin_bot', n, 0, n, 'slow', 'done', 1, {at}, {at}, {at}, {at}"),
        ),
        (
            people / 2,
            "sessions (person_id, bot, number, state, lang, seed, started_at, updated_at, turns, questions, clarity)",
            format!("2 * n, 'spin_bot', 1, 'finished', 'ru', n, {at}, {at}, 10, 10, 60"),
        ),
        (
            people / 2,
            "trainings (person_id, bot, number, finished_at, lang, outcome, badge, score, points, clarity, questions, \
             situational, problem, implication, need_payoff, other, contextual)",
            format!(
                "2 * n, 'spin_bot', 1, {at}, 'ru', 'advance', 'silver', 70, 40, 60, 10, 2, 3, 2, 2, 1, 5"
            ),
        ),
        (
            5 * people,
            "turns (person_id, bot, number, turn, at, act, label, confidence, contextual, points, clarity, openness, \
             buyer_label, question, answer)",
            format!(
                "2 * (1 + (n - 1) / 10), 'spin_bot', 1, 1 + (n - 1) % 10, {at}, 'question', 'problem', 0.75, TRUE, 3, 40, 50, \
                 'calm', '{question}', '{answer}'"
            ),
        ),
    ] {
        insert(rig, count, into, &values);
    }
    rig.run(&format!("UPDATE bots SET next_seq = {}", 2 * people + 1));
    match rig.kind {
        Kind::Sqlite => rig.run("ANALYZE"),
        _ => {
            let (base, _) = rig.url.split_once('?').unwrap_or((&rig.url, ""));
            let mut client = postgres::Client::connect(base, postgres::NoTls).expect("connect");
            for sql in ["VACUUM ANALYZE", "CHECKPOINT"] {
                client.batch_execute(sql).expect(sql);
            }
        }
    }
}

const PEOPLE: &str = "people (id, name, username, search_name, xp, version, created_at, seen_at)";
const CHATS: &str = "chats (bot, chat_id, turn, screen, reachable, parked_until)";
const CHAT_VALUES: &str = "'spin_bot', n, 5, 1, TRUE, 0";

fn person_values() -> String {
    format!("n, 'Person ' || n, '', 'person ' || n, 40, 1, {NOW}, {NOW}")
}

/// The people who are measured, in the database that is empty otherwise: nobody is new in either.
pub fn people(rig: &Rig, ids: impl Iterator<Item = i64>) {
    let ids: Vec<String> = ids
        .map(|id| format!("SELECT CAST({id} AS BIGINT) AS n"))
        .collect();
    for ids in ids.chunks(100) {
        let ids = ids.join(" UNION ALL ");
        rig.run(&format!(
            "INSERT INTO {PEOPLE} SELECT {} FROM ({ids}) AS ids",
            person_values()
        ));
        rig.run(&format!(
            "INSERT INTO {CHATS} SELECT {CHAT_VALUES} FROM ({ids}) AS ids"
        ));
    }
}

fn insert(rig: &Rig, count: i64, into: &str, values: &str) {
    // In parts, so that SQLite's log stays small.
    const PART: i64 = 250_000;
    let mut from = 1;
    while from <= count {
        let to = (from + PART - 1).min(count);
        let numbers = match rig.kind {
            Kind::Sqlite => format!(
                "WITH RECURSIVE t(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM t WHERE n < {to}) "
            ),
            _ => format!("WITH t(n) AS (SELECT CAST(generate_series({from}, {to}) AS BIGINT)) "),
        };
        rig.run(&format!(
            "INSERT INTO {into} {numbers}SELECT {values} FROM t"
        ));
        from = to + 1;
    }
}

/// In gigabytes.
pub fn size(rig: &Rig) -> f64 {
    let bytes = match rig.kind {
        Kind::Sqlite => {
            rig.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        }
        _ => rig.number("SELECT pg_database_size(current_database())"),
    };
    bytes as f64 / 1e9
}
