//! Everything the store is asked per update, per message, or every few seconds: whose plans must stay flat.

use spinbot::event::Sender;
use spinbot::lang::Lang;
use spinbot::store::inbox::{Arrival, Kind as Arrived};
use spinbot::store::outbox::Lane;
use spinbot::store::people;
use spinbot::store::reminders::{self, Reminder};
use spinbot::store::sessions::{self, End, Key, Progress};
use spinbot::store::trainings;
use spinbot::store::turns;
use spinbot::store::{Error, Tx, bots, chats, inbox, jobs, leaders, outbox};

use crate::rig::BOT;

pub type Query = fn(&mut Tx, i64) -> Result<(), Error>;

/// By name; the number is new with every call.
pub const HOT: &[(&str, Query)] = &[
    ("chats::lock", |tx, n| {
        chats::lock(tx, BOT, 1 + n % 9).map(|_| ())
    }),
    ("chats::raise_screen", |tx, n| {
        chats::lock(tx, BOT, 1 + n % 9).and_then(|mut chat| chats::raise_screen(tx, &mut chat))
    }),
    ("chats::wait_for", |tx, n| {
        chats::lock(tx, BOT, 1 + n % 9).and_then(|mut chat| chats::wait_for(tx, &mut chat, None))
    }),
    ("chats::park", |tx, n| chats::park(tx, BOT, 1 + n % 9, 0)),
    ("chats::set_reachable", |tx, n| {
        chats::set_reachable(tx, BOT, 1 + n % 9, true)
    }),
    ("chats::migrate", |tx, n| {
        chats::migrate(tx, BOT, -n, -1_000 - n)
    }),
    ("inbox::store", |tx, n| {
        let arrival = |at| Arrival {
            chat_id: at,
            kind: Arrived::Update,
            key_a: 10_000_000 + 100 * n + at,
            key_b: 0,
            body: "{}".into(),
            aside: None,
        };
        inbox::store(tx, BOT, 0, &(0..85).map(arrival).collect::<Vec<_>>()).map(|_| ())
    }),
    ("inbox::oldest_open", |tx, n| {
        inbox::oldest_open(tx, BOT, 1 + n % 9, None).map(|_| ())
    }),
    ("inbox::oldest_open, waiting", |tx, n| {
        inbox::oldest_open(tx, BOT, 1 + n % 9, Some((n, 0))).map(|_| ())
    }),
    ("inbox::done", |tx, n| inbox::done(tx, BOT, n, 1)),
    ("inbox::count_attempt", |tx, n| {
        inbox::count_attempt(tx, BOT, n).map(|_| ())
    }),
    ("inbox::set_aside", |tx, n| {
        inbox::set_aside(tx, BOT, n, "why", 1)
    }),
    ("inbox::chats_with_work", |tx, _| {
        inbox::chats_with_work(tx, BOT, i64::MAX, 1_000).map(|_| ())
    }),
    ("inbox::waiting", |tx, _| {
        inbox::waiting(tx, BOT).map(|_| ())
    }),
    ("inbox::count_aside", |tx, _| {
        inbox::count_aside(tx, BOT).map(|_| ())
    }),
    ("inbox::list_aside", |tx, _| {
        inbox::list_aside(tx, BOT, 1_000).map(|_| ())
    }),
    ("inbox::chat_of_aside", |tx, n| {
        inbox::chat_of_aside(tx, BOT, n).map(|_| ())
    }),
    ("inbox::replay", |tx, n| {
        inbox::replay(tx, BOT, n, 0).map(|_| ())
    }),
    ("inbox::prune", |tx, n| {
        inbox::prune(tx, BOT, 50 * n, 50).map(|_| ())
    }),
    ("outbox::store", |tx, n| {
        outbox::store(
            tx,
            BOT,
            10_000_000 + n,
            1,
            0,
            &[(Lane::Live, "{}".into()), (Lane::Live, "{}".into())],
        )
    }),
    ("outbox::unsent", |tx, n| {
        outbox::unsent(tx, BOT, &[1 + n % 9]).map(|_| ())
    }),
    ("outbox::chats_with_unsent", |tx, _| {
        outbox::chats_with_unsent(tx, BOT, 1_000).map(|_| ())
    }),
    ("outbox::claim", |tx, n| {
        outbox::claim(
            tx,
            BOT,
            &(0..43).map(|at| (100 * n + at, 0)).collect::<Vec<_>>(),
        )
    }),
    ("outbox::release", |tx, n| {
        outbox::release(tx, BOT, &[(n, 0)])
    }),
    ("outbox::sent", |tx, n| {
        outbox::sent(
            tx,
            BOT,
            1,
            &(0..43).map(|at| (100 * n + at, 0)).collect::<Vec<_>>(),
        )
    }),
    ("outbox::count_uncertain", |tx, n| {
        outbox::count_uncertain(tx, BOT, (n, 0))
    }),
    ("outbox::failed", |tx, n| {
        outbox::failed(tx, BOT, 1, (n, 0), "why")
    }),
    ("outbox::failed_chat", |tx, n| {
        outbox::failed_chat(tx, BOT, 1, 1 + n % 9, "why").map(|_| ())
    }),
    ("outbox::waiting", |tx, _| {
        outbox::waiting(tx, BOT).map(|_| ())
    }),
    ("outbox::prune", |tx, n| {
        outbox::prune(tx, BOT, 50 * n, 50).map(|_| ())
    }),
    ("jobs::store", |tx, n| {
        jobs::store(tx, BOT, (10_000_000 + n, 0), 1, n, "slow", "{}")
    }),
    ("jobs::due", |tx, n| jobs::due(tx, BOT, n, 4, 1).map(|_| ())),
    ("jobs::claim", |tx, n| {
        jobs::claim(tx, BOT, n, n + 1, 4, 32).map(|_| ())
    }),
    ("jobs::prolong", |tx, n| {
        jobs::prolong(tx, BOT, (n, 0), 1, 5).map(|_| ())
    }),
    ("jobs::end", |tx, n| {
        jobs::end(tx, BOT, (n, 0), 1, 5, None).map(|_| ())
    }),
    ("jobs::waiting", |tx, _| jobs::waiting(tx, BOT).map(|_| ())),
    ("jobs::prune", |tx, n| {
        jobs::prune(tx, BOT, 50 * n, 50).map(|_| ())
    }),
    ("bots::take_numbers", |tx, _| {
        bots::take_numbers(tx, BOT, 1).map(|_| ())
    }),
    ("bots::park", |tx, _| bots::park(tx, BOT, 0)),
    ("bots::parked_until", |tx, _| {
        bots::parked_until(tx, BOT).map(|_| ())
    }),
    ("people::meet", |tx, n| {
        let sender = Sender {
            id: n,
            name: "новое имя".into(),
            username: String::new(),
            language: None,
        };
        people::meet(tx, BOT, &sender, n).map(|_| ())
    }),
    ("people::names", |tx, n| people::names(tx, n).map(|_| ())),
    ("people::lang", |tx, n| people::lang(tx, n).map(|_| ())),
    ("sessions::insert", |tx, n| {
        sessions::insert(
            tx,
            Key {
                number: 1_000 + n,
                ..key(n)
            },
            Lang::Ru,
            1,
            1,
            "{}",
        )
    }),
    ("sessions::update", |tx, n| {
        sessions::update(
            tx,
            key(n),
            Progress {
                turns: 1,
                questions: 1,
                clarity: 1,
            },
            1,
            "{}",
        )
    }),
    ("sessions::close", |tx, n| {
        sessions::close(tx, key(n), End::Finished, 1, "{}")
    }),
    ("sessions::ended", |tx, n| {
        sessions::ended(tx, key(n)).map(|_| ())
    }),
    ("sessions::last", |tx, n| {
        sessions::last(tx, n, BOT).map(|_| ())
    }),
    ("sessions::touch", |tx, n| sessions::touch(tx, key(n), 1)),
    ("chats::ask", |tx, n| {
        chats::lock(tx, BOT, 1 + n % 9).and_then(|mut chat| chats::ask(tx, &mut chat, None))
    }),
    ("reminders::due", |tx, n| {
        reminders::due(tx, BOT, n, 50).map(|_| ())
    }),
    ("reminders::of", |tx, n| {
        reminders::of(tx, BOT, n).map(|_| ())
    }),
    ("reminders::bots_of", |tx, n| {
        reminders::bots_of(tx, n).map(|_| ())
    }),
    ("reminders::set", |tx, n| {
        let reminder = Reminder {
            days: 1,
            hour: 10,
            quiet_from: 22,
            quiet_to: 8,
            next_at: Some(n),
            sent_at: None,
            lang: Lang::Ru,
        };
        reminders::set(tx, BOT, n, &reminder)
    }),
    ("people::choices", |tx, n| {
        people::choices(tx, n).map(|_| ())
    }),
    ("turns::of_session", |tx, n| {
        turns::of_session(tx, key(n)).map(|_| ())
    }),
    ("turns::one", |tx, n| turns::one(tx, key(n), 1).map(|_| ())),
    ("trainings::totals", |tx, n| {
        trainings::totals(tx, n, BOT).map(|_| ())
    }),
    ("leaders::current", |tx, _| {
        leaders::current(tx, BOT).map(|_| ())
    }),
    ("leaders::beat", |tx, _| {
        leaders::beat(tx, BOT, "a", 1).map(|_| ())
    }),
];

/// The one session of person `n`.
fn key(n: i64) -> Key<'static> {
    Key {
        person: n,
        bot: BOT,
        number: 1,
    }
}
