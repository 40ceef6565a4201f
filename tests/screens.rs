//! The bot as a front end sees it: events in, replies out, on a database in memory.

#[path = "screens/coach.rs"]
mod coach;
#[path = "screens/deletion.rs"]
mod deletion;
#[path = "screens/events.rs"]
mod events;
#[path = "screens/history.rs"]
mod history;
#[path = "screens/limits.rs"]
mod limits;
#[path = "screens/pictures.rs"]
mod pictures;
#[path = "screens/presses.rs"]
mod presses;
#[path = "screens/reminders.rs"]
mod reminders;
#[path = "screens/rig.rs"]
mod rig;
#[path = "screens/settings.rs"]
mod settings;
#[path = "screens/texts.rs"]
mod texts;
