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

/// The words.
pub(super) struct LambdaWording;

impl Wording for LambdaWording {
    /// X12: what is wrong is not said on the wire; the log has it.
    fn malformed(&self, problem: &Malformed, operation: &Operation) -> Refusal {
        tracing::info!(operation = operation.name, %problem, "request is malformed");
        let code = "SerializationException".into();
        Refusal::Unmodeled(Unmodeled {
            status: 400,
            code,
            message: None,
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
