//! Pictures as descriptions: the need map that comes with a report, the progress that comes with the statistics.

use super::{Visit, map, report};
use crate::attachment::{Attachment, Group, NeedMap, Node, Problem, Progress};
use crate::engine::{Layer, MapProblem, State};
use crate::reply::Kind;
use crate::store::trainings;
use crate::text::Voice;

/// Trainings that the picture of the progress shows.
const SHOWN: i64 = 20;
/// Fewer make no line.
const FEWEST: usize = 2;
/// Rows of a problem's card, in the order of a call.
const LAYERS: [Layer; 4] = [
    Layer::Detail,
    Layer::Consequence,
    Layer::Need,
    Layer::Benefit,
];

/// The need map of a call that has ended, in a message of its own.
pub fn need_map(visit: &mut Visit, state: &State) {
    let Some(found) = visit.bot.engine.need_map(state) else {
        return;
    };
    let voice = visit.voice;
    let drawn = NeedMap {
        title: voice.say("picture-map"),
        found: voice.say("picture-found"),
        missed: voice.say("picture-missed"),
        problems: found
            .problems
            .iter()
            .map(|one| problem(voice, one))
            .collect(),
    };
    let caption = voice.with("map-caption", &map::counts(&found));
    visit.attach(Kind::Notice, caption, Attachment::NeedMap(drawn));
}

fn problem(voice: Voice, problem: &MapProblem) -> Problem {
    let groups = LAYERS.into_iter().enumerate().map(|(place, layer)| {
        let nodes = problem.nodes.iter().filter(|node| node.layer == layer);
        Group {
            title: voice.say(&format!("group-{}", layer.id())),
            layer: place,
            boxes: nodes
                .map(|node| Node {
                    text: match layer {
                        Layer::Need | Layer::Benefit => voice.say(&format!("box-{}", layer.id())),
                        _ => map::node_name(voice, node),
                    },
                    turn: node.turn,
                })
                .collect(),
        }
    });
    Problem {
        title: problem.short.clone(),
        turn: problem.nodes.first().and_then(|node| node.turn),
        groups: groups.filter(|group| !group.boxes.is_empty()).collect(),
    }
}

/// Scores and types, once there are enough trainings for a line.
pub fn progress(visit: &mut Visit, per_type: [i64; 5]) -> anyhow::Result<Option<Attachment>> {
    let bot = visit.chat.bot.clone();
    let latest = trainings::latest(visit.tx, visit.person.id, &bot, SHOWN)?;
    if latest.len() < FEWEST {
        return Ok(None);
    }
    let voice = visit.voice;
    let types = visit.pack().types.iter().filter_map(|own| {
        let place = report::place_of(own.opens.label())?;
        Some((own.name.clone(), *per_type.get(place)?))
    });
    Ok(Some(Attachment::Progress(Progress {
        title: voice.say("picture-scores"),
        scores: latest.iter().rev().map(|one| one.score).collect(),
        types_title: voice.say("picture-types"),
        types: types.collect(),
    })))
}
