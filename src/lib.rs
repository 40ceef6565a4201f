//! spinbot: practise SPIN discovery calls with a simulated B2B buyer, in Telegram or in the terminal.

pub mod bot;
pub mod engine;
pub mod event;
pub mod lang;
pub mod reply;
pub mod store;
pub mod terminal;
pub mod text;
