//! Progress: the scores of the last trainings as a line, and how often each type was asked as bars.

use super::canvas::{
    BLACK, BLUE, Canvas, GREEN, GREY, Ink, ORANGE, PALE, SKY, Style, VERMILION, WHITE,
};
use crate::attachment::Progress;

const WIDTH: f32 = 600.0;
const MARGIN: f32 = 18.0;
/// The field of the line: left, top, right, bottom.
const FIELD: [f32; 4] = [58.0, 66.0, 578.0, 286.0];
const BAR_HEIGHT: f32 = 26.0;
const BAR_STEP: f32 = 36.0;
/// Where the bars begin, and the room for a number behind the longest.
const BARS_LEFT: f32 = 190.0;
const NUMBER: f32 = 44.0;
/// Situation, problem, implication, need-payoff.
const TYPES: [Ink; 4] = [SKY, ORANGE, VERMILION, GREEN];

pub fn draw(progress: &Progress) -> Option<Canvas> {
    let bars = progress.types.len() as f32;
    let mut canvas = Canvas::new(WIDTH, 374.0 + bars * BAR_STEP)?;
    canvas.text(MARGIN, 34.0, Style::bold(22.0, BLACK), &progress.title);
    scores(&mut canvas, &progress.scores);
    let heading = Style::bold(18.0, BLACK);
    canvas.text(MARGIN, 346.0, heading, &progress.types_title);
    types(&mut canvas, &progress.types);
    Some(canvas)
}

fn scores(canvas: &mut Canvas, scores: &[i64]) {
    let [left, top, right, bottom] = FIELD;
    let height = |score: i64| bottom - (bottom - top) * score.clamp(0, 100) as f32 / 100.0;
    let small = Style::new(15.0, GREY);
    for mark in [0, 25, 50, 75, 100] {
        let y = height(mark);
        canvas.lines(&[(left, y), (right, y)], 1.0, PALE);
        let label = mark.to_string();
        canvas.text(left - 12.0 - small.width(&label), y + 5.0, small, &label);
    }
    let step = (right - left - 40.0) / (scores.len().max(2) - 1) as f32;
    let points: Vec<(f32, f32)> = scores
        .iter()
        .enumerate()
        .map(|(place, score)| (left + 20.0 + step * place as f32, height(*score)))
        .collect();
    canvas.lines(&points, 3.0, BLUE);
    let best = scores
        .iter()
        .rposition(|score| Some(score) == scores.iter().max());
    for (place, (point, score)) in points.iter().zip(scores).enumerate() {
        canvas.dot(*point, 6.0, BLUE);
        canvas.dot(*point, 3.0, WHITE);
        // The first, the best and the last are named; the rest shows in the line.
        let is_named = place == 0 || place + 1 == scores.len() || Some(place) == best;
        if is_named {
            let style = Style::bold(16.0, BLACK);
            canvas.centred(point.0, point.1 - 12.0, style, &score.to_string());
        }
        if scores.len() <= 20 {
            let number = (place + 1).to_string();
            canvas.centred(point.0, bottom + 22.0, small, &number);
        }
    }
}

fn types(canvas: &mut Canvas, types: &[(String, i64)]) {
    let most = types
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    let room = WIDTH - MARGIN - NUMBER - BARS_LEFT;
    for (place, (name, count)) in types.iter().enumerate() {
        let y = 364.0 + BAR_STEP * place as f32;
        let style = Style::new(16.0, BLACK);
        let label = style.wrapped(name, BARS_LEFT - MARGIN - 10.0, 1).concat();
        canvas.text(MARGIN, y + 18.5, style, &label);
        let width = (room * *count as f32 / most as f32).max(2.0);
        let ink = TYPES[place % TYPES.len()];
        canvas.fill([BARS_LEFT, y, width, BAR_HEIGHT], 5.0, ink);
        let number = Style::bold(16.0, BLACK);
        let x = BARS_LEFT + width + 8.0;
        canvas.text(x, y + 18.5, number, &count.to_string());
    }
}
