//! `spinbot appeals export`: the turns whose type trainees called wrong, as lines for the corpus.

use std::io::Write;

use crate::store::{Db, appeals};

/// Writes every appeal of a bot as a corpus line: the trainee's type, the act, the words, what the buyer had said before.
/// What the turn was read as stands above it, in a comment.
pub fn export(db: &Db, bot: &str, out: &mut impl Write) -> anyhow::Result<i32> {
    let all = db.read(|tx| Ok(appeals::of_bot(tx, bot)?))?;
    for appeal in &all {
        writeln!(out, "# {} read as {}", appeal.lang, appeal.read_as)?;
        let act = match appeal.label.as_str() {
            "other" => appeal.act.as_str(),
            _ => "question",
        };
        let previous = appeal.previous.as_deref().unwrap_or_default();
        let columns = [
            &appeal.label,
            act,
            &one_line(&appeal.question),
            &one_line(previous),
        ];
        writeln!(out, "{}", columns.join("\t").trim_end_matches('\t'))?;
    }
    eprintln!("{} appeals.", all.len());
    Ok(0)
}

/// A text without the marks that part lines and columns.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
