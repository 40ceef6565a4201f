//! A case: one buyer in one company with one set of numbers. [`Case`] puts what was drawn together with the pack and says
//! every text.

use super::draw::{Draw, fresh};
use super::numbers::{self, Values};
use super::pack::{Hook, Line, Pack, Person, Problem, Product, Role, Temperament};
use super::random::Random;
use super::types::{Kind, Layer};

/// One step of the need map.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    pub id: String,
    pub layer: Layer,
    pub problem: Option<&'a Problem>,
    pub kind: Option<Kind>,
    /// In the brief already.
    pub public: bool,
    pub line: &'a Line,
}

/// A case with its pack.
pub struct Case<'a> {
    pub pack: &'a Pack,
    pub product: &'a Product,
    pub role: &'a Role,
    pub temperament: &'a Temperament,
    pub person: &'a Person,
    pub draw: &'a Draw,
    pub values: Values,
}

impl<'a> Case<'a> {
    /// `None` if the pack no longer holds what was drawn.
    pub fn new(pack: &'a Pack, draw: &'a Draw) -> Option<Self> {
        let product = pack.products.iter().find(|p| p.id == draw.product)?;
        let case = Self {
            pack,
            product,
            role: pack.role(&draw.role)?,
            temperament: pack
                .temperaments
                .iter()
                .find(|t| t.id == draw.temperament)?,
            person: pack.people.iter().find(|p| p.name == draw.person)?,
            draw,
            values: numbers::work_out(&product.figures, &draw.figures),
        };
        let is_whole = draw.problems.iter().all(|id| case.problem(id).is_some());
        is_whole.then_some(case)
    }

    /// Fills a template in.
    pub fn say(&self, template: &str) -> String {
        let mut said = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            said.push_str(before);
            let starts = said.is_empty() || said.ends_with(['.', '!', '?', '…']) || {
                let end = said.trim_end_matches(' ');
                end.len() < said.len() && end.ends_with(['.', '!', '?', '…'])
            };
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
            "does" => self.does(),
            "city" => &self.draw.city,
            "person" => &self.person.name,
            "person_short" => &self.person.short,
            "role" => &self.role.name,
            "product" => &self.product.name,
            "request" => &self.draw.request,
            _ => {
                let figure = self.product.figures.iter().find(|f| f.id == name);
                if let (Some(figure), Some(value)) = (figure, self.values.get(name)) {
                    said.push_str(&numbers::say(self.draw.lang, figure, *value));
                } else if let Some(choice) = self.draw.choices.get(name) {
                    said.push_str(choice);
                } else if !name.contains(':') {
                    // A mark that the occasion fills in.
                    said.push('{');
                    said.push_str(name);
                    said.push('}');
                }
                return;
            }
        };
        said.push_str(own);
    }

    fn does(&self) -> &str {
        let mut companies = self.product.companies.iter();
        companies
            .find(|company| company.name == self.draw.company)
            .map_or("", |company| company.does.as_str())
    }

    pub fn text(&self, node: &Node) -> String {
        self.say(&node.line.text)
    }

    /// The wording of a node for this case: always the same one, rather not one heard lately.
    fn wording(&self, id: &str, lines: &'a [Line]) -> Option<&'a Line> {
        let fresh = fresh(lines.iter().collect(), |line: &Line| {
            self.draw.stale.contains(&line.print)
        });
        match fresh.as_slice() {
            [] => None,
            lines => Some(*Random::new(self.draw.seed, id).pick(lines)),
        }
    }

    pub fn problem(&self, id: &str) -> Option<&'a Problem> {
        let all = self.product.problems.iter().chain(&self.product.decoys);
        all.into_iter().find(|p| p.id == id)
    }

    /// Problems of this case, the main one first.
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
            line: &fact.text,
        })
    }

    /// Facts that must be asked for: the product's own, then what any company can be asked.
    pub fn hidden_facts(&self) -> impl Iterator<Item = Node<'a>> {
        let own = self
            .product
            .facts
            .iter()
            .map(|fact| (fact.id.as_str(), fact.text.as_slice()));
        let general = self
            .pack
            .topics
            .iter()
            .filter(|topic| self.product.facts.iter().all(|own| own.id != topic.id))
            .map(|topic| (topic.id.as_str(), topic.text.as_slice()));
        let role = std::iter::once(("decision", self.role.decision.as_slice()));
        role.chain(own)
            .chain(general.filter(|(id, _)| *id != "decision"))
            .filter_map(|(id, lines)| {
                Some(Node {
                    id: id.to_owned(),
                    layer: Layer::Fact,
                    problem: None,
                    kind: None,
                    public: false,
                    line: self.wording(id, lines)?,
                })
            })
    }

    /// Everything that a problem leads to, itself first, in the order in which it opens unasked.
    pub fn steps(&self, problem: &'a Problem) -> Vec<Node<'a>> {
        let mut steps = Vec::with_capacity(16);
        let mut add = |id: String, layer, kind, lines: &'a [Line]| {
            if let Some(line) = self.wording(&id, lines) {
                steps.push(Node {
                    id,
                    layer,
                    problem: Some(problem),
                    kind,
                    public: false,
                    line,
                });
            }
        };
        let name = &problem.id;
        add(name.clone(), Layer::Problem, None, &problem.line);
        for detail in &problem.details {
            let id = format!("{name}.{}", detail.aspect.id());
            add(id, Layer::Detail, None, &detail.text);
        }
        for one in &problem.consequences {
            let id = format!("{name}.{}", one.kind.id());
            add(id, Layer::Consequence, Some(one.kind), &one.text);
        }
        add(format!("{name}.need"), Layer::Need, None, &problem.need);
        for (index, lines) in problem.benefits.iter().enumerate() {
            let id = format!("{name}.benefit{}", index + 1);
            add(id, Layer::Benefit, None, lines);
        }
        steps
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<Node<'a>> {
        let (name, part) = id.split_once('.').unwrap_or((id, ""));
        let Some(problem) = self.problem(name) else {
            return self.fact(id);
        };
        let (layer, kind, lines) = part_of(problem, part)?;
        Some(Node {
            id: id.to_owned(),
            layer,
            problem: Some(problem),
            kind,
            public: false,
            line: self.wording(id, lines)?,
        })
    }

    fn fact(&self, id: &str) -> Option<Node<'a>> {
        let own = self.product.facts.iter().find(|fact| fact.id == id);
        let brief = self.pack.brief.get(id);
        let lines = match (id, own, brief) {
            ("decision", ..) => self.role.decision.as_slice(),
            (_, Some(own), _) => own.text.as_slice(),
            (_, None, Some(brief)) => std::slice::from_ref(&brief.text),
            (_, None, None) => self.pack.topic(id)?.text.as_slice(),
        };
        Some(Node {
            id: id.to_owned(),
            layer: Layer::Fact,
            problem: None,
            kind: None,
            public: brief.is_some(),
            line: self.wording(id, lines)?,
        })
    }

    /// The id of the node that a hook of `node` opens.
    pub fn behind(&self, node: &Node, hook: &Hook) -> String {
        match node.problem {
            Some(problem) => format!("{}.{}", problem.id, hook.to),
            None => hook.to.clone(),
        }
    }
}

/// What a part of a problem is: its layer, its kind, its wordings. The problem itself is the part without a name.
fn part_of<'a>(problem: &'a Problem, part: &str) -> Option<(Layer, Option<Kind>, &'a [Line])> {
    if part.is_empty() {
        return Some((Layer::Problem, None, &problem.line));
    }
    if part == "need" {
        return Some((Layer::Need, None, &problem.need));
    }
    if let Some(nth) = part.strip_prefix("benefit") {
        let nth: usize = nth.parse().ok()?;
        let lines = problem.benefits.get(nth.checked_sub(1)?)?;
        return Some((Layer::Benefit, None, lines));
    }
    let detail = problem.details.iter().find(|one| one.aspect.id() == part);
    if let Some(detail) = detail {
        return Some((Layer::Detail, None, &detail.text));
    }
    let mut consequences = problem.consequences.iter();
    let one = consequences.find(|one| one.kind.id() == part)?;
    Some((Layer::Consequence, Some(one.kind), &one.text))
}

/// Makes the letter at `from` a capital: a sentence begins there.
fn capitalize(said: &mut String, from: usize) {
    let Some(first) = said[from..].chars().next() else {
        return;
    };
    let capital: String = first.to_uppercase().collect();
    said.replace_range(from..from + first.len_utf8(), &capital);
}
