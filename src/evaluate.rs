//! `spinbot evaluate`: how often the reading of turns is right, against lines that people have labelled.

pub mod tally;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::classify::{Readers, guess_lang};
use crate::engine::learned::Reader;
use crate::engine::learned::corpus::{ACTS, act_of, label_of, line};
use crate::engine::learned::lessons::{Author, learn_reader};
use crate::engine::{Act, Label};
use crate::lang::Lang;
use tally::Tally;

/// Bad lines that are named; the rest are only counted.
const MOST_COMPLAINTS: usize = 20;

/// A labelled turn of a file.
struct Case {
    label: Label,
    act: Option<Act>,
    text: String,
    previous: Option<String>,
    lang: Option<Lang>,
}

/// The same as a JSON line.
#[derive(Deserialize)]
struct JsonCase {
    text: String,
    label: String,
    #[serde(default)]
    act: Option<String>,
    #[serde(default)]
    prev: Option<String>,
    #[serde(default)]
    lang: Option<String>,
}

/// Tallies of labels and of acts.
pub struct Figures {
    pub labels: Tally,
    pub acts: Tally,
}

impl Figures {
    fn new() -> Self {
        Self {
            labels: Tally::new(Label::ALL.iter().map(|label| label.id()).collect()),
            acts: Tally::new(ACTS.iter().map(|act| act.id()).collect()),
        }
    }

    fn add(
        &mut self,
        reader: &Reader,
        text: &str,
        previous: Option<&str>,
        label: Label,
        act: Option<Act>,
    ) {
        let judgement = reader.read(text, previous, None);
        self.labels.add(label as usize, judgement.label as usize);
        if let Some(act) = act {
            self.acts.add(act as usize, judgement.act as usize);
        }
    }

    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        for (name, tally) in [("Labels", &self.labels), ("Acts", &self.acts)] {
            if tally.total() > 0 {
                writeln!(out, "{name}: {}\n", tally.line().trim_start())?;
                tally.print(out)?;
                writeln!(out)?;
            }
        }
        Ok(())
    }
}

/// Reads a labelled file with the program's own weights. `lang` is the language of lines that do not say theirs; without
/// it, their letters tell. Exit code 1 if a line could not be read.
pub fn file(path: &Path, lang: Option<Lang>, out: &mut impl Write) -> anyhow::Result<i32> {
    let source = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let readers = Readers::built_in()?;
    let mut figures = Figures::new();
    let mut bad = 0;
    for (at, text) in source.lines().enumerate() {
        match case(text) {
            None => {}
            Some(Ok(case)) => {
                let previous = case.previous.as_deref();
                let lang = case
                    .lang
                    .or(lang)
                    .unwrap_or_else(|| guess_lang(&case.text, previous));
                figures.add(readers.of(lang), &case.text, previous, case.label, case.act);
            }
            Some(Err(error)) => {
                bad += 1;
                if bad <= MOST_COMPLAINTS {
                    writeln!(out, "✖ {}:{}: {error}", path.display(), at + 1)?;
                }
            }
        }
    }
    if bad > 0 {
        writeln!(out, "Lines that could not be read: {bad}.\n")?;
    }
    figures.print(out)?;
    Ok(i32::from(bad > 0 || figures.labels.total() == 0))
}

fn case(source: &str) -> Option<Result<Case, String>> {
    if source.trim_start().starts_with('{') {
        return Some(json_case(source));
    }
    let case = |read: Result<_, String>| {
        read.map(|line: crate::engine::learned::corpus::Line| Case {
            label: line.label,
            act: Some(line.act),
            text: line.text,
            previous: line.previous,
            lang: None,
        })
    };
    line(source).map(case)
}

fn json_case(source: &str) -> Result<Case, String> {
    let json: JsonCase = serde_json::from_str(source).map_err(|error| error.to_string())?;
    let parse =
        |tag: &String| Lang::parse(tag).ok_or_else(|| format!("{tag:?} is neither ru nor en"));
    Ok(Case {
        label: label_of(&json.label)?,
        act: json.act.as_deref().map(act_of).transpose()?,
        text: json.text,
        previous: json.prev.filter(|line| !line.trim().is_empty()),
        lang: json.lang.as_ref().map(parse).transpose()?,
    })
}

/// Learns from all authors of a folder but one and reads that one's lines, each author in turn.
pub fn authors(folder: &Path, lang: Option<Lang>, out: &mut impl Write) -> anyhow::Result<i32> {
    let files = labelled_files(folder)?;
    let Some(sample) = files.iter().find_map(|(_, lines)| lines.first()) else {
        bail!("{}: no *.tsv files with lines", folder.display());
    };
    let lang = lang.unwrap_or_else(|| guess_lang(&sample.text, None));
    let mut all = Figures::new();
    let mut summary = Vec::new();
    for (name, figures) in leave_one_out(lang, &as_authors(&files)) {
        all.labels.merge(&figures.labels);
        all.acts.merge(&figures.acts);
        for (what, tally) in [("labels", &figures.labels), ("acts", &figures.acts)] {
            summary.push(format!("{name:12} {what:6} {}", tally.line()));
        }
    }
    writeln!(
        out,
        "Each author read by weights learned from the others, in {}:\n",
        lang.code()
    )?;
    writeln!(out, "{}\n", summary.join("\n"))?;
    all.print(out)?;
    Ok(0)
}

/// For each author the figures of a reader that learned from all others.
pub fn leave_one_out(lang: Lang, authors: &[Author]) -> Vec<(String, Figures)> {
    let each = authors.iter().enumerate();
    each.map(|(at, author)| (author.name.to_owned(), leave_out(lang, authors, at)))
        .collect()
}

/// The figures of one author's lines, read by a reader that learned from all others.
pub fn leave_out(lang: Lang, authors: &[Author], out: usize) -> Figures {
    let others = authors.iter().enumerate().filter(|(at, _)| *at != out);
    let others: Vec<Author> = others.map(|(_, author)| Author { ..*author }).collect();
    let reader = learn_reader(lang, &others, false);
    let mut figures = Figures::new();
    for line in authors[out].lines {
        let previous = line.previous.as_deref();
        figures.add(&reader, &line.text, previous, line.label, Some(line.act));
    }
    figures
}

type Labelled = (String, Vec<crate::engine::learned::corpus::Line>);

/// The lines of each `*.tsv` file of a folder, by the names of the files.
pub fn labelled_files(folder: &Path) -> anyhow::Result<Vec<Labelled>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "tsv"))
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let source = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut lines = Vec::new();
        for (at, text) in source.lines().enumerate() {
            if let Some(read) = line(text) {
                lines.push(
                    read.map_err(|error| {
                        anyhow::anyhow!("{}:{}: {error}", path.display(), at + 1)
                    })?,
                );
            }
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        files.push((name, lines));
    }
    Ok(files)
}

pub fn as_authors(files: &[Labelled]) -> Vec<Author<'_>> {
    files
        .iter()
        .map(|(name, lines)| Author {
            name,
            weight: 1.0,
            lines,
        })
        .collect()
}
