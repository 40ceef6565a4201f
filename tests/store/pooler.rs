//! Behind a transaction pooler: every transaction may run on another connection of the server.

#[path = "pooler/proxy.rs"]
mod proxy;

use std::thread;

use spinbot::store::inbox::{self, Arrival, Kind};
use spinbot::store::{bots, chats};

use crate::rig::{BOT, open, write};
use crate::support::postgres::shared;
use proxy::Pooler;

fn arrival(id: i64) -> Arrival {
    Arrival {
        chat_id: id % 3,
        kind: Kind::Update,
        key_a: id,
        key_b: 0,
        body: format!("тело {id}"),
        aside: None,
    }
}

#[test]
fn everything_works_where_each_transaction_has_another_connection() {
    let database = shared().create_database("pooled");
    let pooler = Pooler::start(shared().port(), &database.name, 3);
    let url = format!("{}?pgbouncer=true", pooler.url());
    // Two processes that start at once, and one that starts later.
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| open(&url, 4).migrate().expect("migrated"));
        }
    });
    let (one, two) = (open(&url, 4), open(&url, 4));
    assert_eq!(two.migrate().expect("migrated").applied, 0);
    assert_eq!(one.missing_migrations().expect("asked"), 0);
    write(&one, |tx| Ok(bots::ensure(tx, BOT)?));
    thread::scope(|scope| {
        for worker in 0..4_i64 {
            let db = if worker % 2 == 0 { &one } else { &two };
            scope.spawn(move || {
                for n in 0..20 {
                    write(db, |tx| {
                        chats::lock(tx, BOT, 1)?;
                        Ok(inbox::store(
                            tx,
                            BOT,
                            0,
                            &[arrival(100 * worker + n), arrival(n)],
                        )?)
                    });
                    db.read(|tx| Ok(inbox::waiting(tx, BOT)?)).expect("read");
                }
            });
        }
    });
    let counts = one.read(|tx| {
        Ok((
            inbox::waiting(tx, BOT)?.0,
            tx.query_one("SELECT turn FROM chats", &[], |row| row.get::<i64>(0))?,
        ))
    });
    assert_eq!(counts.expect("read"), (80, 80));
    let left = pooler.named_statements();
    assert!(
        left.is_empty(),
        "prepared by name, where nobody can count on it: {left:?}"
    );
    assert!(
        pooler.switches() > 100,
        "the pooler handed out {} connections",
        pooler.switches()
    );
}

#[test]
fn nothing_stays_behind_on_a_pooled_connection() {
    let database = shared().create_database("pooled");
    let pooler = Pooler::start(shared().port(), &database.name, 1);
    let db = open(&format!("{}?pgbouncer=true", pooler.url()), 1);
    db.migrate().expect("migrated");
    let held = db.read(|tx| {
        let locks = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        Ok((
            tx.query_one(locks, &[], |row| row.get::<i64>(0))?,
            tx.query_one("SELECT COUNT(*) FROM pg_prepared_statements", &[], |row| row.get::<i64>(0))?,
            tx.query_one("SELECT current_setting('lock_timeout')", &[], |row| row.get::<String>(0))?,
        ))
    });
    assert_eq!(held.expect("read"), (0, 0, "0".to_owned()));
}
