//! Dialogues: what is typed and what the bot answers, word for word, on both databases.
//!
//! A file in `tests/dialogues` begins with `# ` and the options of `spinbot chat` it is played with; lines that begin
//! with `> ` are typed, the rest is the answer. `UPDATE_DIALOGUES=1` writes the answers anew: review them as a diff.

mod support;

use std::cell::RefCell;
use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use spinbot::bot::{Bot, Settings};
use spinbot::event::Sender;
use spinbot::lang::Lang;
use spinbot::store::{DatabaseUrl, Db, people};
use spinbot::terminal::{self, Options};

#[test]
fn dialogues_run_as_written_on_sqlite() {
    check_all(&|_| {
        let db = Db::open(&DatabaseUrl::SqliteMemory, 1).unwrap();
        (db, None)
    });
}

#[test]
fn dialogues_run_as_written_on_postgresql() {
    // Without `tests/run` there is no server: the other test still plays them all.
    if std::env::var_os("SPINBOT_TEST_POSTGRES").is_none() {
        return;
    }
    check_all(&|_| {
        let database = support::postgres::shared().create_database("dialogue");
        let url = database.url().parse::<DatabaseUrl>().unwrap();
        (Db::open(&url, 2).unwrap(), Some(database))
    });
}

type Opened = (Db, Option<support::postgres::Database>);

fn check_all(open: &dyn Fn(&Path) -> Opened) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let written = fs::read_to_string(&file).unwrap();
        let (db, database) = open(&file);
        db.migrate().unwrap();
        let played = play(&db, &written);
        drop((db, database));
        if played == written {
            continue;
        }
        if std::env::var_os("UPDATE_DIALOGUES").is_some() {
            fs::write(&file, played).unwrap();
        } else {
            wrong.push(format!(
                "{}: {}",
                file.display(),
                difference(&written, &played)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The first line that differs.
fn difference(written: &str, played: &str) -> String {
    let mut lines = written.lines().zip(played.lines()).enumerate();
    match lines.find(|(_, (written, played))| written != played) {
        Some((index, (written, played))) => {
            format!(
                "line {}\n  written: {written}\n  played:  {played}",
                index + 1
            )
        }
        None => "one is longer".to_owned(),
    }
}

fn play(db: &Db, written: &str) -> String {
    let (header, _) = written.split_once('\n').unwrap();
    let option = |name: &str| {
        let mut words = header.split_whitespace();
        words.find(|word| *word == name)?;
        words.next()
    };
    let lang = option("--lang").map(|tag| Lang::parse(tag).unwrap());
    let user = option("--user").map(|id| id.parse().unwrap());
    if let Some(name) = option("--name") {
        let sender = Sender {
            id: user.unwrap(),
            name: name.to_owned(),
            username: String::new(),
            language: None,
        };
        db.write(|tx| Ok(people::meet(tx, "spin_bot", &sender, 0)?))
            .unwrap();
    }
    let bot = Bot::new(Settings {
        name: "spin_bot".to_owned(),
        lang: Lang::Ru,
        contact: Some("@operator".to_owned()),
        time_zone: "Europe/Moscow".to_owned(),
        username: None,
    })
    .unwrap();
    let options = Options {
        lang,
        seed: option("--seed").map(|seed| seed.parse().unwrap()),
        user,
        json: option("--format") == Some("json"),
        bot_name: "spin_bot".to_owned(),
        pictures: None,
        greet: false,
    };
    let paper = Paper::default();
    paper.0.borrow_mut().extend(format!("{header}\n\n").bytes());
    let lines = written.lines().filter_map(|line| line.strip_prefix("> "));
    let typist = Typist {
        lines: lines.map(str::to_owned).collect(),
        next: 0,
        line: Vec::new(),
        used: 0,
        paper: paper.clone(),
    };
    terminal::run(db, &bot, &options, typist, paper.clone()).unwrap();
    let mut played = String::from_utf8(paper.0.take()).unwrap();
    played.truncate(played.trim_end().len());
    played.push('\n');
    played
}

/// Where both sides of a dialogue are written down in turn.
#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Types a line when the terminal asks for one.
struct Typist {
    lines: Vec<String>,
    next: usize,
    line: Vec<u8>,
    used: usize,
    paper: Paper,
}

impl Read for Typist {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Typist {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used == self.line.len() && self.next < self.lines.len() {
            self.line = format!("{}\n", self.lines[self.next]).into_bytes();
            self.used = 0;
            self.next += 1;
            self.paper.0.borrow_mut().extend_from_slice(b"> ");
            self.paper.0.borrow_mut().extend_from_slice(&self.line);
        }
        Ok(&self.line[self.used..])
    }

    fn consume(&mut self, count: usize) {
        self.used += count;
    }
}
