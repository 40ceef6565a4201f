//! Pressed buttons: `action:argument:screen`, at most 64 bytes.
//!
//! A press with effect compares the screen it was made for with the chat's, and the effect raises that: doubled, stale
//! and forged presses change nothing. A press that only reads always works.

use super::{
    Visit, commands, feedback, history, keepsake, options, pages, privacy, reminders, report,
    result, settings, training, turn, zones,
};
use crate::store::chats;

/// What an action does with its argument.
type Run = fn(&mut Visit, &str) -> anyhow::Result<()>;

struct Action {
    name: &'static str,
    has_effect: bool,
    run: Run,
}

const ACTIONS: &[Action] = &[
    Action {
        name: "train",
        has_effect: true,
        run: |visit, _| training::train(visit),
    },
    Action {
        name: "fresh",
        has_effect: true,
        run: training::start_over,
    },
    Action {
        name: "finish",
        has_effect: true,
        run: result::finish_pressed,
    },
    Action {
        name: "lang",
        has_effect: true,
        run: pages::set_language,
    },
    Action {
        name: "same",
        has_effect: true,
        run: training::again,
    },
    Action {
        name: "as",
        has_effect: true,
        run: turn::read_anew,
    },
    Action {
        name: "hint",
        has_effect: false,
        run: feedback::hint_pressed,
    },
    Action {
        name: "appeal",
        has_effect: false,
        run: feedback::appeal,
    },
    Action {
        name: "level",
        has_effect: true,
        run: options::set_difficulty,
    },
    Action {
        name: "pack",
        has_effect: true,
        run: options::set_scenario,
    },
    Action {
        name: "settings",
        has_effect: false,
        run: settings::open,
    },
    Action {
        name: "focus",
        has_effect: true,
        run: settings::set_focus,
    },
    Action {
        name: "day",
        has_effect: true,
        run: reminders::toggle_day,
    },
    Action {
        name: "daily",
        has_effect: true,
        run: reminders::daily,
    },
    Action {
        name: "hour",
        has_effect: true,
        run: reminders::set_hour,
    },
    Action {
        name: "quiet",
        has_effect: true,
        run: reminders::set_quiet,
    },
    Action {
        name: "mute",
        has_effect: false,
        run: reminders::mute,
    },
    Action {
        name: "zone",
        has_effect: true,
        run: zones::set,
    },
    Action {
        name: "city",
        has_effect: false,
        run: zones::ask,
    },
    Action {
        name: "erase",
        has_effect: false,
        run: |visit, _| privacy::delete_me(visit),
    },
    Action {
        name: "forget",
        has_effect: true,
        run: privacy::forget,
    },
    Action {
        name: "go",
        has_effect: false,
        run: |visit, _| training::go_on(visit),
    },
    Action {
        name: "case",
        has_effect: false,
        run: |visit, _| training::case(visit),
    },
    Action {
        name: "feedback",
        has_effect: false,
        run: feedback::pressed,
    },
    Action {
        name: "report",
        has_effect: false,
        run: |visit, argument| report::page(visit, "report", argument),
    },
    Action {
        name: "map",
        has_effect: false,
        run: |visit, argument| report::page(visit, "map", argument),
    },
    Action {
        name: "checks",
        has_effect: false,
        run: |visit, argument| report::page(visit, "checks", argument),
    },
    Action {
        name: "moves",
        has_effect: false,
        run: |visit, argument| report::page(visit, "moves", argument),
    },
    Action {
        name: "history",
        has_effect: false,
        run: history::turned,
    },
    Action {
        name: "said",
        has_effect: false,
        run: history::transcript,
    },
    Action {
        name: "export",
        has_effect: false,
        run: |visit, _| privacy::export_me(visit),
    },
    Action {
        name: "file",
        has_effect: false,
        run: keepsake::file,
    },
    Action {
        name: "help",
        has_effect: false,
        run: |visit, _| pages::help(visit),
    },
];

pub fn press(visit: &mut Visit, data: &str, message_id: i64) -> anyhow::Result<()> {
    let mut parts = data.split(':');
    let parsed = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(argument), Some(screen), None) => ACTIONS
            .iter()
            .find(|action| action.name == name)
            .and_then(|action| Some((action, argument, screen.parse::<i64>().ok()?))),
        _ => None,
    };
    let Some((action, argument, screen)) = parsed else {
        visit.toast("toast-wrong");
        return Ok(());
    };
    if action.has_effect && screen != visit.chat.screen {
        visit.toast("toast-old");
        return Ok(());
    }
    commands::stop_asking(visit)?;
    visit.pressed = Some(message_id);
    (action.run)(visit, argument)
}

impl Visit<'_, '_> {
    pub fn toast(&mut self, key: &str) {
        self.out.toast = Some(self.voice.say(key));
    }

    /// Takes all buttons sent so far out of force.
    pub fn retire_buttons(&mut self) -> anyhow::Result<()> {
        Ok(chats::raise_screen(self.tx, self.chat)?)
    }
}
