//! Another method plays without a line of code: its own types are read, named and counted.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use spinbot::engine::{Difficulty, Engine, Past};
use spinbot::lang::Lang;

use crate::support::process::Launch;

const LIMIT: Duration = Duration::from_secs(120);
/// Of questions that are not among the examples, so many are read right.
const LEAST_RIGHT: f64 = 0.85;

/// Turns that no example of the pack holds.
const UNSEEN: &[(&str, &[&str])] = &[
    (
        "position",
        &[
            "А какой объём вы берёте в среднем?",
            "Кто у вас подписывает договор?",
            "На каких условиях вы работаете сейчас?",
            "Какой процент вы готовы принять?",
            "До какого числа действует договор?",
            "Сколько этажей вы занимаете?",
            "Какую цену вы считаете нормальной?",
            "Что вам предложил другой поставщик?",
        ],
    ),
    (
        "interest",
        &[
            "Почему вы настаиваете на коротком сроке?",
            "Что именно вас пугает в длинном договоре?",
            "Что за этой цифрой?",
            "Чем вы недовольны в нынешней работе?",
            "Что вас тревожит больше всего?",
            "Какие сложности создаёт вам это повышение?",
            "Почему для вас это принципиально?",
            "Что вам не нравится в этих условиях?",
        ],
    ),
    (
        "stakes",
        &[
            "К чему это приведёт через год?",
            "Во сколько вам обходится такая неопределённость?",
            "Что случится, если мы не подпишем?",
            "Как это бьёт по вашим клиентам?",
            "Сколько вы теряете из-за этого?",
            "Чем это грозит вашей компании?",
            "А если поставки остановятся, что будет с вашими заказами?",
            "Как это сказывается на работе отдела?",
        ],
    ),
    (
        "option",
        &[
            "Если бы цена держалась полгода, что бы это вам дало?",
            "Что бы изменилось, если бы вы могли вернуть лишнее?",
            "Какой договор вы бы подписали с лёгким сердцем?",
            "Чем вам помогла бы поставка раз в неделю?",
            "Было бы вам легче, если бы потолок был записан?",
            "Каким было бы идеальное решение для вас?",
            "Кому ещё стало бы проще от такого решения?",
            "Что для вас сделало бы эту цену приемлемой?",
        ],
    ),
    (
        "other",
        &[
            "Дешевле вы не найдёте.",
            "Хорошо, понял вас.",
            "Мы готовы сбросить два процента.",
            "Здравствуйте, это Анна из управляющей компании.",
            "Спасибо за откровенность.",
        ],
    ),
];

#[test]
fn its_types_are_read_in_words_that_it_was_not_taught() {
    let engine = Engine::built_in();
    let pack = (Lang::Ru, Some("negotiation"));
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (expected, questions) in UNSEEN {
        for question in *questions {
            asked += 1;
            let state = engine.open(pack, 7 << 11, Difficulty::Open, &Past::default(), 0);
            let (_, turn) = engine.turn(&state, question, 60_000, 7).unwrap();
            let read = &engine.pack(pack.0, pack.1).turn_type(turn.label).id;
            if read != expected {
                wrong.push(format!("{question}: {expected}, read as {read}"));
            }
        }
    }
    let right = 1.0 - wrong.len() as f64 / f64::from(asked);
    println!(
        "{:.0} % of {asked} right\n{}",
        right * 100.0,
        wrong.join("\n")
    );
    assert!(right >= LEAST_RIGHT, "{}", wrong.join("\n"));
}

#[test]
fn a_whole_call_is_played_under_its_own_names() {
    let lines = "/scenario\nПереговоры: интересы, а не позиции\n/train\n\
        Какая у вас сейчас цена?\nЧто стоит за вашей позицией, что вас не устраивает?\n\
        Как часто такое бывает?\nК чему это приводит?\nКак это сказывается на людях?\n\
        Что бы вам дало, если бы этого больше не было?\nКому ещё стало бы легче?\n\
        Пришлёте замечания к договору до пятницы?\nзавершить\n";
    let arguments = ["chat", "--lang", "ru", "--seed", "5", "--format", "json"];
    let ended = Launch::new().arguments(&arguments).run(lines, LIMIT);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let messages: Vec<Value> = ended
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kind: &str| {
        messages
            .iter()
            .filter(move |one| one["kind"] == kind)
            .collect::<Vec<_>>()
    };
    let mut labels: BTreeMap<&str, u32> = BTreeMap::new();
    for reply in of("reply") {
        *labels
            .entry(reply["data"]["label"].as_str().unwrap())
            .or_default() += 1;
    }
    for label in ["position", "interest", "stakes", "option"] {
        assert!(labels.contains_key(label), "{labels:?}\n{}", ended.out);
    }
    let opened = of("reply")
        .into_iter()
        .flat_map(|one| one["data"]["opened"].as_array().unwrap());
    assert!(opened.count() >= 5, "{}", ended.out);
    let reports = of("report");
    let report = reports.last().expect("a report");
    let counted = report["data"]["per_type"].as_object().unwrap();
    assert_eq!(
        counted.keys().map(String::as_str).collect::<Vec<_>>(),
        ["interest", "option", "other", "position", "stakes"]
    );
    assert!(report["data"]["score"].as_i64().unwrap() >= 40, "{report}");
}
