//! The SQLite file locked by another program, and its disk full, while a crowd talks.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::talk_through;
use crate::rig::{Rig, lines_with, long_or};
use crate::support::process::Process;

#[test]
fn a_file_locked_by_another_program_is_waited_for() {
    let rig = Rig::over_sqlite();
    let process = rig.runs();
    talk_through(&rig, || {
        let other = Connection::open(rig.launch.directory().join("spinbot.db")).expect("the file");
        other
            .busy_timeout(Duration::from_secs(5))
            .expect("a timeout");
        other.execute_batch("BEGIN IMMEDIATE").expect("the lock");
        thread::sleep(Duration::from_secs(long_or(40, 8)));
        other.execute_batch("ROLLBACK").expect("the end of it");
        Instant::now()
    });
    let log = process.log();
    assert!(lines_with(&log, "ERROR") <= 1, "{log}");
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM inbox WHERE state = 'aside'"),
        0
    );
}

#[test]
fn a_full_disk_is_waited_for() {
    let (rig, port) = Rig::over_sqlite().with_port();
    let process = rig.runs();
    talk_through(&rig, || {
        // Nothing may grow beyond what the write-ahead log holds by now: the same as a full disk, without one.
        let log = rig.launch.directory().join("spinbot.db-wal");
        let size = std::fs::metadata(log).expect("a write-ahead log").len();
        set_largest_file(&process, size);
        process.waits_for_log("database: away");
        thread::sleep(Duration::from_secs(long_or(30, 4)));
        assert_eq!(rig.get(port, "/health").0, 503);
        set_largest_file(&process, libc::RLIM_INFINITY);
        Instant::now()
    });
    process.waits_for_log("database: answers again");
    assert_eq!(
        lines_with(&process.log(), "database: away"),
        1,
        "{}",
        process.log()
    );
    assert_eq!(
        lines_with(&process.log(), "database: answers again"),
        1,
        "{}",
        process.log()
    );
    assert_eq!(
        rig.number("SELECT COUNT(*) FROM inbox WHERE state = 'aside'"),
        0
    );
}

fn set_largest_file(process: &Process, bytes: u64) {
    let limit = libc::rlimit {
        rlim_cur: bytes,
        rlim_max: libc::RLIM_INFINITY,
    };
    let id = i32::try_from(process.id()).expect("a process id");
    // SAFETY: the limit outlives the call, and nothing is written back.
    let set = unsafe { libc::prlimit(id, libc::RLIMIT_FSIZE, &limit, std::ptr::null_mut()) };
    assert_eq!(set, 0, "{}", std::io::Error::last_os_error());
}
