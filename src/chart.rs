//! Draws the pictures that attachments describe, as PNGs. It needs no font on the machine and knows no front end.
//!
//! Light background, the colours of Okabe and Ito, which people tell apart whatever their eyes; found and missed differ
//! in shape as well. Everything is laid out in points and drawn with [`canvas::SCALE`] pixels each.

mod canvas;
mod needmap;
mod progress;

use crate::attachment::Attachment;

/// What is uploaded.
pub struct Rendered {
    pub name: String,
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// `None`: it cannot be drawn, and its caption must do.
pub fn render(attachment: &Attachment) -> Option<Rendered> {
    let picture = |name: &str, canvas: canvas::Canvas| {
        Some(Rendered {
            name: format!("{name}.png"),
            mime: "image/png".to_owned(),
            bytes: canvas.png()?,
        })
    };
    match attachment {
        Attachment::NeedMap(map) => picture("map", needmap::draw(map)?),
        Attachment::Progress(progress) => picture("progress", progress::draw(progress)?),
        Attachment::File(file) => Some(Rendered {
            name: file.name.clone(),
            mime: file.mime.clone(),
            bytes: file.text.clone().into_bytes(),
        }),
    }
}
