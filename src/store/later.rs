//! Writes of a PostgreSQL transaction that wait for one another, to go to the server in one piece.
//!
//! They become the parts of one statement (`WITH w1 AS (…), w2 AS (…) …`), which the server runs on one snapshot and in
//! no order: none may look at what another writes, and no two may write the same table.

use std::error::Error as StdError;
use std::fmt::Write;

use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type};

use super::{Error, Param};

#[derive(Default)]
pub struct Later {
    /// Statements with their parameters numbered on from one to the next.
    statements: Vec<String>,
    values: Vec<Value>,
}

/// A parameter as it goes to the server.
#[derive(Debug)]
pub struct Value {
    pub kind: Type,
    /// `None` is NULL.
    bytes: Option<BytesMut>,
}

impl Later {
    pub fn names_table_of(&self, sql: &str) -> bool {
        let table = table(sql);
        self.statements
            .iter()
            .any(|other| self::table(other) == table)
    }

    pub fn add(&mut self, sql: &str, params: &[&dyn Param]) -> Result<(), Error> {
        self.statements.push(renumbered(sql, self.values.len()));
        for param in params {
            let kind = param.pg_type();
            let mut bytes = BytesMut::new();
            let is_null = param
                .to_sql_checked(&kind, &mut bytes)
                .map_err(|error| Error::Shape(format!("{error} in: {sql}")))?;
            let bytes = matches!(is_null, IsNull::No).then_some(bytes);
            self.values.push(Value { kind, bytes });
        }
        Ok(())
    }

    /// All of it as one statement with its parameters.
    pub fn take(&mut self) -> Option<(String, Vec<Value>)> {
        let last = self.statements.pop()?;
        let mut sql = String::new();
        for (at, statement) in self.statements.drain(..).enumerate() {
            let head = if at == 0 { "WITH" } else { "," };
            let _ = write!(sql, "{head} w{at} AS ({statement}) ");
        }
        sql.push_str(&last);
        Some((sql, std::mem::take(&mut self.values)))
    }
}

/// The table a statement writes: the word after INTO, UPDATE or DELETE FROM.
fn table(sql: &str) -> Option<&str> {
    let mut words = sql.split_ascii_whitespace();
    words.find(|word| ["INTO", "UPDATE", "FROM"].contains(word))?;
    words.next()
}

/// The same with each `$n` as `$(n + by)`.
fn renumbered(sql: &str, by: usize) -> String {
    let mut pieces = sql.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = piece.split_at(digits);
        let _ = match number.parse::<usize>() {
            Ok(number) => write!(text, "${}{rest}", number + by),
            Err(_) => write!(text, "${piece}"),
        };
    }
    text
}

impl ToSql for Value {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match &self.bytes {
            Some(bytes) => {
                out.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        if *kind != self.kind {
            return Err(format!("a value of the type {} for one of {kind}", self.kind).into());
        }
        self.to_sql(kind, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_become_one_statement_with_their_own_parameters() {
        let mut later = Later::default();
        let (name, count) = ("x", 7_i64);
        later
            .add("UPDATE a SET n = $2 WHERE bot = $1", &[&name, &count])
            .expect("encoded");
        later
            .add(
                "INSERT INTO b (bot, n, m) VALUES ($1, $2, $2)",
                &[&name, &count],
            )
            .expect("encoded");
        assert!(later.names_table_of("DELETE FROM b WHERE n = $1"));
        assert!(!later.names_table_of("UPDATE c SET n = $1"));
        let (sql, values) = later.take().expect("something");
        assert_eq!(
            sql,
            "WITH w0 AS (UPDATE a SET n = $2 WHERE bot = $1) INSERT INTO b (bot, n, m) VALUES ($3, $4, $4)"
        );
        assert_eq!(values.len(), 4);
        assert!(later.take().is_none());
    }
}
