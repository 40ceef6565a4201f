//! The host's clock. Only the edges read it; handlers and the engine are told the time.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
pub fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The monotonic moment of a time given in milliseconds since 1970; now, if that is past.
pub fn instant_of(epoch_ms: i64) -> Instant {
    let left = u64::try_from(epoch_ms - now_ms()).unwrap_or(0);
    let now = Instant::now();
    now.checked_add(Duration::from_millis(left)).unwrap_or(now)
}
