//! Learns the weights of both languages from the corpus and writes them where the program includes them from:
//! `cargo run --release --example weights`. Equal lines give equal files, to the byte.

#[path = "../support/corpus.rs"]
mod corpus;

use std::fs;
use std::path::Path;

use spinbot::engine::learned::lessons::{fingerprint, learn_reader};
use spinbot::evaluate::{as_authors, labelled_files};
use spinbot::lang::Lang;

fn main() {
    for lang in Lang::ALL {
        let files = labelled_files(&corpus::folder(lang)).expect("a corpus");
        let packs = corpus::of_packs(lang);
        let mut authors = as_authors(&files);
        authors.push(corpus::packs_author(&packs));
        let bytes = learn_reader(lang, &authors, true).to_bytes(fingerprint(lang, &authors));
        let name = format!("src/engine/learned/weights/{}.bin", lang.code());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        fs::write(path, &bytes).expect("a folder that can be written");
        let lines: usize = authors.iter().map(|author| author.lines.len()).sum();
        println!(
            "{name}: {lines} lines by {} authors, {} bytes",
            authors.len(),
            bytes.len()
        );
    }
}
