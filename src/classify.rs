//! `spinbot classify`: JSON lines with turns in, JSON lines with what each is for out, in the same order.

use std::io::{BufRead, Read, Write};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::engine::learned::Reader;
use crate::lang::Lang;

/// A line of more bytes is an error: no message of Telegram's comes near, and memory stays bounded.
const LONGEST_LINE: u64 = 1 << 20;

/// One turn to classify.
#[derive(Deserialize)]
struct Request {
    text: String,
    #[serde(default)]
    prev: Option<String>,
    #[serde(default)]
    lang: Option<String>,
}

/// The readers of both languages.
pub struct Readers {
    ru: Reader,
    en: Reader,
}

impl Readers {
    pub fn built_in() -> anyhow::Result<Self> {
        Ok(Self {
            ru: Reader::built_in(Lang::Ru)?,
            en: Reader::built_in(Lang::En)?,
        })
    }

    pub fn of(&self, lang: Lang) -> &Reader {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

/// Answers every line with a line, and at once: whoever asks may wait for the answer before the next question.
pub fn run(mut input: impl BufRead, mut out: impl Write) -> anyhow::Result<i32> {
    let readers = Readers::built_in()?;
    let mut line = Vec::new();
    while next_line(&mut input, &mut line)? {
        let answer = answer(&readers, &line).unwrap_or_else(|error| json!({ "error": error }));
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(0)
}

/// Reads a line without its end; of one that is too long, just as much as shows that it is.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    if input.take(LONGEST_LINE + 1).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.ends_with(b"\n") {
        line.pop();
    } else if line.len() as u64 > LONGEST_LINE {
        skip_line(input)?;
    }
    Ok(true)
}

fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let count = end.map_or(buffer.len(), |end| end + 1);
        input.consume(count);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn answer(readers: &Readers, line: &[u8]) -> Result<Value, String> {
    if line.len() as u64 > LONGEST_LINE {
        return Err(format!("longer than {LONGEST_LINE} bytes"));
    }
    let request: Request = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let lang = match &request.lang {
        Some(tag) => {
            Lang::parse(tag).ok_or_else(|| format!("lang: {tag:?} is neither ru nor en"))?
        }
        None => guess_lang(&request.text, request.prev.as_deref()),
    };
    let previous = request
        .prev
        .as_deref()
        .filter(|line| !line.trim().is_empty());
    let judgement = readers.of(lang).read(&request.text, previous, None);
    Ok(json!({
        "label": judgement.label.id(),
        "act": judgement.act.id(),
        "confidence": (f64::from(judgement.confidence()) * 1000.0).round() / 1000.0,
    }))
}

/// The language whose letters a turn is written in, or the line before it.
pub fn guess_lang(text: &str, previous: Option<&str>) -> Lang {
    let of = |text: &str| {
        let cyrillic = text
            .chars()
            .filter(|c| ('\u{400}'..='\u{4ff}').contains(c))
            .count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        match (cyrillic, latin) {
            (0, 0) => None,
            _ if cyrillic >= latin => Some(Lang::Ru),
            _ => Some(Lang::En),
        }
    };
    of(text).or_else(|| of(previous?)).unwrap_or(Lang::Ru)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classify(input: &[u8]) -> Vec<Value> {
        let mut out = Vec::new();
        run(input, &mut out).unwrap();
        let lines = out
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        lines
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }

    #[test]
    fn every_line_has_its_answer_in_its_place() {
        let mut input =
            "{\"text\":\"Кто принимает решение?\"}\n{oops\n\n{\"text\":\"ok\",\"lang\":\"fr\"}\n"
                .as_bytes()
                .to_vec();
        input.extend(b"\xff\n");
        input.extend(vec![b'a'; LONGEST_LINE as usize + 5]);
        input.extend("\n{\"text\":\"How many people work here?\",\"prev\":null}".as_bytes());
        let answers = classify(&input);
        let labels: Vec<Option<&str>> = answers
            .iter()
            .map(|answer| answer["label"].as_str())
            .collect();
        assert_eq!(
            labels,
            [
                Some("situational"),
                None,
                None,
                None,
                None,
                None,
                Some("situational")
            ]
        );
        assert!(
            answers[1..6]
                .iter()
                .all(|answer| answer["error"].is_string()),
            "{answers:?}"
        );
        let confidence = answers[0]["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence));
    }

    #[test]
    fn the_letters_tell_the_language() {
        let check =
            |text, previous, expected| assert_eq!(guess_lang(text, previous), expected, "{text}");
        check("Кто платит за SLA?", None, Lang::Ru);
        check("Who pays?", Some("Мы платим."), Lang::En);
        check("?", Some("We do."), Lang::En);
        check("…", None, Lang::Ru);
    }
}
