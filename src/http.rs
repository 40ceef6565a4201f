//! `GET /health` and `GET /metrics` for those who watch over the process, on `PORT`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;

use anyhow::Context;
use tiny_http::{Header, Method, Request, Response, Server};

use crate::metrics::Metrics;
use crate::process::Process;

/// Whether the process does its work, in one word for a person and a yes or no for a machine.
pub type Health = dyn Fn() -> Result<&'static str, String> + Send + Sync;

/// Serves until the process ends; fails at once if the port is taken.
pub fn serve(port: u16, process: Arc<Process>, health: Arc<Health>) -> anyhow::Result<()> {
    let address = SocketAddr::from(([0, 0, 0, 0], port));
    let server = Server::http(address)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .with_context(|| format!("PORT: nothing can be served on {port}"))?;
    thread::Builder::new().name("http".into()).spawn(move || {
        for request in server.incoming_requests() {
            answer(request, &process.metrics, &*health);
        }
    })?;
    Ok(())
}

fn answer(request: Request, metrics: &Metrics, health: &Health) {
    let path = request
        .url()
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned();
    let (status, body) = match (request.method(), path.as_str()) {
        (Method::Get | Method::Head, "/health") => match health() {
            Ok(word) => (200, format!("{word}\n")),
            Err(reason) => (503, format!("{reason}\n")),
        },
        (Method::Get | Method::Head, "/metrics") => (200, metrics.render()),
        (_, "/health" | "/metrics") => (405, "GET only\n".to_owned()),
        _ => (404, "here are /health and /metrics\n".to_owned()),
    };
    let text = Header::from_bytes("content-type", "text/plain; version=0.0.4; charset=utf-8")
        .expect("a valid header");
    // A client that went away is its own affair.
    let _ = request.respond(
        Response::from_string(body)
            .with_status_code(status)
            .with_header(text),
    );
}
