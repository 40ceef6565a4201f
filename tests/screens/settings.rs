//! `/settings`: one message that turns its own pages, and what each choice does.

use spinbot::reply::{Kind, Outcome, plain};

use crate::rig::{ANNA, Rig, button, buttons, changes_nothing, kinds};

/// Opens a page of the settings.
fn page(rig: &mut Rig, name: &str) -> Outcome {
    let first = rig.say(ANNA, "/settings");
    let button = button(&first, &format!("settings:{name}"));
    rig.press(ANNA, &button)
}

fn text(outcome: &Outcome) -> String {
    plain(&outcome.replies[0].text)
}

/// One call with one question.
fn trains(rig: &mut Rig) -> Outcome {
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    rig.say(ANNA, "/finish")
}

#[test]
fn every_page_takes_the_place_of_the_one_before_and_leads_back() {
    let mut rig = Rig::new();
    let first = rig.say(ANNA, "/settings");
    assert_eq!(first.replies[0].edit, None);
    for name in ["lang", "level", "focus", "remind", "zone"] {
        let shown = page(&mut rig, name);
        assert_eq!(shown.replies[0].edit, Some(7), "{name}");
        assert_eq!(shown.replies.len(), 1);
        let back = rig.press(ANNA, &button(&shown, "settings:-"));
        assert_eq!(back.replies[0].edit, Some(7));
        assert_eq!(back.replies[0].text, first.replies[0].text);
    }
    assert!(changes_nothing(&rig.press(ANNA, "settings:nope:0")));
}

#[test]
fn a_language_switches_the_settings_and_all_else_at_once() {
    let mut rig = Rig::new();
    let languages = page(&mut rig, "lang");
    let english = rig.press(ANNA, &button(&languages, "lang:en"));
    assert!(text(&english).contains("English"));
    assert!(text(&rig.say(ANNA, "/settings")).contains("Time zone"));
    assert!(text(&rig.say(ANNA, "/train")).contains("You sell"));
    assert!(changes_nothing(
        &rig.press(ANNA, &button(&languages, "lang:ru"))
    ));
}

#[test]
fn a_focus_shows_one_check_for_three_trainings_and_ends_by_itself() {
    let mut rig = Rig::new();
    let checks = page(&mut rig, "focus");
    let chosen = rig.press(ANNA, &button(&checks, "focus:"));
    assert!(text(&chosen).contains("Осталось: 3"), "{}", text(&chosen));
    // A call without a question is no training.
    rig.say(ANNA, "/train");
    rig.say(ANNA, "/finish");
    let mut reports = Vec::new();
    for left in [2, 1, 0, 0] {
        let report = trains(&mut rig);
        let page = rig.press(ANNA, &button(&report, "checks"));
        let count = text(&page).matches(['✅', '▫']).count();
        match reports.len() {
            3 => assert!(count > 3, "{}", text(&page)),
            _ => {
                assert_eq!(count, 1, "{}", text(&page));
                let says = match left {
                    0 => "закончился".to_owned(),
                    left => format!("Ещё {left}"),
                };
                assert!(text(&page).contains(&says), "{}", text(&page));
            }
        }
        reports.push(report);
    }
    // A report of the time of the focus stays as it was.
    let old = rig.press(ANNA, &button(&reports[0], "checks"));
    assert_eq!(text(&old).matches(['✅', '▫']).count(), 1);
}

#[test]
fn a_focus_can_be_ended_and_an_unknown_one_is_refused() {
    let mut rig = Rig::new();
    let checks = page(&mut rig, "focus");
    let chosen = rig.press(ANNA, &button(&checks, "focus:"));
    let screen = button(&chosen, "focus:-").replace("focus:-", "");
    assert!(changes_nothing(
        &rig.press(ANNA, &format!("focus:nope{screen}"))
    ));
    let ended = rig.press(ANNA, &button(&chosen, "focus:-"));
    assert!(text(&ended).contains("Фокус: нет"));
    let report = trains(&mut rig);
    let page = rig.press(ANNA, &button(&report, "checks"));
    assert!(text(&page).matches(['✅', '▫']).count() > 3);
}

#[test]
fn a_time_zone_is_chosen_by_a_button_or_typed_when_asked_for() {
    let mut rig = Rig::new();
    let zones = page(&mut rig, "zone");
    assert!(text(&zones).contains("Москва (UTC+3)"), "{}", text(&zones));
    let samara = rig.press(ANNA, &button(&zones, "zone:Europe/Samara"));
    assert!(text(&samara).contains("Самара (UTC+4)"));

    rig.press(ANNA, &button(&samara, "city"));
    assert!(text(&rig.say(ANNA, "Нарния")).contains("не знаю"));
    let perm = rig.say(ANNA, "пермь");
    assert!(
        text(&perm).contains("Екатеринбург (UTC+5)"),
        "{}",
        text(&perm)
    );
    // Only the answer to the question is one: the next text is not.
    assert_eq!(kinds(&rig.say(ANNA, "Омск")), [Kind::Notice]);
    assert!(text(&rig.say(ANNA, "/settings")).contains("Екатеринбург"));
    assert!(changes_nothing(&rig.press(ANNA, "zone:Mars/Olympus:0")));
}

#[test]
fn in_a_call_a_question_goes_to_the_buyer_though_a_city_was_asked_for() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    let zones = page(&mut rig, "zone");
    rig.press(ANNA, &button(&zones, "city"));
    assert_eq!(
        kinds(&rig.say(ANNA, "Какие у вас трудности?")),
        [Kind::Reply]
    );
    assert_eq!(kinds(&rig.say(ANNA, "Омск")), [Kind::Reply]);
    // A command and a button end the question as well.
    for way in ["/case", "button"] {
        let zones = page(&mut rig, "zone");
        let asked = rig.press(ANNA, &button(&zones, "city"));
        match way {
            "button" => rig.press(ANNA, &button(&asked, "settings:-")),
            command => rig.say(ANNA, command),
        };
        assert_eq!(kinds(&rig.say(ANNA, "Омск")), [Kind::Reply], "{way}");
    }
}

#[test]
fn a_call_is_within_reach_of_the_settings() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    let settings = rig.say(ANNA, "/settings");
    let on = rig.press(ANNA, &button(&settings, "go"));
    assert_eq!(buttons(&on).len(), 4, "{on:?}");
}
