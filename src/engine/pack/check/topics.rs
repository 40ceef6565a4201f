//! What any company can be asked for, and what the brief tells before anybody asks.

use super::Checker;
use super::people::no_such_role;
use super::place::Place;
use super::wording::{Wording, common_names};
use crate::engine::pack::Topic;
use crate::engine::patterns::Pattern;

const LEAST_ASKS: usize = 8;
const LEAST_WORDINGS: usize = 3;
/// The brief is thin: what is not in it is there to be asked for.
const MOST_BRIEF: usize = 6;
const LONGEST_BRIEF: usize = 600;
/// The topic that every role answers from its own chair.
const BY_ROLE: &str = "decision";

impl Checker<'_> {
    pub(super) fn topics(&mut self) {
        let pack = self.pack;
        let list = self.part("topics");
        self.ids(
            &list,
            "topic",
            pack.topics.iter().map(|one| one.id.as_str()),
        );
        for (nth, topic) in pack.topics.iter().enumerate() {
            let place = list.at(nth);
            self.plain(&place.at("name"), &topic.name);
            self.asked(&place, &topic.asks, LEAST_ASKS);
            self.patterns(&place.at("ask"), &topic.ask);
            for id in &topic.roles {
                if let Some(reason) = no_such_role(pack, id) {
                    self.fault(&place.at("roles"), reason);
                }
            }
            if !topic.text.is_empty() {
                self.answers(&place, topic);
            } else if topic.id != BY_ROLE {
                self.answered_by_products(topic);
            }
        }
    }

    pub(super) fn wordings(&mut self) {
        let part = self.part("wordings");
        for (id, asks) in &self.pack.wordings {
            let place = part.at(id);
            if self.pack.topic(id).is_none() {
                let reason = format!("there is no topic `{id}`: its wordings would mean nothing");
                self.fault(&place, reason);
            }
            for (nth, text) in asks.iter().enumerate() {
                self.plain(&place.at(nth), text);
            }
        }
    }

    fn answers(&mut self, place: &Place, topic: &Topic) {
        self.at_least(
            &place.at("text"),
            "wordings",
            topic.text.len(),
            LEAST_WORDINGS,
        );
        for (key, line) in [("why", &topic.why), ("more", &topic.more)] {
            if line.is_none() {
                let reason = format!(
                    "`{}` has no `{key}`: a follow-up would get no answer",
                    topic.id
                );
                self.fault(&place.at(key), reason);
            }
        }
        let names = common_names(self.pack);
        let wording = Wording::of_all().with(&names);
        for line in topic.text.iter().chain(&topic.why).chain(&topic.more) {
            self.shared_line(place.file, line, &wording);
        }
    }

    /// A topic without words of its own: every product must bring them.
    fn answered_by_products(&mut self, topic: &Topic) {
        for product in &self.pack.products {
            if product.facts.iter().all(|fact| fact.id != topic.id) {
                let reason = format!(
                    "`{}` can be asked for and has no answer here: write a fact with this id",
                    topic.id
                );
                let place = self.product_place(product).at("facts");
                self.fault(&place, reason);
            }
        }
    }

    pub(super) fn brief(&mut self) {
        let pack = self.pack;
        let list = self.part("brief");
        if pack.brief.is_empty() || pack.brief.len() > MOST_BRIEF {
            let reason = format!("{} facts: write 1 to {MOST_BRIEF}", pack.brief.len());
            self.fault(&list, reason);
        }
        let names = common_names(pack);
        let wording = Wording::of_all().with(&names);
        for (id, fact) in &pack.brief {
            let place = list.at(id);
            self.shared_line(list.file, &fact.text, &wording);
            self.asked(&place, &fact.asks, LEAST_ASKS);
            self.patterns(&place.at("ask"), &fact.ask);
        }
        let letters: usize = pack
            .brief
            .values()
            .map(|fact| fact.text.text.chars().count())
            .sum();
        if letters > LONGEST_BRIEF {
            let reason = format!("{letters} letters in all: write {LONGEST_BRIEF} at most");
            self.fault(&list, reason);
        }
    }

    /// Example questions: enough of them, each once, none of them empty.
    pub(super) fn asked(&mut self, place: &Place, asks: &[String], least: usize) {
        let list = place.at("asks");
        self.at_least(&list, "example questions", asks.len(), least);
        for (nth, text) in asks.iter().enumerate() {
            self.not_empty(&list.at(nth), text);
            if asks[..nth].contains(text) {
                self.fault(&list.at(nth), "this question is in the list already");
            }
        }
    }

    /// Patterns that can match something.
    pub(super) fn patterns(&mut self, list: &Place, patterns: &[Pattern]) {
        for (nth, pattern) in patterns.iter().enumerate() {
            if let Some(reason) = pattern.fault() {
                self.fault(&list.at(nth), reason);
            }
        }
    }
}
