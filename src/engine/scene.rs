//! What a turn is read against: everything one can ask about, and where the talk stands.

use super::pack::{Pack, Product};
use super::types::{Label, Layer};
use super::words::Pattern;

/// How much a word of a topic weighs that all products share, one of the product's own, one for the trouble itself.
const SHARED: u32 = 2;
const OWN: u32 = 3;

/// Something one can ask about.
pub struct Subject<'a> {
    pub id: &'a str,
    pub is_problem: bool,
    /// Its words with what each weighs.
    pub topic: Vec<(&'a [Pattern], u32)>,
    /// Words that mean the trouble itself.
    pub trouble: &'a [Pattern],
}

/// What the reading of a turn needs to know of the talk so far.
pub struct Scene<'a> {
    pub subjects: &'a [Subject<'a>],
    /// Where the talk stands: the layer of what the buyer said last.
    pub focus: Option<Layer>,
    /// The type of the question before.
    pub last_label: Option<Label>,
    /// Stems of what the buyer has said.
    pub heard: &'a [String],
    pub plain: &'a [Pattern],
    /// Whether the buyer has just asked something.
    pub asked: bool,
}

/// All that can be asked about where one of these products is sold.
pub fn subjects<'a>(
    pack: &'a Pack,
    products: impl IntoIterator<Item = &'a Product>,
) -> Vec<Subject<'a>> {
    let fact = |id, topic| Subject {
        id,
        is_problem: false,
        topic,
        trouble: &[],
    };
    let mut subjects: Vec<Subject> = Vec::new();
    let products: Vec<&Product> = products.into_iter().collect();
    for problem in products.iter().flat_map(|product| &product.problems) {
        subjects.push(Subject {
            id: &problem.id,
            is_problem: true,
            topic: vec![(&problem.topic, SHARED)],
            trouble: &problem.trouble,
        });
    }
    for (id, brief) in &pack.brief {
        subjects.push(fact(id, vec![(&brief.ask, SHARED)]));
    }
    let own: Vec<_> = products.iter().flat_map(|product| &product.facts).collect();
    for (id, shared) in &pack.topics {
        let mut topic = vec![(shared.as_slice(), SHARED)];
        let same = own.iter().filter(|fact| fact.id == *id);
        topic.extend(same.map(|fact| (fact.ask.as_slice(), OWN)));
        subjects.push(fact(id, topic));
    }
    for other in own
        .iter()
        .filter(|fact| !pack.topics.contains_key(&fact.id))
    {
        subjects.push(fact(&other.id, vec![(&other.ask, OWN)]));
    }
    subjects
}
