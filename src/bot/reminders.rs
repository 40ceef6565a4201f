//! Reminders: off until asked for, on days and at an hour of the person's own, never in their quiet hours, once a day at most.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::{Bot, Visit, progress, settings, training};
use crate::reply::{Button, Kind, Reply};
use crate::store::chats::Chat;
use crate::store::reminders::{self, Reminder};
use crate::store::{Tx, people, sessions, trainings};
use crate::text::{Args, Voice};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const EVERY_DAY: i64 = 0b111_1111;
/// A reminder is set to this hour until another one is chosen.
const FIRST_HOUR: i64 = 10;
/// Quiet hours to choose from: from the first hour up to the second.
const QUIET: [(i64, i64); 4] = [(22, 8), (21, 9), (23, 7), (0, 6)];
const HOUR: i64 = 3_600_000;
/// A reminder later than this (the bot was away) is no help any more.
const LATEST: i64 = 3 * HOUR;
/// Whoever had a turn so recently needs no reminder.
const TALKING: i64 = HOUR;

/// The page with days, hour and quiet hours.
pub fn show(visit: &mut Visit) -> anyhow::Result<()> {
    let reminder = current(visit)?;
    let voice = visit.voice;
    let args = Args::new()
        .text_or_none("days", days_in_words(voice, reminder.days).as_deref())
        .number("hour", reminder.hour)
        .text("zone", &super::zones::in_words(visit))
        .number("from", reminder.quiet_from)
        .number("to", reminder.quiet_to);
    let text = voice.with("remind", &args);
    let day = |(at, name): (usize, &&str)| {
        let name = voice.say(&format!("day-{name}"));
        let label = match reminder.days & (1 << at) {
            0 => name,
            _ => format!("✅ {name}"),
        };
        visit.labelled(&label, "day", &at.to_string())
    };
    let days: Vec<Button> = DAYS.iter().enumerate().map(day).collect();
    let to_hour = |key: &str, step: i64| {
        let hour = beside(&reminder, step);
        let label = voice.with(key, &Args::new().number("hour", hour));
        visit.labelled(&label, "hour", &hour.to_string())
    };
    let quiet = (reminder.quiet_from, reminder.quiet_to);
    let at = QUIET.iter().position(|one| *one == quiet);
    let (from, to) = QUIET[at.map_or(0, |at| (at + 1) % QUIET.len())];
    let args = Args::new().number("from", from).number("to", to);
    let quiet = visit.labelled(
        &voice.with("button-quiet", &args),
        "quiet",
        &format!("{from}-{to}"),
    );
    let switch = match reminder.days {
        0 => visit.button("button-daily", "daily", "-"),
        _ => visit.button("button-mute", "mute", "page"),
    };
    let rows = vec![
        days[..4].to_vec(),
        days[4..].to_vec(),
        vec![to_hour("button-earlier", -1), to_hour("button-later", 1)],
        vec![quiet],
        vec![switch],
        settings::back(visit),
    ];
    visit.page(Kind::Notice, text, rows);
    Ok(())
}

/// For the first page of the settings.
pub fn in_words(visit: &mut Visit) -> anyhow::Result<String> {
    let reminder = current(visit)?;
    let days = days_in_words(visit.voice, reminder.days);
    let args = Args::new()
        .text_or_none("days", days.as_deref())
        .number("hour", reminder.hour);
    Ok(visit.voice.with("remind-short", &args))
}

pub fn toggle_day(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let day: Option<i64> = argument.parse().ok().filter(|day| (0..7).contains(day));
    change(visit, |reminder| {
        reminder.days ^= 1 << day?;
        Some(())
    })
}

pub fn daily(visit: &mut Visit, _: &str) -> anyhow::Result<()> {
    change(visit, |reminder| {
        reminder.days = EVERY_DAY;
        Some(())
    })
}

pub fn set_hour(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let hour = argument.parse().ok().filter(|hour| (0..24).contains(hour));
    change(visit, |reminder| {
        reminder.hour = hour.filter(|hour| !is_quiet(reminder, *hour))?;
        Some(())
    })
}

pub fn set_quiet(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let chosen = QUIET
        .into_iter()
        .find(|(from, to)| format!("{from}-{to}") == argument);
    change(visit, |reminder| {
        (reminder.quiet_from, reminder.quiet_to) = chosen?;
        if is_quiet(reminder, reminder.hour) {
            reminder.hour = reminder.quiet_to;
        }
        Some(())
    })
}

/// The tap that stops them. It works under a reminder however old: nothing but silence can come of it.
pub fn mute(visit: &mut Visit, argument: &str) -> anyhow::Result<()> {
    let mut reminder = current(visit)?;
    if reminder.days != 0 {
        reminder.days = 0;
        save(visit, &mut reminder)?;
    }
    if argument == "page" {
        return show(visit);
    }
    let text = visit.voice.say("remind-muted");
    let buttons = vec![settings::back(visit)];
    visit.page(Kind::Notice, text, buttons);
    Ok(())
}

/// Reckons anew when reminders are due, for the person's time zone is another one.
pub fn follow_zone(visit: &mut Visit) -> anyhow::Result<()> {
    let zone = progress::time_zone(visit);
    for bot in reminders::bots_of(visit.tx, visit.person.id)? {
        if let Some(mut reminder) = reminders::of(visit.tx, &bot, visit.person.id)? {
            reminder.next_at = next(&reminder, &zone, visit.moment.now);
            reminders::set(visit.tx, &bot, visit.person.id, &reminder)?;
        }
    }
    Ok(())
}

fn change(visit: &mut Visit, how: impl FnOnce(&mut Reminder) -> Option<()>) -> anyhow::Result<()> {
    let mut reminder = current(visit)?;
    if how(&mut reminder).is_none() {
        visit.toast("toast-wrong");
        return Ok(());
    }
    save(visit, &mut reminder)?;
    visit.retire_buttons()?;
    show(visit)
}

fn save(visit: &mut Visit, reminder: &mut Reminder) -> anyhow::Result<()> {
    reminder.next_at = next(reminder, &progress::time_zone(visit), visit.moment.now);
    reminder.lang = visit.voice.lang;
    Ok(reminders::set(
        visit.tx,
        &visit.chat.bot,
        visit.person.id,
        reminder,
    )?)
}

fn current(visit: &mut Visit) -> anyhow::Result<Reminder> {
    let (quiet_from, quiet_to) = QUIET[0];
    let kept = reminders::of(visit.tx, &visit.chat.bot, visit.person.id)?;
    Ok(kept.unwrap_or(Reminder {
        days: 0,
        hour: FIRST_HOUR,
        quiet_from,
        quiet_to,
        next_at: None,
        sent_at: None,
        lang: visit.voice.lang,
    }))
}

impl Bot {
    /// The reminder that is due in this chat, whose lock is held: raised first, then made. `None`: nothing is due, or this
    /// time nothing is to be said.
    pub fn remind(&self, tx: &mut Tx, chat: &Chat, now: i64) -> anyhow::Result<Option<Reply>> {
        let person = chat.id;
        let Some(mut reminder) = reminders::of(tx, &chat.bot, person)? else {
            return Ok(None);
        };
        let Some(due) = reminder.next_at.filter(|at| *at <= now) else {
            return Ok(None);
        };
        let (lang, zone) = people::choices(tx, person)?;
        let zone = progress::zone_or(zone.as_deref(), &self.settings.time_zone);
        let session = sessions::last(tx, person, &chat.bot)?;
        let open = session.filter(|session| session.is_open);
        let talks = open
            .as_ref()
            .is_some_and(|session| now - session.updated_at < TALKING);
        let last = trainings::latest(tx, person, &chat.bot, 1)?;
        let has_trained = last
            .first()
            .is_some_and(|last| day(last.finished_at, &zone) == day(now, &zone));
        let is_late = now - due > LATEST || is_quiet(&reminder, hour(now, &zone));
        let speaks = chat.reachable && !talks && !has_trained && !is_late;
        if speaks {
            reminder.sent_at = Some(now);
        }
        reminder.next_at = next(&reminder, &zone, now);
        reminders::set(tx, &chat.bot, person, &reminder)?;
        if !speaks {
            return Ok(None);
        }
        let voice = self.texts.voice(lang.unwrap_or(reminder.lang));
        let state = open.and_then(|session| self.engine.restore(&session.engine));
        let brief = state.as_ref().and_then(|state| self.engine.brief(state));
        let (text, key, action) = match (&state, brief) {
            (Some(state), Some(brief)) if state.turns() > 0 => {
                let args = training::progress(state)
                    .text("person", &brief.person)
                    .text("company", &brief.company);
                (voice.with("remind-go-on", &args), "button-go-on", "go")
            }
            _ => (voice.say("remind-train"), "button-train", "train"),
        };
        let button = |key: &str, action: &str| Button {
            label: voice.say(key),
            data: format!("{action}:-:{}", chat.screen),
        };
        let mut reply = super::notice(text);
        reply.buttons = vec![
            vec![button(key, action)],
            vec![button("button-mute", "mute")],
        ];
        Ok(Some(reply))
    }
}

/// The first moment (epoch ms) after `now` at which the reminder is due: on one of its days, on no day that has had one.
fn next(reminder: &Reminder, zone: &TimeZone, now: i64) -> Option<i64> {
    let had = reminder.sent_at.map(|at| day(at, zone));
    let today = day(now, zone);
    let mut days = today.series(jiff::Span::new().days(1)).take(8);
    days.find_map(|date| {
        let bit = 1 << date.weekday().since(Weekday::Monday);
        if reminder.days & bit == 0 || had == Some(date) {
            return None;
        }
        let hour = i8::try_from(reminder.hour).ok()?;
        let at = date.at(hour, 0, 0, 0).to_zoned(zone.clone()).ok()?;
        let at = at.timestamp().as_millisecond();
        (at > now).then_some(at)
    })
}

/// The nearest hour before or after the reminder's that is not quiet.
fn beside(reminder: &Reminder, step: i64) -> i64 {
    let mut hours = (1..24).map(|away| (reminder.hour + step * away).rem_euclid(24));
    hours
        .find(|hour| !is_quiet(reminder, *hour))
        .unwrap_or(reminder.hour)
}

fn is_quiet(reminder: &Reminder, hour: i64) -> bool {
    let (from, to) = (reminder.quiet_from, reminder.quiet_to);
    match from <= to {
        true => (from..to).contains(&hour),
        false => hour >= from || hour < to,
    }
}

fn day(at: i64, zone: &TimeZone) -> Date {
    progress::local(at, zone).date()
}

fn hour(at: i64, zone: &TimeZone) -> i64 {
    progress::local(at, zone).hour().into()
}

fn days_in_words(voice: Voice, days: i64) -> Option<String> {
    if days == EVERY_DAY {
        return Some(voice.say("days-all"));
    }
    let chosen = DAYS
        .iter()
        .enumerate()
        .filter(|(at, _)| days & (1 << at) != 0);
    let names: Vec<String> = chosen
        .map(|(_, name)| voice.say(&format!("day-{name}")))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn reminder(days: i64, hour: i64, sent_at: Option<&str>) -> Reminder {
        Reminder {
            days,
            hour,
            quiet_from: 22,
            quiet_to: 8,
            next_at: None,
            sent_at: sent_at.map(ms),
            lang: Lang::Ru,
        }
    }

    fn ms(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>()
            .expect(text)
            .as_millisecond()
    }

    #[test]
    fn the_next_reminder_is_on_the_next_of_its_days_at_its_hour() {
        let check = |days, hour, sent, zone: &str, now: &str, expected: Option<&str>| {
            let zone = TimeZone::get(zone).expect(zone);
            let found = next(&reminder(days, hour, sent), &zone, ms(now));
            assert_eq!(found, expected.map(ms), "{days:b} {hour} {now}");
        };
        let moscow = "Europe/Moscow";
        // 2025-01-01 is a Wednesday.
        check(0, 10, None, moscow, "2025-01-01T00:00:00Z", None);
        let today = Some("2025-01-01T07:00:00Z");
        check(EVERY_DAY, 10, None, moscow, "2025-01-01T06:59:59Z", today);
        let tomorrow = Some("2025-01-02T07:00:00Z");
        check(
            EVERY_DAY,
            10,
            None,
            moscow,
            "2025-01-01T07:00:00Z",
            tomorrow,
        );
        // The local day decides, not that of UTC: it is the 2nd in Moscow already.
        check(
            EVERY_DAY,
            10,
            None,
            moscow,
            "2025-01-01T22:00:00Z",
            tomorrow,
        );
        let week = Some("2025-01-08T07:00:00Z");
        check(0b100, 10, None, moscow, "2025-01-01T07:00:00Z", week);
        // One a day at most, whatever hour is chosen after it.
        let sent = Some("2025-01-01T07:00:00Z");
        let evening = Some("2025-01-02T15:00:00Z");
        check(EVERY_DAY, 18, sent, moscow, "2025-01-01T08:00:00Z", evening);
        // An hour that a change of clocks leaves out is an hour later.
        let spring = Some("2025-03-30T01:00:00Z");
        check(
            EVERY_DAY,
            2,
            None,
            "Europe/Berlin",
            "2025-03-29T12:00:00Z",
            spring,
        );
    }

    #[test]
    fn hours_step_over_the_quiet_ones() {
        let check = |hour, step, expected| {
            assert_eq!(
                beside(&reminder(1, hour, None), step),
                expected,
                "{hour} {step}"
            );
        };
        check(10, 1, 11);
        check(21, 1, 8);
        check(8, -1, 21);
        assert!(is_quiet(&reminder(1, 0, None), 23) && is_quiet(&reminder(1, 0, None), 7));
        assert!(!is_quiet(&reminder(1, 0, None), 8) && !is_quiet(&reminder(1, 0, None), 21));
    }
}
