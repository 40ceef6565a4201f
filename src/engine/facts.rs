//! What the buyer says of his situation: facts, more about them, and topics he has no word on.

use super::buyer::{Buyer, Reaction};
use super::case::Node;
use super::cues::Bare;
use super::pack::Line;
use super::types::Layer;
use super::understanding::Reading;
use super::verdict::Verdict;

/// After so many questions in a row that fit no topic he asks what is meant.
const UNKNOWN_ROW: usize = 2;

impl<'a> Buyer<'_, 'a> {
    pub(super) fn answer_situational(&mut self, reading: &Reading) -> Reaction<'a> {
        if let Some(bare) = reading.bare {
            return self.follow_up(bare, reading);
        }
        let mut facts = reading.about.facts.iter();
        if let Some(fact) = facts.find_map(|(id, _)| self.case.node(id)) {
            return match fact.public {
                true => self.known(&fact),
                false => self.fact(fact, reading),
            };
        }
        if reading.whole {
            return self.next_fact();
        }
        // "What about delivery?" names the topic of a problem: the fact it hides behind is the answer.
        let topic = reading.about.problem().and_then(|id| self.case.problem(id));
        match topic.and_then(|problem| self.case.node(&problem.fact)) {
            Some(fact) => self.open_or_repeat(fact),
            None => self.unknown(reading),
        }
    }

    fn fact(&mut self, fact: Node<'a>, reading: &Reading) -> Reaction<'a> {
        let knows =
            self.case.pack.topic(&fact.id).is_none_or(|topic| {
                topic.roles.is_empty() || topic.roles.contains(&self.case.role.id)
            });
        if knows || self.case.product.facts.iter().any(|own| own.id == fact.id) {
            return self.open_or_repeat(fact);
        }
        let who = self
            .case
            .pack
            .topic(&fact.id)
            .and_then(|topic| self.case.pack.role(topic.roles.first()?));
        match who {
            Some(role) if !self.state.retold.contains(&fact.id) => {
                let line = self.line("not_mine").replace("{who}", &role.name);
                self.state.retold.push(fact.id.clone());
                Reaction::neutral(Verdict::Unknown, 0)
                    .with(line)
                    .about(&fact.id)
            }
            _ => self.unknown(reading),
        }
    }

    /// The next of the product's own facts.
    fn next_fact(&mut self) -> Reaction<'a> {
        let own = &self.case.product.facts;
        let hidden = own.iter().find(|fact| !self.state.is_open(&fact.id));
        match hidden.and_then(|fact| self.case.node(&fact.id)) {
            Some(fact) => self.open(fact),
            None => self.exhausted("exhausted_facts"),
        }
    }

    /// "Why?", "and then?", "for example?" after a fact: a little more of it, but no node.
    fn follow_up(&mut self, bare: Bare, reading: &Reading) -> Reaction<'a> {
        let focus = self.state.focus.clone();
        let focus = focus.filter(|id| {
            let node = self.case.node(id);
            node.is_some_and(|node| node.layer == Layer::Fact)
        });
        let Some(id) = focus.filter(|_| bare != Bare::More) else {
            return self.next_fact();
        };
        let key = format!("{id}.{}", if bare == Bare::Why { "why" } else { "more" });
        let line = self
            .elaboration(&id, bare)
            .filter(|_| !self.state.retold.contains(&key));
        match line {
            Some(line) => {
                self.state.retold.push(key);
                Reaction::neutral(Verdict::Elaborated, 0)
                    .with(self.case.say(&line.text))
                    .about(&id)
            }
            None => self.unknown(reading),
        }
    }

    fn elaboration(&self, id: &str, bare: Bare) -> Option<&'a Line> {
        let case = self.case;
        if let Some(fact) = case.product.facts.iter().find(|fact| fact.id == id) {
            return Some(if bare == Bare::Why {
                &fact.why
            } else {
                &fact.more
            });
        }
        let topic = case.pack.topic(id)?;
        match bare {
            Bare::Why => topic.why.as_ref(),
            _ => topic.more.as_ref(),
        }
    }

    fn known(&mut self, fact: &Node) -> Reaction<'a> {
        if self.state.retold.contains(&fact.id) {
            return self.repeat(Some(&fact.id));
        }
        self.state.retold.push(fact.id.clone());
        let line = self.line("known");
        Reaction::neutral(Verdict::Known, -3)
            .with(line)
            .with(self.case.text(fact))
            .about(&fact.id)
    }

    pub(super) fn unknown(&mut self, reading: &Reading) -> Reaction<'a> {
        let row = self.state.log.iter().rev();
        let row = row.take_while(|entry| entry.verdict == Verdict::Unknown);
        if row.count() >= UNKNOWN_ROW
            && let Some((a, b)) = self.open_topics()
        {
            let line = self.line("ask_back");
            let line = line.replace("{a}", &a).replace("{b}", &b);
            return Reaction::neutral(Verdict::Unknown, 0).with(line);
        }
        let line = self.line(&format!("unknown_{}", reading.form.id()));
        Reaction::neutral(Verdict::Unknown, 0).with(line)
    }

    /// Two topics of which he has not spoken yet.
    fn open_topics(&self) -> Option<(String, String)> {
        let own = self.case.product.facts.iter();
        let mut hidden = own
            .filter(|fact| !self.state.is_open(&fact.id))
            .filter_map(|fact| self.case.pack.topic(&fact.id))
            .map(|topic| topic.name.clone());
        Some((hidden.next()?, hidden.next()?))
    }
}
