//! Numbers against the bounds of the trait `range`.

use std::cmp::Ordering;

use crate::schema::Bound;
use crate::value::View;

/// Whether the number is within the bounds; NaN is within none, and what is no number in all.
pub(super) fn within(view: View<'_>, min: Option<Bound>, max: Option<Bound>) -> bool {
    let at_least = |bound| compare(view, bound).is_none_or(|o| o.is_some_and(Ordering::is_ge));
    let at_most = |bound| compare(view, bound).is_none_or(|o| o.is_some_and(Ordering::is_le));
    min.is_none_or(at_least) && max.is_none_or(at_most)
}

/// How the value compares to the bound: `None` for no number, `Some(None)` for NaN.
fn compare(view: View<'_>, bound: Bound) -> Option<Option<Ordering>> {
    Some(match view {
        View::Byte(v) => integer(v.into(), bound),
        View::Short(v) => integer(v.into(), bound),
        View::Integer(v) => integer(v.into(), bound),
        View::Long(v) => integer(v.into(), bound),
        // The bound is rounded as the value was, else 8.8 would be more than 8.8.
        View::Float(v) => v.partial_cmp(&(decimal(bound) as f32)),
        View::Double(v) => v.partial_cmp(&decimal(bound)),
        View::BigInteger(v) => match v.as_str().parse() {
            Ok(v) => integer(v, bound),
            Err(_) if v.as_str().starts_with('-') => Some(Ordering::Less),
            Err(_) => Some(Ordering::Greater),
        },
        View::BigDecimal(v) => v.as_str().parse::<f64>().ok()?.partial_cmp(&decimal(bound)),
        _ => return None,
    })
}

fn integer(value: i128, bound: Bound) -> Option<Ordering> {
    match bound {
        Bound::Integer(bound) => Some(value.cmp(&bound.into())),
        Bound::Decimal(bound, _) => (value as f64).partial_cmp(&bound),
    }
}

fn decimal(bound: Bound) -> f64 {
    match bound {
        Bound::Integer(bound) => bound as f64,
        Bound::Decimal(bound, _) => bound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{BigDecimal, BigInteger};

    #[test]
    fn numbers_of_every_kind_are_compared_exactly_enough() {
        let huge = BigInteger::parse("-99999999999999999999999999999999999999999999").unwrap();
        let more = BigDecimal::parse("8.81").unwrap();
        let (min, max) = (Bound::Decimal(2.2, "2.2"), Bound::Decimal(8.8, "8.8"));
        for (view, expected) in [
            (View::Float(8.8), true),
            (View::Float(2.2), true),
            (View::Float(8.9), false),
            (View::Double(f64::NAN), false),
            (View::Double(f64::INFINITY), false),
            (View::Byte(3), true),
            (View::Long(i64::MIN), false),
            (View::BigInteger(&huge), false),
            (View::BigDecimal(&more), false),
            (View::String("x"), true),
        ] {
            assert_eq!(within(view, Some(min), Some(max)), expected);
        }
        assert!(!within(
            View::Long(i64::MAX),
            None,
            Some(Bound::Integer(i64::MAX - 1))
        ));
    }
}
