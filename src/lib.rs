//! spinbot: practise SPIN discovery calls with a simulated B2B buyer, in Telegram or in the terminal.

pub mod event;
pub mod reply;
pub mod store;
