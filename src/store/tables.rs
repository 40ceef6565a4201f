//! Every table that holds data, with its columns, for those who handle data as data: the copy between two databases, and
//! what a person may ask of theirs.

mod list;

use super::{Error, Param, Row, Tx};

pub use list::TABLES;

use Type::{Flag, Integer, Real, Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Integer,
    Text,
    Real,
    Flag,
}

pub struct Table {
    pub name: &'static str,
    /// The first `key` columns are its primary key.
    pub columns: &'static [(&'static str, Type)],
    pub key: usize,
    pub personal: Personal,
    /// Columns whose texts are encrypted where there is a `DATA_KEY`, as `table.column`.
    pub sealed: &'static [&'static str],
    /// The columns that encryption binds them to: they never change in a row.
    pub bound: &'static [&'static str],
}

/// Whose rows a table holds, and what becomes of them when a person asks to be forgotten. The column holds the person's id:
/// a private chat has the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// Nothing that leads to a person.
    Nothing,
    /// The person's rows, which go with them.
    Rows(&'static str),
    /// What came from the person. It goes as well, but the bare keys of handled updates stay for as long as Telegram may
    /// repeat them, without the chat: or the repeat of an old message would bring the person back.
    Queue(&'static str),
    /// The person's rows, which stay because the law or a refund needs them; `/privacy` says so.
    Kept(&'static str),
}

impl Personal {
    /// The column by which a person's rows are found.
    pub fn column(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Rows(column) | Self::Queue(column) | Self::Kept(column) => Some(column),
        }
    }
}

/// A value of any column.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Real(Option<f64>),
    Flag(Option<bool>),
}

impl Value {
    fn read(row: &Row, index: usize, kind: Type) -> Result<Self, Error> {
        Ok(match kind {
            Integer => Self::Integer(row.get(index)?),
            Text => Self::Text(row.get(index)?),
            Real => Self::Real(row.get(index)?),
            Flag => Self::Flag(row.get(index)?),
        })
    }

    fn param(&self) -> &dyn Param {
        match self {
            Self::Integer(value) => value,
            Self::Text(value) => value,
            Self::Real(value) => value,
            Self::Flag(value) => value,
        }
    }
}

impl Value {
    pub(super) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Integer(value) => (*value).into(),
            Self::Text(value) => value.clone().into(),
            Self::Real(value) => (*value).into(),
            Self::Flag(value) => (*value).into(),
        }
    }

    /// A value of a key as encryption binds it.
    pub(super) fn as_key(&self) -> String {
        match self {
            Self::Integer(value) => value.map(|value| value.to_string()),
            Self::Text(value) => value.clone(),
            Self::Real(value) => value.map(|value| value.to_string()),
            Self::Flag(value) => value.map(|value| value.to_string()),
        }
        .unwrap_or_default()
    }
}

impl Table {
    /// The primary key of a row of this table.
    pub fn key_of(&self, row: &[Value]) -> Vec<Value> {
        row[..self.key].to_vec()
    }

    fn names(&self, columns: usize) -> String {
        let names: Vec<&str> = self.columns[..columns]
            .iter()
            .map(|(name, _)| *name)
            .collect();
        names.join(", ")
    }
}

pub fn count(tx: &mut Tx, table: &Table) -> Result<i64, Error> {
    tx.query_one(
        &format!("SELECT COUNT(*) FROM {}", table.name),
        &[],
        |row| row.get(0),
    )
}

/// The next rows by primary key, `after` a key or from the first on.
pub fn page(
    tx: &mut Tx,
    table: &Table,
    after: Option<&[Value]>,
    limit: i64,
) -> Result<Vec<Vec<Value>>, Error> {
    let names = table.names(table.columns.len());
    let key = table.names(table.key);
    let mut params: Vec<&dyn Param> = after.unwrap_or_default().iter().map(Value::param).collect();
    let condition = if params.is_empty() {
        String::new()
    } else {
        let marks: Vec<String> = (1..=params.len()).map(|at| format!("${at}")).collect();
        format!("WHERE ({key}) > ({})", marks.join(", "))
    };
    params.push(&limit);
    let sql = format!(
        "SELECT {names} FROM {} {condition} ORDER BY {key} LIMIT ${}",
        table.name,
        params.len()
    );
    tx.query(&sql, &params, |row| read(row, table))
}

/// A person's rows of a table that holds some, in the order of its key.
pub fn of_person(tx: &mut Tx, table: &Table, person: i64) -> Result<Vec<Vec<Value>>, Error> {
    let Some(column) = table.personal.column() else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE {column} = $1 ORDER BY {}",
        table.names(table.columns.len()),
        table.name,
        table.names(table.key)
    );
    tx.query(&sql, &[&person], |row| read(row, table))
}

/// Deletes a person's rows of a table; how many went.
pub fn delete(tx: &mut Tx, table: &Table, column: &str, person: i64) -> Result<u64, Error> {
    let sql = format!("DELETE FROM {} WHERE {column} = $1", table.name);
    tx.execute(&sql, &[&person])
}

fn read(row: &Row, table: &Table) -> Result<Vec<Value>, Error> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, (_, kind))| Value::read(row, at, *kind))
        .collect()
}

pub fn insert(tx: &mut Tx, table: &Table, rows: &[Vec<Value>]) -> Result<(), Error> {
    let width = table.columns.len();
    let values: Vec<String> = (0..rows.len())
        .map(|row| {
            let marks: Vec<String> = (1..=width)
                .map(|column| format!("${}", row * width + column))
                .collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    let params: Vec<&dyn Param> = rows.iter().flatten().map(Value::param).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES {}",
        table.name,
        table.names(width),
        values.join(", ")
    );
    tx.execute(&sql, &params)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// What a column's declaration says.
    fn column(declaration: &str) -> Option<(String, Type)> {
        let mut words = declaration.split_whitespace();
        let (name, kind) = (words.next()?, words.next()?);
        let kind = match kind.trim_end_matches([',', ';']) {
            "BIGINT" => Integer,
            "TEXT" => Text,
            "DOUBLE" => Real,
            "BOOLEAN" => Flag,
            _ => return None,
        };
        Some((name.to_owned(), kind))
    }

    /// What the migrations say, read from their text: table → column → type.
    fn declared() -> BTreeMap<String, BTreeMap<String, Type>> {
        let mut tables: BTreeMap<String, BTreeMap<String, Type>> = BTreeMap::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sql");
        for file in std::fs::read_dir(folder).expect("sql").flatten() {
            let text = std::fs::read_to_string(file.path()).expect("a migration");
            for statement in text.split("CREATE TABLE ").skip(1) {
                let (name, rest) = statement.split_once(" (").expect("a name");
                let (columns, _) = rest.split_once("\n);").expect("an end");
                let table = tables.entry(name.to_owned()).or_default();
                table.extend(columns.lines().filter_map(column));
            }
            for statement in text.split("ALTER TABLE ").skip(1) {
                let (name, rest) = statement.split_once(" ADD COLUMN ").expect("a column");
                let table = tables.entry(name.to_owned()).or_default();
                table.extend(column(rest.lines().next().unwrap_or_default()));
            }
        }
        tables
    }

    #[test]
    fn every_table_and_column_of_the_schema_is_listed() {
        let mut declared = declared();
        declared.remove("leaders");
        for table in TABLES {
            let listed: BTreeMap<String, Type> = table
                .columns
                .iter()
                .map(|(name, kind)| ((*name).to_owned(), *kind))
                .collect();
            let columns = declared.remove(table.name).expect(table.name);
            assert_eq!(listed, columns, "{}", table.name);
        }
        assert!(declared.is_empty(), "not listed: {:?}", declared.keys());
    }

    /// Columns that lead to a person: a table with one of them needs a rule for what becomes of it.
    const LEADS: [&str; 4] = ["person_id", "chat_id", "user_id", "username"];
    /// Columns of texts: what people write must not be missed by encryption.
    const WORDS: [&str; 6] = ["body", "payload", "question", "answer", "engine", "value"];

    #[test]
    fn every_table_that_leads_to_a_person_has_a_rule() {
        for table in TABLES {
            let has = |name: &str| table.columns.iter().any(|(column, _)| *column == name);
            match table.personal.column() {
                Some(column) => assert!(has(column), "{}: no {column}", table.name),
                None => assert!(
                    !LEADS.iter().any(|lead| has(lead)),
                    "{} leads to people and has no rule",
                    table.name
                ),
            }
        }
    }

    #[test]
    fn every_column_of_words_is_sealed() {
        for table in TABLES {
            for (column, _) in table
                .columns
                .iter()
                .filter(|(name, _)| WORDS.contains(name))
            {
                let full = format!("{}.{column}", table.name);
                assert!(table.sealed.contains(&full.as_str()), "{full}");
            }
            let known = |name: &&str| table.columns.iter().any(|(column, _)| column == name);
            assert!(table.bound.iter().all(known), "{}", table.name);
            assert_eq!(table.sealed.is_empty(), table.bound.is_empty());
        }
    }
}
