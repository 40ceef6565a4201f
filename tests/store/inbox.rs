//! The table `inbox`: each arrival once, in order, until it is handled or set aside.

use std::thread;

use spinbot::store::chats;
use spinbot::store::inbox::{self, Arrival, Kind};

use crate::rig::{BOT, Rig, on_both, write};

pub fn update(chat_id: i64, id: i64, body: &str) -> Arrival {
    // The bot's key is a hash of the text; any number that differs with it will do.
    let hash = body.bytes().fold(7_i64, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(i64::from(byte))
    });
    Arrival {
        chat_id,
        kind: Kind::Update,
        key_a: id,
        key_b: hash,
        body: body.to_owned(),
        aside: None,
    }
}

fn answer(chat_id: i64, job: (i64, i64), body: &str) -> Arrival {
    Arrival {
        chat_id,
        kind: Kind::Answer,
        key_a: job.0,
        key_b: job.1,
        body: body.to_owned(),
        aside: None,
    }
}

#[track_caller]
pub fn store(rig: &Rig, arrivals: &[Arrival]) -> Vec<i64> {
    rig.write(|tx| inbox::store(tx, BOT, 1_000, arrivals)).chats
}

/// Handles the chat's oldest row; its body.
#[track_caller]
pub fn handle(rig: &Rig, chat_id: i64) -> Option<String> {
    rig.write(|tx| {
        let chat = chats::lock(tx, BOT, chat_id)?;
        let Some(row) = inbox::oldest_open(tx, BOT, chat_id, chat.waits_for)? else {
            return Ok(None);
        };
        inbox::done(tx, BOT, row.seq, 2_000)?;
        Ok(Some(row.body))
    })
}

#[test]
fn the_same_update_twice_is_one_row_also_within_one_batch() {
    let chats = on_both(|rig| {
        let first = store(
            rig,
            &[update(1, 10, "a"), update(1, 10, "a"), update(2, 11, "b")],
        );
        let again = store(
            rig,
            &[update(1, 10, "a"), update(2, 11, "b"), update(3, 12, "c")],
        );
        let handled = (handle(rig, 1), handle(rig, 1));
        // What is done is known as well.
        let late = store(rig, &[update(1, 10, "a")]);
        (
            first,
            again,
            handled,
            late,
            rig.number("SELECT COUNT(*) FROM inbox"),
        )
    });
    assert_eq!(
        chats,
        (vec![1, 2], vec![3], (Some("a".into()), None), vec![], 3)
    );
}

#[test]
fn the_same_id_with_another_text_is_another_update() {
    let bodies = on_both(|rig| {
        assert_eq!(
            store(
                rig,
                &[
                    update(1, 10, "before the ids restarted"),
                    update(1, 10, "after")
                ]
            ),
            [1, 1]
        );
        // A job's answer and an update may carry the same numbers, and two bots the same update.
        let twin = Arrival {
            kind: Kind::Answer,
            ..update(1, 10, "after")
        };
        assert_eq!(store(rig, &[twin]), [1]);
        rig.write(|tx| spinbot::store::bots::ensure(tx, "other"));
        assert_eq!(
            rig.write(|tx| inbox::store(tx, "other", 0, &[update(1, 10, "after")]))
                .chats,
            [1]
        );
        [
            handle(rig, 1),
            handle(rig, 1),
            handle(rig, 1),
            handle(rig, 1),
        ]
    });
    assert_eq!(
        bodies.map(Option::unwrap_or_default),
        ["before the ids restarted", "after", "after", ""]
    );
}

#[test]
fn batches_of_every_size_are_stored_whole_and_in_order() {
    on_both(|rig| {
        let mut id = 0;
        let mut expected = Vec::new();
        for size in [
            1, 2, 3, 4, 5, 15, 16, 17, 20, 63, 64, 65, 79, 80, 84, 85, 99, 100, 128, 149, 150,
        ] {
            let batch: Vec<Arrival> = (0..size)
                .map(|_| {
                    id += 1;
                    update(
                        id % 7,
                        id,
                        &format!("{id} {}", "д".repeat(id as usize % 50)),
                    )
                })
                .collect();
            expected.extend(
                batch
                    .iter()
                    .map(|arrival| (arrival.chat_id, arrival.body.clone())),
            );
            let chats: Vec<i64> = batch.iter().map(|arrival| arrival.chat_id).collect();
            assert_eq!(store(rig, &batch), chats, "a batch of {size}");
        }
        assert_eq!(store(rig, &[]), Vec::<i64>::new());
        let stored = rig.read(|tx| {
            let sql = "SELECT chat_id, body FROM inbox ORDER BY seq";
            tx.query(sql, &[], |row| {
                Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
            })
        });
        assert!(stored == expected, "{:?}", rig.kind);
        // A long batch of which every third row is known.
        let mixed: Vec<Arrival> = (1..=150)
            .map(|n| {
                if n % 3 == 0 {
                    update(n % 7, n, &format!("{n} {}", "д".repeat(n as usize % 50)))
                } else {
                    update(8, 100_000 + n, "new")
                }
            })
            .collect();
        assert_eq!(store(rig, &mixed), vec![8; 100]);
    });
}

#[test]
fn a_chats_rows_come_oldest_first_and_other_chats_do_not_matter() {
    let order = on_both(|rig| {
        store(
            rig,
            &[
                update(1, 30, "first"),
                update(2, 10, "elsewhere"),
                update(1, 20, "second"),
            ],
        );
        store(rig, &[update(1, 5, "third")]);
        let row = rig
            .read(|tx| inbox::oldest_open(tx, BOT, 1, None))
            .expect("open");
        assert_eq!(
            (row.attempts, row.received_at, row.key.0, row.kind),
            (0, 1_000, 30, Kind::Update)
        );
        [
            handle(rig, 1),
            handle(rig, 1),
            handle(rig, 1),
            handle(rig, 1),
            handle(rig, 9),
        ]
    });
    assert_eq!(
        order.map(Option::unwrap_or_default),
        ["first", "second", "third", "", ""]
    );
}

#[test]
fn a_chat_that_waits_for_a_job_gets_that_jobs_answer_first() {
    let order = on_both(|rig| {
        store(rig, &[update(1, 1, "typed meanwhile")]);
        rig.write(|tx| {
            let mut chat = chats::lock(tx, BOT, 1)?;
            chats::wait_for(tx, &mut chat, Some((40, 1)))
        });
        let nothing = handle(rig, 1);
        store(
            rig,
            &[
                answer(1, (40, 0), "another job's"),
                answer(2, (40, 1), "another chat's, and once only"),
            ],
        );
        assert_eq!(
            (
                handle(rig, 1),
                store(rig, &[answer(1, (40, 1), "known already")])
            ),
            (None, vec![])
        );
        rig.write(|tx| {
            let mut chat = chats::lock(tx, BOT, 1)?;
            chats::wait_for(tx, &mut chat, Some((41, 0)))
        });
        store(rig, &[answer(1, (41, 0), "awaited")]);
        let awaited = handle(rig, 1);
        rig.write(|tx| {
            let mut chat = chats::lock(tx, BOT, 1)?;
            chats::wait_for(tx, &mut chat, None)
        });
        [
            nothing,
            awaited,
            handle(rig, 1),
            handle(rig, 1),
            handle(rig, 1),
        ]
    });
    assert_eq!(
        order.map(Option::unwrap_or_default),
        ["", "awaited", "typed meanwhile", "another job's", ""]
    );
}

#[test]
fn two_processes_that_store_the_same_batch_at_once_store_it_once() {
    on_both(|rig| {
        let batch: Vec<Arrival> = (1..=100).map(|id| update(id % 5, id, "the same")).collect();
        let other = rig.another();
        let stored: usize = thread::scope(|scope| {
            let threads: Vec<_> = [&rig.db, &other, &rig.db, &other]
                .map(|db| {
                    scope.spawn(|| {
                        write(db, |tx| Ok(inbox::store(tx, BOT, 0, &batch)?))
                            .chats
                            .len()
                    })
                })
                .into_iter()
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("stored"))
                .sum()
        });
        assert_eq!(
            (stored, rig.number("SELECT COUNT(*) FROM inbox")),
            (100, 100),
            "{:?}",
            rig.kind
        );
    });
}

#[test]
fn attempts_are_counted_on_open_rows_only() {
    let counts = on_both(|rig| {
        store(rig, &[update(1, 1, "x")]);
        let count = || rig.write(|tx| inbox::count_attempt(tx, BOT, 1));
        let counts = [count(), count(), count()];
        assert_eq!(
            rig.read(|tx| inbox::oldest_open(tx, BOT, 1, None))
                .expect("open")
                .attempts,
            3
        );
        handle(rig, 1);
        assert_eq!(count(), None);
        counts
    });
    assert_eq!(counts, [Some(1), Some(2), Some(3)]);
}

#[test]
fn chats_with_work_are_found_once_each_and_the_young_are_left_out() {
    on_both(|rig| {
        store(
            rig,
            &[update(1, 1, "a"), update(1, 2, "b"), update(2, 3, "c")],
        );
        rig.write(|tx| inbox::store(tx, BOT, 5_000, &[update(3, 4, "young")]));
        let mut found = rig.read(|tx| inbox::chats_with_work(tx, BOT, 5_000, 10));
        found.sort_unstable();
        assert_eq!(found, [1, 2]);
        assert_eq!(
            rig.read(|tx| inbox::chats_with_work(tx, BOT, i64::MAX, 2))
                .len(),
            2
        );
        assert_eq!(rig.read(|tx| inbox::waiting(tx, BOT)), (4, Some(1_000)));
        assert_eq!(rig.read(|tx| inbox::waiting(tx, "other")), (0, None));
    });
}
