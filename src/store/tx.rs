//! A transaction as queries see it: one text, parameters and columns of types that both engines know.

use super::later::Later;
use super::seal::Seal;
use super::{Error, postgres, sqlite};

/// A value that both engines can bind.
pub trait Param: rusqlite::ToSql + ::postgres::types::ToSql + Sync {
    /// PostgreSQL's type of it, for statements that are not prepared.
    fn pg_type(&self) -> ::postgres::types::Type;
}

impl<T: rusqlite::ToSql + ::postgres::types::ToSql + Sync> Param for T {
    fn pg_type(&self) -> ::postgres::types::Type {
        use ::postgres::types::Type;
        [Type::INT8, Type::TEXT, Type::FLOAT8]
            .into_iter()
            .find(|kind| T::accepts(kind))
            .unwrap_or(Type::BOOL)
    }
}

/// A value that both engines can read from a column.
pub trait Column: rusqlite::types::FromSql + for<'a> ::postgres::types::FromSql<'a> {}

impl<T: rusqlite::types::FromSql + for<'a> ::postgres::types::FromSql<'a>> Column for T {}

/// One transaction. Dropped without a commit it is rolled back.
pub struct Tx<'a> {
    pub(super) inner: Inner<'a>,
    /// How texts of people are closed and opened.
    pub(super) seal: &'a Seal,
}

pub(super) enum Inner<'a> {
    Sqlite {
        connection: &'a rusqlite::Connection,
        writes: bool,
    },
    Postgres {
        tx: ::postgres::Transaction<'a>,
        statements: &'a mut Option<postgres::Statements>,
        /// Writes that no one asked the outcome of yet.
        later: Later,
    },
}

impl Tx<'_> {
    /// Runs several statements that have no parameters.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.flush()?;
        match &mut self.inner {
            Inner::Sqlite { connection, .. } => connection.execute_batch(sql)?,
            Inner::Postgres { tx, .. } => tx.batch_execute(sql)?,
        }
        Ok(())
    }

    /// Runs a statement that writes one table, at the latest before the next other statement or the commit, which show its
    /// error. PostgreSQL gets neighbours in one piece: each piece is a way there and back, and the half of a turn's time.
    /// No neighbour sees what another wrote.
    pub fn execute_later(&mut self, sql: &str, params: &[&dyn Param]) -> Result<(), Error> {
        if matches!(&self.inner, Inner::Postgres { later, .. } if later.names_table_of(sql)) {
            self.flush()?;
        }
        match &mut self.inner {
            Inner::Postgres { later, .. } => later.add(sql, params),
            Inner::Sqlite { .. } => self.execute(sql, params).map(|_| ()),
        }
    }

    /// Runs what [`Tx::execute_later`] put off.
    pub fn flush(&mut self) -> Result<(), Error> {
        let Inner::Postgres {
            tx,
            statements,
            later,
        } = &mut self.inner
        else {
            return Ok(());
        };
        let Some((sql, values)) = later.take() else {
            return Ok(());
        };
        match statements {
            Some(cache) => {
                let statement = cache.prepare(tx, &sql)?;
                let params: Vec<_> = values.iter().map(|value| value as _).collect();
                tx.execute(&statement, &params)?
            }
            None => {
                let typed = values.iter().map(|value| (value as _, value.kind.clone()));
                tx.execute_typed(&sql, &typed.collect::<Vec<_>>())?
            }
        };
        Ok(())
    }

    /// Runs a statement; the number of rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
        self.flush()?;
        match &mut self.inner {
            Inner::Sqlite { connection, writes } => {
                let mut statement = sqlite::prepare(connection, sql, *writes)?;
                sqlite::bind(&mut statement, sql, params)?;
                Ok(statement.raw_execute()? as u64)
            }
            Inner::Postgres { tx, statements, .. } => Ok(match statements {
                Some(cache) => {
                    let statement = cache.prepare(tx, sql)?;
                    tx.execute(&statement, &for_postgres(params))?
                }
                None => tx.execute_typed(sql, &typed_for_postgres(params))?,
            }),
        }
    }

    /// All rows of a query, each read by `read`.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        self.flush()?;
        match &mut self.inner {
            Inner::Sqlite { connection, writes } => {
                let mut statement = sqlite::prepare(connection, sql, *writes)?;
                sqlite::bind(&mut statement, sql, params)?;
                let mut rows = statement.raw_query();
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(&Row::Sqlite(row))?);
                }
                Ok(found)
            }
            Inner::Postgres { tx, statements, .. } => {
                let rows = match statements {
                    Some(cache) => {
                        let statement = cache.prepare(tx, sql)?;
                        tx.query(&statement, &for_postgres(params))?
                    }
                    None => tx.query_typed(sql, &typed_for_postgres(params))?,
                };
                rows.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    /// The first row of a query, if there is one.
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        read: impl FnMut(&Row) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.query(sql, params, read)?.into_iter().next())
    }

    /// The one row of a query that always has one.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        read: impl FnMut(&Row) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.query_opt(sql, params, read)?
            .ok_or_else(|| Error::Shape(format!("no row for: {sql}")))
    }
}

fn for_postgres<'a>(params: &[&'a dyn Param]) -> Vec<&'a (dyn ::postgres::types::ToSql + Sync)> {
    params.iter().map(|param| *param as _).collect()
}

fn typed_for_postgres<'a>(
    params: &[&'a dyn Param],
) -> Vec<(
    &'a (dyn ::postgres::types::ToSql + Sync),
    ::postgres::types::Type,
)> {
    params
        .iter()
        .map(|param| (*param as _, param.pg_type()))
        .collect()
}

/// One row of a query, read by position from 0.
pub enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

impl Row<'_> {
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        match self {
            Self::Sqlite(row) => Ok(row.get(index)?),
            Self::Postgres(row) => Ok(row.try_get(index)?),
        }
    }
}
