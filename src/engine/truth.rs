//! The hidden truth of a case as JSON, for authors and tests: what `--format json` shows beside the brief.

use serde_json::{Value, json};

use super::case::{Case, Node};
use super::types::Layer;

/// The whole need map of a case drawn with `seed`.
pub fn truth(case: &Case, most_questions: u32) -> Value {
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
            let steps = case.steps(problem);
            let of = |layer: Layer| -> Vec<Value> {
                let nodes = steps.iter().filter(|node| node.layer == layer);
                nodes.map(|node| step(case, node)).collect()
            };
            let own = steps.iter().find(|node| node.layer == Layer::Problem);
            json!({
                "id": problem.id,
                "text": own.map(|node| case.text(node)),
                "solvable": problem.is_solvable(),
                "details": of(Layer::Detail),
                "implications": of(Layer::Consequence),
                "need": of(Layer::Need).pop(),
                "benefits": of(Layer::Benefit),
            })
        })
        .collect();
    json!({
        "seed": case.draw.seed,
        "facts": facts,
        "problems": problems,
        "max_questions": most_questions,
    })
}

fn step(case: &Case, node: &Node) -> Value {
    match node.kind {
        Some(kind) => json!({"id": node.id, "text": case.text(node), "kind": kind.id()}),
        None => json!({"id": node.id, "text": case.text(node)}),
    }
}
