//! The need map of a call as the report shows it: what was found, what was missed, and the question that would open it.

use super::case::{Case, Node};
use super::checks::Findings;
use super::pack::Problem;
use super::state::State;
use super::types::{Kind, Layer};

/// One node of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapNode {
    pub id: String,
    pub layer: Layer,
    pub kind: Option<Kind>,
    pub text: String,
    /// The turn that opened it.
    pub turn: Option<u32>,
    /// For a missed one: the question that would have opened it.
    pub ask: Option<String>,
}

/// A problem with all that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapProblem {
    /// A clause that names it.
    pub short: String,
    pub solvable: bool,
    /// Itself first.
    pub nodes: Vec<MapNode>,
}

/// What there was to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedMap {
    pub facts: Vec<MapNode>,
    pub problems: Vec<MapProblem>,
}

impl NeedMap {
    pub fn new(case: &Case, state: &State) -> Self {
        let own = case.product.facts.iter();
        let facts = own
            .filter_map(|fact| Some((case.node(&fact.id)?, fact.asks.first().cloned())))
            .map(|(node, ask)| map_node(case, state, &node, ask))
            .collect();
        let problems = case
            .problems()
            .map(|problem| MapProblem {
                short: problem.short.clone(),
                solvable: problem.is_solvable(),
                nodes: case
                    .steps(problem)
                    .iter()
                    .map(|node| map_node(case, state, node, ask(case, problem, node)))
                    .collect(),
            })
            .collect();
        Self { facts, problems }
    }

    /// Found and all nodes of a layer, over all problems.
    pub fn count(&self, layer: Layer) -> (usize, usize) {
        let nodes = self.problems.iter().flat_map(|problem| &problem.nodes);
        let of_layer: Vec<_> = nodes.filter(|node| node.layer == layer).collect();
        let found = of_layer.iter().filter(|node| node.turn.is_some()).count();
        (found, of_layer.len())
    }
}

fn map_node(case: &Case, state: &State, node: &Node, ask: Option<String>) -> MapNode {
    let mut opened = state.openings().iter();
    let turn = opened.find(|one| one.node == node.id).map(|one| one.turn);
    MapNode {
        id: node.id.clone(),
        layer: node.layer,
        kind: node.kind,
        text: case.text(node),
        turn,
        ask: ask.filter(|_| turn.is_none()),
    }
}

/// The question that would open a node.
fn ask(case: &Case, problem: &Problem, node: &Node) -> Option<String> {
    let key = match node.layer {
        Layer::Fact | Layer::Problem => return Some(problem.question().to_owned()),
        Layer::Consequence => {
            let mut all = problem.consequences.iter();
            let one = all.find(|one| Some(one.kind) == node.kind)?;
            return one.asks.first().map(|ask| case.say(ask));
        }
        Layer::Detail => "depth",
        Layer::Need => "need",
        Layer::Benefit => "benefits",
    };
    Findings::example_for(case, problem, key)
}
