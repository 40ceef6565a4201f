//! What the poller must know of an update before it stores it, found however odd the rest of it is.
//!
//! An update without a number cannot be confirmed and one without a chat gets no apology, so nothing beside the two may
//! keep them from being found: no wrong type, no depth, no number out of range, no half of a surrogate pair.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_64;

use super::decode::Incoming;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// `None`: the text has no number that could be one.
    pub update_id: Option<i64>,
    /// 0 where no chat and no person can be found.
    pub chat_id: i64,
    /// Equal for two deliveries of one update. Numbers of updates may begin anew, so they alone do not tell.
    pub identity: u64,
}

/// Finds number and chat of an update.
pub fn envelope(raw: &str) -> Envelope {
    if let Ok(update) = serde_json::from_str::<Incoming>(raw)
        && let Some(chat_id) = update.chat_id()
    {
        return Envelope {
            update_id: Some(update.update_id),
            chat_id,
            identity: hash(update.identity().as_deref().unwrap_or(raw)),
        };
    }
    let fields = members(raw);
    let chat_id = fields.values().find_map(|content| {
        [
            &["chat", "id"][..],
            &["message", "chat", "id"],
            &["from", "id"],
            &["user", "id"],
        ]
        .into_iter()
        .find_map(|path| number(content.get(), path))
    });
    Envelope {
        update_id: number(raw, &["update_id"]),
        chat_id: chat_id.unwrap_or(0),
        identity: hash(raw),
    }
}

fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// The name of what an update carries, for those that carry nothing we know.
pub fn kind(raw: &str) -> String {
    let fields = members(raw);
    let kind = fields.keys().find(|name| *name != "update_id");
    kind.map_or("nothing", String::as_str).to_owned()
}

/// The same JSON with U+FFFD for each escaped half of a surrogate pair: no text can hold one.
pub fn mended(raw: &str) -> Cow<'_, str> {
    if !raw.contains("\\ud") && !raw.contains("\\uD") {
        return Cow::Borrowed(raw);
    }
    let mut mended = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let after = escape.get(UNIT..).unwrap_or_default();
        let length = match (unit(escape), unit(after)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * UNIT,
            (Some(0xd800..=0xdfff), _) => {
                mended.push_str("\\ufffd");
                rest = after;
                continue;
            }
            (Some(_), _) => UNIT,
            // The backslash and what it escapes.
            (None, _) => escape
                .char_indices()
                .nth(2)
                .map_or(escape.len(), |(next, _)| next),
        };
        mended.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    mended.push_str(rest);
    Cow::Owned(mended)
}

/// Bytes of `\uXXXX`.
const UNIT: usize = 6;

/// The UTF-16 unit escaped at the start of `text`.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// The members of an object, none for anything else. Looks no deeper.
pub fn members(raw: &str) -> BTreeMap<String, &RawValue> {
    serde_json::from_str(raw).unwrap_or_default()
}

fn number(raw: &str, path: &[&str]) -> Option<i64> {
    let Some((name, rest)) = path.split_first() else {
        return serde_json::from_str(raw).ok();
    };
    number(members(raw).get(*name)?.get(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_chat_are_found_in_the_oddest_update() {
        let check = |raw: &str, update_id: Option<i64>, chat_id: i64| {
            let found = envelope(raw);
            assert_eq!(
                (found.update_id, found.chat_id),
                (update_id, chat_id),
                "{raw}"
            );
        };
        check(
            r#"{"update_id":1,"message":{"chat":{"id":7},"text":5}}"#,
            Some(1),
            7,
        );
        check(
            r#"{"update_id":2,"callback_query":{"id":"x","from":{"id":9}}}"#,
            Some(2),
            9,
        );
        check(
            r#"{"update_id":3,"pre_checkout_query":{"from":{"id":8}}}"#,
            Some(3),
            8,
        );
        check(r#"{"update_id":"4","message":{"chat":{"id":7}}}"#, None, 7);
        check(r#"{"update_id":5}"#, Some(5), 0);
        check("[]", None, 0);
        check(
            r#"{"update_id":6,"new":{"from":{"id":7},"a":"\ud800","b":1e999}}"#,
            Some(6),
            7,
        );
        let deep = format!("{}{}", "[".repeat(3_000), "]".repeat(3_000));
        check(
            &format!(r#"{{"update_id":7,"new":{{"chat":{{"id":7}},"a":{deep}}}}}"#),
            Some(7),
            7,
        );
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_nothing_else_is() {
        let check = |raw: &str, expected: &str| assert_eq!(mended(raw), expected);
        check(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#);
        check(r#""a\ud83d""#, r#""a\ufffd""#);
        check(r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#);
        check(r#""\uD800\u0041""#, r#""\ufffd\u0041""#);
        check(r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#);
        check(r#""\\ud800 \"\ud800""#, r#""\\ud800 \"\ufffd""#);
    }

    #[test]
    fn an_update_is_known_again_whatever_else_has_changed() {
        let identity = |raw: &str| envelope(raw).identity;
        let message = |id, name: &str, field: &str| {
            identity(&format!(
                r#"{{"update_id":1,"{field}":{{"from":{{"id":7,"first_name":"{name}"}},"message_id":{id},"chat":{{"id":7}},"text":"a"}}}}"#
            ))
        };
        assert_eq!(message(5, "Anna", "message"), message(5, "Ann", "message"));
        assert_ne!(message(5, "Anna", "message"), message(6, "Anna", "message"));
        assert_ne!(
            message(5, "Anna", "message"),
            message(5, "Anna", "edited_message")
        );
        let press = |id, date| {
            identity(&format!(
                r#"{{"update_id":2,"callback_query":{{"id":"{id}","from":{{"id":7}},"message":{{"message_id":3,"date":{date},"chat":{{"id":7}}}}}}}}"#
            ))
        };
        assert_eq!(press("x", 1), press("x", 2));
        assert_ne!(press("x", 1), press("y", 1));
    }
}
