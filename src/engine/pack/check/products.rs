//! A product: who buys it, what it can do, and the facts of the situation around it.

use std::collections::HashMap;

use super::Checker;
use super::people::no_such_role;
use super::place::Place;
use super::wording::{Wording, marks};
use crate::engine::pack::Product;

const LEAST_COMPANIES: usize = 5;
const LEAST_ROLES: usize = 3;
const LEAST_REQUESTS: usize = 3;
/// What it can do, and what it cannot, fits on one screen.
const CAN: (i64, i64) = (3, 5);
const CANNOT: (i64, i64) = (1, 2);
const LEAST_CHOICES: usize = 3;
const LEAST_FACTS: usize = 6;
const LEAST_ASKS: usize = 4;
const LEAST_WORDINGS: usize = 3;
const LEAST_PROBLEMS: usize = 3;

/// A product, its place, and what has been found in it so far.
pub struct Shelf<'p> {
    pub product: &'p Product,
    pub place: Place,
    /// What its lines may fill in.
    pub names: Vec<&'p str>,
    /// Problems and decoys, for hooks of facts.
    pub problems: Vec<&'p str>,
    /// Sentences said so far, with their places.
    pub seen: HashMap<String, String>,
}

impl Product {
    /// Ids of its figures and choices.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let figures = self.figures.iter().map(|figure| figure.id.as_str());
        figures.chain(self.choices.keys().map(String::as_str))
    }
}

impl Checker<'_> {
    pub(super) fn products(&mut self) {
        let products = &self.pack.products;
        if products.is_empty() {
            let place = Place::new(0);
            self.fault(&place, "no product: write at least one `[product]`");
        }
        for (nth, product) in products.iter().enumerate() {
            let place = self.product_place(product);
            if products[..nth].iter().any(|one| one.id == product.id) {
                let reason = format!("id \"{}\": another product has it already", product.id);
                self.fault(&place.at("id"), reason);
            }
            let all = product.problems.iter().chain(&product.decoys);
            let mut shelf = Shelf {
                names: product.names().collect(),
                problems: all.map(|problem| problem.id.as_str()).collect(),
                seen: HashMap::new(),
                product,
                place,
            };
            self.offer(&shelf);
            self.buyers(&shelf);
            self.choices(&shelf);
            self.figures(&shelf);
            self.facts(&mut shelf);
            self.problems(&mut shelf);
            self.unused(&shelf);
        }
    }

    fn offer(&mut self, shelf: &Shelf) {
        let Shelf { product, place, .. } = shelf;
        if !super::is_id(&product.id) {
            let reason = format!(
                "id \"{}\": write small latin letters, digits and `_`",
                product.id
            );
            self.fault(&place.at("id"), reason);
        }
        self.plain(&place.at("name"), &product.name);
        self.plain(&place.at("about"), &product.about);
        self.patterns(&place.at("plain"), &product.plain);
        for (key, texts, (least, most)) in [
            ("can", &product.can, CAN),
            ("cannot", &product.cannot, CANNOT),
        ] {
            let place = place.at(key);
            if !(least..=most).contains(&(texts.len() as i64)) {
                let reason = format!("{} things: write {least} to {most}", texts.len());
                self.fault(&place, reason);
            }
            for (nth, text) in texts.iter().enumerate() {
                self.plain(&place.at(nth), text);
            }
        }
        let requests = place.at("requests");
        self.at_least(
            &requests,
            "requests",
            product.requests.len(),
            LEAST_REQUESTS,
        );
        for (nth, text) in product.requests.iter().enumerate() {
            self.plain(&requests.at(nth), text);
        }
    }

    fn buyers(&mut self, shelf: &Shelf) {
        let Shelf { product, place, .. } = shelf;
        let companies = place.at("companies");
        self.at_least(
            &companies,
            "companies",
            product.companies.len(),
            LEAST_COMPANIES,
        );
        for (nth, company) in product.companies.iter().enumerate() {
            let here = companies.at(nth);
            self.plain(&here.at("name"), &company.name);
            self.plain(&here.at("does"), &company.does);
            let mut before = product.companies[..nth].iter();
            if before.any(|one| one.name == company.name) {
                self.fault(&here.at("name"), "another company has this name already");
            }
        }
        let roles = place.at("roles");
        if !product.roles.is_empty() {
            self.at_least(&roles, "roles", product.roles.len(), LEAST_ROLES);
        }
        for (nth, id) in product.roles.iter().enumerate() {
            if let Some(reason) = no_such_role(self.pack, id) {
                self.fault(&roles.at(nth), reason);
            }
        }
    }

    fn choices(&mut self, shelf: &Shelf) {
        for (id, texts) in &shelf.product.choices {
            let place = shelf.place.at("choices").at(id);
            self.at_least(&place, "names", texts.len(), LEAST_CHOICES);
            for (nth, text) in texts.iter().enumerate() {
                self.plain(&place.at(nth), text);
            }
            if shelf.product.figures.iter().any(|figure| figure.id == *id) {
                self.fault(
                    &place,
                    format!("`{id}` is a figure already: choose another name"),
                );
            }
        }
    }

    fn facts(&mut self, shelf: &mut Shelf) {
        let product = shelf.product;
        let list = shelf.place.at("facts");
        self.at_least(&list, "facts", product.facts.len(), LEAST_FACTS);
        self.at_least(
            &shelf.place.at("problems"),
            "problems",
            product.problems.len(),
            LEAST_PROBLEMS,
        );
        self.ids(
            &list,
            "fact",
            product.facts.iter().map(|fact| fact.id.as_str()),
        );
        let hooks = shelf.problems.clone();
        let wording = Wording::of_all().with(&shelf.names).hooked(&hooks);
        for (nth, fact) in product.facts.iter().enumerate() {
            let place = list.at(nth);
            self.patterns(&place.at("ask"), &fact.ask);
            self.asked(&place, &fact.asks, LEAST_ASKS);
            self.at_least(
                &place.at("text"),
                "wordings",
                fact.text.len(),
                LEAST_WORDINGS,
            );
            for line in fact.text.iter().chain([&fact.why, &fact.more]) {
                self.line(place.file, line, &wording, &mut shelf.seen);
            }
            if hooks.contains(&fact.id.as_str()) {
                let reason = format!(
                    "`{}` is a problem already: a fact needs another id",
                    fact.id
                );
                self.fault(&place.at("id"), reason);
            }
        }
    }

    /// What is drawn and never said.
    fn unused(&mut self, shelf: &Shelf) {
        let product = shelf.product;
        let lines = product.lines().map(|line| line.text.as_str());
        let shared = self.pack.brief.values().map(|fact| fact.text.text.as_str());
        let shared = shared.chain(
            self.pack
                .topics
                .iter()
                .flat_map(|topic| &topic.text)
                .map(|line| line.text.as_str()),
        );
        let said: Vec<&str> = lines.chain(shared).flat_map(marks).collect();
        let formulas = product
            .figures
            .iter()
            .filter_map(|one| one.formula.as_deref());
        let counted: Vec<&str> = formulas.flat_map(str::split_whitespace).collect();
        for (nth, figure) in product.figures.iter().enumerate() {
            let id = figure.id.as_str();
            if !said.contains(&id) && !counted.contains(&id) && id != product.revenue {
                let reason = format!(
                    "the figure `{id}` is never said nor counted with: use it or take it out"
                );
                self.fault(&shelf.place.at("figures").at(nth).at("id"), reason);
            }
        }
        for id in product.choices.keys() {
            if !said.contains(&id.as_str()) {
                let reason = format!("the choice `{id}` is never said: use it or take it out");
                self.fault(&shelf.place.at("choices").at(id), reason);
            }
        }
    }
}
