//! What the buyer says to everything that is no question: courtesy, pitches, summaries, a next step, the end of the call.

use super::buyer::{Buyer, Reaction};
use super::case::Node;
use super::cues::Bare;
use super::listening::Ear;
use super::naming::{CLEARLY_NAMED, beyond_doubt};
use super::pack::Step;
use super::random::Random;
use super::remarks::{SMALLEST_SUM, ending_unasked};
use super::spoken;
use super::state::Objection;
use super::types::{Act, BuyerLabel, Ending, Label, Layer};
use super::understanding::Reading;
use super::verdict::{Phase, Verdict};

impl<'a> Buyer<'_, 'a> {
    /// Turns that are neither questions nor steps.
    pub(super) fn acknowledge(&mut self, act: Act, reading: &Reading) -> Reaction<'a> {
        let (verdict, occasion, openness) = match act {
            Act::Pitch => return self.pitched(),
            Act::Answer => (Verdict::Answered, "thanks", 1),
            Act::Silence => (Verdict::Silent, "silence", 0),
            Act::Noise if reading.foreign => (Verdict::Unreadable, "foreign", 0),
            Act::Noise if reading.insult => (Verdict::Unreadable, "insult", -10),
            Act::Noise => (Verdict::Unreadable, "noise", 0),
            Act::Meta => (Verdict::Meta, "meta", 0),
            _ => return self.greet(reading),
        };
        let line = self.line(occasion);
        Reaction::neutral(verdict, openness).with(line)
    }

    fn greet(&mut self, reading: &Reading) -> Reaction<'a> {
        if reading.goodbye && self.state.turn > 1 {
            let line = self.farewell();
            let ending = ending_unasked(self.state);
            return Reaction::neutral(Verdict::Farewell, 0)
                .with(line)
                .ends(ending);
        }
        let (occasion, openness) = if reading.permission {
            let first = !std::mem::replace(&mut self.state.asked_leave, true);
            ("permission", i64::from(first))
        } else if reading.empathy {
            let first = !std::mem::replace(&mut self.state.showed_pity, true);
            ("empathy", i64::from(first))
        } else if self.state.turn <= 1 {
            ("courtesy_first", 1)
        } else {
            ("courtesy", 0)
        };
        let line = self.line(occasion);
        Reaction::neutral(Verdict::Courteous, openness).with(line)
    }

    /// Before a need is stated, a pitch makes objections; he remembers which turn did.
    fn pitched(&mut self) -> Reaction<'a> {
        if self.state.count(Layer::Need, None) > 0 {
            let line = self.line("pitch_after_need");
            return Reaction::neutral(Verdict::Pitched, 0).with(line);
        }
        let objections = ["objection_price", "objection_need", "objection_rival"];
        let seed = self.state.draw.seed ^ u64::from(self.state.turn);
        let occasion = *Random::new(seed, "objection").pick(&objections);
        let line = self.line(occasion);
        self.object(Verdict::Pitched);
        Reaction::new(Verdict::Pitched, BuyerLabel::Objection, -8).with(line)
    }

    /// A follow-up on an objection: what is behind it.
    pub(super) fn explain(&mut self, bare: Bare) -> Reaction<'a> {
        let line = self.line(match bare {
            Bare::Amount => "price_limit",
            Bare::Next => "nothing_more",
            _ => "concern",
        });
        Reaction::neutral(Verdict::Elaborated, 1).with(line)
    }

    fn object(&mut self, verdict: Verdict) {
        let cause = self.state.turn;
        self.state.objections.push(Objection { cause, verdict });
    }

    /// A summary: he compares it with what he said.
    pub(super) fn compare(&mut self, reading: &Reading) -> Reaction<'a> {
        let named: Vec<&str> = self.named_parts(reading);
        let asks = reading.label != Label::Other;
        if asks && named.iter().any(|id| !self.state.is_open(id)) {
            // Something of it he has not said: "so deliveries are late?" is a question.
            return self.answer(reading);
        }
        let wrong_number = reading
            .numbers
            .iter()
            .any(|number| *number >= 3.0 && !self.has_said(*number));
        let taken_up = reading.anchors.len() + named.len();
        let (verdict, occasion, openness) = match (taken_up, wrong_number) {
            (0, _) => (Verdict::Untrue, "untrue", -4),
            (1, true) => (Verdict::Untrue, "untrue", -4),
            (_, true) => (Verdict::Partly, "partly", 0),
            _ => (Verdict::Confirmed, "confirm", 2),
        };
        let line = self.line(occasion);
        let mut reaction = Reaction::neutral(verdict, openness).with(line);
        if verdict == Verdict::Confirmed {
            reaction.summed_up = self.touched(&reading.anchors).max(named.len());
        }
        reaction
    }

    /// The problem and the consequence that a summary is clearly about.
    fn named_parts<'r>(&self, reading: &'r Reading) -> Vec<&'r str> {
        let about = &reading.about;
        let problem = about.trouble.as_deref().and(about.problem());
        let problem = problem.or_else(|| beyond_doubt(&about.problems));
        let consequence = about.consequences.first();
        let consequence = consequence.filter(|(_, weight)| *weight >= CLEARLY_NAMED);
        let consequence = consequence.map(|(id, _)| id.as_str());
        let in_case = |id: &&str| self.case.node(id).is_some();
        problem
            .into_iter()
            .chain(consequence)
            .filter(in_case)
            .collect()
    }

    fn has_said(&self, number: f64) -> bool {
        let said = self.state.heard.iter().filter_map(|stem| {
            let number = stem.strip_prefix('#')?;
            number.parse::<f64>().ok()
        });
        said.into_iter().any(|said| match said >= SMALLEST_SUM {
            true => spoken::follows(said, number),
            false => spoken::alike(said, number),
        })
    }

    /// How many opened nodes these stems come from.
    fn touched(&self, anchors: &[String]) -> usize {
        let ear = Ear {
            lang: self.state.draw.lang,
            cues: self.cues,
            stems: self.stems,
            plain: &self.case.product.plain,
        };
        let holds = |node: &Node| {
            let text = self.case.text(node);
            let stems = ear.heard(&text);
            anchors.iter().any(|anchor| stems.contains(anchor))
        };
        let opened = self.state.opened.iter();
        opened
            .filter_map(|opening| self.case.node(&opening.node))
            .filter(holds)
            .count()
    }

    /// A next step is on the table.
    pub(super) fn consider(&mut self, reading: &Reading) -> Reaction<'a> {
        if self.state.count(Layer::Need, None) == 0 {
            let line = self.line("refuse");
            self.object(Verdict::Refused);
            return Reaction::new(Verdict::Refused, BuyerLabel::Refusal, -3).with(line);
        }
        let steps = &self.case.role.steps;
        let may = |step: &Step| steps.is_empty() || steps.contains(step);
        if !reading.steps.is_empty() && !reading.steps.iter().any(may) {
            let line = self.line("not_my_step");
            return Reaction::new(Verdict::Refused, BuyerLabel::Objection, 0).with(line);
        }
        match (reading.customer_acts, reading.dated) {
            (true, true) => self.agree(),
            (true, false) => {
                self.state.phase = Phase::AwaitingDate;
                let line = self.line("when");
                Reaction::neutral(Verdict::AskedWhen, 0).with(line)
            }
            (false, _) => {
                let line = self.line("seller_only");
                Reaction::neutral(Verdict::Postponed, 0).with(line)
            }
        }
    }

    pub(super) fn agree(&mut self) -> Reaction<'a> {
        let line = self.line("agree");
        Reaction::neutral(Verdict::Agreed, 3)
            .with(line)
            .ends(Ending::Advance)
    }

    pub(super) fn postpone(&mut self, ends: bool) -> Reaction<'a> {
        let line = self.line("postpone");
        let reaction = Reaction::neutral(Verdict::Postponed, 0).with(line);
        if ends {
            reaction.ends(Ending::Continuation)
        } else {
            reaction
        }
    }

    /// Somebody asks for the order.
    pub(super) fn hurried(&mut self) -> Reaction<'a> {
        if self.state.count(Layer::Need, None) == 0 {
            let line = self.line("pressed");
            self.object(Verdict::Pressed);
            return Reaction::new(Verdict::Pressed, BuyerLabel::Refusal, -8).with(line);
        }
        if self.case.role.owner && self.state.count(Layer::Benefit, None) >= 2 {
            let line = self.line("order");
            return Reaction::neutral(Verdict::Agreed, 3)
                .with(line)
                .ends(Ending::Order);
        }
        let line = self.line("not_so_fast");
        self.object(Verdict::Pressed);
        Reaction::new(Verdict::Pressed, BuyerLabel::Objection, -2).with(line)
    }

    /// The last word of a call whose questions are used up.
    pub(super) fn close(&mut self, act: Act, reading: &Reading) -> Reaction<'a> {
        let reaction = match act {
            Act::Propose => self.consider(reading),
            Act::Close => self.hurried(),
            _ => {
                let line = self.farewell();
                Reaction::neutral(Verdict::Farewell, 0).with(line)
            }
        };
        if reaction.ending.is_some() || self.state.phase == Phase::AwaitingDate {
            return reaction;
        }
        let ending = ending_unasked(self.state);
        reaction.ends(ending)
    }

    pub(super) fn farewell(&mut self) -> String {
        let own = &self.case.temperament.farewells;
        match self.state.next_of("farewell", own) {
            Some(line) => self.case.say(&line.text),
            None => self.line("farewell"),
        }
    }
}
