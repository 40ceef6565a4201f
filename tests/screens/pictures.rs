//! Pictures and files as descriptions: what comes with a report, with the statistics, with an opened training.

use spinbot::attachment::Attachment;
use spinbot::reply::{LONGEST_CAPTION, Outcome, plain};

use crate::rig::{ANNA, BORIS, Rig, button, changes_nothing};

fn attachments(outcome: &Outcome) -> Vec<&Attachment> {
    let replies = outcome.replies.iter();
    replies.filter_map(|one| one.attachment.as_ref()).collect()
}

#[test]
fn a_report_brings_the_map_in_one_message_of_its_own() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    let report = rig.say(ANNA, "/finish");
    assert_eq!(report.replies.len(), 2);
    assert!(report.replies[0].attachment.is_none());
    let picture = &report.replies[1];
    let Some(Attachment::NeedMap(map)) = &picture.attachment else {
        panic!("{picture:?}");
    };
    assert_eq!((picture.edit, picture.buttons.len()), (None, 0));
    assert_eq!(
        map.problems
            .iter()
            .filter(|one| one.turn == Some(1))
            .count(),
        1
    );
    let caption = plain(&picture.text);
    assert!(caption.contains("проблем 1 из"), "{caption}");
    assert!(caption.encode_utf16().count() <= LONGEST_CAPTION);
}

#[test]
fn a_call_without_a_question_has_no_picture() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    assert!(attachments(&rig.say(ANNA, "/finish")).is_empty());
}

#[test]
fn pages_of_a_report_bring_no_second_picture() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности?");
    let report = rig.say(ANNA, "/finish");
    for page in ["map", "checks", "moves"] {
        let shown = rig.press(ANNA, &button(&report, page));
        assert!(attachments(&shown).is_empty(), "{page}");
        let back = rig.press(ANNA, &button(&shown, "report"));
        assert!(attachments(&back).is_empty(), "{page}");
    }
}

#[test]
fn statistics_are_drawn_from_the_second_training_on() {
    let mut rig = Rig::new();
    for calls in 0..3 {
        let stats = rig.say(ANNA, "/stats");
        assert_eq!(stats.replies.len(), 1);
        let scores = attachments(&stats).first().map(|picture| match picture {
            Attachment::Progress(progress) => (progress.scores.len(), progress.types.len()),
            other => panic!("{other:?}"),
        });
        assert_eq!(scores, (calls > 1).then_some((calls, 4)));
        assert!(plain(&stats.replies[0].text).encode_utf16().count() <= LONGEST_CAPTION);
        rig.say(ANNA, "/train");
        rig.say(ANNA, "Какие у вас трудности?");
        rig.say(ANNA, "/finish");
    }
}

#[test]
fn a_training_is_sent_as_a_file_with_every_word_escaped() {
    let mut rig = Rig::new();
    rig.say(ANNA, "/train");
    rig.say(ANNA, "Какие у вас трудности <script>&?");
    rig.say(ANNA, "/finish");
    let list = rig.say(ANNA, "/history");
    let opened = rig.press(ANNA, &button(&list, "report"));
    let data = button(&opened, "file");
    let sent = rig.press(ANNA, &data);
    let [Attachment::File(file)] = attachments(&sent)[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(file.name, "spinbot-1.html");
    assert!(
        file.text
            .contains("Какие у вас трудности &lt;script&gt;&amp;?")
    );
    assert!(!file.text.contains("<script>") && file.text.contains("<html lang=\"ru\">"));
    for (open, close) in [
        ("<section>", "</section>"),
        ("<p>", "</p>"),
        ("<li>", "</li>"),
    ] {
        assert_eq!(
            file.text.matches(open).count(),
            file.text.matches(close).count()
        );
    }
    assert_eq!(sent.replies[0].edit, None);
    assert!(changes_nothing(&rig.press(BORIS, &data)));
}
