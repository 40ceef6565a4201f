//! The numbers of the game, the scorecard, badges, levels and achievements: what no session can earn is a fault.

use super::Checker;
use super::place::Place;
use crate::engine::checks::CHECK_IDS;
use crate::engine::pack::Achievement;

/// All checks together.
const WHOLE: i64 = 100;
/// With fewer questions no call passes all checks: two problems, three consequences, a need, a second benefit.
const LEAST_QUESTIONS: u32 = 7;
const MOST_QUESTIONS: u32 = 50;
/// What a person can do in years of training is reachable, more is not.
const MOST_TIMES: i64 = 100_000;
/// Calls that running badges look back on.
const MOST_RUNNING: i64 = 100;

impl Checker<'_> {
    pub(super) fn rules(&mut self) {
        let place = self.part("rules");
        let rules = self.pack.rules.clone();
        let questions = (LEAST_QUESTIONS.into(), MOST_QUESTIONS.into());
        let most = i64::from(rules.max_questions);
        for (key, value, (least, most)) in [
            ("max_questions", most, questions),
            ("soon", rules.soon.into(), (1, most - 1)),
            ("floor", rules.floor, (0, 50)),
            ("patient_for", rules.patient_for.into(), (0, most)),
            ("largest_move", rules.largest_move, (1, 100)),
            ("deflects_below", rules.deflects_below, (0, 100)),
            ("offer_step_at", rules.offer_step_at, (0, 100)),
        ] {
            self.within(&place.at(key), value, least, most);
        }
        for trust in rules.openness {
            self.within(&place.at("openness"), trust, rules.floor + 1, 100);
        }
        for percent in rules.difficulty_percent {
            self.within(&place.at("difficulty_percent"), percent, 1, 1_000);
        }
        if !(0.0..=1.0).contains(&rules.copied) {
            self.fault(&place.at("copied"), "write a likeness from 0.0 to 1.0");
        }
        let [least, most] = rules.share;
        if !(0.0 < least && least < most && most <= 1.0) {
            let reason =
                "write the smallest and the largest share of revenue, such as [0.0005, 0.15]";
            self.fault(&place.at("share"), reason);
        }
    }

    pub(super) fn score(&mut self) {
        let pack = self.pack;
        let list = self.part("checks");
        self.ids(
            &list,
            "check",
            pack.checks.iter().map(|one| one.id.as_str()),
        );
        for (nth, check) in pack.checks.iter().enumerate() {
            let place = list.at(nth);
            if !CHECK_IDS.contains(&check.id.as_str()) {
                let known = CHECK_IDS.join(", ");
                let reason = format!("`{}` is no check: write one of {known}", check.id);
                self.fault(&place.at("id"), reason);
            }
            self.within(&place.at("weight"), check.weight, 1, WHOLE);
            self.not_empty(&place.at("title"), &check.title);
            self.not_empty(&place.at("train"), &check.train);
            for id in &check.stress {
                if pack.temperaments.iter().all(|one| one.id != *id) {
                    let reason = format!("there is no temperament `{id}`");
                    self.fault(&place.at("stress"), reason);
                }
            }
        }
        let sum: i64 = pack.checks.iter().map(|one| one.weight).sum();
        if sum != WHOLE {
            let reason = format!("the weights of all checks come to {sum}: make them {WHOLE}");
            self.fault(&list, reason);
        }
        self.badges();
        self.levels();
    }

    fn badges(&mut self) {
        let badges = &self.pack.badges;
        let list = self.part("badges");
        self.ids(&list, "badge", badges.iter().map(|one| one.id.as_str()));
        if badges.first().is_none_or(|first| first.from != 0) {
            let reason = "the first badge begins at a score of 0: every call earns one";
            self.fault(&list.at(0).at("from"), reason);
        }
        for (nth, badge) in badges.iter().enumerate() {
            let place = list.at(nth);
            self.not_empty(&place.at("name"), &badge.name);
            if badge.from > WHOLE {
                let reason = format!("from = {}: no call scores more than {WHOLE}", badge.from);
                self.fault(&place.at("from"), reason);
            }
            let before = nth.checked_sub(1).and_then(|before| badges.get(before));
            if let Some(before) = before.filter(|before| before.from >= badge.from) {
                let reason = format!(
                    "from = {} is not above the {} of the badge before: write them in rising order",
                    badge.from, before.from
                );
                self.fault(&place.at("from"), reason);
            }
        }
    }

    fn levels(&mut self) {
        let levels = &self.pack.levels;
        let list = self.part("levels");
        if levels.first().is_none_or(|first| first.xp != 0) {
            self.fault(&list.at(0).at("xp"), "the first level begins at 0 XP");
        }
        for (nth, level) in levels.iter().enumerate() {
            let place = list.at(nth);
            self.not_empty(&place.at("name"), &level.name);
            let before = nth.checked_sub(1).and_then(|before| levels.get(before));
            if let Some(before) = before.filter(|before| before.xp >= level.xp) {
                let reason = format!(
                    "xp = {} is not above the {} of the level before: write them in rising order",
                    level.xp, before.xp
                );
                self.fault(&place.at("xp"), reason);
            }
        }
    }

    pub(super) fn achievements(&mut self) {
        let all = &self.pack.achievements;
        let list = self.part("achievements");
        self.ids(&list, "achievement", all.iter().map(|one| one.id.as_str()));
        for (nth, one) in all.iter().enumerate() {
            let place = list.at(nth);
            self.not_empty(&place.at("name"), &one.name);
            self.not_empty(&place.at("how"), &one.how);
            self.achievement(&place, one);
        }
    }

    /// What must hold at the same time can hold at the same time, and sometimes does.
    fn achievement(&mut self, place: &Place, one: &Achievement) {
        let most = i64::from(self.pack.rules.max_questions);
        let conditions = [
            ("trainings", one.trainings, MOST_TIMES),
            ("questions", one.questions, MOST_TIMES),
            ("contextual", one.contextual, most),
            ("score", one.score, WHOLE),
            ("running", one.running, MOST_RUNNING),
            ("needs", one.needs, MOST_TIMES),
            ("advances", one.advances, MOST_TIMES),
            ("streak", one.streak, MOST_TIMES),
            ("better_by", one.better_by, WHOLE),
            ("away_days", one.away_days, MOST_TIMES),
        ];
        for (key, value, most) in conditions {
            if let Some(value) = value.filter(|value| !(1..=most).contains(value)) {
                let reason =
                    format!("{key} = {value}: no session can earn this; write 1 to {most}");
                self.fault(&place.at(key), reason);
            }
        }
        let counts = conditions
            .iter()
            .any(|(key, value, _)| *key != "running" && value.is_some());
        let asks = counts || one.badge.is_some() || one.difficulty.is_some();
        if !asks && one.all_types != Some(true) {
            let reason =
                "no condition: the first call would earn it; write one, such as trainings = 1";
            self.fault(place, reason);
        }
        let Some(id) = &one.badge else {
            if one.running.is_some() {
                self.fault(
                    &place.at("running"),
                    "running counts a badge: name it with badge = \"…\"",
                );
            }
            return;
        };
        let badges = &self.pack.badges;
        let Some(nth) = badges.iter().position(|badge| badge.id == *id) else {
            let known: Vec<&str> = badges.iter().map(|badge| badge.id.as_str()).collect();
            let reason = format!(
                "there is no badge `{id}`: write one of {}",
                known.join(", ")
            );
            self.fault(&place.at("badge"), reason);
            return;
        };
        let above = badges.get(nth + 1).map(|next| next.from);
        let wanted = one.score.max(one.better_by).unwrap_or_default();
        if let Some(above) = above.filter(|above| wanted >= *above) {
            let reason = format!(
                "no session can earn this: a score of {wanted} is above the badge `{id}`, which ends below {above}"
            );
            self.fault(&place.at("badge"), reason);
        }
    }
}
