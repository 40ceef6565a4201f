//! Refusals that are about one chat or one message: blocked, gone, moved, unreadable, too late.

use serde_json::json;

use crate::rig::{Engine, Rig, on_both_engines};
use crate::support::telegram::{Fault, On, User};
use crate::support::{PATIENCE, eventually};

fn texts(person: &User) -> Vec<String> {
    person
        .hears()
        .into_iter()
        .map(|message| message.text)
        .collect()
}

fn sends_to(rig: &Rig, person: &User) -> usize {
    let log = rig.telegram.log();
    let sends = log.of("sendMessage");
    sends.filter(|call| call.chat == Some(person.chat)).count()
}

fn is_reachable(rig: &Rig, person: &User) -> bool {
    let sql = format!(
        "SELECT reachable FROM chats WHERE chat_id = {}",
        person.chat
    );
    rig.query(&sql, |row| row.get(0).expect("a flag"))[0]
}

fn somebody_who_blocked_the_bot_gets_nothing_until_they_write_again(engine: Engine) {
    let rig = Rig::new(engine);
    let process = rig.runs();
    let (anna, boris) = (rig.telegram.anna(), rig.telegram.boris());
    anna.says("aside waits go");
    anna.waits_for_count(1);
    // Without any update about it: the refusal is how the bot learns of it.
    anna.set_forbidden(Some("Forbidden: bot was blocked by the user"));
    anna.says("many 5");
    process.waits_for_log("cannot be reached");
    eventually("the chat is marked", PATIENCE, || {
        (!is_reachable(&rig, &anna)).then_some(())
    });
    let sends = sends_to(&rig, &anna);
    assert_eq!(
        sends, 2,
        "one answer, one refusal: the other four parts are given up"
    );
    std::fs::write(rig.launch.directory().join("go"), "").expect("a file");
    rig.waits_until_quiet();
    assert_eq!(rig.said(anna.chat).len(), 3, "the job's answer was handled");
    assert_eq!(sends_to(&rig, &anna), sends, "and not sent");

    anna.set_forbidden(None);
    anna.says("back");
    anna.waits_for_text("back #4");
    boris.says("hello");
    boris.waits_for_count(1);
    assert_eq!(texts(&anna).len(), 2);
}

fn somebody_who_blocks_between_two_messages_is_not_written_to(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("aside waits go");
    anna.waits_for_count(1);
    anna.blocks();
    eventually("the chat is marked", PATIENCE, || {
        (!is_reachable(&rig, &anna)).then_some(())
    });
    std::fs::write(rig.launch.directory().join("go"), "").expect("a file");
    rig.waits_until_quiet();
    assert_eq!(sends_to(&rig, &anna), 1);
    anna.unblocks();
    eventually("the chat is marked", PATIENCE, || {
        is_reachable(&rig, &anna).then_some(())
    });
    anna.says("back");
    anna.waits_for_text("back #3");
}

fn a_message_to_edit_that_is_gone_is_sent_anew(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("hello");
    let first = anna.waits_for_text("hello #1");
    anna.says(&format!("edit {} please", first.id));
    let edited = anna.waits_for_text("please #2");
    assert_eq!((edited.id, edited.edits), (first.id, 1));
    anna.says("edit 999999 please");
    let new = anna.waits_for_text("please #3");
    assert!(new.id != first.id && new.edits == 0);
    rig.telegram.breaks(
        Fault::Refuse(400, "Bad Request: message is not modified"),
        On::method("editMessageText"),
    );
    anna.says(&format!("edit {} again", first.id));
    rig.waits_until_quiet();
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'sent'"),
        4,
        "unchanged is success"
    );
}

fn what_telegram_cannot_read_is_sent_once_as_plain_text(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("raw a <b>broken &amp; text");
    anna.waits_for_text("a broken & text");
    let calls = rig.telegram.calls("sendMessage");
    let modes: Vec<bool> = calls
        .iter()
        .map(|call| call.fields.contains_key("parse_mode"))
        .collect();
    assert_eq!(modes, [true, false]);

    let unreadable = Fault::Refuse(400, "Bad Request: can't parse entities: never");
    rig.telegram
        .breaks(unreadable, On::method("sendMessage").times(2));
    anna.says("unlucky");
    anna.says("next");
    anna.waits_for_text("next #3");
    rig.waits_until_quiet();
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM outbox WHERE state = 'failed'"),
        1
    );
    assert_eq!(rig.telegram.calls("sendMessage").len(), 5);
}

fn a_group_that_became_a_supergroup_gets_its_messages_there(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let old = rig.telegram.anna().in_group(-4_100, "Продажи");
    let new = rig.telegram.anna().in_group(-100_4100, "Продажи");
    old.says("before");
    old.waits_for_count(1);
    rig.telegram.breaks(
        Fault::MigrateTo(new.chat),
        On::method("sendMessage").chat(old.chat).until_cleared(),
    );
    old.says("many 3");
    new.waits_for_count(3);
    rig.waits_until_quiet();
    assert_eq!(texts(&new), ["part 1", "part 2", "many 3 #2"]);
    assert_eq!(texts(&old), ["before #1"]);
    assert_eq!(
        rig.telegram.calls("sendMessage").len(),
        5,
        "one refusal only"
    );
    new.says("after");
    new.waits_for_text("after #1");
}

fn a_pressed_button_is_answered_even_while_the_chat_must_wait(engine: Engine) {
    let rig = Rig::new(engine);
    let _process = rig.runs();
    let anna = rig.telegram.anna();
    anna.says("hello");
    let message = anna.waits_for_text("hello #1");
    rig.telegram.breaks(
        Fault::TooManyRequests(70_000),
        On::method("sendMessage").chat(anna.chat),
    );
    anna.says("flood");
    rig.telegram.waits_for_calls("sendMessage", 2);
    let press = anna.presses_on(message.id, "yes");
    anna.waits_for_answer(&press);
    // One whose query is forgotten already is handled all the same.
    rig.telegram.push("callback_query", &json!({
        "id": "forgotten", "from": anna.about(), "chat_instance": "1", "data": "late",
        "message": {"chat": {"id": anna.chat, "type": "private"}, "message_id": message.id, "date": 0},
    }));
    eventually("the press is handled", PATIENCE, || {
        rig.said(anna.chat)
            .contains(&"press late".to_owned())
            .then_some(())
    });
    eventually("its answer is tried once", PATIENCE, || {
        (rig.number("SELECT COUNT(*) FROM outbox WHERE lane = 0 AND state = 'open'") == 0)
            .then_some(())
    });
    assert_eq!(rig.telegram.calls("answerCallbackQuery").len(), 2);
}

on_both_engines! {
    somebody_who_blocked_the_bot_gets_nothing_until_they_write_again
    somebody_who_blocks_between_two_messages_is_not_written_to
    a_message_to_edit_that_is_gone_is_sent_anew
    what_telegram_cannot_read_is_sent_once_as_plain_text
    a_group_that_became_a_supergroup_gets_its_messages_there
    a_pressed_button_is_answered_even_while_the_chat_must_wait
}
