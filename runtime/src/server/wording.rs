//! What a server says where it refuses a request before its handler sees it, or after it failed.
//!
//! Every answer of the framework's own goes through [`Wording`], so a service can give each of them
//! the text that its callers know.

use super::message::Style;
use super::validate::Violation;
use crate::error::Unmodeled;
use crate::operation::Operation;
use crate::protocol::Malformed;
use crate::value::Structure;

/// The answer to a request that is refused: an error with or without a structure of its own.
pub enum Refusal {
    /// A status, a name and a message.
    Unmodeled(Unmodeled),
    /// An error's structure, which the protocol writes like the errors of operations.
    Modeled(Box<dyn Structure>),
}

/// Why a request has no operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// No operation has this path.
    Path,
    /// Operations have this path, with other methods.
    Method,
}

/// The words of the framework's own answers. Each has a default.
pub trait Wording: Send + Sync {
    /// The request doesn't have the shape of the operation's input.
    fn malformed(&self, problem: &Malformed, _operation: &Operation) -> Refusal {
        Unmodeled::new(400, "SerializationException", problem.problem.clone()).into()
    }

    /// The body has another media type than the operation takes.
    fn unsupported_media_type(&self, _operation: &Operation) -> Refusal {
        bare(415, "UnsupportedMediaTypeException")
    }

    /// The caller accepts no media type that the operation answers with.
    fn not_acceptable(&self, _operation: &Operation) -> Refusal {
        bare(406, "NotAcceptableException")
    }

    /// The body is longer than `limit`, in bytes; the request may have no operation.
    fn too_large(&self, limit: u64, _operation: Option<&Operation>) -> Refusal {
        let message = format!("Request must be smaller than {limit} bytes");
        Unmodeled::new(413, "RequestEntityTooLargeException", message).into()
    }

    /// The request has no operation.
    fn unknown_operation(&self, _why: Unknown) -> Refusal {
        bare(404, "UnknownOperationException")
    }

    /// The handler panicked, or its answer can't be written. What happened is in the log.
    fn internal_failure(&self, _operation: Option<&Operation>) -> Refusal {
        bare(500, "InternalFailure")
    }

    /// The input breaks constraints of the model. There is at least one violation.
    fn validation(
        &self,
        style: Style,
        violations: &[Violation<'_>],
        _operation: &Operation,
    ) -> Refusal {
        style.refuse(violations)
    }

    /// Which member of its body holds the message of an error that the model doesn't list; `None`
    /// for the protocol's own.
    fn message_member(&self, _error: &Unmodeled) -> Option<&'static str> {
        None
    }
}

/// Smithy's words: the defaults of [`Wording`].
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultWording;

impl Wording for DefaultWording {}

impl From<Unmodeled> for Refusal {
    fn from(error: Unmodeled) -> Self {
        Self::Unmodeled(error)
    }
}

/// An error without a message.
fn bare(status: u16, code: &'static str) -> Refusal {
    Refusal::Unmodeled(Unmodeled {
        status,
        code: code.into(),
        message: None,
    })
}
