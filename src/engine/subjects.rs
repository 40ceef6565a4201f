//! Everything one can ask about where a product is sold, and which of it a question is about.
//!
//! Two sources agree or complete each other: patterns over words, which authors write for the words that name a thing,
//! and the example questions of the pack, compared by the rarity of the stems they share with what was typed.

use std::collections::HashMap;

use super::cues::Cues;
use super::pack::{Pack, Product};
use super::types::Layer;
use super::words::{Pattern, Stems, beginnings, words};

/// How much a word of a topic weighs that all products share, one of the product's own, one for the trouble itself.
const SHARED: f32 = 2.0;
const OWN: f32 = 3.0;
const TROUBLE: f32 = 3.0;
/// What a question weighs that is like an example to the last stem.
const ALIKE: f32 = 6.0;
/// From here on two questions are the same one.
const SAME: f32 = 0.95;
/// Less than this is no resemblance: two questions share grammar by chance.
const FAINTEST: f32 = 0.3;
/// What is weaker than this is about something else.
const WEAKEST: f32 = 1.8;
/// A stem that no example has may be a slip of the finger for one that differs in a letter; shorter ones are not.
const SHORTEST_TYPO: usize = 5;

/// Something one can ask about.
struct Subject {
    /// The node's id.
    id: String,
    layer: Layer,
    patterns: Vec<(Vec<Pattern>, f32)>,
    trouble: Vec<Pattern>,
}

impl Subject {
    fn fact(id: &str, patterns: Vec<(Vec<Pattern>, f32)>) -> Self {
        Self {
            id: id.to_owned(),
            layer: Layer::Fact,
            patterns,
            trouble: Vec::new(),
        }
    }
}

/// All subjects of one product, ready to be asked about.
pub struct Subjects {
    all: Vec<Subject>,
    /// Example questions: the subject of each, and the length of its vector.
    examples: Vec<(usize, f32)>,
    /// For each stem, the examples that have it, and how rare it is.
    stems: HashMap<String, (f32, Vec<usize>)>,
}

/// What a text is about: ids of nodes with their weights, the strongest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    pub facts: Vec<(String, f32)>,
    pub problems: Vec<(String, f32)>,
    pub consequences: Vec<(String, f32)>,
    /// Whether it names a trouble itself, and whose.
    pub trouble: Option<String>,
    /// The layer that it asks for, where it is nearly word for word an example of the pack.
    pub like: Option<Layer>,
}

impl About {
    pub fn fact(&self) -> Option<&str> {
        Some(self.facts.first()?.0.as_str())
    }

    pub fn problem(&self) -> Option<&str> {
        Some(self.problems.first()?.0.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.problems.is_empty() && self.consequences.is_empty()
    }
}

impl Subjects {
    pub fn new(pack: &Pack, product: &Product, cues: &Cues, stems: &Stems) -> Self {
        let mut all: Vec<Subject> = Vec::new();
        let mut asks: Vec<(usize, Vec<String>)> = Vec::new();
        let mut add = |subject: Subject, examples: &mut dyn Iterator<Item = &String>| {
            let index = all.len();
            all.push(subject);
            asks.extend(examples.map(|text| (index, content(cues, stems, &words(text)))));
        };
        for problem in product.problems.iter().chain(&product.decoys) {
            let subject = Subject {
                id: problem.id.clone(),
                layer: Layer::Problem,
                patterns: vec![(problem.topic.clone(), SHARED)],
                trouble: problem.trouble.clone(),
            };
            add(subject, &mut problem.asks.iter().chain([&problem.short]));
            for one in &problem.consequences {
                let subject = Subject {
                    id: format!("{}.{}", problem.id, one.kind.id()),
                    layer: Layer::Consequence,
                    patterns: Vec::new(),
                    trouble: Vec::new(),
                };
                add(subject, &mut one.asks.iter().chain([&one.short]));
            }
        }
        for (id, brief) in &pack.brief {
            let subject = Subject::fact(id, vec![(brief.ask.clone(), SHARED)]);
            add(subject, &mut brief.asks.iter());
        }
        for topic in &pack.topics {
            let own = product.facts.iter().find(|fact| fact.id == topic.id);
            let mut patterns = vec![(topic.ask.clone(), SHARED)];
            patterns.extend(own.map(|own| (own.ask.clone(), OWN)));
            let own_asks = own.into_iter().flat_map(|own| &own.asks);
            let subject = Subject::fact(&topic.id, patterns);
            add(subject, &mut topic.asks.iter().chain(own_asks));
        }
        let others = product.facts.iter();
        for own in others.filter(|own| pack.topic(&own.id).is_none()) {
            let subject = Subject::fact(&own.id, vec![(own.ask.clone(), OWN)]);
            add(subject, &mut own.asks.iter());
        }
        Self::index(all, &asks)
    }

    fn index(all: Vec<Subject>, asks: &[(usize, Vec<String>)]) -> Self {
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        for (example, (_, stems)) in asks.iter().enumerate() {
            for stem in stems {
                let with = found.entry(stem.clone()).or_default();
                if with.last() != Some(&example) {
                    with.push(example);
                }
            }
        }
        let count = asks.len().max(1) as f32;
        let stems: HashMap<String, (f32, Vec<usize>)> = found
            .into_iter()
            .map(|(stem, with)| (stem, ((1.0 + count / with.len() as f32).ln(), with)))
            .collect();
        let examples = asks
            .iter()
            .map(|(subject, own)| {
                let square: f32 = own.iter().map(|stem| stems[stem].0.powi(2)).sum();
                (*subject, square.sqrt().max(0.1))
            })
            .collect();
        Self {
            all,
            examples,
            stems,
        }
    }

    /// What these words are about.
    pub fn about(&self, cues: &Cues, stems: &Stems, typed: &[String]) -> About {
        let alike = self.alike(&content(cues, stems, typed));
        let mut about = About::default();
        let mut worst = 0;
        let beginnings = beginnings(typed);
        let fitting = |patterns: &'_ [Pattern]| -> Vec<f32> {
            let worth = patterns.iter().filter(|one| one.may_match(beginnings));
            let fitting = worth.filter(|pattern| pattern.matches(typed));
            fitting.map(Pattern::weight).collect()
        };
        let mut closest = SAME;
        for (subject, alike) in self.all.iter().zip(alike) {
            if alike >= closest {
                closest = alike;
                about.like = Some(subject.layer);
            }
            let named: f32 = subject
                .patterns
                .iter()
                .map(|(patterns, each)| fitting(patterns).iter().sum::<f32>() * each)
                .fold(0.0, f32::max);
            let troubles = fitting(&subject.trouble).len();
            if troubles > worst {
                worst = troubles;
                about.trouble = Some(subject.id.clone());
            }
            let likeness = if alike < FAINTEST { 0.0 } else { alike * ALIKE };
            let weight = named + troubles as f32 * TROUBLE + likeness;
            if weight < WEAKEST {
                continue;
            }
            let group = match subject.layer {
                Layer::Problem => &mut about.problems,
                Layer::Consequence => &mut about.consequences,
                _ => &mut about.facts,
            };
            group.push((subject.id.clone(), weight));
        }
        for group in [
            &mut about.facts,
            &mut about.problems,
            &mut about.consequences,
        ] {
            group.sort_by(|a, b| b.1.total_cmp(&a.1));
        }
        about
    }

    /// How like the closest example of each subject these stems are, 0 to 1.
    fn alike(&self, typed: &[String]) -> Vec<f32> {
        let mut shared = vec![0.0_f32; self.examples.len()];
        let mut square = 0.0_f32;
        for stem in typed {
            let Some((rarity, with)) = self.find(stem) else {
                // A word that no example has makes the text less like any of them.
                square += 4.0;
                continue;
            };
            square += rarity.powi(2);
            for example in with {
                shared[*example] += rarity.powi(2);
            }
        }
        let length = square.sqrt().max(0.1);
        let mut best = vec![0.0_f32; self.all.len()];
        for ((subject, own), shared) in self.examples.iter().zip(shared) {
            let cosine = shared / (own * length);
            if cosine > best[*subject] {
                best[*subject] = cosine;
            }
        }
        best
    }

    fn find(&self, stem: &str) -> Option<&(f32, Vec<usize>)> {
        self.stems.get(stem).or_else(|| {
            let length = stem.chars().count();
            if length < SHORTEST_TYPO {
                return None;
            }
            let first = stem.chars().next();
            let near = self
                .stems
                .iter()
                .filter(|(known, _)| known.chars().next() == first && is_slip(stem, known));
            // The most common one; equal ones by their letters, for a map has no order.
            near.max_by(|a, b| a.1.1.len().cmp(&b.1.1.len()).then_with(|| b.0.cmp(a.0)))
                .map(|(_, found)| found)
        })
    }
}

/// Stems that carry meaning, each once.
fn content(cues: &Cues, stems: &Stems, words: &[String]) -> Vec<String> {
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
    let a: Vec<char> = typed.chars().collect();
    let b: Vec<char> = known.chars().collect();
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev());
    let end = end.take_while(|(x, y)| x == y).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([x1, x2], [y1, y2]) => x1 == y2 && x2 == y1,
        (a, b) => a.len() <= 1 && b.len() <= 1,
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
    }
}
