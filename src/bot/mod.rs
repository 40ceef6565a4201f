//! What the bot does: an event becomes changes in the database, replies and jobs. One file per thing a user does.
//!
//! A handler gets a transaction and pushes replies. It never opens a transaction, sends, or asks the clock: time and
//! seed come with the event, so that the same row handled again says the same.

mod buttons;
mod cities;
mod commands;
mod feedback;
mod history;
mod keepsake;
mod map;
mod options;
mod pages;
mod pictures;
mod privacy;
mod progress;
mod reminders;
mod report;
mod result;
mod returning;
mod settings;
mod training;
mod turn;
mod zones;

use anyhow::Context;

use crate::attachment::Attachment;
use crate::engine::{Engine, Pack, State};
use crate::event::{ChatKind, Event, EventKind, Sender};
use crate::lang::Lang;
use crate::reply::{Button, Kind, Outcome, Profile, Reply, plain};
use crate::store::Tx;
use crate::store::chats::Chat;
use crate::store::people::{self, Person};
use crate::store::sessions::{Key, Session};
use crate::text::{Args, Texts, Voice};

/// What the operator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which bot's data this is.
    pub name: String,
    /// Spoken to people whose language is not known or not ours.
    pub lang: Lang,
    /// How to reach the operator.
    pub contact: Option<String>,
    /// A person's time zone until they set one.
    pub time_zone: String,
    /// The bot's own name in Telegram, without the `@`.
    pub username: Option<String>,
}

/// The bot, without anything that remembers: shared by all threads.
pub struct Bot {
    settings: Settings,
    engine: Engine,
    texts: Texts,
}

/// When an event came in, and what chance it is given.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Epoch milliseconds.
    pub now: i64,
    pub seed: u64,
    /// Whether `Reply::data` is filled.
    pub with_truth: bool,
}

impl Bot {
    /// With the built-in training.
    pub fn new(settings: Settings) -> anyhow::Result<Self> {
        Self::with_engine(settings, Engine::built_in())
    }

    pub fn with_engine(settings: Settings, engine: Engine) -> anyhow::Result<Self> {
        Ok(Self {
            settings,
            engine,
            texts: Texts::built_in().context("the built-in texts")?,
        })
    }

    /// Makes the training ready, so that no update has to wait for it inside its transaction.
    pub fn warm_up(&self) {
        self.engine.warm_up();
    }

    /// Handles one event inside `tx`, which holds the lock of `chat`.
    pub fn handle(
        &self,
        tx: &mut Tx,
        chat: &mut Chat,
        event: &Event,
        moment: &Moment,
    ) -> anyhow::Result<Outcome> {
        let Some(sender) = &event.sender else {
            return Ok(Outcome::default());
        };
        match event.chat_kind {
            ChatKind::Channel => Ok(Outcome::default()),
            ChatKind::Group => Ok(self.point_to_private(sender, &event.kind)),
            ChatKind::Private => self.talk(tx, chat, sender, &event.kind, moment),
        }
    }

    /// For an update that could not be handled and was set aside.
    pub fn apology(&self, lang: Lang) -> Reply {
        notice(self.texts.voice(lang).say("apology"))
    }

    /// Why a payment does not go through.
    pub fn not_for_sale(&self, lang: Lang) -> String {
        plain(&self.texts.voice(lang).say("not-for-sale"))
    }

    /// What Telegram shows of the bot in a language.
    pub fn profile(&self, lang: Lang) -> Profile {
        let voice = self.texts.voice(lang);
        Profile {
            commands: commands::menu(voice),
            name: plain(&voice.say("profile-name")),
            description: plain(&voice.say("profile-description")),
            short_description: plain(&voice.say("profile-short")),
        }
    }

    fn talk(
        &self,
        tx: &mut Tx,
        chat: &mut Chat,
        sender: &Sender,
        kind: &EventKind,
        moment: &Moment,
    ) -> anyhow::Result<Outcome> {
        if !matches!(
            kind,
            EventKind::Text { .. } | EventKind::Press { .. } | EventKind::Media { .. }
        ) {
            return Ok(Outcome::default());
        }
        let (person, session) = people::meet(tx, &chat.bot, sender, moment.now)?;
        let lang = person.lang.unwrap_or_else(|| self.lang_of(sender));
        let mut visit = Visit {
            bot: self,
            tx,
            chat,
            moment,
            session,
            voice: self.texts.voice(lang),
            pressed: None,
            out: Outcome::default(),
            person,
        };
        if visit.person.is_new {
            returning::renumber(&mut visit)?;
        }
        match kind {
            EventKind::Text { text, .. } => commands::text(&mut visit, text)?,
            EventKind::Press { data, message_id } => buttons::press(&mut visit, data, *message_id)?,
            _ => pages::media(&mut visit),
        }
        Ok(visit.out)
    }

    fn point_to_private(&self, sender: &Sender, kind: &EventKind) -> Outcome {
        let voice = self.texts.voice(self.lang_of(sender));
        let mut outcome = Outcome::default();
        match kind {
            EventKind::Text {
                addressed: true, ..
            }
            | EventKind::Media {
                addressed: true, ..
            } => {
                let username = self.settings.username.as_deref();
                let args = Args::new().text_or_none("username", username);
                outcome
                    .replies
                    .push(notice(voice.with("group-pointer", &args)));
            }
            EventKind::Press { .. } => outcome.toast = Some(voice.say("toast-wrong")),
            _ => {}
        }
        outcome
    }

    fn lang_of(&self, sender: &Sender) -> Lang {
        let told = sender.language.as_deref().and_then(Lang::parse);
        told.unwrap_or(self.settings.lang)
    }
}

/// One event of one person in their private chat, being handled.
struct Visit<'a, 'tx> {
    bot: &'a Bot,
    tx: &'a mut Tx<'tx>,
    chat: &'a mut Chat,
    moment: &'a Moment,
    person: Person,
    /// The latest one, open or ended.
    session: Option<Session>,
    voice: Voice<'a>,
    /// The message whose button was pressed.
    pressed: Option<i64>,
    out: Outcome,
}

impl Visit<'_, '_> {
    /// Number and state of the call under way.
    fn call(&self) -> Option<(i64, State)> {
        let session = self.session.as_ref().filter(|session| session.is_open)?;
        Some((session.number, self.bot.engine.restore(&session.engine)?))
    }

    /// Whether a button belongs to the call under way; the person is told if it does not.
    fn is_of_this_call(&mut self, argument: &str) -> bool {
        let current = self.call().map(|(number, _)| number.to_string());
        let is_this = current.as_deref() == Some(argument);
        if !is_this {
            self.toast("toast-old");
        }
        is_this
    }

    fn push(&mut self, kind: Kind, text: String, buttons: Vec<Vec<Button>>) -> &mut Reply {
        self.out.replies.push(Reply {
            kind,
            text,
            buttons,
            edit: None,
            attachment: None,
            data: serde_json::Value::Object(serde_json::Map::new()),
        });
        self.out.replies.last_mut().expect("pushed one line above")
    }

    /// A notice that takes the place of the pressed message, if one was pressed.
    fn page(&mut self, kind: Kind, text: String, buttons: Vec<Vec<Button>>) -> &mut Reply {
        let edit = self.pressed;
        let reply = self.push(kind, text, buttons);
        reply.edit = edit;
        reply
    }

    /// A message with a picture or a file: always one of its own.
    fn attach(&mut self, kind: Kind, caption: String, attachment: Attachment) -> &mut Reply {
        let reply = self.push(kind, caption, Vec::new());
        reply.attachment = Some(attachment);
        reply
    }

    /// The training that this person's next call is played with.
    fn pack(&self) -> &Pack {
        let chosen = self.person.training.as_deref();
        self.bot.engine.pack(self.voice.lang, chosen)
    }

    /// The way into a call, where none is under way.
    fn start_button(&self) -> Vec<Vec<Button>> {
        match self.call() {
            Some(_) => Vec::new(),
            None => vec![vec![self.button("button-train", "train", "-")]],
        }
    }

    /// A button with words that come from a pack.
    fn labelled(&self, label: &str, action: &str, argument: &str) -> Button {
        Button {
            label: label.to_owned(),
            data: format!("{action}:{argument}:{}", self.chat.screen),
        }
    }

    /// A button that carries an action, its argument and the screen in force.
    fn button(&self, label: &str, action: &str, argument: &str) -> Button {
        self.labelled(&self.voice.say(label), action, argument)
    }
}

/// The key of one of the visitor's sessions.
fn key<'k>(person: &Person, chat: &'k Chat, number: i64) -> Key<'k> {
    Key {
        person: person.id,
        bot: &chat.bot,
        number,
    }
}

fn notice(text: String) -> Reply {
    Reply {
        kind: Kind::Notice,
        text,
        buttons: Vec::new(),
        edit: None,
        attachment: None,
        data: serde_json::Value::Object(serde_json::Map::new()),
    }
}
