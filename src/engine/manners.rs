//! What the buyer says to everything that is no question: courtesy, pitches, summaries, a next step, the end of the call.

use super::buyer::{Buyer, Reaction};
use super::state::{Phase, Verdict};
use super::types::{Act, BuyerLabel, Ending, Layer};
use super::understanding::Reading;

impl<'a> Buyer<'_, 'a> {
    /// Turns that are not questions.
    pub(super) fn acknowledge(&mut self, act: Act, reading: &Reading) -> Reaction<'a> {
        let needs = self.state.count(Layer::Need, None);
        let first_courtesy = self.state.times(Verdict::Courteous) == 0;
        let (verdict, occasion, openness) = match act {
            Act::Pitch if needs == 0 => (Verdict::Pitched, "objection", -8),
            Act::Pitch => (Verdict::Pitched, "pitch_after_need", 0),
            Act::Check if reading.anchors.is_empty() => (Verdict::Untrue, "untrue", -4),
            Act::Check => (Verdict::Confirmed, "confirm", 2),
            Act::Answer => (Verdict::Answered, "thanks", 1),
            Act::Silence => (Verdict::Silent, "silence", 0),
            Act::Noise if reading.foreign => (Verdict::Unreadable, "foreign", 0),
            Act::Noise => (Verdict::Unreadable, "noise", 0),
            Act::Meta => (Verdict::Meta, "meta", 0),
            _ if self.state.turn <= 1 => (Verdict::Courteous, "courtesy_first", 1),
            _ => (Verdict::Courteous, "courtesy", i64::from(first_courtesy)),
        };
        let label = match verdict {
            Verdict::Pitched if needs == 0 => BuyerLabel::Objection,
            _ => BuyerLabel::Neutral,
        };
        let line = self.state.line(self.case, occasion);
        Reaction::new(verdict, label, openness).with(line)
    }

    /// A next step is on the table.
    pub(super) fn consider(&mut self, reading: &Reading) -> Reaction<'a> {
        if self.state.count(Layer::Need, None) == 0 {
            let line = self.state.line(self.case, "refuse");
            return Reaction::new(Verdict::Refused, BuyerLabel::Refusal, -3).with(line);
        }
        match (reading.customer_acts, reading.dated) {
            (true, true) => self.agree(),
            (true, false) => {
                self.state.phase = Phase::AwaitingDate;
                let line = self.state.line(self.case, "when");
                Reaction::new(Verdict::AskedWhen, BuyerLabel::Neutral, 0).with(line)
            }
            (false, _) => self.postpone(false),
        }
    }

    pub(super) fn agree(&mut self) -> Reaction<'a> {
        let line = self.state.line(self.case, "agree");
        Reaction::new(Verdict::Agreed, BuyerLabel::Neutral, 3)
            .with(line)
            .ends(Ending::Advance)
    }

    pub(super) fn postpone(&mut self, ends: bool) -> Reaction<'a> {
        let line = self.state.line(self.case, "postpone");
        let reaction = Reaction::new(Verdict::Postponed, BuyerLabel::Neutral, 0).with(line);
        if ends {
            reaction.ends(Ending::Continuation)
        } else {
            reaction
        }
    }

    /// Somebody asks for the order.
    pub(super) fn hurried(&mut self) -> Reaction<'a> {
        if self.state.count(Layer::Need, None) == 0 {
            let line = self.state.line(self.case, "pressed");
            return Reaction::new(Verdict::Pressed, BuyerLabel::Refusal, -8).with(line);
        }
        if self.case.role.owner && self.state.count(Layer::Benefit, None) >= 2 {
            let line = self.state.line(self.case, "order");
            return Reaction::new(Verdict::Agreed, BuyerLabel::Neutral, 3)
                .with(line)
                .ends(Ending::Order);
        }
        let line = self.state.line(self.case, "not_so_fast");
        Reaction::new(Verdict::Pressed, BuyerLabel::Objection, -2).with(line)
    }

    /// The last word of a call whose questions are used up.
    pub(super) fn close(&mut self, act: Act, reading: &Reading) -> Reaction<'a> {
        let reaction = match act {
            Act::Propose => self.consider(reading),
            Act::Close => self.hurried(),
            _ => {
                let line = self.state.line(self.case, "farewell");
                Reaction::new(Verdict::Farewell, BuyerLabel::Neutral, 0).with(line)
            }
        };
        if reaction.ending.is_some() || self.state.phase == Phase::AwaitingDate {
            return reaction;
        }
        let ending = self.ending_unasked();
        reaction.ends(ending)
    }

    /// How a call ends in which nothing was agreed.
    pub fn ending_unasked(&self) -> Ending {
        match self.state.count(Layer::Need, None) {
            0 => Ending::NoSale,
            _ => Ending::Continuation,
        }
    }
}
