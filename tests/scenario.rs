//! Scenario packs: the built-in ones are without fault, every fault of another is found on its line, and an operator's own
//! plays from files.

mod support;

#[path = "scenario/built_in.rs"]
mod built_in;
#[path = "scenario/faults.rs"]
mod faults;
#[path = "scenario/files.rs"]
mod files;
#[path = "scenario/negotiation.rs"]
mod negotiation;
