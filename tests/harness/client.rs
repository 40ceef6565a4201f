//! A raw HTTP client: one connection, one request after another, and exactly what came back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::telegram::Telegram;

/// What came back: `status` 0 and an empty body if nothing did.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
    /// The body is shorter than its announced length.
    pub truncated: bool,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    pub fn description(&self) -> String {
        self.json()["description"].as_str().unwrap_or("").to_owned()
    }
}

pub struct Client {
    stream: Option<TcpStream>,
    telegram: Telegram,
}

impl Client {
    pub fn of(telegram: &Telegram) -> Client {
        let address = telegram.url().replace("http://", "");
        let stream = TcpStream::connect(address).ok();
        if let Some(stream) = &stream {
            let _ = stream.set_nodelay(true);
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
        }
        Client {
            stream,
            telegram: telegram.clone(),
        }
    }

    pub fn connected(&self) -> bool {
        self.stream.is_some()
    }

    /// How long to wait for an answer before giving up.
    pub fn patience(self, limit: Duration) -> Client {
        if let Some(stream) = &self.stream {
            let _ = stream.set_read_timeout(Some(limit));
        }
        self
    }

    pub fn call(&mut self, method: &str, parameters: Value) -> Reply {
        let path = format!("/bot{}/{method}", self.telegram.token());
        self.post(&path, "application/json", parameters.to_string().as_bytes())
    }

    /// The `result` of a call that must succeed.
    #[track_caller]
    pub fn result(&mut self, method: &str, parameters: Value) -> Value {
        let reply = self.call(method, parameters);
        assert_eq!(reply.status, 200, "{method}: {reply:?}");
        reply.json()["result"].clone()
    }

    /// Polls and gives the ids of what came.
    #[track_caller]
    pub fn poll(&mut self, offset: i64, timeout: u64) -> Vec<i64> {
        let parameters = json!({"offset": offset, "timeout": timeout});
        let updates = self.result("getUpdates", parameters);
        let updates = updates.as_array().expect("an array of updates").iter();
        updates
            .filter_map(|update| update["update_id"].as_i64())
            .collect()
    }

    pub fn post(&mut self, path: &str, content_type: &str, body: &[u8]) -> Reply {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: fake\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat())
    }

    pub fn get(&mut self, path: &str) -> Reply {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: fake\r\n\r\n").as_bytes())
    }

    pub fn send(&mut self, request: &[u8]) -> Reply {
        let mut received = Vec::new();
        if let Some(stream) = &mut self.stream
            && stream.write_all(request).is_ok()
        {
            let mut chunk = [0; 8192];
            while missing(&received) > 0 {
                match stream.read(&mut chunk) {
                    Ok(count) if count > 0 => received.extend_from_slice(&chunk[..count]),
                    _ => break,
                }
            }
        }
        reply(&received)
    }
}

/// How many bytes are still to come; at least 1 while the head is not complete.
fn missing(received: &[u8]) -> usize {
    let text = String::from_utf8_lossy(received);
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return 1;
    };
    (head.len() + 4 + announced(head)).saturating_sub(received.len())
}

fn announced(head: &str) -> usize {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Length: "));
    line.and_then(|length| length.parse().ok()).unwrap_or(0)
}

fn reply(received: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(received);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Reply {
        status: status.unwrap_or(0),
        truncated: body.len() < announced(head),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}
