//! Child processes: their environment, their end, their figures. A shell stands in for the bot.

use std::path::Path;
use std::time::Duration;

use crate::support::process::Launch;

const LIMIT: Duration = Duration::from_secs(10);

fn shell(script: &str) -> Launch {
    Launch::new()
        .program(Path::new("/bin/sh"))
        .arguments(&["-c", script])
}

#[test]
fn a_child_has_only_the_variables_it_was_given() {
    let done =
        shell("echo \"$BOT_LANG,$HOME,$SPINBOT_TEST_POSTGRES\"; pwd; cat; echo oops >&2; exit 3")
            .variable("BOT_LANG", "en")
            .run("typed\n", LIMIT);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(
        (done.code, lines[0], lines[2], done.log.as_str()),
        (Some(3), "en,,", "typed", "oops\n")
    );
    assert!(lines[1].contains("spinbot-run-"));
}

#[test]
fn a_child_ends_by_signal_or_by_itself() {
    let mut child =
        shell("trap 'exit 7' TERM; echo ready >&2; while :; do sleep 0.01; done").start();
    child.waits_for_log("ready");
    assert!(child.is_running());
    assert!(child.rss_peak() > 100_000);
    child.sigterm();
    assert_eq!(child.wait_exit(LIMIT), 7);

    let mut child = shell("sleep 60").start();
    child.kill9();
    assert!(!child.is_running());
}

#[test]
fn a_stopped_child_uses_no_time_until_it_goes_on() {
    let mut child = shell("while :; do :; done").start();
    std::thread::sleep(Duration::from_millis(200));
    assert!(child.cpu_time() > Duration::ZERO);
    child.sigstop();
    std::thread::sleep(Duration::from_millis(50));
    let stopped = child.cpu_time();
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(child.cpu_time(), stopped);
    child.sigcont();
    assert!(child.is_running());
}

#[test]
fn one_launch_keeps_one_directory() {
    let launch = shell("echo x >> file; wc -l < file");
    assert_eq!(launch.run("", LIMIT).out.trim(), "1");
    assert_eq!(launch.run("", LIMIT).out.trim(), "2");
}
