//! The hidden truth of a case as JSON, for authors and tests: what `--format json` shows beside the brief.

use serde_json::{Value, json};

use super::case::{Case, Node};
use super::state::MOST_QUESTIONS;
use super::types::Layer;

/// The whole need map of a case drawn with `seed`.
pub fn truth(case: &Case, seed: u64) -> Value {
    let facts: serde_json::Map<String, Value> = case
        .public_facts()
        .chain(case.hidden_facts())
        .map(|fact| {
            let value = json!({"text": case.text(&fact), "public": fact.public});
            (fact.id, value)
        })
        .collect();
    let problems: Vec<Value> = case
        .problems()
        .map(|problem| {
            let steps: Vec<Node> = case.steps(problem).collect();
            let of = |layer: Layer| -> Vec<Value> {
                steps
                    .iter()
                    .filter(|node| node.layer == layer)
                    .map(|node| step(case, node))
                    .collect()
            };
            json!({
                "id": problem.id,
                "text": case.say(&problem.line),
                "solvable": true,
                "details": of(Layer::Detail),
                "implications": of(Layer::Consequence),
                "need": of(Layer::Need).pop(),
                "benefits": of(Layer::Benefit),
            })
        })
        .collect();
    json!({"seed": seed, "facts": facts, "problems": problems, "max_questions": MOST_QUESTIONS})
}

fn step(case: &Case, node: &Node) -> Value {
    match node.kind {
        Some(kind) => json!({"id": node.id, "text": case.text(node), "kind": kind.id()}),
        None => json!({"id": node.id, "text": case.text(node)}),
    }
}
