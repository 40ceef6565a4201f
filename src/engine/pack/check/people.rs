//! Who answers the telephone: cities, people, roles and temperaments.

use super::Checker;
use super::wording::Wording;
use crate::engine::pack::{Line, Pack};

/// A person's next call is rarely with the same name from the same town.
const LEAST_CITIES: usize = 10;
const LEAST_PEOPLE: usize = 10;
const LEAST_ROLES: usize = 3;
const LEAST_TEMPERAMENTS: usize = 3;
/// Wordings of a line that is said once a call.
const LEAST_WORDINGS: usize = 3;
/// What a temperament begins its lines with: one line of three, ten answers.
const LEAST_LEADS: usize = 10;

impl Checker<'_> {
    pub(super) fn people(&mut self) {
        let pack = self.pack;
        let cities = self.part("cities");
        self.at_least(&cities, "cities", pack.cities.len(), LEAST_CITIES);
        self.unique(&cities, pack.cities.iter().map(String::as_str));
        for (nth, city) in pack.cities.iter().enumerate() {
            self.plain(&cities.at(nth), city);
        }
        let people = self.part("people");
        self.at_least(&people, "people", pack.people.len(), LEAST_PEOPLE);
        self.unique(&people, pack.people.iter().map(|one| one.name.as_str()));
        for (nth, one) in pack.people.iter().enumerate() {
            self.plain(&people.at(nth).at("name"), &one.name);
            self.plain(&people.at(nth).at("short"), &one.short);
        }
        self.roles();
    }

    fn roles(&mut self) {
        let pack = self.pack;
        let list = self.part("roles");
        self.at_least(&list, "roles", pack.roles.len(), LEAST_ROLES);
        self.ids(&list, "role", pack.roles.iter().map(|one| one.id.as_str()));
        let is_own = list.file < pack.own_files;
        let buys = |id: &String| {
            let mut products = pack.products.iter();
            products.any(|one| one.roles.is_empty() || one.roles.contains(id))
        };
        for (nth, role) in pack.roles.iter().enumerate() {
            let place = list.at(nth);
            self.plain(&place.at("name"), &role.name);
            let decision = place.at("decision");
            self.at_least(&decision, "wordings", role.decision.len(), LEAST_WORDINGS);
            self.shared_lines(list.file, &role.decision);
            if role.cares.is_empty() {
                self.fault(
                    &place.at("cares"),
                    "nothing: write what he cares for, such as money",
                );
            }
            if role.steps.is_empty() {
                self.fault(
                    &place.at("steps"),
                    "nothing: no call with him could end in a step",
                );
            }
            if is_own && !buys(&role.id) {
                let reason = format!(
                    "no product is bought by `{}`: add it to the roles of one, or take it out here",
                    role.id
                );
                self.fault(&place.at("id"), reason);
            }
        }
    }

    pub(super) fn temperaments(&mut self) {
        let pack = self.pack;
        let list = self.part("temperaments");
        let all = &pack.temperaments;
        self.at_least(&list, "temperaments", all.len(), LEAST_TEMPERAMENTS);
        self.ids(&list, "temperament", all.iter().map(|one| one.id.as_str()));
        for (nth, one) in all.iter().enumerate() {
            let place = list.at(nth);
            for (key, lines, least) in [
                ("greetings", &one.greetings, LEAST_WORDINGS),
                ("leads", &one.leads, LEAST_LEADS),
                ("farewells", &one.farewells, LEAST_WORDINGS),
                ("irritated", &one.irritated, LEAST_WORDINGS),
            ] {
                self.at_least(&place.at(key), key, lines.len(), least);
                self.shared_lines(list.file, lines);
            }
            self.not_empty(&place.at("wins"), &one.wins);
        }
    }

    /// Lines that fill in nothing but the names of a case.
    fn shared_lines(&mut self, file: usize, lines: &[Line]) {
        for line in lines {
            self.shared_line(file, line, &Wording::of_all());
        }
    }

    fn unique<'n>(&mut self, list: &super::Place, names: impl Iterator<Item = &'n str>) {
        let mut known: Vec<&str> = Vec::new();
        for (nth, name) in names.enumerate() {
            if known.contains(&name) {
                self.fault(&list.at(nth), format!("{name} is in the list already"));
            }
            known.push(name);
        }
    }
}

/// Whether a role exists; the reason if it does not.
pub fn no_such_role(pack: &Pack, id: &str) -> Option<String> {
    if pack.role(id).is_some() {
        return None;
    }
    let known: Vec<&str> = pack.roles.iter().map(|one| one.id.as_str()).collect();
    Some(format!(
        "there is no role `{id}`: write one of {}",
        known.join(", ")
    ))
}
