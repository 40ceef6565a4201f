//! spinbot: practise SPIN discovery calls with a simulated B2B buyer, in Telegram or in the terminal.

pub mod event;
pub mod lang;
pub mod reply;

pub mod engine;
pub mod text;

pub mod bot;
pub mod store;

pub mod telegram;

pub mod dispatcher;
pub mod housekeeping;
pub mod jobs;
pub mod leadership;
pub mod outgoing;
pub mod process;
pub mod run;
pub mod worker;

pub mod copy;
pub mod doctor;
pub mod http;
pub mod quarantine;
pub mod terminal;

pub mod clock;
pub mod config;
pub mod logging;
pub mod metrics;
pub mod pool;
pub mod stop;
