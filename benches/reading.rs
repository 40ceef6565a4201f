//! What it costs to read a turn, over all lines of the corpus and some nonsense: `cargo bench --bench reading`.

#[path = "../tests/support/corpus.rs"]
mod corpus;

use std::hint::black_box;
use std::time::{Duration, Instant};

use spinbot::engine::learned::Reader;
use spinbot::engine::learned::corpus::Line;
use spinbot::evaluate::labelled_files;
use spinbot::lang::Lang;

const ROUNDS: usize = 5;

fn main() {
    for lang in Lang::ALL {
        let files = labelled_files(&corpus::folder(lang)).expect("a corpus");
        let lines: Vec<Line> = files.into_iter().flat_map(|(_, lines)| lines).collect();
        let start = Instant::now();
        let reader = Reader::built_in(lang).expect("weights");
        println!("{}: loaded in {:.1?}", lang.code(), start.elapsed());
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..ROUNDS {
            for line in &lines {
                times.push(time(&reader, &line.text, line.previous.as_deref()));
            }
        }
        times.sort();
        let mean = times.iter().sum::<Duration>() / times.len() as u32;
        let at = |share: usize| times[times.len() * share / 100];
        println!(
            "  {} lines: mean {mean:.1?}, median {:.1?}, 99 % in {:.1?}",
            lines.len(),
            at(50),
            at(99)
        );
        for (name, text) in [
            ("one letter", "а".repeat(4096)),
            ("words", "сколько how ".repeat(340)),
            ("question marks", "?".repeat(4096)),
            ("pictures", "😀".repeat(1024)),
        ] {
            let best = (0..20).map(|_| time(&reader, &text, Some(&text))).min();
            println!(
                "  {} bytes of {name}: {:.1?}",
                text.len(),
                best.unwrap_or_default()
            );
        }
    }
}

fn time(reader: &Reader, text: &str, previous: Option<&str>) -> Duration {
    let start = Instant::now();
    black_box(reader.read(black_box(text), previous, None));
    start.elapsed()
}
