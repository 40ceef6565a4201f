//! The Bot API over blocking HTTP: frankenstein's methods on an agent of our own, and answers sorted by what they mean.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use frankenstein::ParseMode;
use frankenstein::TelegramApi;
use frankenstein::methods::{
    AnswerCallbackQueryParams, AnswerPreCheckoutQueryParams, EditMessageTextParams,
    GetUpdatesParams, SendMessageParams,
};
use frankenstein::response::MethodResponse;
use frankenstein::types::{
    AllowedUpdate, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyMarkup,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use ureq::Body;
use ureq::http::Response;
use ureq::unversioned::multipart::{Form, Part};

use crate::chart::{self, Rendered};
use crate::config::Token;
use crate::reply::Reply;

use super::answers::{CallError, first_update_id, refusal, sort, without_url};

/// How long Telegram may hold an empty poll: short, so that a connection gone deaf is noticed soon.
pub const POLL: Duration = Duration::from_secs(10);
/// How much longer than that a poll may stay without an answer.
const POLL_SLACK: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(5);
/// Telegram answers a send within a second; after this nobody knows whether it took it.
const ANSWER: Duration = Duration::from_secs(15);
const SEND_BODY: Duration = Duration::from_secs(15);
const RECEIVE_BODY: Duration = Duration::from_secs(30);
/// A legal batch of 100 updates can be 50 MiB.
const LARGEST_BODY: u64 = 64 * 1024 * 1024;
/// More than the threads that call at the same time.
const IDLE_CONNECTIONS: usize = 40;
/// Bytes per connection and direction: the library's 128 KiB, times the threads that call, would be most of our memory.
const BUFFER: usize = 16 * 1024;
/// Telegram closes idle connections after a minute or so: ours must be younger, or a call is lost in a closed one.
const IDLE_AGE: Duration = Duration::from_secs(20);

/// The bot as Telegram knows it.
#[derive(Debug, Clone, Deserialize)]
pub struct Me {
    pub username: Option<String>,
}

/// One bot's connection to the Bot API; cheap to clone, shared by all threads.
pub struct Client {
    agent: ureq::Agent,
    /// Base URL with the token: never logged.
    base: String,
    last_answer: Mutex<Option<Instant>>,
}

impl Client {
    pub fn new(api_url: &str, token: &Token) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .no_delay(true)
            .user_agent("spinbot")
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .max_idle_age(IDLE_AGE)
            .timeout_connect(Some(CONNECT))
            .timeout_send_request(Some(SEND_BODY))
            .timeout_send_body(Some(SEND_BODY))
            .timeout_recv_response(Some(ANSWER))
            .timeout_recv_body(Some(RECEIVE_BODY))
            .build();
        Self {
            agent: config.into(),
            base: format!("{api_url}/bot{}", token.reveal()),
            last_answer: Mutex::new(None),
        }
    }

    /// When Telegram last answered anything at all.
    pub fn last_answer(&self) -> Option<Instant> {
        *self
            .last_answer
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub fn me(&self) -> Result<Me, CallError> {
        let answer: MethodResponse<Me> = self.request("getMe", None::<()>)?;
        Ok(answer.result)
    }

    /// Whether a webhook is set, which forbids polling.
    pub fn has_webhook(&self) -> Result<bool, CallError> {
        #[derive(Deserialize)]
        struct Webhook {
            #[serde(default)]
            url: String,
        }
        let answer: MethodResponse<Webhook> = self.request("getWebhookInfo", None::<()>)?;
        Ok(!answer.result.url.is_empty())
    }

    /// The next updates from `offset` on, each as raw text; waits for one up to [`POLL`].
    pub fn updates(
        &self,
        offset: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Box<RawValue>>, CallError> {
        let params = GetUpdatesParams {
            offset,
            limit: Some(limit),
            timeout: Some(POLL.as_secs() as u32),
            allowed_updates: Some(vec![
                AllowedUpdate::Message,
                AllowedUpdate::EditedMessage,
                AllowedUpdate::CallbackQuery,
                AllowedUpdate::MyChatMember,
                AllowedUpdate::PreCheckoutQuery,
            ]),
        };
        let answer: MethodResponse<Vec<Box<RawValue>>> =
            self.request("getUpdates", Some(params))?;
        Ok(answer.result)
    }

    /// Shows a reply in a chat: edits the message it names, else sends a new one. `plain`: as text without formatting;
    /// `silent`: without a sound.
    pub fn show(
        &self,
        chat_id: i64,
        reply: &Reply,
        plain: bool,
        silent: bool,
    ) -> Result<(), CallError> {
        if let Some(attachment) = &reply.attachment
            && let Some(file) = chart::render(attachment)
        {
            let method = match attachment.is_picture() {
                true => ("sendPhoto", "photo"),
                false => ("sendDocument", "document"),
            };
            return self.upload((chat_id, silent), reply, plain, method, &file);
        }
        let (text, parse_mode) = if plain {
            (crate::reply::plain(&reply.text), None)
        } else {
            (reply.text.clone(), Some(ParseMode::Html))
        };
        let keyboard = keyboard(reply);
        let message_id = reply.edit.and_then(|id| i32::try_from(id).ok());
        let (method, body) = match message_id {
            Some(message_id) => {
                let params = EditMessageTextParams::builder()
                    .chat_id(chat_id)
                    .message_id(message_id)
                    .text(text)
                    .maybe_parse_mode(parse_mode)
                    .link_preview_options(LinkPreviewOptions::DISABLED)
                    .maybe_reply_markup(keyboard)
                    .build();
                ("editMessageText", serde_json::to_string(&params))
            }
            None => {
                let params = SendMessageParams::builder()
                    .chat_id(chat_id)
                    .text(text)
                    .maybe_parse_mode(parse_mode)
                    .link_preview_options(LinkPreviewOptions::DISABLED)
                    .maybe_disable_notification(silent.then_some(true))
                    .maybe_reply_markup(keyboard.map(ReplyMarkup::InlineKeyboardMarkup))
                    .build();
                ("sendMessage", serde_json::to_string(&params))
            }
        };
        let body = body.map_err(|error| CallError::NotReached(error.to_string()))?;
        // The status alone decides: a message whose answer cannot be read was sent all the same.
        self.call(method, Some(&body)).map(|_| ())
    }

    /// A picture or a document with the reply's text as its caption: always a message of its own.
    fn upload(
        &self,
        (chat_id, silent): (i64, bool),
        reply: &Reply,
        plain: bool,
        (method, field): (&str, &str),
        file: &Rendered,
    ) -> Result<(), CallError> {
        let chat_id = chat_id.to_string();
        let keyboard = keyboard(reply).map(|keyboard| serde_json::to_string(&keyboard));
        let not_made = |error: String| CallError::NotReached(error);
        let keyboard = keyboard
            .transpose()
            .map_err(|error| not_made(error.to_string()))?;
        let caption = match plain {
            true => crate::reply::plain(&reply.text),
            false => reply.text.clone(),
        };
        let part = Part::bytes(&file.bytes)
            .file_name(&file.name)
            .mime_str(&file.mime)
            .map_err(|error| not_made(without_url(&error)))?;
        let mut form = Form::new()
            .text("chat_id", &chat_id)
            .text("caption", &caption)
            .part(field, part);
        if !plain {
            form = form.text("parse_mode", "HTML");
        }
        if silent {
            form = form.text("disable_notification", "true");
        }
        if let Some(keyboard) = &keyboard {
            form = form.text("reply_markup", keyboard);
        }
        let url = format!("{}/{method}", self.base);
        let sent = self.agent.post(&url).send(form);
        self.accepted(sent).map(|_| ())
    }

    /// Ends the waiting sign on a pressed button, with a short word if there is one.
    pub fn answer_callback(&self, id: &str, text: Option<&str>) -> Result<(), CallError> {
        let params = AnswerCallbackQueryParams::builder()
            .callback_query_id(id)
            .maybe_text(text)
            .build();
        let body = serde_json::to_string(&params)
            .map_err(|error| CallError::NotReached(error.to_string()))?;
        self.call("answerCallbackQuery", Some(&body)).map(|_| ())
    }

    /// Says no to a payment, with the reason that the payer sees.
    pub fn refuse_checkout(&self, id: &str, reason: &str) -> Result<(), CallError> {
        let params = AnswerPreCheckoutQueryParams::builder()
            .pre_checkout_query_id(id)
            .ok(false)
            .error_message(reason)
            .build();
        let body = serde_json::to_string(&params)
            .map_err(|error| CallError::NotReached(error.to_string()))?;
        self.call("answerPreCheckoutQuery", Some(&body)).map(|_| ())
    }

    /// One call; its body if Telegram accepted it (`Err`: why the body could not be read).
    fn call(&self, method: &str, body: Option<&str>) -> Result<Result<Vec<u8>, String>, CallError> {
        let url = format!("{}/{method}", self.base);
        let mut request = self.agent.post(&url);
        if method == "getUpdates" {
            request = request
                .config()
                .timeout_recv_response(Some(POLL + POLL_SLACK))
                .build();
        }
        let result = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .send(body),
            None => request.send_empty(),
        };
        self.accepted(result)
    }

    /// The body of an answer if Telegram accepted the call.
    fn accepted(
        &self,
        result: Result<Response<Body>, ureq::Error>,
    ) -> Result<Result<Vec<u8>, String>, CallError> {
        let response = result.map_err(sort)?;
        *self
            .last_answer
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(Instant::now());
        let (parts, body) = response.into_parts();
        let bytes = body.into_with_config().limit(LARGEST_BODY).read_to_vec();
        if parts.status.is_success() {
            return Ok(bytes.map_err(|error| without_url(&error)));
        }
        let retry_after = parts
            .headers
            .get("retry-after")
            .and_then(|value| value.to_str().ok()?.parse().ok());
        Err(refusal(
            parts.status,
            &bytes.unwrap_or_default(),
            retry_after,
        ))
    }
}

impl TelegramApi for Client {
    type Error = CallError;

    fn request<Params, Output>(
        &self,
        method: &str,
        params: Option<Params>,
    ) -> Result<Output, CallError>
    where
        Params: serde::Serialize + std::fmt::Debug,
        Output: DeserializeOwned,
    {
        let body = params
            .map(|params| serde_json::to_string(&params))
            .transpose();
        let body = body.map_err(|error| CallError::NotReached(error.to_string()))?;
        let bytes = self
            .call(method, body.as_deref())?
            .map_err(|reason| CallError::Garbled {
                reason,
                update_id: None,
            })?;
        // Bytes that are not UTF-8 must cost one update, not the batch.
        let text = String::from_utf8_lossy(&bytes);
        serde_json::from_str(&text).map_err(|error| CallError::Garbled {
            reason: format!(
                "line {} column {} of {} bytes",
                error.line(),
                error.column(),
                bytes.len()
            ),
            update_id: first_update_id(&text),
        })
    }

    fn request_with_form_data<Params, Output>(
        &self,
        method: &str,
        _: Params,
        _: Vec<(&str, PathBuf)>,
    ) -> Result<Output, CallError>
    where
        Params: serde::Serialize + std::fmt::Debug,
        Output: DeserializeOwned,
    {
        Err(CallError::NotReached(format!(
            "{method}: this client sends no files by path"
        )))
    }
}

fn keyboard(reply: &Reply) -> Option<InlineKeyboardMarkup> {
    if reply.buttons.is_empty() {
        return None;
    }
    let rows = reply.buttons.iter().map(|row| {
        row.iter()
            .map(|button| {
                InlineKeyboardButton::builder()
                    .text(&button.label)
                    .callback_data(&button.data)
                    .build()
            })
            .collect()
    });
    Some(
        InlineKeyboardMarkup::builder()
            .inline_keyboard(rows.collect())
            .build(),
    )
}
