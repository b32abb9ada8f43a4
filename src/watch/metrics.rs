//! What is counted and timed, in the text format of OpenMetrics, which Prometheus reads.
//!
//! Label values come from tables only: names of operations, of errors and of methods of the seams.
//! So callers can't make series. `docs/operations.md` says what each metric means.

use planish_runtime::server::{Answered, Observer};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

use super::process::Process;

/// The media type of [`Metrics::text`].
pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The label of requests that no operation takes.
const UNKNOWN: &str = "unknown";

/// Upper bounds of the buckets for requests, in seconds.
const REQUEST_SECONDS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Upper bounds of the buckets for calls of the stores, in seconds.
const STORE_SECONDS: [f64; 12] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0,
];

/// All metrics of one service.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Outcome, Counter>,
    durations: Family<Operation, Histogram, fn() -> Histogram>,
    received: Counter,
    sent: Counter,
    downloads: Family<Status, Counter>,
    in_flight: Gauge,
    connections: Gauge,
    stores: Family<StoreCall, Histogram, fn() -> Histogram>,
    store_errors: Family<StoreCall, Counter>,
    stored: Gauge,
}

/// Counts one thing in a [`Gauge`] as long as it lives.
#[derive(Debug)]
pub struct Present(Gauge);

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    operation: &'static str,
    /// `2xx` and so on.
    status: &'static str,
    /// The name of the error; empty where there is none.
    code: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Status {
    status: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct StoreCall {
    store: &'static str,
    call: &'static str,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let durations: fn() -> Histogram = || Histogram::new(REQUEST_SECONDS);
        let stores: fn() -> Histogram = || Histogram::new(STORE_SECONDS);
        let mut metrics = Metrics {
            registry: Registry::with_prefix("lambda_code"),
            requests: Family::default(),
            durations: Family::new_with_constructor(durations),
            received: Counter::default(),
            sent: Counter::default(),
            downloads: Family::default(),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
            stores: Family::new_with_constructor(stores),
            store_errors: Family::default(),
            stored: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    /// One more request is under way, until what is returned is dropped.
    pub fn request(&self) -> Present {
        Present::new(&self.in_flight)
    }

    /// One more connection is open, until what is returned is dropped.
    pub fn connection(&self) -> Present {
        Present::new(&self.connections)
    }

    /// A download was answered with this status and, at most, this many bytes.
    pub fn downloaded(&self, status: u16, bytes: u64) {
        let status = class(status);
        self.downloads.get_or_create(&Status { status }).inc();
        self.sent.inc_by(bytes);
    }

    /// A call of a store took this long, and failed or didn't.
    pub(super) fn called(
        &self,
        store: &'static str,
        call: &'static str,
        took: Duration,
        failed: bool,
    ) {
        let labels = StoreCall { store, call };
        let seconds = took.as_secs_f64();
        self.stores.get_or_create(&labels).observe(seconds);
        if failed {
            self.store_errors.get_or_create(&labels).inc();
        }
    }

    /// All metrics, given the bytes of all packages that records name, if that is known.
    pub fn text(&self, stored: Option<u64>) -> String {
        if let Some(stored) = stored {
            self.stored.set(i64::try_from(stored).unwrap_or(i64::MAX));
        }
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register(
            "requests",
            "Requests answered, by operation, class of the status and name of the error",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "From the head of a request to the head of its answer",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register_with_unit(
            "received",
            "Bodies of requests",
            Unit::Bytes,
            self.received.clone(),
        );
        registry.register_with_unit(
            "sent",
            "Bodies of answers, and packages downloaded",
            Unit::Bytes,
            self.sent.clone(),
        );
        registry.register(
            "downloads",
            "Packages asked for by a link of Code.Location, by class of the status",
            self.downloads.clone(),
        );
        registry.register(
            "requests_in_flight",
            "Requests under way",
            self.in_flight.clone(),
        );
        registry.register(
            "connections",
            "Connections open on the port of the API",
            self.connections.clone(),
        );
        registry.register_with_unit(
            "store_call_duration",
            "Calls of the stores",
            Unit::Seconds,
            self.stores.clone(),
        );
        registry.register(
            "store_errors",
            "Calls of the stores that failed",
            self.store_errors.clone(),
        );
        registry.register_with_unit(
            "stored",
            "Code of all versions",
            Unit::Bytes,
            self.stored.clone(),
        );
        registry.register(
            "build",
            "What is running",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        registry.register_collector(Box::new(Process));
    }
}

impl Observer for Metrics {
    fn answered(&self, answered: &Answered<'_>) {
        let operation = answered.operation.map_or(UNKNOWN, |o| o.name);
        let outcome = Outcome {
            operation,
            status: class(answered.status),
            code: answered.error.unwrap_or_default().to_owned(),
        };
        self.requests.get_or_create(&outcome).inc();
        let seconds = answered.duration.as_secs_f64();
        let durations = self.durations.get_or_create(&Operation { operation });
        durations.observe(seconds);
        self.received.inc_by(answered.received);
        self.sent.inc_by(answered.sent.unwrap_or(0));
    }
}

impl Present {
    fn new(gauge: &Gauge) -> Present {
        gauge.inc();
        Present(gauge.clone())
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The class of a status.
fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_present_is_counted_until_it_goes() {
        let metrics = Metrics::default();
        let (first, second) = (metrics.request(), metrics.request());
        let _connection = metrics.connection();
        drop(first);
        let text = metrics.text(None);
        assert!(
            text.contains("\nlambda_code_requests_in_flight 1\n"),
            "{text}"
        );
        assert!(text.contains("\nlambda_code_connections 1\n"), "{text}");
        drop(second);
        let text = metrics.text(None);
        assert!(
            text.contains("\nlambda_code_requests_in_flight 0\n"),
            "{text}"
        );
    }

    #[test]
    fn calls_of_stores_fall_into_buckets() {
        let metrics = Metrics::default();
        metrics.called("records", "load", Duration::from_micros(60), false);
        metrics.called("records", "load", Duration::from_millis(3), true);
        metrics.downloaded(200, 7);
        let text = metrics.text(Some(5));
        for line in [
            "lambda_code_store_call_duration_seconds_bucket{le=\"0.00005\",store=\"records\",call=\"load\"} 0",
            "lambda_code_store_call_duration_seconds_bucket{le=\"0.0001\",store=\"records\",call=\"load\"} 1",
            "lambda_code_store_call_duration_seconds_count{store=\"records\",call=\"load\"} 2",
            "lambda_code_store_errors_total{store=\"records\",call=\"load\"} 1",
            "lambda_code_downloads_total{status=\"2xx\"} 1",
            "lambda_code_sent_bytes_total 7",
            "lambda_code_stored_bytes 5",
            concat!(
                "lambda_code_build_info{version=\"",
                env!("CARGO_PKG_VERSION"),
                "\"} 1"
            ),
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
