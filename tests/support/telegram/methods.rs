//! The methods of the Bot API that the fake knows, as a table, with the live server's checks and words of refusal. A method
//! changes the state and fills in its line of the log; it never sleeps, waits or writes.

use std::time::Instant;

use serde_json::{Value, json};

use super::content::{MAX_CAPTION, Markup, Refusal, bad, parsed, read_markup, read_text, refusal};
use super::http::{Params, Upload};
use super::log::Call;
use super::state::{Message, State, unix_now};

const TOO_OLD: &str = "query is too old and response timeout expired or query ID is invalid";
const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the \
                            same as a current content and reply markup of the message";

pub type Outcome = Result<Value, Refusal>;
type Method = fn(&mut State, &Params, &mut Call) -> Outcome;

/// All methods but `getUpdates`, which waits and is therefore `server`'s.
const METHODS: &[(&str, Method)] = &[
    ("getMe", |state, _, _| Ok(state.bot.clone())),
    ("sendMessage", send_message),
    ("editMessageText", edit_text),
    ("editMessageCaption", edit_caption),
    ("editMessageReplyMarkup", edit_markup),
    ("editMessageMedia", edit_media),
    ("sendPhoto", |state, params, call| {
        send_file(state, params, call, "photo")
    }),
    ("sendDocument", |state, params, call| {
        send_file(state, params, call, "document")
    }),
    ("sendInvoice", send_invoice),
    ("sendChatAction", |state, _, call| {
        chat_of(state, call).map(|_| json!(true))
    }),
    ("deleteMessage", delete_message),
    ("answerCallbackQuery", |state, params, _| {
        answer_query(state, params, "callback_query_id")
    }),
    ("answerPreCheckoutQuery", |state, params, _| {
        answer_query(state, params, "pre_checkout_query_id")
    }),
    ("getChatMember", chat_member),
    ("getWebhookInfo", webhook_info),
    ("deleteWebhook", |state, _, _| {
        state.webhook = None;
        Ok(json!(true))
    }),
    ("setMyCommands", set_profile),
    ("setMyName", set_profile),
    ("setMyDescription", set_profile),
    ("setMyShortDescription", set_profile),
    ("getMyName", |state, params, _| {
        Ok(stands(state, params, "setMyName", "name"))
    }),
    ("getMyDescription", |state, params, _| {
        Ok(stands(state, params, "setMyDescription", "description"))
    }),
    ("getMyShortDescription", |state, params, _| {
        let field = "short_description";
        Ok(stands(state, params, "setMyShortDescription", field))
    }),
    ("setChatMenuButton", set_profile),
];

/// Runs a method by its name in any letter case.
pub fn run(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let known = METHODS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&call.method));
    match known {
        Some((name, method)) => {
            call.method = (*name).to_owned();
            method(state, params, call)
        }
        None => state
            .canned
            .get(&call.method)
            .cloned()
            .ok_or_else(|| refusal(404, "Not Found")),
    }
}

/// The chat the call is for, if the bot may write to it.
fn chat_of(state: &State, call: &Call) -> Result<i64, Refusal> {
    let id = call.chat.ok_or_else(|| bad("chat_id is empty"))?;
    let chat = state.chats.get(&id).ok_or_else(|| bad("chat not found"))?;
    match &chat.forbidden {
        Some(reason) => Err(refusal(403, reason)),
        None => Ok(id),
    }
}

fn send_message(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let plain = read_text(params, call, "text");
    let markup = read_markup(params, call);
    let chat = chat_of(state, call)?;
    post(state, chat, call, plain?, markup?, None, None)
}

fn send_file(state: &mut State, params: &Params, call: &mut Call, kind: &'static str) -> Outcome {
    let plain = read_text(params, call, "caption");
    let markup = read_markup(params, call);
    let chat = chat_of(state, call)?;
    let file = uploaded(params, kind, params.text(kind).as_deref());
    if file.is_none()
        && params
            .text(kind)
            .is_none_or(|id| id.is_empty() || id.starts_with("attach://"))
    {
        return Err(bad(&format!("there is no {kind} in the request")));
    }
    if file.as_ref().is_some_and(|file| file.bytes.is_empty()) {
        return Err(bad("file must be non-empty"));
    }
    post(state, chat, call, plain?, markup?, Some(kind), file)
}

fn send_invoice(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let markup = read_markup(params, call);
    let chat = chat_of(state, call)?;
    let title = params.text("title").unwrap_or_default();
    let payload = params.text("payload").unwrap_or_default();
    if payload.is_empty() || payload.len() > 128 {
        return Err(bad("INVOICE_PAYLOAD_INVALID"));
    }
    call.plain = Some(title.clone());
    post(state, chat, call, title, markup?, Some("invoice"), None)
}

/// The file in the form: in the field itself or where `attach://name` points.
fn uploaded(params: &Params, field: &str, reference: Option<&str>) -> Option<Upload> {
    let name = reference
        .and_then(|text| text.strip_prefix("attach://"))
        .unwrap_or(field);
    params.files.iter().find(|file| file.field == name).cloned()
}

fn post(
    state: &mut State,
    chat: i64,
    call: &mut Call,
    text: String,
    (buttons, keyboard): Markup,
    kind: Option<&'static str>,
    file: Option<Upload>,
) -> Outcome {
    let message = Message {
        id: state.next_message_id(),
        from_bot: true,
        text,
        html: call.text.clone().unwrap_or_default(),
        buttons,
        keyboard,
        kind,
        file,
        edits: 0,
        changed: state.next_change(),
        date: unix_now(),
    };
    call.message_id = Some(message.id);
    let object = state.message_object(chat, &message);
    if let Some(chat) = state.chats.get_mut(&chat) {
        chat.messages.push(message);
    }
    Ok(object)
}

fn edit_text(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let plain = read_text(params, call, "text");
    let markup = read_markup(params, call);
    let message = message_to_edit(state, params, call)?;
    if message.kind.is_some() {
        return Err(bad("there is no text in the message to edit"));
    }
    let html = call.text.clone().unwrap_or_default();
    change(
        state,
        call,
        Message {
            text: plain?,
            html,
            buttons: markup?.0,
            ..message
        },
    )
}

fn edit_caption(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let plain = read_text(params, call, "caption");
    let markup = read_markup(params, call);
    let message = message_to_edit(state, params, call)?;
    if message.kind.is_none() {
        return Err(bad("there is no caption in the message to edit"));
    }
    let html = call.text.clone().unwrap_or_default();
    change(
        state,
        call,
        Message {
            text: plain?,
            html,
            buttons: markup?.0,
            ..message
        },
    )
}

fn edit_markup(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let markup = read_markup(params, call);
    let message = message_to_edit(state, params, call)?;
    change(
        state,
        call,
        Message {
            buttons: markup?.0,
            ..message
        },
    )
}

fn edit_media(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let media = params
        .json("media")
        .ok_or_else(|| bad("can't parse InputMedia: no media"))?;
    let field = |name: &str| media[name].as_str().map(String::from);
    let caption = field("caption").unwrap_or_default();
    let plain = parsed(&caption, field("parse_mode").as_deref(), MAX_CAPTION);
    call.text = Some(caption.clone());
    call.plain = plain.clone().ok();
    let markup = read_markup(params, call);
    let message = message_to_edit(state, params, call)?;
    let kind = if media["type"] == "photo" {
        "photo"
    } else {
        "document"
    };
    let file = uploaded(params, kind, media["media"].as_str());
    if file.is_none()
        && media["media"]
            .as_str()
            .is_none_or(|media| media.starts_with("attach://"))
    {
        return Err(bad("can't parse InputMedia: the attached file is missing"));
    }
    let changed = Message {
        text: plain?,
        html: caption,
        buttons: markup?.0,
        kind: Some(kind),
        ..message
    };
    // A new file always counts as a change.
    let edits = changed.edits + usize::from(file.is_some());
    change(
        state,
        call,
        Message {
            file,
            edits,
            ..changed
        },
    )
}

fn message_to_edit(state: &State, params: &Params, call: &mut Call) -> Result<Message, Refusal> {
    let chat = chat_of(state, call)?;
    let id = params
        .int("message_id")
        .ok_or_else(|| bad("message identifier is not specified"))?;
    let message = state.chats[&chat]
        .messages
        .iter()
        .rev()
        .find(|message| message.id == id);
    let message = message.ok_or_else(|| bad("message to edit not found"))?;
    if !message.from_bot {
        return Err(bad("message can't be edited"));
    }
    call.message_id = Some(id);
    Ok(message.clone())
}

fn change(state: &mut State, call: &Call, mut message: Message) -> Outcome {
    let chat = call.chat.unwrap_or(0);
    message.changed = state.next_change();
    let object = state.message_object(chat, &message);
    let messages = &mut state
        .chats
        .get_mut(&chat)
        .ok_or_else(|| bad("chat not found"))?
        .messages;
    let old = messages.iter_mut().rfind(|old| old.id == message.id);
    let old = old.ok_or_else(|| bad("message to edit not found"))?;
    if old.html == message.html && old.buttons == message.buttons && old.edits == message.edits {
        return Err(bad(NOT_MODIFIED));
    }
    message.edits = old.edits + 1;
    *old = message;
    Ok(object)
}

fn delete_message(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let chat = chat_of(state, call)?;
    let id = params.int("message_id");
    let messages = &mut state
        .chats
        .get_mut(&chat)
        .ok_or_else(|| bad("chat not found"))?
        .messages;
    let at = messages.iter().position(|message| Some(message.id) == id);
    messages.remove(at.ok_or_else(|| bad("message to delete not found"))?);
    call.message_id = id;
    Ok(json!(true))
}

fn answer_query(state: &mut State, params: &Params, id_field: &str) -> Outcome {
    let id = params.text(id_field).unwrap_or_default();
    let query = state.queries.get_mut(&id).ok_or_else(|| bad(TOO_OLD))?;
    if query.expires <= Instant::now() {
        return Err(bad(TOO_OLD));
    }
    query.answers.push(Value::Object(params.fields.clone()));
    Ok(json!(true))
}

fn chat_member(state: &mut State, params: &Params, _: &mut Call) -> Outcome {
    let user = params
        .int("user_id")
        .ok_or_else(|| bad("invalid user_id specified"))?;
    let channel = params.text("chat_id").unwrap_or_default();
    let status = state
        .members
        .get(&(channel, user))
        .map_or("left", String::as_str);
    Ok(json!({"status": status, "user": {"id": user, "is_bot": false, "first_name": "?"}}))
}

fn webhook_info(state: &mut State, _: &Params, _: &mut Call) -> Outcome {
    Ok(json!({
        "url": state.webhook.as_deref().unwrap_or(""),
        "has_custom_certificate": false,
        "pending_update_count": state.updates.pending(),
    }))
}

/// What a text of the profile is in a language.
fn stands(state: &State, params: &Params, method: &str, field: &str) -> Value {
    let language = params.text("language_code").unwrap_or_default();
    let fields = state.profile.get(&(method.to_owned(), language));
    let text = fields.and_then(|fields| fields[field].as_str());
    json!({ field: text.unwrap_or_default() })
}

fn set_profile(state: &mut State, params: &Params, call: &mut Call) -> Outcome {
    let language = params.text("language_code").unwrap_or_default();
    let fields = Value::Object(params.fields.clone());
    state
        .profile
        .insert((call.method.clone(), language), fields);
    Ok(json!(true))
}
