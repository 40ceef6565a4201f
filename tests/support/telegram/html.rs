//! Telegram's HTML parse mode: what a text looks like once its entities are parsed, or why it is refused. Stricter than
//! the live server in one point: a bare `&` or an unknown entity is refused, because it shows a text that was not escaped.

/// The tags Telegram knows.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "code",
    "del",
    "em",
    "i",
    "ins",
    "pre",
    "s",
    "span",
    "strike",
    "strong",
    "tg-emoji",
    "tg-spoiler",
    "u",
];

/// The text a person sees, or the reason as Telegram words it (after "can't parse entities: ").
pub fn plain_text(html: &str) -> Result<String, String> {
    let mut plain = String::with_capacity(html.len());
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    while let Some(offset) = html[at..].find(['<', '&']) {
        plain.push_str(&html[at..at + offset]);
        at += offset;
        if html[at..].starts_with('&') {
            let (character, length) = entity(&html[at..])
                .ok_or_else(|| format!("Unescaped \"&\" at byte offset {at}"))?;
            plain.push(character);
            at += length;
            continue;
        }
        let length = html[at..]
            .find('>')
            .ok_or_else(|| format!("Unclosed start tag at byte offset {at}"))?;
        let inside = &html[at + 1..at + length];
        if let Some(name) = inside.strip_prefix('/') {
            close(&mut open, name.trim_end(), at)?;
        } else {
            open.push((start_tag(inside, at)?, at));
        }
        at += length + 1;
    }
    plain.push_str(&html[at..]);
    match open.pop() {
        Some((name, _)) => Err(format!(
            "Can't find end tag corresponding to start tag \"{name}\""
        )),
        None => Ok(plain),
    }
}

fn start_tag(inside: &str, at: usize) -> Result<&str, String> {
    let name = inside.split([' ', '\n', '\t']).next().unwrap_or("");
    let unsupported = || format!("Unsupported start tag \"{name}\" at byte offset {at}");
    let known = TAGS
        .iter()
        .find(|tag| tag.eq_ignore_ascii_case(name))
        .ok_or_else(unsupported)?;
    let attributes = &inside[name.len()..];
    if *known == "span" && !attributes.contains("tg-spoiler") {
        return Err(format!(
            "Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"
        ));
    }
    if attributes.matches('"').count() % 2 == 1 {
        return Err(format!("Unclosed attribute value at byte offset {at}"));
    }
    Ok(known)
}

fn close(open: &mut Vec<(&str, usize)>, name: &str, at: usize) -> Result<(), String> {
    let Some((expected, _)) = open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {at}"));
    };
    if !name.is_empty() && !name.eq_ignore_ascii_case(expected) {
        return Err(format!(
            "Unmatched end tag at byte offset {at}, expected \"</{expected}>\", found \"</{name}>\""
        ));
    }
    Ok(())
}

/// The character an entity stands for and the entity's length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.find(';').filter(|end| *end <= 10)?;
    let name = &text[1..end];
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 1))
}
