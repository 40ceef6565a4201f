//! What a model sees of a turn: hashed features with their weights, and the word that each came from.
//!
//! Words, stems, pieces of words (typos keep most of theirs), classes of the lexicon and pairs of
//! them, the shape of the turn, and how it leans on what the buyer said before.

use super::text::{Text, Word};

/// A feature that no single word brought.
pub const NO_WORD: u8 = u8::MAX;
/// Words between two classes that still count as a pair.
const WIDEST_PAIR: usize = 8;
/// A turn of so few words leans on what the buyer said.
const SHORTEST: [usize; 3] = [2, 4, 7];

/// One feature: its name, hashed; how much of it there is; the word it came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    pub hash: u32,
    pub value: f32,
    pub word: u8,
}

/// How much all features of a kind together weigh before learning; measured on authors that were left out.
const WORDS: f32 = 0.5;
const STEMS: f32 = 1.0;
const PIECES: f32 = 1.0;
const NEIGHBOURS: f32 = 1.0;
const CLASSES: f32 = 0.6;
const PAIRS: f32 = 1.0;
const SHAPE: f32 = 0.7;
const LEANING: f32 = 1.0;
const PREVIOUS: f32 = 1.0;

/// The features of a text, collected.
struct Features {
    found: Vec<Feature>,
    /// Where the features of the kind begin that is being collected.
    start: usize,
}

/// A name in the making.
#[derive(Clone, Copy)]
struct Name(u64);

impl Name {
    fn new(kind: u8) -> Self {
        Self(0xcbf2_9ce4_8422_2325).byte(kind)
    }

    fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }

    fn text(self, text: &str) -> Self {
        text.bytes().fold(self, Self::byte).byte(0)
    }

    fn number(self, number: usize) -> Self {
        self.byte(number.min(250) as u8).byte(1)
    }

    fn hash(self) -> u32 {
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed >> 32) as u32
    }
}

impl Features {
    fn add(&mut self, name: Name, word: usize) {
        self.found.push(Feature {
            hash: name.hash(),
            value: 1.0,
            word: word.min(usize::from(NO_WORD)) as u8,
        });
    }

    /// Ends a kind: however many features a text has of it, together they weigh `scale`.
    fn close(&mut self, scale: f32) {
        let count = self.found.len() - self.start;
        let value = scale / (count.max(1) as f32).sqrt();
        for feature in &mut self.found[self.start..] {
            feature.value = value;
        }
        self.start = self.found.len();
    }
}

const NONE: usize = usize::MAX;

/// The features of a turn alone and of how it answers to `previous`.
pub fn features(text: &Text, previous: Option<&Text>) -> Vec<Feature> {
    let mut f = Features {
        found: Vec::with_capacity(600),
        start: 0,
    };
    words_of(text, &mut f);
    pieces(text, &mut f);
    neighbours(text, &mut f);
    classes(text, &mut f);
    shape(text, previous, &mut f);
    if let Some(previous) = previous {
        leaning(text, previous, &mut f);
    }
    f.found
}

fn words_of(text: &Text, f: &mut Features) {
    let main = text.main();
    let offset = text.main.start;
    for (at, word) in text.words.iter().enumerate() {
        f.add(Name::new(b'w').text(&word.text), at);
        if text.main.contains(&at) {
            f.add(Name::new(b'W').text(&word.text), at);
        }
    }
    f.close(WORDS);
    for (at, word) in text.words.iter().enumerate() {
        f.add(Name::new(b's').text(&word.stem), at);
    }
    for (at, word) in main.iter().enumerate() {
        f.add(Name::new(b'S').text(&word.stem), offset + at);
    }
    for (at, word) in main.iter().take(3).enumerate() {
        f.add(Name::new(b'1').number(at).text(&word.stem), offset + at);
    }
    for (at, word) in main.iter().rev().take(2).enumerate() {
        f.add(
            Name::new(b'2').number(at).text(&word.stem),
            offset + main.len() - 1 - at,
        );
    }
    f.close(STEMS);
}

/// Pieces of three to five letters, with the ends of words marked.
fn pieces(text: &Text, f: &mut Features) {
    let mut letters: Vec<char> = Vec::with_capacity(32);
    for (at, word) in text.words.iter().enumerate() {
        let kind = if text.main.contains(&at) { b'P' } else { b'p' };
        letters.clear();
        letters.push('<');
        letters.extend(word.text.chars());
        letters.push('>');
        for start in 0..letters.len() {
            let mut name = Name::new(kind);
            for (length, letter) in letters[start..].iter().take(5).enumerate() {
                name = name
                    .byte(*letter as u32 as u8)
                    .byte((*letter as u32 >> 8) as u8);
                if length >= 2 {
                    f.add(name.number(length), at);
                }
            }
        }
    }
    f.close(PIECES);
}

/// Two and three stems of the main sentence side by side, its beginning and end among them.
fn neighbours(text: &Text, f: &mut Features) {
    let main = text.main();
    let offset = text.main.start;
    let stem = |at: usize| main.get(at).map_or(">", |word| &word.stem);
    for at in 0..main.len() {
        let before = at.checked_sub(1).map_or("<", |before| stem(before));
        let (own, after) = (stem(at), stem(at + 1));
        f.add(Name::new(b'g').text(before).text(own), offset + at);
        let three = Name::new(b'G').text(before).text(own).text(after);
        f.add(three, offset + at);
    }
    if let Some(last) = main.len().checked_sub(1) {
        f.add(Name::new(b'g').text(stem(last)).text(">"), offset + last);
    }
    f.close(NEIGHBOURS);
}

fn bits(classes: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |bit| classes >> bit & 1 == 1)
}

fn classes(text: &Text, f: &mut Features) {
    for (at, word) in text.words.iter().enumerate() {
        for class in bits(word.classes) {
            f.add(Name::new(b'c').number(class), at);
            if text.main.contains(&at) {
                f.add(Name::new(b'C').number(class), at);
            }
        }
    }
    f.close(CLASSES);
    let main = text.main();
    let offset = text.main.start;
    for (at, word) in main.iter().enumerate() {
        for (next, later) in main.iter().enumerate().skip(at + 1).take(WIDEST_PAIR) {
            for first in bits(word.classes) {
                for second in bits(later.classes) {
                    f.add(
                        Name::new(b'2').byte(b'c').number(first).number(second),
                        offset + next,
                    );
                }
            }
        }
        for class in bits(word.classes) {
            if at > 0 {
                f.add(
                    Name::new(b'h').text(&main[0].stem).number(class),
                    offset + at,
                );
            }
            if let Some(before) = at.checked_sub(1) {
                f.add(
                    Name::new(b'n').text(&main[before].stem).number(class),
                    offset + at,
                );
            }
            if let Some(after) = main.get(at + 1) {
                f.add(Name::new(b'N').number(class).text(&after.stem), offset + at);
            }
        }
    }
    f.close(PAIRS);
}

fn bucket(count: usize) -> usize {
    match count {
        0..=4 => count,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        _ => 9,
    }
}

/// How short a turn is: 0 is hardly a word, 3 says all by itself.
pub fn shortness(text: &Text) -> usize {
    SHORTEST
        .iter()
        .position(|most| text.words.len() <= *most)
        .unwrap_or(3)
}

fn shape(text: &Text, previous: Option<&Text>, f: &mut Features) {
    let flags = usize::from(text.asks) + 2 * usize::from(text.ends_asking);
    f.add(Name::new(b'l').number(bucket(text.words.len())), NONE);
    f.add(
        Name::new(b'l')
            .byte(b'm')
            .number(bucket(text.main.len()))
            .number(flags),
        NONE,
    );
    f.add(
        Name::new(b'q').number(flags).number(text.questions.min(3)),
        NONE,
    );
    f.add(
        Name::new(b'q')
            .byte(b'n')
            .number(text.sentences.min(4))
            .number(flags),
        NONE,
    );
    f.add(Name::new(b'd').number(text.has_digits.into()), NONE);
    let place = match (text.main.start, text.main.end == text.words.len()) {
        (0, true) => 0,
        (0, false) => 1,
        (_, true) => 2,
        _ => 3,
    };
    f.add(Name::new(b'm').number(place).number(flags), NONE);
    let asked = previous.map_or(2, |previous| usize::from(previous.ends_asking));
    f.add(Name::new(b'a').number(asked), NONE);
    f.add(
        Name::new(b'a')
            .number(asked)
            .number(flags)
            .number(shortness(text)),
        NONE,
    );
    f.close(SHAPE);
}

/// How a turn takes up what the buyer said: his words again, and what he spoke of, the more the shorter the turn.
fn leaning(text: &Text, previous: &Text, f: &mut Features) {
    let short = shortness(text);
    let flags = usize::from(text.ends_asking);
    let is_content = |word: &&Word| {
        word.text.chars().count() >= 4 || word.text.bytes().any(|byte| byte.is_ascii_digit())
    };
    let content = text.words.iter().filter(is_content).count();
    let taken = text
        .words
        .iter()
        .filter(is_content)
        .filter(|word| previous.words.iter().any(|said| said.stem == word.stem))
        .count();
    let share = (taken * 5).checked_div(content).unwrap_or(6);
    f.add(Name::new(b'o').number(share).number(flags), NONE);
    f.add(
        Name::new(b'o').number(share).number(flags).number(short),
        NONE,
    );
    f.add(
        Name::new(b'o')
            .byte(b'n')
            .number(taken.min(6))
            .number(flags),
        NONE,
    );
    f.close(LEANING);
    if short == 3 {
        return;
    }
    said(previous, b'0' + short as u8, f);
}

/// What the buyer's line is made of; `kind` keeps the uses apart.
fn said(previous: &Text, kind: u8, f: &mut Features) {
    for word in &previous.words {
        f.add(Name::new(b'v').byte(kind).text(&word.stem), NONE);
        for class in bits(word.classes) {
            f.add(Name::new(b'V').byte(kind).number(class), NONE);
        }
    }
    for pair in previous.words.windows(2) {
        f.add(
            Name::new(b'y')
                .byte(kind)
                .text(&pair[0].stem)
                .text(&pair[1].stem),
            NONE,
        );
    }
    f.close(PREVIOUS);
}

/// The features by which the layer of a buyer's line is told.
pub fn line_features(line: &Text) -> Vec<Feature> {
    let mut f = Features {
        found: Vec::with_capacity(300),
        start: 0,
    };
    said(line, b'L', &mut f);
    pieces(line, &mut f);
    classes(line, &mut f);
    f.found
}

/// Adds what the layer of the buyer's line makes of a turn, the more the shorter it is.
pub fn add_layers(features: &mut Vec<Feature>, text: &Text, layers: &[f32; 4]) {
    let short = shortness(text);
    for (layer, share) in layers.iter().enumerate() {
        let head = text
            .main()
            .iter()
            .rev()
            .find_map(|word| bits(word.classes).next())
            .unwrap_or(63);
        for name in [
            Name::new(b'r').number(layer),
            Name::new(b'r').number(layer).number(short),
            Name::new(b'R').number(layer).number(short).number(head),
        ] {
            features.push(Feature {
                hash: name.hash(),
                value: *share,
                word: NO_WORD,
            });
        }
    }
}
