//! The table `chats`, and the counter of `bots`: locks that hold between threads and processes.

use std::thread;

use spinbot::store::bots;
use spinbot::store::chats::{self, Chat};
use spinbot::store::inbox::{self, Arrival, Kind};
use spinbot::store::outbox::{self, Lane};

use crate::rig::{BOT, on_both, write};

#[test]
fn a_chat_is_made_when_first_locked_and_then_kept() {
    on_both(|rig| {
        let made = rig.write(|tx| chats::lock(tx, BOT, -100_500));
        let fresh = Chat {
            bot: BOT.into(),
            id: -100_500,
            screen: 0,
            waits_for: None,
            reachable: true,
            asks: None,
        };
        assert_eq!(made, fresh);
        rig.write(|tx| {
            let mut chat = chats::lock(tx, BOT, -100_500)?;
            chats::raise_screen(tx, &mut chat)?;
            chats::raise_screen(tx, &mut chat)?;
            chats::wait_for(tx, &mut chat, Some((7, i64::MAX)))?;
            assert_eq!((chat.screen, chat.waits_for), (2, Some((7, i64::MAX))));
            chats::set_reachable(tx, BOT, -100_500, false)
        });
        let kept = rig.write(|tx| chats::lock(tx, BOT, -100_500));
        assert_eq!(
            kept,
            Chat {
                screen: 2,
                waits_for: Some((7, i64::MAX)),
                reachable: false,
                ..fresh
            }
        );
        rig.write(|tx| {
            let mut chat = chats::lock(tx, BOT, -100_500)?;
            chats::wait_for(tx, &mut chat, None)
        });
        assert_eq!(
            rig.write(|tx| chats::lock(tx, BOT, -100_500)).waits_for,
            None
        );
        // Another bot's chat of the same number is another chat.
        assert_eq!(rig.write(|tx| chats::lock(tx, "other", -100_500)).screen, 0);
        [
            rig.number("SELECT turn FROM chats WHERE bot = 'spin_bot'"),
            rig.number("SELECT turn FROM chats WHERE bot = 'other'"),
        ]
    });
}

#[test]
fn eight_threads_of_two_processes_on_one_chat_are_put_in_a_line() {
    let turns = on_both(|rig| {
        let other = rig.another();
        rig.write(|tx| chats::lock(tx, BOT, 1));
        thread::scope(|scope| {
            for worker in 0..8 {
                let db = if worker < 4 { &rig.db } else { &other };
                scope.spawn(move || {
                    for _ in 0..25 {
                        write(db, |tx| {
                            let chat = chats::lock(tx, BOT, 1)?;
                            // Read, think, write: lost at once without the lock.
                            let (seq, _) = chat.waits_for.unwrap_or((0, 0));
                            thread::yield_now();
                            let mut chat = chat;
                            chats::wait_for(tx, &mut chat, Some((seq + 1, 0)))?;
                            Ok(())
                        });
                    }
                });
            }
        });
        let chat = rig.write(|tx| chats::lock(tx, BOT, 1));
        (chat.waits_for, rig.number("SELECT turn FROM chats"))
    });
    assert_eq!(turns, (Some((200, 0)), 202));
}

#[test]
fn a_chat_that_many_lock_for_the_first_time_is_made_once() {
    on_both(|rig| {
        let other = rig.another();
        for chat_id in 1..=10 {
            let barrier = std::sync::Barrier::new(8);
            thread::scope(|scope| {
                for worker in 0..8 {
                    let (db, barrier) = (if worker < 4 { &rig.db } else { &other }, &barrier);
                    scope.spawn(move || {
                        barrier.wait();
                        write(db, |tx| Ok(chats::lock(tx, BOT, chat_id)?));
                    });
                }
            });
        }
        assert_eq!(rig.number("SELECT COUNT(*) FROM chats"), 10);
        assert_eq!(rig.number("SELECT COUNT(*) FROM chats WHERE turn = 8"), 10);
    });
}

#[test]
fn chats_side_by_side_do_not_wait_for_each_other_on_postgresql() {
    for kind in [crate::rig::Kind::Postgres, crate::rig::Kind::Unprepared] {
        let rig = crate::rig::Rig::fresh(kind);
        rig.write(|tx| {
            chats::lock(tx, BOT, 1)?;
            chats::lock(tx, BOT, 2)
        });
        rig.write(|tx| {
            chats::lock(tx, BOT, 1)?;
            write(&rig.db, |tx| Ok(chats::lock(tx, BOT, 2)?));
            Ok(())
        });
        assert_eq!(rig.number("SELECT CAST(SUM(turn) AS BIGINT) FROM chats"), 4);
    }
}

#[test]
fn a_parked_chat_and_a_parked_bot_stay_parked_for_the_next_process() {
    on_both(|rig| {
        rig.write(|tx| {
            chats::lock(tx, BOT, 5)?;
            outbox::store(tx, BOT, 1, 5, 0, &[(Lane::Live, "x".into())])?;
            chats::park(tx, BOT, 5, i64::MAX)?;
            bots::park(tx, BOT, 77)
        });
        let other = rig.another();
        let parked = other.read(|tx| {
            Ok((
                outbox::unsent(tx, BOT, &[5])?[0].parked_until,
                bots::parked_until(tx, BOT)?,
            ))
        });
        assert_eq!(parked.expect("read"), (i64::MAX, 77));
        // Nothing about a bot that shares the database.
        rig.write(|tx| bots::ensure(tx, "other"));
        assert_eq!(rig.read(|tx| bots::parked_until(tx, "other")), 0);
    });
}

#[test]
fn what_waits_in_a_group_follows_it_when_it_becomes_a_supergroup() {
    on_both(|rig| {
        let arrival = |key_a| Arrival {
            chat_id: -5,
            kind: Kind::Update,
            key_a,
            key_b: 0,
            body: key_a.to_string(),
            aside: None,
        };
        rig.write(|tx| {
            inbox::store(tx, BOT, 0, &[arrival(1), arrival(2), arrival(3)])?;
            inbox::done(tx, BOT, 1, 0)?;
            let bodies = [(Lane::Live, "a".to_owned()), (Lane::Live, "b".to_owned())];
            outbox::store(tx, BOT, 1, -5, 0, &bodies)?;
            outbox::sent(tx, BOT, 0, &[(1, 0)])?;
            chats::migrate(tx, BOT, -5, -1_005)
        });
        let old = rig.read(|tx| inbox::oldest_open(tx, BOT, -5, None));
        assert!(old.is_none());
        let moved = rig
            .read(|tx| inbox::oldest_open(tx, BOT, -1_005, None))
            .expect("moved");
        let unsent = rig.read(|tx| outbox::unsent(tx, BOT, &[-1_005]));
        (
            moved.seq,
            unsent.iter().map(|row| row.key).collect::<Vec<_>>(),
            rig.number("SELECT COUNT(*) FROM inbox WHERE chat_id = -5"),
        )
    });
}

#[test]
fn numbers_of_two_bots_are_counted_apart_and_a_second_start_changes_nothing() {
    let numbers = on_both(|rig| {
        rig.write(|tx| {
            bots::ensure(tx, "second")?;
            Ok([
                bots::take_numbers(tx, BOT, 1)?,
                bots::take_numbers(tx, BOT, 150)?,
                bots::take_numbers(tx, "second", 1)?,
                bots::take_numbers(tx, BOT, 1)?,
            ])
        })
    });
    assert_eq!(numbers, [1, 2, 1, 152]);
    on_both(|rig| {
        rig.write(|tx| bots::take_numbers(tx, BOT, 9));
        rig.write(|tx| bots::ensure(tx, BOT));
        assert_eq!(rig.write(|tx| bots::take_numbers(tx, BOT, 1)), 10);
        let unknown = rig.db.write(|tx| Ok(bots::take_numbers(tx, "nobody", 1)?));
        assert!(unknown.is_err());
    });
}
