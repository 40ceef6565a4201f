//! The table `outbox`: replies in their order, marked before the call, gone when Telegram has them.

use spinbot::store::chats;
use spinbot::store::outbox::{self, Key, Lane, PER_CHAT, Unsent};

use crate::rig::{BOT, Rig, on_both};

fn live(bodies: &[&str]) -> Vec<(Lane, String)> {
    bodies
        .iter()
        .map(|body| (Lane::Live, (*body).to_owned()))
        .collect()
}

#[track_caller]
fn unsent(rig: &Rig, chat_id: i64) -> Vec<Unsent> {
    rig.read(|tx| outbox::unsent(tx, BOT, &[chat_id]))
}

fn keys(rows: &[Unsent]) -> Vec<Key> {
    rows.iter().map(|row| row.key).collect()
}

/// `count` rows in chat 1: the nine keys of inbox row 1, of row 2, and so on.
fn fill(rig: &Rig, count: i64) -> Vec<Key> {
    let all: Vec<Key> = (0..count).map(|at| (1 + at / 9, at % 9)).collect();
    rig.write(|tx| {
        for row in all.chunk_by(|one, next| one.0 == next.0) {
            outbox::store(tx, BOT, row[0].0, 1, 10, &live(&vec!["x"; row.len()]))?;
        }
        Ok(())
    });
    all
}

#[test]
fn replies_wait_in_the_order_of_what_caused_them() {
    on_both(|rig| {
        rig.write(|tx| {
            outbox::store(tx, BOT, 10, 1, 100, &live(&["third"]))?;
            let bodies = [
                (Lane::Callback, "first".to_owned()),
                (Lane::Live, "second 🦔".to_owned()),
            ];
            outbox::store(tx, BOT, 9, 1, 99, &bodies)?;
            outbox::store(tx, BOT, 8, 2, 98, &live(&["elsewhere"]))?;
            outbox::store(tx, BOT, 7, 1, 97, &[])
        });
        let rows = unsent(rig, 1);
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (row.key, row.lane, row.created_at, row.body.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                ((9, 0), Lane::Callback, 99, "first"),
                ((9, 1), Lane::Live, 99, "second 🦔"),
                ((10, 0), Lane::Live, 100, "third")
            ]
        );
        assert!(
            rows.iter()
                .all(|row| !row.claimed && row.uncertain == 0 && row.chat_id == 1)
        );
        let mut chats = rig.read(|tx| outbox::chats_with_unsent(tx, BOT, 10));
        chats.sort_unstable();
        assert_eq!(chats, [1, 2]);
        assert_eq!(
            rig.read(|tx| outbox::chats_with_unsent(tx, BOT, 1)).len(),
            1
        );
        assert_eq!(rig.read(|tx| outbox::waiting(tx, BOT)), (4, Some(98)));
        assert_eq!(rig.read(|tx| outbox::waiting(tx, "other")), (0, None));
    });
}

#[test]
fn a_long_queue_is_shown_in_parts_from_its_head() {
    on_both(|rig| {
        let all = fill(rig, 45);
        assert_eq!(keys(&unsent(rig, 1)), all[..PER_CHAT as usize]);
        rig.write(|tx| outbox::sent(tx, BOT, 5, &all[..30]));
        assert_eq!(keys(&unsent(rig, 1)), all[30..]);
    });
}

#[test]
fn any_number_of_rows_is_claimed_released_and_sent() {
    on_both(|rig| {
        let all = fill(rig, 70);
        for count in [1, 2, 3, 7, 8, 9, 10, 31, 32, 33, 41, 43, 63, 64, 65, 69, 70] {
            // From the middle of the rows, not in their order.
            let mut some: Vec<Key> = all.iter().copied().cycle().skip(35).take(count).collect();
            some.reverse();
            let marked = |sign: &str| {
                rig.number(&format!("SELECT COUNT(*) FROM outbox WHERE {sign}")) as usize
            };
            rig.write(|tx| outbox::claim(tx, BOT, &some));
            assert_eq!(marked("claimed"), count);
            rig.write(|tx| outbox::release(tx, "other", &some));
            assert_eq!(marked("claimed"), count, "another bot's rows are its own");
            rig.write(|tx| outbox::release(tx, BOT, &some));
            assert_eq!(marked("claimed"), 0);
            rig.write(|tx| outbox::sent(tx, BOT, 777, &some));
            assert_eq!(
                marked("state = 'sent' AND done_at = 777 AND body IS NULL"),
                count
            );
            rig.run("UPDATE outbox SET state = 'open', done_at = NULL, body = 'x'");
        }
        rig.write(|tx| {
            outbox::claim(tx, BOT, &[])?;
            outbox::sent(tx, BOT, 1, &[])
        });
        assert_eq!(
            rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'open' AND NOT claimed"),
            70
        );
    });
}

#[test]
fn a_claim_is_seen_by_the_next_process_and_doubts_are_counted() {
    on_both(|rig| {
        fill(rig, 3);
        rig.write(|tx| outbox::claim(tx, BOT, &[(1, 1)]));
        rig.write(|tx| {
            outbox::count_uncertain(tx, BOT, (1, 1))?;
            outbox::count_uncertain(tx, BOT, (1, 1))
        });
        let other = rig.another();
        let rows = other
            .read(|tx| Ok(outbox::unsent(tx, BOT, &[1])?))
            .expect("read");
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (row.claimed, row.uncertain))
            .collect();
        assert_eq!(seen, [(false, 0), (true, 2), (false, 0)]);
    });
}

#[test]
fn what_is_given_up_keeps_its_reason() {
    on_both(|rig| {
        fill(rig, 4);
        rig.write(|tx| {
            chats::lock(tx, BOT, 1)?;
            outbox::store(tx, BOT, 50, 2, 10, &live(&["another chat's"]))?;
            outbox::sent(tx, BOT, 20, &[(1, 0)])?;
            outbox::failed(tx, BOT, 30, (1, 1), "400: message is too long")
        });
        assert_eq!(rig.number("SELECT COUNT(*) FROM outbox WHERE reason = '400: message is too long' AND body = 'x' AND done_at = 30"), 1);
        assert_eq!(
            rig.write(|tx| outbox::failed_chat(tx, BOT, 40, 1, "blocked")),
            2
        );
        assert_eq!(
            rig.write(|tx| outbox::failed_chat(tx, BOT, 40, 1, "blocked")),
            0
        );
        assert_eq!(rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND reason = 'blocked' AND body IS NULL"), 2);
        assert_eq!(keys(&unsent(rig, 1)), []);
        assert_eq!(keys(&unsent(rig, 2)), [(50, 0)]);
    });
}

#[test]
fn pruning_takes_the_oldest_ended_rows_and_no_open_one() {
    let left = on_both(|rig| {
        let all = fill(rig, 40);
        for (at, key) in (0..).zip(&all[..20]) {
            if at % 2 == 0 {
                rig.write(|tx| outbox::sent(tx, BOT, 100 + at, &[*key]));
            } else {
                rig.write(|tx| outbox::failed(tx, BOT, 100 + at, *key, "why"));
            }
        }
        let prune = |before, limit| rig.write(|tx| outbox::prune(tx, BOT, before, limit));
        assert_eq!([prune(110, 7), prune(110, 7), prune(110, 7)], [7, 3, 0]);
        assert_eq!(rig.write(|tx| outbox::prune(tx, "other", i64::MAX, 7)), 0);
        (
            rig.number("SELECT MIN(done_at) FROM outbox"),
            rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'open'"),
        )
    });
    assert_eq!(left, (110, 20));
}
