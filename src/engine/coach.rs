//! The coach, without a language model: what the last turn was and why, what it opened or missed, a better question for
//! this buyer now; and hints. It never gives the map away: it speaks of what lies open, or one step ahead.

use super::case::Case;
use super::checks::Findings;
use super::state::State;
use super::types::{Label, Layer};
use super::verdict::Verdict;
use super::words::spellings;

/// What to go for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Advice {
    Problem,
    Detail,
    Consequence,
    More,
    Need,
    Benefit,
    Step,
}

impl Advice {
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The check whose example shows it.
    fn check(self) -> &'static str {
        match self {
            Self::Problem => "problems",
            Self::Detail => "depth",
            Self::Consequence => "consequence",
            Self::More => "two_kinds",
            Self::Need => "need",
            Self::Benefit => "benefits",
            Self::Step => "advance",
        }
    }

    /// The type of question that gets there.
    pub fn label(self) -> Label {
        match self {
            Self::Problem | Self::Detail => Label::Problem,
            Self::Consequence | Self::More => Label::Implication,
            Self::Need | Self::Benefit => Label::NeedPayoff,
            Self::Step => Label::Other,
        }
    }
}

/// What the coach says of the last turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coaching {
    pub label: Label,
    pub verdict: Verdict,
    pub is_question: bool,
    /// The layer that opened.
    pub opened: Option<Layer>,
    /// Words of the buyer's that showed something, and were left lying.
    pub missed: Option<String>,
    /// A better question for this buyer now.
    pub better: Option<String>,
    pub advice: Advice,
    pub several: bool,
    pub leading: bool,
    pub helped: bool,
}

/// A hint: where to go, then what about, then in which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// From 1.
    pub n: u32,
    pub left: u32,
    pub advice: Advice,
    /// What the question should be about, from the second hint on.
    pub topic: Option<String>,
    /// The whole question, with the third.
    pub example: Option<String>,
}

/// What a good next question would open: the weakest layer that the ones before it allow.
pub fn advice(case: &Case, state: &State) -> Advice {
    let count = |layer| state.count(layer, None);
    let enough = state.draw.difficulty.of(&case.pack.rules.weight_of_need);
    match (
        count(Layer::Problem),
        count(Layer::Detail),
        count(Layer::Consequence),
    ) {
        (0, _, _) => Advice::Problem,
        (1, 0, 0) => Advice::Detail,
        (_, _, 0) => Advice::Consequence,
        (_, _, found) if found < 2.max(enough) => Advice::More,
        _ if count(Layer::Need) == 0 => Advice::Need,
        _ if count(Layer::Benefit) < 2 => Advice::Benefit,
        _ => Advice::Step,
    }
}

/// What there is to say of the last turn; what it recommends counts as help from now on.
pub fn coach(case: &Case, state: &mut State) -> Option<Coaching> {
    let entry = state.log.last()?.clone();
    let advice = advice(case, state);
    let better = Findings { case, state }.example(advice.check());
    if let Some(better) = &better
        && !state.helped.contains(better)
    {
        state.helped.push(better.clone());
    }
    Some(Coaching {
        label: entry.label,
        verdict: entry.verdict,
        is_question: entry.counted || entry.act == super::types::Act::Question,
        opened: state.last_opened(),
        missed: missed_hook(state),
        better,
        advice,
        several: entry.several,
        leading: entry.leading,
        helped: entry.helped,
    })
}

/// The hook that the turn before let fall and this one did not take up.
fn missed_hook(state: &State) -> Option<String> {
    let hook = state
        .hooks
        .iter()
        .rev()
        .find(|hook| hook.turn < state.turn)?;
    (!state.is_open(&hook.to)).then(|| hook.words.clone())
}

/// The next hint, if any is left.
pub fn hint(case: &Case, state: &mut State) -> Option<Hint> {
    let most = case.pack.rules.hints;
    if state.hints >= most {
        return None;
    }
    state.hints += 1;
    let advice = advice(case, state);
    let topic = (state.hints >= 2)
        .then(|| topic(case, state, advice))
        .flatten();
    let example = (state.hints >= 3)
        .then(|| Findings { case, state }.example(advice.check()))
        .flatten();
    state.helped.extend(example.clone());
    Some(Hint {
        n: state.hints,
        left: most - state.hints,
        advice,
        topic,
        example,
    })
}

/// What the next question should be about: a topic that hides a problem, or a problem that is out.
fn topic(case: &Case, state: &State, advice: Advice) -> Option<String> {
    if advice == Advice::Problem {
        let mut hidden = case.problems().filter(|one| !state.is_open(&one.id));
        let fact = &hidden.next()?.fact;
        return case.pack.topic(fact).map(|topic| topic.name.clone());
    }
    let focused = state.problem.as_deref();
    let focused = focused.and_then(|id| case.problem(id));
    focused.map(|problem| problem.short.clone())
}

/// Whether a text says nearly the same, in nearly the same words, as one of those that helped.
pub fn is_copied(helped: &[String], text: &str, likeness: f64) -> bool {
    let typed = spellings(text);
    !typed.is_empty()
        && helped.iter().any(|help| {
            let help = spellings(help);
            let shared = typed.iter().filter(|word| help.contains(word)).count();
            2.0 * shared as f64 / (typed.len() + help.len()) as f64 >= likeness
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_known_by_their_words() {
        let helped = vec!["Во что вам обходится то, что машина опаздывает?".to_owned()];
        let check = |text, expected| assert_eq!(is_copied(&helped, text, 0.8), expected, "{text}");
        check("во что вам обходится то что машина опаздывает", true);
        check("А во что вам обходится то, что машина опаздывает?", true);
        check("Во что вам обходится простой?", false);
        check("", false);
    }
}
