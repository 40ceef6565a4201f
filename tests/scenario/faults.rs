//! Every kind of fault: a pack that is without one is broken in one place, and the check names file, line and remedy.

use spinbot::engine::{Engine, PackError, Source};
use spinbot::lang::Lang;

/// One product and all that goes with any.
const PARTS: [&str; 5] = [
    "lines.toml",
    "pack.toml",
    "people.toml",
    "steel.toml",
    "topics.toml",
];

/// What is put in the place of what, in which file; on which line the fault is shown; and what it says.
struct Breakage {
    file: &'static str,
    changes: &'static [(&'static str, &'static str)],
    /// Where the broken file holds this: its first line, or the one after `»`.
    at: &'static str,
    reason: &'static str,
}

const fn breaks(
    file: &'static str,
    changes: &'static [(&'static str, &'static str)],
    at: &'static str,
    reason: &'static str,
) -> Breakage {
    Breakage {
        file,
        changes,
        at,
        reason,
    }
}

/// The Russian pack with one product, which any role may buy.
fn small() -> Vec<Source> {
    let mut all = Engine::built_in_sources().into_iter();
    let spin = all.find(|(id, lang, _)| id == "spin" && *lang == Lang::Ru);
    let mut sources: Vec<Source> = spin.unwrap().2;
    for source in &mut sources {
        source.name = source.name.rsplit('/').next().unwrap().to_owned();
    }
    sources.retain(|source| PARTS.contains(&source.name.as_str()));
    let steel = sources
        .iter_mut()
        .find(|one| one.name == "steel.toml")
        .unwrap();
    let start = steel.text.find("roles = [").unwrap();
    let end = start + steel.text[start..].find('\n').unwrap();
    steel.text.to_mut().replace_range(start..end, "roles = []");
    sources
}

fn errors(sources: Vec<Source>) -> Vec<PackError> {
    Engine::check(sources).err().unwrap_or_default()
}

fn listed(errors: &[PackError]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

const BREAKAGES: &[Breakage] = &[
    // --- Form ---
    breaks(
        "pack.toml",
        &[("weight = 6\n", "wieght = 6\n")],
        "wieght",
        "unknown field",
    ),
    breaks(
        "pack.toml",
        &[("weight = 6\n", "weight = \"six\"\n")],
        "\"six\"",
        "expected i64",
    ),
    breaks("pack.toml", &[("[rules]", "[rules")], "[rules", "expected"),
    breaks(
        "people.toml",
        &[("money = \"rough\"", "money = \"some\"")],
        "money = \"some\"",
        "unknown variant",
    ),
    breaks(
        "pack.toml",
        &[("opens = \"needs\"", "opens = \"nothing\"")],
        "[[types]]",
        "opens = \"needs\"",
    ),
    breaks(
        "topics.toml",
        &[(
            "[brief.company]",
            "[lines]\nknown = [\"Да.\"]\n[brief.company]",
        )],
        "[lines]",
        "stands in one file",
    ),
    breaks(
        "steel.toml",
        &[("why = \"Столько съедает", "whi = \"Столько съедает")],
        "whi = ",
        "unknown field",
    ),
    // --- Types, rules, scorecard ---
    breaks(
        "pack.toml",
        &[("id = \"problem\"\n", "id = \"trouble\"\n")],
        "[[types]]",
        "learned from them",
    ),
    breaks(
        "pack.toml",
        &[("[rules]", "[rules]\nmax_questions = 3")],
        "max_questions",
        "from 7 to 50",
    ),
    breaks(
        "pack.toml",
        &[("[rules]", "[rules]\nshare = [0.5, 0.1]")],
        "share",
        "largest share",
    ),
    breaks(
        "pack.toml",
        &[("weight = 6\n", "weight = 7\n")],
        "[[checks]]",
        "come to 101",
    ),
    breaks(
        "pack.toml",
        &[("id = \"depth\"", "id = \"deep\"")],
        "id = \"deep\"",
        "no check",
    ),
    breaks(
        "pack.toml",
        &[(
            "stress = [\"anxious\", \"hurried\"]",
            "stress = [\"bored\"]",
        )],
        "bored",
        "no temperament `bored`",
    ),
    breaks(
        "pack.toml",
        &[("from = 25", "from = 0")],
        "id = \"listener\"\nname = \"Слушатель\"\n»from = 0",
        "rising order",
    ),
    breaks(
        "pack.toml",
        &[("from = 90", "from = 190")],
        "from = 190",
        "no call scores more",
    ),
    breaks(
        "pack.toml",
        &[("xp = 80", "xp = 300")],
        "xp = 250",
        "not above the 300",
    ),
    breaks(
        "pack.toml",
        &[("badge = \"master\"\nrunning", "badge = \"boss\"\nrunning")],
        "badge = \"boss\"",
        "no badge `boss`",
    ),
    breaks(
        "pack.toml",
        &[("contextual = 7", "contextual = 70")],
        "contextual = 70",
        "no session can earn this",
    ),
    breaks(
        "pack.toml",
        &[(
            "badge = \"master\"\nrunning = 3",
            "badge = \"listener\"\nscore = 80",
        )],
        "badge = \"listener\"",
        "ends below 50",
    ),
    breaks(
        "pack.toml",
        &[("needs = 1\n", "")],
        "[[achievements]]\nid = \"first_need\"",
        "no condition",
    ),
    breaks(
        "pack.toml",
        &[("id = \"ten_trainings\"", "id = \"five_trainings\"")],
        "id = \"five_trainings\"\nname = \"Десятка\"",
        "has it already",
    ),
    // --- People ---
    breaks(
        "people.toml",
        &[("id = \"deputy\"", "id = \"owner\"")],
        "id = \"owner\"\nname = \"заместитель директора\"",
        "another role",
    ),
    breaks(
        "people.toml",
        &[("\"Самара\", ", "\"Пермь\", ")],
        "\"Пермь\", \"Пермь\"",
        "in the list already",
    ),
    breaks(
        "people.toml",
        &[(
            "steps = [\"data\", \"meeting\", \"visit\", \"trial\", \"colleague\"]",
            "steps = []",
        )],
        "steps = []",
        "no call with him",
    ),
    // --- Topics and the brief ---
    breaks(
        "topics.toml",
        &[("    \"Чем торгуете?\",\n", "")],
        "asks = [",
        "8 or more",
    ),
    breaks(
        "topics.toml",
        &[("roles = []", "roles = [\"pilot\"]")],
        "pilot",
        "no role `pilot`",
    ),
    breaks(
        "topics.toml",
        &[("чем .. торгуете", "Чем .. торгуёте")],
        "торгуёте",
        "matches nothing",
    ),
    breaks(
        "steel.toml",
        &[
            ("id = \"terms\"", "id = \"dates\""),
            ("fact = \"terms\"", "fact = \"dates\""),
        ],
        "[[product.facts]]",
        "`terms` can be asked for",
    ),
    // --- Lines and examples ---
    breaks(
        "lines.toml",
        &[("known = [", "knwon = [")],
        "knwon",
        "no occasion",
    ),
    breaks(
        "lines.toml",
        &[("known = [", "knwon = [")],
        "[lines]",
        "no lines of `known`",
    ),
    breaks(
        "lines.toml",
        &[(
            "    \"Я же вам писал{f:а}.\",\n    \"Это было в заявке.\",\n    \"В письме это стояло.\",\n    \"Вы заявку, видно, не открывали.\",\n    \"Ещё раз, раз уж звоните.\",\n",
            "",
        )],
        "known = [",
        "add 1",
    ),
    breaks(
        "lines.toml",
        &[("Это было в заявке.", "Это было в {where}.")],
        "{where}",
        "unknown {where}",
    ),
    breaks(
        "lines.toml",
        &[("Это было в заявке.", "Это было {f:а.")],
        "Это было {f",
        "brace",
    ),
    breaks(
        "lines.toml",
        &[("Это было в заявке.", "это было в заявке.")],
        "\"это было",
        "capital",
    ),
    breaks(
        "lines.toml",
        &[("Это было в заявке.", "Это было в заявке")],
        "в заявке\"",
        "full stop",
    ),
    breaks(
        "lines.toml",
        &[("Это было в заявке.", "Вы заявку, видно, не открывали.")],
        "\"Вы заявку, видно, не открывали.\",\n    \"Ещё",
        "lines.toml:",
    ),
    breaks(
        "lines.toml",
        &[("Это было в заявке.", "Это было [в заявке>late].")],
        "[в заявке",
        "opens nothing",
    ),
    breaks(
        "lines.toml",
        &[("{who} знает", "он знает")],
        "он знает",
        "needs {who}",
    ),
    breaks(
        "lines.toml",
        &[("no_pitch = [", "pitchless = [")],
        "pitchless",
        "no check",
    ),
    breaks(
        "lines.toml",
        &[(
            "бывает, что {short}?\",\n    \"А",
            "бывает, что {shrot}?\",\n    \"А",
        )],
        "{shrot}",
        "unknown {shrot}",
    ),
    // --- A product ---
    breaks(
        "steel.toml",
        &[("revenue = \"revenue\"", "revenue = \"income\"")],
        "revenue = \"income\"",
        "monthly revenue",
    ),
    breaks(
        "steel.toml",
        &[("roles = []", "roles = [\"pilot\", \"owner\", \"director\"]")],
        "pilot",
        "no role `pilot`",
    ),
    breaks(
        "steel.toml",
        &[("name = \"АгроМех\"", "name = \"Пролёт\"")],
        "name = \"Пролёт\"\ndoes = \"варим",
        "has this name",
    ),
    breaks(
        "steel.toml",
        &[(
            "cannot = [\"нержавейку и цветной металл\", \"покраску и цинкование\"]",
            "cannot = []",
        )],
        "cannot = []",
        "write 1 to 2",
    ),
    breaks(
        "steel.toml",
        &[("Посчитайте лист", "Посчитайте {volume}")],
        "Посчитайте {volume}",
        "as it stands",
    ),
    breaks(
        "steel.toml",
        &[("client = [", "rival = [\"А\", \"Б\", \"В\"]\nclient = [")],
        "rival = [",
        "never said",
    ),
    // --- Figures ---
    breaks(
        "steel.toml",
        &[(
            "formula = \"volume * price * waste / 100\"",
            "formula = \"volume * waste / 100\"",
        )],
        "formula = \"volume * waste",
        "units do not fit: the formula gives ton/month, dim says money/month",
    ),
    breaks(
        "steel.toml",
        &[(
            "formula = \"people * output\"",
            "formula = \"people * outputs\"",
        )],
        "outputs",
        "not defined above",
    ),
    breaks(
        "steel.toml",
        &[("waste / 100", "waste / 0")],
        "waste / 0",
        "may be 0",
    ),
    breaks(
        "steel.toml",
        &[("volume * price / batches", "volume price / batches")],
        "volume price",
        "joined by * and /",
    ),
    breaks(
        "steel.toml",
        &[("range = [4, 6, 1]", "range = [6, 4, 1]")],
        "range = [6, 4, 1]",
        "0 ≤ from ≤ to",
    ),
    breaks(
        "steel.toml",
        &[(
            "range = [4, 6, 1]",
            "formula = \"people\"\nrange = [4, 6, 1]",
        )],
        "formula = \"people\"\n",
        "not both",
    ),
    breaks(
        "steel.toml",
        &[("range = [6, 9, 1]", "range = [60, 90, 1]")],
        "id = \"waste_cost\"",
        "of the revenue",
    ),
    breaks(
        "steel.toml",
        &[(
            "unit = [\"тонна\", \"тонны\", \"тонн\"]",
            "unit = [\"тонна\", \"тонн\"]",
        )],
        "unit = [\"тонна\", \"тонн\"]",
        "2 forms",
    ),
    breaks(
        "steel.toml",
        &[(
            "id = \"term\"\n",
            "id = \"idle_days\"\nrange = [1, 2, 1]\ndim = \"day\"\n[[product.figures]]\nid = \"term\"\n",
        )],
        "idle_days",
        "never said nor counted",
    ),
    // --- The need map ---
    breaks(
        "steel.toml",
        &[(
            "а по факту — [как повезёт>late].",
            "а по факту — [как повезёт>late.",
        )],
        "[как повезёт>late.",
        "broken brackets",
    ),
    breaks(
        "steel.toml",
        &[("[как повезёт>late]", "[как повезёт>delay]")],
        "[как повезёт>delay]",
        "a hook to `delay`",
    ),
    breaks(
        "steel.toml",
        &[("[выкручивается>people]", "[выкручивается>health]")],
        "выкручивается>health",
        "a hook to `health`",
    ),
    breaks(
        "steel.toml",
        &[("[выкручивается>people]", "выкручивается")],
        "выкручивается",
        "no hook",
    ),
    breaks(
        "steel.toml",
        &[
            ("[уж как выходит>waste]", "уж как выходит"),
            (
                "[Что получается, то получается>waste]",
                "Что получается, то получается",
            ),
            ("[с неё и спрос>waste]", "с неё и спрос"),
        ],
        "[[product.problems]]\nid = \"waste\"",
        "no line of a fact has a hook",
    ),
    breaks(
        "steel.toml",
        &[("fact = \"terms\"", "fact = \"moon\"")],
        "fact = \"moon\"",
        "no fact `moon`",
    ),
    breaks(
        "steel.toml",
        &[("id = \"warehouse\"", "id = \"late\"")],
        "id = \"late\"\nask",
        "a problem already",
    ),
    breaks(
        "steel.toml",
        &[(
            "trouble = [\"очеред*\", \"застрев*|застрял*\"]",
            "trouble = []",
        )],
        "trouble = []",
        "patterns for the trouble",
    ),
    breaks(
        "steel.toml",
        &[("aspect = \"often\"", "aspect = \"cause\"")],
        "[[product.problems.details]]",
        "aspect = \"often\"",
    ),
    breaks(
        "steel.toml",
        &[("kind = \"risk\"", "kind = \"money\"")],
        "kind = \"money\"\nshort = \"по договорам",
        "second consequence",
    ),
    breaks(
        "steel.toml",
        &[(
            "В лом уходит металла на {waste_cost} в месяц, а сдаём его за копейки.",
            "В лом уходит металл, а сдаём его за копейки.",
        )],
        "\"В лом уходит металл, а сдаём его за копейки.\"",
        "no sum of money",
    ),
    breaks(
        "steel.toml",
        &[(
            "short = \"цинкование застревает",
            "need = [\"Хочу без очереди.\"]\nshort = \"цинкование застревает",
        )],
        "need = [\"Хочу",
        "a decoy",
    ),
];

#[test]
fn the_pack_that_is_broken_below_is_without_fault() {
    assert_eq!(listed(&errors(small())), "");
}

#[test]
fn every_fault_is_found_on_its_line() {
    let mut wrong = Vec::new();
    for breakage in BREAKAGES {
        let mut sources = small();
        let source = sources
            .iter_mut()
            .find(|one| one.name == breakage.file)
            .unwrap();
        for (from, to) in breakage.changes {
            if !source.text.contains(from) {
                wrong.push(format!("{}: no «{from}»", breakage.file));
            }
            source.text = source.text.replacen(from, to, 1).into();
        }
        // What stands before a » only tells which of several places is meant.
        let (before, _) = breakage.at.split_once('»').unwrap_or_default();
        let Some(place) = source.text.find(&breakage.at.replacen('»', "", 1)) else {
            wrong.push(format!("{}: no «{}»", breakage.file, breakage.at));
            continue;
        };
        let line = 1 + source.text[..place + before.len()].matches('\n').count();
        let found = errors(sources);
        let hits = found.iter().any(|error| {
            error.file == breakage.file
                && error.line == line
                && error.reason.contains(breakage.reason)
        });
        if !hits {
            wrong.push(format!(
                "{}:{line}: «{}» expected, found:\n{}",
                breakage.file,
                breakage.reason,
                listed(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn faults_come_by_file_and_line() {
    let mut sources = small();
    for source in &mut sources {
        let text = source.text.replace("weight = 6\n", "weight = 60\n");
        let text = text.replace("Это было в заявке.", "это было в заявке.");
        source.text = text.replace("xp = 80", "xp = 300").into();
    }
    let found = errors(sources);
    assert!(found.len() >= 3, "{}", listed(&found));
    assert!(
        found.is_sorted_by_key(|one| (one.file.clone(), one.line)),
        "{}",
        listed(&found)
    );
}

#[test]
fn a_pack_without_a_head_or_on_an_unknown_base_says_so() {
    let check = |text: &str, expected: &str| {
        let found = errors(vec![Source::new("own.toml", text)]);
        assert_eq!(listed(&found), expected);
    };
    check(
        "",
        "own.toml:1: no `[pack]` with id, lang, name and about in any file",
    );
    check(
        "[pack]\nid = \"own\"\nlang = \"ru\"\nname = \"Своя\"\nabout = \"Проба.\"\nbase = \"moon\"\n",
        "own.toml:6: base = \"moon\": there is no such built-in pack in this language",
    );
}
