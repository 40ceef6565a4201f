//! The corpus is as its README says, the weights were learned from it as it is, and an author that was left out is
//! read as well as measured.

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use spinbot::engine::learned::Reader;
use spinbot::engine::learned::corpus::{ACTS, Line};
use spinbot::engine::learned::lessons::{Author, fingerprint, learn_reader};
use spinbot::engine::learned::stored_fingerprint;
use spinbot::engine::{Act, Label};
use spinbot::evaluate::{Figures, as_authors, labelled_files, leave_out};
use spinbot::lang::Lang;

/// Two lines share at most this much of their threes of letters.
const MOST_ALIKE: f64 = 0.8;
/// Lines shorter than this are nods and greetings, which people do say alike.
const SHORT: usize = 24;

type Files = Vec<(String, Vec<Line>)>;

fn read(lang: Lang) -> Files {
    labelled_files(&corpus::folder(lang)).unwrap_or_else(|error| panic!("{error:#}"))
}

fn all(files: &Files) -> impl Iterator<Item = (&str, &Line)> {
    files
        .iter()
        .flat_map(|(name, lines)| lines.iter().map(move |line| (name.as_str(), line)))
}

fn is_long_run() -> bool {
    std::env::var_os("SPINBOT_TEST_LONG").is_some()
}

#[test]
fn there_are_enough_lines_of_every_kind() {
    for (lang, most, authors) in [(Lang::Ru, 3_000, 4), (Lang::En, 1_500, 4)] {
        let files = read(lang);
        let lines: Vec<&Line> = all(&files).map(|(_, line)| line).collect();
        let count = |is: &dyn Fn(&Line) -> bool| lines.iter().filter(|line| is(line)).count();
        assert!(files.len() >= authors, "{lang:?}: {} authors", files.len());
        assert!(lines.len() >= most, "{lang:?}: {} lines", lines.len());
        let with_previous = count(&|line| line.previous.is_some());
        assert!(
            with_previous * 4 >= lines.len(),
            "{lang:?}: {with_previous} with the buyer's words"
        );
        for label in Label::ALL {
            let share = count(&|line| line.label == label) as f64 / lines.len() as f64;
            assert!(
                (0.14..=0.3).contains(&share),
                "{lang:?}: {} is {share:.2} of all",
                label.id()
            );
        }
        for act in ACTS {
            let found = count(&|line| line.act == act);
            assert!(found >= 40, "{lang:?}: {found} lines of {}", act.id());
        }
        let is_bare = |line: &Line| {
            let is_short = line.text.split_whitespace().count() <= 4;
            line.previous.is_some() && line.act == Act::Question && is_short
        };
        assert!(
            count(&is_bare) >= 300,
            "{lang:?}: {} bare follow-ups",
            count(&is_bare)
        );
        let checks = count(&|line| line.act == Act::Check);
        assert!(checks >= 200, "{lang:?}: {checks} summaries");
    }
}

/// A turn with what it answers to: a follow-up may come again after other words of the buyer's.
fn whole(line: &Line) -> String {
    format!(
        "{} {}",
        line.text,
        line.previous.as_deref().unwrap_or_default()
    )
}

/// The threes of letters of a text.
fn threes(text: &str) -> HashSet<[char; 3]> {
    let letters: Vec<char> = text
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ')
        .collect();
    letters
        .windows(3)
        .map(|three| [three[0], three[1], three[2]])
        .collect()
}

#[test]
fn no_two_lines_are_nearly_the_same() {
    for lang in Lang::ALL {
        let files = read(lang);
        let lines: Vec<(&str, &Line)> = all(&files)
            .filter(|(_, line)| line.text.chars().count() >= SHORT)
            .collect();
        let sets: Vec<HashSet<[char; 3]>> =
            lines.iter().map(|(_, line)| threes(&whole(line))).collect();
        let mut places: HashMap<[char; 3], Vec<usize>> = HashMap::new();
        let mut alike = Vec::new();
        for (at, set) in sets.iter().enumerate() {
            let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
            for three in set {
                let before = places.entry(*three).or_default();
                for other in before.iter() {
                    *shared.entry(*other).or_default() += 1;
                }
                before.push(at);
            }
            for (other, count) in shared {
                let union = set.len() + sets[other].len() - count;
                if count as f64 > MOST_ALIKE * union as f64 {
                    let (a, b) = (lines[other], lines[at]);
                    alike.push(format!("{}: {}\n{}: {}\n", a.0, a.1.text, b.0, b.1.text));
                }
            }
        }
        assert!(alike.is_empty(), "nearly the same:\n{}", alike.join("\n"));
    }
}

#[test]
fn the_same_turn_has_the_same_label() {
    for lang in Lang::ALL {
        let files = read(lang);
        let mut labels: HashMap<(String, Option<&str>), (&str, Label, Act)> = HashMap::new();
        for (name, line) in all(&files) {
            let key = (line.text.to_lowercase(), line.previous.as_deref());
            let (author, label, act) = *labels.entry(key).or_insert((name, line.label, line.act));
            assert!(
                (label, act) == (line.label, line.act),
                "{author} and {name} differ on {:?}",
                line.text
            );
        }
    }
}

fn weights(lang: Lang) -> Vec<u8> {
    let name = format!("src/engine/learned/weights/{}.bin", lang.code());
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("weights")
}

/// What the weights of a language are learned from, handed to `then`.
fn with_lessons<T>(lang: Lang, then: impl Fn(&[Author]) -> T) -> T {
    let files = read(lang);
    let packs = corpus::of_packs(lang);
    let mut authors = as_authors(&files);
    authors.push(corpus::packs_author(&packs));
    then(&authors)
}

#[test]
fn the_weights_are_in_step_with_the_corpus() {
    let mut size = 0;
    for lang in Lang::ALL {
        let bytes = weights(lang);
        assert_eq!(
            stored_fingerprint(&bytes),
            Some(with_lessons(lang, |authors| fingerprint(lang, authors))),
            "run `cargo run --release --example weights`: {} has changed",
            lang.code()
        );
        size += bytes.len();
    }
    assert!(size <= 3_000_000, "{size} bytes of weights");
}

#[test]
fn learning_again_gives_the_same_bytes() {
    if !is_long_run() {
        return;
    }
    for lang in Lang::ALL {
        let learn = |authors: &[Author]| {
            learn_reader(lang, authors, true).to_bytes(fingerprint(lang, authors))
        };
        assert!(
            with_lessons(lang, learn) == weights(lang),
            "{}: other weights",
            lang.code()
        );
    }
}

/// Learning takes its time: a short run learns from these authors alone.
const OF_SHORT_RUN: [&str; 4] = ["beginner", "consultant", "phone", "plain"];

/// What an author that was left out must reach: the figures of the worst one, less a margin. In a short run only `author`
/// is left out.
struct Floor {
    lang: Lang,
    author: &'static str,
    /// Macro recall of labels, accuracy of acts.
    labels: f64,
    acts: f64,
}

const FLOORS: [Floor; 2] = [
    Floor {
        lang: Lang::Ru,
        author: "trainer",
        labels: 0.82,
        acts: 0.89,
    },
    Floor {
        lang: Lang::En,
        author: "trainer",
        labels: 0.72,
        acts: 0.88,
    },
];

fn check(floor: &Floor) {
    let mut files = read(floor.lang);
    if !is_long_run() {
        files.retain(|(name, _)| name == floor.author || OF_SHORT_RUN.contains(&name.as_str()));
    }
    let authors = as_authors(&files);
    for out in 0..authors.len() {
        let name = authors[out].name;
        if name == floor.author || is_long_run() {
            let Figures { labels, acts } = leave_out(floor.lang, &authors, out);
            println!(
                "{name}: labels {}\n{name}: acts {}",
                labels.line(),
                acts.line()
            );
            assert!(
                labels.macro_recall() >= floor.labels,
                "{name}: {}",
                labels.line()
            );
            assert!(acts.accuracy() >= floor.acts, "{name}: {}", acts.line());
        }
    }
}

#[test]
fn a_russian_author_left_out_is_read_as_measured() {
    check(&FLOORS[0]);
}

#[test]
fn an_english_author_left_out_is_read_as_measured() {
    check(&FLOORS[1]);
}

#[test]
fn sure_means_right() {
    // Of the lines that were learned from: a reader that is not even sure of those is broken.
    for lang in Lang::ALL {
        let reader = Reader::built_in(lang).expect("weights");
        let files = read(lang);
        let read: Vec<(f32, bool)> = all(&files)
            .map(|(_, line)| {
                let judgement = reader.read(&line.text, line.previous.as_deref(), None);
                (judgement.confidence(), judgement.label == line.label)
            })
            .collect();
        let right = read.iter().filter(|(_, right)| *right).count();
        assert!(
            right * 100 >= read.len() * 97,
            "{}: {right} of {}",
            lang.code(),
            read.len()
        );
    }
}
