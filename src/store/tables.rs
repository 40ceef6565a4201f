//! Every table that holds data, with its columns, for those who handle data as data: the copy between two databases.

use super::{Error, Param, Row, Tx};

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
}

use Type::{Flag, Integer, Real, Text};

/// All data. `leaders` is not data: who leads is settled anew on every database.
pub const TABLES: &[Table] = &[
    Table {
        name: "bots",
        columns: &[
            ("bot", Text),
            ("next_seq", Integer),
            ("parked_until", Integer),
        ],
        key: 1,
    },
    Table {
        name: "people",
        columns: &[
            ("id", Integer),
            ("name", Text),
            ("username", Text),
            ("search_name", Text),
            ("lang", Text),
            ("time_zone", Text),
            ("xp", Integer),
            ("version", Integer),
            ("created_at", Integer),
            ("seen_at", Integer),
            ("difficulty", Text),
            ("training", Text),
        ],
        key: 1,
    },
    Table {
        name: "chats",
        columns: &[
            ("bot", Text),
            ("chat_id", Integer),
            ("turn", Integer),
            ("screen", Integer),
            ("waits_seq", Integer),
            ("waits_n", Integer),
            ("reachable", Flag),
            ("parked_until", Integer),
        ],
        key: 2,
    },
    Table {
        name: "inbox",
        columns: &[
            ("bot", Text),
            ("seq", Integer),
            ("chat_id", Integer),
            ("kind", Text),
            ("key_a", Integer),
            ("key_b", Integer),
            ("state", Text),
            ("attempts", Integer),
            ("received_at", Integer),
            ("done_at", Integer),
            ("body", Text),
            ("reason", Text),
        ],
        key: 2,
    },
    Table {
        name: "outbox",
        columns: &[
            ("bot", Text),
            ("seq", Integer),
            ("n", Integer),
            ("chat_id", Integer),
            ("lane", Integer),
            ("state", Text),
            ("claimed", Flag),
            ("uncertain", Integer),
            ("created_at", Integer),
            ("done_at", Integer),
            ("body", Text),
            ("reason", Text),
        ],
        key: 3,
    },
    Table {
        name: "jobs",
        columns: &[
            ("bot", Text),
            ("seq", Integer),
            ("n", Integer),
            ("chat_id", Integer),
            ("kind", Text),
            ("state", Text),
            ("fence", Integer),
            ("run_at", Integer),
            ("leased_until", Integer),
            ("created_at", Integer),
            ("done_at", Integer),
            ("payload", Text),
            ("reason", Text),
        ],
        key: 3,
    },
    Table {
        name: "sessions",
        columns: &[
            ("person_id", Integer),
            ("bot", Text),
            ("number", Integer),
            ("state", Text),
            ("lang", Text),
            ("seed", Integer),
            ("started_at", Integer),
            ("updated_at", Integer),
            ("turns", Integer),
            ("questions", Integer),
            ("clarity", Integer),
            ("engine", Text),
        ],
        key: 3,
    },
    Table {
        name: "turns",
        columns: &[
            ("person_id", Integer),
            ("bot", Text),
            ("number", Integer),
            ("turn", Integer),
            ("at", Integer),
            ("act", Text),
            ("label", Text),
            ("confidence", Real),
            ("contextual", Flag),
            ("points", Integer),
            ("clarity", Integer),
            ("openness", Integer),
            ("buyer_label", Text),
            ("question", Text),
            ("answer", Text),
        ],
        key: 4,
    },
    Table {
        name: "trainings",
        columns: &[
            ("person_id", Integer),
            ("bot", Text),
            ("number", Integer),
            ("finished_at", Integer),
            ("lang", Text),
            ("outcome", Text),
            ("badge", Text),
            ("score", Integer),
            ("points", Integer),
            ("clarity", Integer),
            ("questions", Integer),
            ("situational", Integer),
            ("problem", Integer),
            ("implication", Integer),
            ("need_payoff", Integer),
            ("other", Integer),
            ("contextual", Integer),
            ("needs", Integer),
            ("case_key", Integer),
        ],
        key: 3,
    },
    Table {
        name: "achievements",
        columns: &[("person_id", Integer), ("id", Text), ("earned_at", Integer)],
        key: 2,
    },
    Table {
        name: "appeals",
        columns: &[
            ("person_id", Integer),
            ("bot", Text),
            ("number", Integer),
            ("turn", Integer),
            ("at", Integer),
            ("read_as", Text),
            ("label", Text),
        ],
        key: 4,
    },
];

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
    tx.query(&sql, &params, |row| {
        let columns = table.columns.iter().enumerate();
        columns
            .map(|(at, (_, kind))| Value::read(row, at, *kind))
            .collect()
    })
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

    /// What the migrations say, read from their text: table → column → type.
    fn declared() -> BTreeMap<String, Vec<(String, Type)>> {
        let mut tables = BTreeMap::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sql");
        for file in std::fs::read_dir(folder).expect("sql").flatten() {
            let text = std::fs::read_to_string(file.path()).expect("a migration");
            for statement in text.split("CREATE TABLE ").skip(1) {
                let (name, rest) = statement.split_once(" (").expect("a name");
                let (columns, _) = rest.split_once("\n);").expect("an end");
                let columns = columns.lines().filter_map(|line| {
                    let mut words = line.split_whitespace();
                    let (name, kind) = (words.next()?, words.next()?);
                    let kind = match kind.trim_end_matches(',') {
                        "BIGINT" => Integer,
                        "TEXT" => Text,
                        "DOUBLE" => Real,
                        "BOOLEAN" => Flag,
                        _ => return None,
                    };
                    Some((name.to_owned(), kind))
                });
                tables.insert(name.to_owned(), columns.collect());
            }
        }
        tables
    }

    #[test]
    fn every_table_and_column_of_the_schema_is_listed() {
        let mut declared = declared();
        declared.remove("leaders");
        let sorted = |columns: &[(String, Type)]| {
            let mut columns = columns.to_vec();
            columns.sort_by(|a, b| a.0.cmp(&b.0));
            columns
        };
        for table in TABLES {
            let listed: Vec<(String, Type)> = table
                .columns
                .iter()
                .map(|(name, kind)| ((*name).to_owned(), *kind))
                .collect();
            let columns = declared.remove(table.name).expect(table.name);
            assert_eq!(sorted(&listed), sorted(&columns), "{}", table.name);
        }
        assert!(declared.is_empty(), "not listed: {:?}", declared.keys());
    }
}
