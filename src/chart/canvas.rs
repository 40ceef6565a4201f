//! A sheet to draw on: boxes, lines, dots and text with the two faces that come with the binary.

use std::sync::LazyLock;

use tiny_skia::{
    Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform,
};
use ttf_parser::{Face, OutlineBuilder};

/// Pixels per point.
pub const SCALE: f32 = 2.0;
/// A sheet is no higher, in points: Telegram takes no picture whose sides add up to 10 000 pixels.
const HIGHEST: f32 = 3_000.0;

/// DejaVu Sans Condensed, cut to Latin and Cyrillic letters (see LICENSE beside the files).
static TEXT: LazyLock<Face> = LazyLock::new(|| face(include_bytes!("text.ttf")));
static BOLD: LazyLock<Face> = LazyLock::new(|| face(include_bytes!("bold.ttf")));

fn face(bytes: &'static [u8]) -> Face<'static> {
    Face::parse(bytes, 0).expect("the faces that come with the binary are read by a test")
}

pub type Ink = [u8; 3];
pub const WHITE: Ink = [255, 255, 255];
pub const BLACK: Ink = [34, 34, 34];
pub const GREY: Ink = [110, 110, 110];
pub const PALE: Ink = [222, 224, 228];
pub const ORANGE: Ink = [230, 159, 0];
pub const SKY: Ink = [86, 180, 233];
pub const GREEN: Ink = [0, 158, 115];
pub const BLUE: Ink = [0, 114, 178];
pub const VERMILION: Ink = [213, 94, 0];

/// How a text is set.
#[derive(Clone, Copy)]
pub struct Style {
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
}

impl Style {
    pub fn new(size: f32, ink: Ink) -> Self {
        Self {
            size,
            bold: false,
            ink,
        }
    }

    pub fn bold(size: f32, ink: Ink) -> Self {
        Self {
            size,
            bold: true,
            ink,
        }
    }

    fn face(self) -> &'static Face<'static> {
        if self.bold { &BOLD } else { &TEXT }
    }

    /// How wide a text is, in points.
    pub fn width(self, text: &str) -> f32 {
        let face = self.face();
        let units: u32 = text
            .chars()
            .filter_map(|letter| face.glyph_hor_advance(face.glyph_index(letter)?))
            .map(u32::from)
            .sum();
        units as f32 * self.size / f32::from(face.units_per_em())
    }

    /// The text in lines of this width, `most` of them at most; what is left over is cut with an ellipsis.
    pub fn wrapped(self, text: &str, width: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| self.width(line) <= width) {
                Some(line) => *lines.last_mut().expect("it was just read") = line,
                None => lines.push(word.to_owned()),
            }
        }
        let is_cut = lines.len() > most;
        lines.truncate(most);
        let last = lines.len().saturating_sub(1);
        for (place, line) in lines.iter_mut().enumerate() {
            *line = self.cut(line, width, is_cut && place == last);
        }
        lines
    }

    fn cut(self, text: &str, width: f32, is_cut: bool) -> String {
        if !is_cut && self.width(text) <= width {
            return text.to_owned();
        }
        let mut text = text.to_owned();
        while !text.is_empty() && self.width(&format!("{text}…")) > width {
            text.pop();
        }
        format!("{}…", text.trim_end())
    }
}

pub struct Canvas {
    pixels: Pixmap,
}

impl Canvas {
    /// A white sheet; sizes in points.
    pub fn new(width: f32, height: f32) -> Option<Self> {
        let height = height.min(HIGHEST);
        let mut pixels = Pixmap::new((width * SCALE) as u32, (height * SCALE) as u32)?;
        pixels.fill(Color::WHITE);
        Some(Self { pixels })
    }

    pub fn png(&self) -> Option<Vec<u8>> {
        self.pixels.encode_png().ok()
    }

    /// A full box with round corners.
    pub fn fill(&mut self, at: [f32; 4], radius: f32, ink: Ink) {
        if let Some(path) = rounded(at, radius) {
            self.fill_path(&path, ink);
        }
    }

    /// The outline of a box; dashed for what is not there.
    pub fn outline(&mut self, at: [f32; 4], radius: f32, ink: Ink, dashed: bool) {
        let stroke = Stroke {
            width: 1.5,
            dash: dashed
                .then(|| StrokeDash::new(vec![4.0, 3.0], 0.0))
                .flatten(),
            ..Stroke::default()
        };
        if let Some(path) = rounded(at, radius) {
            self.stroke_path(&path, &stroke, ink);
        }
    }

    pub fn lines(&mut self, points: &[(f32, f32)], thickness: f32, ink: Ink) {
        let mut path = PathBuilder::new();
        for (place, (x, y)) in points.iter().enumerate() {
            match place {
                0 => path.move_to(*x, *y),
                _ => path.line_to(*x, *y),
            }
        }
        let stroke = Stroke {
            width: thickness,
            line_cap: LineCap::Round,
            ..Stroke::default()
        };
        if let Some(path) = path.finish() {
            self.stroke_path(&path, &stroke, ink);
        }
    }

    pub fn dot(&mut self, (x, y): (f32, f32), radius: f32, ink: Ink) {
        if let Some(path) = PathBuilder::from_circle(x, y, radius) {
            self.fill_path(&path, ink);
        }
    }

    /// Writes a line from `x` on, its letters standing on `y`; letters that the faces lack are left out.
    pub fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let face = style.face();
        let scale = style.size / f32::from(face.units_per_em());
        let mut pen = Pen {
            path: PathBuilder::new(),
            scale,
            x,
            y,
        };
        for letter in text.chars() {
            let Some(glyph) = face.glyph_index(letter) else {
                continue;
            };
            face.outline_glyph(glyph, &mut pen);
            pen.x += f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
        }
        if let Some(path) = pen.path.finish() {
            self.fill_path(&path, style.ink);
        }
    }

    /// The same around `x`.
    pub fn centred(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.text(x - style.width(text) / 2.0, y, style, text);
    }

    fn fill_path(&mut self, path: &Path, ink: Ink) {
        let scale = Transform::from_scale(SCALE, SCALE);
        self.pixels
            .fill_path(path, &paint(ink), FillRule::Winding, scale, None);
    }

    fn stroke_path(&mut self, path: &Path, stroke: &Stroke, ink: Ink) {
        let scale = Transform::from_scale(SCALE, SCALE);
        self.pixels
            .stroke_path(path, &paint(ink), stroke, scale, None);
    }
}

fn paint([red, green, blue]: Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

/// A box, `[x, y, width, height]`, with round corners.
fn rounded([x, y, width, height]: [f32; 4], radius: f32) -> Option<Path> {
    let radius = radius.min(width / 2.0).min(height / 2.0);
    if radius <= 0.0 {
        return Some(PathBuilder::from_rect(Rect::from_xywh(
            x, y, width, height,
        )?));
    }
    let (right, bottom) = (x + width, y + height);
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.quad_to(right, y, right, y + radius);
    path.line_to(right, bottom - radius);
    path.quad_to(right, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.quad_to(x, bottom, x, bottom - radius);
    path.line_to(x, y + radius);
    path.quad_to(x, y, x + radius, y);
    path.close();
    path.finish()
}

/// Draws the outlines of letters into a path.
struct Pen {
    path: PathBuilder,
    scale: f32,
    x: f32,
    y: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
