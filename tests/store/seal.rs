//! Encryption as the tables have it: nothing readable in any of them, old rows beside new ones, keys that do not fit.

use spinbot::copy;
use spinbot::event::Sender;
use spinbot::lang::Lang;
use spinbot::store::inbox::{self, Arrival, Kind as Arrived};
use spinbot::store::outbox::{self, Lane};
use spinbot::store::secrets::Encryption;
use spinbot::store::sessions::{self, Key};
use spinbot::store::tables::{self, TABLES};
use spinbot::store::turns::{self, Turn};
use spinbot::store::{DataKey, Db, appeals, bots, jobs, people};

use crate::rig::{BOT, Kind, Rig, on_both, open, write};

pub const WORDS: &str = "тайные слова 4711";
const KEY: Key = Key {
    person: 1001,
    bot: BOT,
    number: 1,
};

pub fn key(text: &str) -> DataKey {
    text.parse().unwrap_or_else(|why| panic!("{why}"))
}

fn sealed(rig: &Rig, text: &str) -> Db {
    rig.another().with_key(Some(&key(text)))
}

/// Words in every column that may hold some, for person 1001; `n` tells rows of two calls apart.
pub fn writes_words(db: &Db, n: i64) {
    write(db, |tx| {
        let arrival = Arrival {
            chat_id: 1001,
            kind: Arrived::Update,
            key_a: n,
            key_b: -5,
            body: format!("{{\"text\":\"{WORDS}\"}}"),
            aside: None,
        };
        inbox::store(tx, BOT, 1, &[arrival])?;
        outbox::store(tx, BOT, n, 1001, 1, &[(Lane::Live, WORDS.to_owned())])?;
        jobs::store(tx, BOT, (n, 0), 1001, 1, "slow", WORDS)?;
        let session = Key { number: n, ..KEY };
        sessions::insert(tx, session, Lang::Ru, 1, 1, WORDS)?;
        let turn = Turn {
            turn: 1,
            at: 1,
            act: "question",
            label: "problem",
            confidence: 0.5,
            contextual: false,
            points: 1,
            clarity: 1,
            openness: 1,
            buyer_label: "calm",
            question: WORDS,
            answer: WORDS,
        };
        turns::insert(tx, session, &turn)?;
        Ok(appeals::insert(tx, session, 1, "problem", "other", 1)?)
    });
}

/// What is read of it again, and how often it reads as it was written.
fn reads_words(db: &Db, n: i64) -> usize {
    let sender = Sender {
        id: 1001,
        name: "Anna".into(),
        username: String::new(),
        language: None,
    };
    write(db, |tx| {
        let row = inbox::oldest_open(tx, BOT, 1001, None)?.expect("a row");
        let unsent = outbox::unsent(tx, BOT, &[1001])?;
        let job = jobs::claim(tx, BOT, 5, 0, 9, 9)?;
        let session = Key { number: n, ..KEY };
        let (_, last) = people::meet(tx, BOT, &sender, 1)?;
        let said = turns::one(tx, session, 1).ok().flatten();
        let appeal = appeals::of_bot(tx, BOT).unwrap_or_default();
        let texts = [
            Some(row.body.replace("{\"text\":\"", "").replace("\"}", "")),
            unsent.first().map(|one| one.body.clone()),
            job.first().map(|one| one.payload.clone()),
            last.map(|last| last.engine),
            sessions::latest(tx, 1001, BOT, 1)
                .ok()
                .and_then(|mut all| all.pop()),
            said.as_ref().map(|said| said.question.clone()),
            said.map(|said| said.answer),
            appeal.first().map(|appeal| appeal.question.clone()),
        ];
        Ok(texts.iter().flatten().filter(|text| *text == WORDS).count())
    })
}

/// Every cell of every table, as the database holds it.
pub fn cells(db: &Db) -> String {
    let read = db.read(|tx| {
        let mut all = String::new();
        for table in TABLES {
            all.push_str(&format!("{:?}", tables::page(tx, table, None, 1_000)?));
        }
        Ok(all)
    });
    read.expect("read")
}

#[test]
fn with_a_key_no_column_shows_what_was_written_and_all_of_it_reads_again() {
    on_both(|rig| {
        let db = sealed(rig, "0123456789abcdef");
        assert_eq!(db.settle_encryption().expect("asked"), Encryption::On);
        writes_words(&db, 1);
        assert!(!cells(&rig.db).contains("4711"), "{}", cells(&rig.db));
        // A second meeting makes the person; until then only the session is read.
        reads_words(&db, 1);
        assert_eq!(reads_words(&db, 1), 8);
    });
}

#[test]
fn rows_of_the_time_before_the_key_stay_readable() {
    on_both(|rig| {
        writes_words(&rig.db, 1);
        assert!(cells(&rig.db).contains("4711"));
        let db = sealed(rig, "0123456789abcdef");
        assert_eq!(db.settle_encryption().expect("asked"), Encryption::On);
        reads_words(&db, 1);
        let before = reads_words(&db, 1);
        writes_words(&db, 2);
        let both = db.read(|tx| Ok(sessions::latest(tx, 1001, BOT, 9)?));
        assert_eq!(both.expect("read"), [WORDS, WORDS]);
        assert_eq!(before, 8);
    });
}

#[test]
fn a_row_that_cannot_be_opened_says_so_and_stops_no_other() {
    on_both(|rig| {
        let right = sealed(rig, "0123456789abcdef");
        writes_words(&right, 1);
        let wrong = sealed(rig, "another key 0123");
        let row = write(&wrong, |tx| Ok(inbox::oldest_open(tx, BOT, 1001, None)?));
        let row = row.expect("a row");
        assert_eq!(row.body, "");
        assert!(row.unreadable.expect("why").contains("DATA_KEY"));
        let unsent = write(&wrong, |tx| Ok(outbox::unsent(tx, BOT, &[1001])?));
        assert!(unsent[0].unreadable.is_some());
        let jobs = write(&wrong, |tx| Ok(jobs::claim(tx, BOT, 5, 9, 9, 9)?));
        assert!(jobs[0].unreadable.is_some());
        // Texts of two rows do not stand for each other.
        writes_words(&right, 2);
        rig.run("UPDATE turns SET question = (SELECT question FROM turns WHERE number = 2) WHERE number = 1");
        assert!(right.read(|tx| Ok(turns::one(tx, KEY, 1)?)).is_err());
        reads_words(&wrong, 1);
        reads_words(&wrong, 1)
    });
}

#[test]
fn the_first_key_a_database_meets_is_its_own() {
    on_both(|rig| {
        let first = sealed(rig, "0123456789abcdef");
        let other = sealed(rig, "another key 0123");
        let found = [
            rig.db.settle_encryption().expect("asked"),
            first.settle_encryption().expect("asked"),
            first.settle_encryption().expect("asked"),
            other.settle_encryption().expect("asked"),
            rig.db.settle_encryption().expect("asked"),
        ];
        assert!(found[3].refusal().is_some() && found[4].refusal().is_some());
        assert!(found[..3].iter().all(|found| found.refusal().is_none()));
        found
    });
}

#[test]
fn a_copy_takes_the_encrypted_texts_as_they_are() {
    let (from, to) = (Rig::fresh(Kind::Sqlite), Rig::empty(Kind::Postgres));
    let db = sealed(&from, "0123456789abcdef");
    db.settle_encryption().expect("asked");
    writes_words(&db, 1);
    copy::run(&from.url, &to.url, &mut Vec::new()).expect("copied");
    assert_eq!(cells(&from.db), cells(&to.db));
    let copied = open(&to.url, 2).with_key(Some(&key("0123456789abcdef")));
    assert_eq!(copied.settle_encryption().expect("asked"), Encryption::On);
    write(&copied, |tx| Ok(bots::ensure(tx, BOT)?));
    reads_words(&copied, 1);
    assert_eq!(reads_words(&copied, 1), 8);
}
