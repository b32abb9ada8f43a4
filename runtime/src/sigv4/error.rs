//! Why a signature isn't accepted, in the words of AWS.
//!
//! The codes and texts are those that services answer with; rows X1 to X10 of the reference for
//! the service's behaviour.

use std::borrow::Cow;
use std::fmt;

use crate::error::Unmodeled;

/// Why a request isn't authenticated. All of them are answered with status 403.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigV4Error {
    /// The request carries no signature (row X1).
    Missing,
    /// Authorization data that can't be read; the text says what is wrong with it.
    Incomplete(String),
    /// No such access key, or another session token (row X4).
    UnknownKey,
    /// The credentials have expired (row X10).
    ExpiredToken,
    /// The signature isn't that of the request (row X5).
    Mismatch,
    /// A signature that can't be valid, whatever the secret (rows X6 to X9); the text says why.
    Invalid(String),
}

impl SigV4Error {
    /// The status of the answer.
    pub const STATUS: u16 = 403;

    /// The error's name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnknownKey => "UnrecognizedClientException",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::Mismatch | Self::Invalid(_) => "InvalidSignatureException",
        }
    }

    /// The error's message.
    pub fn message(&self) -> Cow<'_, str> {
        match self {
            Self::Missing => "Missing Authentication Token".into(),
            Self::UnknownKey => "The security token included in the request is invalid.".into(),
            Self::ExpiredToken => "The security token included in the request is expired".into(),
            Self::Mismatch => concat!(
                "The request signature we calculated does not match the signature you provided. ",
                "Check your AWS Secret Access Key and signing method. ",
                "Consult the service documentation for details."
            )
            .into(),
            Self::Incomplete(text) | Self::Invalid(text) => text.into(),
        }
    }
}

impl From<SigV4Error> for Unmodeled {
    fn from(error: SigV4Error) -> Self {
        let message = error.message().into_owned();
        Self::new(SigV4Error::STATUS, error.code(), message)
    }
}

impl fmt::Display for SigV4Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.message())
    }
}

impl std::error::Error for SigV4Error {}
