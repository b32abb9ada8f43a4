//! Everything that can go wrong in terms of the service, each with AWS's name and exact words.
//!
//! One variant per row of truth.md that has a text of its own; [`Fault::error`] and
//! [`Fault::message`] together are the table, and the words are in a file of their own. What the generated validators find (lengths, patterns
//! and enums of request members) never gets here.

mod words;

use crate::record::Environment;
use std::fmt;

/// The shape that AWS names in `x-amzn-ErrorType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorName {
    /// 403; not modelled for these operations.
    AccessDenied,
    /// 404; there is no such code signing configuration.
    CodeSigningConfigNotFound,
    /// 400; the account's code storage is used up.
    CodeStorageExceeded,
    /// 400; a parameter is invalid.
    InvalidParameterValue,
    /// 412; a revision id is not the latest.
    PreconditionFailed,
    /// 413; not modelled: the framework refuses what is too large.
    RequestEntityTooLarge,
    /// 409; exists already, or its state does not allow the call.
    ResourceConflict,
    /// 404; no such function, version or alias.
    ResourceNotFound,
    /// 500; the service itself failed.
    Service,
    /// 429; too many requests in too short a time.
    TooManyRequests,
    /// 400; not modelled: a constraint of the model is violated.
    Validation,
}

/// Where a source of code is fetched from S3, what S3 answered instead of the object (E17 to E20).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectFault {
    /// E17.
    NoSuchBucket,
    /// E18.
    NoSuchKey,
    /// E19.
    NoSuchVersion,
    /// E19, for an id that cannot be one.
    BadVersion,
    /// E20; holds the region in which the bucket is.
    OtherRegion(String),
    /// E21: holds the bucket and the key, with a slash between them.
    Denied(String),
    /// Anything else that S3 refuses an object for, in its own words.
    Other {
        /// S3's code.
        code: String,
        /// S3's message.
        message: String,
    },
    /// The object is there and cannot be read; holds the reason, for the log.
    Unreadable(String),
}

/// Why a call fails. Names in comments are rows of truth.md.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// E1, G5: holds the ARN, qualified if the call was about a version or alias.
    FunctionNotFound(String),
    /// A6: holds the alias' ARN.
    AliasNotFoundOnGet(String),
    /// A7: holds the alias' ARN.
    AliasNotFoundOnUpdate(String),
    /// N2.
    NamePattern {
        /// As given.
        value: String,
        /// As AWS prints it.
        pattern: &'static str,
    },
    /// N4: holds the name.
    NameTooLong(String),
    /// N10.
    OtherRegion {
        /// The region of the ARN.
        region: String,
        /// The region of this service.
        here: String,
    },
    /// N11: holds the ARN or partial ARN as given.
    OtherAccount(String),
    /// N11, X11.
    NotAuthorized {
        /// The caller's ARN.
        caller: String,
        /// The operation.
        action: &'static str,
        /// The ARN of the function; `*` without one.
        resource: String,
        /// What stands against it.
        why: Denial,
    },
    /// N13.
    QualifierMismatch,
    /// E28: an operation on functions was given a version or an alias.
    UnqualifiedOnly,
    /// E2, R10.
    StaleRevision,
    /// E3: holds the function's ARN.
    UpdateInProgress(String),
    /// E4: holds the function's ARN.
    StillPending(String),
    /// E5.
    NoSource,
    /// E6.
    TwoSources,
    /// E8; holds `creating` or `updating`.
    ImageForZip(&'static str),
    /// E9; holds `creating` or `updating`.
    NoImage(&'static str),
    /// E10.
    NotAZip,
    /// E11.
    EmptyZip,
    /// E13.
    UnzippedTooLarge,
    /// E14.
    ZippedTooLarge,
    /// E15: holds the operation's name.
    RequestTooLarge(&'static str),
    /// E17 to E20.
    Object(ObjectFault),
    /// E22.
    StorageExceeded,
    /// E23: holds the size of all, in bytes.
    LayersTooLarge(u64),
    /// E29; in how many seconds there is room again.
    Throttled(u64),
    /// E30: holds the ARN of the configuration.
    NoCodeSigning(String),
    /// C3.
    RoleNotAssumable,
    /// C3.
    RoleOfOtherAccount,
    /// K2: holds the id.
    NoSubnet(String),
    /// K2: holds the id; the words are widely reported.
    NoSecurityGroup(String),
    /// K2: subnets without security groups, or the reverse; the words are widely reported.
    HalfNetwork,
    /// C1: holds the name.
    FunctionExists(String),
    /// C4: holds the runtime.
    UnknownRuntime(String),
    /// E26: holds the runtime.
    RetiredRuntime(String),
    /// A function from a package needs both.
    NoRuntimeOrHandler,
    /// C5: holds the variables.
    EnvironmentTooLarge(Environment),
    /// K1.
    TooManyLayers,
    /// K1: holds the ARNs of two versions of one layer.
    LayerTwice(String, String),
    /// K1: layers are of another region than this one, which it holds.
    LayersElsewhere(String),
    /// P5.
    OtherSha {
        /// As given.
        given: String,
        /// Of `$LATEST`.
        latest: String,
    },
    /// D3.
    LatestNotDeletable,
    /// D4.
    AliasNotDeletable,
    /// D5: holds the version's ARN; the text is this service's own.
    VersionInUse(String),
    /// A2: holds the alias' ARN.
    AliasExists(String),
    /// A5.
    TooManyWeights,
    /// A5: holds the version.
    WeightOnPrimary(String),
    /// A5.
    WeightsOnLatest,
    /// A11.
    RolesDiffer,
    /// `S3ObjectStorageMode` is `REFERENCE`: packages are copied here; the text is this service's own.
    CodeByReference,
    /// `PublishTo` is given: only functions on capacity providers have that; the text is this
    /// service's own.
    PublishToLatest,
    /// A pagination marker that this service did not give; the text is this service's own.
    BadMarker,
    /// X21: holds the reason, for the log only.
    Internal(String),
}

impl ErrorName {
    /// As in `x-amzn-ErrorType`.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.row().1
    }

    fn row(self) -> (&'static str, u16) {
        match self {
            ErrorName::AccessDenied => ("AccessDeniedException", 403),
            ErrorName::CodeSigningConfigNotFound => ("CodeSigningConfigNotFoundException", 404),
            ErrorName::CodeStorageExceeded => ("CodeStorageExceededException", 400),
            ErrorName::InvalidParameterValue => ("InvalidParameterValueException", 400),
            ErrorName::PreconditionFailed => ("PreconditionFailedException", 412),
            ErrorName::RequestEntityTooLarge => ("RequestEntityTooLargeException", 413),
            ErrorName::ResourceConflict => ("ResourceConflictException", 409),
            ErrorName::ResourceNotFound => ("ResourceNotFoundException", 404),
            ErrorName::Service => ("ServiceException", 500),
            ErrorName::TooManyRequests => ("TooManyRequestsException", 429),
            ErrorName::Validation => ("ValidationException", 400),
        }
    }
}

/// Why somebody may not do something (X11, N11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// No policy of the caller's allows it.
    NoIdentityPolicy,
    /// No policy of the function's allows it to another account.
    NoResourcePolicy,
    /// A policy of the caller's denies it.
    Explicit,
}

impl Fault {
    /// AWS' name of the error.
    pub fn error(&self) -> ErrorName {
        match self {
            Fault::FunctionNotFound(_)
            | Fault::AliasNotFoundOnGet(_)
            | Fault::AliasNotFoundOnUpdate(_)
            | Fault::OtherRegion { .. } => ErrorName::ResourceNotFound,
            Fault::NamePattern { .. } => ErrorName::Validation,
            Fault::OtherAccount(_)
            | Fault::NotAuthorized { .. }
            | Fault::RoleOfOtherAccount
            | Fault::Object(ObjectFault::Denied(_)) => ErrorName::AccessDenied,
            Fault::Throttled(_) => ErrorName::TooManyRequests,
            Fault::NoCodeSigning(_) => ErrorName::CodeSigningConfigNotFound,
            Fault::StaleRevision => ErrorName::PreconditionFailed,
            Fault::UpdateInProgress(_)
            | Fault::StillPending(_)
            | Fault::FunctionExists(_)
            | Fault::AliasExists(_)
            | Fault::VersionInUse(_) => ErrorName::ResourceConflict,
            Fault::ZippedTooLarge | Fault::RequestTooLarge(_) => ErrorName::RequestEntityTooLarge,
            Fault::StorageExceeded => ErrorName::CodeStorageExceeded,
            Fault::Internal(_) => ErrorName::Service,
            Fault::NameTooLong(_)
            | Fault::QualifierMismatch
            | Fault::UnqualifiedOnly
            | Fault::NoSource
            | Fault::TwoSources
            | Fault::ImageForZip(_)
            | Fault::NoImage(_)
            | Fault::NotAZip
            | Fault::EmptyZip
            | Fault::UnzippedTooLarge
            | Fault::Object(_)
            | Fault::LayersTooLarge(_)
            | Fault::RoleNotAssumable
            | Fault::NoSubnet(_)
            | Fault::NoSecurityGroup(_)
            | Fault::HalfNetwork
            | Fault::UnknownRuntime(_)
            | Fault::RetiredRuntime(_)
            | Fault::NoRuntimeOrHandler
            | Fault::EnvironmentTooLarge(_)
            | Fault::TooManyLayers
            | Fault::LayerTwice(..)
            | Fault::LayersElsewhere(_)
            | Fault::OtherSha { .. }
            | Fault::LatestNotDeletable
            | Fault::AliasNotDeletable
            | Fault::TooManyWeights
            | Fault::WeightOnPrimary(_)
            | Fault::WeightsOnLatest
            | Fault::RolesDiffer
            | Fault::CodeByReference
            | Fault::PublishToLatest
            | Fault::BadMarker => ErrorName::InvalidParameterValue,
        }
    }

    /// The value of the body's `Type` member; `None` where AWS sends none (truth.md W4, W5, A5).
    pub fn type_member(&self) -> Option<&'static str> {
        match (self, self.error()) {
            (Fault::WeightsOnLatest, _) => None,
            (
                _,
                ErrorName::Validation | ErrorName::RequestEntityTooLarge | ErrorName::AccessDenied,
            ) => None,
            (_, ErrorName::Service) => Some("Service"),
            _ => Some("User"),
        }
    }
}

impl fmt::Display for Fault {
    /// For logs: the reason behind an internal fault is told here, and here only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.error().as_str();
        match self {
            Fault::Internal(reason) | Fault::Object(ObjectFault::Unreadable(reason)) => {
                write!(f, "{name}: {reason}")
            }
            // The variables' values are not for logs.
            Fault::EnvironmentTooLarge(_) => write!(f, "{name}: environment exceeds 4 KB"),
            _ => write!(f, "{name}: {}", self.message().unwrap_or_default()),
        }
    }
}

impl std::error::Error for Fault {}

impl From<crate::ids::NoRandomness> for Fault {
    fn from(error: crate::ids::NoRandomness) -> Fault {
        Fault::Internal(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w4_w5_only_errors_of_the_service_have_a_type() {
        for (fault, kind, status) in [
            (Fault::NoSource, Some("User"), 400),
            (Fault::StaleRevision, Some("User"), 412),
            (Fault::FunctionNotFound(String::new()), Some("User"), 404),
            (
                Fault::NamePattern {
                    value: String::new(),
                    pattern: "",
                },
                None,
                400,
            ),
            (Fault::NameTooLong(String::new()), Some("User"), 400),
            (Fault::ZippedTooLarge, None, 413),
            (Fault::WeightsOnLatest, None, 400),
            (Fault::OtherAccount(String::new()), None, 403),
            (Fault::Internal(String::new()), Some("Service"), 500),
        ] {
            assert_eq!(
                (fault.type_member(), fault.error().status()),
                (kind, status),
                "{fault}"
            );
        }
    }

    #[test]
    fn x21_reasons_of_internal_faults_stay_in_the_log() {
        let fault = Fault::Internal("disk on fire".to_owned());
        assert!(fault.to_string().contains("disk on fire"));
        assert!(!fault.message().unwrap().contains("disk"));
    }
}
