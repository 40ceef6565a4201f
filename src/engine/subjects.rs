//! Everything one can ask about where a product is sold, and which of it a question is about.
//!
//! Two sources agree or complete each other: patterns over words, which authors write for the words that name a thing,
//! and the example questions of the pack, compared by the rarity of the stems they share with what was typed.

use super::cues::Cues;
use super::examples::{Examples, content};
use super::pack::{Pack, Problem, Product};
use super::patterns::Pattern;
use super::types::{Kind, Layer};
use super::words::{Beginnings, Stems, Word, beginnings};

/// How much a word of a topic weighs that all products share, one of the product's own, one for the trouble itself.
const SHARED: f32 = 2.0;
const OWN: f32 = 3.0;
const TROUBLE: f32 = 3.0;
/// What a question weighs that is like an example to the last stem.
const ALIKE: f32 = 6.0;
/// Less than this is no resemblance: two questions share grammar by chance.
const FAINTEST: f32 = 0.3;
/// What is weaker than this is about something else.
const WEAKEST: f32 = 1.8;
/// A word that no example has makes a text less like any of them, by this (squared).
const UNKNOWN: f32 = 4.0;

/// Marks the number of a subject whose further wording an example is: those tell facts apart where a fact is asked for,
/// and say nothing where it is not.
const MORE: usize = 1 << 16;

/// Something one can ask about.
#[derive(Clone, Copy)]
struct Subject<'p> {
    /// The node's id, of a consequence its problem's.
    name: &'p str,
    kind: Option<Kind>,
    layer: Layer,
    /// Words that name it, the pack's and the product's.
    shared: &'p [Pattern],
    own: &'p [Pattern],
    trouble: &'p [Pattern],
    /// Example questions of the pack and of the product.
    shared_asks: &'p [String],
    wordings: &'p [String],
    own_asks: &'p [String],
    short: Option<&'p String>,
}

impl<'p> Subject<'p> {
    fn new(name: &'p str, layer: Layer) -> Self {
        Self {
            name,
            kind: None,
            layer,
            shared: &[],
            own: &[],
            trouble: &[],
            shared_asks: &[],
            wordings: &[],
            own_asks: &[],
            short: None,
        }
    }

    fn id(&self) -> String {
        match self.kind {
            Some(kind) => format!("{}.{}", self.name, kind.id()),
            None => self.name.to_owned(),
        }
    }
}

/// A problem and what comes of it.
fn of_problem(problem: &Problem) -> impl Iterator<Item = Subject<'_>> {
    let itself = Subject {
        shared: &problem.topic,
        trouble: &problem.trouble,
        own_asks: &problem.asks,
        short: Some(&problem.short),
        ..Subject::new(&problem.id, Layer::Problem)
    };
    let consequences = problem.consequences.iter().map(|one| Subject {
        kind: Some(one.kind),
        own_asks: &one.asks,
        short: Some(&one.short),
        ..Subject::new(&problem.id, Layer::Consequence)
    });
    std::iter::once(itself).chain(consequences)
}

/// What the brief tells.
fn of_brief(pack: &Pack) -> impl Iterator<Item = Subject<'_>> {
    pack.brief.iter().map(|(id, brief)| Subject {
        shared: &brief.ask,
        shared_asks: &brief.asks,
        ..Subject::new(id, Layer::Fact)
    })
}

/// What any company can be asked for.
fn of_topics(pack: &Pack) -> impl Iterator<Item = Subject<'_>> {
    pack.topics.iter().map(|topic| Subject {
        shared: &topic.ask,
        shared_asks: &topic.asks,
        wordings: pack.wordings.get(&topic.id).map_or(&[], Vec::as_slice),
        ..Subject::new(&topic.id, Layer::Fact)
    })
}

/// The example questions that all products of a pack share.
pub fn shared_examples(pack: &Pack, cues: &Cues, stems: &Stems) -> Examples {
    let texts = of_brief(pack)
        .chain(of_topics(pack))
        .enumerate()
        .flat_map(|(nth, one)| {
            let asks = one.shared_asks.iter().map(move |text| (nth, text));
            let more = one.wordings.iter().map(move |text| (nth | MORE, text));
            asks.chain(more).map(|(nth, text)| (nth, text.as_str()))
        });
    Examples::new(cues, stems, texts)
}

/// Everything that can be asked about where a product is sold.
fn all<'p>(pack: &'p Pack, product: &'p Product) -> impl Iterator<Item = Subject<'p>> {
    let problems = product.problems.iter().chain(&product.decoys);
    let topics = of_topics(pack).map(|topic| {
        let own = product.facts.iter().find(|fact| fact.id == topic.name);
        own.map_or(topic, |own| Subject {
            own: &own.ask,
            own_asks: &own.asks,
            ..topic
        })
    });
    let others = product.facts.iter();
    let others = others.filter(|own| pack.topic(&own.id).is_none());
    let others = others.map(|fact| Subject {
        own: &fact.ask,
        own_asks: &fact.asks,
        ..Subject::new(&fact.id, Layer::Fact)
    });
    let before = problems.flat_map(of_problem).chain(of_brief(pack));
    before.chain(topics).chain(others)
}

/// What is worked out once for a product: its own examples, and how long the vector of each example is here.
pub struct Index {
    examples: Examples,
    /// All examples but further wordings: those would make every stem look rare.
    count: usize,
    shared_lengths: Box<[f32]>,
    own_lengths: Box<[f32]>,
}

impl Index {
    /// `shared`: the examples of the whole pack.
    pub fn new(
        pack: &Pack,
        product: &Product,
        shared: &Examples,
        cues: &Cues,
        stems: &Stems,
    ) -> Self {
        let own = all(pack, product).enumerate().flat_map(|(nth, one)| {
            let asks = one.own_asks.iter().chain(one.short);
            asks.map(move |text| (nth, text.as_str()))
        });
        let own = Examples::new(cues, stems, own);
        let all_shared: Vec<u32> = (0..shared.len() as u32).collect();
        let count = plain(shared, [&all_shared, &[]]) + own.len();
        let lengths = |examples: &Examples| -> Box<[f32]> {
            let squares: Vec<f32> = examples
                .stems()
                .map(|stem| {
                    rarity(count, plain(shared, [shared.with(stem), own.with(stem)])).powi(2)
                })
                .collect();
            let lengths = examples.in_stems().map(|stems| {
                let square: f32 = stems.iter().map(|stem| squares[*stem as usize]).sum();
                square.sqrt().max(0.1)
            });
            lengths.collect()
        };
        Self {
            shared_lengths: lengths(shared),
            own_lengths: lengths(&own),
            examples: own,
            count,
        }
    }
}

/// How many of these examples, the pack's and the product's, are no further wordings.
fn plain(shared: &Examples, [of_pack, of_product]: [&[u32]; 2]) -> usize {
    let subjects = shared.subjects();
    let is_plain = |example: &&u32| subjects[**example as usize] as usize & MORE == 0;
    of_pack.iter().filter(is_plain).count() + of_product.len()
}

/// How rare a stem is that so many of all examples have.
fn rarity(all: usize, with: usize) -> f32 {
    (1.0 + all.max(1) as f32 / with.max(1) as f32).ln()
}

/// All subjects of one product, ready to be asked about.
pub struct Subjects<'a> {
    pub pack: &'a Pack,
    pub product: &'a Product,
    pub shared: &'a Examples,
    pub own: &'a Index,
}

/// What a text is about: ids of nodes with their weights, the strongest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    pub facts: Vec<(String, f32)>,
    pub problems: Vec<(String, f32)>,
    pub consequences: Vec<(String, f32)>,
    /// Facts that only a further wording of theirs is like: none is meant unless a fact is asked for.
    pub only_if_asked: Vec<String>,
    /// Whether it names a trouble itself, and whose.
    pub trouble: Option<String>,
    /// The layer that the pack's closest example asks for, and how close that is, 0 to 1.
    pub like: Option<(Layer, f32)>,
}

impl About {
    pub fn fact(&self) -> Option<&str> {
        Some(self.facts.first()?.0.as_str())
    }

    pub fn problem(&self) -> Option<&str> {
        Some(self.problems.first()?.0.as_str())
    }

    /// It names nothing, unless it asks for a fact.
    pub fn is_empty(&self) -> bool {
        let mut facts = self.facts.iter();
        facts.all(|(id, _)| self.only_if_asked.contains(id))
            && self.problems.is_empty()
            && self.consequences.is_empty()
    }
}

impl Subjects<'_> {
    /// What these words are about.
    pub fn about(&self, cues: &Cues, stems: &Stems, typed: &[Word]) -> About {
        let subjects: Vec<Subject> = all(self.pack, self.product).collect();
        let (alike, more) = self.alike(&subjects, &content(cues, stems, typed));
        let mut about = About::default();
        let mut worst = 0;
        let beginnings = beginnings(typed);
        let mut closest = 0.0;
        for ((subject, alike), more) in subjects.iter().zip(alike).zip(more) {
            if alike.max(more) > closest {
                closest = alike.max(more);
                about.like = Some((subject.layer, closest));
            }
            let weight = |patterns| -> f32 {
                let fitting = fitting(patterns, typed, beginnings);
                fitting.map(Pattern::weight).sum()
            };
            let named = (weight(subject.shared) * SHARED).max(weight(subject.own) * OWN);
            let troubles = fitting(subject.trouble, typed, beginnings).count();
            if troubles > worst {
                worst = troubles;
                about.trouble = Some(subject.id());
            }
            let likeness = |alike: f32| if alike < FAINTEST { 0.0 } else { alike * ALIKE };
            let named = named + troubles as f32 * TROUBLE;
            let weight = named + likeness(alike.max(more));
            if weight < WEAKEST {
                continue;
            }
            if named + likeness(alike) < WEAKEST {
                about.only_if_asked.push(subject.id());
            }
            let group = match subject.layer {
                Layer::Problem => &mut about.problems,
                Layer::Consequence => &mut about.consequences,
                _ => &mut about.facts,
            };
            group.push((subject.id(), weight));
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

    /// How like the closest example of each subject these stems are, 0 to 1; and the closest of its further wordings.
    fn alike(&self, subjects: &[Subject], typed: &[String]) -> (Vec<f32>, Vec<f32>) {
        let both = [self.shared, &self.own.examples];
        let count = self.own.count;
        let mut sums = both.map(|examples| vec![0.0_f32; examples.len()]);
        let mut square = 0.0_f32;
        for stem in typed {
            let Some(with) = self.with(stem) else {
                square += UNKNOWN;
                continue;
            };
            let weight = rarity(count, plain(self.shared, with)).powi(2);
            square += weight;
            for (sums, with) in sums.iter_mut().zip(with) {
                for example in with {
                    sums[*example as usize] += weight;
                }
            }
        }
        let length = square.sqrt().max(0.1);
        let mut best = vec![0.0_f32; subjects.len()];
        let mut best_of_more = best.clone();
        let problems = subjects.iter().position(|one| one.layer == Layer::Fact);
        let lengths = [&self.own.shared_lengths, &self.own.own_lengths];
        // The pack's own subjects are numbered among themselves: they come after the product's problems.
        for ((examples, first), (sums, lengths)) in both
            .into_iter()
            .zip([problems.unwrap_or(0), 0])
            .zip(sums.iter().zip(lengths))
        {
            let all = examples.subjects().iter().zip(sums).zip(lengths);
            for ((subject, sum), own) in all {
                let subject = *subject as usize;
                let best = match subject & MORE {
                    0 => &mut best[first + subject],
                    _ => &mut best_of_more[first + (subject ^ MORE)],
                };
                *best = best.max(sum / (own * length));
            }
        }
        (best, best_of_more)
    }

    /// The examples that have a stem, the pack's and the product's, or else the commonest that it may be a slip for; of
    /// equal ones the first by its letters.
    fn with(&self, stem: &str) -> Option<[&[u32]; 2]> {
        let with = |stem: &str| [self.shared.with(stem), self.own.examples.with(stem)];
        let count = |with: &[&[u32]; 2]| with.iter().map(|with| with.len()).sum::<usize>();
        let exact = Some(with(stem)).filter(|with| count(with) > 0);
        exact.or_else(|| {
            let near = self.shared.near(stem).chain(self.own.examples.near(stem));
            let by_count = near.map(|known| (count(&with(known)), std::cmp::Reverse(known)));
            by_count.max().map(|(_, known)| with(known.0))
        })
    }
}

/// The patterns that fit what was typed.
fn fitting<'p>(
    patterns: &'p [Pattern],
    typed: &[Word],
    beginnings: Beginnings,
) -> impl Iterator<Item = &'p Pattern> {
    let worth = patterns.iter().filter(move |one| one.may_match(beginnings));
    worth.filter(|pattern| pattern.matches(typed))
}
