//! Why a call failed, in the words of whoever has to do something about it.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::HeaderMap;

use super::credentials::CredentialsError;
use super::retry::{self, Throttle};
use super::transport::{TransportError, TransportErrorKind};
use crate::error::{ErrorKind, OperationError, code_and_message};
use crate::protocol::{InvalidInput, Malformed};
use crate::schema::Trait;
use crate::stream::BoxError;

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The client lacks something that the call needs; the text says what to set.
    Configuration(Cow<'static, str>),
    /// The input holds a value that can't be sent. Nothing was sent.
    InvalidInput(InvalidInput),
    /// There are no credentials, or none that can sign. Nothing was sent.
    Credentials(Box<CredentialsError>),
    /// An [`Interceptor`](super::Interceptor) has ended the call.
    Interceptor(BoxError),
    /// The request or its response got lost.
    Transport(Box<TransportError>),
    /// There was no answer in time.
    Timeout {
        /// What took too long.
        kind: TimeoutKind,
        /// How long it was given.
        after: Duration,
    },
    /// The service's answer doesn't have the shape that the model says.
    Malformed {
        /// What is wrong with it.
        problem: Malformed,
        /// What else is known of the answer.
        metadata: Box<Metadata>,
    },
    /// The service answered with an error.
    Service {
        /// The operation's error.
        error: Box<E>,
        /// What else is known of the answer.
        metadata: Box<Metadata>,
    },
}

/// What took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// The head of a response.
    Read,
    /// One attempt.
    Attempt,
    /// The call with all its attempts.
    Call,
}

/// What is known of an answer besides its content.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Metadata {
    /// The HTTP status.
    pub status: u16,
    /// The service's name for the request, to be told to its operators.
    pub request_id: Option<String>,
    /// All headers.
    pub headers: HeaderMap,
    /// How many attempts it took, this one included.
    pub attempts: u32,
}

impl<E> Error<E> {
    /// The service's error, if it was the service that answered with one.
    pub fn as_service(&self) -> Option<&E> {
        match self {
            Self::Service { error, .. } => Some(error),
            _ => None,
        }
    }

    /// As [`Error::as_service`], by value.
    ///
    /// # Errors
    /// Any other error, as it was.
    pub fn into_service(self) -> Result<E, Self> {
        match self {
            Self::Service { error, .. } => Ok(*error),
            other => Err(other),
        }
    }

    /// What is known of the answer, if there was one.
    pub fn metadata(&self) -> Option<&Metadata> {
        match self {
            Self::Malformed { metadata, .. } | Self::Service { metadata, .. } => Some(metadata),
            _ => None,
        }
    }

    /// The service's name for the request, if there was an answer and it said one.
    pub fn request_id(&self) -> Option<&str> {
        self.metadata()?.request_id.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.metadata().map(|metadata| metadata.status)
    }

    /// Whether the trouble lies between here and the service.
    pub(super) fn is_lost(&self) -> bool {
        match self {
            Self::Transport(error) => matches!(
                error.kind(),
                TransportErrorKind::Connect | TransportErrorKind::Broken
            ),
            Self::Timeout { .. } => true,
            _ => false,
        }
    }

    /// The same with the service's error made another.
    pub(super) fn map_service<T>(self, map: impl FnOnce(E, &Metadata) -> T) -> Error<T> {
        match self {
            Self::Configuration(problem) => Error::Configuration(problem),
            Self::InvalidInput(problem) => Error::InvalidInput(problem),
            Self::Credentials(error) => Error::Credentials(error),
            Self::Interceptor(error) => Error::Interceptor(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Timeout { kind, after } => Error::Timeout { kind, after },
            Self::Malformed { problem, metadata } => Error::Malformed { problem, metadata },
            Self::Service { error, metadata } => Error::Service {
                error: Box::new(map(*error, &metadata)),
                metadata,
            },
        }
    }
}

impl<E: OperationError> Error<E> {
    /// The name of the service's error, for instance `ResourceNotFoundException`.
    pub fn code(&self) -> Option<&str> {
        let (code, _) = code_and_message(&self.as_service()?.kind());
        Some(code).filter(|code| !code.is_empty())
    }

    /// What the service says.
    pub fn message(&self) -> Option<&str> {
        code_and_message(&self.as_service()?.kind()).1
    }

    /// Whether sending the same again later may help. The client has done so already, as often as
    /// its [`RetryPolicy`](super::RetryPolicy) says.
    pub fn is_retryable(&self) -> bool {
        let Self::Service { error, metadata } = self else {
            return self.is_lost();
        };
        let kind = error.kind();
        let modelled = match &kind {
            ErrorKind::Modeled(_, shape) => retryable(shape.schema().traits),
            ErrorKind::Unmodeled(_) => None,
        };
        let (code, _) = code_and_message(&kind);
        retry::of_service(modelled, Some(code), metadata.status).is_some()
    }
}

impl Metadata {
    /// What the head of a response tells.
    pub(super) fn of(head: &http::response::Parts, attempts: u32) -> Self {
        let id = REQUEST_IDS.iter().find_map(|name| head.headers.get(*name));
        Self {
            status: head.status.as_u16(),
            request_id: id.and_then(|id| id.to_str().ok()).map(str::to_owned),
            headers: head.headers.clone(),
            attempts,
        }
    }
}

/// Headers that name a request.
const REQUEST_IDS: &[&str] = &["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];

/// What the model says about repeating a call after an error with these traits.
pub(super) fn retryable(traits: &[Trait]) -> Option<Throttle> {
    traits.iter().find_map(|t| match t {
        Trait::Retryable(throttling) => Some(Throttle(*throttling)),
        _ => None,
    })
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(problem) => f.write_str(problem),
            Self::InvalidInput(problem) => write!(f, "invalid input: {problem}"),
            Self::Credentials(error) => error.fmt(f),
            Self::Interceptor(error) => write!(f, "an interceptor ended the call: {error}"),
            Self::Transport(error) => error.fmt(f),
            Self::Timeout { kind, after } => {
                let how = match kind {
                    TimeoutKind::Read => "Timeouts::read",
                    TimeoutKind::Attempt => "Timeouts::attempt",
                    TimeoutKind::Call => "Timeouts::call or Call::timeout",
                };
                write!(f, "no answer within {after:?}; give more time with {how}")
            }
            Self::Malformed { problem, metadata } => {
                write!(
                    f,
                    "the service's answer can't be read: {problem} ({metadata})"
                )
            }
            Self::Service { error, metadata } => write!(f, "{error} ({metadata})"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::InvalidInput(problem) => Some(problem),
            Self::Credentials(error) => error.source(),
            Self::Interceptor(error) => Some(&**error),
            Self::Transport(error) => error.source(),
            Self::Malformed { problem, .. } => Some(problem),
            Self::Service { error, .. } => Some(&**error),
            Self::Configuration(_) | Self::Timeout { .. } => None,
        }
    }
}

impl fmt::Display for Metadata {
    /// Status, request id and attempts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if let Some(id) = &self.request_id {
            write!(f, ", request id {id}")?;
        }
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, ", {attempts} attempts"),
        }
    }
}
