//! The buyer: what he lets a question open, and what he says to everything else.
//!
//! A node opens only by the right kind of question about its parent. He speaks from the case alone and never coaches.
//! Facts and follow-ups on them are in `facts`, what is no question in `manners`.

use super::case::{Case, Node};
use super::cues::{Bare, Cues};
use super::naming::CLEARLY_NAMED;
use super::pack::{Problem, Rules};
use super::state::{State, problem_of};
use super::types::{Act, Aspect, BuyerLabel, Difficulty, Ending, Label, Layer};
use super::understanding::Reading;
use super::verdict::{Phase, Verdict};
use super::words::Stems;

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
    /// Opened nodes that a true summary put together.
    pub summed_up: usize,
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
            summed_up: 0,
        }
    }

    /// He shrugs it off: nothing opens, nothing is lost but what `openness` says.
    pub(super) fn neutral(verdict: Verdict, openness: i64) -> Self {
        Self::new(verdict, BuyerLabel::Neutral, openness)
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
    pub cues: &'s Cues,
    pub stems: &'s Stems,
}

impl<'a> Buyer<'_, 'a> {
    pub(super) fn rules(&self) -> &'a Rules {
        &self.case.pack.rules
    }

    pub(super) fn difficulty(&self) -> Difficulty {
        self.state.draw.difficulty
    }

    pub(super) fn line(&mut self, occasion: &str) -> String {
        self.state.line(self.case, occasion)
    }

    pub fn react(&mut self, reading: &Reading, same_text: bool) -> Reaction<'a> {
        let is_last_word = self.state.used >= self.state.most;
        match (self.state.phase, reading.act) {
            (Phase::AwaitingDate, _) if reading.dated => return self.agree(),
            (Phase::AwaitingDate, _) if is_last_word => return self.postpone(true),
            // No date came: the step is off the table, the talk goes on.
            (Phase::AwaitingDate, Act::Question) => self.state.phase = Phase::Talking,
            (Phase::AwaitingDate, _) => {
                self.state.phase = Phase::Talking;
                return self.postpone(false);
            }
            (Phase::Closing, act) => return self.close(act, reading),
            _ => {}
        }
        match reading.act {
            Act::Question if same_text => self.repeat(None),
            Act::Question => self.answer(reading),
            Act::Check => self.compare(reading),
            Act::Propose => self.consider(reading),
            Act::Close => self.hurried(),
            act => self.acknowledge(act, reading),
        }
    }

    pub(super) fn answer(&mut self, reading: &Reading) -> Reaction<'a> {
        let objected = self.state.objected_before();
        if self.deflects() {
            let line = self.line("deflect");
            return Reaction::neutral(Verdict::Deflected, 0).with(line);
        }
        if let Some(bare) = reading.bare.filter(|_| objected) {
            return self.explain(bare);
        }
        let by_hook = reading
            .hook
            .as_deref()
            .and_then(|id| self.behind_hook(id, reading.label));
        if let Some(node) = by_hook {
            return self.open(node);
        }
        if reading.bare.is_some() && self.state.bare_openings() >= self.rules().bare_openings {
            let line = self.line("vague");
            return Reaction::neutral(Verdict::Unknown, 0).with(line);
        }
        match reading.label {
            Label::Problem => self.answer_problem(reading),
            Label::Implication => self.answer_implication(reading),
            Label::NeedPayoff => self.answer_payoff(reading),
            Label::Situational | Label::Other => self.answer_situational(reading),
        }
    }

    /// A tough buyer who does not trust evades once.
    fn deflects(&mut self) -> bool {
        let wary = self.state.openness < self.rules().deflects_below;
        let evades = self.difficulty() == Difficulty::Tough && wary && !self.state.deflected;
        self.state.deflected |= evades;
        evades
    }

    /// What a hook leads to, if a question of this type opens it and its parent is open.
    fn behind_hook(&self, id: &str, label: Label) -> Option<Node<'a>> {
        let node = self.case.node(id).filter(|_| !self.state.is_open(id))?;
        let fits = match node.layer {
            Layer::Fact => label == Label::Situational,
            Layer::Problem | Layer::Detail => label == Label::Problem,
            Layer::Consequence => label == Label::Implication,
            Layer::Need | Layer::Benefit => false,
        };
        let parent = problem_of(id);
        let grounded = node.layer == Layer::Problem || self.state.is_open(parent);
        (fits && grounded).then_some(node)
    }

    fn answer_problem(&mut self, reading: &Reading) -> Reaction<'a> {
        let focused = self.state.problem.as_deref();
        let focused = focused.and_then(|id| self.case.problem(id));
        let behind = self.behind_focus().filter(|_| reading.refers);
        let by_aspect = reading.refers && reading.aspect.is_some() && !reading.whole;
        // "What other trouble is there?" is about everything, whatever topic it brushes.
        let clearly = self.clearly_named(reading);
        let named = match reading.whole || by_aspect && focused.is_some() {
            true => clearly,
            false => clearly.or_else(|| self.asked_problem(reading)),
        };
        let next = self.next_problem();
        let asked = match (named, reading.bare) {
            _ if reading.worst => self.main_problem(),
            (Some(problem), None) => Some(problem),
            (_, Some(Bare::More)) => next,
            (_, Some(_)) => focused,
            (None, None) if by_aspect && focused.is_some() => focused,
            (None, None) if behind.is_some() => behind,
            (None, None) if reading.whole => next.or(focused),
            (None, None) => None,
        };
        // Whoever names nothing asks for whatever there is.
        let vague = reading.about.is_empty() && reading.about.trouble.is_none();
        let asked = asked.or(next.filter(|_| vague));
        let Some(problem) = asked else {
            return if vague || reading.whole || reading.bare.is_some() {
                self.exhausted("exhausted_problems")
            } else {
                let line = self.line("denied");
                Reaction::neutral(Verdict::Denied, 0).with(line)
            };
        };
        let admitted = self.state.is_open(&problem.id);
        let supposes = reading.about.trouble.is_some() && reading.aspect == Some(Aspect::Cause);
        if supposes && !admitted {
            let line = self.line("presupposed");
            return Reaction::neutral(Verdict::Presupposed, -1)
                .with(line)
                .about(&problem.id);
        }
        self.deepen(problem, reading, admitted)
    }

    /// Opens the problem, or the detail asked for of one that is admitted.
    fn deepen(&mut self, problem: &'a Problem, reading: &Reading, admitted: bool) -> Reaction<'a> {
        let aspect = reading.aspect.or(match reading.bare {
            Some(Bare::Why | Bare::Echo) => Some(Aspect::Cause),
            Some(Bare::Amount) => Some(Aspect::Often),
            Some(Bare::Detail) => Some(Aspect::Last),
            _ => None,
        });
        let wanted = aspect.map(|aspect| format!("{}.{}", problem.id, aspect.id()));
        let told = wanted.filter(|id| self.state.is_open(id));
        if let Some(detail) = told.filter(|_| reading.bare.is_none()) {
            return self.repeat(Some(&detail));
        }
        let mut steps: Vec<Node> = self
            .case
            .steps(problem)
            .into_iter()
            .filter(|node| matches!(node.layer, Layer::Problem | Layer::Detail))
            .filter(|node| !self.state.is_open(&node.id))
            .collect();
        if let Some(aspect) = aspect.filter(|_| admitted) {
            steps.sort_by_key(|node| !node.id.ends_with(aspect.id()));
        }
        match steps.into_iter().next() {
            Some(node) => self.open(node),
            None => self.exhausted("exhausted_details").about(&problem.id),
        }
    }

    fn answer_implication(&mut self, reading: &Reading) -> Reaction<'a> {
        let named = self.clearly_named(reading);
        let admitted = |problem: &&Problem| self.state.is_open(&problem.id);
        let focused = self.state.problem.as_deref();
        let focused = focused
            .and_then(|id| self.case.problem(id))
            .filter(admitted);
        let asked = match named {
            Some(problem) => Some(problem).filter(admitted),
            None => focused,
        };
        let Some(problem) = asked else {
            if let Some(problem) = named.filter(|_| reading.hypothetical)
                && let Some(trouble) = self.case.node(&problem.id)
            {
                return self.open(trouble);
            }
            let line = self.line("floating");
            return Reaction::neutral(Verdict::Floating, -3).with(line);
        };
        self.weigh(problem, reading)
    }

    /// The next consequence of an admitted problem: the one that is asked for, else the next in order.
    fn weigh(&mut self, problem: &'a Problem, reading: &Reading) -> Reaction<'a> {
        let mut all = self.case.steps(problem);
        all.retain(|node| node.layer == Layer::Consequence);
        let is_open = |node: &&Node| self.state.is_open(&node.id);
        let mut alike = reading.about.consequences.iter();
        let alike = alike
            .find(|(id, weight)| problem_of(id) == problem.id && *weight >= CLEARLY_NAMED)
            .and_then(|(id, _)| all.iter().find(|node| node.id == *id));
        let of_kind = |kind| all.iter().find(|node: &&Node| node.kind == Some(kind));
        let mut named = reading.kinds.iter().filter_map(|kind| of_kind(*kind));
        let told = named.clone().next().or(alike);
        let wanted = named
            .find(|node| !is_open(node))
            .or(alike.filter(|node| !is_open(node)));
        let next = all.iter().find(|node| !is_open(node));
        match (wanted, told, next, reading.kinds.first()) {
            (Some(node), ..) => self.open(node.clone()),
            (None, Some(node), ..) if reading.bare.is_none() => self.repeat(Some(&node.id)),
            (None, None, Some(node), Some(kind)) => {
                let bridge = self.line(&format!("bridge_{}", kind.id()));
                let mut reaction = self.open(node.clone());
                reaction.said.insert(0, bridge);
                reaction
            }
            (_, _, Some(node), _) => self.open(node.clone()),
            (_, _, None, _) => self.exhausted("exhausted_consequences").about(&problem.id),
        }
    }

    fn answer_payoff(&mut self, reading: &Reading) -> Reaction<'a> {
        let Some(problem) = self.problem_to_solve(reading) else {
            let line = self.line("premature");
            return Reaction::new(Verdict::Premature, BuyerLabel::Objection, -5).with(line);
        };
        if !problem.is_solvable() {
            let line = self.line("decoy_payoff");
            return Reaction::new(Verdict::Decoy, BuyerLabel::Objection, -2)
                .with(line)
                .about(&problem.id);
        }
        if !self.weighs_enough(problem) {
            let line = self.line("undeveloped");
            return Reaction::neutral(Verdict::Undeveloped, -2)
                .with(line)
                .about(&problem.id);
        }
        if reading.leading {
            let line = self.line("assent");
            return Reaction::neutral(Verdict::Assented, 0)
                .with(line)
                .about(&problem.id);
        }
        let mut steps = self.case.steps(problem);
        steps.retain(|node| matches!(node.layer, Layer::Need | Layer::Benefit));
        steps.retain(|node| !self.state.is_open(&node.id));
        let mut steps = steps.into_iter();
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

    /// Whether so much of a problem's weight is out that he wants it gone.
    pub(super) fn weighs_enough(&self, problem: &Problem) -> bool {
        let needed = match self.case.role.owner {
            true => 1,
            false => self.difficulty().of(&self.rules().weight_of_need),
        };
        self.state.count(Layer::Consequence, Some(&problem.id)) >= needed
    }

    pub(super) fn open_or_repeat(&mut self, node: Node<'a>) -> Reaction<'a> {
        if self.state.is_open(&node.id) {
            return self.repeat(Some(&node.id));
        }
        self.open(node)
    }

    pub(super) fn open(&mut self, node: Node<'a>) -> Reaction<'a> {
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

    pub(super) fn repeat(&mut self, target: Option<&str>) -> Reaction<'a> {
        let (occasion, openness) = match self.state.times(Verdict::Repeat) {
            0 => ("repeat_first", -5),
            1 => ("repeat_second", -8),
            _ => ("repeat_again", -8),
        };
        let line = self.line(occasion);
        let reaction = Reaction::neutral(Verdict::Repeat, openness).with(line);
        match target {
            Some(target) => reaction.about(target),
            None => reaction,
        }
    }

    pub(super) fn exhausted(&mut self, occasion: &str) -> Reaction<'a> {
        let line = self.line(occasion);
        Reaction::neutral(Verdict::Exhausted, 0).with(line)
    }
}
