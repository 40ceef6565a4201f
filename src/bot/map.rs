//! The need map as a page: all of it after a call, what has been found in the middle of one.

use super::report::{fit, page};
use super::{Visit, training};
use crate::engine::{Layer, MapNode, MapProblem, NeedMap, State};
use crate::reply::Kind;
use crate::text::{Args, Voice};

/// `/map`: what has been found in the call under way, or the whole map of the last one.
pub fn command(visit: &mut Visit) -> anyhow::Result<()> {
    if let Some((_, state)) = visit.call() {
        let text = found_so_far(visit, &state);
        visit.push(Kind::Notice, text, Vec::new());
        return Ok(());
    }
    match visit.session.as_ref().map(|last| last.number) {
        Some(number) => page(visit, "map", &number.to_string()),
        None => training::nobody_on_the_line(visit),
    }
}

/// The whole map: what was found, and the questions that would have opened the rest.
pub fn whole(visit: &Visit, state: &State) -> String {
    let voice = visit.voice;
    let Some(map) = visit.bot.engine.need_map(state) else {
        return voice.say("report-gone");
    };
    let mut paragraphs = vec![voice.with("map", &counts(&map))];
    for problem in &map.problems {
        paragraphs.push(map_problem(voice, problem));
    }
    let missed = map.facts.iter().filter_map(|fact| fact.ask.as_deref());
    let missed: Vec<&str> = missed.take(2).collect();
    if !missed.is_empty() {
        let args = Args::new().text("asks", &missed.join(" · "));
        paragraphs.push(voice.with("map-facts", &args));
    }
    fit(paragraphs)
}

/// What was found of what there was.
pub fn counts<'a>(map: &NeedMap) -> Args<'a> {
    let (problems, all_problems) = map.count(Layer::Problem);
    let (consequences, all_consequences) = map.count(Layer::Consequence);
    Args::new()
        .number("problems", problems as i64)
        .number("all_problems", all_problems as i64)
        .number("consequences", consequences as i64)
        .number("all_consequences", all_consequences as i64)
}

fn map_problem(voice: Voice, problem: &MapProblem) -> String {
    let is_found = problem
        .nodes
        .first()
        .is_some_and(|node| node.turn.is_some());
    let key = match (is_found, problem.solvable) {
        (true, true) => "map-found",
        (true, false) => "map-found-decoy",
        (false, _) => "map-missed",
    };
    let question = problem.nodes.first().and_then(|node| node.ask.as_deref());
    let args = Args::new()
        .text("problem", &problem.short)
        .text("ask", question.unwrap_or_default());
    let mut lines = vec![voice.with(key, &args)];
    if is_found {
        let found = problem.nodes[1..].iter().filter(|node| node.turn.is_some());
        let names: Vec<String> = found.map(|node| node_name(voice, node)).collect();
        if !names.is_empty() {
            lines.push(voice.with("map-parts", &Args::new().text("parts", &names.join(", "))));
        }
        let missed = problem.nodes[1..].iter().filter(|node| node.ask.is_some());
        let of_layer = |layer: Layer| missed.clone().find(|node| node.layer == layer);
        let next = [
            Layer::Detail,
            Layer::Consequence,
            Layer::Need,
            Layer::Benefit,
        ];
        for node in next.into_iter().filter_map(of_layer).take(2) {
            let args = Args::new()
                .text("part", &node_name(voice, node))
                .text("ask", node.ask.as_deref().unwrap_or_default());
            lines.push(voice.with("map-part-missed", &args));
        }
    }
    lines.join("\n")
}

/// A node in a word or two.
pub fn node_name(voice: Voice, node: &MapNode) -> String {
    match (node.layer, node.kind) {
        (Layer::Consequence, Some(kind)) => voice.say(&format!("kind-{}", kind.id())),
        (Layer::Detail, _) => {
            let aspect = node.id.rsplit('.').next().unwrap_or_default();
            voice.say(&format!("aspect-{aspect}"))
        }
        (layer, _) => voice.say(&format!("layer-{}", layer.id())),
    }
}

/// In the middle of a call only what has been found is told.
fn found_so_far(visit: &Visit, state: &State) -> String {
    let voice = visit.voice;
    let Some(map) = visit.bot.engine.need_map(state) else {
        return voice.say("report-gone");
    };
    let facts = map.facts.iter();
    let found: Vec<&MapNode> = facts
        .chain(map.problems.iter().flat_map(|problem| &problem.nodes))
        .filter(|node| node.turn.is_some())
        .collect();
    if found.is_empty() {
        return voice.say("map-empty");
    }
    let mut paragraphs = vec![voice.with("map-so-far", &training::progress(state))];
    let lines = found.iter().map(|node| {
        let args = Args::new()
            .text("part", &node_name(voice, node))
            .text("text", &node.text);
        voice.with("map-line", &args)
    });
    paragraphs.extend(lines);
    fit(paragraphs)
}
