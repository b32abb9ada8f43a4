//! How values of options are written.

use std::time::Duration;

/// Units of time, by name, in milliseconds.
const UNITS: [(&str, u64); 3] = [("ms", 1), ("s", 1000), ("m", 60_000)];

/// Reads a duration: a whole number and a unit, without a space between them.
///
/// # Errors
/// What is wrong, and how it is written.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let how = "write a whole number and a unit (ms, s or m), such as 200ms or 2s";
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
        for (text, millis) in [("200ms", 200), ("2s", 2000), ("0s", 0), ("1m", 60_000)] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(millis)));
        }
        for (text, told) in [
            ("", "does not begin with a number"),
            ("s", "does not begin with a number"),
            ("-1s", "does not begin with a number"),
            ("5", "the unit is missing"),
            ("5 s", "\" s\" is no unit"),
            ("1.5s", "\".5s\" is no unit"),
            ("5h", "\"h\" is no unit"),
            ("99999999999999999999s", "too large"),
            ("18446744073709551615m", "too long"),
        ] {
            let error = parse_duration(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
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
