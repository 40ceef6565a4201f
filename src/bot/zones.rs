//! The person's time zone: by a button, or by typing a city, a difference to UTC, or a name as the tz database has it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::cities::{BUTTONS, CITIES};
use super::{Visit, progress, reminders, settings};
use crate::lang::Lang;
use crate::reply::{Button, Kind};
use crate::store::{chats, people};
use crate::text::Args;

/// What the chat waits for while a city is to be typed.
pub const ASKED: &str = "zone";
/// No city has a longer name; whatever is longer was meant for the buyer.
const LONGEST_CITY: usize = 40;

/// The page of the time zone.
pub fn show(visit: &mut Visit) -> anyhow::Result<()> {
    let zone = progress::time_zone(visit);
    let time = progress::local(visit.moment.now, &zone).time();
    let args = Args::new()
        .text("zone", &in_words(visit))
        .text("time", &time.strftime("%H:%M").to_string());
    let text = visit.voice.with("zone", &args);
    let choices: Vec<Button> = BUTTONS
        .iter()
        .filter(|name| zone.iana_name() != Some(**name))
        .map(|name| visit.labelled(&label(visit.voice.lang, name), "zone", name))
        .collect();
    let mut rows: Vec<Vec<Button>> = choices.chunks(3).map(<[Button]>::to_vec).collect();
    rows.push(vec![visit.button("button-zone-other", "city", "-")]);
    rows.push(settings::back(visit));
    visit.page(Kind::Notice, text, rows);
    Ok(())
}

pub fn set(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    if TimeZone::get(argument).is_err() {
        visit.toast("toast-wrong");
        return Ok(());
    }
    keep(visit, argument)?;
    visit.retire_buttons()?;
    show(visit)
}

/// The button that lets one type: the next text is the city.
pub fn ask(visit: &mut Visit, _: &str) -> anyhow::Result<()> {
    chats::ask(visit.tx, visit.chat, Some(ASKED))?;
    let text = visit.voice.say("zone-ask");
    let buttons = vec![settings::back(visit)];
    visit.page(Kind::Notice, text, buttons);
    Ok(())
}

/// Takes a text for the city that was asked for; false if it cannot be meant as one.
pub fn typed(visit: &mut Visit, text: &str) -> anyhow::Result<bool> {
    let Some(zone) = find(text) else {
        let for_buyer = text.contains('?') || text.chars().count() > LONGEST_CITY;
        if for_buyer && visit.call().is_some() {
            return Ok(false);
        }
        let text = visit.voice.say("zone-unknown");
        let buttons = vec![settings::back(visit)];
        visit.push(Kind::Notice, text, buttons);
        return Ok(true);
    };
    chats::ask(visit.tx, visit.chat, None)?;
    keep(visit, &zone)?;
    visit.retire_buttons()?;
    show(visit)?;
    Ok(true)
}

fn keep(visit: &mut Visit, zone: &str) -> anyhow::Result<()> {
    people::set_time_zone(visit.tx, visit.person.id, zone)?;
    visit.person.time_zone = Some(zone.to_owned());
    reminders::follow_zone(visit)
}

/// The zone as people call it, with its difference to UTC now.
pub fn in_words(visit: &Visit) -> String {
    let zone = progress::time_zone(visit);
    let now = Timestamp::from_millisecond(visit.moment.now).unwrap_or(Timestamp::UNIX_EPOCH);
    let offset = offset_in_words(zone.to_offset(now).seconds());
    match zone.iana_name() {
        Some(name) if !name.starts_with("Etc/") && name != "UTC" => {
            format!("{} ({offset})", label(visit.voice.lang, name))
        }
        _ => offset,
    }
}

fn offset_in_words(seconds: i32) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    let minutes = seconds.abs() / 60;
    match minutes % 60 {
        0 => format!("UTC{sign}{}", minutes / 60),
        rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
    }
}

/// The city a zone is called after: the first of the list that lies in it.
fn label(lang: Lang, zone: &str) -> String {
    match CITIES.iter().find(|(_, _, one)| *one == zone) {
        Some((ru, en, _)) => match lang {
            Lang::Ru => (*ru).to_owned(),
            Lang::En => (*en).to_owned(),
        },
        None => city_of(zone),
    }
}

/// `America/New_York` → `New York`.
fn city_of(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// The zone that a text names.
fn find(text: &str) -> Option<String> {
    let wanted = plain(text);
    if let Some(zone) = by_offset(&wanted) {
        return Some(zone);
    }
    let named = |(ru, en, _): &&(&str, &str, &str)| plain(ru) == wanted || plain(en) == wanted;
    if let Some((_, _, zone)) = CITIES.iter().find(named) {
        return Some((*zone).to_owned());
    }
    let all = jiff::tz::db().available();
    let mut names: Vec<String> = all.map(|name| name.to_string()).collect();
    names.retain(|name| name.contains('/') && !name.starts_with("Etc/"));
    names.sort();
    let whole = names.iter().find(|name| plain(name) == wanted);
    let by_city = || names.iter().find(|name| plain(&city_of(name)) == wanted);
    whole.or_else(by_city).cloned()
}

/// `UTC+5`, `+5`, `МСК+2`, `МСК`: whole hours, as a zone without summer time.
fn by_offset(wanted: &str) -> Option<String> {
    let (base, rest) = ["utc", "gmt", "мск", "msk"]
        .into_iter()
        .find_map(|name| Some((name, wanted.strip_prefix(name)?)))
        .unwrap_or(("", wanted));
    let moscow = if matches!(base, "мск" | "msk") {
        3
    } else {
        0
    };
    let rest = rest.replace(' ', "");
    let hours = match (base, rest.as_str()) {
        ("", rest) if !rest.starts_with(['+', '−', '-']) => return None,
        (_, "") => 0,
        (_, rest) => rest.replace('−', "-").parse::<i64>().ok()?,
    };
    match hours + moscow {
        3 if moscow == 3 => Some("Europe/Moscow".to_owned()),
        0 => Some("UTC".to_owned()),
        // The tz database counts these the other way round.
        hours @ 1..=14 => Some(format!("Etc/GMT-{hours}")),
        hours @ -12..=-1 => Some(format!("Etc/GMT+{}", -hours)),
        _ => None,
    }
}

/// One spelling for all: small letters, no ё, no dots, a space between words.
fn plain(text: &str) -> String {
    let text = text
        .to_lowercase()
        .replace('ё', "е")
        .replace(['_', '.', ','], " ");
    let text = match text.trim().starts_with(['+', '-', '−']) || text.contains("+") {
        true => text,
        false => hyphens(&text),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["г" | "город" | "city", rest @ ..] if !rest.is_empty() => rest.join(" "),
        words => words.join(" "),
    }
}

/// A hyphen between letters is a space; before a figure it is a minus.
fn hyphens(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let before_figure = letters.peek().is_some_and(char::is_ascii_digit);
        spaced.push(if letter == '-' && !before_figure {
            ' '
        } else {
            letter
        });
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_a_difference_and_a_name_are_understood() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(find(text).as_deref(), expected, "{text}");
        };
        check("Москва", Some("Europe/Moscow"));
        check(" г. екатеринбург ", Some("Asia/Yekaterinburg"));
        check("Орёл", Some("Europe/Moscow"));
        check("санкт-петербург", Some("Europe/Moscow"));
        check("Улан Удэ", Some("Asia/Irkutsk"));
        check("new york", Some("America/New_York"));
        check("Asia/Almaty", Some("Asia/Almaty"));
        check(
            "america/argentina/buenos_aires",
            Some("America/Argentina/Buenos_Aires"),
        );
        check("Reykjavik", Some("Atlantic/Reykjavik"));
        check("+5", Some("Etc/GMT-5"));
        check("UTC -3", Some("Etc/GMT+3"));
        check("utc−3", Some("Etc/GMT+3"));
        check("МСК+2", Some("Etc/GMT-5"));
        check("мск", Some("Europe/Moscow"));
        check("UTC", Some("UTC"));
        for nothing in [
            "",
            "Нарния",
            "+99",
            "Какие у вас сложности?",
            "<b>&",
            "-",
            "5",
        ] {
            check(nothing, None);
        }
    }

    #[test]
    fn every_city_lies_in_a_zone_that_exists() {
        for (ru, en, zone) in CITIES {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
            assert_eq!(find(ru).as_deref(), Some(*zone), "{ru}");
            assert!(find(en).is_some(), "{en}");
        }
        for zone in BUTTONS {
            assert!(CITIES.iter().any(|(_, _, one)| one == zone), "{zone}");
            assert!(format!("zone:{zone}:9999999999").len() <= 64);
        }
    }
}
