//! What may come with a message, as a description: small enough for a row of the outbox, drawn by whoever shows it.
//!
//! Pure. All words in it are in the reader's language already.

use serde::{Deserialize, Serialize};

/// A picture or a file beside the text of a message, which is its caption then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attachment {
    NeedMap(NeedMap),
    Progress(Progress),
    File(File),
}

/// The need map of a call: each problem with all that it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedMap {
    pub title: String,
    /// What a full and what an empty box means.
    pub found: String,
    pub missed: String,
    pub problems: Vec<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub title: String,
    /// The turn that opened it.
    pub turn: Option<u32>,
    pub groups: Vec<Group>,
}

/// Boxes of one layer: details, consequences, the need, benefits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub title: String,
    /// Its place among the layers, from 0: decides the colour.
    pub layer: usize,
    pub boxes: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub text: String,
    pub turn: Option<u32>,
}

/// Scores of the last trainings, oldest first, and how often each type of question was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub title: String,
    pub scores: Vec<i64>,
    /// Over the bars.
    pub types_title: String,
    pub types: Vec<(String, i64)>,
}

/// A text file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub name: String,
    pub mime: String,
    pub text: String,
}

/// Bars of a text drawing are so wide.
const BAR: i64 = 20;

impl Attachment {
    pub fn is_picture(&self) -> bool {
        !matches!(self, Self::File(_))
    }

    /// The same in letters, for a terminal.
    pub fn as_text(&self) -> String {
        match self {
            Self::NeedMap(map) => map.as_text(),
            Self::Progress(progress) => progress.as_text(),
            Self::File(file) => format!("[{}]", file.name),
        }
    }
}

impl NeedMap {
    fn as_text(&self) -> String {
        let mut lines = vec![format!("✓ {} · ○ {}", self.found, self.missed)];
        for problem in &self.problems {
            lines.push(format!("┌ {}", mark(&problem.title, problem.turn)));
            for group in &problem.groups {
                let boxes = group.boxes.iter();
                let boxes: Vec<String> = boxes.map(|one| mark(&one.text, one.turn)).collect();
                lines.push(format!("│ {}: {}", group.title, boxes.join("  ")));
            }
            lines.push("└".to_owned());
        }
        lines.join("\n")
    }
}

fn mark(text: &str, turn: Option<u32>) -> String {
    match turn {
        Some(turn) => format!("✓ {text} ({turn})"),
        None => format!("○ {text}"),
    }
}

impl Progress {
    fn as_text(&self) -> String {
        let mut lines = vec![self.title.clone()];
        let scores = self.scores.iter();
        lines.extend(scores.map(|score| bar(&format!("{score:>3}"), *score, 100)));
        lines.push(self.types_title.clone());
        let most = self.types.iter().map(|(_, count)| *count).max();
        let widths = self.types.iter().map(|(name, _)| name.chars().count());
        let width = widths.max().unwrap_or(0);
        for (name, count) in &self.types {
            let label = format!("{name:<width$} {count:>3}");
            lines.push(bar(&label, *count, most.unwrap_or(0)));
        }
        lines.join("\n")
    }
}

fn bar(label: &str, value: i64, most: i64) -> String {
    let length = value.clamp(0, most.max(0)).saturating_mul(BAR) / most.max(1);
    let blocks = "█".repeat(usize::try_from(length).unwrap_or(0));
    format!("{label} {blocks}").trim_end().to_owned()
}
