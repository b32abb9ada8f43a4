//! Points in time, and the three formats in which Smithy writes them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time, in UTC, to the nanosecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub seconds: i64,
    /// Nanoseconds after that second, 0 to 999,999,999.
    pub nanos: u32,
}

/// How a timestamp is written (Smithy 2.0, trait `timestampFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339: `1985-04-12T23:20:50.52Z`.
    DateTime,
    /// IMF-fixdate of RFC 9110: `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
    /// Seconds since 1970, with a fraction.
    EpochSeconds,
}

const DAY: i64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// Year 0 to year 9999: what four digits can write.
const RANGE: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

impl Timestamp {
    /// So many seconds after 1970 began.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }

    /// Seconds with a fraction after 1970 began; `None` for NaN, infinities and years that four
    /// digits can't write.
    pub fn from_seconds_f64(seconds: f64) -> Option<Self> {
        let whole = seconds.floor();
        if !whole.is_finite() || !RANGE.contains(&(whole as i64)) {
            return None;
        }
        // A double carries about microseconds at today's dates: more digits would be invented.
        let micros = ((seconds - whole) * 1e6).round() as i64;
        let (carry, micros) = (micros / 1_000_000, micros % 1_000_000);
        Some(Self {
            seconds: whole as i64 + carry,
            nanos: micros as u32 * 1000,
        })
    }

    /// The present.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// Reads text in the format.
    pub fn parse(text: &str, format: Format) -> Option<Self> {
        match format {
            Format::DateTime => parse_date_time(text),
            Format::HttpDate => parse_http_date(text),
            Format::EpochSeconds => parse_epoch_seconds(text),
        }
    }

    /// Reads text in the format as a server does: offsets from UTC are refused, which Smithy lets
    /// only clients take (trait `timestampFormat`).
    pub fn parse_utc(text: &str, format: Format) -> Option<Self> {
        if format == Format::DateTime && !text.ends_with(['Z', 'z']) {
            return None;
        }
        Self::parse(text, format)
    }

    /// The text in the format, with as many digits of the fraction as are needed.
    pub fn format(&self, format: Format) -> String {
        let Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
            weekday,
        } = self.civil();
        let mut out = String::with_capacity(40);
        let clock = |out: &mut String| {
            push_two(out, hour);
            out.push(':');
            push_two(out, minute);
            out.push(':');
            push_two(out, second);
            out.push_str(&self.fraction());
        };
        match format {
            Format::DateTime => {
                push_year(&mut out, year);
                out.push('-');
                push_two(&mut out, month);
                out.push('-');
                push_two(&mut out, day);
                out.push('T');
                clock(&mut out);
                out.push('Z');
            }
            Format::HttpDate => {
                out.push_str(weekday);
                out.push_str(", ");
                push_two(&mut out, day);
                out.push(' ');
                out.push_str(MONTHS.get(month as usize - 1).unwrap_or(&"Jan"));
                out.push(' ');
                push_year(&mut out, year);
                out.push(' ');
                clock(&mut out);
                out.push_str(" GMT");
            }
            Format::EpochSeconds => return self.epoch_text(),
        }
        out
    }

    /// The date and time of day in UTC.
    pub fn civil(&self) -> Civil {
        let days = self.seconds.div_euclid(DAY);
        let time = self.seconds.rem_euclid(DAY) as u32;
        let (year, month, day) = civil_from_days(days);
        Civil {
            year,
            month,
            day,
            hour: time / 3600,
            minute: time / 60 % 60,
            second: time % 60,
            weekday: WEEKDAYS[days.rem_euclid(7) as usize],
        }
    }

    /// The fraction with its point and without trailing zeros; empty for a whole second.
    fn fraction(&self) -> String {
        if self.nanos == 0 {
            return String::new();
        }
        let digits = format!("{:09}", self.nanos);
        format!(".{}", digits.trim_end_matches('0'))
    }

    fn epoch_text(&self) -> String {
        if self.seconds < 0 && self.nanos > 0 {
            // -0.5 is stored as -1 s + 500,000,000 ns.
            let positive = Self {
                seconds: -self.seconds - 1,
                nanos: 1_000_000_000 - self.nanos,
            };
            return format!("-{}{}", positive.seconds, positive.fraction());
        }
        format!("{}{}", self.seconds, self.fraction())
    }
}

/// A date and time of day in UTC, in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year; 0 is 1 BC.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// `Mon` to `Sun`.
    pub weekday: &'static str,
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self {
                seconds: after.as_secs() as i64,
                nanos: after.subsec_nanos(),
            },
            Err(before) => {
                let before = before.duration();
                let (seconds, nanos) = (before.as_secs() as i64, before.subsec_nanos());
                match nanos {
                    0 => Self {
                        seconds: -seconds,
                        nanos: 0,
                    },
                    _ => Self {
                        seconds: -seconds - 1,
                        nanos: 1_000_000_000 - nanos,
                    },
                }
            }
        }
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        let nanos = Duration::from_nanos(u64::from(time.nanos));
        let seconds = Duration::from_secs(time.seconds.unsigned_abs());
        let whole = if time.seconds < 0 {
            UNIX_EPOCH.checked_sub(seconds)
        } else {
            UNIX_EPOCH.checked_add(seconds)
        };
        whole
            .and_then(|t| t.checked_add(nanos))
            .unwrap_or(UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    /// As [`Format::DateTime`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format(Format::DateTime))
    }
}

/// Appends at least four digits; a year before 0 has a sign.
pub(crate) fn push_year(out: &mut String, year: i64) {
    match u32::try_from(year) {
        Ok(year @ 0..=9999) => {
            push_two(out, year / 100);
            push_two(out, year % 100);
        }
        // Nobody writes such years: what is slow here stays simple.
        _ => out.push_str(&format!("{year:04}")),
    }
}

/// Appends the last two digits of a number.
pub(crate) fn push_two(out: &mut String, number: u32) {
    for digit in [number / 10 % 10, number % 10] {
        out.push(char::from(b'0' + digit as u8));
    }
}

/// RFC 3339, section 5.6; an offset is applied, a leap second becomes the next second.
fn parse_date_time(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied();
    let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if separators.iter().any(|(i, c)| at(*i) != Some(*c)) || !matches!(at(10)?, b'T' | b't') {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits(text.get(range)?);
    let seconds = seconds_of(
        i64::from(number(0..4)?),
        number(5..7)?,
        number(8..10)?,
        (number(11..13)?, number(14..16)?, number(17..19)?),
    )?;
    let (nanos, rest) = parse_fraction(text.get(19..)?)?;
    let offset = match rest.as_bytes() {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let (hours, minutes) = (digits(rest.get(1..3)?)?, digits(rest.get(4..6)?)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = i64::from(hours * 3600 + minutes * 60);
            if *sign == b'+' { offset } else { -offset }
        }
        _ => return None,
    };
    Some(Timestamp {
        seconds: seconds - offset,
        nanos,
    })
}

/// RFC 9110, section 5.6.7, IMF-fixdate; Smithy allows a fraction of the second.
fn parse_http_date(text: &str) -> Option<Timestamp> {
    let (weekday, rest) = text.split_once(", ")?;
    let mut parts = rest.split(' ');
    let day = parts.next().filter(|d| d.len() == 2 || d.len() == 1)?;
    let month = parts.next()?;
    let year = parts.next().filter(|y| y.len() == 4)?;
    let time = parts.next()?;
    if parts.next() != Some("GMT") || parts.next().is_some() || !WEEKDAYS.contains(&weekday) {
        return None;
    }
    let month = MONTHS.iter().position(|m| *m == month)? as u32 + 1;
    let mut clock = time.get(..8)?.split(':');
    let mut two = || clock.next().filter(|p| p.len() == 2).and_then(digits);
    let clock = (two()?, two()?, two()?);
    let (nanos, rest) = parse_fraction(time.get(8..)?)?;
    if !rest.is_empty() {
        return None;
    }
    let seconds = seconds_of(i64::from(digits(year)?), month, digits(day)?, clock)?;
    Some(Timestamp { seconds, nanos })
}

/// A decimal number of seconds; exact to the nanosecond without an exponent.
fn parse_epoch_seconds(text: &str) -> Option<Timestamp> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if text.contains(['e', 'E']) {
        return Timestamp::from_seconds_f64(text.parse().ok()?);
    }
    let (whole, fraction) = unsigned.split_at(unsigned.find('.').unwrap_or(unsigned.len()));
    let whole: i64 = whole.parse().ok()?;
    let (nanos, rest) = parse_fraction(fraction)?;
    if !rest.is_empty() {
        return None;
    }
    let time = match (text.starts_with('-'), nanos) {
        (false, _) => Timestamp {
            seconds: whole,
            nanos,
        },
        (true, 0) => Timestamp {
            seconds: -whole,
            nanos: 0,
        },
        (true, _) => Timestamp {
            seconds: -whole - 1,
            nanos: 1_000_000_000 - nanos,
        },
    };
    RANGE.contains(&time.seconds).then_some(time)
}

/// `.digits` at the start, as nanoseconds (further digits are dropped), and what follows.
fn parse_fraction(text: &str) -> Option<(u32, &str)> {
    let Some(text) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (fraction, rest) = text.split_at(end);
    let kept = fraction.get(..9).unwrap_or(fraction);
    let nanos = digits(kept)? * 10_u32.pow(9 - kept.len() as u32);
    Some((nanos, rest))
}

/// A number of ASCII digits alone.
fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn seconds_of(year: i64, month: u32, day: u32, clock: (u32, u32, u32)) -> Option<i64> {
    let (hour, minute, second) = clock;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > days || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let time = i64::from(hour * 3600 + minute * 60 + second);
    Some(days_from_civil(year, month, day) * DAY + time)
}

/// Days since 1970-01-01, by counting years from March so that the leap day comes last.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let months_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * months_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * months_from_march + 2) / 5 + 1) as u32;
    let month = ((months_from_march + 2) % 12 + 1) as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_reads_what_it_writes() {
        let times = [
            (0, 0),
            (1_398_796_238, 0),
            (-1, 500_000_000),
            (951_782_400, 1_000_000),
        ];
        for (seconds, nanos) in times {
            let time = Timestamp { seconds, nanos };
            for format in [Format::DateTime, Format::HttpDate, Format::EpochSeconds] {
                let text = time.format(format);
                assert_eq!(Timestamp::parse(&text, format), Some(time), "{text}");
            }
        }
    }

    #[test]
    fn texts_are_as_the_rfcs_show_them() {
        let time = Timestamp {
            seconds: 1_398_796_238,
            nanos: 0,
        };
        assert_eq!(time.format(Format::DateTime), "2014-04-29T18:30:38Z");
        assert_eq!(
            time.format(Format::HttpDate),
            "Tue, 29 Apr 2014 18:30:38 GMT"
        );
        assert_eq!(time.format(Format::EpochSeconds), "1398796238");
        let half = Timestamp {
            seconds: -1,
            nanos: 500_000_000,
        };
        assert_eq!(half.format(Format::EpochSeconds), "-0.5");
    }

    #[test]
    fn offsets_and_fractions_are_read() {
        let read = |t| Timestamp::parse(t, Format::DateTime);
        assert_eq!(
            read("2019-12-16T22:48:18-01:00"),
            read("2019-12-16T23:48:18Z")
        );
        assert_eq!(
            read("2000-01-02T20:34:56.123Z").map(|t| t.nanos),
            Some(123_000_000)
        );
        let strict = |t| Timestamp::parse_utc(t, Format::DateTime);
        assert_eq!(strict("2019-12-16T22:48:18-01:00"), None);
        assert!(strict("2019-12-16T22:48:18Z").is_some());
        let bad = [
            "1985-04-12",
            "1985-04-12T23:20:50",
            "1985-04-31T23:20:50Z",
            "1985-04-12T24:20:50Z",
            "1985-04-12T23:20:50.Z",
            "1985-04-12T23:20:50+0100",
            "-985-04-12T23:20:50Z",
            "é",
            "",
        ];
        for text in bad {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn only_dates_are_dates() {
        let bad = [
            "Tue, 29 Apr 2014 18:30:38",
            "Tue, 29 Foo 2014 18:30:38 GMT",
            "18:30:38 GMT",
            "Tuesday, 29-Apr-14 18:30:38 GMT",
            "Tue, 29 Apr 2014 18:30:38 EST",
            "Tue, ",
        ];
        for text in bad {
            assert_eq!(Timestamp::parse(text, Format::HttpDate), None, "{text}");
        }
        for text in [
            "",
            "-",
            "1.",
            "0x1",
            "Infinity",
            "1515531081123",
            "1e300",
            "NaN",
            "1 ",
        ] {
            let read = Timestamp::parse(text, Format::EpochSeconds);
            assert_eq!(read, None, "{text}");
        }
        assert_eq!(Timestamp::from_seconds_f64(f64::NAN), None);
        assert_eq!(
            Timestamp::from_seconds_f64(-0.5).map(|t| t.nanos),
            Some(500_000_000)
        );
    }
}
