//! Where the labelled lines are, and those that the packs hold.

use std::path::{Path, PathBuf};

use spinbot::engine::learned::corpus::Line;
use spinbot::engine::learned::lessons::Author;
use spinbot::engine::{Act, Engine, Label, Pack};
use spinbot::lang::Lang;

/// What a pack's line counts beside one that somebody wrote for the corpus: they are many and of one voice, and at half a
/// line each they cost three points of accuracy on authors that were left out.
const WEIGHT_OF_PACKS: f32 = 0.05;

/// The packs' own lines as an author's.
pub fn packs_author(lines: &[Line]) -> Author<'_> {
    Author {
        name: "packs",
        weight: WEIGHT_OF_PACKS,
        lines,
    }
}

pub fn folder(lang: Lang) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(lang.code())
}

/// The questions of the built-in pack with the types they ask for, and follow-ups on what its buyers say.
pub fn of_packs(lang: Lang) -> Vec<Line> {
    let engine = Engine::built_in();
    let pack = engine.pack(lang, None);
    let mut lines = Vec::new();
    for text in &pack.examples["advance"] {
        lines.push(turn(Label::Other, Act::Propose, text));
    }
    for topic in &pack.topics {
        add(&mut lines, Label::Situational, &topic.asks, None);
    }
    for (nth, product) in pack.products.iter().enumerate() {
        for fact in &product.facts {
            add(&mut lines, Label::Situational, &fact.asks, None);
            follow_up(
                &mut lines,
                lang,
                Label::Situational,
                &fact.text[nth % fact.text.len()].text,
            );
        }
        for problem in product.problems.iter().chain(&product.decoys) {
            let nth = lines.len();
            add(&mut lines, Label::Problem, &problem.asks, None);
            follow_up(
                &mut lines,
                lang,
                Label::Problem,
                &problem.line[nth % problem.line.len()].text,
            );
            for detail in &problem.details {
                let text = &detail.text[nth % detail.text.len()].text;
                follow_up(&mut lines, lang, Label::Problem, text);
            }
            for one in &problem.consequences {
                add(&mut lines, Label::Implication, &one.asks, None);
                let text = &one.text[nth % one.text.len()].text;
                follow_up(&mut lines, lang, Label::Implication, text);
            }
            for text in problem.need.iter().chain(problem.benefits.iter().flatten()) {
                follow_up(&mut lines, lang, Label::NeedPayoff, &text.text);
            }
            filled(
                &mut lines,
                pack,
                "depth",
                Label::Problem,
                &problem.short,
                &problem.fixed,
            );
            for key in ["need", "benefits", "no_pitch"] {
                if !problem.fixed.is_empty() {
                    filled(
                        &mut lines,
                        pack,
                        key,
                        Label::NeedPayoff,
                        &problem.short,
                        &problem.fixed,
                    );
                }
            }
            for one in &problem.consequences {
                let examples = &pack.examples["summary"];
                let text = examples[lines.len() % examples.len()]
                    .replace("{short}", &problem.short)
                    .replace("{consequence}", &one.short);
                lines.push(turn(Label::Implication, Act::Check, &text));
            }
            for kind in ["money", "time", "people", "quality", "customers", "risk"] {
                let key = format!("consequence_{kind}");
                filled(
                    &mut lines,
                    pack,
                    &key,
                    Label::Implication,
                    &problem.short,
                    &problem.fixed,
                );
            }
        }
    }
    lines
}

fn turn(label: Label, act: Act, text: &str) -> Line {
    Line {
        label,
        act,
        text: text.to_owned(),
        previous: None,
    }
}

fn add(lines: &mut Vec<Line>, label: Label, texts: &[String], previous: Option<&str>) {
    for text in texts.iter().filter(|text| !text.contains('{')) {
        lines.push(Line {
            label,
            act: Act::Question,
            text: text.clone(),
            previous: previous.map(str::to_owned),
        });
    }
}

/// One of the pack's example questions about a problem: another wording for every problem.
fn filled(lines: &mut Vec<Line>, pack: &Pack, key: &str, label: Label, short: &str, fixed: &str) {
    let examples = &pack.examples[key];
    let text = &examples[lines.len() % examples.len()];
    let text = text.replace("{short}", short).replace("{fixed}", fixed);
    add(lines, label, &[text], None);
}

/// A short question after a line of the buyer's: its type is where that line left the talk.
fn follow_up(lines: &mut Vec<Line>, lang: Lang, label: Label, previous: &str) {
    let forms: &[&str] = match lang {
        Lang::Ru => &[
            "Почему?",
            "А ещё?",
            "Например?",
            "Сколько?",
            "почему так",
            "А подробнее?",
            "Что ещё?",
        ],
        Lang::En => &[
            "Why?",
            "What else?",
            "For example?",
            "How much?",
            "why is that",
            "Tell me more.",
            "Anything else?",
        ],
    };
    let text = forms[lines.len() % forms.len()].to_owned();
    add(lines, label, &[text], Some(&said(previous)));
}

/// A template as somebody might say it: marks are any number, endings are left out.
fn said(template: &str) -> String {
    let mut said = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (mark, after) = after.split_once('}').unwrap_or((after, ""));
        said.push_str(before);
        if !mark.contains(':') {
            said.push_str("40");
        }
        rest = after;
    }
    said.push_str(rest);
    said
}
