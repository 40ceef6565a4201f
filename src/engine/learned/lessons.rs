//! How a reader learns from a corpus: which models are made, from which lines, in which order. Equal lines give an equal
//! reader, to the bit.

use super::corpus::{ACTS, Line};
use super::features::{Feature, add_layers, features, line_features};
use super::model::Model;
use super::text::Text;
use super::training::{Order, Sample, Settings, learn};
use super::{Eye, Layers, Reader, Types};
use crate::engine::types::{Act, Label};
use crate::lang::Lang;
use xxhash_rust::xxh3::Xxh3Default;

/// The layer of a line is learned from follow-ups of so many words at most: they take their type from it.
const LONGEST_FOLLOW_UP: usize = 4;
/// The layers of lines are guessed by models that have not seen them, or the reader would trust them too much.
const FOLDS: usize = 4;
/// Weight of the copy of a line without marks and capitals: many people type so.
const PLAIN_COPY: f32 = 0.7;
/// Weight of the copy of a whole question that is asked after any line whatever: its own words decide.
const ANYWHERE_COPY: f32 = 0.6;
/// A question of so many words stands by itself.
const WHOLE_QUESTION: usize = 4;
/// A follow-up of so few words is learned after other lines of its layer too: what it asks for is the layer's.
const SHORTEST_FOLLOW_UP: usize = 3;
const FOLLOW_UP_COPY: f32 = 0.5;
/// How many other lines are drawn for it; those of another layer are passed over.
const FOLLOW_UP_TRIES: usize = 3;
const FOLLOW_UP_SEED: u64 = 99;
/// Acts and layers are told by fewer features than labels.
const MOST_FEATURES_OF_ACTS: usize = 25_000;
const MOST_FEATURES_OF_LAYERS: usize = 20_000;
/// Temperatures that are tried.
const TEMPERATURES: [f32; 12] = [0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.7, 2.0, 2.4, 3.0];

/// Lines of one author.
pub struct Author<'a> {
    pub name: &'a str,
    /// How much a line counts.
    pub weight: f32,
    pub lines: &'a [Line],
}

/// A line made ready.
struct Ready<'a> {
    line: &'a Line,
    author: usize,
    weight: f32,
    text: Text,
    previous: Option<Text>,
    /// The line as a hasty person would type it, if that is different.
    plain: Option<Text>,
}

/// What a reader is learned from, in one number: the lines, and the lexicon that cuts them.
pub fn fingerprint(lang: Lang, authors: &[Author]) -> u64 {
    let mut hash = Xxh3Default::new();
    hash.update(super::lexicon::source(lang).as_bytes());
    for author in authors {
        hash.update(author.name.as_bytes());
        hash.update(&author.weight.to_le_bytes());
        for line in author.lines {
            for part in [
                line.label.id(),
                line.act.id(),
                &line.text,
                line.previous.as_deref().unwrap_or(""),
            ] {
                hash.update(part.as_bytes());
                hash.update(b"\t");
            }
        }
    }
    hash.digest()
}

/// Learns a reader. With `calibrate` its probabilities are made honest by readers that leave out one author each, which
/// takes as many times as long.
pub fn learn_reader(lang: Lang, authors: &[Author], calibrate: bool) -> Reader {
    let eye = Eye::new(lang);
    let lines = ready(&eye, authors);
    let all: Vec<&Ready> = lines.iter().collect();
    let mut lesson = Lesson::learn(&all);
    if calibrate && authors.len() > 1 {
        let whole = |at: &usize| authors[*at].weight >= 1.0;
        let left_out: Vec<usize> = (0..authors.len()).filter(whole).collect();
        let temperatures = temperatures(&lines, &left_out);
        (lesson.labels.temperature, lesson.acts.temperature) = temperatures;
    }
    Reader {
        eye,
        layers: lesson.layers,
        labels: lesson.labels,
        acts: lesson.acts,
    }
}

pub(super) fn learn_types(
    reader: &Reader,
    examples: &[(&str, Option<&str>, usize)],
    types: usize,
) -> Types {
    let sample = |(text, previous, class): &(&str, Option<&str>, usize)| Sample {
        features: reader.seen(&reader.eye.text(text), *previous, None),
        class: *class,
        weight: 1.0,
    };
    let known = examples.iter().filter(|example| example.2 < types);
    let samples: Vec<Sample> = known.map(sample).collect();
    let settings = Settings {
        least_count: 1,
        ..Settings::default()
    };
    Types {
        model: learn(&samples, types, &settings),
    }
}

fn ready<'a>(eye: &Eye, authors: &[Author<'a>]) -> Vec<Ready<'a>> {
    let numbered = authors.iter().enumerate();
    let lines = numbered.flat_map(|(author, one)| {
        let lines = one.lines.iter();
        lines.map(move |line| (author, one.weight, line))
    });
    lines
        .map(|(author, weight, line)| {
            let plain = plain(&line.text);
            Ready {
                line,
                author,
                weight,
                text: eye.text(&line.text),
                previous: line.previous.as_deref().map(|line| eye.text(line)),
                plain: (plain != line.text && !plain.trim().is_empty()).then(|| eye.text(&plain)),
            }
        })
        .collect()
}

/// A text without marks and capitals.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !"?.!,…:;—«»\"()".contains(*c));
    kept.flat_map(char::to_lowercase).collect()
}

/// The three models of a reader.
struct Lesson {
    layers: Model,
    labels: Model,
    acts: Model,
}

impl Lesson {
    fn learn(lines: &[&Ready]) -> Self {
        let mut labels = Vec::new();
        let mut acts = Vec::new();
        let guessed = guessed_layers(lines);
        for copy in copies(lines, &guessed) {
            let features = seen(copy.text, copy.previous, copy.layers.as_ref());
            acts.push(Sample {
                features: features.clone(),
                class: copy.line.act as usize,
                weight: copy.weight,
            });
            labels.push(Sample {
                features,
                class: copy.line.label as usize,
                weight: copy.weight,
            });
        }
        let of_acts = Settings {
            most_features: MOST_FEATURES_OF_ACTS,
            ..Settings::default()
        };
        Self {
            layers: learn_layers(lines),
            labels: learn(&labels, Label::ALL.len(), &Settings::default()),
            acts: learn(&acts, ACTS.len(), &of_acts),
        }
    }
}

fn seen(text: &Text, previous: Option<&Text>, layers: Option<&Layers>) -> Vec<Feature> {
    let mut seen = features(text, previous);
    if let Some(layers) = layers {
        add_layers(&mut seen, text, layers);
    }
    seen
}

/// A line as it is learned from: as it was written, or a little otherwise with the same label.
struct Copy<'a> {
    line: &'a Line,
    text: &'a Text,
    previous: Option<&'a Text>,
    layers: Option<Layers>,
    weight: f32,
}

/// All lines, and of each the variants that say the same.
fn copies<'a>(lines: &[&'a Ready<'a>], guessed: &[Option<Layers>]) -> Vec<Copy<'a>> {
    let mut copies = Vec::new();
    for (ready, layers) in lines.iter().zip(guessed) {
        let own = |text, layers, weight| Copy {
            line: ready.line,
            text,
            previous: ready.previous.as_ref(),
            layers,
            weight: weight * ready.weight,
        };
        copies.push(own(&ready.text, *layers, 1.0));
        copies.extend(
            ready
                .plain
                .as_ref()
                .map(|plain| own(plain, *layers, PLAIN_COPY)),
        );
        copies.extend(anywhere(ready).map(|layers| own(&ready.text, Some(layers), ANYWHERE_COPY)));
    }
    let follow_ups: Vec<usize> = (0..lines.len())
        .filter(|at| is_follow_up(lines[*at]))
        .collect();
    let mut chance = Order::new(FOLLOW_UP_SEED);
    for ready in follow_ups
        .iter()
        .map(|at| lines[*at])
        .filter(|ready| !is_echo(ready))
    {
        for _ in 0..FOLLOW_UP_TRIES {
            let other = follow_ups[chance.below(follow_ups.len())];
            if lines[other].line.label == ready.line.label {
                copies.push(Copy {
                    line: ready.line,
                    text: &ready.text,
                    previous: lines[other].previous.as_ref(),
                    layers: guessed[other],
                    weight: FOLLOW_UP_COPY * ready.weight,
                });
            }
        }
    }
    copies
}

/// A layer for the copy of a question that stands by itself: any one, the same for equal texts.
fn anywhere(ready: &Ready) -> Option<Layers> {
    let stands = ready.previous.is_none()
        && ready.line.act == Act::Question
        && ready.text.words.len() >= WHOLE_QUESTION;
    let hash = xxhash_rust::xxh3::xxh3_64(ready.line.text.as_bytes());
    let mut layers = [0.0; 4];
    layers[(hash % 4) as usize] = 1.0;
    stands.then_some(layers)
}

/// So short that it means what the line before lets it mean.
fn is_follow_up(ready: &Ready) -> bool {
    let is_short = ready.text.words.len() <= SHORTEST_FOLLOW_UP;
    ready.previous.is_some() && ready.line.act == Act::Question && is_short
}

/// It takes up a word of the line before, and so goes with no other.
fn is_echo(ready: &Ready) -> bool {
    let mut said = ready.previous.iter().flat_map(|line| &line.words);
    let content = || ready.text.words.iter().filter(|word| !word.plain);
    said.any(|said| content().any(|word| word.stem == said.stem))
}

/// The layer of the line before, as the label of a bare follow-up tells it.
fn layer_told(ready: &Ready) -> Option<usize> {
    let line = ready.line;
    let tells = line.act == Act::Question && ready.text.words.len() <= LONGEST_FOLLOW_UP
        || line.act == Act::Check;
    (ready.previous.is_some() && line.label != Label::Other && tells).then_some(line.label as usize)
}

fn learn_layers(lines: &[&Ready]) -> Model {
    let sample = |ready: &&Ready| {
        Some(Sample {
            class: layer_told(ready)?,
            features: line_features(ready.previous.as_ref()?),
            weight: match ready.line.act {
                Act::Check => 0.7 * ready.weight,
                _ => ready.weight,
            },
        })
    };
    let mut samples: Vec<Sample> = lines.iter().filter_map(sample).collect();
    balance(&mut samples, 4);
    learn(
        &samples,
        4,
        &Settings {
            most_features: MOST_FEATURES_OF_LAYERS,
            ..Settings::default()
        },
    )
}

/// Gives every class the same weight in sum: which layers a corpus has more of says nothing about a line.
fn balance(samples: &mut [Sample], classes: usize) {
    let mut sums = vec![0.0; classes];
    for sample in samples.iter() {
        sums[sample.class] += sample.weight;
    }
    let mean = sums.iter().sum::<f32>() / classes as f32;
    for sample in samples {
        sample.weight *= mean / sums[sample.class];
    }
}

fn layers(model: &Model, line: &Text) -> Layers {
    let shares = model.probabilities(&line_features(line));
    [shares[0], shares[1], shares[2], shares[3]]
}

fn guessed_layers(lines: &[&Ready]) -> Vec<Option<Layers>> {
    let mut found = vec![None; lines.len()];
    for fold in 0..FOLDS {
        let others = lines
            .iter()
            .enumerate()
            .filter(|(at, _)| at % FOLDS != fold);
        let others: Vec<&Ready> = others.map(|(_, line)| *line).collect();
        let model = learn_layers(&others);
        for at in (fold..lines.len()).step_by(FOLDS) {
            found[at] = lines[at].previous.as_ref().map(|line| layers(&model, line));
        }
    }
    found
}

/// The temperatures of labels and acts at which authors that were left out are predicted best.
fn temperatures(lines: &[Ready], authors: &[usize]) -> (f32, f32) {
    let mut label_scores = Vec::new();
    let mut act_scores = Vec::new();
    for author in authors {
        let (own, others): (Vec<&Ready>, Vec<&Ready>) =
            lines.iter().partition(|line| line.author == *author);
        let lesson = Lesson::learn(&others);
        for line in own {
            let layers = line
                .previous
                .as_ref()
                .map(|line| layers(&lesson.layers, line));
            let seen = seen(&line.text, line.previous.as_ref(), layers.as_ref());
            label_scores.push((lesson.labels.scores(&seen), line.line.label as usize));
            act_scores.push((lesson.acts.scores(&seen), line.line.act as usize));
        }
    }
    (
        best_temperature(&label_scores, Label::ALL.len()),
        best_temperature(&act_scores, ACTS.len()),
    )
}

fn best_temperature(scores: &[([f32; super::model::MOST_CLASSES], usize)], classes: usize) -> f32 {
    // The share of the truth, averaged in squares (Brier): needs no logarithm, which differs between machines.
    let loss = |temperature: f32| -> f32 {
        let each = scores.iter().map(|(scores, truth)| {
            let mut shares = scores.map(|score| score / temperature);
            super::model::softmax(&mut shares[..classes]);
            let distance = |(class, share): (usize, &f32)| {
                (share - f32::from(u8::from(class == *truth))).powi(2)
            };
            shares[..classes]
                .iter()
                .enumerate()
                .map(distance)
                .sum::<f32>()
        });
        each.sum()
    };
    let tried = TEMPERATURES
        .into_iter()
        .map(|temperature| (temperature, loss(temperature)));
    tried
        .fold(
            (1.0, f32::MAX),
            |best, next| if next.1 < best.1 { next } else { best },
        )
        .0
}
