//! A bot on a database in memory, and two people who use it.

use spinbot::bot::{Bot, Moment, Settings};
use spinbot::event::{ChatKind, Event, EventKind, Sender};
use spinbot::lang::Lang;
use spinbot::reply::{Button, Kind, Outcome};
use spinbot::store::{DatabaseUrl, Db, chats};

pub const ANNA: i64 = 1001;
pub const BORIS: i64 = 1002;
pub const DAY: i64 = 24 * 3_600_000;

pub struct Rig {
    pub db: Db,
    pub bot: Bot,
    pub now: i64,
}

impl Rig {
    pub fn new() -> Self {
        let db = Db::open(&DatabaseUrl::SqliteMemory, 1).unwrap();
        db.migrate().unwrap();
        let settings = Settings {
            name: "spin_bot".to_owned(),
            lang: Lang::Ru,
            contact: None,
            time_zone: "Europe/Moscow".to_owned(),
            username: Some("spin_bot".to_owned()),
        };
        let bot = Bot::new(settings).unwrap();
        Self {
            db,
            bot,
            now: 1_735_722_000_000,
        }
    }

    pub fn event(&mut self, event: &Event) -> Outcome {
        self.now += 60_000;
        let seed = self.now.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let moment = Moment {
            now: self.now,
            seed,
            with_truth: true,
        };
        self.db
            .write(|tx| {
                let mut chat = chats::lock(tx, "spin_bot", event.chat_id)?;
                self.bot.handle(tx, &mut chat, event, &moment)
            })
            .unwrap()
    }

    pub fn private(&mut self, person: i64, kind: EventKind) -> Outcome {
        let sender = sender(person);
        self.event(&Event {
            chat_id: person,
            chat_kind: ChatKind::Private,
            sender: Some(sender),
            kind,
        })
    }

    pub fn say(&mut self, person: i64, text: &str) -> Outcome {
        self.private(
            person,
            EventKind::Text {
                text: text.to_owned(),
                addressed: true,
            },
        )
    }

    pub fn press(&mut self, person: i64, data: &str) -> Outcome {
        self.private(
            person,
            EventKind::Press {
                data: data.to_owned(),
                message_id: 7,
            },
        )
    }
}

pub fn sender(id: i64) -> Sender {
    Sender {
        id,
        name: "Anna <b>&".to_owned(),
        username: "anna".to_owned(),
        language: Some("ru".to_owned()),
    }
}

pub fn buttons(outcome: &Outcome) -> Vec<Button> {
    outcome
        .replies
        .iter()
        .flat_map(|reply| reply.buttons.concat())
        .collect()
}

/// The button with this action.
pub fn button(outcome: &Outcome, action: &str) -> String {
    let found = buttons(outcome)
        .into_iter()
        .find(|button| button.data.starts_with(action));
    found
        .unwrap_or_else(|| panic!("no {action} in {outcome:?}"))
        .data
}

pub fn kinds(outcome: &Outcome) -> Vec<Kind> {
    outcome.replies.iter().map(|reply| reply.kind).collect()
}

pub fn changes_nothing(outcome: &Outcome) -> bool {
    outcome.replies.is_empty() && outcome.toast.is_some()
}
