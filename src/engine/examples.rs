//! Example questions by the stems in them. Knows neither what they are about nor how rare a stem is; packed tight, for
//! there is one index for each product.

use super::cues::Cues;
use super::words::{Stems, Word, words};

/// A stem that no example has may be a slip of the finger for one that differs in a letter; shorter ones are not.
const SHORTEST_TYPO: usize = 5;

/// Example questions of numbered subjects.
pub struct Examples {
    /// For each example the number of its subject.
    subjects: Box<[u32]>,
    /// All stems, sorted, and for each the examples that have it.
    stems: Stock,
    with: Lists,
    /// For each example its stems, in its order.
    of: Lists,
}

impl Examples {
    /// From texts, each with the number of its subject.
    pub fn new<'t>(
        cues: &Cues,
        stems: &Stems,
        texts: impl Iterator<Item = (usize, &'t str)>,
    ) -> Self {
        let (subjects, contents): (Vec<u32>, Vec<Vec<String>>) = texts
            .map(|(subject, text)| (subject as u32, content(cues, stems, &words(text))))
            .unzip();
        let mut all: Vec<&str> = contents.iter().flatten().map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        let stems = Stock::new(&all);
        let number = |stem: &String| stems.find(stem).expect("all stems are in it") as u32;
        let of = Lists::new(contents.iter().map(|one| one.iter().map(number)));
        let mut with = vec![Vec::new(); all.len()];
        for example in 0..contents.len() {
            for stem in of.get(example) {
                with[*stem as usize].push(example as u32);
            }
        }
        Self {
            subjects: subjects.into(),
            stems,
            with: Lists::new(with.into_iter().map(Vec::into_iter)),
            of,
        }
    }

    pub fn len(&self) -> usize {
        self.subjects.len()
    }

    /// For each example the number of its subject.
    pub fn subjects(&self) -> &[u32] {
        &self.subjects
    }

    pub fn stems(&self) -> impl Iterator<Item = &str> {
        (0..self.stems.len()).map(|nth| self.stems.get(nth))
    }

    /// The examples that have a stem.
    pub fn with(&self, stem: &str) -> &[u32] {
        let found = self.stems.find(stem);
        found.map_or(&[], |nth| self.with.get(nth))
    }

    /// For each example the places of its stems among [`Examples::stems`], in its order.
    pub fn in_stems(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|example| self.of.get(example))
    }

    /// Stems for which this one may be a slip of the finger.
    pub fn near(&self, stem: &str) -> impl Iterator<Item = &str> {
        let is_long = stem.chars().nth(SHORTEST_TYPO - 1).is_some();
        let first = stem.chars().next().filter(|_| is_long);
        let first = first.map_or("", |first| &stem[..first.len_utf8()]);
        self.stems
            .beginning_with(first)
            .filter(move |known| is_long && is_slip(stem, known))
    }
}

/// Stems that carry meaning, each once.
pub fn content(cues: &Cues, stems: &Stems, words: &[Word]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words.iter().filter(|word| !cues.is_filler(word)) {
        let stem = stems.of(word);
        if !found.contains(&stem) {
            found.push(stem);
        }
    }
    found
}

/// One letter more, less, other, or two swapped.
fn is_slip(typed: &str, known: &str) -> bool {
    let same = typed.chars().zip(known.chars());
    let start: usize = same
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (a, b) = (&typed[start..], &known[start..]);
    let same = a.chars().rev().zip(b.chars().rev());
    let end: usize = same
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (mut a, mut b) = (a[..a.len() - end].chars(), b[..b.len() - end].chars());
    let rest = [(); 3].map(|()| (a.next(), b.next()));
    match rest {
        [_, (None, None), _] => true,
        [(a1, b1), (a2, b2), (None, None)] => a1 == b2 && a2 == b1,
        _ => false,
    }
}

/// Sorted texts in one piece.
struct Stock {
    letters: Box<str>,
    ends: Box<[u32]>,
}

impl Stock {
    fn new(sorted: &[&str]) -> Self {
        let mut end = 0;
        let ends = sorted.iter().map(|text| {
            end += text.len() as u32;
            end
        });
        Self {
            ends: ends.collect(),
            letters: sorted.concat().into(),
        }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, nth: usize) -> &str {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start as usize..self.ends[nth] as usize]
    }

    /// The first that is not before `text`.
    fn first_from(&self, text: &str) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            if self.get(middle) < text {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    fn find(&self, text: &str) -> Option<usize> {
        let nth = self.first_from(text);
        (nth < self.len() && self.get(nth) == text).then_some(nth)
    }

    fn beginning_with<'s>(&'s self, beginning: &str) -> impl Iterator<Item = &'s str> {
        let all = (self.first_from(beginning)..self.len()).map(|nth| self.get(nth));
        all.take_while(move |text| text.starts_with(beginning))
    }
}

/// Lists of numbers in one piece.
struct Lists {
    numbers: Box<[u32]>,
    ends: Box<[u32]>,
}

impl Lists {
    fn new(lists: impl Iterator<Item = impl Iterator<Item = u32>>) -> Self {
        let mut numbers = Vec::new();
        let ends = lists.map(|list| {
            numbers.extend(list);
            numbers.len() as u32
        });
        Self {
            ends: ends.collect(),
            numbers: numbers.into(),
        }
    }

    fn get(&self, nth: usize) -> &[u32] {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.numbers[start as usize..self.ends[nth] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_letter() {
        let check = |a, b, expected| assert_eq!(is_slip(a, b), expected, "{a} {b}");
        check("поставк", "поставк", true);
        check("поставщ", "поставк", true);
        check("посавк", "поставк", true);
        check("постаавк", "поставк", true);
        check("поставкщ", "постащк", false);
        check("потсавк", "поставк", true);
        check("доставк", "простав", false);
        check("поставк", "поставкам", false);
    }

    #[test]
    fn texts_are_found_among_their_like() {
        let stock = Stock::new(&["а", "аб", "б", "вг", "вгд"]);
        assert_eq!(stock.find("аб"), Some(1));
        assert_eq!((stock.find("в"), stock.find("")), (None, None));
        let found: Vec<&str> = stock.beginning_with("в").collect();
        assert_eq!(found, ["вг", "вгд"]);
    }
}
