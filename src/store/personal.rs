//! All that is known of one person: shown to them, or deleted at their wish, by the rules in [`super::tables`].

use std::fmt::Display;

use serde_json::{Map, Value as Json};

use super::seal::Place;
use super::tables::{self, Personal, TABLES, Table, Value};
use super::{Error, Tx, forgotten, inbox, people};

/// Every row of a person in every table, by table and column, with the texts readable.
pub fn everything(tx: &mut Tx, person: i64) -> Result<Json, Error> {
    let mut all = Map::new();
    for table in TABLES {
        let rows = tables::of_person(tx, table, person)?;
        if rows.is_empty() {
            continue;
        }
        let rows: Result<Vec<Json>, Error> =
            rows.iter().map(|row| readable(tx, table, row)).collect();
        all.insert(table.name.to_owned(), Json::Array(rows?));
    }
    Ok(Json::Object(all))
}

/// Deletes everything of a person in every bot, but for what must stay, and remembers that they were here by a hash that
/// names nobody. The caller holds the lock of the chat in which they asked.
pub fn forget(tx: &mut Tx, person: i64, now: i64) -> Result<(), Error> {
    people::lock(tx, person)?;
    for table in TABLES {
        match table.personal {
            Personal::Nothing | Personal::Kept(_) => {}
            Personal::Rows(column) => drop(tables::delete(tx, table, column, person)?),
            Personal::Queue(_) => inbox::forget(tx, person)?,
        }
    }
    forgotten::remember(tx, person, now)
}

fn readable(tx: &Tx, table: &Table, row: &[Value]) -> Result<Json, Error> {
    let mut object = Map::new();
    for ((name, _), value) in table.columns.iter().zip(row) {
        let full = format!("{}.{name}", table.name);
        let value = match table.sealed.iter().find(|sealed| **sealed == full) {
            Some(column) => opened(tx, column, table, row, value)?,
            None => value.to_json(),
        };
        object.insert((*name).to_owned(), value);
    }
    Ok(Json::Object(object))
}

fn opened(
    tx: &Tx,
    column: &'static str,
    table: &Table,
    row: &[Value],
    value: &Value,
) -> Result<Json, Error> {
    let Value::Text(Some(stored)) = value else {
        return Ok(Json::Null);
    };
    let bound = table.bound.iter().filter_map(|name| {
        let at = table.columns.iter().position(|(one, _)| one == name)?;
        Some(row[at].as_key())
    });
    let bound: Vec<String> = bound.collect();
    let key: Vec<&dyn Display> = bound.iter().map(|one| one as &dyn Display).collect();
    let text = tx.seal().open(Place { column, key: &key }, stored)?;
    Ok(Json::String(text))
}
