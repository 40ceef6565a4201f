//! The table `reminders`: wishes, and who is due.

use spinbot::lang::Lang;
use spinbot::store::reminders::{self, Reminder};

use crate::rig::{BOT, on_both};

fn at(next_at: Option<i64>) -> Reminder {
    Reminder {
        days: 0b101,
        hour: 10,
        quiet_from: 22,
        quiet_to: 8,
        next_at,
        sent_at: Some(7),
        lang: Lang::En,
    }
}

#[test]
fn who_is_due_is_found_longest_first_and_in_their_bot_only() {
    on_both(|rig| {
        rig.write(|tx| {
            for (person, next_at) in [(1, Some(50)), (2, Some(20)), (3, None), (4, Some(51))] {
                reminders::set(tx, BOT, person, &at(next_at))?;
            }
            reminders::set(tx, "other", 2, &at(Some(1)))
        });
        let due = |limit| rig.read(|tx| reminders::due(tx, BOT, 50, limit));
        assert_eq!(due(9), [2, 1]);
        assert_eq!(due(1), [2]);
        rig.write(|tx| reminders::set(tx, BOT, 2, &at(None)));
        assert_eq!(due(9), [1]);
        let kept = rig.read(|tx| reminders::of(tx, BOT, 1));
        assert_eq!(kept, Some(at(Some(50))));
        assert_eq!(rig.read(|tx| reminders::of(tx, BOT, 9)), None);
        rig.read(|tx| reminders::bots_of(tx, 2))
    });
}
