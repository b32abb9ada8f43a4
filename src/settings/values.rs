//! How values of options are written.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Units of time, by name, in milliseconds.
const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Reads a duration: a whole number and a unit, without a space between them.
///
/// # Errors
/// What is wrong, and how it is written.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let how = "write a whole number and a unit (ms, s, m, h or d), such as 200ms or 2s";
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    if number.is_empty() {
        return Err(format!("this does not begin with a number; {how}"));
    }
    let Some((_, millis)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(match unit {
            "" => format!("the unit is missing; {how}"),
            _ => format!("{unit:?} is no unit; {how}"),
        });
    };
    let number: u64 = number
        .parse()
        .map_err(|_| format!("the number is too large; {how}"))?;
    let total = number.checked_mul(*millis).ok_or("the time is too long")?;
    Ok(Duration::from_millis(total))
}

/// A region has to be one that an ARN of a function can hold.
pub(super) fn parse_region(text: &str) -> Result<String, String> {
    let name = format!("{text}:f");
    let parsed = crate::names::Grammar::Function.parse(&name);
    match parsed.and_then(|parsed| parsed.region) {
        Some(region) if region == text => Ok(region),
        _ => Err("write a region such as us-east-1".to_owned()),
    }
}

/// Where the second listener is: an address with a port, a port of this machine alone, or nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// There.
    At(SocketAddr),
    /// Nowhere.
    None,
}

pub(super) fn parse_watch(text: &str) -> Result<Watch, String> {
    if text == "none" {
        return Ok(Watch::None);
    }
    let port = text
        .parse()
        .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    port.or_else(|_| text.parse()).map(Watch::At).map_err(|_| {
        "write a port, an address and a port such as 127.0.0.1:9002, or none".to_owned()
    })
}

/// A filter of log lines.
pub(super) fn parse_filter(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!(
            "{error}; write a level such as info, or audit=info,warn"
        )),
    }
}

pub(super) fn parse_account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err("an account is written as twelve digits, such as 000000000000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, millis) in [
            ("200ms", 200),
            ("2s", 2000),
            ("0s", 0),
            ("1m", 60_000),
            ("36h", 129_600_000),
            ("30d", 2_592_000_000),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(millis)));
        }
        for (text, told) in [
            ("", "does not begin with a number"),
            ("s", "does not begin with a number"),
            ("-1s", "does not begin with a number"),
            ("5", "the unit is missing"),
            ("5 s", "\" s\" is no unit"),
            ("1.5s", "\".5s\" is no unit"),
            ("5w", "\"w\" is no unit"),
            ("99999999999999999999s", "too large"),
            ("18446744073709551615m", "too long"),
        ] {
            let error = parse_duration(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn watchers_are_on_this_machine_unless_told_otherwise() {
        let at = |address: &str| Ok(Watch::At(address.parse().unwrap()));
        assert_eq!(parse_watch("9002"), at("127.0.0.1:9002"));
        assert_eq!(parse_watch("0.0.0.0:9002"), at("0.0.0.0:9002"));
        assert_eq!(parse_watch("[::1]:0"), at("[::1]:0"));
        assert_eq!(parse_watch("none"), Ok(Watch::None));
        for bad in ["", "localhost", "70000", "1.2.3.4", "-1"] {
            assert!(parse_watch(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn filters_of_log_lines_are_checked() {
        assert!(parse_filter("audit=info,warn").is_ok());
        assert!(parse_filter("audit=loud").is_err());
    }

    #[test]
    fn regions_and_accounts_are_checked() {
        for region in ["us-east-1", "us-gov-west-1", "cn-north-1"] {
            assert_eq!(parse_region(region).as_deref(), Ok(region));
        }
        for region in ["", "us", "us-east-1:", "function", "us-east-1:us-east-1"] {
            assert!(parse_region(region).is_err(), "{region}");
        }
        assert!(parse_account("123456789012").is_ok());
        assert!(parse_account("12345678901").is_err());
        assert!(parse_account("12345678901x").is_err());
    }
}
