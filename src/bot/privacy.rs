//! What is stored, and the wish to be forgotten.

use super::{Visit, pages, settings};
use crate::attachment::{Attachment, File};
use crate::reply::Kind;
use crate::store::personal;

/// `/privacy`.
pub fn privacy(visit: &mut Visit) -> anyhow::Result<()> {
    let text = pages::with_contact(visit, "privacy");
    let buttons = vec![
        vec![visit.button("button-export", "export", "-")],
        vec![visit.button("button-erase", "erase", "-")],
    ];
    visit.push(Kind::Notice, text, buttons);
    Ok(())
}

/// `/delete_me`: asks once. The answer is a button that expires with the screen.
pub fn delete_me(visit: &mut Visit) -> anyhow::Result<()> {
    let text = visit.voice.say("erase");
    let buttons = vec![
        vec![visit.button("button-erase-all", "forget", "-")],
        settings::back(visit),
    ];
    visit.page(Kind::Notice, text, buttons);
    Ok(())
}

/// `/export_me`: all that is stored of a person, as a file.
pub fn export_me(visit: &mut Visit) -> anyhow::Result<()> {
    let all = personal::everything(visit.tx, visit.person.id)?;
    let file = File {
        name: format!("spinbot-{}.json", visit.person.id),
        mime: "application/json".to_owned(),
        text: serde_json::to_string_pretty(&all)?,
    };
    let caption = visit.voice.say("exported");
    visit.attach(Kind::Notice, caption, Attachment::File(file));
    Ok(())
}

/// Deletes everything, the chat's own row included: after it there is no screen to raise and nobody to know.
pub fn forget(visit: &mut Visit, _: &str) -> anyhow::Result<()> {
    personal::forget(visit.tx, visit.person.id, visit.moment.now)?;
    visit.session = None;
    let text = visit.voice.say("erased");
    visit.page(Kind::Notice, text, Vec::new());
    Ok(())
}
