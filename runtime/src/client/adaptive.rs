//! The adaptive mode of retries: a client that was throttled sends as many requests in a second as
//! the service seems to bear, and finds out how many these are.
//!
//! Source: "Retry behavior" in the AWS SDKs and Tools reference guide; the rate grows by the cubic
//! function of RFC 9438, section 4.2, from where the service has last refused.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The least rate, in requests a second.
const LEAST_RATE: f64 = 0.5;
/// The least number of requests that may be saved up.
const LEAST_CAPACITY: f64 = 1.0;
/// How much of the measured rate is the last one.
const SMOOTH: f64 = 0.8;
/// What is left of the rate when the service refuses.
const BETA: f64 = 0.7;
/// How fast the rate grows.
const SCALE: f64 = 0.4;

/// The rate of a client and its clones.
#[derive(Debug)]
pub(super) struct RateLimiter {
    start: Instant,
    rate: Mutex<Rate>,
}

/// Requests a second; times are seconds since the limiter was made.
#[derive(Debug, Default)]
struct Rate {
    /// Nothing is limited until the service refuses for the first time.
    limits: bool,
    /// How many requests a second may be sent.
    fill: f64,
    most: f64,
    /// How many may be sent now; below zero while some wait.
    left: f64,
    filled_at: Option<f64>,
    measured: f64,
    counted: f64,
    counted_since: f64,
    /// The rate at which the service has last refused, and when.
    refused: f64,
    refused_at: f64,
}

impl Default for RateLimiter {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            rate: Mutex::default(),
        }
    }
}

impl RateLimiter {
    /// Waits until one more request may be sent.
    pub(super) async fn wait(&self) {
        let now = self.start.elapsed().as_secs_f64();
        let pause = self.with(|rate| rate.take(now));
        if pause > 0.0 {
            tracing::debug!(
                seconds = pause,
                "waiting for the rate that the service bears"
            );
            tokio::time::sleep(Duration::from_secs_f64(pause)).await;
        }
    }

    /// Learns of an answer.
    pub(super) fn learn(&self, throttled: bool) {
        let now = self.start.elapsed().as_secs_f64();
        self.with(|rate| rate.learn(throttled, now));
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Rate) -> T) -> T {
        use_it(&mut self.rate.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Rate {
    /// How many seconds to wait before the next request.
    fn take(&mut self, now: f64) -> f64 {
        if !self.limits {
            return 0.0;
        }
        self.refill(now);
        self.left -= 1.0;
        (-self.left / self.fill).max(0.0)
    }

    fn learn(&mut self, throttled: bool, now: f64) {
        self.measure(now);
        let wanted = if throttled {
            let rate = match self.limits {
                true => self.measured.min(self.fill),
                false => self.measured,
            };
            (self.refused, self.refused_at, self.limits) = (rate, now, true);
            rate * BETA
        } else {
            self.grown(now)
        };
        self.set(wanted.min(2.0 * self.measured), now);
    }

    /// What the rate has grown to since the service refused.
    fn grown(&self, now: f64) -> f64 {
        let back_after = (self.refused * (1.0 - BETA) / SCALE).cbrt();
        SCALE * (now - self.refused_at - back_after).powi(3) + self.refused
    }

    /// The rate of half a second or more, smoothed.
    fn measure(&mut self, now: f64) {
        let half = (now * 2.0).floor() / 2.0;
        self.counted += 1.0;
        if half > self.counted_since {
            let rate = self.counted / (half - self.counted_since);
            self.measured = rate * SMOOTH + self.measured * (1.0 - SMOOTH);
            (self.counted, self.counted_since) = (0.0, half);
        }
    }

    fn set(&mut self, rate: f64, now: f64) {
        self.refill(now);
        self.fill = rate.max(LEAST_RATE);
        self.most = rate.max(LEAST_CAPACITY);
        self.left = self.left.min(self.most);
    }

    fn refill(&mut self, now: f64) {
        if let Some(before) = self.filled_at {
            let more = (now - before).max(0.0) * self.fill;
            self.left = (self.left + more).min(self.most);
        }
        self.filled_at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    /// Each rate follows from the formulas by hand: 0.4 (t - 5 - ∛7.5)³ + 10.
    #[test]
    fn the_rate_grows_back_to_where_the_service_refused_and_on() {
        let rate = Rate {
            refused: 10.0,
            refused_at: 5.0,
            ..Rate::default()
        };
        for (now, grown) in [
            (5.0, 7.0),
            (6.0, 9.648_936_009),
            (7.0, 10.000_030_850),
            (8.0, 10.453_284_521),
            (9.0, 13.408_697_022),
            (10.0, 21.266_268_354),
            (11.0, 36.425_998_517),
        ] {
            assert!(close(rate.grown(now), grown), "{now}: {}", rate.grown(now));
        }
    }

    #[test]
    fn nothing_waits_until_the_service_refuses() {
        let mut rate = Rate::default();
        for step in 1..=20 {
            let now = f64::from(step) * 0.1;
            assert_eq!(rate.take(now), 0.0);
            rate.learn(false, now);
        }
        rate.learn(true, 2.1);
        // About ten a second were measured; seven tenths of it may be sent now.
        assert!(close(rate.fill, rate.measured * BETA), "{rate:?}");
        let waits: Vec<f64> = (0..12).map(|_| rate.take(2.1)).collect();
        assert!(waits.is_sorted() && waits[11] > 0.1, "{waits:?}");
        rate.learn(true, 2.2);
        assert!(rate.fill >= LEAST_RATE);
    }
}
