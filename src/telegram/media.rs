//! Pictures, voices and all else that a message may bring instead of text.

use super::envelope::members;

/// What people send instead of text, by the field that carries it.
const MEDIA: &[&str] = &[
    "photo",
    "voice",
    "video_note",
    "video",
    "audio",
    "sticker",
    "animation",
    "document",
    "contact",
    "location",
    "venue",
    "poll",
    "dice",
    "story",
    "checklist",
    "game",
];

/// The field that carries what a message brings instead of text.
pub fn media(raw: &str) -> Option<&'static str> {
    let update = members(raw);
    let message = members(update.get("message")?.get());
    MEDIA
        .iter()
        .copied()
        .find(|name| message.contains_key(*name))
}
