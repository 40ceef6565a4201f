//! spinbot: practise SPIN discovery calls with a simulated B2B buyer, in Telegram or in the terminal.

pub mod bot;
pub mod clock;
pub mod config;
pub mod copy;
pub mod dispatcher;
pub mod doctor;
pub mod event;
pub mod housekeeping;
pub mod http;
pub mod jobs;
pub mod lang;
pub mod leadership;
pub mod logging;
pub mod metrics;
pub mod outgoing;
pub mod pool;
pub mod process;
pub mod quarantine;
pub mod reply;
pub mod run;
pub mod stop;
pub mod store;
pub mod telegram;
pub mod terminal;
pub mod worker;
