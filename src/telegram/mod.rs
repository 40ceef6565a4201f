//! Telegram's edge, and the only place that knows its types and its Bot API.
//!
//! `poller` brings updates into the inbox, `decode` turns one into an event, `sender` takes replies out of the outbox,
//! `pacer` keeps Telegram's limits, `client` is the HTTP under all of them.

pub mod checkout;
pub mod client;
pub mod decode;
mod envelope;
pub mod pacer;
pub mod poller;
mod queues;
pub mod sender;
mod verdict;

pub use client::Client;
