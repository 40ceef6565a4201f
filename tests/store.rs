//! The store on SQLite and PostgreSQL, with and without prepared statements: the adapter, every table's functions, plans.

mod support;

#[path = "store/adapter.rs"]
mod adapter;
#[path = "store/aside.rs"]
mod aside;
#[path = "store/chats.rs"]
mod chats;
#[path = "store/connections.rs"]
mod connections;
#[path = "store/hot.rs"]
mod hot;
#[path = "store/inbox.rs"]
mod inbox;
#[path = "store/jobs.rs"]
mod jobs;
#[path = "store/leaders.rs"]
mod leaders;
#[path = "store/outbox.rs"]
mod outbox;
#[path = "store/personal.rs"]
mod personal;
#[path = "store/plans.rs"]
mod plans;
#[path = "store/pooler.rs"]
mod pooler;
#[path = "store/reminders.rs"]
mod reminders;
#[path = "store/rig.rs"]
mod rig;
#[path = "store/seal.rs"]
mod seal;
#[path = "store/transactions.rs"]
mod transactions;
