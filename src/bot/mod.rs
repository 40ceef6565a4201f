//! stub
use crate::event::{Event, EventKind};
use crate::lang::Lang;
use crate::reply::{Kind, Outcome, Reply};
use crate::store::Tx;
use crate::store::chats::Chat;
pub struct Settings {
    pub name: String,
    pub lang: Lang,
    pub contact: Option<String>,
    pub time_zone: String,
    pub username: Option<String>,
}
pub struct Bot {
    settings: Settings,
}
pub struct Moment {
    pub now: i64,
    pub seed: u64,
    pub with_truth: bool,
}
impl Bot {
    pub fn new(settings: Settings) -> anyhow::Result<Bot> {
        Ok(Bot { settings })
    }
    pub fn lang(&self) -> Lang {
        self.settings.lang
    }
    pub fn handle(
        &self,
        _: &mut Tx,
        _: &mut Chat,
        event: &Event,
        _: &Moment,
    ) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::default();
        if let EventKind::Text { text, .. } = &event.kind {
            if text == "boom" {
                panic!("boom")
            }
            outcome.replies.push(Reply {
                kind: Kind::Notice,
                text: text.replace('<', "&lt;"),
                buttons: vec![],
                edit: None,
                data: serde_json::Value::Null,
            });
        }
        Ok(outcome)
    }
    pub fn apology(&self, _: &mut Tx, _: i64) -> Reply {
        Reply {
            kind: Kind::Notice,
            text: "sorry".into(),
            buttons: vec![],
            edit: None,
            data: serde_json::Value::Null,
        }
    }
    pub fn commands(&self, _: Lang) -> Vec<(String, String)> {
        vec![]
    }
}
