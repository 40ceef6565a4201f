//! The need map of a product: every problem can be found, leads somewhere, and ends in a need if it can be solved.

use super::Checker;
use super::place::Place;
use super::products::Shelf;
use super::wording::{Wording, marks};
use crate::engine::pack::{Line, Pack, Problem, Product};
use crate::engine::types::{Aspect, Kind};

/// A problem is asked for in a few ways; the first of them is the model question.
const LEAST_ASKS: usize = 4;
const LEAST_CONSEQUENCE_ASKS: usize = 2;
const LEAST_LINES: usize = 4;
const LEAST_WORDINGS: usize = 3;
/// Consequences of a problem that can be solved: fewer are a dead end after three good questions.
const LEAST_CONSEQUENCES: usize = 4;
const LEAST_DECOY_CONSEQUENCES: usize = 2;
const LEAST_BENEFITS: usize = 2;

impl Checker<'_> {
    pub(super) fn problems(&mut self, shelf: &mut Shelf) {
        let product = shelf.product;
        let lists = [("problems", &product.problems), ("decoys", &product.decoys)];
        for (key, problems) in lists {
            let list = shelf.place.at(key);
            for (nth, problem) in problems.iter().enumerate() {
                let place = list.at(nth);
                self.problem_id(shelf, &place, problem, key == "decoys");
                self.found(shelf, &place, problem, key == "decoys");
                self.leads_on(shelf, &place, problem, key == "decoys");
                match key {
                    "decoys" => self.unsolvable(&place, problem),
                    _ => self.solvable(shelf, &place, problem),
                }
            }
        }
    }

    fn problem_id(&mut self, shelf: &Shelf, place: &Place, problem: &Problem, is_decoy: bool) {
        if !super::is_id(&problem.id) {
            let reason = format!(
                "id \"{}\": write small latin letters, digits and `_`",
                problem.id
            );
            self.fault(&place.at("id"), reason);
        }
        let same = shelf
            .problems
            .iter()
            .filter(|id| **id == problem.id)
            .count();
        if same > 1 {
            let reason = format!("id \"{}\": another problem has it already", problem.id);
            self.fault(&place.at("id"), reason);
        }
        if self.pack.topic(&problem.id).is_some() || self.pack.brief.contains_key(&problem.id) {
            let reason = format!(
                "id \"{}\": a topic has it already, and could no longer be asked for: choose another",
                problem.id
            );
            self.fault(&place.at("id"), reason);
        }
        self.not_empty(&place.at("short"), &problem.short);
        if !is_decoy {
            self.not_empty(&place.at("fixed"), &problem.fixed);
        }
    }

    /// Somebody can come upon it: its fact shows it, its words can be asked for.
    fn found(&mut self, shelf: &Shelf, place: &Place, problem: &Problem, is_decoy: bool) {
        if !has_fact(self.pack, shelf.product, &problem.fact) {
            let reason = format!(
                "there is no fact `{}`: write the id of the fact behind which this problem hides",
                problem.fact
            );
            self.fault(&place.at("fact"), reason);
        }
        let facts = shelf.product.facts.iter();
        let mut hooks = facts
            .flat_map(|fact| &fact.text)
            .flat_map(|line| &line.hooks);
        if !is_decoy && !hooks.any(|hook| hook.to == problem.id) {
            let id = &problem.id;
            let reason = format!(
                "no line of a fact has a hook to `{id}`: write [words>{id}] into the wordings of `{}`",
                problem.fact
            );
            self.fault(place, reason);
        }
        self.patterns(&place.at("topic"), &problem.topic);
        self.patterns(&place.at("trouble"), &problem.trouble);
        self.at_least(
            &place.at("topic"),
            "patterns for its subject",
            problem.topic.len(),
            1,
        );
        self.at_least(
            &place.at("trouble"),
            "patterns for the trouble",
            problem.trouble.len(),
            1,
        );
        self.asked(place, &problem.asks, LEAST_ASKS);
        let wording = Wording::of_all().with(&shelf.names);
        self.template(&place.at("short"), &problem.short, &wording);
        for (nth, ask) in problem.asks.iter().enumerate() {
            self.template(&place.at("asks").at(nth), ask, &wording);
        }
    }

    /// Its lines, details and consequences: enough of each, and every hook to one that is there.
    fn leads_on(&mut self, shelf: &mut Shelf, place: &Place, problem: &Problem, is_decoy: bool) {
        let least = |usual: usize| if is_decoy { 1 } else { usual };
        let names = shelf.names.clone();
        let kinds: Vec<&str> = problem
            .consequences
            .iter()
            .map(|one| one.kind.id())
            .collect();
        let children: Vec<&str> = Aspect::ALL
            .iter()
            .map(|one| one.id())
            .chain(kinds.iter().copied())
            .collect();
        let with = |hooks: &[&'static str]| Wording::of_all().with(&names).hooked(hooks);
        let lines = if is_decoy {
            LEAST_WORDINGS
        } else {
            LEAST_LINES
        };
        self.at_least(&place.at("line"), "wordings", problem.line.len(), lines);
        self.say(shelf, place, &problem.line, &with(&children).must_hook());
        let list = place.at("details");
        for (nth, detail) in problem.details.iter().enumerate() {
            let place = list.at(nth);
            self.at_least(
                &place.at("text"),
                "wordings",
                detail.text.len(),
                least(LEAST_WORDINGS),
            );
            self.say(shelf, &place, &detail.text, &with(&kinds));
        }
        for aspect in Aspect::ALL {
            let all = problem.details.iter().filter(|one| one.aspect == aspect);
            if all.count() != 1 {
                let reason = format!(
                    "exactly one detail with aspect = \"{}\" is needed",
                    aspect.id()
                );
                self.fault(&list, reason);
            }
        }
        self.consequences(shelf, place, problem, is_decoy);
    }

    fn consequences(
        &mut self,
        shelf: &mut Shelf,
        place: &Place,
        problem: &Problem,
        is_decoy: bool,
    ) {
        let list = place.at("consequences");
        let all = &problem.consequences;
        let least = if is_decoy {
            LEAST_DECOY_CONSEQUENCES
        } else {
            LEAST_CONSEQUENCES
        };
        self.at_least(&list, "consequences", all.len(), least);
        let names = shelf.names.clone();
        let kinds: Vec<&str> = all.iter().map(|one| one.kind.id()).collect();
        let wordings = if is_decoy { 1 } else { LEAST_WORDINGS };
        for (nth, one) in all.iter().enumerate() {
            let place = list.at(nth);
            if all[..nth].iter().any(|before| before.kind == one.kind) {
                let reason = format!("a second consequence of the kind `{}`", one.kind.id());
                self.fault(&place.at("kind"), reason);
            }
            self.template(
                &place.at("short"),
                &one.short,
                &Wording::of_all().with(&names),
            );
            self.asked(&place, &one.asks, LEAST_CONSEQUENCE_ASKS);
            self.at_least(&place.at("text"), "wordings", one.text.len(), wordings);
            let mut hooks = kinds.clone();
            hooks.push("need");
            let wording = Wording::of_all().with(&names).hooked(&hooks);
            self.say(shelf, &place, &one.text, &wording);
            if one.kind == Kind::Money && !is_decoy {
                self.names_a_sum(shelf, &place, &one.text);
            }
        }
        if !is_decoy && !kinds.contains(&Kind::Money.id()) {
            self.fault(
                &list,
                "no consequence of the kind `money`: a problem without a sum weighs little",
            );
        }
    }

    fn names_a_sum(&mut self, shelf: &Shelf, place: &Place, lines: &[Line]) {
        let is_sum = |mark: &str| {
            let mut figures = shelf.product.figures.iter();
            figures.any(|one| one.id == mark && (one.money || one.price))
        };
        for line in lines.iter().filter(|line| !marks(&line.text).any(is_sum)) {
            let reason = "no sum of money: say one of the figures with money = true";
            self.fault_at(place.file, line.at, reason);
        }
    }

    /// It ends in a need and what would be gained.
    fn solvable(&mut self, shelf: &mut Shelf, place: &Place, problem: &Problem) {
        let names = shelf.names.clone();
        let wording = Wording::of_all().with(&names);
        self.template(&place.at("fixed"), &problem.fixed, &wording);
        self.at_least(
            &place.at("need"),
            "wordings",
            problem.need.len(),
            LEAST_WORDINGS,
        );
        self.say(shelf, place, &problem.need, &wording);
        let list = place.at("benefits");
        self.at_least(&list, "benefits", problem.benefits.len(), LEAST_BENEFITS);
        for (nth, lines) in problem.benefits.iter().enumerate() {
            self.at_least(&list.at(nth), "wordings", lines.len(), LEAST_WORDINGS);
            self.say(shelf, place, lines, &wording);
        }
        let rules = &self.pack.rules;
        let weight = rules
            .weight_of_need
            .iter()
            .max()
            .copied()
            .unwrap_or_default();
        if weight > problem.consequences.len() {
            let reason = format!(
                "its need can never be said: rules.weight_of_need asks for {weight} consequences, there are {}",
                problem.consequences.len()
            );
            self.fault(&place.at("consequences"), reason);
        }
    }

    /// What the product cannot solve has nothing to gain.
    fn unsolvable(&mut self, place: &Place, problem: &Problem) {
        if !problem.need.is_empty() || !problem.benefits.is_empty() {
            let key = if problem.need.is_empty() {
                "benefits"
            } else {
                "need"
            };
            let reason =
                "a decoy is what the product cannot solve: it has neither need nor benefits";
            self.fault(&place.at(key), reason);
        }
    }

    fn say(&mut self, shelf: &mut Shelf, place: &Place, lines: &[Line], wording: &Wording) {
        for line in lines {
            self.line(place.file, line, wording, &mut shelf.seen);
        }
    }
}

fn has_fact(pack: &Pack, product: &Product, id: &str) -> bool {
    let own = product.facts.iter().any(|fact| fact.id == id);
    own || pack.brief.contains_key(id) || pack.topic(id).is_some()
}
