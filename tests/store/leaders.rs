//! The table `leaders`: one at a time, however many try.

use std::sync::Barrier;
use std::thread;

use spinbot::store::leaders::{self, Leader};

use crate::rig::{BOT, Rig, on_both, write};

fn current(rig: &Rig) -> Option<Leader> {
    rig.read(|tx| leaders::current(tx, BOT))
}

/// Everybody tries to follow what they saw; the holder and epoch of the one who did.
fn race(rig: &Rig, seen: Option<&Leader>) -> (String, i64) {
    let (other, start) = (rig.another(), Barrier::new(8));
    let taken: Vec<(String, i64)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                let (db, start) = (if number % 2 == 0 { &rig.db } else { &other }, &start);
                scope.spawn(move || {
                    start.wait();
                    let holder = format!("host-{number}");
                    let epoch = write(db, |tx| Ok(leaders::take(tx, BOT, &holder, seen)?));
                    epoch.map(|epoch| (holder, epoch))
                })
            })
            .collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().expect("tried"))
            .collect()
    });
    assert_eq!(taken.len(), 1, "{:?}: {taken:?} lead at once", rig.kind);
    taken[0].clone()
}

#[test]
fn of_many_who_start_at_once_one_leads() {
    on_both(|rig| {
        assert_eq!(current(rig), None);
        let (holder, epoch) = race(rig, None);
        assert_eq!(epoch, 1);
        assert_eq!(
            current(rig),
            Some(Leader {
                holder,
                epoch: 1,
                beat: 0
            })
        );
    });
}

#[test]
fn of_many_who_follow_a_silent_leader_one_does() {
    on_both(|rig| {
        rig.write(|tx| leaders::take(tx, BOT, "first", None));
        for epoch in 2..6 {
            let seen = current(rig).expect("a leader");
            assert_eq!(race(rig, Some(&seen)).1, epoch);
        }
    });
}

#[test]
fn a_leader_that_beats_is_not_overtaken_and_one_that_was_knows_it() {
    on_both(|rig| {
        let take = |holder: &str, seen: Option<&Leader>| {
            rig.write(|tx| leaders::take(tx, BOT, holder, seen))
        };
        let beat = |holder: &str, epoch| rig.write(|tx| leaders::beat(tx, BOT, holder, epoch));
        assert_eq!(take("a", None), Some(1));
        assert_eq!(take("b", None), None);
        let seen = current(rig).expect("a leads");
        assert!(beat("a", 1));
        assert_eq!(take("b", Some(&seen)), None, "it has beaten since");
        let seen = current(rig).expect("a leads");
        assert_eq!((seen.beat, take("b", Some(&seen))), (1, Some(2)));
        assert_eq!(
            [beat("a", 1), beat("a", 2), beat("b", 1), beat("b", 2)],
            [false, false, false, true]
        );
        // Another bot in the same database has a leader of its own.
        assert_eq!(
            rig.write(|tx| leaders::take(tx, "other", "a", None)),
            Some(1)
        );
    });
}

#[test]
fn a_release_lets_the_next_one_in_and_a_late_one_changes_nothing() {
    on_both(|rig| {
        rig.write(|tx| leaders::take(tx, BOT, "a", None));
        rig.write(|tx| leaders::release(tx, BOT, "a", 1));
        let seen = current(rig).expect("a row");
        assert_eq!(seen.holder, "");
        assert!(
            !rig.write(|tx| leaders::beat(tx, BOT, "a", 1)),
            "released is released"
        );
        assert_eq!(
            rig.write(|tx| leaders::take(tx, BOT, "b", Some(&seen))),
            Some(2)
        );
        rig.write(|tx| leaders::release(tx, BOT, "a", 1));
        rig.write(|tx| leaders::release(tx, BOT, "a", 2));
        assert_eq!(current(rig).expect("b leads").holder, "b");
    });
}
