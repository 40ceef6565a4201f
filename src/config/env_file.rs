//! The file `.env` beside the program: settings for those who do not set variables. Its values may be secrets.

use std::collections::HashMap;
use std::path::Path;

use super::{ConfigError, VARIABLES};

/// Only `./.env`, never a parent folder's.
pub fn read(path: &Path) -> Result<HashMap<String, String>, ConfigError> {
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let lines =
        dotenvy::from_path_iter(path).map_err(|error| ConfigError::File(error.to_string()))?;
    lines
        .map(|line| {
            line.map_err(|error| match error {
                dotenvy::Error::LineParse(piece, _) => unreadable_line(path, &piece),
                other => ConfigError::File(other.to_string()),
            })
        })
        .collect()
}

/// Names the line that `piece` stands in. The piece itself may be a secret, or hold one.
fn unreadable_line(path: &Path, piece: &str) -> ConfigError {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let piece = piece.lines().next().unwrap_or_default().trim();
    let place = (1..)
        .zip(text.lines())
        .find(|(_, line)| line.contains(piece))
        .map_or("a line".to_owned(), |(number, line)| {
            let name = line.split_once('=').map_or("", |(name, _)| name);
            let known = VARIABLES
                .iter()
                .find(|variable| name.ends_with(variable.name));
            let name = known.map_or(String::new(), |variable| format!(" ({})", variable.name));
            format!("line {number}{name}")
        });
    ConfigError::File(format!(
        "{place} cannot be read: write NAME=value, with quotes around a value that has spaces or quotes"
    ))
}
