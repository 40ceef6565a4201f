//! What an outbox row holds: a reply to show, or the answer to a pressed button.

use serde::{Deserialize, Serialize};

use crate::reply::Reply;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outgoing {
    Show(Reply),
    AnswerCallback { id: String, text: Option<String> },
}

impl Outgoing {
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain data becomes JSON")
    }

    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text)
            .map_err(|error| format!("not an outgoing message: {:?}", error.classify()))
    }
}
