//! The need map: a card for each problem, in it a row of boxes for each layer. A full box is found and says in which turn.

use super::canvas::{
    BLACK, BLUE, Canvas, GREEN, GREY, Ink, ORANGE, PALE, SKY, Style, VERMILION, WHITE,
};
use crate::attachment::{NeedMap, Problem};

const WIDTH: f32 = 600.0;
const MARGIN: f32 = 18.0;
/// Inside a card, and where its boxes begin.
const PADDING: f32 = 14.0;
const LABELS: f32 = 128.0;
const BOX_HEIGHT: f32 = 30.0;
const GAP: f32 = 8.0;
const TITLE_LINE: f32 = 24.0;
const CORNER: f32 = 8.0;
/// Room for the turn's number in front of a title.
const BADGE: f32 = 34.0;
/// Details, consequences, the need, benefits: the fill and the ink on it.
const LAYERS: [(Ink, Ink); 4] = [
    (SKY, BLACK),
    (VERMILION, WHITE),
    (GREEN, WHITE),
    (BLUE, WHITE),
];

/// A box in its place, relative to the card.
struct Placed {
    at: [f32; 4],
    text: String,
    turn: Option<u32>,
    layer: usize,
}

/// A card laid out.
struct Card<'a> {
    problem: &'a Problem,
    title: Vec<String>,
    labels: Vec<(f32, &'a str)>,
    boxes: Vec<Placed>,
    height: f32,
}

pub fn draw(map: &NeedMap) -> Option<Canvas> {
    let cards: Vec<Card> = map.problems.iter().map(lay_out).collect();
    let head = 74.0;
    let height: f32 = cards.iter().map(|card| card.height + GAP * 1.5).sum();
    let mut canvas = Canvas::new(WIDTH, head + height + MARGIN - GAP * 1.5)?;
    canvas.text(MARGIN, 34.0, Style::bold(22.0, BLACK), &map.title);
    legend(&mut canvas, map);
    let mut y = head;
    for card in &cards {
        paint(&mut canvas, card, y);
        y += card.height + GAP * 1.5;
    }
    Some(canvas)
}

fn legend(canvas: &mut Canvas, map: &NeedMap) {
    let style = Style::new(15.0, GREY);
    let mut x = MARGIN;
    canvas.fill([x, 47.0, 22.0, 14.0], 4.0, GREEN);
    canvas.text(x + 28.0, 59.0, style, &map.found);
    x += 28.0 + style.width(&map.found) + 22.0;
    canvas.outline([x, 47.0, 22.0, 14.0], 4.0, GREY, true);
    canvas.text(x + 28.0, 59.0, style, &map.missed);
}

fn title_style(problem: &Problem) -> Style {
    match problem.turn {
        Some(_) => Style::bold(18.0, BLACK),
        None => Style::new(18.0, GREY),
    }
}

fn box_style(turn: Option<u32>, layer: usize) -> Style {
    match turn {
        Some(_) => Style::bold(16.0, LAYERS[layer % LAYERS.len()].1),
        None => Style::new(16.0, GREY),
    }
}

fn lay_out(problem: &Problem) -> Card<'_> {
    let width = WIDTH - 2.0 * MARGIN;
    let title = title_style(problem).wrapped(&problem.title, width - 2.0 * PADDING - BADGE, 2);
    let mut y = PADDING + TITLE_LINE * title.len() as f32 + GAP;
    let mut labels = Vec::new();
    let mut boxes = Vec::new();
    for group in problem
        .groups
        .iter()
        .filter(|group| !group.boxes.is_empty())
    {
        labels.push((y + 20.0, group.title.as_str()));
        let mut x = PADDING + LABELS;
        for node in &group.boxes {
            let style = box_style(node.turn, group.layer);
            let text = match node.turn {
                Some(turn) => format!("{} · {turn}", node.text),
                None => node.text.clone(),
            };
            let room = width - 2.0 * PADDING - LABELS;
            let text = style.wrapped(&text, room - 20.0, 1).concat();
            let size = style.width(&text) + 20.0;
            if x > PADDING + LABELS && x + size > width - PADDING {
                x = PADDING + LABELS;
                y += BOX_HEIGHT + GAP * 0.75;
            }
            boxes.push(Placed {
                at: [x, y, size, BOX_HEIGHT],
                text,
                turn: node.turn,
                layer: group.layer,
            });
            x += size + GAP;
        }
        y += BOX_HEIGHT + GAP;
    }
    Card {
        problem,
        title,
        labels,
        boxes,
        height: y - GAP + PADDING,
    }
}

fn paint(canvas: &mut Canvas, card: &Card, top: f32) {
    let width = WIDTH - 2.0 * MARGIN;
    canvas.outline([MARGIN, top, width, card.height], CORNER * 1.5, PALE, false);
    let middle = (MARGIN + PADDING + 12.0, top + PADDING + 12.0);
    match card.problem.turn {
        Some(turn) => {
            canvas.dot(middle, 13.0, ORANGE);
            let style = Style::bold(15.0, BLACK);
            canvas.centred(middle.0, middle.1 + 5.5, style, &turn.to_string());
        }
        None => {
            let at = [middle.0 - 12.0, middle.1 - 12.0, 24.0, 24.0];
            canvas.outline(at, 12.0, GREY, true);
        }
    }
    for (place, line) in card.title.iter().enumerate() {
        let y = top + PADDING + 18.0 + TITLE_LINE * place as f32;
        let x = MARGIN + PADDING + BADGE;
        canvas.text(x, y, title_style(card.problem), line);
    }
    for (y, label) in &card.labels {
        canvas.text(MARGIN + PADDING, top + y, Style::new(15.0, GREY), label);
    }
    for placed in &card.boxes {
        let [x, y, width, height] = placed.at;
        let at = [MARGIN + x, top + y, width, height];
        match placed.turn {
            Some(_) => canvas.fill(at, CORNER, LAYERS[placed.layer % LAYERS.len()].0),
            None => canvas.outline(at, CORNER, GREY, true),
        }
        let style = box_style(placed.turn, placed.layer);
        canvas.centred(at[0] + width / 2.0, at[1] + 20.5, style, &placed.text);
    }
}
