//! The real binary's commands: what it says, to whom, and with which exit code.

mod support;

#[path = "commands/chat.rs"]
mod chat;
#[path = "commands/doctor.rs"]
mod doctor;
#[path = "commands/logs.rs"]
mod logs;
#[path = "commands/operator.rs"]
mod operator;
#[path = "store/rig.rs"]
mod rig;
#[path = "commands/settings.rs"]
mod settings;
