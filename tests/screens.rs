//! The bot as a front end sees it: events in, replies out, on a database in memory.

#[path = "screens/coach.rs"]
mod coach;
#[path = "screens/events.rs"]
mod events;
#[path = "screens/limits.rs"]
mod limits;
#[path = "screens/presses.rs"]
mod presses;
#[path = "screens/rig.rs"]
mod rig;
#[path = "screens/texts.rs"]
mod texts;
