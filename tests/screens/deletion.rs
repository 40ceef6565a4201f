//! `/delete_me`: asked once, done at once, and whoever writes again is new.

use spinbot::reply::{Kind, plain};
use spinbot::store::personal;

use crate::rig::{ANNA, BORIS, Rig, button, buttons, changes_nothing, kinds};

fn knows(rig: &Rig, person: i64) -> serde_json::Value {
    rig.db
        .read(|tx| Ok(personal::everything(tx, person)?))
        .unwrap()
}

/// A person with something in most tables.
fn lives(rig: &mut Rig, person: i64) {
    rig.say(person, "/train");
    let reply = rig.say(person, "Какие у вас трудности?");
    let feedback = rig.press(person, &button(&reply, "feedback"));
    rig.press(person, &button(&feedback, "appeal"));
    rig.say(person, "/finish");
    let settings = rig.say(person, "/settings");
    let page = rig.press(person, &button(&settings, "settings:remind"));
    rig.press(person, &button(&page, "daily"));
    rig.say(person, "/train");
    rig.say(person, "Какие у вас трудности?");
}

#[test]
fn everything_goes_after_one_question_and_only_then() {
    let mut rig = Rig::new();
    lives(&mut rig, ANNA);
    lives(&mut rig, BORIS);
    let before = knows(&rig, ANNA);
    assert!(before.as_object().unwrap().len() >= 7, "{before}");
    let privacy = rig.say(ANNA, "/privacy");
    let asked = rig.press(ANNA, &button(&privacy, "erase"));
    assert_eq!(buttons(&asked).len(), 2);
    let really = button(&asked, "forget");
    // Another screen came in between: the question has expired.
    let other = rig.say(ANNA, "/finish");
    assert!(changes_nothing(&rig.press(ANNA, &really)));
    assert!(knows(&rig, ANNA)["turns"].is_array());
    drop(other);

    let asked = rig.say(ANNA, "/delete_me");
    let really = button(&asked, "forget");
    assert!(changes_nothing(&rig.press(BORIS, &really)));
    let boris = knows(&rig, BORIS);
    let gone = rig.press(ANNA, &really);
    assert!(plain(&gone.replies[0].text).contains("удалено"));
    assert_eq!(gone.replies[0].edit, Some(7));
    assert_eq!(knows(&rig, ANNA), serde_json::json!({}));
    assert_eq!(knows(&rig, BORIS), boris);
}

#[test]
fn who_writes_again_is_new_and_old_buttons_do_nothing_to_them() {
    let mut rig = Rig::new();
    lives(&mut rig, ANNA);
    let asked = rig.say(ANNA, "/delete_me");
    let really = button(&asked, "forget");
    rig.press(ANNA, &really);
    // The same press again comes from a stranger now.
    assert!(changes_nothing(&rig.press(ANNA, &really)));
    assert!(knows(&rig, ANNA)["trainings"].is_null());
    assert_eq!(kinds(&rig.say(ANNA, "/start")), [Kind::Welcome]);
    assert!(plain(&rig.say(ANNA, "/stats").replies[0].text).contains("пока нет"));
    let case = rig.say(ANNA, "/train");
    for screen in 0..20 {
        for action in ["forget:-", "fresh:1", "finish:1x", "train:-", "daily:-"] {
            assert!(changes_nothing(
                &rig.press(ANNA, &format!("{action}:{screen}"))
            ));
        }
    }
    // Buttons of the new time work.
    let reply = rig.press(ANNA, &button(&case, "fresh"));
    assert_eq!(kinds(&reply), [Kind::Case]);
    let asked = rig.say(ANNA, "/delete_me");
    rig.press(ANNA, &button(&asked, "forget"));
    assert_eq!(knows(&rig, ANNA), serde_json::json!({}));
}

#[test]
fn the_question_can_be_left() {
    let mut rig = Rig::new();
    let asked = rig.say(ANNA, "/delete_me");
    let back = rig.press(ANNA, &button(&asked, "settings"));
    assert_eq!(kinds(&back), [Kind::Notice]);
    assert!(knows(&rig, ANNA)["people"].is_array());
}
