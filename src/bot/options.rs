//! What a person chooses about the calls to come: which training, and how hard the buyers are.

use super::{Visit, settings, training};
use crate::engine::Difficulty;
use crate::reply::{Button, Kind};
use crate::store::people;
use crate::text::Args;

/// `/scenario`: which training is played, and the others that there are.
pub fn scenario(visit: &mut Visit) -> anyhow::Result<()> {
    show_scenario(visit);
    Ok(())
}

fn show_scenario(visit: &mut Visit) {
    let pack = visit.pack();
    let args = Args::new()
        .text("name", &pack.head.name)
        .text("about", &pack.head.about)
        .number("products", pack.products.len() as i64)
        .number("max", pack.rules.max_questions.into());
    let text = visit.voice.with("scenario", &args);
    let current = pack.head.id.clone();
    let others = visit.bot.engine.trainings(visit.voice.lang);
    let buttons: Vec<Vec<Button>> = others
        .iter()
        .filter(|(id, _)| *id != current)
        .map(|(id, name)| vec![visit.labelled(name, "pack", id)])
        .collect();
    visit.page(Kind::Notice, text, buttons);
}

pub fn set_scenario(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let all = visit.bot.engine.trainings(visit.voice.lang);
    if all.iter().all(|(id, _)| id != argument) {
        visit.toast("toast-wrong");
        return Ok(());
    }
    people::set_training(visit.tx, visit.person.id, argument)?;
    visit.person.training = Some(argument.to_owned());
    visit.retire_buttons()?;
    show_scenario(visit);
    Ok(())
}

/// The page of the settings that says how hard the buyers are.
pub fn difficulty(visit: &mut Visit) -> anyhow::Result<()> {
    let current = training::difficulty(visit);
    let name = visit.voice.say(&format!("difficulty-{}", current.id()));
    let text = visit
        .voice
        .with("difficulty", &Args::new().text("name", &name));
    let others = Difficulty::ALL.into_iter().filter(|one| *one != current);
    let buttons = others
        .map(|one| {
            visit.button(
                &format!("button-difficulty-{}", one.id()),
                "level",
                one.id(),
            )
        })
        .collect();
    let rows = vec![buttons, settings::back(visit)];
    visit.page(Kind::Notice, text, rows);
    Ok(())
}

pub fn set_difficulty(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    if Difficulty::ALL.iter().all(|one| one.id() != argument) {
        visit.toast("toast-wrong");
        return Ok(());
    }
    people::set_difficulty(visit.tx, visit.person.id, argument)?;
    visit.person.difficulty = Some(argument.to_owned());
    visit.retire_buttons()?;
    difficulty(visit)
}
