//! A case: one buyer in one company with one set of numbers, drawn from a pack by a seed.
//!
//! [`Draw`] is what is kept of it: only the choices. [`Case`] puts them together with the pack and says every text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::numbers::{self, Values};
use super::pack::{Pack, Person, Problem, Product, Role, Temperament};
use super::random::Random;
use super::types::{Kind, Layer};
use crate::lang::Lang;

/// The choices that make a case, by name: they mean the same after the pack has grown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    pub lang: Lang,
    pub product: String,
    pub company: String,
    pub does: String,
    pub city: String,
    pub person: String,
    pub role: String,
    pub temperament: String,
    pub reason: String,
    pub figures: BTreeMap<String, i64>,
    pub choices: BTreeMap<String, String>,
    /// Problems, the main one first.
    pub problems: Vec<String>,
}

impl Draw {
    pub fn new(lang: Lang, pack: &Pack, seed: u64) -> Self {
        let mut random = Random::new(seed, "case");
        let product = random.pick(&pack.products);
        let company = random.pick(&product.companies);
        let first = random.below(product.problems.len());
        let mut problems: Vec<String> = product.problems.iter().map(|p| p.id.clone()).collect();
        problems.rotate_left(first);
        Self {
            lang,
            product: product.id.clone(),
            company: company.name.clone(),
            does: company.does.clone(),
            city: random.pick(&pack.cities).clone(),
            person: random.pick(&pack.people).name.clone(),
            role: random.pick(&pack.roles).id.clone(),
            temperament: random.pick(&pack.temperaments).id.clone(),
            reason: random.pick(&product.reasons).clone(),
            figures: product
                .figures
                .iter()
                .filter_map(|figure| {
                    let [from, to, step] = figure.range?;
                    let steps = ((to - from) / step.max(1)).unsigned_abs() as usize;
                    Some((
                        figure.id.clone(),
                        from + step * random.below(steps + 1) as i64,
                    ))
                })
                .collect(),
            choices: product
                .choices
                .iter()
                .map(|(id, texts)| (id.clone(), random.pick(texts).clone()))
                .collect(),
            problems,
        }
    }
}

/// One step of the need map.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    pub id: String,
    pub layer: Layer,
    pub problem: Option<&'a Problem>,
    pub kind: Option<Kind>,
    /// In the brief already.
    pub public: bool,
    template: &'a str,
}

/// A case with its pack.
pub struct Case<'a> {
    pub pack: &'a Pack,
    pub product: &'a Product,
    pub role: &'a Role,
    pub temperament: &'a Temperament,
    pub person: &'a Person,
    pub draw: &'a Draw,
    values: Values,
}

impl<'a> Case<'a> {
    /// `None` if the pack no longer holds what was drawn.
    pub fn new(pack: &'a Pack, draw: &'a Draw) -> Option<Self> {
        let product = pack.products.iter().find(|p| p.id == draw.product)?;
        Some(Self {
            pack,
            product,
            role: pack.roles.iter().find(|r| r.id == draw.role)?,
            temperament: pack
                .temperaments
                .iter()
                .find(|t| t.id == draw.temperament)?,
            person: pack.people.iter().find(|p| p.name == draw.person)?,
            draw,
            values: numbers::work_out(&product.figures, &draw.figures),
        })
    }

    /// Fills a template in.
    pub fn say(&self, template: &str) -> String {
        let mut said = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            said.push_str(before);
            let starts = said.is_empty() || said.ends_with(". ");
            let filled = said.len();
            self.fill(name, &mut said);
            if starts {
                capitalize(&mut said, filled);
            }
            rest = after;
        }
        said.push_str(rest);
        said
    }

    fn fill(&self, name: &str, said: &mut String) {
        let ending = match self.person.woman {
            true => name.strip_prefix("f:"),
            false => name.strip_prefix("m:"),
        };
        if let Some(ending) = ending {
            said.push_str(ending);
            return;
        }
        let own = match name {
            "company" => &self.draw.company,
            "does" => &self.draw.does,
            "city" => &self.draw.city,
            "person" => &self.person.name,
            "person_short" => &self.person.short,
            "role" => &self.role.name,
            "product" => &self.product.name,
            "reason" => &self.draw.reason,
            _ => {
                let figure = self.product.figures.iter().find(|f| f.id == name);
                if let (Some(figure), Some(value)) = (figure, self.values.get(name)) {
                    said.push_str(&numbers::say(self.draw.lang, figure, *value));
                } else if let Some(choice) = self.draw.choices.get(name) {
                    said.push_str(choice);
                }
                return;
            }
        };
        said.push_str(own);
    }

    pub fn text(&self, node: &Node) -> String {
        self.say(node.template)
    }

    pub fn problem(&self, id: &str) -> Option<&'a Problem> {
        self.product.problems.iter().find(|p| p.id == id)
    }

    /// Problems in the order in which this buyer admits them when nobody asks for one by name.
    pub fn problems(&self) -> impl Iterator<Item = &'a Problem> {
        self.draw.problems.iter().filter_map(|id| self.problem(id))
    }

    /// Facts that the brief tells.
    pub fn public_facts(&self) -> impl Iterator<Item = Node<'a>> {
        self.pack.brief.iter().map(|(id, fact)| Node {
            id: id.clone(),
            layer: Layer::Fact,
            problem: None,
            kind: None,
            public: true,
            template: &fact.text,
        })
    }

    /// Facts that must be asked for.
    pub fn hidden_facts(&self) -> impl Iterator<Item = Node<'a>> {
        let own = self.product.facts.iter();
        let general = self
            .pack
            .facts
            .iter()
            .filter(|fact| self.product.facts.iter().all(|own| own.id != fact.id));
        let role = std::iter::once(("decision", self.role.decision.as_str()));
        own.chain(general)
            .map(|fact| (fact.id.as_str(), fact.text.as_str()))
            .chain(role)
            .map(|(id, template)| Node {
                id: id.to_owned(),
                layer: Layer::Fact,
                problem: None,
                kind: None,
                public: false,
                template,
            })
    }

    /// Everything that a problem leads to, itself first, in the order in which it opens unasked.
    pub fn steps(&self, problem: &'a Problem) -> impl Iterator<Item = Node<'a>> {
        let node = move |id: String, layer, kind, template| Node {
            id,
            layer,
            problem: Some(problem),
            kind,
            public: false,
            template,
        };
        let name = &problem.id;
        let first = node(name.clone(), Layer::Problem, None, problem.line.as_str());
        let details = problem.details.iter().map(move |detail| {
            node(
                format!("{name}.{}", detail.aspect.id()),
                Layer::Detail,
                None,
                detail.text.as_str(),
            )
        });
        let consequences = problem.consequences.iter().map(move |one| {
            let id = format!("{name}.{}", one.kind.id());
            node(id, Layer::Consequence, Some(one.kind), one.text.as_str())
        });
        let need = node(
            format!("{name}.need"),
            Layer::Need,
            None,
            problem.need.as_str(),
        );
        let benefits = problem
            .benefits
            .iter()
            .enumerate()
            .map(move |(index, text)| {
                node(
                    format!("{name}.benefit{}", index + 1),
                    Layer::Benefit,
                    None,
                    text.as_str(),
                )
            });
        std::iter::once(first)
            .chain(details)
            .chain(consequences)
            .chain([need])
            .chain(benefits)
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<Node<'a>> {
        let name = id.split_once('.').map_or(id, |(name, _)| name);
        match self.problem(name) {
            Some(problem) => self.steps(problem).find(|node| node.id == id),
            None => self
                .hidden_facts()
                .chain(self.public_facts())
                .find(|node| node.id == id),
        }
    }
}

/// Makes the letter at `from` a capital: a sentence begins there.
fn capitalize(said: &mut String, from: usize) {
    let Some(first) = said[from..].chars().next() else {
        return;
    };
    let capital: String = first.to_uppercase().collect();
    said.replace_range(from..from + first.len_utf8(), &capital);
}
