//! Answers Telegram's question whether a payment may go through, within its ten seconds: on a thread of its own, before
//! the batch that brought it is stored, and without the database.
//!
//! Nothing is for sale yet, so every question is answered with a kind no: an old or forged invoice takes nobody's money.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use serde::Deserialize;

use crate::bot::Bot;
use crate::lang::Lang;
use crate::process::Process;

/// The way to the lane, for the poller.
pub struct Checkout(Sender<Question>);

struct Question {
    id: String,
    lang: Option<Lang>,
}

impl Checkout {
    /// Starts the lane's thread; it ends with the poller.
    pub fn start(process: Arc<Process>, bot: Arc<Bot>, default: Lang) -> std::io::Result<Self> {
        let (sender, questions) = channel::<Question>();
        let work = move || {
            for question in questions {
                let reason = bot.not_for_sale(question.lang.unwrap_or(default));
                if let Err(error) = process.client.refuse_checkout(&question.id, &reason) {
                    log::warn!("checkout: a question stays without an answer: {error}");
                }
            }
        };
        thread::Builder::new().name("checkout".into()).spawn(work)?;
        Ok(Self(sender))
    }

    /// Takes an update into the lane if it is such a question.
    pub fn take(&self, raw: &str) {
        if let Some(question) = question(raw) {
            // A closed lane means that we are stopping.
            let _ = self.0.send(question);
        }
    }
}

fn question(raw: &str) -> Option<Question> {
    #[derive(Deserialize)]
    struct Update {
        pre_checkout_query: Query,
    }
    #[derive(Deserialize)]
    struct Query {
        id: String,
        from: From,
    }
    #[derive(Deserialize)]
    struct From {
        language_code: Option<String>,
    }
    // Almost no update is one: a look at the text is cheaper than reading it.
    if !raw.contains("\"pre_checkout_query\"") {
        return None;
    }
    let update: Update = serde_json::from_str(raw).ok()?;
    let language = update.pre_checkout_query.from.language_code;
    Some(Question {
        id: update.pre_checkout_query.id,
        lang: language.as_deref().and_then(Lang::parse),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_question_before_a_payment_is_taken() {
        let raw = r#"{"update_id":1,"pre_checkout_query":{"id":"q","from":{"id":7,"language_code":"en"}}}"#;
        let question = question(raw).expect("a question");
        assert_eq!((question.id.as_str(), question.lang), ("q", Some(Lang::En)));
        let said = r#"{"update_id":1,"message":{"text":"\"pre_checkout_query\""}}"#;
        assert!(super::question(said).is_none());
    }
}
