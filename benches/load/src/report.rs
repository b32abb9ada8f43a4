//! What was measured, as text.

use std::time::Duration;

/// The time that so many percent of requests took at most; `times` is sorted.
pub(crate) fn percentile(times: &[Duration], percent: usize) -> Duration {
    let last = times.len().saturating_sub(1);
    let index = times.len().saturating_mul(percent) / 100;
    times.get(index.min(last)).copied().unwrap_or_default()
}

/// Milliseconds, to a hundredth.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// Counts failures, and says the first few.
#[derive(Default)]
pub(crate) struct Failures {
    pub(crate) count: u64,
    pub(crate) first: Option<String>,
}

impl Failures {
    pub(crate) fn add(&mut self, what: String) {
        self.count += 1;
        self.first.get_or_insert(what);
    }

    pub(crate) fn merge(&mut self, other: Failures) {
        self.count += other.count;
        self.first = self.first.take().or(other.first);
    }

    pub(crate) fn text(&self) -> String {
        match &self.first {
            Some(first) => format!("{} (the first: {first})", self.count),
            None => "0".to_owned(),
        }
    }
}
