//! What the buyer may have to say beside his case: every occasion of the engine, how many wordings the worst call uses, and
//! the marks that a wording must have. Beside them the questions that would have passed a check.

use super::Checker;
use super::wording::Wording;
use crate::engine::types::Kind;

/// An occasion on which the engine asks the pack for a line.
pub struct Occasion {
    pub id: &'static str,
    /// Wordings: as many as one call can use, and some more, so that the next call sounds different.
    pub least: usize,
    /// Marks that each wording must have.
    pub marks: &'static [&'static str],
}

const fn occasion(id: &'static str, least: usize) -> Occasion {
    Occasion {
        id,
        least,
        marks: &[],
    }
}

const fn marked(id: &'static str, least: usize, marks: &'static [&'static str]) -> Occasion {
    Occasion { id, least, marks }
}

/// All occasions; a test keeps them in step with the engine.
pub const OCCASIONS: &[Occasion] = &[
    occasion("known", 6),
    occasion("repeat_first", 4),
    occasion("repeat_second", 4),
    occasion("repeat_again", 8),
    occasion("floating", 8),
    occasion("premature", 8),
    occasion("undeveloped", 8),
    occasion("presupposed", 6),
    occasion("denied", 8),
    occasion("decoy_payoff", 5),
    occasion("exhausted_facts", 5),
    occasion("exhausted_problems", 5),
    occasion("exhausted_details", 5),
    occasion("exhausted_consequences", 5),
    occasion("exhausted_benefits", 5),
    occasion("vague", 6),
    occasion("unknown_amount", 6),
    occasion("unknown_who", 6),
    occasion("unknown_when", 6),
    occasion("unknown_why", 6),
    occasion("unknown_how", 6),
    occasion("unknown_yes_no", 6),
    marked("ask_back", 6, &["a", "b"]),
    marked("not_mine", 6, &["who"]),
    occasion("bridge_money", 4),
    occasion("bridge_time", 4),
    occasion("bridge_people", 4),
    occasion("bridge_quality", 4),
    occasion("bridge_customers", 4),
    occasion("bridge_risk", 4),
    occasion("objection_price", 6),
    occasion("objection_need", 6),
    occasion("objection_rival", 6),
    occasion("concern", 6),
    occasion("price_limit", 4),
    occasion("nothing_more", 4),
    occasion("pitch_after_need", 8),
    occasion("pressed", 6),
    occasion("not_so_fast", 6),
    occasion("order", 4),
    occasion("refuse", 8),
    occasion("when", 5),
    occasion("agree", 6),
    occasion("postpone", 6),
    occasion("seller_only", 5),
    occasion("not_my_step", 5),
    occasion("question_price", 5),
    occasion("question_firm", 5),
    occasion("question_rival", 5),
    occasion("question_proof", 5),
    occasion("thanks", 8),
    occasion("ignored", 5),
    occasion("deflect", 6),
    occasion("assent", 6),
    occasion("silence", 8),
    occasion("noise", 8),
    occasion("foreign", 6),
    occasion("insult", 5),
    occasion("meta", 6),
    occasion("confirm", 10),
    occasion("partly", 5),
    occasion("untrue", 6),
    occasion("figure_right", 5),
    marked("figure_wrong", 5, &["figure"]),
    occasion("courtesy_first", 6),
    occasion("courtesy", 12),
    occasion("empathy", 5),
    occasion("permission", 5),
    occasion("tired", 6),
    occasion("gloomy", 6),
    occasion("one_thing", 8),
    occasion("soon", 6),
    occasion("next_step", 6),
    occasion("out_of_time", 4),
    occasion("farewell", 6),
    occasion("warn", 5),
    occasion("hang_up", 5),
    occasion("return", 5),
    occasion("after_order", 4),
    occasion("after_advance", 6),
    occasion("after_continuation", 6),
    occasion("after_no_sale", 6),
    occasion("after_ended_by_buyer", 6),
];

/// Occasions that packs may hold before the engine asks for them.
const SPARE: &[&str] = &["lifted", "goodbye", "dont_know_you"];

/// Example questions of one key.
const LEAST_EXAMPLES: usize = 3;
/// What an example question may fill in beside the names of the case.
const EXAMPLE_MARKS: &[&str] = &["short", "fixed", "question", "heard", "consequence"];
/// Checks whose example is a question of their own name.
const EXAMPLES: &[&str] = &[
    "facts",
    "problems",
    "depth",
    "need",
    "benefits",
    "listening",
    "summary",
    "no_pitch",
    "craft",
    "advance",
];

impl Checker<'_> {
    /// Every occasion has its lines, and no line is without an occasion.
    pub(super) fn lines(&mut self) {
        let list = self.part("lines");
        for one in OCCASIONS {
            let have = self.pack.lines(one.id).len();
            let what = format!("lines of `{}`", one.id);
            self.at_least(&list.at(one.id), &what, have, one.least);
        }
        for (id, lines) in &self.pack.lines {
            let place = list.at(id);
            let occasion = OCCASIONS.iter().find(|one| one.id == id);
            if occasion.is_none() && !SPARE.contains(&id.as_str()) {
                let reason = format!(
                    "`{id}` is no occasion: nobody would say this; the built-in pack (`spinbot scenario export`) has them all"
                );
                self.fault(&place, reason);
                continue;
            }
            let marks = occasion.map_or(&[][..], |one| one.marks);
            let wording = Wording::of_all().with(marks);
            for line in lines {
                self.shared_line(place.file, line, &wording);
                for mark in marks {
                    if !line.text.contains(&format!("{{{mark}}}")) {
                        let reason = format!("`{id}` needs {{{mark}}} in every wording");
                        self.fault_at(place.file, line.at, reason);
                    }
                }
            }
        }
    }

    /// For every check a question that would have passed it.
    pub(super) fn examples(&mut self) {
        let list = self.part("examples");
        let kinds = Kind::ALL.map(|kind| format!("consequence_{}", kind.id()));
        let own = EXAMPLES.iter().map(|key| (*key).to_owned());
        let keys: Vec<String> = own.chain(kinds).collect();
        for key in &keys {
            let have = self.pack.examples.get(key).map_or(0, Vec::len);
            let what = format!("examples of `{key}`");
            self.at_least(&list.at(key), &what, have, LEAST_EXAMPLES);
        }
        let wording = Wording::of_all().with(EXAMPLE_MARKS);
        for (key, texts) in &self.pack.examples {
            let place = list.at(key);
            if !keys.contains(key) {
                let reason = format!("`{key}` is no check: write one of {}", keys.join(", "));
                self.fault(&place, reason);
            }
            for (nth, text) in texts.iter().enumerate() {
                self.template(&place.at(nth), text, &wording);
            }
        }
    }
}
