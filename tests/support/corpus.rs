//! Where the labelled lines are.

use std::path::{Path, PathBuf};

use spinbot::lang::Lang;

pub fn folder(lang: Lang) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(lang.code())
}
