//! Telegram in trouble: away, slow, lost, refusing, moving. The pipeline waits, repeats only what it may, says so once, and
//! goes on by itself.

mod rig;
mod support;

#[path = "faults/answers.rs"]
mod answers;
#[path = "faults/chats.rs"]
mod chats;
#[path = "faults/floods.rs"]
mod floods;
#[path = "faults/polls.rs"]
mod polls;
#[path = "faults/starts.rs"]
mod starts;
