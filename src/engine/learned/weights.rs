//! How a reader is kept: three models in one run of bytes, headed by a fingerprint of what they were learned from.

use super::corpus::ACTS;
use super::model::{MOST_CLASSES, Model};
use super::{Eye, Reader};
use crate::engine::types::Label;
use crate::lang::Lang;

/// The first bytes of a weight file; the digit changes with the format.
const MAGIC: &[u8; 8] = b"SPINWT 1";

/// Bytes that are no weights.
#[derive(Debug, thiserror::Error)]
#[error("the {0} weights are damaged: {1}")]
pub struct WeightsError(&'static str, &'static str);

/// Takes bytes from the front.
struct Bytes(&'static [u8]);

impl Bytes {
    fn take(&mut self, count: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn four(&mut self) -> Option<[u8; 4]> {
        self.take(4)?.try_into().ok()
    }

    fn number(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.four()?)).ok()
    }

    fn fraction(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.four()?))
    }

    fn model(&mut self) -> Option<Model> {
        let classes = self
            .number()
            .filter(|classes| (1..=MOST_CLASSES).contains(classes))?;
        let features = self.number()?;
        let temperature = self.fraction()?;
        let step = self.fraction()?;
        let bias = (0..classes)
            .map(|_| self.fraction())
            .collect::<Option<_>>()?;
        let (hashes, _) = self.take(features.checked_mul(4)?)?.as_chunks();
        let weights = self.take(features.checked_mul(classes)?)?;
        let model = || {
            let (hashes, weights) = (hashes.into(), weights.into());
            Model::new(classes, temperature, bias, step, hashes, weights)
        };
        hashes
            .is_sorted_by_key(|hash| u32::from_le_bytes(*hash))
            .then(model)
    }
}

fn put(model: &Model, bytes: &mut Vec<u8>) {
    for number in [model.classes, model.hashes.len()] {
        bytes.extend((number as u32).to_le_bytes());
    }
    for fraction in [model.temperature, model.step].iter().chain(&model.bias) {
        bytes.extend(fraction.to_le_bytes());
    }
    bytes.extend(model.hashes.as_flattened());
    bytes.extend(&*model.weights);
}

/// What a weight file says it was learned from.
pub fn fingerprint(bytes: &[u8]) -> Option<u64> {
    let rest = bytes.strip_prefix(MAGIC)?;
    Some(u64::from_le_bytes(*rest.first_chunk()?))
}

impl Reader {
    /// The reader as bytes to keep, with the fingerprint of what it learned from.
    pub fn to_bytes(&self, fingerprint: u64) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(fingerprint.to_le_bytes());
        for model in [&self.layers, &self.labels, &self.acts] {
            put(model, &mut bytes);
        }
        bytes
    }

    /// The reader of a weight file that stays where it is.
    pub fn from_bytes(lang: Lang, bytes: &'static [u8]) -> Result<Self, WeightsError> {
        let damaged = |reason| WeightsError(lang.code(), reason);
        fingerprint(bytes).ok_or(damaged("not a weight file"))?;
        let mut rest = Bytes(&bytes[MAGIC.len() + 8..]);
        let mut model = |classes| rest.model().filter(|model| model.classes == classes);
        let (layers, labels, acts) = (model(4), model(Label::ALL.len()), model(ACTS.len()));
        Ok(Self {
            eye: Eye::new(lang),
            layers: layers.ok_or(damaged("the model of layers"))?,
            labels: labels.ok_or(damaged("the model of labels"))?,
            acts: acts.ok_or(damaged("the model of acts"))?,
        })
    }
}
