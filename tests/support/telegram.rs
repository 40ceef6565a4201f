//! A fake Telegram Bot API over real HTTP: it keeps the live server's rules, fails as a test tells it to, and logs every
//! effect. This file is the handle that tests hold; people are driven through [`User`].

mod content;
mod eyes;
pub mod faults;
mod flood;
mod html;
mod http;
pub mod log;
mod methods;
mod people;
mod server;
mod state;
mod updates;
mod wire;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::Value;

pub use faults::{Fault, On};
pub use flood::FloodLimits;
pub use http::Upload;
pub use log::{Button, Call, Log, Told};
pub use people::{Press, User};
pub use state::{Message, Query};
pub use updates::UpdateRecord;

use super::PATIENCE;
use flood::Flood;
use server::Server;
use state::State;

/// The token the fake accepts unless told otherwise.
pub const TOKEN: &str = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qc";

/// A running fake. Clones share it; it stops when the last one is dropped.
#[derive(Clone)]
pub struct Telegram {
    server: Arc<Server>,
    _stop: Arc<StopOnDrop>,
}

struct StopOnDrop(Arc<Server>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Telegram {
    pub fn start() -> Telegram {
        Telegram::with_token(TOKEN)
    }

    pub fn with_token(token: &str) -> Telegram {
        let server = Server::start(token);
        let stop = StopOnDrop(Arc::clone(&server));
        Telegram {
            server,
            _stop: Arc::new(stop),
        }
    }

    /// What goes into `TELEGRAM_API_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// What goes into `BOT_TOKEN`.
    pub fn token(&self) -> &str {
        &self.server.token
    }

    // Updates.

    /// Queues `{kind: value}` under the next update id; `None` if the bot did not ask for this kind.
    pub fn push(&self, kind: &str, value: &Value) -> Option<i64> {
        self.with(|state| state.push(kind, value))
    }

    /// Queues exactly this text, whatever the bot asked for; `__ID__` in it becomes the id under which it is queued.
    pub fn push_raw(&self, raw: &str) -> i64 {
        self.with(|state| state.updates.push(raw, None))
    }

    /// Queues whole updates (their `update_id` is set anew) so that one poll finds them all, up to its limit.
    pub fn push_batch(&self, updates: &[Value]) -> Vec<i64> {
        self.with(|state| {
            let ids = updates.iter().filter_map(|update| state.push_whole(update));
            ids.collect()
        })
    }

    /// Everything that happens inside comes to the bot in one batch.
    pub fn in_one_batch<T>(&self, happenings: impl FnOnce() -> T) -> T {
        self.with(|state| state.updates.hold(true));
        let result = happenings();
        self.with(|state| state.updates.hold(false));
        result
    }

    /// Later updates count from here. A jump down waits until everything so far is confirmed, as on the live server.
    #[track_caller]
    pub fn jumps_ids_to(&self, next_id: i64) {
        self.wait_until("all updates confirmed before the ids jump", |state| {
            next_id >= state.updates.next_id() || state.updates.pending() == 0
        });
        self.with(|state| state.updates.jump_to(next_id));
    }

    pub fn next_update_id(&self) -> i64 {
        self.with(|state| state.updates.next_id())
    }

    /// What became of every update so far, in order of arrival.
    pub fn updates(&self) -> Vec<UpdateRecord> {
        self.with(|state| state.updates.records.clone())
    }

    /// How many updates are not confirmed yet.
    pub fn pending(&self) -> usize {
        self.with(|state| state.updates.pending())
    }

    #[track_caller]
    pub fn waits_until_all_confirmed(&self) {
        self.wait_until("all updates confirmed", |state| {
            state.updates.pending() == 0
        });
    }

    /// Waits until a long poll waits for updates; the poll of a process that has died counts until it times out.
    #[track_caller]
    pub fn waits_for_poll(&self) {
        self.wait_until("a long poll", |state| state.polls_waiting > 0);
    }

    /// Waits for a poll that begins after this call.
    #[track_caller]
    pub fn waits_for_next_poll(&self) {
        let begun = self.with(|state| state.polls_begun);
        self.wait_until("a new poll", |state| state.polls_begun > begun);
    }

    // Trouble.

    /// Queues a fault for the calls that `on` describes.
    pub fn breaks(&self, fault: Fault, on: On) {
        self.with(|state| state.faults.queue(fault, on));
    }

    pub fn clear_faults(&self) {
        self.with(|state| state.faults.clear());
    }

    /// How many queued faults have not run out yet.
    pub fn faults_waiting(&self) -> usize {
        self.with(|state| state.faults.waiting())
    }

    /// Every call takes this much longer, half of it before the effect and half after.
    pub fn set_latency(&self, latency: Duration) {
        self.with(|state| state.latency = latency);
    }

    /// Connections are refused and the open ones break, until it comes back.
    pub fn goes_away(&self) {
        self.server.close();
    }

    /// Connections are accepted and closed at once, until it comes back.
    pub fn slams_the_door(&self) {
        self.server.slam();
    }

    pub fn comes_back(&self) {
        self.server.open();
    }

    /// Every open connection breaks; new ones are fine.
    pub fn breaks_connections(&self) {
        self.server.break_connections();
    }

    /// Every call is answered 401 from now on (or no longer).
    pub fn revokes_token(&self, revoked: bool) {
        self.server.revoked.store(revoked, Ordering::SeqCst);
    }

    /// A webhook set elsewhere makes `getUpdates` answer 409.
    pub fn set_webhook(&self, url: Option<&str>) {
        self.with(|state| state.webhook = url.map(String::from));
    }

    /// How long callback and checkout queries live (150 s unless told otherwise), for those made from now on.
    pub fn set_query_lifetime(&self, lifetime: Duration) {
        self.with(|state| state.query_lifetime = lifetime);
    }

    /// Sends and edits that come too fast are refused with 429 from now on; `None` turns that off again.
    pub fn set_flood_limits(&self, limits: Option<FloodLimits>) {
        self.with(|state| state.flood = limits.map(Flood::new));
    }

    /// Whether the same offset asked again too soon gets one update only, as on the live server (on at the start).
    pub fn set_hammer_rules(&self, on: bool) {
        self.with(|state| state.updates.hammer_rules = on);
    }

    /// The result of a method the fake does not know itself.
    pub fn answers(&self, method: &str, result: Value) {
        self.with(|state| state.canned.insert(method.to_owned(), result));
    }

    /// The person's status in a channel ("member", "left", "kicked"), for `getChatMember`.
    pub fn set_member(&self, channel: &str, user: i64, status: &str) {
        let key = (channel.to_owned(), user);
        self.with(|state| state.members.insert(key, status.to_owned()));
    }

    // What happened.

    /// Every call so far.
    pub fn log(&self) -> Log {
        self.with(|state| state.log.clone())
    }

    /// The same without a copy, under the fake's lock: for long logs.
    pub fn with_log<T>(&self, look: impl FnOnce(&Log) -> T) -> T {
        look(&self.server.state().log)
    }

    /// Waits until the log is as `wanted` says; panics with `what` after `limit`.
    #[track_caller]
    pub fn waits_for_log(&self, what: &str, limit: Duration, wanted: impl Fn(&Log) -> bool) {
        let reached = self.waits_at_most(limit, |state| wanted(&state.log));
        assert!(reached, "waited {limit:?} in vain for: {what}");
    }

    /// The calls of one method so far.
    pub fn calls(&self, method: &str) -> Vec<Call> {
        self.with_log(|log| log.of(method).cloned().collect())
    }

    /// The number of calls so far; cheap.
    pub fn count(&self) -> u64 {
        self.with(|state| state.calls)
    }

    #[track_caller]
    pub fn waits_for_calls(&self, method: &str, count: usize) -> Vec<Call> {
        let what = format!("{count} calls of {method}");
        self.waits_for_log(&what, PATIENCE, |log| log.of(method).count() >= count);
        self.calls(method)
    }

    /// Callback and checkout queries with the answers they got, by id.
    pub fn query(&self, id: &str) -> Option<Query> {
        self.with(|state| state.queries.get(id).cloned())
    }

    /// How many queries were never answered.
    pub fn unanswered(&self) -> usize {
        self.with(|state| {
            let queries = state.queries.values();
            queries.filter(|query| query.answers.is_empty()).count()
        })
    }

    /// The last fields of `setMyCommands` or its kin in a language ("" is the default).
    pub fn profile(&self, method: &str, language: &str) -> Option<Value> {
        let key = (method.to_owned(), language.to_owned());
        self.with(|state| state.profile.get(&key).cloned())
    }

    /// Called with every call right after its effect, under the fake's lock; the whole updates it gives are queued at
    /// once. A closed loop needs no thread of its own. It must not call the fake.
    pub fn reacts(&self, reaction: impl FnMut(&Call) -> Vec<Value> + Send + 'static) {
        self.with(|state| state.reaction = Some(Box::new(reaction)));
    }

    /// Forgets the log, the chats' messages and what is confirmed, so that a long run stays small.
    pub fn forgets(&self) {
        self.with(|state| {
            state.log.0.clear();
            state.updates.forget_confirmed();
            for chat in state.chats.values_mut() {
                chat.messages.clear();
            }
        });
    }

    /// Reads or changes the state and wakes whoever waits for a change.
    fn with<T>(&self, action: impl FnOnce(&mut State) -> T) -> T {
        let result = action(&mut self.server.state());
        self.server.updates_changed.notify_all();
        self.server.effects_changed.notify_all();
        result
    }

    /// Waits for a state; panics after [`PATIENCE`] with `what`.
    #[track_caller]
    fn wait_until(&self, what: &str, reached: impl Fn(&State) -> bool) {
        if !self.waits_at_most(PATIENCE, reached) {
            panic!("waited {PATIENCE:?} in vain for: {what}");
        }
    }

    fn waits_at_most(&self, limit: Duration, reached: impl Fn(&State) -> bool) -> bool {
        let deadline = Instant::now() + limit;
        let mut state = self.server.state();
        while !reached(&state) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.server.effects_changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(|broken| broken.into_inner()).0;
        }
        true
    }
}
