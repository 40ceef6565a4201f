//! The pictures, compared with stored ones that somebody has looked at. `UPDATE_PICTURES=1` draws those anew: look at them.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use spinbot::attachment::{Attachment, Group, NeedMap, Node, Problem, Progress};
use spinbot::chart;
use tiny_skia::Pixmap;

/// What a picture may weigh.
const HEAVIEST: usize = 200_000;
/// What drawing one may take, in milliseconds: a debug build is given twenty times as much.
const LONGEST_MS: u128 = if cfg!(debug_assertions) { 3_000 } else { 150 };
/// Shades of one colour that count as the same, and the share of pixels that may differ by more.
const TOLERANCE: u8 = 24;
const MAY_DIFFER: f64 = 0.002;

#[track_caller]
fn check(name: &str, attachment: &Attachment) {
    let started = Instant::now();
    let drawn = chart::render(attachment).unwrap();
    let ms = started.elapsed().as_millis();
    let bytes = drawn.bytes.len();
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pictures/{name}.png"));
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &drawn.bytes).unwrap();
    }
    let stored = Pixmap::decode_png(&fs::read(&file).unwrap()).unwrap();
    let picture = Pixmap::decode_png(&drawn.bytes).unwrap();
    let (width, height) = (picture.width(), picture.height());
    println!("{name}: {width}×{height}, {bytes} bytes, {ms} ms");
    assert_eq!(
        (width, height),
        (stored.width(), stored.height()),
        "{name}: another size"
    );
    let pixels = picture.data().chunks(4).zip(stored.data().chunks(4));
    let differ = pixels
        .filter(|(one, other)| {
            let mut shades = one.iter().zip(*other);
            shades.any(|(one, other)| one.abs_diff(*other) > TOLERANCE)
        })
        .count();
    let share = differ as f64 / f64::from(width * height);
    assert!(share <= MAY_DIFFER, "{name}: {differ} pixels differ");
    assert!(bytes < HEAVIEST, "{name}: {bytes} bytes");
    assert!(ms < LONGEST_MS, "{name}: {ms} ms");
    // Telegram: the sides add up to 10 000 at most, and one is at most twenty times the other.
    assert!(width + height <= 10_000 && width <= 20 * height && height <= 20 * width);
}

fn group(title: &str, layer: usize, boxes: &[(&str, u32)]) -> Group {
    let node = |(text, turn): &(&str, u32)| Node {
        text: (*text).to_owned(),
        turn: (*turn > 0).then_some(*turn),
    };
    Group {
        title: title.to_owned(),
        layer,
        boxes: boxes.iter().map(node).collect(),
    }
}

/// What was found in which turn; 0 is missed.
fn problem(title: &str, turn: u32, found: [u32; 9]) -> Problem {
    let [
        cause,
        often,
        last,
        money,
        people,
        clients,
        risk,
        need,
        benefit,
    ] = found;
    Problem {
        title: title.to_owned(),
        turn: (turn > 0).then_some(turn),
        groups: vec![
            group(
                "Подробности",
                0,
                &[
                    ("причина", cause),
                    ("как часто", often),
                    ("последний случай", last),
                ],
            ),
            group(
                "Последствия",
                1,
                &[
                    ("деньги", money),
                    ("люди", people),
                    ("клиенты", clients),
                    ("риск", risk),
                ],
            ),
            group("Чего хочет", 2, &[("решение", need)]),
            group("Выгоды", 3, &[("выгода", benefit), ("выгода", 0)]),
        ],
    }
}

fn map(problems: Vec<Problem>) -> Attachment {
    Attachment::NeedMap(NeedMap {
        title: "Карта разговора".to_owned(),
        found: "нашли (и на каком ходу)".to_owned(),
        missed: "не нашли".to_owned(),
        problems,
    })
}

fn progress(scores: &[i64], types: [i64; 4]) -> Attachment {
    let names = ["Ситуационный", "Проблемный", "Извлекающий", "Направляющий"];
    let types = names.iter().map(|name| (*name).to_owned()).zip(types);
    Attachment::Progress(Progress {
        title: "Итоги последних тренировок".to_owned(),
        scores: scores.to_vec(),
        types_title: "Какие вопросы вы задаёте".to_owned(),
        types: types.collect(),
    })
}

#[test]
fn a_need_map_is_drawn_as_stored() {
    let problems = vec![
        problem(
            "сумма таможенных платежей известна только в последний день",
            2,
            [3, 0, 5, 4, 6, 0, 0, 8, 9],
        ),
        problem(
            "партии застревают на таможне дольше обещанного срока, и никто не может сказать, когда они выйдут",
            7,
            [0, 0, 10, 0, 0, 0, 0, 0, 0],
        ),
        problem("таможня меняет код товара после подачи", 0, [0; 9]),
    ];
    check("map", &map(problems));
}

#[test]
fn long_words_and_odd_letters_stay_inside() {
    let title = format!("{} <b>&🙂", "Ъ".repeat(90));
    check("odd", &map(vec![problem(&title, 10, [10; 9])]));
}

#[test]
fn progress_is_drawn_as_stored() {
    let scores = [
        12, 20, 18, 35, 30, 42, 55, 48, 60, 52, 64, 70, 66, 58, 72, 80, 77, 85, 100, 91,
    ];
    check("progress", &progress(&scores, [42, 61, 38, 19]));
}

#[test]
fn two_trainings_are_enough_for_a_picture() {
    check("two", &progress(&[0, 100], [0, 1, 0, 0]));
}

/// Nothing in a description can make drawing fail.
#[test]
fn what_is_empty_or_out_of_range_is_drawn() {
    for odd in [
        map(Vec::new()),
        map(vec![problem("", 0, [0; 9]); 40]),
        progress(&[], [0; 4]),
        progress(&[-5, 500, i64::MAX, i64::MIN], [i64::MAX, 0, -3, 1]),
    ] {
        assert!(chart::render(&odd).is_some());
        assert!(!odd.as_text().is_empty());
    }
}
