//! The table `jobs`: each claimed by one process for one lease, and answered once.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;

use spinbot::store::{Db, jobs};

use crate::rig::{BOT, Rig, on_both, write};

/// Most jobs of one chat at the same time.
const PER_CHAT: i64 = 4;

#[track_caller]
fn store(rig: &Rig, count: i64, run_at: i64) {
    rig.write(|tx| {
        (0..count).try_for_each(|n| {
            jobs::store(tx, BOT, (run_at, n), n, run_at, "slow", "{\"задача\":1}")
        })
    });
}

#[track_caller]
fn claim(db: &Db, now: i64, limit: i64) -> Vec<jobs::Claimed> {
    write(db, |tx| {
        Ok(jobs::claim(
            tx,
            BOT,
            now,
            now.saturating_add(100),
            PER_CHAT,
            limit,
        )?)
    })
}

#[test]
fn a_job_is_claimed_when_it_is_due() {
    on_both(|rig| {
        store(rig, 3, 1_000);
        let due = |now| {
            !rig.read(|tx| jobs::due(tx, BOT, now, PER_CHAT, 1))
                .is_empty()
        };
        assert_eq!([due(999), due(1_000)], [false, true]);
        assert!(claim(&rig.db, 999, 10).is_empty());
        let first = claim(&rig.db, 1_000, 2);
        assert_eq!(first.len(), 2);
        let job = &first[0];
        assert_eq!(
            (
                job.kind.as_str(),
                job.payload.as_str(),
                job.fence,
                job.chat_id
            ),
            ("slow", "{\"задача\":1}", 1, job.key.1)
        );
        assert_eq!(claim(&rig.db, 1_000, 10).len(), 1);
        assert!(claim(&rig.db, 1_050, 10).is_empty());
        assert!(!due(1_050));
        assert!(
            write(&rig.db, |tx| Ok(jobs::claim(
                tx,
                "other",
                i64::MAX,
                i64::MAX,
                PER_CHAT,
                10
            )?))
            .is_empty()
        );
        rig.read(|tx| jobs::waiting(tx, BOT))
    });
}

#[test]
fn one_chat_has_a_few_jobs_under_way_at_most_and_keeps_nobody_from_theirs() {
    on_both(|rig| {
        rig.write(|tx| {
            (0..50).try_for_each(|n| jobs::store(tx, BOT, (1, n), 7, 1, "slow", "{}"))?;
            (0..3).try_for_each(|n| jobs::store(tx, BOT, (2, n), 8 + n, 2, "slow", "{}"))
        });
        let keys = |jobs: &[jobs::Claimed]| jobs.iter().map(|job| job.key).collect::<Vec<_>>();
        let first = claim(&rig.db, 10, 6);
        let (of_one, of_others) = ([(1, 0), (1, 1), (1, 2), (1, 3)], [(2, 0), (2, 1)]);
        assert_eq!(keys(&first), [of_one.as_slice(), &of_others].concat());
        let other = rig.another();
        assert_eq!(keys(&claim(&other, 11, 32)), [(2, 2)]);
        assert!(
            rig.read(|tx| jobs::due(tx, BOT, 12, PER_CHAT, 1))
                .is_empty()
        );
        rig.write(|tx| jobs::end(tx, BOT, (1, 2), 1, 13, None));
        assert_eq!(keys(&claim(&other, 14, 32)), [(1, 4)]);
        // Those whose lease ran out go first, and count until they ended.
        assert_eq!(claim(&rig.db, 1_000, 3).len(), 3);
        let rest = claim(&rig.db, 1_001, 32);
        assert!(rest.iter().all(|job| job.fence == 2), "{rest:?}");
        rig.number("SELECT COUNT(*) FROM jobs WHERE chat_id = 7 AND state = 'running'")
    });
}

#[test]
fn two_processes_with_many_threads_claim_each_job_once() {
    let claimed = on_both(|rig| {
        store(rig, 200, 5);
        let (other, all) = (rig.another(), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for worker in 0..6 {
                let (db, all) = (if worker % 2 == 0 { &rig.db } else { &other }, &all);
                scope.spawn(move || {
                    // Whoever loses a race finds nothing for a moment: only an empty table ends the work.
                    let due = || db.read(|tx| Ok(jobs::due(tx, BOT, 10, PER_CHAT, 1)?));
                    while !due().expect("read").is_empty() {
                        let jobs = claim(db, 10, 7);
                        all.lock()
                            .expect("no panic")
                            .extend(jobs.iter().map(|job| (job.key, job.fence)));
                    }
                });
            }
        });
        let all = all.into_inner().expect("no panic");
        assert_eq!(
            all.iter().collect::<BTreeSet<_>>().len(),
            all.len(),
            "{:?}: claimed twice",
            rig.kind
        );
        assert!(all.iter().all(|(_, fence)| *fence == 1));
        all.len()
    });
    assert_eq!(claimed, 200);
}

#[test]
fn a_lease_that_ran_out_lets_another_claim_and_the_first_answer_counts_no_more() {
    on_both(|rig| {
        store(rig, 1, 0);
        let other = rig.another();
        let slow = claim(&rig.db, 0, 1).remove(0);
        assert!(
            claim(&other, 100, 1).is_empty(),
            "the lease holds until 100"
        );
        let quick = claim(&other, 101, 1).remove(0);
        assert_eq!((slow.fence, quick.fence, slow.key), (1, 2, quick.key));
        let end = |db: &Db, fence, reason: Option<&str>| {
            write(db, |tx| {
                Ok(jobs::end(tx, BOT, slow.key, fence, 500, reason)?)
            })
        };
        let prolong = |fence| rig.write(|tx| jobs::prolong(tx, BOT, slow.key, fence, 900));
        assert_eq!([prolong(slow.fence), prolong(quick.fence)], [false, true]);
        assert!(
            claim(&rig.db, 899, 1).is_empty(),
            "the prolonged lease holds"
        );
        assert_eq!(
            [
                end(&rig.db, slow.fence, None),
                end(&other, quick.fence, None),
                end(&other, quick.fence, None)
            ],
            [false, true, false]
        );
        assert!(claim(&rig.db, i64::MAX, 1).is_empty());
        assert!(!prolong(quick.fence), "an ended job has no lease");
        rig.number("SELECT COUNT(*) FROM jobs WHERE state = 'done' AND payload IS NULL AND reason IS NULL AND done_at = 500")
    });
}

#[test]
fn many_who_end_the_same_job_at_once_end_it_once() {
    let ended = on_both(|rig| {
        store(rig, 20, 0);
        let (other, jobs) = (rig.another(), claim(&rig.db, 0, 20));
        assert_eq!(jobs.len(), 20);
        thread::scope(|scope| {
            let threads: Vec<_> = [&rig.db, &other, &rig.db, &other]
                .into_iter()
                .map(|db| {
                    let jobs = &jobs;
                    scope.spawn(move || {
                        let ended = jobs.iter().filter(|job| {
                            write(db, |tx| Ok(jobs::end(tx, BOT, job.key, 1, 9, Some("no"))?))
                        });
                        ended.count()
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("ended"))
                .sum::<usize>()
        })
    });
    assert_eq!(ended, 20);
}

#[test]
fn ended_jobs_are_counted_out_and_pruned() {
    let left = on_both(|rig| {
        store(rig, 10, 0);
        for job in claim(&rig.db, 0, 6) {
            let reason = (job.key.1 % 2 == 0).then_some("failed");
            rig.write(|tx| jobs::end(tx, BOT, job.key, job.fence, 50, reason));
        }
        assert_eq!(rig.read(|tx| jobs::waiting(tx, BOT)), 4);
        let prune = |before, limit| rig.write(|tx| jobs::prune(tx, BOT, before, limit));
        assert_eq!(
            [prune(50, 10), prune(51, 4), prune(51, 4), prune(51, 4)],
            [0, 4, 2, 0]
        );
        rig.number("SELECT COUNT(*) FROM jobs")
    });
    assert_eq!(left, 4);
}
