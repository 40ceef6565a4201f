//! What a turn is for, learned from labelled lines: the type and the act of a trainee's turn with their probabilities, and
//! the words that decided.
//!
//! A [`Reader`] holds three linear models of one language. One knows the layer of a buyer's line (a fact, trouble, a
//! consequence, a wish); two read the turn, one for its label and one for its act, and are asked together, so that the two
//! agree. [`lessons`] makes a reader from a corpus, `weights/` holds the ones made from `tests/corpus`. Packs with types of
//! their own get a [`Types`] from a dozen lines each.

pub mod corpus;
mod features;
pub mod lessons;
mod lexicon;
mod model;
mod text;
mod training;
mod weights;

use std::ops::Range;

use super::types::{Act, Label, Layer};
use super::words::Stems;
use crate::lang::Lang;
use corpus::ACTS;
use features::{Feature, NO_WORD, features};
use lexicon::Lexicon;
use model::{Model, steps};
use text::Text;

pub use weights::{WeightsError, fingerprint as stored_fingerprint};

/// Words that are shown at most as the ones that decided.
const MOST_EVIDENCE: usize = 4;
/// A word shows if it speaks at least this much as loud as the loudest.
const LOUD: f32 = 0.35;
/// A turn of so many words can be read without the line before it, and from this share on such a reading counts.
const WHOLE: usize = 4;
const CERTAIN: f32 = 0.85;

fn built_in_bytes(lang: Lang) -> &'static [u8] {
    match lang {
        Lang::Ru => include_bytes!("weights/ru.bin"),
        Lang::En => include_bytes!("weights/en.bin"),
    }
}

/// How likely each reading of a turn is; each array sums to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// In the order of [`Label::ALL`].
    pub labels: [f32; 5],
    /// In the order of [`ACTS`].
    pub acts: [f32; 10],
    /// The likeliest label and act that go together.
    pub label: Label,
    pub act: Act,
}

impl Judgement {
    /// How sure the label is, 0 to 1.
    pub fn confidence(&self) -> f32 {
        self.labels[self.label as usize]
    }

    /// The second likeliest label.
    pub fn runner_up(&self) -> (Label, f32) {
        let others = Label::ALL.into_iter().filter(|label| *label != self.label);
        others
            .map(|label| (label, self.labels[label as usize]))
            .fold((Label::Other, -1.0), |best, next| {
                if next.1 > best.1 { next } else { best }
            })
    }

    fn certain(act: Act) -> Self {
        let mut judgement = Self {
            labels: [0.0; 5],
            acts: [0.0; 10],
            label: Label::Other,
            act,
        };
        judgement.labels[Label::Other as usize] = 1.0;
        judgement.acts[act as usize] = 1.0;
        judgement
    }
}

/// Cuts texts of one language into what the models look at.
struct Eye {
    stems: Stems,
    lexicon: Lexicon,
}

impl Eye {
    fn new(lang: Lang) -> Self {
        Self {
            stems: Stems::new(lang),
            lexicon: Lexicon::built_in(lang),
        }
    }

    fn text(&self, text: &str) -> Text {
        Text::new(text, &self.stems, &self.lexicon)
    }
}

/// How much of each layer a buyer's line has: fact, trouble, consequence, wish.
type Layers = [f32; 4];

/// Reads turns of one language.
pub struct Reader {
    eye: Eye,
    layers: Model,
    labels: Model,
    acts: Model,
}

impl Reader {
    /// The reader that comes with the program.
    pub fn built_in(lang: Lang) -> Result<Self, WeightsError> {
        Self::from_bytes(lang, built_in_bytes(lang))
    }

    /// Judges a turn. `previous` is what the buyer said just before; `layer` is where that left the talk, if it is known:
    /// else it is read from the line.
    pub fn read(&self, text: &str, previous: Option<&str>, layer: Option<Layer>) -> Judgement {
        let text_of_turn = self.eye.text(text);
        if let Some(act) = wordless(text, &text_of_turn) {
            return Judgement::certain(act);
        }
        let judgement = self.judge(&self.seen(&text_of_turn, previous, layer));
        let follows = previous.is_some() || layer.is_some();
        if !follows || text_of_turn.words.len() < WHOLE || !is_asked(judgement.act) {
            return judgement;
        }
        // An offer is one whatever the buyer has just said, though after trouble most turns ask what comes of it.
        let alone = self.judge(&features(&text_of_turn, None));
        let offers = matches!(alone.act, Act::Propose | Act::Close | Act::Pitch);
        if offers && alone.acts[alone.act as usize] >= CERTAIN {
            return alone;
        }
        judgement
    }

    /// Where the words stand in `text` that spoke most for `label`: one to four, in their order, none for a turn without
    /// words.
    pub fn evidence(
        &self,
        text: &str,
        previous: Option<&str>,
        layer: Option<Layer>,
        label: Label,
    ) -> Vec<Range<usize>> {
        let words = self.eye.text(text);
        let seen = self.seen(&words, previous, layer);
        loudest(&self.labels, &words, &seen, label as usize)
    }

    /// The same for one of a pack's own types, by its number.
    pub fn evidence_of_types(&self, types: &Types, text: &str, class: usize) -> Vec<Range<usize>> {
        let words = self.eye.text(text);
        let seen = self.seen(&words, None, None);
        loudest(&types.model, &words, &seen, class)
    }

    /// Learns types of another method from example lines: the line, what was said before it, and the number of its type.
    pub fn learn_types(&self, examples: &[(&str, Option<&str>, usize)], types: usize) -> Types {
        lessons::learn_types(self, examples, types)
    }

    /// How likely each of a pack's own types is, in the order of their numbers.
    pub fn read_types(&self, types: &Types, text: &str, previous: Option<&str>) -> Vec<f32> {
        let seen = self.seen(&self.eye.text(text), previous, None);
        types.model.probabilities(&seen)[..types.model.classes].to_vec()
    }

    fn seen(&self, text: &Text, previous: Option<&str>, layer: Option<Layer>) -> Vec<Feature> {
        let line = previous.map(|line| self.eye.text(line));
        let mut seen = features(text, line.as_ref());
        let layers = layer
            .map(layers_of)
            .or_else(|| Some(self.layers_of_line(line.as_ref()?)));
        if let Some(layers) = layers {
            features::add_layers(&mut seen, text, &layers);
        }
        seen
    }

    fn layers_of_line(&self, line: &Text) -> Layers {
        let shares = self.layers.probabilities(&features::line_features(line));
        [shares[0], shares[1], shares[2], shares[3]]
    }

    /// Asks both models and weighs every pair of a label and an act that go together.
    fn judge(&self, seen: &[Feature]) -> Judgement {
        let labels = self.labels.probabilities(seen);
        let acts = self.acts.probabilities(seen);
        together(&labels[..Label::ALL.len()], &acts[..ACTS.len()])
    }
}

/// Where the words stand that spoke most for a class of `model`, in their order.
fn loudest(model: &Model, words: &Text, seen: &[Feature], class: usize) -> Vec<Range<usize>> {
    let mut says = vec![0.0f32; words.words.len()];
    for feature in seen {
        let row = model.row(feature.hash);
        // A text of marks alone has features of its beginning and end, and no word that they stand in.
        let word = says.get_mut(usize::from(feature.word));
        if let (Some(row), Some(says)) = (row, word.filter(|_| feature.word != NO_WORD)) {
            let mean = row.iter().map(|weight| steps(*weight)).sum::<f32>() / row.len() as f32;
            *says += feature.value * (steps(row[class]) - mean);
        }
    }
    let mut order: Vec<usize> = (0..says.len()).collect();
    order.sort_by(|a, b| says[*b].total_cmp(&says[*a]).then(a.cmp(b)));
    let loudest = order.first().map_or(0.0, |first| says[*first]);
    order.truncate(MOST_EVIDENCE);
    order.retain(|at| says[*at] >= loudest * LOUD);
    order.sort_unstable();
    let mut places: Vec<Range<usize>> = order
        .into_iter()
        .map(|at| words.words[at].place.clone())
        .collect();
    places.dedup();
    places
}

/// A model of a pack's own types.
pub struct Types {
    model: Model,
}

fn layers_of(layer: Layer) -> Layers {
    match layer {
        Layer::Fact => [1.0, 0.0, 0.0, 0.0],
        Layer::Problem | Layer::Detail => [0.0, 1.0, 0.0, 0.0],
        Layer::Consequence => [0.0, 0.0, 1.0, 0.0],
        Layer::Need | Layer::Benefit => [0.0, 0.0, 0.0, 1.0],
    }
}

/// What a turn without a single letter does: marks alone say nothing, pictures and digits cannot be read.
fn wordless(text: &str, read: &Text) -> Option<Act> {
    if !read.words.is_empty() {
        return None;
    }
    let says_something = text
        .chars()
        .any(|c| !c.is_ascii() && c.is_alphanumeric() || ('\u{2190}'..).contains(&c));
    Some(if says_something {
        Act::Noise
    } else {
        Act::Silence
    })
}

fn is_asked(act: Act) -> bool {
    matches!(act, Act::Question | Act::Check)
}

/// A question asks for one of the four; a check may; nothing else does.
fn go_together(label: Label, act: Act) -> bool {
    match act {
        Act::Question => label != Label::Other,
        Act::Check => true,
        _ => label == Label::Other,
    }
}

fn together(labels: &[f32], acts: &[f32]) -> Judgement {
    let mut judgement = Judgement::certain(Act::Noise);
    judgement.labels = [0.0; 5];
    judgement.acts = [0.0; 10];
    let mut sum = 0.0;
    let mut most = -1.0;
    for label in Label::ALL {
        for act in ACTS.into_iter().filter(|act| go_together(label, *act)) {
            let share = labels[label as usize] * acts[act as usize] + f32::MIN_POSITIVE;
            judgement.labels[label as usize] += share;
            judgement.acts[act as usize] += share;
            sum += share;
            if share > most {
                most = share;
                (judgement.label, judgement.act) = (label, act);
            }
        }
    }
    for share in judgement.labels.iter_mut().chain(&mut judgement.acts) {
        *share /= sum;
    }
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(lang: Lang) -> Reader {
        Reader::built_in(lang).unwrap()
    }

    #[test]
    fn any_text_whatever_is_read() {
        let long = "а".repeat(4096);
        let words = "как how ".repeat(500);
        for text in [
            "",
            " ",
            "?",
            "…",
            "😀😀",
            "\u{200b}\u{feff}",
            "שלום עולם?",
            "a\u{301}й\u{306}",
            "1111",
            &long,
            &words,
        ] {
            for lang in Lang::ALL {
                for previous in [None, Some(""), Some(text)] {
                    let reader = reader(lang);
                    let judgement = reader.read(text, previous, None);
                    let sum: f32 = judgement.labels.iter().sum();
                    assert!((sum - 1.0).abs() < 0.01, "{text:.20}: {judgement:?}");
                    for label in Label::ALL {
                        for place in reader.evidence(text, previous, None, label) {
                            assert!(text.get(place).is_some());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn label_and_act_go_together_and_a_follow_up_takes_its_layer() {
        let reader = reader(Lang::Ru);
        let check = |said, layer, expected| {
            let judgement = reader.read("А ещё?", Some(said), Some(layer));
            assert_eq!(
                (judgement.label, judgement.act),
                (expected, Act::Question),
                "{layer:?}"
            );
        };
        let fact = "Берём сорок тонн в месяц у двух поставщиков.";
        check(fact, Layer::Fact, Label::Situational);
        let trouble = "Машины опаздывают почти каждую неделю.";
        check(trouble, Layer::Problem, Label::Problem);
        let loss = "Бригада стоит, платим за простой тысяч двести.";
        check(loss, Layer::Consequence, Label::Implication);
        let gain = "Тогда смена уходила бы домой вовремя.";
        check(gain, Layer::Benefit, Label::NeedPayoff);
        let judgement = reader.read(
            "У нас склад в вашем городе и доставка за сутки.",
            None,
            None,
        );
        assert_eq!((judgement.label, judgement.act), (Label::Other, Act::Pitch));
    }

    #[test]
    fn the_words_that_decided_are_words_of_the_turn() {
        let text = "Скажите, а во что вам обходится каждый такой простой?";
        let places = reader(Lang::Ru).evidence(text, None, None, Label::Implication);
        let said: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert!((1..=4).contains(&said.len()), "{said:?}");
        assert!(said.contains(&"обходится"), "{said:?}");
    }

    #[test]
    fn types_of_another_method_are_learned_from_a_few_lines() {
        let reader = reader(Lang::En);
        let examples = [
            ("What would you offer in return?", None, 0),
            ("And what do we get if we agree to that?", None, 0),
            ("If I move on price, what will you give me?", None, 0),
            ("What can you trade for the longer term?", None, 0),
            ("Why does that date matter to you?", None, 1),
            ("What is behind that number?", None, 1),
            ("Why is it so important for your board?", None, 1),
            ("What makes you insist on this clause?", None, 1),
        ];
        let types = reader.learn_types(&examples, 2);
        let read = |text| reader.read_types(&types, text, None);
        assert!(read("What do you offer in return for the discount?")[0] > 0.5);
        assert!(read("Why does the clause matter so much to you?")[1] > 0.5);
    }
}
