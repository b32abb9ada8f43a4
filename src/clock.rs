//! Wall-clock instants, because every rule about time is a pure function of a passed-in `now`.
//!
//! The service never asks the system for the time in the middle of a rule: it asks its [`Clock`]
//! once per call. Tests bring [`ManualClock`] and move it by hand.

use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// Where `now` comes from.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl Timestamp {
    /// This instant, moved on by `by` (to the millisecond; saturating).
    pub fn after(self, by: Duration) -> Timestamp {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.0.saturating_add(millis))
    }

    /// This instant without its fraction of a second (truth.md F3: updates answer `.000`).
    pub fn whole_second(self) -> Timestamp {
        Timestamp(self.0 - self.0.rem_euclid(1000))
    }

    /// `YYYY-MM-DDThh:mm:ss.SSS+0000`, the form of `LastModified` (truth.md F3).
    pub fn last_modified(self) -> String {
        let Fields {
            year,
            month,
            day,
            hour,
            minute,
            second,
            milli,
        } = self.fields();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}+0000")
    }

    /// `YYYY-MM-DDThh:mm:ss.SSSZ`, as RFC 3339 writes instants of UTC.
    pub fn rfc3339(self) -> String {
        let with_zone = self.last_modified();
        with_zone.replace("+0000", "Z")
    }

    /// Reads an instant of UTC as RFC 3339 writes it, with or without a fraction of a second; `None`
    /// if `text` has another form.
    pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
        let text = text.strip_suffix('Z')?;
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = fraction.bytes().all(|b| b.is_ascii_digit()) && !fraction.is_empty();
        let millis: i64 = digits
            .then(|| format!("{fraction:0<3}"))?
            .get(..3)?
            .parse()
            .ok()?;
        // The other form is the same without what separates.
        let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        let bytes = seconds.as_bytes();
        let separated = separators
            .iter()
            .all(|(at, sign)| bytes.get(*at) == Some(sign));
        let compact = seconds.replace(['-', ':'], "") + "Z";
        let whole =
            Timestamp::from_amz_date(&compact).filter(|_| separated && bytes.len() == 19)?;
        Some(Timestamp(whole.0 + millis))
    }

    /// `yyyymmddThhmmssZ`, the form of `X-Amz-Date`.
    pub fn amz_date(self) -> String {
        let Fields {
            year,
            month,
            day,
            hour,
            minute,
            second,
            ..
        } = self.fields();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// Reads what [`Timestamp::amz_date`] writes; `None` if `text` has another form.
    pub fn from_amz_date(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        let separators = bytes.get(8) == Some(&b'T') && bytes.get(15) == Some(&b'Z');
        if bytes.len() != 16 || !separators {
            return None;
        }
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = text.get(from..to)?;
            digits
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| digits.parse().ok())?
        };
        let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
        let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
        let in_range = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second < 61;
        let days = days_from_civil(year, month, day);
        in_range.then(|| Timestamp(((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000))
    }

    fn fields(self) -> Fields {
        let days = self.0.div_euclid(86_400_000);
        let in_day = self.0.rem_euclid(86_400_000);
        let (year, month, day) = civil_from_days(days);
        Fields {
            year,
            month,
            day,
            hour: in_day / 3_600_000,
            minute: in_day / 60_000 % 60,
            second: in_day / 1000 % 60,
            milli: in_day % 1000,
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: Timestamp) -> ManualClock {
        ManualClock(AtomicI64::new(start.0))
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        self.0
            .fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

struct Fields {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    milli: i64,
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar. Years are counted from
/// March, so that the leap day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let from_march = (month + 9) % 12;
    let year = year - i64::from(month < 3);
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month < 3), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f3_last_modified_has_milliseconds_and_a_numeric_zone() {
        let at = Timestamp(1_681_913_444_123);
        assert_eq!(at.last_modified(), "2023-04-19T14:10:44.123+0000");
        assert_eq!(
            at.whole_second().last_modified(),
            "2023-04-19T14:10:44.000+0000"
        );
        assert_eq!(
            Timestamp(-1).last_modified(),
            "1969-12-31T23:59:59.999+0000"
        );
    }

    #[test]
    fn rfc3339_comes_back() {
        let at = Timestamp(1_681_913_444_123);
        assert_eq!(at.rfc3339(), "2023-04-19T14:10:44.123Z");
        for (text, millis) in [
            ("2023-04-19T14:10:44.123Z", 123),
            ("2023-04-19T14:10:44Z", 0),
            ("2023-04-19T14:10:44.5Z", 500),
            ("2023-04-19T14:10:44.123456Z", 123),
        ] {
            let expected = Timestamp(1_681_913_444_000 + millis);
            assert_eq!(Timestamp::from_rfc3339(text), Some(expected), "{text}");
        }
        for bad in [
            "",
            "Z",
            "2023-04-19",
            "2023-04-19T14:10:44",
            "2023-04-19 14:10:44Z",
            "2023-04-19T14:10:44.Z",
            "2023-04-19T14:10:44.-1Z",
            "2023-0419T-14:1044Z",
            "2023-13-19T14:10:44Z",
        ] {
            assert_eq!(Timestamp::from_rfc3339(bad), None, "{bad}");
        }
    }

    #[test]
    fn amz_dates_come_back() {
        assert_eq!(Timestamp(1_475_084_659_000).amz_date(), "20160928T174419Z");
        for day in (-200_000..200_000).step_by(37) {
            let at = Timestamp(day * 86_400_000 + 3_723_000);
            if at.0 > -62_000_000_000_000 {
                assert_eq!(Timestamp::from_amz_date(&at.amz_date()), Some(at), "{at:?}");
            }
        }
        for bad in [
            "",
            "20160928T174419",
            "20160928 174419Z",
            "20161328T174419Z",
            "+0160928T174419Z",
        ] {
            assert_eq!(Timestamp::from_amz_date(bad), None, "{bad}");
        }
    }
}
