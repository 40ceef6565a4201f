//! The table `inbox` at its ends: rows set aside and replayed, rows done and pruned.

use spinbot::store::inbox::{self, Arrival};

use crate::inbox::{handle, store, update};
use crate::rig::{BOT, on_both};

#[test]
fn a_row_set_aside_is_listed_and_can_be_replayed_at_the_end_of_its_queue() {
    on_both(|rig| {
        let undecodable = Arrival {
            aside: Some("not JSON".into()),
            ..update(0, 1, "{{{")
        };
        // Nobody has work from a row that is set aside on arrival.
        assert_eq!(
            store(
                rig,
                &[undecodable, update(7, 2, "bad"), update(7, 3, "good")]
            ),
            [7, 7]
        );
        rig.write(|tx| inbox::count_attempt(tx, BOT, 2));
        rig.write(|tx| inbox::set_aside(tx, BOT, 2, "причина «<b>»", 5_000));
        let listed = rig.read(|tx| inbox::list_aside(tx, BOT, 10));
        let listed: Vec<_> = listed
            .iter()
            .map(|row| {
                (
                    row.seq,
                    row.chat_id,
                    row.attempts,
                    row.received_at,
                    row.bytes,
                    row.reason.clone(),
                )
            })
            .collect();
        assert_eq!(
            listed,
            [
                (1, 0, 0, 1_000, 3, "not JSON".into()),
                (2, 7, 1, 1_000, 3, "причина «<b>»".into())
            ]
        );
        assert_eq!(rig.read(|tx| inbox::list_aside(tx, BOT, 1)).len(), 1);
        assert_eq!(rig.read(|tx| inbox::count_aside(tx, BOT)), 2);
        assert_eq!(rig.read(|tx| inbox::chat_of_aside(tx, BOT, 2)), Some(7));
        assert_eq!(rig.read(|tx| inbox::chat_of_aside(tx, BOT, 3)), None);
        assert_eq!(handle(rig, 7).as_deref(), Some("good"));

        store(rig, &[update(7, 4, "later")]);
        assert!(rig.write(|tx| inbox::replay(tx, BOT, 2, 9_000)));
        assert!(
            !rig.write(|tx| inbox::replay(tx, BOT, 2, 9_000)),
            "twice is no replay"
        );
        assert!(
            !rig.write(|tx| inbox::replay(tx, BOT, 3, 9_000)),
            "done is no replay"
        );
        assert_eq!(handle(rig, 7).as_deref(), Some("later"));
        let row = rig
            .read(|tx| inbox::oldest_open(tx, BOT, 7, None))
            .expect("replayed");
        assert_eq!(
            (row.attempts, row.received_at, row.body.as_str(), row.key.0),
            (0, 9_000, "bad", 2)
        );
        // Telegram's repeat of it is still known.
        assert_eq!(store(rig, &[update(7, 2, "bad")]), Vec::<i64>::new());
    });
}

#[test]
fn what_is_done_loses_its_text_at_once_and_its_key_when_pruned() {
    let left = on_both(|rig| {
        let batch: Vec<Arrival> = (1..=30).map(|id| update(id, id, "secret")).collect();
        store(rig, &batch);
        for id in 1..=20 {
            rig.write(|tx| inbox::done(tx, BOT, id, 100 * id));
        }
        rig.write(|tx| inbox::set_aside(tx, BOT, 21, "why", 1));
        assert_eq!(
            rig.number("SELECT COUNT(*) FROM inbox WHERE body = 'secret'"),
            10
        );
        let prune = |before, limit| rig.write(|tx| inbox::prune(tx, BOT, before, limit));
        // Done before 1,050 are ten rows: the oldest go first, no more than asked for, and no row that is not done.
        let gone = [
            prune(1_050, 4),
            prune(1_050, 4),
            prune(1_050, 4),
            prune(1_050, 4),
        ];
        assert_eq!(gone, [4, 4, 2, 0]);
        assert_eq!(
            store(rig, &[update(1, 1, "secret"), update(11, 11, "secret")]),
            [1]
        );
        rig.write(|tx| inbox::prune(tx, "other", i64::MAX, 100));
        (
            rig.number("SELECT COUNT(*) FROM inbox"),
            rig.number("SELECT COUNT(*) FROM inbox WHERE state = 'done'"),
        )
    });
    assert_eq!(left, (21, 10));
}
