//! What the client finally gets to see of a call: a whole answer, a part of one, or none, by its outcome and its fault.

use std::io::Write;
use std::net::TcpStream;

use serde_json::json;

use super::content::Refusal;
use super::faults::Fault;
use super::http::{Answer, Reader, Request};
use super::log::Told;

/// What goes over the wire in the end.
pub enum Wire {
    Answer(Answer),
    /// Half of the body, then the connection closes.
    Part(Answer),
    Close,
    Hang,
}

pub fn reply(fault: Option<&Fault>, outcome: Option<Result<String, Refusal>>) -> (Told, Wire) {
    let Some(outcome) = outcome else {
        return match fault.and_then(Fault::refusal) {
            Some((told, answer)) => (told, Wire::Answer(answer)),
            None if fault == Some(&Fault::Hang) => (Told::Nothing, Wire::Hang),
            None => (Told::Nothing, Wire::Close),
        };
    };
    let (told, answer) = match outcome {
        Ok(result) => {
            let body = format!("{{\"ok\":true,\"result\":{result}}}");
            (Told::Ok, Answer::json(200, body))
        }
        Err(refused) => (
            Told::Refused {
                code: refused.code,
                description: refused.description.clone(),
                retry_after: None,
            },
            refusal_answer(&refused),
        ),
    };
    match fault {
        Some(Fault::CutAfterEffect) => (Told::Nothing, Wire::Close),
        Some(Fault::HangAfterEffect) => (Told::Nothing, Wire::Hang),
        Some(Fault::TruncatedAfterEffect) => (Told::Truncated, Wire::Part(answer)),
        Some(Fault::GarbageAfterEffect) => {
            let garbage = Answer::json(200, "{\"ok\":tru".into());
            (Told::Garbage, Wire::Answer(garbage))
        }
        _ => (told, Wire::Answer(answer)),
    }
}

fn refusal_answer(refused: &Refusal) -> Answer {
    let body = json!({"ok": false, "error_code": refused.code, "description": refused.description});
    Answer::json(refused.code, body.to_string())
}

/// Writes it; false if the connection must close now.
pub fn send(wire: Wire, request: &Request, reader: &mut Reader, output: &mut TcpStream) -> bool {
    match wire {
        Wire::Answer(answer) => output.write_all(&answer.bytes(request.keep_alive)).is_ok(),
        Wire::Part(answer) => {
            let bytes = answer.bytes(true);
            let _ = output.write_all(&bytes[..bytes.len() - answer.body.len() / 2 - 1]);
            false
        }
        Wire::Close => false,
        Wire::Hang => {
            reader.wait_for_close();
            false
        }
    }
}
