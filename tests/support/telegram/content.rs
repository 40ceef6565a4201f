//! What a message may hold: texts within Telegram's limits, markup that parses, buttons that are accepted; else a refusal in
//! the live server's words.

use serde_json::Value;

use super::html;
use super::http::Params;
use super::log::{Button, Call};

/// In UTF-16 units, entities parsed.
const MAX_TEXT: usize = 4096;
/// In UTF-16 units, entities parsed.
pub const MAX_CAPTION: usize = 1024;
/// In bytes.
const MAX_BUTTON_DATA: usize = 64;

/// Why a call is refused: the code and the description as the client sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub code: u16,
    pub description: String,
}

pub fn refusal(code: u16, description: &str) -> Refusal {
    let description = description.to_owned();
    Refusal { code, description }
}

pub fn bad(description: &str) -> Refusal {
    refusal(400, &format!("Bad Request: {description}"))
}

/// The text as people see it, within `limit` UTF-16 units.
pub fn parsed(text: &str, parse_mode: Option<&str>, limit: usize) -> Result<String, Refusal> {
    let plain = match parse_mode.unwrap_or("") {
        "" => text.to_owned(),
        mode if mode.eq_ignore_ascii_case("html") => {
            html::plain_text(text).map_err(|why| bad(&format!("can't parse entities: {why}")))?
        }
        _ => return Err(bad("unsupported parse_mode")),
    };
    let plain = plain.trim().to_owned();
    if plain.encode_utf16().count() > limit {
        let what = if limit == MAX_CAPTION {
            "message caption"
        } else {
            "message"
        };
        return Err(bad(&format!("{what} is too long")));
    }
    Ok(plain)
}

/// Reads `text` or `caption` into the log and returns it as people see it.
pub fn read_text(params: &Params, call: &mut Call, field: &str) -> Result<String, Refusal> {
    let text = params.text(field).unwrap_or_default();
    call.text = Some(text.clone());
    let limit = if field == "text" {
        MAX_TEXT
    } else {
        MAX_CAPTION
    };
    let plain = parsed(&text, params.text("parse_mode").as_deref(), limit)?;
    call.plain = Some(plain.clone());
    if field == "text" && plain.is_empty() {
        return Err(bad("message text is empty"));
    }
    Ok(plain)
}

/// Inline buttons and reply keyboard labels.
pub type Markup = (Vec<Vec<Button>>, Vec<Vec<String>>);

pub fn read_markup(params: &Params, call: &mut Call) -> Result<Markup, Refusal> {
    let Some(markup) = params.json("reply_markup") else {
        let given = params
            .text("reply_markup")
            .is_some_and(|text| !text.is_empty());
        return if given {
            Err(bad("object expected as reply markup"))
        } else {
            Ok(Markup::default())
        };
    };
    let rows = |name: &str| -> Vec<Vec<Value>> {
        serde_json::from_value(markup[name].clone()).unwrap_or_default()
    };
    let mut buttons = Vec::new();
    for row in rows("inline_keyboard") {
        buttons.push(row.iter().map(read_button).collect::<Result<Vec<_>, _>>()?);
    }
    buttons.retain(|row| !row.is_empty());
    call.buttons.clone_from(&buttons);
    let label = |button: &Value| {
        button["text"]
            .as_str()
            .or(button.as_str())
            .map(String::from)
    };
    let keyboard = rows("keyboard")
        .iter()
        .map(|row| row.iter().filter_map(label).collect())
        .collect();
    Ok((buttons, keyboard))
}

fn read_button(button: &Value) -> Result<Button, Refusal> {
    let field = |name: &str| button[name].as_str().map(String::from);
    let label = field("text").filter(|label| !label.trim().is_empty());
    let label = label.ok_or_else(|| bad("can't parse inline keyboard button: Text is empty"))?;
    let data = field("callback_data");
    if data
        .as_ref()
        .is_some_and(|data| data.is_empty() || data.len() > MAX_BUTTON_DATA)
    {
        return Err(bad("BUTTON_DATA_INVALID"));
    }
    let url = field("url");
    if data.is_none() && url.is_none() && button.as_object().is_none_or(|fields| fields.len() < 2) {
        return Err(bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ));
    }
    Ok(Button { label, data, url })
}
