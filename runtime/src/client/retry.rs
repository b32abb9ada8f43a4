//! Whether, when and how often an attempt is repeated: the standard mode of the AWS SDKs; the
//! adaptive mode adds [`adaptive`](super::adaptive).
//!
//! Source: "Retry behavior" in the AWS SDKs and Tools reference guide.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::HeaderMap;

use crate::random;

/// Names of errors that ask for fewer requests.
const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Names of errors that may be gone at the next attempt.
const TRANSIENT: &[&str] = &["RequestTimeout", "RequestTimeoutException"];

/// Statuses that mean the same where the name says nothing.
const TRANSIENT_STATUSES: &[u16] = &[500, 502, 503, 504];

/// Names of errors that a wrong clock causes.
const SKEWED: &[&str] = &[
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

/// The longest pause that a service can ask for.
const LONGEST_ASKED: Duration = Duration::from_secs(60);

/// The tokens of a full quota, and what a retry costs of them.
const TOKENS: u32 = 500;
const COST: u32 = 5;
const COST_OF_TIMEOUT: u32 = 10;
/// What a success without retries gives back.
const REFUND: u32 = 1;

/// How often and when failed attempts are repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    longest: Duration,
    adaptive: bool,
}

impl Default for RetryPolicy {
    /// Three attempts; pauses are random, up to 1 second, then 2, 4 … 20.
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_secs(1),
            longest: Duration::from_secs(20),
            adaptive: false,
        }
    }
}

impl RetryPolicy {
    /// One attempt.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// As the default; in addition, a client that the service has throttled sends no faster than the
    /// service seems to bear. For one client that sends much of the same kind: all its calls wait.
    pub fn adaptive() -> Self {
        Self {
            adaptive: true,
            ..Self::default()
        }
    }

    /// So many attempts at most, the first included; zero is one.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Pauses up to `first`, then twice as long each time, up to `longest`.
    #[must_use]
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.base = first;
        self.longest = longest;
        self
    }

    /// How many attempts there are at most.
    pub fn max_attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether the client limits its rate once it was throttled.
    pub fn is_adaptive(&self) -> bool {
        self.adaptive
    }

    /// The pause after this many attempts: random, or as long as the service asks.
    pub(super) fn pause(&self, attempts: u32, asked: Option<Duration>) -> Duration {
        match asked {
            Some(asked) => asked.min(LONGEST_ASKED),
            None => self.ceiling(attempts).mul_f64(random::fraction()),
        }
    }

    fn ceiling(&self, attempts: u32) -> Duration {
        let doubled = 2u32.saturating_pow(attempts.saturating_sub(1));
        self.base.saturating_mul(doubled).min(self.longest)
    }
}

/// Whether an error that may be repeated is one of throttling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Throttle(pub(super) bool);

/// Whether an error of the service may be repeated, by the model, its name and its status.
pub(super) fn of_service(
    modelled: Option<Throttle>,
    code: Option<&str>,
    status: u16,
) -> Option<Throttle> {
    let named = |names: &[&str]| code.is_some_and(|code| names.contains(&code));
    if modelled.is_some() {
        modelled
    } else if named(THROTTLING) || status == 429 {
        Some(Throttle(true))
    } else if named(TRANSIENT) || TRANSIENT_STATUSES.contains(&status) {
        Some(Throttle(false))
    } else {
        None
    }
}

/// Whether a wrong clock causes errors of this name.
pub(super) fn is_skewed(code: &str) -> bool {
    SKEWED.contains(&code)
}

/// How long the service asks to wait: milliseconds of AWS, or seconds of RFC 9110, 10.2.3.
pub(super) fn asked_pause(headers: &HeaderMap) -> Option<Duration> {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse().ok();
    number("x-amz-retry-after")
        .map(Duration::from_millis)
        .or_else(|| number("retry-after").map(Duration::from_secs))
}

/// A bucket of tokens that retries are paid from, so that a service in trouble isn't flooded.
#[derive(Debug)]
pub(super) struct Quota(Mutex<u32>);

impl Default for Quota {
    fn default() -> Self {
        Self(Mutex::new(TOKENS))
    }
}

impl Quota {
    /// Pays for a retry and tells the price; `None` where there isn't enough left.
    pub(super) fn pay(&self, timeout: bool) -> Option<u32> {
        let cost = if timeout { COST_OF_TIMEOUT } else { COST };
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.checked_sub(cost)?;
        Some(cost)
    }

    /// Gives back what the last retry cost, now that the call has succeeded.
    pub(super) fn refund(&self, paid: Option<u32>) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(paid.unwrap_or(REFUND)).min(TOKENS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let policy = RetryPolicy::default();
        let ceilings = [1, 2, 3, 5, 6, 99].map(|n| policy.ceiling(n).as_secs());
        assert_eq!(ceilings, [1, 2, 4, 16, 20, 20]);
        assert!(policy.pause(3, None) < Duration::from_secs(4));
        let asked = |seconds| policy.pause(1, Some(Duration::from_secs(seconds)));
        assert_eq!((asked(7).as_secs(), asked(9999).as_secs()), (7, 60));
    }

    #[test]
    fn the_quota_runs_dry_and_fills_again() {
        let quota = Quota::default();
        for _ in 0..50 {
            assert_eq!(quota.pay(true), Some(10));
        }
        assert_eq!(quota.pay(false), None);
        quota.refund(Some(5));
        quota.refund(None);
        assert_eq!((quota.pay(true), quota.pay(false)), (None, Some(5)));
    }

    #[test]
    fn names_statuses_and_the_model_decide() {
        assert_eq!(
            of_service(None, Some("ThrottlingException"), 400),
            Some(Throttle(true))
        );
        assert_eq!(of_service(None, None, 503), Some(Throttle(false)));
        assert_eq!(
            of_service(Some(Throttle(false)), Some("Mine"), 409),
            Some(Throttle(false))
        );
        assert_eq!(
            of_service(None, Some("ResourceNotFoundException"), 404),
            None
        );
        assert_eq!(of_service(None, None, 501), None);
    }

    #[test]
    fn a_service_can_ask_for_a_pause() {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", http::HeaderValue::from_static("3"));
        assert_eq!(asked_pause(&headers), Some(Duration::from_secs(3)));
        headers.insert("x-amz-retry-after", http::HeaderValue::from_static("250"));
        assert_eq!(asked_pause(&headers), Some(Duration::from_millis(250)));
        headers.clear();
        headers.insert("retry-after", http::HeaderValue::from_static("soon"));
        assert_eq!(asked_pause(&headers), None);
    }
}
