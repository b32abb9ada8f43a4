//! Lambda's words where the framework refuses a request (truth.md sections 1, 4, 10 and 11).

use planish_runtime::error::Unmodeled;
use planish_runtime::operation::Operation;
use planish_runtime::protocol::{Found, Malformed, Mismatch};
use planish_runtime::schema::Kind;
use planish_runtime::server::validate::{Constraint, Step, Violation};
use planish_runtime::server::{Refusal, Style, Wording};
use planish_runtime::value::View;

use super::faults::fill;
use crate::api::types::{InvalidParameterValueException, ServiceException};
use crate::fault::{ErrorName, Fault};

/// AWS's words for a value of the wrong kind (X13 to X16), and for such values of further kinds as
/// a sibling of Lambda was measured to word them. `None` where AWS says nothing (X12), or where
/// what it says is not known.
fn mismatched(mismatch: &Mismatch) -> Option<String> {
    let structured = match (mismatch.expected, mismatch.found) {
        (_, Found::List) => Some("Start of list found where not expected"),
        (_, Found::Map) => Some("Start of structure or map found where not expected."),
        // X12: a document that is no structure at all.
        _ if mismatch.member.is_none() => return None,
        (Kind::List, _) => Some("Expected list or null"),
        (Kind::Structure | Kind::Map | Kind::Union, _) => Some("Expected null"),
        _ => None,
    };
    if let Some(text) = structured {
        return Some(text.to_owned());
    }
    let found = match mismatch.found {
        Found::True => "TRUE_VALUE",
        Found::False => "FALSE_VALUE",
        Found::Number => "NUMBER_VALUE",
        Found::String => "STRING_VALUE",
        Found::Null | Found::List | Found::Map => return None,
    };
    let expected = match (mismatch.expected, mismatch.found) {
        (Kind::String | Kind::Enum, _) => "a String",
        // X15: the article is AWS's own.
        (Kind::Boolean, Found::String) => "an Boolean",
        (Kind::Boolean, _) => "a Boolean",
        (Kind::Integer, _) => "an Integer",
        (Kind::Long, _) => "a Long",
        // By analogy.
        (Kind::Double, _) => "a Double",
        _ => return None,
    };
    Some(format!("{found} can not be converted to {expected}"))
}

/// The words.
pub(super) struct LambdaWording;

impl Wording for LambdaWording {
    /// X12 to X17: only what [`mismatched`] knows is said on the wire; the log has the rest.
    fn malformed(&self, problem: &Malformed, operation: &Operation) -> Refusal {
        tracing::info!(operation = operation.name, %problem, "request is malformed");
        let code = "SerializationException".into();
        Refusal::Unmodeled(Unmodeled {
            status: 400,
            code,
            message: problem.mismatch.as_ref().and_then(mismatched),
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

    /// X2, X11, N11: the one error beyond the model that has `Message`, and that even where there
    /// is nothing to say.
    fn message_member(&self, error: &Unmodeled) -> Option<&'static str> {
        (error.code == ErrorName::AccessDenied.as_str()).then_some("Message")
    }
}
