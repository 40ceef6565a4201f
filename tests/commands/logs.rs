//! The log at its loudest: no token, no password, and nothing that anybody wrote.

use std::time::Duration;

use crate::rig::{Kind, Rig};
use crate::support::postgres::{Cluster, Database};
use crate::support::process::Launch;
use crate::support::telegram::{Fault, On, Telegram};

const LIMIT: Duration = Duration::from_secs(30);
const SECRETS: [&str; 4] = ["тайное слово", "s3cret-pass", "Ольга-Секрет", "user1003"];

fn runs_through_trouble(launch: &Launch, telegram: &Telegram, cut: &dyn Fn()) {
    let mut bot = launch.clone().variable("RUST_LOG", "trace").start();
    let olga = telegram.user(1003, "Ольга-Секрет");
    olga.says("/help тайное слово");
    telegram.waits_for_calls("sendMessage", 1);
    // Every way in which a call can fail quotes something.
    for fault in [
        Fault::BadGateway,
        Fault::Cut,
        Fault::TruncatedAfterEffect,
        Fault::GarbageAfterEffect,
        Fault::Refuse(400, "Bad Request: no"),
    ] {
        telegram.breaks(fault, On::method("sendMessage"));
        olga.says("/help тайное слово");
    }
    telegram.push_raw(r#"{"update_id":__ID__,"message":{"text":"тайное слово","chat":7}}"#);
    telegram.push_raw(r#"{"update_id":__ID__,"user1003":"тайное слово"}"#);
    olga.presses_on(1, "тайное слово");
    telegram.waits_until_all_confirmed();
    cut();
    olga.says("/help тайное слово и ещё раз");
    telegram.waits_until_all_confirmed();
    telegram.waits_for_log("all answers", LIMIT, |log| {
        log.of("sendMessage").count() >= 4
    });
    bot.sigterm();
    assert_eq!(bot.wait_exit(LIMIT), 0);
    let log = bot.log();
    assert!(log.contains("DEBUG") && log.lines().count() > 10, "{log}");
    let token = telegram.token();
    let secret = token.split_once(':').expect("number and secret").1;
    for word in SECRETS.iter().copied().chain([token, secret]) {
        let line = log.lines().find(|line| line.contains(word));
        assert!(line.is_none(), "«{word}» is in the log: {line:?}");
    }
    for line in log.lines() {
        assert!(line.starts_with("20"), "no line of the log's own: {line}");
    }
}

#[test]
fn the_loudest_log_holds_no_secret_and_no_text_on_postgresql() {
    let (cluster, telegram) = (Cluster::start(), Telegram::start());
    let database: Database = cluster.create_database("logs");
    let url = cluster.create_user("keeper", "s3cret-pass", &database.name);
    let launch = Launch::against(&telegram).database(&url);
    runs_through_trouble(&launch, &telegram, &|| database.cut_connections());
}

#[test]
fn the_loudest_log_holds_no_secret_and_no_text_on_sqlite() {
    let (rig, telegram) = (Rig::fresh(Kind::Sqlite), Telegram::start());
    runs_through_trouble(
        &Launch::against(&telegram).database(&rig.url),
        &telegram,
        &|| {},
    );
}

#[test]
fn the_start_shows_its_settings_with_secrets_masked() {
    let (rig, telegram) = (Rig::fresh(Kind::Postgres), Telegram::start());
    let mut bot = Launch::against(&telegram)
        .database(&rig.url)
        .variable("ADMIN_USER_IDS", "1003")
        .variable("DATA_KEY", "a s3cret that is long enough")
        .variable("CHANNEL_ID", "@sales")
        .start();
    let line = bot.waits_for_log("start:");
    for part in [
        "bot spin_bot",
        "token 4839574812:***",
        "postgres://postgres@127.0.0.1",
        "admins 1",
        "send limit 30",
        "texts encrypted",
    ] {
        assert!(line.contains(part), "no «{part}» in: {line}");
    }
    bot.waits_for_log("CHANNEL_ID is set, but");
    assert!(!bot.log().contains("s3cret"));
    bot.sigterm();
    assert_eq!(bot.wait_exit(LIMIT), 0);
}
