//! Numbers of node values, exact: they keep their text, and compare by the value that it denotes.

/// A number, kept as its JSON text. Equal if the values that the texts denote are equal (`1`, `1.0` and `10e-1` are).
#[derive(Clone, Debug)]
pub struct Number {
    text: Box<str>,
}

impl Number {
    /// A number of a JSON number text; `None` if the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Number> {
        is_json_number(text).then(|| Number { text: text.into() })
    }

    /// The text, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value, if it is whole and fits. `1.0` and `1e3` are whole.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.text
            .parse()
            .ok()
            .or_else(|| self.whole()?.parse().ok())
    }

    /// The value, if it is whole, not negative, and fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.text
            .parse()
            .ok()
            .or_else(|| self.whole()?.parse().ok())
    }

    /// The nearest double; infinite if the value is too large for one.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        self.text.parse().unwrap_or(f64::NAN)
    }

    /// Whether the value is whole.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        Decimal::of(&self.text).is_some_and(|d| d.exponent >= 0)
    }

    /// The digits of a whole number of up to 40 digits.
    fn whole(&self) -> Option<String> {
        let decimal = Decimal::of(&self.text)?;
        let zeros = usize::try_from(decimal.exponent)
            .ok()
            .filter(|n| *n <= 40)?;
        let sign = if decimal.negative { "-" } else { "" };
        let digits = if decimal.digits.is_empty() {
            "0"
        } else {
            &decimal.digits
        };
        Some(format!("{sign}{digits}{}", "0".repeat(zeros)))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.text == other.text || Decimal::of(&self.text) == Decimal::of(&other.text)
    }
}

impl Eq for Number {}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.text)
    }
}

/// Numbers order by exact value.
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> std::cmp::Ordering {
        Decimal::of(&self.text).cmp(&Decimal::of(&other.text))
    }
}

macro_rules! number_from {
    ($($int:ty),*) => {$(
        impl From<$int> for Number {
            fn from(value: $int) -> Number {
                Number { text: value.to_string().into() }
            }
        }
    )*};
}
number_from!(i32, u32, i64, u64);

/// The exact value of a JSON number: `digits × 10^exponent`, digits without zeros at either end (none for zero).
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// `None` if the exponent is beyond all sense.
    fn of(text: &str) -> Option<Decimal> {
        let (negative, rest) = text
            .strip_prefix('-')
            .map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let exponent: i64 = exponent.parse::<i32>().ok()?.into();
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let kept = digits.trim_end_matches('0');
        if kept.is_empty() {
            return Some(Decimal {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        let exponent = exponent - i64::try_from(fraction.len()).ok()?
            + i64::try_from(digits.len() - kept.len()).ok()?;
        Some(Decimal {
            negative,
            digits: kept.to_owned(),
            exponent,
        })
    }

    /// The power of ten just above the value; the lowest for zero.
    fn magnitude(&self) -> i64 {
        if self.digits.is_empty() {
            i64::MIN
        } else {
            self.exponent
                .saturating_add_unsigned(self.digits.len() as u64)
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> std::cmp::Ordering {
        match (self.negative, other.negative) {
            (false, true) => std::cmp::Ordering::Greater,
            (true, false) => std::cmp::Ordering::Less,
            (negative, _) => {
                // Without zeros at the end, the text order of digits of equal magnitude is the order of values.
                let order = self
                    .magnitude()
                    .cmp(&other.magnitude())
                    .then_with(|| self.digits.cmp(&other.digits));
                if negative { order.reverse() } else { order }
            }
        }
    }
}

/// RFC 8259, section 6.
fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(number("9223372036854775807").as_i64(), Some(i64::MAX));
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("1.50e1").as_i64(), Some(15));
        assert_eq!(number("-0.0").as_u64(), Some(0));
        assert_eq!(number("1.5").as_i64(), None);
        assert!(number("1e2").is_integer() && !number("1e-2").is_integer());
        assert_eq!(number("10e-1"), number("1.0"));
        assert!(number("0.1000000000000000000001") > number("0.1"));
        assert!(
            number("-2") < number("-1.5")
                && number("-1") < number("0")
                && number("0") < number("0.001")
        );
        assert_eq!(number("1e999999999").as_i64(), None);
        for text in ["", "01", "1.", ".5", "+1", "1e", "0x1", "-", "1 ", "NaN"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }
}
