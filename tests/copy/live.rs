//! The source may be in use: what is copied is one moment of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use spinbot::store::bots;

use crate::content::copies;
use crate::rig::{BOT, Kind, Rig};

/// Writers move points between two people and count every move in a third table: one moment has one sum.
#[test]
fn a_source_in_use_is_copied_as_of_one_moment() {
    for (from, to) in [
        (Kind::Sqlite, Kind::Postgres),
        (Kind::Postgres, Kind::Sqlite),
        (Kind::Unprepared, Kind::Postgres),
    ] {
        let (source, target) = (Rig::fresh(from), Rig::empty(to));
        source.run(
            "INSERT INTO people (id, name, username, search_name, xp, version, created_at, seen_at) \
             VALUES (1, 'a', '', '', 1000, 0, 0, 0), (900, 'b', '', '', 1000, 0, 0, 0)",
        );
        // Enough between the two for many pages, and for the writers to come between them.
        for first in [10, 1_000] {
            let people: Vec<String> = (first..first + 500)
                .map(|id| format!("({id}, 'x', '', '', 0, 0, 0, 0)"))
                .collect();
            source.run(&format!(
                "INSERT INTO people (id, name, username, search_name, xp, version, created_at, seen_at) VALUES {}",
                people.join(", ")
            ));
        }
        let ended = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !ended.load(Ordering::SeqCst) {
                        source.write(|tx| {
                            let number = bots::take_numbers(tx, BOT, 1)?;
                            tx.execute("UPDATE people SET xp = xp - 1 WHERE id = 1", &[])?;
                            tx.execute("UPDATE people SET xp = xp + 1 WHERE id = 900", &[])?;
                            tx.execute(
                                "INSERT INTO chats (bot, chat_id, turn, screen, reachable, parked_until) VALUES ($1, $2, 0, 0, TRUE, 0)",
                                &[&BOT, &number],
                            )
                        });
                        thread::sleep(Duration::from_millis(1));
                    }
                });
            }
            thread::sleep(Duration::from_millis(100));
            let copied = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                copies(&source.url, &target.url)
            }));
            ended.store(true, Ordering::SeqCst);
            copied.expect("copied");
        });
        let moves = target.number("SELECT COUNT(*) FROM chats");
        assert!(
            moves > 0 && moves < source.number("SELECT COUNT(*) FROM chats"),
            "{from:?}: nobody wrote meanwhile"
        );
        assert_eq!(
            target.number("SELECT next_seq FROM bots"),
            moves + 1,
            "{from:?}"
        );
        assert_eq!(
            target.number("SELECT xp FROM people WHERE id = 1"),
            1_000 - moves,
            "{from:?}"
        );
        assert_eq!(
            target.number("SELECT xp FROM people WHERE id = 900"),
            1_000 + moves,
            "{from:?}"
        );
    }
}
