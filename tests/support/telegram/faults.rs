//! What can go wrong between a bot and Telegram, queued by a test: which calls it hits, how often, and what the client
//! then sees. It only chooses and describes; `server` carries it out.

use std::time::Duration;

use serde_json::json;

use super::http::Answer;
use super::log::Told;

/// One way to fail. Without "after effect" in the name the call has no effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// 429 with `retry_after` seconds in body and header.
    TooManyRequests(u64),
    /// 429 whose body has no `parameters` and whose header is missing.
    TooManyRequestsBare,
    /// An HTML page with status 502, as nginx sends it.
    BadGateway,
    /// Status 500 with a JSON body.
    ServerError,
    /// The connection closes before the call has any effect and before any answer.
    Cut,
    /// The call takes effect, then the connection closes without any answer.
    CutAfterEffect,
    /// The call takes effect, the status line, the headers and half of the body arrive, then the connection closes.
    TruncatedAfterEffect,
    /// The call has no effect and is never answered; the connection stays open.
    Hang,
    /// The call takes effect and is never answered; the connection stays open.
    HangAfterEffect,
    /// The call takes effect at once and is answered properly, this much later.
    Delay(Duration),
    /// The call takes effect; the answer is status 200 with a body that is not JSON.
    GarbageAfterEffect,
    /// 400 with `migrate_to_chat_id`.
    MigrateTo(i64),
    /// Any other refusal: the code and the description as Telegram words it.
    Refuse(u16, &'static str),
}

impl Fault {
    /// Whether the call must not run at all.
    pub fn prevents_effect(&self) -> bool {
        matches!(self, Fault::Cut | Fault::Hang) || self.refusal().is_some()
    }

    /// The answer of a fault that refuses the call; `None` for those that do something to the connection.
    pub fn refusal(&self) -> Option<(Told, Answer)> {
        let (code, description, parameters) = match self {
            Fault::TooManyRequests(seconds) => (
                429,
                format!("Too Many Requests: retry after {seconds}"),
                Some(json!({"retry_after": seconds})),
            ),
            Fault::TooManyRequestsBare => (429, "Too Many Requests".into(), None),
            Fault::ServerError => (500, "Internal Server Error".into(), None),
            Fault::MigrateTo(chat) => (
                400,
                "Bad Request: group chat was upgraded to a supergroup chat".into(),
                Some(json!({"migrate_to_chat_id": chat})),
            ),
            Fault::Refuse(code, description) => (*code, (*description).to_owned(), None),
            Fault::BadGateway => {
                let page = Answer {
                    status: 502,
                    content_type: "text/html",
                    extra: String::new(),
                    body: "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                           <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n\
                           </body>\r\n</html>\r\n"
                        .into(),
                };
                return Some((Told::Page(502), page));
            }
            _ => return None,
        };
        let retry_after = match self {
            Fault::TooManyRequests(seconds) => Some(*seconds),
            _ => None,
        };
        let mut body = json!({"ok": false, "error_code": code, "description": description});
        if let Some(parameters) = parameters {
            body["parameters"] = parameters;
        }
        let mut answer = Answer::json(code, body.to_string());
        if let Some(seconds) = retry_after {
            answer.extra = format!("Retry-After: {seconds}\r\n");
        }
        let told = Told::Refused {
            code,
            description,
            retry_after,
        };
        Some((told, answer))
    }
}

/// Which calls a fault hits. Without a method: all but `getUpdates`; without a chat: every chat; once, unless told otherwise.
#[derive(Clone, Debug)]
pub struct On {
    method: Option<String>,
    chat: Option<i64>,
    skip: usize,
    times: Option<usize>,
}

impl On {
    /// Every call except `getUpdates`, which must be named to be hit.
    pub fn any() -> On {
        On {
            method: None,
            chat: None,
            skip: 0,
            times: Some(1),
        }
    }

    pub fn method(name: &str) -> On {
        On {
            method: Some(name.to_owned()),
            ..On::any()
        }
    }

    #[must_use]
    pub fn chat(self, chat: i64) -> On {
        On {
            chat: Some(chat),
            ..self
        }
    }

    /// Lets this many matching calls through first.
    #[must_use]
    pub fn after(self, skip: usize) -> On {
        On { skip, ..self }
    }

    #[must_use]
    pub fn times(self, times: usize) -> On {
        On {
            times: Some(times),
            ..self
        }
    }

    #[must_use]
    pub fn until_cleared(self) -> On {
        On {
            times: None,
            ..self
        }
    }

    fn hits(&self, method: &str, chat: Option<i64>) -> bool {
        let method_fits = match &self.method {
            Some(name) => name.eq_ignore_ascii_case(method),
            None => !method.eq_ignore_ascii_case("getUpdates"),
        };
        method_fits && (self.chat.is_none() || self.chat == chat)
    }
}

/// The faults still to happen, oldest first.
#[derive(Default)]
pub struct Faults {
    queued: Vec<(On, Fault)>,
}

impl Faults {
    pub fn queue(&mut self, fault: Fault, on: On) {
        self.queued.push((on, fault));
    }

    pub fn clear(&mut self) {
        self.queued.clear();
    }

    /// How many queued faults (not counting repeats) have not run out.
    pub fn waiting(&self) -> usize {
        self.queued.len()
    }

    /// The fault this call meets, counted down.
    pub fn take(&mut self, method: &str, chat: Option<i64>) -> Option<Fault> {
        let at = self.queued.iter_mut().position(|(on, _)| {
            let hit = on.hits(method, chat);
            let due = hit && on.skip == 0;
            on.skip -= usize::from(hit && !due);
            due
        })?;
        let fault = self.queued[at].1.clone();
        if let Some(times) = &mut self.queued[at].0.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.queued.remove(at);
            }
        }
        Some(fault)
    }
}
