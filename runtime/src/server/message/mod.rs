//! How violations are worded: styles, as data that a service chooses.

mod lambda;
mod smithy;

pub use smithy::{ValidationException, ValidationExceptionField};

use super::validate::{Matching, Violation};
use super::wording::Refusal;
use crate::error::Unmodeled;

/// The wording of validation errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// `smithy.framework#ValidationException` with its list of fields, as in Smithy's own tests:
    /// `1 validation error detected. Value at '/name' failed to satisfy constraint: …`.
    #[default]
    Smithy,
    /// AWS Lambda's: `1 validation error detected: Value 'x' at 'name' failed to satisfy
    /// constraint: …`.
    Lambda,
}

impl Style {
    /// How patterns match in services that speak so.
    pub fn matching(self) -> Matching {
        match self {
            Self::Smithy => Matching::Search,
            Self::Lambda => Matching::Whole,
        }
    }

    /// The message about these violations.
    pub fn message(self, violations: &[Violation<'_>]) -> String {
        match self {
            Self::Smithy => smithy::message(&smithy::items(violations)),
            Self::Lambda => lambda::message(violations),
        }
    }

    /// The answer to a request with these violations: status 400, `ValidationException`.
    pub fn refuse(self, violations: &[Violation<'_>]) -> Refusal {
        match self {
            Self::Smithy => Refusal::Modeled(Box::new(smithy::exception(violations))),
            Self::Lambda => {
                Unmodeled::new(400, "ValidationException", self.message(violations)).into()
            }
        }
    }
}

/// The line that every message opens with: how many there are.
fn headline(count: usize, end: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} validation error{plural} detected{end} ")
}

#[cfg(test)]
mod tests;
