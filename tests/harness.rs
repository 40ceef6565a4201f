//! The harness's own tests: the fake Telegram, PostgreSQL and the process helper must bite before anything can lean on them.
//! They speak raw HTTP, so that no client library hides what goes over the wire.

mod support;

#[path = "harness/client.rs"]
mod client;
#[path = "harness/databases.rs"]
mod databases;
#[path = "harness/messages.rs"]
mod messages;
#[path = "harness/polling.rs"]
mod polling;
#[path = "harness/processes.rs"]
mod processes;
#[path = "harness/speed.rs"]
mod speed;
#[path = "harness/trouble.rs"]
mod trouble;
#[path = "harness/typed.rs"]
mod typed;
