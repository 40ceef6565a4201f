//! `spinbot copy`: everything arrives equal, or nothing does.

mod support;

#[path = "copy/content.rs"]
mod content;
#[path = "copy/live.rs"]
mod live;
#[path = "copy/refusals.rs"]
mod refusals;
#[path = "store/rig.rs"]
mod rig;
