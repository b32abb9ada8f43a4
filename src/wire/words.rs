//! Lambda's words where the framework refuses a request (truth.md sections 1, 4, 10 and 11).

use planish_runtime::error::Unmodeled;
use planish_runtime::operation::Operation;
use planish_runtime::protocol::Malformed;
use planish_runtime::server::validate::{Constraint, Step, Violation};
use planish_runtime::server::{Refusal, Style, Wording};
use planish_runtime::value::View;

use super::faults::fill;
use crate::api::types::{InvalidParameterValueException, ServiceException};
use crate::fault::Fault;

/// What was expected and what was found, in the protocol's words and in AWS's (X13 to X16). Of a
/// boolean in place of a text AWS says which one it was, which the protocol does not tell.
const UNREADABLE: [(&str, &str, &str); 10] = [
    (
        "an object",
        "an array",
        "Start of list found where not expected",
    ),
    (
        "a string",
        "a number",
        "NUMBER_VALUE can not be converted to a String",
    ),
    (
        "a string",
        "an array",
        "Start of list found where not expected",
    ),
    (
        "a string",
        "an object",
        "Start of structure or map found where not expected.",
    ),
    (
        "a boolean",
        "a string",
        "STRING_VALUE can not be converted to an Boolean",
    ),
    (
        "a boolean",
        "a number",
        "NUMBER_VALUE can not be converted to a Boolean",
    ),
    ("an array", "a string", "Expected list or null"),
    ("an array", "a number", "Expected list or null"),
    ("an array", "a boolean", "Expected list or null"),
    ("an array", "an object", "Expected list or null"),
];

/// AWS's words for a problem that the protocol has found.
fn unreadable(problem: &str) -> Option<&'static str> {
    let problem = problem.strip_suffix(" was found")?;
    let (expected, found) = problem.split_once(" was expected, ")?;
    let row = UNREADABLE
        .iter()
        .find(|(e, f, _)| *e == expected && *f == found)?;
    Some(row.2)
}

/// The words.
pub(super) struct LambdaWording;

impl Wording for LambdaWording {
    /// X12 to X17: only what is in [`UNREADABLE`] is said on the wire; the log has the rest.
    fn malformed(&self, problem: &Malformed, operation: &Operation) -> Refusal {
        tracing::info!(operation = operation.name, %problem, "request is malformed");
        let code = "SerializationException".into();
        Refusal::Unmodeled(Unmodeled {
            status: 400,
            code,
            message: unreadable(&problem.problem).map(str::to_owned),
        })
    }

    /// E15.
    fn too_large(&self, limit: u64, operation: Option<&Operation>) -> Refusal {
        let mut message = format!("Request must be smaller than {limit} bytes");
        if let Some(operation) = operation {
            message += &format!(" for the {} operation", operation.name);
        }
        Unmodeled::new(413, "RequestEntityTooLargeException", message).into()
    }

    /// X21.
    fn internal_failure(&self, _operation: Option<&Operation>) -> Refusal {
        let mut error = Box::new(ServiceException::default());
        fill(&mut *error, &Fault::Internal(String::new()));
        Refusal::Modeled(error)
    }

    /// Section 12; but a runtime that doesn't exist is a fault of its own (C4), and is told only
    /// where nothing else is wrong.
    fn validation(
        &self,
        style: Style,
        violations: &[Violation<'_>],
        _operation: &Operation,
    ) -> Refusal {
        let is_runtime = |v: &&Violation<'_>| {
            matches!(v.constraint, Constraint::Enum(_)) && v.path == [Step::Member("Runtime")]
        };
        let (runtime, others): (Vec<_>, Vec<_>) =
            violations.iter().partition::<Vec<_>, _>(is_runtime);
        match (runtime.first().map(|v| v.value), others.is_empty()) {
            (Some(View::String(runtime)), true) => {
                let mut error = Box::new(InvalidParameterValueException::default());
                fill(&mut *error, &Fault::UnknownRuntime(runtime.to_owned()));
                Refusal::Modeled(error)
            }
            _ => style.refuse(&others.into_iter().cloned().collect::<Vec<_>>()),
        }
    }
}
