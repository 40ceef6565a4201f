//! What an operator's monitoring sees: counters, gauges and latencies in Prometheus' text form, without ids or texts.

use prometheus::{
    Encoder, Gauge, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
    TextEncoder,
};

/// Seconds; from a fast local turn to a message that waited for the limits.
const BUCKETS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0,
];

pub struct Metrics {
    registry: Registry,
    pub updates: IntCounter,
    pub handled: IntCounter,
    pub set_aside: IntCounter,
    /// By how a call ended: sent, refused, edit_gone, flood, away, uncertain, unauthorised, unreachable, moved.
    pub sends: IntCounterVec,
    /// Messages that may have been shown twice: an answer was lost, or a process died between call and answer.
    pub uncertain: IntCounter,
    pub plain: IntCounter,
    pub polls: IntCounter,
    pub jobs: IntCounter,
    pub leader: IntGauge,
    pub database_up: IntGauge,
    pub telegram_up: IntGauge,
    pub inbox_open: IntGauge,
    pub inbox_age: Gauge,
    pub outbox_open: IntGauge,
    pub outbox_age: Gauge,
    pub jobs_open: IntGauge,
    pub aside: IntGauge,
    pub handling: Histogram,
    pub waiting: Histogram,
    pub sending: Histogram,
    pub replying: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        let registry = Registry::new();
        let add = |metric: Box<dyn prometheus::core::Collector>| {
            registry
                .register(metric)
                .expect("every name is registered once");
        };
        let counter = |name: &str, help: &str| {
            let counter = IntCounter::new(name, help).expect("a valid name");
            add(Box::new(counter.clone()));
            counter
        };
        let gauge = |name: &str, help: &str| {
            let gauge = IntGauge::new(name, help).expect("a valid name");
            add(Box::new(gauge.clone()));
            gauge
        };
        let seconds = |name: &str, help: &str| {
            let gauge = Gauge::new(name, help).expect("a valid name");
            add(Box::new(gauge.clone()));
            gauge
        };
        let histogram = |name: &str, help: &str| {
            let options = HistogramOpts::new(name, help).buckets(BUCKETS.to_vec());
            let histogram = Histogram::with_opts(options).expect("a valid name");
            add(Box::new(histogram.clone()));
            histogram
        };
        let sends = IntCounterVec::new(
            Opts::new(
                "spinbot_sends_total",
                "Calls that show a message, by result.",
            ),
            &["result"],
        )
        .expect("a valid name");
        add(Box::new(sends.clone()));
        Self {
            updates: counter("spinbot_updates_total", "Updates received from Telegram."),
            handled: counter("spinbot_handled_total", "Inbox rows handled."),
            set_aside: counter(
                "spinbot_set_aside_total",
                "Inbox rows set aside with a reason.",
            ),
            sends,
            uncertain: counter(
                "spinbot_uncertain_sends_total",
                "Messages that may have been shown twice.",
            ),
            plain: counter(
                "spinbot_plain_sends_total",
                "Messages sent once more as plain text.",
            ),
            polls: counter("spinbot_polls_total", "Polls that Telegram answered."),
            jobs: counter("spinbot_jobs_total", "Jobs ended."),
            leader: gauge("spinbot_leader", "1 while this process polls and sends."),
            database_up: gauge("spinbot_database_up", "1 while the database answers."),
            telegram_up: gauge("spinbot_telegram_up", "1 while Telegram answers."),
            inbox_open: gauge("spinbot_inbox_open", "Updates waiting to be handled."),
            inbox_age: seconds(
                "spinbot_inbox_oldest_seconds",
                "Age of the oldest update waiting.",
            ),
            outbox_open: gauge("spinbot_outbox_open", "Messages waiting to be sent."),
            outbox_age: seconds(
                "spinbot_outbox_oldest_seconds",
                "Age of the oldest message waiting.",
            ),
            jobs_open: gauge("spinbot_jobs_open", "Jobs waiting or running."),
            aside: gauge("spinbot_aside", "Inbox rows kept aside."),
            handling: histogram("spinbot_handling_seconds", "One update's transaction."),
            waiting: histogram(
                "spinbot_waiting_seconds",
                "From an update's arrival to the end of its handling.",
            ),
            sending: histogram("spinbot_sending_seconds", "One call that shows a message."),
            replying: histogram(
                "spinbot_replying_seconds",
                "From a reply's writing to Telegram's answer.",
            ),
            registry,
        }
    }
}

impl Metrics {
    /// All of them in Prometheus' text form.
    pub fn render(&self) -> String {
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        encoded.expect("text is written to memory");
        String::from_utf8_lossy(&text).into_owned()
    }
}
