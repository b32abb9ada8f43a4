//! Smithy's wording: each violation on its own, at a JSON pointer, without the value.
//!
//! The texts are those that Smithy's compliance tests of validation expect.

use super::super::validate::{Constraint, Role, Step, Violation, pointer};
use super::headline;
use crate::schema::{Bound, Fault, Member, Schema, Trait, prelude};

/// `smithy.framework#ValidationException`: what is wrong with a request.
#[derive(Clone, Default)]
pub struct ValidationException {
    /// All violations in one text.
    pub message: String,
    /// Each violation with its path.
    pub field_list: Option<Vec<ValidationExceptionField>>,
}

/// `smithy.framework#ValidationExceptionField`: one violation.
#[derive(Clone, Default)]
pub struct ValidationExceptionField {
    /// The JSON pointer of the value.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

static EXCEPTION: Schema = Schema::structure(
    "smithy.framework#ValidationException",
    &[
        Member::new("message", &prelude::STRING, &[Trait::Required]),
        Member::new("fieldList", &FIELDS, &[]),
    ],
    &[Trait::Error(Fault::Client)],
);

static FIELDS: Schema = Schema::list(
    "smithy.framework#ValidationExceptionFieldList",
    &[Member::new("member", &FIELD, &[])],
    &[],
);

static FIELD: Schema = Schema::structure(
    "smithy.framework#ValidationExceptionField",
    &[
        Member::new("path", &prelude::STRING, &[Trait::Required]),
        Member::new("message", &prelude::STRING, &[Trait::Required]),
    ],
    &[],
);

crate::structure!(
    ValidationException,
    EXCEPTION {
        0 => message,
        1 => field_list
    }
);
crate::structure!(
    ValidationExceptionField,
    FIELD {
        0 => path,
        1 => message
    }
);

/// The whole error.
pub(super) fn exception(violations: &[Violation<'_>]) -> ValidationException {
    let items = items(violations);
    ValidationException {
        message: message(&items),
        field_list: Some(items),
    }
}

/// One field per violation.
pub(super) fn items(violations: &[Violation<'_>]) -> Vec<ValidationExceptionField> {
    violations.iter().map(field).collect()
}

/// All fields in one text.
pub(super) fn message(items: &[ValidationExceptionField]) -> String {
    let texts: Vec<_> = items.iter().map(|item| item.message.as_str()).collect();
    headline(items.len(), ".") + &texts.join("; ")
}

fn field(violation: &Violation<'_>) -> ValidationExceptionField {
    // A key is reported at its map.
    let steps = match (violation.role, violation.path.split_last()) {
        (Role::Key(_), Some((_, map))) => map,
        _ => &violation.path,
    };
    let shown: Vec<_> = steps
        .iter()
        .map(|step| match step {
            Step::HiddenKey(_) => Step::Key("*"),
            step => *step,
        })
        .collect();
    let path = pointer(&shown);
    let length = match violation.constraint {
        Constraint::Length { actual, .. } => format!(" with length {actual}"),
        _ => String::new(),
    };
    let constraint = phrase(&violation.constraint);
    let message = format!("Value{length} at '{path}' failed to satisfy constraint: {constraint}");
    ValidationExceptionField { path, message }
}

fn phrase(constraint: &Constraint) -> String {
    match constraint {
        Constraint::NotNull => "Member must not be null".to_owned(),
        Constraint::Length { min, max, .. } => {
            let min = (*min > 0).then(|| min.to_string());
            let max = (*max < u64::MAX).then(|| max.to_string());
            bounds("Member must have length", min, max)
        }
        Constraint::Range { min, max, .. } => {
            bounds("Member must be", min.map(number), max.map(number))
        }
        Constraint::Pattern(pattern) => {
            format!("Member must satisfy regular expression pattern: {pattern}")
        }
        Constraint::Enum(values) => {
            format!(
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            )
        }
        Constraint::Unique => "Member must have unique values".to_owned(),
    }
}

fn bounds(what: &str, min: Option<String>, max: Option<String>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{what} between {min} and {max}, inclusive"),
        (Some(min), None) => format!("{what} greater than or equal to {min}"),
        (None, max) => format!("{what} less than or equal to {}", max.unwrap_or_default()),
    }
}

fn number(bound: Bound) -> String {
    match bound {
        Bound::Integer(value) => value.to_string(),
        Bound::Decimal(_, text) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_read_as_in_the_protocol_tests() {
        let length = |min, max| Constraint::Length {
            actual: 0,
            min,
            max,
        };
        let range = |min, max| Constraint::Range {
            min,
            max,
            below: true,
            above: true,
        };
        let (low, high) = (Bound::Integer(2), Bound::Decimal(8.8, "8.8"));
        for (constraint, expected) in [
            (length(2, 8), "have length between 2 and 8, inclusive"),
            (
                length(2, u64::MAX),
                "have length greater than or equal to 2",
            ),
            (length(0, 8), "have length less than or equal to 8"),
            (
                range(Some(low), Some(high)),
                "be between 2 and 8.8, inclusive",
            ),
            (range(Some(low), None), "be greater than or equal to 2"),
            (range(None, Some(high)), "be less than or equal to 8.8"),
            (
                Constraint::Pattern("^[a-m]+$"),
                "satisfy regular expression pattern: ^[a-m]+$",
            ),
            (
                Constraint::Enum(&["abc", "def"]),
                "satisfy enum value set: [abc, def]",
            ),
            (Constraint::Unique, "have unique values"),
            (Constraint::NotNull, "not be null"),
        ] {
            assert_eq!(phrase(&constraint), format!("Member must {expected}"));
        }
    }
}
