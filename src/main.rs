use std::io::{IsTerminal, stdin, stdout};

use spinbot::bot::{Bot, Settings};
use spinbot::lang::Lang;
use spinbot::store::{DatabaseUrl, Db};
use spinbot::terminal::{self, Options};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let lang = value("--lang").and_then(|tag| Lang::parse(&tag));
    let bot = Bot::new(Settings {
        name: "spin_bot".to_owned(),
        lang: Lang::Ru,
        contact: None,
        time_zone: "Europe/Moscow".to_owned(),
        username: None,
    })?;
    let db = Db::open(&DatabaseUrl::SqliteMemory, 1)?;
    db.migrate()?;
    let options = Options {
        lang,
        seed: value("--seed").and_then(|seed| seed.parse().ok()),
        user: value("--user").and_then(|user| user.parse().ok()),
        json: value("--format").as_deref() == Some("json"),
        bot_name: "spin_bot".to_owned(),
        greet: stdin().is_terminal(),
    };
    terminal::run(&db, &bot, &options, stdin().lock(), stdout().lock())
}
