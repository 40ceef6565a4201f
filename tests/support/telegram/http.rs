//! The little of HTTP/1.1 that a Bot API server needs: requests with a length or in chunks, parameters as JSON,
//! query, form or multipart, answers in one write. It must not know what a method means.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use serde_json::{Map, Value};

/// A head longer than this is no Bot API call.
const MAX_HEAD: usize = 64 * 1024;
/// Telegram takes files up to 50 MB.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// One request as it came.
pub struct Request {
    /// The part before `?`.
    pub path: String,
    pub query: String,
    pub content_type: String,
    pub body: Vec<u8>,
    pub keep_alive: bool,
}

/// One answer; `extra` are whole header lines, each ending in CR LF.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub extra: String,
    pub body: String,
}

impl Answer {
    pub fn json(status: u16, body: String) -> Answer {
        Answer {
            status,
            content_type: "application/json",
            extra: String::new(),
            body,
        }
    }

    /// The whole answer as it goes over the wire.
    pub fn bytes(&self, keep_alive: bool) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.body.len() + 192);
        let _ = write!(
            bytes,
            "HTTP/1.1 {} {}\r\nServer: nginx\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}Connection: {}\r\n\r\n",
            self.status,
            reason(self.status),
            self.content_type,
            self.body.len(),
            self.extra,
            if keep_alive { "keep-alive" } else { "close" },
        );
        bytes.extend_from_slice(self.body.as_bytes());
        bytes
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        _ => "Internal Server Error",
    }
}

/// Reads requests off one connection; keeps what came too early for the next one.
pub struct Reader {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Reader {
    pub fn new(stream: TcpStream) -> Reader {
        Reader {
            stream,
            buffer: Vec::with_capacity(4096),
        }
    }

    /// The next request; `None` when the client has closed the connection.
    pub fn next_request(&mut self) -> io::Result<Option<Request>> {
        let mut searched = 0;
        let head_end = loop {
            if let Some(at) = find(&self.buffer[searched..], b"\r\n\r\n") {
                break searched + at;
            }
            searched = self.buffer.len().saturating_sub(3);
            if self.buffer.len() > MAX_HEAD {
                return Err(invalid("the request head is too long"));
            }
            if !self.fill()? {
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).into_owned();
        self.buffer.drain(..head_end + 4);

        let mut lines = head.split("\r\n");
        let target = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .ok_or_else(|| invalid("no request line"))?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request {
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: String::new(),
            body: Vec::new(),
            keep_alive: true,
        };
        let (mut length, mut chunked) = (0, false);
        for line in lines {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().map_err(|_| invalid("bad content-length"))?;
            } else if name.eq_ignore_ascii_case("content-type") {
                request.content_type = value.to_owned();
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                chunked = value.eq_ignore_ascii_case("chunked");
            } else if name.eq_ignore_ascii_case("connection") {
                request.keep_alive = !value.eq_ignore_ascii_case("close");
            } else if name.eq_ignore_ascii_case("expect") {
                self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
        }
        if chunked {
            self.read_chunks(&mut request.body)?;
        } else {
            self.take_into(length, &mut request.body)?;
        }
        Ok(Some(request))
    }

    /// Reads and throws away until the client gives up: a connection that hangs.
    pub fn wait_for_close(&mut self) {
        while matches!(self.fill(), Ok(true)) {
            self.buffer.clear();
        }
    }

    /// Whether the client has already closed its side.
    pub fn client_is_gone(&self) -> bool {
        let mut byte = [0];
        if self.stream.set_nonblocking(true).is_err() {
            return true;
        }
        let seen = self.stream.peek(&mut byte);
        let _ = self.stream.set_nonblocking(false);
        match seen {
            Ok(count) => count == 0,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 16 * 1024];
        let count = self.stream.read(&mut chunk)?;
        self.buffer.extend_from_slice(&chunk[..count]);
        Ok(count > 0)
    }

    fn take_into(&mut self, length: usize, body: &mut Vec<u8>) -> io::Result<()> {
        if body.len() + length > MAX_BODY {
            return Err(invalid("the request body is too long"));
        }
        while self.buffer.len() < length {
            if !self.fill()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        body.extend(self.buffer.drain(..length));
        Ok(())
    }

    fn read_chunks(&mut self, body: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let line = self.take_line()?;
            let digits = line.split(';').next().unwrap_or("").trim();
            let size = usize::from_str_radix(digits, 16).map_err(|_| invalid("bad chunk size"))?;
            if size == 0 {
                while !self.take_line()?.is_empty() {}
                return Ok(());
            }
            self.take_into(size, body)?;
            self.take_line()?;
        }
    }

    fn take_line(&mut self) -> io::Result<String> {
        loop {
            if let Some(at) = find(&self.buffer, b"\r\n") {
                let line = String::from_utf8_lossy(&self.buffer[..at]).into_owned();
                self.buffer.drain(..at + 2);
                return Ok(line);
            }
            if self.buffer.len() > MAX_HEAD || !self.fill()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// A file that came in a multipart form.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The form field it came in.
    pub field: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Everything a request says, however it was packed.
#[derive(Clone, Debug, Default)]
pub struct Params {
    pub fields: Map<String, Value>,
    pub files: Vec<Upload>,
}

impl Params {
    /// Reads the query and the body; an error is what the client is told.
    pub fn of(request: &Request) -> Result<Params, String> {
        let mut params = Params::default();
        params.add_urlencoded(&request.query);
        let kind = request.content_type.as_str();
        if request.body.is_empty() {
            return Ok(params);
        }
        if let Some(boundary) = kind
            .starts_with("multipart/form-data")
            .then(|| kind.split_once("boundary="))
            .flatten()
        {
            params.add_multipart(&request.body, boundary.1.trim_matches('"'))?;
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            params.add_urlencoded(&String::from_utf8_lossy(&request.body));
        } else {
            match serde_json::from_slice(&request.body) {
                Ok(Value::Object(fields)) if params.fields.is_empty() => params.fields = fields,
                Ok(Value::Object(fields)) => params.fields.extend(fields),
                _ => return Err("Bad Request: can't parse request body".into()),
            }
        }
        Ok(params)
    }

    /// A field as text, whether it came as a string or a number.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.fields.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    /// A field as a whole number, whether it came as a number or as digits.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.fields.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_i64(),
        }
    }

    /// A field as JSON, whether it came as JSON or as a string that holds JSON.
    pub fn json(&self, name: &str) -> Option<Value> {
        match self.fields.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            Value::Null => None,
            other => Some(other.clone()),
        }
    }

    fn add_urlencoded(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.fields
                .insert(percent_decoded(name), Value::String(percent_decoded(value)));
        }
    }

    fn add_multipart(&mut self, body: &[u8], boundary: &str) -> Result<(), String> {
        let broken = || String::from("Bad Request: can't parse multipart form");
        let mark = format!("--{boundary}").into_bytes();
        let gap = [b"\r\n", mark.as_slice()].concat();
        let mut rest = &body[find(body, &mark).ok_or_else(broken)? + mark.len()..];
        while !rest.starts_with(b"--") {
            let part = rest.strip_prefix(b"\r\n").ok_or_else(broken)?;
            let end = find(part, &gap).ok_or_else(broken)?;
            let head_end = find(&part[..end], b"\r\n\r\n").ok_or_else(broken)?;
            let head = String::from_utf8_lossy(&part[..head_end]);
            let content = &part[head_end + 4..end];
            let field = attribute(&head, "name").ok_or_else(broken)?;
            if let Some(name) = attribute(&head, "filename") {
                let bytes = content.to_vec();
                self.files.push(Upload { field, name, bytes });
            } else {
                let text = String::from_utf8_lossy(content).into_owned();
                self.fields.insert(field, Value::String(text));
            }
            rest = &part[end + gap.len()..];
        }
        Ok(())
    }
}

/// The value of `name="…"` in a part's head.
fn attribute(head: &str, name: &str) -> Option<String> {
    let start = head
        .match_indices(&format!("{name}=\""))
        .find(|(at, _)| !head[..*at].ends_with(|before: char| before.is_alphanumeric()))?;
    let rest = &head[start.0 + name.len() + 2..];
    Some(rest[..rest.find('"')?].to_owned())
}

pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut input = text.bytes();
    while let Some(byte) = input.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [input.next().unwrap_or(b'0'), input.next().unwrap_or(b'0')];
                let digits = std::str::from_utf8(&digits).unwrap_or("00");
                bytes.push(u8::from_str_radix(digits, 16).unwrap_or(0));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
