//! `spinbot copy`: all data from one database into another, empty one, of either engine.
//!
//! The source is read as one snapshot while it may be in use; everything arrives in one transaction, or nothing does.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::store::tables::{self, TABLES, Table};
use crate::store::{DatabaseUrl, Db};

/// Rows read and written at once.
const BATCH: i64 = 200;

/// Copies and verifies; prints a line per table.
pub fn run(from: &str, to: &str, out: &mut impl Write) -> anyhow::Result<i32> {
    let from: DatabaseUrl = from.parse().map_err(|reason| anyhow!("--from: {reason}"))?;
    let to: DatabaseUrl = to.parse().map_err(|reason| anyhow!("--to: {reason}"))?;
    for (name, url) in [("--from", &from), ("--to", &to)] {
        if matches!(url, DatabaseUrl::SqliteMemory) {
            bail!("{name}: a database in memory ends with this command: name a file or a server");
        }
    }
    if from.is_same(&to) {
        bail!("--from and --to name the same database: {from}");
    }
    if let Some(path) = from.missing_file() {
        bail!("--from: there is no file {}", path.display());
    }
    let source = Db::open(&from, 1).context("--from")?;
    let target = Db::open(&to, 1).context("--to")?;
    check_schema(&source).with_context(|| format!("--from: {from}"))?;
    target.migrate().with_context(|| format!("--to: {to}"))?;
    let counts = source.snapshot(|source| {
        target.write_durable(|target| {
            check_empty(target)?;
            TABLES
                .iter()
                .map(|table| copy_table(source, target, table))
                .collect::<anyhow::Result<Vec<_>>>()
        })
    })?;
    for (table, count) in TABLES.iter().zip(&counts) {
        writeln!(out, "✔ {}: {count}", table.name)?;
    }
    let total: i64 = counts.iter().sum();
    writeln!(
        out,
        "Copied and verified: {total} rows from {from} to {to}."
    )?;
    Ok(0)
}

/// An older schema lacks what we read, a newer one has what we would leave behind.
fn check_schema(source: &Db) -> anyhow::Result<()> {
    if source.missing_migrations()? > 0 {
        bail!("the schema is older than this program: run `spinbot migrate` on it first");
    }
    if source.is_newer()? {
        bail!(
            "the schema is newer than this program, which would not copy all of it: use the newer one"
        );
    }
    Ok(())
}

fn check_empty(target: &mut crate::store::Tx) -> anyhow::Result<()> {
    for table in TABLES {
        if tables::count(target, table)? > 0 {
            bail!(
                "--to: the table {} is not empty: name a new database; nothing was changed",
                table.name
            );
        }
    }
    Ok(())
}

fn copy_table(
    source: &mut crate::store::Tx,
    target: &mut crate::store::Tx,
    table: &Table,
) -> anyhow::Result<i64> {
    let expected = tables::count(source, table)?;
    let bar = progress(table.name, expected);
    let mut after = None;
    loop {
        let rows = tables::page(source, table, after.as_deref(), BATCH)?;
        let Some(last) = rows.last() else { break };
        after = Some(table.key_of(last));
        tables::insert(target, table, &rows)?;
        bar.inc(rows.len() as u64);
    }
    bar.finish_and_clear();
    let arrived = tables::count(target, table)?;
    if arrived != expected {
        bail!(
            "{}: {expected} rows were read and {arrived} arrived; nothing was kept",
            table.name
        );
    }
    Ok(arrived)
}

/// Drawn on a terminal only.
fn progress(name: &str, rows: i64) -> ProgressBar {
    let bar = ProgressBar::new(rows.max(0) as u64).with_message(name.to_owned());
    let style = ProgressStyle::with_template("{msg:10} {bar:40} {pos}/{len} {eta}")
        .expect("a valid template");
    bar.set_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
