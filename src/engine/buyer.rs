//! The buyer: what he lets a question open, and what he says to everything else.
//!
//! A node opens only by the right kind of question about its parent. He speaks from the case alone and never coaches.

use super::case::{Case, Node};
use super::cues::Bare;
use super::pack::Problem;
use super::state::{MOST_QUESTIONS, Phase, State, Verdict};
use super::types::{Act, BuyerLabel, Ending, Label, Layer};
use super::understanding::Reading;

/// Follow-ups that name nothing open this many nodes in a call: more would be a call led by the buyer.
const MOST_BARE: usize = 2;

/// What the buyer does about a turn, before it is counted.
pub struct Reaction<'a> {
    pub verdict: Verdict,
    pub said: Vec<String>,
    pub label: BuyerLabel,
    pub opened: Vec<Node<'a>>,
    /// The node that was asked for, open or not.
    pub target: Option<String>,
    pub openness: i64,
    pub ending: Option<Ending>,
}

impl<'a> Reaction<'a> {
    pub(super) fn new(verdict: Verdict, label: BuyerLabel, openness: i64) -> Self {
        Self {
            verdict,
            said: Vec::new(),
            label,
            opened: Vec::new(),
            target: None,
            openness,
            ending: None,
        }
    }

    pub(super) fn with(mut self, line: String) -> Self {
        self.said.push(line);
        self
    }

    pub(super) fn about(mut self, target: &str) -> Self {
        self.target = Some(target.to_owned());
        self
    }

    pub(super) fn ends(mut self, ending: Ending) -> Self {
        self.ending = Some(ending);
        self
    }
}

/// A buyer in the middle of a call.
pub struct Buyer<'s, 'a> {
    pub case: &'s Case<'a>,
    pub state: &'s mut State,
}

impl<'a> Buyer<'_, 'a> {
    pub fn react(&mut self, reading: &Reading, same_text: bool) -> Reaction<'a> {
        match (self.state.phase, reading.act) {
            (Phase::AwaitingDate, _) if reading.dated => return self.agree(),
            (Phase::AwaitingDate, Act::Question) if self.state.used < MOST_QUESTIONS => {
                self.state.phase = Phase::Talking;
            }
            (Phase::AwaitingDate, _) => return self.postpone(true),
            (Phase::Closing, act) => return self.close(act, reading),
            _ => {}
        }
        match reading.act {
            Act::Question if same_text => self.repeat(None),
            Act::Question if reading.bare.is_some() && self.state.bare_openings() >= MOST_BARE => {
                let line = self.state.line(self.case, "vague");
                Reaction::new(Verdict::Unknown, BuyerLabel::Neutral, 0).with(line)
            }
            Act::Question => self.answer(reading),
            Act::Propose => self.consider(reading),
            Act::Close => self.hurried(),
            act => self.acknowledge(act, reading),
        }
    }

    fn answer(&mut self, reading: &Reading) -> Reaction<'a> {
        match reading.label {
            Label::Problem => self.answer_problem(reading),
            Label::Implication => self.answer_implication(reading),
            Label::NeedPayoff => self.answer_payoff(reading),
            Label::Situational | Label::Other => self.answer_situational(reading),
        }
    }

    fn answer_situational(&mut self, reading: &Reading) -> Reaction<'a> {
        let general = reading.whole || matches!(reading.bare, Some(Bare::More | Bare::Detail));
        match &reading.fact {
            Some(id) => match self.case.node(id) {
                Some(fact) if fact.public => self.known(&fact),
                Some(fact) => self.open_or_repeat(fact),
                None => self.unknown(reading),
            },
            None if general => {
                let next = self
                    .case
                    .hidden_facts()
                    .find(|fact| !self.state.is_open(&fact.id));
                match next {
                    Some(fact) => self.open(fact),
                    None => self.exhausted("exhausted_facts"),
                }
            }
            None => match self
                .asked_problem(reading)
                .filter(|_| reading.problem.is_some())
            {
                // "What about delivery?" names the topic of a problem: the fact it hides behind is the answer.
                Some(problem) => match self.case.node(&problem.fact) {
                    Some(fact) => self.open_or_repeat(fact),
                    None => self.unknown(reading),
                },
                None => self.unknown(reading),
            },
        }
    }

    fn answer_problem(&mut self, reading: &Reading) -> Reaction<'a> {
        let by_aspect = reading.refers && reading.aspect.is_some() && !reading.whole;
        let focused = self.state.problem.as_deref();
        let focused = focused.and_then(|id| self.case.problem(id));
        let behind = self.behind_focus().filter(|_| reading.refers);
        let next = self
            .case
            .problems()
            .find(|problem| !self.state.is_open(&problem.id));
        let asked = match (self.asked_problem(reading).or(behind), reading.bare) {
            (Some(problem), _) => Some(problem),
            (None, Some(Bare::More)) => next,
            (None, Some(_)) => focused,
            (None, None) if by_aspect && focused.is_some() => focused,
            (None, None) if reading.whole => next.or(focused),
            (None, None) => None,
        };
        let Some(problem) = asked else {
            return if reading.whole || reading.bare.is_some() {
                self.exhausted("exhausted_problems")
            } else {
                let line = self.state.line(self.case, "denied");
                Reaction::new(Verdict::Denied, BuyerLabel::Neutral, 0).with(line)
            };
        };
        let wanted = reading
            .aspect
            .map(|aspect| format!("{}.{}", problem.id, aspect.id()));
        if let Some(detail) = wanted.filter(|id| self.state.is_open(id)) {
            return self.repeat(Some(&detail));
        }
        let mut steps: Vec<Node> = self
            .case
            .steps(problem)
            .filter(|node| matches!(node.layer, Layer::Problem | Layer::Detail))
            .filter(|node| !self.state.is_open(&node.id))
            .collect();
        if self.state.is_open(&problem.id)
            && let Some(aspect) = reading.aspect
        {
            steps.sort_by_key(|node| !node.id.ends_with(aspect.id()));
        }
        match steps.into_iter().next() {
            Some(node) => self.open(node),
            None => self.exhausted("exhausted_details").about(&problem.id),
        }
    }

    fn answer_implication(&mut self, reading: &Reading) -> Reaction<'a> {
        let Some(problem) = self.admitted_problem(reading) else {
            let supposed = reading
                .problem
                .as_deref()
                .filter(|_| reading.trouble && reading.hypothetical);
            if let Some(trouble) = supposed.and_then(|id| self.case.node(id)) {
                return self.open(trouble);
            }
            let line = self.state.line(self.case, "floating");
            return Reaction::new(Verdict::Floating, BuyerLabel::Neutral, -3).with(line);
        };
        let all: Vec<Node> = self
            .case
            .steps(problem)
            .filter(|node| node.layer == Layer::Consequence)
            .collect();
        let is_open = |node: &&Node| self.state.is_open(&node.id);
        let of_kind = |kind| all.iter().find(|node: &&Node| node.kind == Some(kind));
        let mut named = reading.kinds.iter().filter_map(|kind| of_kind(*kind));
        let told = named.clone().next();
        let wanted = named.find(|node| !is_open(node));
        let next = all.iter().find(|node| !is_open(node));
        match (wanted, told, next, reading.kinds.first()) {
            (Some(node), ..) => self.open(node.clone()),
            (None, Some(node), ..) if reading.bare.is_none() => self.repeat(Some(&node.id)),
            (None, None, Some(node), Some(kind)) => {
                let bridge = self.state.line(self.case, &format!("bridge_{}", kind.id()));
                let mut reaction = self.open(node.clone());
                reaction.said.insert(0, bridge);
                reaction
            }
            (_, _, Some(node), _) => self.open(node.clone()),
            (_, _, None, _) => self.exhausted("exhausted_consequences").about(&problem.id),
        }
    }

    fn answer_payoff(&mut self, reading: &Reading) -> Reaction<'a> {
        let weighs = |state: &State, id: &str| state.count(Layer::Consequence, Some(id)) > 0;
        let developed = self
            .case
            .problems()
            .find(|problem| weighs(self.state, &problem.id));
        let asked = match (self.admitted_problem(reading), developed) {
            (Some(asked), Some(other))
                if reading.problem.is_none() && !weighs(self.state, &asked.id) =>
            {
                Some(other)
            }
            (asked, _) => asked,
        };
        let Some(problem) = asked else {
            let line = self.state.line(self.case, "premature");
            return Reaction::new(Verdict::Premature, BuyerLabel::Objection, -5).with(line);
        };
        if !weighs(self.state, &problem.id) {
            let line = self.state.line(self.case, "undeveloped");
            return Reaction::new(Verdict::Undeveloped, BuyerLabel::Neutral, -2)
                .with(line)
                .about(&problem.id);
        }
        let mut steps = self
            .case
            .steps(problem)
            .filter(|node| matches!(node.layer, Layer::Need | Layer::Benefit))
            .filter(|node| !self.state.is_open(&node.id));
        match (steps.next(), steps.next()) {
            (Some(need), Some(benefit)) if need.layer == Layer::Need => {
                let mut reaction = self.open(need);
                reaction.said.push(self.case.text(&benefit));
                reaction.opened.push(benefit);
                reaction
            }
            (Some(node), _) => self.open(node),
            (None, _) => self.exhausted("exhausted_benefits").about(&problem.id),
        }
    }

    /// The problem that the words name, by its own topic or by that of its fact.
    fn asked_problem(&self, reading: &Reading) -> Option<&'a Problem> {
        match (&reading.problem, &reading.fact) {
            (Some(id), _) => self.case.problem(id),
            (None, Some(fact)) => self.case.problems().find(|problem| problem.fact == *fact),
            (None, None) => None,
        }
    }

    /// The problem that hides behind the fact he has just told: "Is that hard?" means it.
    fn behind_focus(&self) -> Option<&'a Problem> {
        let focus = self.state.focus.as_deref()?;
        self.case.problems().find(|problem| problem.fact == focus)
    }

    /// The admitted problem that a deeper question is about: the named one, else the one in focus.
    fn admitted_problem(&self, reading: &Reading) -> Option<&'a Problem> {
        let admitted = |problem: &&Problem| self.state.is_open(&problem.id);
        match &reading.problem {
            Some(id) => self.case.problem(id).filter(admitted),
            None => self
                .state
                .problem
                .as_deref()
                .and_then(|id| self.case.problem(id)),
        }
    }

    fn open_or_repeat(&mut self, node: Node<'a>) -> Reaction<'a> {
        if self.state.is_open(&node.id) {
            return self.repeat(Some(&node.id));
        }
        self.open(node)
    }

    fn open(&mut self, node: Node<'a>) -> Reaction<'a> {
        let (label, openness) = match node.layer {
            Layer::Fact => (BuyerLabel::Fact, 2),
            Layer::Problem => (BuyerLabel::ImpliedNeed, 3),
            Layer::Detail | Layer::Consequence => (BuyerLabel::ImpliedNeed, 2),
            Layer::Need => (BuyerLabel::ExplicitNeed, 5),
            Layer::Benefit => (BuyerLabel::Benefit, 3),
        };
        let mut reaction = Reaction::new(Verdict::Opened, label, openness)
            .with(self.case.text(&node))
            .about(&node.id);
        reaction.opened.push(node);
        reaction
    }

    fn known(&mut self, fact: &Node) -> Reaction<'a> {
        if self.state.retold.contains(&fact.id) {
            return self.repeat(Some(&fact.id));
        }
        self.state.retold.push(fact.id.clone());
        let line = self.state.line(self.case, "known");
        Reaction::new(Verdict::Known, BuyerLabel::Neutral, -3)
            .with(line)
            .with(self.case.text(fact))
            .about(&fact.id)
    }

    fn repeat(&mut self, target: Option<&str>) -> Reaction<'a> {
        let (occasion, openness) = match self.state.times(Verdict::Repeat) {
            0 => ("repeat_first", -5),
            1 => ("repeat_second", -8),
            _ => ("repeat_again", -8),
        };
        let line = self.state.line(self.case, occasion);
        let reaction = Reaction::new(Verdict::Repeat, BuyerLabel::Neutral, openness).with(line);
        match target {
            Some(target) => reaction.about(target),
            None => reaction,
        }
    }

    fn exhausted(&mut self, occasion: &str) -> Reaction<'a> {
        let line = self.state.line(self.case, occasion);
        Reaction::new(Verdict::Exhausted, BuyerLabel::Neutral, 0).with(line)
    }

    fn unknown(&mut self, reading: &Reading) -> Reaction<'a> {
        let occasion = format!("unknown_{}", reading.form.id());
        let line = self.state.line(self.case, &occasion);
        Reaction::new(Verdict::Unknown, BuyerLabel::Neutral, 0).with(line)
    }
}
