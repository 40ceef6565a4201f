//! The binary: reads the command line and the settings, and hands over to the part that does the work.

use std::io::{IsTerminal, stdin, stdout};
use std::path::PathBuf;
use std::process::exit;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use spinbot::bot::Bot;
use spinbot::config::Config;
use spinbot::lang::Lang;
use spinbot::store::{DatabaseUrl, Db};
use spinbot::{
    appeals, classify, copy, doctor, evaluate, logging, quarantine, run, scenario, terminal,
};

/// Practise SPIN discovery calls with a simulated buyer, in Telegram or right here.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// The Telegram bot (the default); needs BOT_TOKEN
    Run,
    /// The same bot in this terminal: no token, no network
    Chat {
        /// Language of the conversation; BOT_LANG if not given
        #[arg(long)]
        lang: Option<Language>,
        /// Fixes every random choice and the clock: the same input gives the same output
        #[arg(long)]
        seed: Option<u64>,
        /// Talk as this Telegram id, with that person's own data
        #[arg(long, value_name = "ID", value_parser = clap::value_parser!(i64).range(1..))]
        user: Option<i64>,
        /// Text for people, or one JSON object per message
        #[arg(long, default_value = "text")]
        format: Format,
        /// Save pictures and files into this folder
        #[arg(long, value_name = "DIR")]
        pictures: Option<PathBuf>,
    },
    /// Read turns as JSON lines {"text","prev"?,"lang"?} from stdin, write {"label","act","confidence"} for each
    Classify,
    /// Say how often the reading of turns is right, against labelled lines
    Evaluate {
        /// Labelled lines: label, act, text and prev in columns, or JSON lines {"text","label","act"?,"prev"?,"lang"?}
        #[arg(required_unless_present = "authors")]
        file: Option<PathBuf>,
        /// Language of lines that do not say theirs; guessed from their letters if not given
        #[arg(long)]
        lang: Option<Language>,
        /// Instead of a file: learn from all *.tsv files of this folder but one, read that one, each in turn
        #[arg(long, value_name = "DIR", conflicts_with = "file")]
        authors: Option<PathBuf>,
    },
    /// Scenario packs: check one, write out a built-in one, print the schema
    Scenario {
        #[command(subcommand)]
        action: Scenario,
    },
    /// Check settings, token, database, migrations, scenario and Telegram, one line each
    Doctor,
    /// Bring the database's schema up to date
    Migrate,
    /// Copy all data between two databases, SQLite or PostgreSQL, as one snapshot; it is the backup too
    Copy {
        /// Where from, in the form of DATABASE_URL; it may be in use
        #[arg(long)]
        from: String,
        /// Where to; must be empty
        #[arg(long)]
        to: String,
    },
    /// Turns whose type trainees called wrong
    Appeals {
        #[command(subcommand)]
        action: Appeals,
    },
    /// Updates that could not be read or handled
    Quarantine {
        #[command(subcommand)]
        action: Quarantine,
    },
}

#[derive(Subcommand)]
enum Scenario {
    /// Look for faults in a pack: each with its file, its line and the way to mend it; exit code 1 if there is one
    Check {
        /// A file, or a folder whose .toml files make the pack; the built-in packs if not given
        #[arg(value_name = "FILE or DIR")]
        path: Option<PathBuf>,
    },
    /// Write the files of a built-in pack into a folder that is new or empty: the start for one's own
    Export {
        /// Language of the pack
        #[arg(long)]
        lang: Language,
        /// Which built-in pack: spin, or another method
        #[arg(long, value_name = "ID")]
        pack: Option<String>,
        /// Where to; scenario-ru or scenario-en if not given
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Print the JSON Schema of a pack's files, with which editors complete and check them
    Schema,
}

#[derive(Subcommand)]
enum Appeals {
    /// Write all of them as corpus lines: label, act, text, prev
    Export,
}

#[derive(Subcommand)]
enum Quarantine {
    /// Show what is kept aside, with the reasons
    List,
    /// Hand updates to the bot again, at the end of their chats' queues
    Replay {
        /// Numbers as `list` shows them
        #[arg(required_unless_present = "all")]
        numbers: Vec<i64>,
        /// Everything that is kept aside
        #[arg(long, conflicts_with = "numbers")]
        all: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    Ru,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ru => Self::Ru,
            Language::En => Self::En,
        }
    }
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn main() {
    let cli = Cli::parse();
    // What needs no settings works with settings that cannot be read.
    match &cli.command {
        Some(Command::Doctor) => end(doctor::run(&mut stdout())),
        Some(Command::Scenario { action }) => end(scenario(action)),
        _ => {}
    }
    let config = Config::from_env().unwrap_or_else(|error| {
        eprintln!("spinbot: {error}");
        exit(run::CANNOT_START);
    });
    logging::start(&config.log);
    let result = match cli.command.unwrap_or(Command::Run) {
        Command::Run => run::run(&config, run::Parts::of),
        Command::Chat {
            lang,
            seed,
            user,
            format,
            pictures,
        } => {
            let options = terminal::Options {
                lang: lang.map(Lang::from),
                seed,
                user,
                json: format == Format::Json,
                bot_name: config.bot_name.clone(),
                pictures,
                greet: stdin().is_terminal(),
            };
            chat(&config, &options)
        }
        Command::Classify => classify::run(stdin().lock(), stdout().lock()),
        Command::Evaluate {
            file,
            lang,
            authors,
        } => {
            let lang = lang.map(Lang::from);
            match (file, authors) {
                (Some(file), _) => evaluate::file(&file, lang, &mut stdout()),
                (_, authors) => {
                    evaluate::authors(&authors.unwrap_or_default(), lang, &mut stdout())
                }
            }
        }
        Command::Doctor | Command::Scenario { .. } => unreachable!("done above"),
        Command::Migrate => migrate(&config),
        Command::Copy { from, to } => copy::run(&from, &to, &mut stdout()),
        Command::Appeals {
            action: Appeals::Export,
        } => open_existing(&config)
            .and_then(|db| appeals::export(&db, &config.bot_name, &mut stdout())),
        Command::Quarantine { action } => open_existing(&config).and_then(|db| match action {
            Quarantine::List => quarantine::list(&db, &config.bot_name, &mut stdout()),
            Quarantine::Replay { numbers, .. } => {
                quarantine::replay(&db, &config.bot_name, &numbers, &mut stdout())
            }
        }),
    };
    end(result);
}

fn end(result: anyhow::Result<i32>) -> ! {
    match result {
        Ok(code) => exit(code),
        // Whoever read our output has seen enough.
        Err(error) if is_broken_pipe(&error) => exit(0),
        Err(error) => {
            eprintln!("spinbot: {}", logging::redact(&format!("{error:#}")));
            exit(run::CANNOT_START);
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<std::io::Error>();
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

fn scenario(action: &Scenario) -> anyhow::Result<i32> {
    let out = &mut stdout();
    match action {
        Scenario::Check { path } => scenario::check(path.as_deref(), out),
        Scenario::Export { lang, pack, folder } => {
            scenario::export(pack.as_deref(), (*lang).into(), folder.as_deref(), out)
        }
        Scenario::Schema => scenario::schema(out),
    }
}

fn chat(config: &Config, options: &terminal::Options) -> anyhow::Result<i32> {
    let engine = scenario::engine(config.scenario.as_deref())?;
    let db = if config.database_given {
        run::open(config)?
    } else {
        let db = Db::open(&DatabaseUrl::SqliteMemory, 1)?;
        db.migrate()?;
        db
    };
    let bot = Bot::with_engine(run::settings(config, None), engine)?;
    terminal::run(&db, &bot, options, stdin().lock(), stdout().lock())?;
    Ok(0)
}

/// For commands on data that must be there: a typo in DATABASE_URL makes no new file.
fn open_existing(config: &Config) -> anyhow::Result<Db> {
    if let Some(path) = config.database.missing_file() {
        anyhow::bail!("DATABASE_URL: there is no file {}", path.display());
    }
    run::open(config)
}

fn migrate(config: &Config) -> anyhow::Result<i32> {
    let db = Db::open(&config.database, 1).context("DATABASE_URL")?;
    let migrated = db
        .migrate()
        .with_context(|| format!("DATABASE_URL: {}", config.database))?;
    match migrated.applied {
        0 => println!("The schema is up to date: version {}.", migrated.newest),
        applied => println!(
            "Migrations applied: {applied}. The schema is at version {} now.",
            migrated.newest
        ),
    }
    Ok(0)
}
