//! Is a text a time? (RFC 3339 in UTC; RFC 9110, section 5.6.7)

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Whether a text is like `1985-04-12T23:20:50.52Z`.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.strip_suffix('Z').and_then(|text| text.split_once('T')) else {
        return false;
    };
    let mut parts = date.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let fraction =
        (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    let date = digits(year, 4).zip(digits(month, 2)).zip(digits(day, 2));
    date.is_some_and(|((year, month), day)| is_date(year, month, day)) && is_time(time) && fraction
}

/// Whether a text is like `Tue, 29 Apr 2014 18:30:38 GMT`.
pub(super) fn is_http_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(' ').collect();
    let [weekday, day, month, year, time, "GMT"] = *parts.as_slice() else {
        return false;
    };
    let month = MONTHS.iter().position(|name| *name == month);
    let date = (digits(year, 4))
        .zip(month)
        .zip(digits(day, day.len().clamp(1, 2)));
    let Some(((year, month), day)) = date else {
        return false;
    };
    let month = u32::try_from(month).unwrap_or_default() + 1;
    let on = DAYS
        .iter()
        .position(|name| weekday.strip_suffix(',') == Some(name));
    is_date(year, month, day) && on == Some(day_of_week(year, month, day)) && is_time(time)
}

/// `23:20:50`; a minute may have a second 60.
fn is_time(text: &str) -> bool {
    let mut parts = text.splitn(3, ':').map(|part| digits(part, 2));
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    let below = |part: Option<Option<u32>>, limit: u32| part.flatten().is_some_and(|n| n < limit);
    below(hour, 24) && below(minute, 60) && (below(second, 60) || text == "23:59:60")
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// From 0 for a Monday. (Zeller's congruence)
fn day_of_week(year: u32, month: u32, day: u32) -> usize {
    let (year, month) = match month {
        1 | 2 => (year + 3999, month + 12),
        _ => (year + 4000, month),
    };
    let sum = day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400;
    // Zeller counts from Saturday.
    usize::try_from((sum + 5) % 7).unwrap_or_default()
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let fits = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_other_texts() {
        for text in [
            "1985-04-12T23:20:50.52Z",
            "2020-02-29T00:00:00Z",
            "2016-12-31T23:59:60Z",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "1985-04-12",
            "1985-04-12T23:20:50",
            "2021-02-29T00:00:00Z",
            "1985-04-12T23:20:50+01:00",
            "x",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
        assert!(is_http_date("Tue, 29 Apr 2014 18:30:38 GMT"));
        assert!(is_http_date("Sat, 1 Feb 2020 00:00:00 GMT"));
        for text in [
            "Mon, 29 Apr 2014 18:30:38 GMT",
            "Tue, 29 Apr 2014 18:30:38 UTC",
            "Tue, 31 Apr 2014 18:30:38 GMT",
        ] {
            assert!(!is_http_date(text), "{text}");
        }
    }
}
