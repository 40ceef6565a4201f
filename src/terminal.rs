//! stub
use std::io::{BufRead, Write};
pub struct Options {
    pub lang: Option<crate::lang::Lang>,
    pub seed: Option<u64>,
    pub user: Option<i64>,
    pub json: bool,
    pub bot_name: String,
}
pub fn run(
    _: &crate::store::Db,
    _: &crate::bot::Bot,
    _: &Options,
    _: bool,
    _: impl BufRead,
    _: impl Write,
) -> anyhow::Result<()> {
    Ok(())
}
