//! Numbers of any size, kept as the text they arrived in: no digit is lost and none is invented.

use std::fmt;
use std::str::FromStr;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $valid:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The number with this text; `None` where it isn't one.
            pub fn parse(text: &str) -> Option<Self> {
                $valid(text).then(|| Self(text.to_owned()))
            }

            /// The number's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self("0".to_owned())
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(value.to_string())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

number! {
    /// A whole number of any size.
    BigInteger, is_integer
}

number! {
    /// A decimal of any size and precision.
    BigDecimal, is_decimal
}

/// The float nearest to a JSON number; `None` where the text is none, or is too big for the type.
pub(crate) fn finite<T: FromStr + Copy + Into<f64>>(text: &str) -> Option<T> {
    let value: T = text.parse().ok().filter(|_| is_decimal(text))?;
    value.into().is_finite().then_some(value)
}

/// The words for what no number says; `None` for any other text.
#[cfg(any(feature = "client", feature = "server", feature = "rest-json"))]
pub(crate) fn special(text: &str) -> Option<f32> {
    Some(match text {
        "NaN" => f32::NAN,
        "Infinity" => f32::INFINITY,
        "-Infinity" => f32::NEG_INFINITY,
        _ => return None,
    })
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The grammar of a JSON number (RFC 8259, section 6), leading zeros allowed.
fn is_decimal(text: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_keep_to_their_type() {
        assert_eq!(finite::<f64>("1e300"), Some(1e300));
        assert_eq!(finite::<f32>("1e300"), None);
        assert_eq!(finite::<f64>("-1e999"), None);
        assert_eq!(finite::<f64>("inf"), None);
        // Nearest to the text itself, not to the nearest double.
        assert_eq!(
            finite("1.00000017881393432617187499"),
            Some(1.000_000_1_f32)
        );
    }

    #[test]
    fn only_numbers_are_numbers() {
        for good in ["0", "-1", "123456789012345678901234567890"] {
            assert!(BigInteger::parse(good).is_some(), "{good}");
        }
        for bad in ["", "-", "1.0", "1e3", " 1", "+1", "NaN"] {
            assert!(BigInteger::parse(bad).is_none(), "{bad}");
        }
        for good in ["0.1", "-1.50", "1e400", "1E+3", "12"] {
            assert!(BigDecimal::parse(good).is_some(), "{good}");
        }
        for bad in ["", ".1", "1.", "1e", "e1", "Infinity"] {
            assert!(BigDecimal::parse(bad).is_none(), "{bad}");
        }
    }
}
