//! Telegram's edge, and the only place that knows its types and its Bot API.
//!
//! `poller` brings updates into the inbox (`envelope` finds their numbers and chats, `checkout` answers what cannot wait),
//! `decode` turns one into an event. `sender` takes replies out of the outbox: `queues` knows which may go, `pacer` keeps
//! Telegram's limits, `verdict` says what the end of a call means. `profile` is what Telegram shows of the bot itself.
//! `client` is the HTTP under all of them, `answers` sorts what comes back. Nothing here decides what a user is told, but for
//! the order and the form in which it reaches them.

pub mod answers;
pub mod checkout;
pub mod client;
pub mod decode;
mod envelope;
mod media;
pub mod pacer;
pub mod poller;
mod profile;
mod queues;
pub mod sender;
mod verdict;

pub use client::Client;
