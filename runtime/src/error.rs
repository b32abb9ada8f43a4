//! Errors that operations answer with, typed by the model and not.

use std::borrow::Cow;
use std::fmt;

use crate::value::{Structure, View};

/// The errors of one operation; implemented by [`operation_error!`](crate::operation_error).
pub trait OperationError: std::error::Error + Send + Sized + 'static {
    /// The modelled error at this index of the operation's error table, with its defaults.
    fn modeled(index: usize) -> Option<Self>;
    /// An error that the model doesn't list.
    fn unmodeled(error: Unmodeled) -> Self;
    /// What it is.
    fn kind(&self) -> ErrorKind<'_>;
    /// The modelled error's structure, to be read into.
    fn structure(&mut self) -> Option<&mut dyn Structure>;
}

/// What an operation's error is.
pub enum ErrorKind<'a> {
    /// The error at this index of the operation's error table.
    Modeled(usize, &'a dyn Structure),
    /// An error that the model doesn't list.
    Unmodeled(&'a Unmodeled),
}

/// An error that the model doesn't list: a framework's, or one of a newer model.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Unmodeled {
    /// The HTTP status, 400 to 599.
    pub status: u16,
    /// The error's name, for instance `ThrottlingException`; empty where there was none.
    pub code: Cow<'static, str>,
    /// What the service says.
    pub message: Option<String>,
}

impl Unmodeled {
    /// An error with status, name and message.
    pub fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: Some(message.into()),
        }
    }
}

impl fmt::Display for Unmodeled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = if self.code.is_empty() {
            "unknown error"
        } else {
            &self.code
        };
        match &self.message {
            Some(message) => write!(f, "{code}: {message}"),
            None => f.write_str(code),
        }
    }
}

impl std::error::Error for Unmodeled {}

/// The error's name and the text of its message, the member `message` in any case.
pub fn code_and_message<'a>(kind: &ErrorKind<'a>) -> (&'a str, Option<&'a str>) {
    match *kind {
        ErrorKind::Modeled(_, error) => {
            let schema = error.schema();
            let message = schema
                .members
                .iter()
                .position(|m| m.name.eq_ignore_ascii_case("message"));
            let message = match message.map(|index| error.get(index)) {
                Some(View::String(text)) => Some(text),
                _ => None,
            };
            (schema.name(), message)
        }
        ErrorKind::Unmodeled(error) => (&error.code, error.message.as_deref()),
    }
}

/// Writes `Name: message`; a sensitive message is left out.
pub fn display(error: &impl OperationError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show(error.kind(), f)
}

/// As [`display`], for any error.
pub(crate) fn show(kind: ErrorKind<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match kind {
        ErrorKind::Unmodeled(error) => fmt::Display::fmt(error, f),
        kind @ ErrorKind::Modeled(_, shape) => {
            let (code, message) = code_and_message(&kind);
            let open = shape
                .schema()
                .members
                .iter()
                .any(|m| m.name.eq_ignore_ascii_case("message") && !m.is_sensitive());
            match message {
                Some(message) if open => write!(f, "{code}: {message}"),
                _ => f.write_str(code),
            }
        }
    }
}
