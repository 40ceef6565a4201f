//! One line at a time: its marks, its hooks, its form; and sentences that come twice.

use std::collections::HashMap;

use super::Checker;
use super::place::Place;
use crate::engine::pack::{Line, Pack};

/// More words than this nobody says on the telephone in one breath.
const MOST_WORDS: usize = 40;
/// Letters of a sentence that may come twice: "Yes." is said more than once.
const SHORTEST_SENTENCE: usize = 12;
/// What every line may fill in, whatever the case.
const NAMES: &[&str] = &[
    "company",
    "does",
    "city",
    "person",
    "person_short",
    "role",
    "product",
    "request",
];

/// What a line may refer to.
pub struct Wording<'w> {
    /// Marks beside the names that every case has.
    marks: Vec<&'w str>,
    /// What its hooks may lead to.
    hooks: Vec<&'w str>,
    must_hook: bool,
}

impl<'w> Wording<'w> {
    /// A line that goes with any case.
    pub fn of_all() -> Self {
        Self {
            marks: Vec::new(),
            hooks: Vec::new(),
            must_hook: false,
        }
    }

    pub fn with(mut self, marks: &[&'w str]) -> Self {
        self.marks.extend(marks);
        self
    }

    pub fn hooked(mut self, hooks: &[&'w str]) -> Self {
        self.hooks.extend(hooks);
        self
    }

    pub fn must_hook(mut self) -> Self {
        self.must_hook = true;
        self
    }

    fn knows(&self, mark: &str) -> bool {
        let ending = mark.starts_with("f:") || mark.starts_with("m:");
        ending || NAMES.contains(&mark) || self.marks.contains(&mark)
    }
}

/// Figures and choices that all products have: lines that go with any of them may use these.
pub fn common_names(pack: &Pack) -> Vec<&str> {
    let Some((first, others)) = pack.products.split_first() else {
        return Vec::new();
    };
    let own = first.names();
    own.filter(|name| {
        others
            .iter()
            .all(|one| one.names().any(|other| other == *name))
    })
    .collect()
}

/// The marks of a template, in their order.
pub fn marks(template: &str) -> impl Iterator<Item = &str> {
    let parts = template.split('{').skip(1);
    parts.filter_map(|part| Some(part.split_once('}')?.0))
}

/// The sentences of a text, in one spelling.
fn sentences(text: &str) -> impl Iterator<Item = String> {
    text.split(['.', '!', '?', '…'])
        .map(|sentence| {
            let letters = sentence.chars().map(|c| match c {
                '{' | '}' => c,
                c if c.is_alphanumeric() => c,
                _ => ' ',
            });
            let plain: String = letters.flat_map(char::to_lowercase).collect();
            plain.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .filter(|plain| plain.chars().count() > SHORTEST_SENTENCE)
}

impl Checker<'_> {
    /// A line that goes with any product: none of its sentences may come twice.
    pub(super) fn shared_line(&mut self, file: usize, line: &Line, wording: &Wording) {
        let mut seen = std::mem::take(&mut self.shared);
        self.line(file, line, wording, &mut seen);
        self.shared = seen;
    }

    /// What the buyer may say; `seen` holds the sentences before it with their places.
    pub(super) fn line(
        &mut self,
        file: usize,
        line: &Line,
        wording: &Wording,
        seen: &mut HashMap<String, String>,
    ) {
        let mut faults = Vec::new();
        if line.text.contains(['[', ']']) {
            faults.push("broken brackets: a hook is written [words>what they open]".to_owned());
        }
        for hook in &line.hooks {
            if hook.words.trim().is_empty() {
                faults.push(format!("the hook to `{}` has no words", hook.to));
            }
            if !wording.hooks.contains(&hook.to.as_str()) {
                faults.push(no_such_child(&hook.to, &wording.hooks));
            }
        }
        if wording.must_hook && line.hooks.is_empty() {
            let children = wording.hooks.join(", ");
            faults.push(format!(
                "no hook: put words that make curious in brackets, as [words>child], where child is one of {children}"
            ));
        }
        faults.extend(form(&line.text));
        faults.extend(wrong_marks(&line.text, wording));
        let here = self.pack.sources.get(file);
        let here = here.map_or(String::new(), |source| {
            format!("{}:{}", source.name, source.line_of(line.at))
        });
        for sentence in sentences(&line.text) {
            match seen.get(&sentence) {
                Some(first) if *first != here => {
                    faults.push(format!(
                        "\"{sentence}\" is said in {first} already: say it in other words"
                    ));
                }
                Some(_) => faults.push(format!("\"{sentence}\" comes twice in one line")),
                None => {
                    seen.insert(sentence, here.clone());
                }
            }
        }
        for reason in faults {
            self.fault_at(file, line.at, reason);
        }
    }

    /// A text with marks that is no line of the buyer's: a question or a clause.
    pub(super) fn template(&mut self, place: &Place, text: &str, wording: &Wording) {
        self.not_empty(place, text);
        if text.contains('[') || text.contains(']') {
            self.fault(
                place,
                "brackets mean nothing here: only what the buyer says has hooks",
            );
        }
        for reason in wrong_marks(text, wording) {
            self.fault(place, reason);
        }
    }

    /// A text that is put into others as it stands.
    pub(super) fn plain(&mut self, place: &Place, text: &str) {
        self.not_empty(place, text);
        if text.contains(['{', '}', '[', ']']) {
            let reason = "it is said as it stands: marks and hooks are not filled in here";
            self.fault(place, reason);
        }
    }
}

fn no_such_child(child: &str, children: &[&str]) -> String {
    match children {
        [] => format!(
            "a hook to `{child}`, but a line of this sort opens nothing: take the brackets out"
        ),
        children => format!(
            "a hook to `{child}`, which is not there: write one of {}",
            children.join(", ")
        ),
    }
}

/// How a spoken line begins and ends, and how long it is.
fn form(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let said = text.trim();
    if said.is_empty() {
        return vec!["empty: write what he says".to_owned()];
    }
    if said.starts_with(char::is_lowercase) {
        faults.push("a line begins with a capital letter".to_owned());
    }
    // A request that is filled in brings its own full stop.
    let is_filled_in = said.starts_with('{') && said.find('}') == Some(said.len() - 1);
    if !is_filled_in && !said.ends_with(['.', '!', '?', '…', '»', '"', '”', '“']) {
        faults.push("a line ends with a full stop, `!`, `?` or `…`: others follow it".to_owned());
    }
    let words = said.split_whitespace().count();
    if words > MOST_WORDS {
        faults.push(format!(
            "{words} words: nobody says more than {MOST_WORDS} at once"
        ));
    }
    faults
}

fn wrong_marks(text: &str, wording: &Wording) -> Vec<String> {
    if text.matches('{').count() != text.matches('}').count() {
        return vec!["a brace is missing: a mark is written {name}".to_owned()];
    }
    let unknown = marks(text).filter(|mark| !wording.knows(mark));
    unknown
        .map(|mark| {
            let mut known: Vec<&str> = wording.marks.clone();
            known.extend(NAMES);
            format!(
                "unknown {{{mark}}}: what can be filled in here is {}",
                known.join(", ")
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_compared_by_their_words() {
        let check = |text, expected: &[&str]| {
            assert_eq!(sentences(text).collect::<Vec<_>>(), expected, "{text}");
        };
        check("Да. Нет, ну как сказать вам!", &["нет ну как сказать вам"]);
        check("Обещают {term}, а везут?", &["обещают {term} а везут"]);
        check("", &[]);
    }

    #[test]
    fn marks_are_found_in_their_order() {
        assert_eq!(marks("{a} и {f:а} {b").collect::<Vec<_>>(), ["a", "f:а"]);
    }
}
