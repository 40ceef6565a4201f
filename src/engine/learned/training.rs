//! How weights are learned from examples: multinomial logistic regression by AdaGrad in a fixed order, so that equal
//! examples give equal weights, to the bit.

use std::collections::HashMap;

use super::features::Feature;
use super::model::{Model, softmax};

/// An example made ready: its features and its class.
#[derive(Debug, Clone)]
pub struct Sample {
    pub features: Vec<Feature>,
    pub class: usize,
    pub weight: f32,
}

/// What AdaGrad remembers before the first example: keeps the first steps small.
const FIRST_SQUARE: f32 = 1e-2;

/// How to learn.
#[derive(Debug, Clone)]
pub struct Settings {
    pub epochs: usize,
    pub rate: f32,
    /// How strongly weights are pulled to zero.
    pub decay: f32,
    /// A feature must occur in so many examples.
    pub least_count: usize,
    /// How far rare classes are weighted up: 0 not at all, 1 fully.
    pub balance: f32,
    /// Those that say least are left out, or the program would grow with the corpus.
    pub most_features: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            epochs: 8,
            rate: 0.3,
            decay: 1e-4,
            least_count: 1,
            balance: 0.5,
            most_features: 100_000,
        }
    }
}

/// Features by their place among those kept.
struct Kept {
    hashes: Vec<u32>,
    places: HashMap<u32, u32>,
}

fn keep(samples: &[Sample], settings: &Settings) -> Kept {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for sample in samples {
        let mut seen: Vec<u32> = sample.features.iter().map(|feature| feature.hash).collect();
        seen.sort_unstable();
        seen.dedup();
        for hash in seen {
            *counts.entry(hash).or_default() += 1;
        }
    }
    let mut hashes: Vec<u32> = counts
        .into_iter()
        .filter(|(_, count)| *count >= settings.least_count)
        .map(|(hash, _)| hash)
        .collect();
    hashes.sort_unstable();
    let places = hashes
        .iter()
        .enumerate()
        .map(|(at, hash)| (*hash, at as u32))
        .collect();
    Kept { hashes, places }
}

/// Chance in a fixed order.
pub struct Order(u64);

impl Order {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize
    }

    pub fn below(&mut self, count: usize) -> usize {
        self.next() % count.max(1)
    }
}

/// A model in the making, with what AdaGrad remembers of each weight.
struct Draft<'a> {
    classes: usize,
    settings: &'a Settings,
    weights: Vec<f32>,
    squares: Vec<f32>,
    bias: Vec<f32>,
    bias_squares: Vec<f32>,
    /// How wrong each class was on the last example.
    errors: Vec<f32>,
}

impl<'a> Draft<'a> {
    fn new(classes: usize, features: usize, settings: &'a Settings) -> Self {
        Self {
            classes,
            settings,
            weights: vec![0.0; features * classes],
            squares: vec![FIRST_SQUARE; features * classes],
            bias: vec![0.0; classes],
            bias_squares: vec![FIRST_SQUARE; classes],
            errors: vec![0.0; classes],
        }
    }

    fn see(&mut self, row: &[(u32, f32)], class: usize, importance: f32) {
        let classes = self.classes;
        self.errors.copy_from_slice(&self.bias);
        for &(place, value) in row {
            let weights = &self.weights[place as usize * classes..][..classes];
            for (score, weight) in self.errors.iter_mut().zip(weights) {
                *score += weight * value;
            }
        }
        softmax(&mut self.errors);
        self.errors[class] -= 1.0;
        let Settings { rate, decay, .. } = *self.settings;
        // What counts less takes smaller steps, and slows down others less.
        let rate = rate * importance;
        for (at, error) in self.errors.iter().enumerate() {
            self.bias_squares[at] += importance * error * error;
            self.bias[at] -= rate * error / self.bias_squares[at].sqrt();
        }
        for &(place, value) in row {
            let from = place as usize * classes;
            let weights = &mut self.weights[from..from + classes];
            let squares = &mut self.squares[from..from + classes];
            for ((weight, square), error) in weights.iter_mut().zip(squares).zip(&self.errors) {
                let gradient = error * value + decay * *weight;
                *square += importance * gradient * gradient;
                *weight -= rate * gradient / square.sqrt();
            }
        }
    }
}

/// Learns `classes` classes.
pub fn learn(samples: &[Sample], classes: usize, settings: &Settings) -> Model {
    let kept = keep(samples, settings);
    let place = |feature: &Feature| Some((*kept.places.get(&feature.hash)?, feature.value));
    let rows: Vec<Vec<(u32, f32)>> = samples
        .iter()
        .map(|sample| sample.features.iter().filter_map(place).collect())
        .collect();
    let class_weights = class_weights(samples, classes, settings.balance);
    let mut draft = Draft::new(classes, kept.hashes.len(), settings);
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut chance = Order::new(17);
    for _ in 0..settings.epochs {
        for at in (1..order.len()).rev() {
            order.swap(at, chance.below(at + 1));
        }
        for &at in &order {
            let Sample { class, weight, .. } = samples[at];
            draft.see(&rows[at], class, weight * class_weights[class]);
        }
    }
    quantised(
        classes,
        draft.bias,
        &kept.hashes,
        &draft.weights,
        settings.most_features,
    )
}

fn class_weights(samples: &[Sample], classes: usize, balance: f32) -> Vec<f32> {
    let mut counts = vec![0.0f32; classes];
    for sample in samples {
        counts[sample.class] += sample.weight;
    }
    let fair = counts.iter().sum::<f32>() / classes as f32;
    let weight = |count: &f32| 1.0 + balance * ((fair / count.max(1.0)).sqrt() - 1.0);
    counts.iter().map(weight).collect()
}

/// The same model in steps of a byte, the loudest features only.
fn quantised(
    classes: usize,
    bias: Vec<f32>,
    hashes: &[u32],
    weights: &[f32],
    most_features: usize,
) -> Model {
    let loudness = |row: &[f32]| {
        row.iter()
            .fold(0.0f32, |most, weight| most.max(weight.abs()))
    };
    let mut rows: Vec<(f32, u32, &[f32])> = hashes
        .iter()
        .zip(weights.chunks_exact(classes))
        .map(|(hash, row)| (loudness(row), *hash, row))
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    rows.truncate(most_features);
    rows.sort_by_key(|row| row.1);
    let step = rows.iter().fold(1e-6f32, |most, row| most.max(row.0)) / 127.0;
    rows.retain(|row| row.0 >= step / 2.0);
    let in_steps = |weight: &f32| ((weight / step).round() as i8).cast_unsigned();
    Model::new(
        classes,
        1.0,
        bias,
        step,
        rows.iter().map(|row| row.1.to_le_bytes()).collect(),
        rows.iter()
            .flat_map(|row| row.2.iter().map(in_steps))
            .collect(),
    )
}
