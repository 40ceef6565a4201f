//! What a person wins: experience, levels, achievements, the streak of days.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;

use super::Visit;
use crate::engine::{Pack, Report, State, Totals, streak};
use crate::reply::Kind;
use crate::store::trainings::{self, Finished};
use crate::store::{achievements, people};
use crate::text::Args;

/// Trainings that a streak and running badges look back on: more than a person does in half a year of days.
const LOOK_BACK: i64 = 400;
const DAY_MS: i64 = 24 * 3_600_000;

/// What one call has won.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Won {
    pub points: i64,
    /// Ids of new achievements.
    pub achievements: Vec<String>,
}

/// The person's last trainings before the one that ends now.
pub fn before(visit: &mut Visit) -> anyhow::Result<Vec<Finished>> {
    let bot = visit.chat.bot.clone();
    Ok(trainings::latest(
        visit.tx,
        visit.person.id,
        &bot,
        LOOK_BACK,
    )?)
}

/// Pays out a call whose row is written.
pub fn reward(
    visit: &mut Visit,
    state: &State,
    report: &Report,
    before: Vec<Finished>,
    points: i64,
) -> anyhow::Result<Won> {
    let points = points.max(0);
    if points > 0 {
        visit.person.xp = people::add_xp(visit.tx, visit.person.id, points)?;
    }
    let bot = visit.chat.bot.clone();
    let all = trainings::totals(visit.tx, visit.person.id, &bot)?;
    let now = visit.moment.now;
    let last_score = before.first().map(|one| one.score);
    let away_days = before
        .first()
        .map_or(0, |one| (now - one.finished_at) / DAY_MS);
    let this = Finished {
        finished_at: now,
        badge: report.badge.0.clone(),
        score: report.score,
    };
    let after: Vec<Finished> = std::iter::once(this).chain(before).collect();
    let totals = Totals {
        trainings: all.count,
        questions: all.questions,
        needs: all.needs,
        advances: all.advances,
        badges: after.iter().map(|one| one.badge.clone()).collect(),
        last_score,
        away_days,
        streak: streak(&local_days(&after, &time_zone(visit))),
    };
    let had = achievements::of(visit.tx, visit.person.id)?;
    let earned = visit.bot.engine.earned(state, report, &totals, &had);
    for id in &earned {
        achievements::insert(visit.tx, visit.person.id, id, now)?;
    }
    Ok(Won {
        points,
        achievements: earned,
    })
}

/// A person's own time zone, else the operator's choice.
pub fn time_zone(visit: &Visit) -> TimeZone {
    let own = visit.person.time_zone.as_deref();
    zone_or(own, &visit.bot.settings.time_zone)
}

/// The time zone of this name, else that of the other.
pub fn zone_or(own: Option<&str>, default: &str) -> TimeZone {
    let own = own.and_then(|name| TimeZone::get(name).ok());
    own.or_else(|| TimeZone::get(default).ok())
        .unwrap_or(TimeZone::UTC)
}

/// Date and hour of a moment (epoch ms) where a person is.
pub fn local(at: i64, zone: &TimeZone) -> DateTime {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(at)
}

/// Local days of these trainings, rising, each once; they come newest first.
fn local_days(trainings: &[Finished], zone: &TimeZone) -> Vec<i64> {
    let day = |at: i64| i64::from((local(at, zone).date() - date(1970, 1, 1)).get_days());
    let mut days: Vec<i64> = trainings
        .iter()
        .rev()
        .map(|one| day(one.finished_at))
        .collect();
    days.dedup();
    days
}

/// `/rank`: level, streak, what is earned and what is still to be earned.
pub fn rank(visit: &mut Visit) -> anyhow::Result<()> {
    let had = achievements::of(visit.tx, visit.person.id)?;
    let last = before(visit)?;
    let days = local_days(&last, &time_zone(visit));
    let lang = visit.voice.lang;
    let xp = visit.person.xp;
    let (level, name, next) = visit.bot.engine.level(lang, xp);
    let args = Args::new()
        .number("xp", xp)
        .number("level", level as i64)
        .text("name", name)
        .number("left", next.map_or(0, |next| next - xp))
        .number("streak", streak(&days))
        .number("have", had.len() as i64)
        .number("all", visit.pack().achievements.len() as i64);
    let mut text = visit.voice.with("rank", &args);
    let pack = visit.pack();
    let lines: Vec<String> = pack
        .achievements
        .iter()
        .map(|one| {
            let key = match had.contains(&one.id) {
                true => "rank-earned",
                false => "rank-open",
            };
            let args = Args::new().text("name", &one.name).text("how", &one.how);
            visit.voice.with(key, &args)
        })
        .collect();
    text.push_str("\n\n");
    text.push_str(&lines.join("\n"));
    let buttons = visit.start_button();
    visit.push(Kind::Notice, text, buttons);
    Ok(())
}

/// Names of achievements by their ids.
pub fn names(pack: &Pack, ids: &[String]) -> Vec<String> {
    let all = pack.achievements.iter();
    all.filter(|one| ids.contains(&one.id))
        .map(|one| one.name.clone())
        .collect()
}
