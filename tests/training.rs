//! The engine through its interface: cases that are whole, calls that always end, good play that pays.

#[path = "training/calls.rs"]
mod calls;
#[path = "training/cases.rs"]
mod cases;
#[path = "training/follow.rs"]
mod follow;
#[path = "training/heard.rs"]
mod heard;
#[path = "training/pay.rs"]
mod pay;
#[path = "training/players.rs"]
mod players;
#[path = "training/rig.rs"]
mod rig;
