//! The corpus is whole, and the weights come from it.

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::{BTreeMap, BTreeSet};

use spinbot::engine::learned::lessons::fingerprint;
use spinbot::engine::learned::{Reader, built_in_fingerprint};
use spinbot::engine::{Act, Label};
use spinbot::evaluate::{as_authors, labelled_files};
use spinbot::lang::Lang;

#[test]
fn the_weights_are_learned_from_these_lines() {
    for lang in Lang::ALL {
        let files = labelled_files(&corpus::folder(lang)).unwrap();
        let packs = corpus::of_packs(lang);
        let mut authors = as_authors(&files);
        authors.push(corpus::packs_author(&packs));
        assert_eq!(
            Some(fingerprint(lang, &authors)),
            built_in_fingerprint(lang),
            "{}: run `cargo run --release --example weights` and commit the weights",
            lang.code()
        );
    }
}

#[test]
fn there_is_enough_of_every_kind_by_enough_hands() {
    for (lang, least, authors) in [(Lang::Ru, 3_000, 4), (Lang::En, 1_500, 4)] {
        let files = labelled_files(&corpus::folder(lang)).unwrap();
        let lines: Vec<_> = files.iter().flat_map(|(_, lines)| lines).collect();
        assert!(
            files.len() >= authors && lines.len() >= least,
            "{}",
            lines.len()
        );
        let with_previous = lines.iter().filter(|line| line.previous.is_some());
        assert!(with_previous.count() * 4 >= lines.len());
        let mut labels: BTreeMap<Label, usize> = BTreeMap::new();
        for line in &lines {
            *labels.entry(line.label).or_default() += 1;
        }
        for label in Label::ALL {
            let share = labels[&label] * 100 / lines.len();
            assert!((14..=32).contains(&share), "{label:?} {share} %");
        }
        let checks = lines.iter().filter(|line| line.act == Act::Check).count();
        assert!(checks >= 200, "{checks} summaries");
        let follow_ups = lines.iter().filter(|line| {
            line.previous.is_some()
                && line.act == Act::Question
                && line.text.split_whitespace().count() <= 4
        });
        assert!(follow_ups.count() >= 400 / (1 + lang as usize));
    }
}

#[test]
fn a_label_goes_with_its_act_and_no_line_stands_twice() {
    for lang in Lang::ALL {
        let mut seen = BTreeSet::new();
        for (name, lines) in labelled_files(&corpus::folder(lang)).unwrap() {
            for line in lines {
                let may = matches!(line.act, Act::Question | Act::Check);
                assert!(may || line.label == Label::Other, "{name}: {}", line.text);
                assert!(
                    line.act != Act::Question || line.label != Label::Other,
                    "{name}: {}",
                    line.text
                );
                let text = (line.text.to_lowercase(), line.previous.clone());
                assert!(seen.insert(text), "{name}: {} stands twice", line.text);
            }
        }
    }
}

/// Whatever is typed has a label, without delay or panic.
#[test]
fn any_text_is_read() {
    for lang in Lang::ALL {
        let reader = Reader::built_in(lang).unwrap();
        let long = "ё".repeat(4096);
        let mixed = "Сколько much вы yesterday \u{202e}йикссур\u{200b} 🙂 ٣٤٥ ".repeat(40);
        for text in [
            "",
            " ",
            "?",
            "🙂",
            "…",
            "\u{202e}",
            "a",
            &long,
            &mixed,
            "?!?!?!",
            "1",
            "\u{301}\u{301}",
        ] {
            let read = reader.read(text, Some(text), None);
            assert!(
                (0.99..1.01).contains(&read.labels.iter().sum::<f32>()),
                "{text}"
            );
            reader.evidence(text, Some(text), None, read.label);
        }
    }
}
