//! The dependency rules of the architecture, read from the source: who may name what, how long a file may be, and that the
//! binary knows every migration.

use std::fs;
use std::path::{Path, PathBuf};

use spinbot::store::{DatabaseUrl, Db};

/// Files that this rule is about, and what none of their lines may contain.
struct Rule {
    /// Beginnings of paths.
    within: &'static [&'static str],
    except: &'static [&'static str],
    never: &'static [&'static str],
    why: &'static str,
}

const ALL: &[&str] = &["src/"];
const PURE: &[&str] = &[
    "src/engine/",
    "src/engine.rs",
    "src/text/",
    "src/text.rs",
    "src/event.rs",
    "src/reply.rs",
    "src/attachment.rs",
];
/// Everything of ours that stands above the pure parts and the store.
const UPWARD: &[&str] = &[
    "crate::telegram",
    "crate::chart",
    "crate::run",
    "crate::worker",
    "crate::jobs",
    "crate::terminal",
    "crate::http",
    "crate::llm",
    "crate::process",
    "crate::dispatcher",
    "crate::leadership",
    "crate::housekeeping",
    "crate::metrics",
    "crate::config",
    "crate::logging",
    "crate::copy",
    "crate::doctor",
    "crate::quarantine",
    "crate::scenario",
];

const RULES: &[Rule] = &[
    Rule {
        within: PURE,
        except: &[],
        never: UPWARD,
        why: "what is pure knows nothing above it",
    },
    Rule {
        within: PURE,
        except: &[],
        never: &["crate::bot", "crate::store", "crate::clock"],
        why: "what is pure knows nothing above it",
    },
    Rule {
        within: PURE,
        except: &[],
        never: &[
            "std::time",
            "SystemTime",
            "Instant",
            "std::env",
            "std::fs",
            "std::net",
            "std::thread",
            "log::",
            "rand::",
        ],
        why: "what is pure has no clock, randomness, environment, log or network",
    },
    Rule {
        within: &["src/store/"],
        except: &[],
        never: UPWARD,
        why: "the store knows nothing above it",
    },
    Rule {
        within: &["src/store/"],
        except: &[],
        never: &["crate::bot"],
        why: "the store knows nothing above it",
    },
    Rule {
        within: &["src/bot/"],
        except: &[],
        never: UPWARD,
        why: "the bot knows no front end and no pipeline",
    },
    Rule {
        within: &["src/bot/"],
        except: &[],
        never: &[
            "Db::",
            "&Db",
            "Arc<Db>",
            ".write_durable(",
            ".snapshot(",
            "db.write(",
            "db.read(",
        ],
        why: "a handler gets a transaction and never opens one",
    },
    Rule {
        within: &["src/bot/"],
        except: &[],
        never: &["crate::clock", "SystemTime", "Instant::now"],
        why: "a handler is told the time",
    },
    Rule {
        within: &["src/telegram/"],
        except: &[],
        never: &[
            "crate::run",
            "crate::worker",
            "crate::jobs",
            "crate::terminal",
            "crate::llm",
            "crate::copy",
            "crate::doctor",
        ],
        why: "Telegram's edge knows nothing of those who use it",
    },
    Rule {
        within: ALL,
        except: &["src/telegram/"],
        never: &["frankenstein"],
        why: "only src/telegram knows the Bot API",
    },
    Rule {
        within: ALL,
        except: &["src/store/"],
        never: &["postgres::", "rusqlite", "r2d2", "refinery::", "rustls"],
        why: "only src/store knows that there are two engines",
    },
    Rule {
        within: ALL,
        except: &["src/store/"],
        never: &[
            "SELECT ",
            "INSERT INTO",
            "DELETE FROM",
            "CREATE TABLE",
            " SET ",
        ],
        why: "all SQL is in src/store",
    },
    Rule {
        within: ALL,
        except: &["src/telegram/", "src/llm/", "src/http.rs", "src/store/"],
        never: &[
            "ureq::",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "std::net",
            "tiny_http::",
        ],
        why: "only src/telegram, src/llm and src/http.rs use the network",
    },
];

/// Names of settings and log levels, not uses of a library.
const HARMLESS: &[(&str, &str)] = &[("src/logging.rs", "LevelFilter::")];

/// Lines a file may have: one that is longer does several things. Tests are lists of cases and may be longer.
const LONGEST: usize = 400;
const LONGEST_TEST: usize = 700;
/// Files that are longer today; they may only shrink.
const TOO_LONG: &[(&str, usize)] = &[
    ("src/engine/buyer.rs", 430),
    ("src/engine/score.rs", 420),
    ("src/engine/understanding.rs", 475),
];

/// All Rust files of ours below a folder, with their paths from the crate's root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = |path: PathBuf| {
        let name = path
            .strip_prefix(root)
            .expect("below the root")
            .display()
            .to_string();
        (name, fs::read_to_string(&path).expect("a readable file"))
    };
    files.into_iter().map(read).collect()
}

/// The lines that are compiled into the program: no comments, nothing from the tests at the end on.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    let lines = lines.take_while(|(_, line)| line.trim() != "#[cfg(test)]");
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

/// Whether `line` names `what` and not only something whose name ends in it.
fn names(line: &str, what: &str) -> bool {
    line.match_indices(what).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let starts_a_word = what.starts_with(char::is_alphanumeric);
        !starts_a_word || before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
    })
}

fn breaches(files: &[(String, String)], rules: &[Rule]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in files {
        let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
        for rule in rules
            .iter()
            .filter(|rule| begins(rule.within) && !begins(rule.except))
        {
            for (number, line) in code(text) {
                let harmless = HARMLESS
                    .iter()
                    .any(|(file, part)| name == file && line.contains(part));
                let word = rule.never.iter().find(|word| names(line, word));
                if let Some(word) = word.filter(|_| !harmless) {
                    found.push(format!("{name}:{number}: `{word}`: {}", rule.why));
                }
            }
        }
    }
    found
}

#[test]
fn nothing_names_what_it_must_not_depend_on() {
    let found = breaches(&sources("src"), RULES);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_rules_find_what_they_forbid() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = [
        file(
            "src/engine/a.rs",
            "use crate::store::Tx;\n// crate::bot\nuse std::time::Instant;\n",
        ),
        file(
            "src/bot/a.rs",
            "fn a(db: &Db) {\n    \"SELECT 1\";\n}\n#[cfg(test)]\nuse ureq::Agent;\n",
        ),
        file(
            "src/store/a.rs",
            "use rusqlite::Row; // fine\nuse crate::bot::Bot;\n",
        ),
        file(
            "src/worker.rs",
            "use tokio_postgres::Row;\nuse postgres::Row;\n",
        ),
    ];
    let found = breaches(&files, RULES);
    let places: Vec<&str> = found
        .iter()
        .filter_map(|line| line.split(": `").next())
        .collect();
    let expected = [
        "src/engine/a.rs:1",
        "src/engine/a.rs:3",
        "src/bot/a.rs:1",
        "src/bot/a.rs:2",
        "src/store/a.rs:2",
        "src/worker.rs:2",
    ];
    assert_eq!(places, expected);
}

#[test]
fn no_file_is_longer_than_it_may_be() {
    let mut found = Vec::new();
    for (name, text) in ["src", "tests", "benches"]
        .iter()
        .flat_map(|folder| sources(folder))
    {
        let lines = text.lines().count();
        let usual = if name.starts_with("tests/") {
            LONGEST_TEST
        } else {
            LONGEST
        };
        let most = TOO_LONG
            .iter()
            .find(|(file, _)| *file == name)
            .map_or(usual, |(_, most)| *most);
        if lines > most {
            found.push(format!("{name}:{most}: {lines} lines, {most} at most"));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_module_opens_with_what_it_owns() {
    let all = sources("src").into_iter();
    let silent: Vec<String> = all
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(name, _)| format!("{name}:1"))
        .collect();
    assert!(
        silent.is_empty(),
        "no `//!` paragraph in:\n{}",
        silent.join("\n")
    );
}

#[test]
fn the_binary_knows_every_migration_in_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
    let names = fs::read_dir(folder)
        .expect("sql/")
        .flatten()
        .map(|entry| entry.file_name().into_string());
    let mut versions: Vec<i64> = names
        .map(|name| {
            let name = name.expect("a plain name");
            let number = name
                .strip_prefix('V')
                .and_then(|rest| rest.split_once("__"));
            number
                .and_then(|(number, _)| number.parse().ok())
                .unwrap_or_else(|| panic!("sql/{name}: not V<n>__what.sql"))
        })
        .collect();
    versions.sort_unstable();
    let db = Db::open(&DatabaseUrl::SqliteMemory, 1).expect("a database in memory");
    let migrated = db.migrate().expect("migrations");
    assert_eq!(
        (migrated.applied, Some(&migrated.newest)),
        (versions.len(), versions.last())
    );
    let gapless: Vec<i64> = (1..).take(versions.len()).collect();
    assert_eq!(versions, gapless, "one after the other");
}
