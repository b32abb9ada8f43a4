//! Why a stream of events ended before its time.

use std::borrow::Cow;
use std::fmt;

use crate::error::{ErrorKind, show};
use crate::protocol::Malformed;
use crate::stream::BoxError;
use crate::value::{Union, View};

/// What ends a stream of events before its time: nothing comes after it.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError<E> {
    /// An error that the model lists: a variant of the events that is an error.
    Modeled(E),
    /// An error that the model doesn't list.
    Unmodeled {
        /// Its name.
        code: Cow<'static, str>,
        /// What it says.
        message: Option<String>,
    },
    /// The other side sent what is no event of the model.
    Malformed(Malformed),
    /// The bytes stopped coming, or there is no way to make an event.
    Broken(BoxError),
}

impl<E> StreamError<E> {
    /// An error that the model doesn't list, to be told to the other side.
    pub fn unmodeled(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::Unmodeled {
            code: code.into(),
            message: Some(message.into()),
        }
    }

    /// The modelled error, if it is one.
    pub fn as_modeled(&self) -> Option<&E> {
        match self {
            Self::Modeled(event) => Some(event),
            _ => None,
        }
    }

    /// The same with its event made another.
    pub(super) fn map<T>(self, map: impl FnOnce(E) -> T) -> StreamError<T> {
        match self {
            Self::Modeled(event) => StreamError::Modeled(map(event)),
            Self::Unmodeled { code, message } => StreamError::Unmodeled { code, message },
            Self::Malformed(problem) => StreamError::Malformed(problem),
            Self::Broken(error) => StreamError::Broken(error),
        }
    }
}

impl<E: Union> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Modeled(event) => match event.variant() {
                Some((_, View::Structure(error))) => show(ErrorKind::Modeled(0, error), f),
                _ => f.write_str("unknown error"),
            },
            Self::Unmodeled { code, message } => {
                f.write_str(if code.is_empty() {
                    "unknown error"
                } else {
                    code
                })?;
                message
                    .as_ref()
                    .map_or(Ok(()), |message| write!(f, ": {message}"))
            }
            Self::Malformed(problem) => write!(f, "an event can't be read: {problem}"),
            Self::Broken(error) => write!(f, "the stream of events broke: {error}"),
        }
    }
}

impl<E: Union + fmt::Debug> std::error::Error for StreamError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Malformed(problem) => Some(problem),
            Self::Broken(error) => Some(&**error),
            Self::Modeled(_) | Self::Unmodeled { .. } => None,
        }
    }
}

impl<E> From<Malformed> for StreamError<E> {
    fn from(problem: Malformed) -> Self {
        Self::Malformed(problem)
    }
}
