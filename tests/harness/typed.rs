//! What the fake says is what the Bot API says: every object it makes decodes into a typed library's structures.

use frankenstein::response::MethodResponse;
use frankenstein::types::{ChatMember, Message, User};
use frankenstein::updates::{Update, WebhookInfo};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::client::Client;
use crate::support::telegram::Telegram;

#[test]
fn every_update_that_people_cause_decodes() {
    let telegram = Telegram::start();
    let angle = telegram.angle().speaking("en");
    angle.says("/start ref_1");
    angle.edits("/start");
    angle.sends_photo();
    angle.sends_voice();
    angle.sends_document("case.toml");
    let sent = send(&telegram, angle.id);
    angle.presses("Go");
    angle.presses_on(sent.message_id.into(), "old");
    angle.presses_on(999, "gone");
    angle.checks_out("month:1004", "XTR", 150);
    angle.has_paid("month:1004", "XTR", 150, "charge-1");
    angle.blocks();
    angle.unblocks();
    let group = telegram.anna().in_group(-100_777, "Отдел продаж");
    group.says("@spin_test_bot привет");
    let updates = telegram.updates();
    assert_eq!(updates.len(), 13);
    for record in updates {
        let update: Update = serde_json::from_str(&record.raw)
            .unwrap_or_else(|error| panic!("{error}: {}", record.raw));
        assert_eq!(i64::from(update.update_id), record.id);
    }
}

#[test]
fn every_answer_decodes() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    send(&telegram, anna.id);
    check::<User>(&telegram, "getMe", json!({}));
    check::<WebhookInfo>(&telegram, "getWebhookInfo", json!({}));
    let asked = json!({"chat_id": "@spin_club", "user_id": anna.id});
    for status in ["left", "member"] {
        telegram.set_member("@spin_club", anna.id, status);
        check::<ChatMember>(&telegram, "getChatMember", asked.clone());
    }
    let file = json!({"chat_id": anna.id, "photo": "file-1", "caption": "Карта"});
    let photo = check::<Message>(&telegram, "sendPhoto", file);
    let edit = json!({"chat_id": anna.id, "message_id": photo.message_id, "caption": "Другая"});
    check::<Message>(&telegram, "editMessageCaption", edit);
    let file = json!({"chat_id": anna.id, "document": "file-1"});
    check::<Message>(&telegram, "sendDocument", file);
}

fn send(telegram: &Telegram, chat: i64) -> Message {
    let keyboard = json!({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}, {"text": "Site", "url": "https://example.org"}]]});
    let parameters = json!({"chat_id": chat, "text": "Hello", "reply_markup": keyboard});
    check(telegram, "sendMessage", parameters)
}

#[track_caller]
fn check<T: DeserializeOwned>(telegram: &Telegram, method: &str, parameters: Value) -> T {
    let reply = Client::of(telegram).call(method, parameters);
    let decoded = serde_json::from_str::<MethodResponse<T>>(&reply.body);
    decoded
        .unwrap_or_else(|error| panic!("{method}: {error}: {}", reply.body))
        .result
}
