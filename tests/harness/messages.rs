//! What a message may hold and what becomes of it: the live server's checks, the chat as people see it, the effect log.

use serde_json::{Value, json};

use crate::client::Client;
use crate::support::telegram::Telegram;

/// Sends a text to Anna and gives the refusal, or "" if it was taken.
#[track_caller]
fn check_html(text: &str, refusal: &str) {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let parameters = json!({"chat_id": anna.id, "text": text, "parse_mode": "HTML"});
    let reply = Client::of(&telegram).call("sendMessage", parameters);
    let description = reply.description();
    if refusal.is_empty() {
        assert_eq!(reply.status, 200, "{text}: {description}");
    } else {
        assert_eq!(reply.status, 400, "{text}");
        assert!(description.contains(refusal), "{text}: {description}");
    }
}

#[test]
fn html_is_checked_as_telegram_does() {
    check_html("<b>Жирно</b> &lt;b&gt; &amp; &#128578;", "");
    check_html(
        "<b><i>a</i></b><a href=\"https://example.org/?a=1\">b</a><tg-spoiler>c</tg-spoiler>",
        "",
    );
    check_html(
        "<blockquote expandable>a</blockquote><code class=\"language-rust\">b</code>",
        "",
    );
    check_html(
        "<b>a",
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    );
    check_html("a</b>", "can't parse entities: Unexpected end tag");
    check_html("<b>a</i>", "can't parse entities: Unmatched end tag");
    check_html(
        "<div>a</div>",
        "can't parse entities: Unsupported start tag \"div\"",
    );
    check_html("1 < 2", "can't parse entities: Unclosed start tag");
    check_html(
        "a < b > c",
        "can't parse entities: Unsupported start tag \"\"",
    );
    check_html("R&D", "can't parse entities: Unescaped \"&\"");
    check_html("&nbsp;", "can't parse entities");
    check_html("<b> </b>", "message text is empty");
}

#[test]
fn length_counts_utf16_units_after_parsing() {
    check_html(&format!("<b>{}</b>", "я".repeat(4096)), "");
    check_html(&"&lt;".repeat(4096), "");
    check_html(&"😀".repeat(2048), "");
    check_html(&"😀".repeat(2049), "message is too long");
    check_html(&"я".repeat(4097), "message is too long");
}

#[test]
fn button_data_is_limited_in_bytes() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let mut client = Client::of(&telegram);
    let mut send = |data: &str| {
        let keyboard = json!({"inline_keyboard": [[{"text": "Да", "callback_data": data}]]});
        client.call(
            "sendMessage",
            json!({"chat_id": anna.id, "text": "?", "reply_markup": keyboard}),
        )
    };
    assert_eq!(send(&"я".repeat(32)).status, 200);
    assert_eq!(
        send(&"я".repeat(33)).description(),
        "Bad Request: BUTTON_DATA_INVALID"
    );
}

#[test]
fn edits_are_applied_and_refused_as_telegram_does() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let mut client = Client::of(&telegram);
    let sent = client.result("sendMessage", json!({"chat_id": anna.id, "text": "раз"}));
    let edit = json!({"chat_id": anna.id, "message_id": sent["message_id"], "text": "два"});
    client.result("editMessageText", edit.clone());
    assert_eq!(anna.messages()[0].text, "два");
    assert_eq!(anna.messages()[0].edits, 1);
    let again = client.call("editMessageText", edit);
    assert!(
        again
            .description()
            .starts_with("Bad Request: message is not modified")
    );
    let lost = client.call(
        "editMessageText",
        json!({"chat_id": anna.id, "message_id": 999, "text": "три"}),
    );
    assert_eq!(lost.description(), "Bad Request: message to edit not found");
    client.result(
        "deleteMessage",
        json!({"chat_id": anna.id, "message_id": sent["message_id"]}),
    );
    assert!(anna.messages().is_empty());
}

#[test]
fn unknown_chats_blocked_ones_and_unknown_methods_are_refused() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let mut client = Client::of(&telegram);
    let stranger = client.call("sendMessage", json!({"chat_id": 5, "text": "?"}));
    assert_eq!(stranger.description(), "Bad Request: chat not found");
    anna.blocks();
    let blocked = client.call("sendMessage", json!({"chat_id": anna.id, "text": "?"}));
    assert_eq!(
        (blocked.status, blocked.description().as_str()),
        (403, "Forbidden: bot was blocked by the user")
    );
    let update = client.result("getUpdates", json!({}));
    assert_eq!(
        update[0]["my_chat_member"]["new_chat_member"]["status"],
        "kicked"
    );
    anna.unblocks();
    client.result("sendMessage", json!({"chat_id": anna.id, "text": "?"}));
    assert_eq!(client.call("makeCoffee", json!({})).status, 404);
}

#[test]
fn a_wrong_token_is_401_and_garbage_is_404() {
    let telegram = Telegram::start();
    let mut client = Client::of(&telegram);
    let wrong = client.get("/bot123:AAxx/getMe");
    assert_eq!(
        (wrong.status, wrong.description().as_str()),
        (401, "Unauthorized")
    );
    assert_eq!(client.get("/botgarbage/getMe").status, 404);
    let right = client.get(&format!("/bot{}/getMe", telegram.token()));
    assert_eq!(right.json()["result"]["is_bot"], true);
    telegram.revokes_token(true);
    assert_eq!(client.call("getMe", json!({})).status, 401);
}

#[test]
fn parameters_come_as_query_form_or_multipart_in_chunks() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let mut client = Client::of(&telegram);
    let path = format!("/bot{}/sendMessage", telegram.token());
    assert_eq!(
        client
            .get(&format!("{path}?chat_id=1001&text=%D0%B4%D0%B0+1"))
            .status,
        200
    );
    assert_eq!(
        client
            .post(
                &path,
                "application/x-www-form-urlencoded",
                b"chat_id=1001&text=two"
            )
            .status,
        200
    );

    let part = |name: &str, value: &str| {
        format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = part("chat_id", "1001")
        + &part("caption", "<b>Карта</b>")
        + &part("parse_mode", "HTML")
        + &part(
            "reply_markup",
            r#"{"inline_keyboard":[[{"text":"Ещё","callback_data":"m"}]]}"#,
        )
        + "--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"map.png\"\r\n\
           Content-Type: image/png\r\n\r\n0123\r\n456789\r\n--XX--\r\n";
    let (one, two) = body.split_at(300);
    let request = format!(
        "POST /bot{}/sendPhoto HTTP/1.1\r\nHost: fake\r\ncontent-type: multipart/form-data; boundary=XX\r\n\
         Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:X}\r\n{two}\r\n0\r\n\r\n",
        telegram.token(),
        one.len(),
        two.len(),
    );
    assert_eq!(client.send(request.as_bytes()).status, 200);

    let messages = anna.messages();
    assert_eq!(messages[0].text, "да 1");
    assert_eq!(messages[1].text, "two");
    assert_eq!(
        (messages[2].kind, messages[2].text.as_str()),
        (Some("photo"), "Карта")
    );
    assert_eq!(messages[2].buttons[0][0].label, "Ещё");
    let call = &telegram.calls("sendPhoto")[0];
    assert_eq!(
        (call.files[0].name.as_str(), call.files[0].bytes.len()),
        ("map.png", 12)
    );
}

#[test]
fn people_press_what_they_see_and_see_the_answer() {
    let telegram = Telegram::start();
    let anna = telegram.anna();
    let mut client = Client::of(&telegram);
    let keyboard =
        json!({"inline_keyboard": [[{"text": "▶ Начать тренировку", "callback_data": "train:1"}]]});
    let text = json!({"chat_id": anna.id, "text": "Добро пожаловать", "reply_markup": keyboard});
    let sent = client.result("sendMessage", text);
    anna.waits_for_text("Добро");
    let press = anna.presses("Начать тренировку");
    let update = client.result("getUpdates", json!({"timeout": 5}));
    let query = &update[0]["callback_query"];
    assert_eq!(
        (&query["data"], &query["id"]),
        (&json!("train:1"), &json!(press.query))
    );
    assert_eq!(query["message"]["message_id"], sent["message_id"]);
    assert_eq!(query["from"]["first_name"], "Анна");
    assert_eq!(telegram.unanswered(), 1);
    client.result(
        "answerCallbackQuery",
        json!({"callback_query_id": press.query, "text": "Поехали"}),
    );
    assert_eq!(anna.waits_for_answer(&press)["text"], "Поехали");
    assert_eq!(telegram.unanswered(), 0);
}

#[test]
fn the_log_keeps_what_was_said_as_people_see_it() {
    let telegram = Telegram::start();
    let odd = telegram.angle();
    odd.says("/start");
    let mut client = Client::of(&telegram);
    let name = client.result("getUpdates", json!({}))[0]["message"]["from"]["first_name"].clone();
    assert_eq!(name, Value::from("<b>&"));
    let text = "Здравствуйте, &lt;b&gt;&amp;!";
    client.result(
        "sendMessage",
        json!({"chat_id": odd.id, "text": text, "parse_mode": "HTML"}),
    );
    let log = telegram.log();
    let said: Vec<_> = log.effects_in(odd.id).collect();
    assert_eq!(said[0].plain.as_deref(), Some("Здравствуйте, <b>&!"));
    assert_eq!(said[0].text.as_deref(), Some(text));
    log.assert_well_formed();
}
