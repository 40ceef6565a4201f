//! The history: pages, what opens from them, the transcript, and that nobody sees another's.

use spinbot::reply::{LONGEST, Reply, plain};

use crate::rig::{ANNA, BORIS, DAY, Rig, button, buttons, changes_nothing};

/// A call of one question.
fn call(rig: &mut Rig) {
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    rig.say(ANNA, "/finish");
}

#[test]
fn an_empty_history_leads_into_a_call() {
    let mut rig = Rig::new();
    let page = rig.say(ANNA, "/history");
    assert!(page.replies[0].text.starts_with("Истории пока нет"));
    assert!(button(&page, "train").starts_with("train:-:"));
}

#[test]
fn pages_hold_five_and_turn_both_ways() {
    let mut rig = Rig::new();
    for _ in 0..11 {
        call(&mut rig);
        rig.now += DAY;
    }
    let first = rig.say(ANNA, "/HISTORY");
    let text = plain(&first.replies[0].text);
    assert!(text.contains("11 тренировок · страница 1 из 3"), "{text}");
    let labels = |outcome| -> Vec<String> {
        buttons(outcome)
            .into_iter()
            .map(|button| button.label)
            .collect()
    };
    assert_eq!(labels(&first), ["1", "2", "3", "4", "5", "Раньше →"]);
    let second = rig.press(ANNA, &button(&first, "history"));
    assert_eq!(second.replies[0].edit, Some(7));
    assert_eq!(
        labels(&second),
        ["6", "7", "8", "9", "10", "← Новее", "Раньше →"]
    );
    let last = rig.press(ANNA, "history:2:0");
    assert_eq!(labels(&last), ["11", "← Новее"]);
    // A page that is no more is the last one.
    assert_eq!(labels(&rig.press(ANNA, "history:99:0")), labels(&last));
    assert_eq!(plain(&last.replies[0].text).matches("11. ").count(), 1);
}

#[test]
fn a_day_is_the_day_where_the_person_is() {
    let mut rig = Rig::new();
    // 2025-01-01, 22:58 in Greenwich: in Moscow it is the 2nd.
    rig.now = 1_735_772_280_000;
    call(&mut rig);
    let page = rig.say(ANNA, "/history");
    assert!(page.replies[0].text.contains("2 января 2025"));
}

#[test]
fn an_opened_training_shows_its_pages_and_the_way_back() {
    let mut rig = Rig::new();
    call(&mut rig);
    let list = rig.say(ANNA, "/history");
    let opened = rig.press(ANNA, &button(&list, "report"));
    assert!(opened.replies[0].text.contains("Итог"));
    for page in ["map", "checks", "moves"] {
        let shown = rig.press(ANNA, &button(&opened, page));
        assert!(
            button(&shown, "history").starts_with("history:0:"),
            "{page}"
        );
        assert!(button(&shown, "said").starts_with("said:1h:"), "{page}");
    }
    let back = rig.press(ANNA, &button(&opened, "history"));
    assert_eq!(back.replies[0].text, list.replies[0].text);
}

#[test]
fn a_transcript_holds_every_word_within_the_limit_of_a_message() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Здравствуйте");
    let long = format!("Какие у вас трудности <b>&? {}", "слово ".repeat(500));
    for _ in 0..4 {
        rig.say(ANNA, &long);
    }
    rig.say(ANNA, "/finish");
    let list = rig.say(ANNA, "/history");
    let opened = rig.press(ANNA, &button(&list, "report"));
    let said = rig.press(ANNA, &button(&opened, "said"));
    assert_eq!(said.replies.len(), 1);
    assert_eq!(said.replies[0].edit, None);
    let parts: Vec<Reply> = said.replies[0].clone().within_limits();
    assert!(parts.len() > 1);
    let text: String = parts.iter().map(|part| plain(&part.text)).collect();
    assert_eq!(text.matches("Какие у вас трудности <b>&?").count(), 4);
    assert!(text.contains("Здравствуйте"));
    for part in &parts {
        assert!(plain(&part.text).encode_utf16().count() <= LONGEST);
    }
}

#[test]
fn nobody_opens_what_is_anothers() {
    let mut rig = Rig::new();
    call(&mut rig);
    let list = rig.say(ANNA, "/history");
    let open = button(&list, "report");
    let opened = rig.press(ANNA, &open);
    for data in [open, button(&opened, "said")] {
        assert!(changes_nothing(&rig.press(BORIS, &data)), "{data}");
    }
    for forged in [
        "history:x:0",
        "history:-1:0",
        "said:h:0",
        "said:99h:0",
        "said:1hh:0",
        "report:h1:0",
    ] {
        assert!(changes_nothing(&rig.press(ANNA, forged)), "{forged}");
    }
}
