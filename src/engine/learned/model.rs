//! A linear model: for each class a weight per feature. Small on disk, exact about features it has never seen (they
//! count for nothing), quick to ask.

use std::borrow::Cow;

use super::features::Feature;

/// No model has more classes.
pub const MOST_CLASSES: usize = 16;

/// A feature's hash, its low byte first, as in a weight file.
pub type Hash = [u8; 4];

/// Weights of `classes` classes for the features that were learned, sorted by the features' hashes. What comes with the
/// program is read where it stands in the program.
#[derive(Debug, Clone)]
pub struct Model {
    pub classes: usize,
    /// Probabilities are those of scores divided by this, so that 0.9 is right nine times out of ten.
    pub temperature: f32,
    pub bias: Vec<f32>,
    /// What one step of a weight is worth.
    pub step: f32,
    pub hashes: Cow<'static, [Hash]>,
    /// Steps, each a signed byte.
    pub weights: Cow<'static, [u8]>,
    /// Where the hashes begin whose first bits are the index.
    index: Box<[u32]>,
}

const INDEX_BITS: u32 = 14;

impl Model {
    pub fn new(
        classes: usize,
        temperature: f32,
        bias: Vec<f32>,
        step: f32,
        hashes: Cow<'static, [Hash]>,
        weights: Cow<'static, [u8]>,
    ) -> Self {
        let mut index = vec![0u32; (1 << INDEX_BITS) + 1];
        for hash in hashes.iter() {
            index[slot(u32::from_le_bytes(*hash)) + 1] += 1;
        }
        for at in 1..index.len() {
            index[at] += index[at - 1];
        }
        Self {
            classes,
            temperature,
            bias,
            step,
            hashes,
            weights,
            index: index.into(),
        }
    }

    /// The weights of a feature in steps, one per class.
    pub fn row(&self, hash: u32) -> Option<&[u8]> {
        let slot = slot(hash);
        let (from, to) = (self.index[slot] as usize, self.index[slot + 1] as usize);
        let at = from
            + self.hashes[from..to]
                .iter()
                .position(|known| u32::from_le_bytes(*known) == hash)?;
        self.weights.get(at * self.classes..(at + 1) * self.classes)
    }

    /// How much speaks for each class; comparable within one answer.
    pub fn scores(&self, features: &[Feature]) -> [f32; MOST_CLASSES] {
        let mut sums = [0.0; MOST_CLASSES];
        for feature in features {
            if let Some(row) = self.row(feature.hash) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += feature.value * steps(*weight);
                }
            }
        }
        for (sum, bias) in sums.iter_mut().zip(&self.bias) {
            *sum = (*sum * self.step + bias) / self.temperature;
        }
        sums
    }

    pub fn probabilities(&self, features: &[Feature]) -> [f32; MOST_CLASSES] {
        let mut scores = self.scores(features);
        softmax(&mut scores[..self.classes]);
        scores
    }
}

/// Where the hashes stand that begin like this one.
fn slot(hash: u32) -> usize {
    (hash >> (32 - INDEX_BITS)) as usize
}

/// What a byte of a row says.
pub fn steps(weight: u8) -> f32 {
    f32::from(weight.cast_signed())
}

/// Turns scores into shares of one.
pub fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - most);
        sum += *score;
    }
    for score in scores {
        *score /= sum;
    }
}

/// e to the power of `x`, at most 0, the same to the bit on every machine: the system's differs between libraries, and
/// learned weights must not.
pub fn exp(x: f32) -> f32 {
    if x < -80.0 {
        return 0.0;
    }
    let whole = (x * std::f32::consts::LOG2_E).floor();
    let rest = x - whole * std::f32::consts::LN_2;
    let mut sum = 1.0;
    for n in (1..=7).rev() {
        sum = 1.0 + rest * sum / n as f32;
    }
    sum * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}
