//! Everything that can go wrong in terms of the service, each with AWS's name and exact words.
//!
//! One variant per row of truth.md that has a text of its own; [`Fault::error`] and
//! [`Fault::message`] together are the table. What the generated validators find (lengths, patterns
//! and enums of request members) never gets here.

use crate::record::Environment;
use std::fmt;

/// The shape that AWS names in `x-amzn-ErrorType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorName {
    /// 403; not modelled for these operations.
    AccessDenied,
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
    /// N11.
    OtherAccount,
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
    /// A pagination marker that this service did not give; the text is this service's own.
    BadMarker,
    /// X21: holds the reason, for the log only.
    Internal(String),
}

/// E14: the largest package in a request, in bytes after decoding.
pub const ZIPPED_LIMIT: u64 = 52_428_800;

/// E13: packages must unzip to less than this, in bytes.
pub const UNZIPPED_LIMIT: u64 = 262_144_000;

/// E15: the largest request body, in bytes.
pub const REQUEST_LIMIT: u64 = 70_167_211;

/// E22: the default limit of an account's code storage, in bytes (75 GiB).
pub const STORAGE_LIMIT: u64 = 80_530_636_800;

/// C4: in AWS' own order.
pub const RUNTIMES: [&str; 25] = [
    "nodejs20.x",
    "python3.14",
    "provided.al2023",
    "python3.12",
    "python3.13",
    "nodejs24.x",
    "nodejs22.x",
    "java25",
    "python3.10",
    "python3.11",
    "java21",
    "ruby3.3",
    "ruby3.4",
    "ruby3.2",
    "python3.8",
    "python3.9",
    "java17",
    "nodejs16.x",
    "dotnet10",
    "dotnet8",
    "java11",
    "dotnet6",
    "nodejs18.x",
    "provided.al2",
    "java8.al2",
];

/// E26: runtimes that were accepted once; those of the 2018 reference come first.
pub const RETIRED_RUNTIMES: [&str; 20] = [
    "nodejs",
    "nodejs4.3",
    "nodejs6.10",
    "nodejs8.10",
    "java8",
    "python2.7",
    "python3.6",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "go1.x",
    "nodejs4.3-edge",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "python3.7",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "ruby2.5",
    "ruby2.7",
    "provided",
];

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
            ErrorName::CodeStorageExceeded => ("CodeStorageExceededException", 400),
            ErrorName::InvalidParameterValue => ("InvalidParameterValueException", 400),
            ErrorName::PreconditionFailed => ("PreconditionFailedException", 412),
            ErrorName::RequestEntityTooLarge => ("RequestEntityTooLargeException", 413),
            ErrorName::ResourceConflict => ("ResourceConflictException", 409),
            ErrorName::ResourceNotFound => ("ResourceNotFoundException", 404),
            ErrorName::Service => ("ServiceException", 500),
            ErrorName::Validation => ("ValidationException", 400),
        }
    }
}

impl ObjectFault {
    /// S3's error code and message.
    fn row(&self) -> (&'static str, String) {
        match self {
            ObjectFault::NoSuchBucket => (
                "NoSuchBucket",
                "The specified bucket does not exist".to_owned(),
            ),
            ObjectFault::NoSuchKey => ("NoSuchKey", "The specified key does not exist.".to_owned()),
            ObjectFault::NoSuchVersion => (
                "NoSuchVersion",
                "The specified version does not exist.".to_owned(),
            ),
            ObjectFault::BadVersion => {
                ("InvalidArgument", "Invalid version id specified".to_owned())
            }
            ObjectFault::OtherRegion(region) => (
                "PermanentRedirect",
                format!(
                    "The bucket is in this region: {region}. \
                     Please use this region to retry the request"
                ),
            ),
            ObjectFault::Unreadable(_) => (
                "InternalError",
                "We encountered an internal error. Please try again.".to_owned(),
            ),
        }
    }
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
            Fault::OtherAccount => ErrorName::AccessDenied,
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
            | Fault::UnknownRuntime(_)
            | Fault::RetiredRuntime(_)
            | Fault::NoRuntimeOrHandler
            | Fault::EnvironmentTooLarge(_)
            | Fault::TooManyLayers
            | Fault::OtherSha { .. }
            | Fault::LatestNotDeletable
            | Fault::AliasNotDeletable
            | Fault::TooManyWeights
            | Fault::WeightOnPrimary(_)
            | Fault::WeightsOnLatest
            | Fault::RolesDiffer
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

    /// The exact words; `None` where AWS sends a null (N11).
    pub fn message(&self) -> Option<String> {
        let fixed = |text: &str| Some(text.to_owned());
        match self {
            Fault::FunctionNotFound(arn) => Some(format!("Function not found: {arn}")),
            Fault::AliasNotFoundOnGet(arn) => Some(format!("Cannot find alias arn: {arn}")),
            Fault::AliasNotFoundOnUpdate(arn) => Some(format!("Alias not found: {arn}")),
            Fault::NamePattern { value, pattern } => Some(violation(
                value,
                &format!("Member must satisfy regular expression pattern: {pattern}"),
            )),
            Fault::NameTooLong(value) => Some(violation(
                value,
                "Member must have length less than or equal to 64",
            )),
            Fault::OtherRegion { region, here } => Some(format!(
                "Functions from '{region}' are not reachable in this region ('{here}')"
            )),
            Fault::OtherAccount => None,
            Fault::QualifierMismatch => fixed(
                "The derived qualifier from the function name does not match \
                 the specified qualifier.",
            ),
            Fault::UnqualifiedOnly => fixed(
                "This operation is permitted on Lambda functions only. Aliases and versions do \
                 not support this operation. Please specify either a function name or an \
                 unqualified function ARN.",
            ),
            Fault::StaleRevision => fixed(
                "The Revision Id provided does not match the latest Revision Id. Call the \
                 GetFunction/GetAlias API to retrieve the latest Revision Id",
            ),
            Fault::UpdateInProgress(arn) => Some(format!(
                "The operation cannot be performed at this time. \
                 An update is in progress for resource: {arn}"
            )),
            Fault::StillPending(arn) => Some(format!(
                "The operation cannot be performed at this time. The resource {arn} is currently \
                 in the following state: 'Pending'. StateReasonCode: 'Creating'"
            )),
            Fault::NoSource => fixed("Please provide a source for function code."),
            Fault::TwoSources => fixed(
                "Please do not provide other FunctionCode parameters when providing a ZipFile.",
            ),
            Fault::ImageForZip(verb) => Some(format!(
                "Please don't provide ImageUri when {verb} a function with packageType Zip."
            )),
            Fault::NoImage(verb) => Some(format!(
                "Please provide ImageUri when {verb} a function with packageType Image."
            )),
            Fault::NotAZip => fixed(
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
            ),
            Fault::EmptyZip => fixed("Uploaded file must be a non-empty zip"),
            Fault::UnzippedTooLarge => Some(format!(
                "Unzipped size must be smaller than {UNZIPPED_LIMIT} bytes"
            )),
            Fault::ZippedTooLarge => Some(format!(
                "Zipped size must be smaller than {ZIPPED_LIMIT} bytes"
            )),
            Fault::RequestTooLarge(operation) => Some(format!(
                "Request must be smaller than {REQUEST_LIMIT} bytes for the {operation} operation"
            )),
            Fault::Object(fault) => {
                let (code, message) = fault.row();
                Some(format!(
                    "Error occurred while GetObject. S3 Error Code: {code}. \
                     S3 Error Message: {message}"
                ))
            }
            Fault::StorageExceeded => fixed("Code storage limit exceeded."),
            Fault::FunctionExists(name) => Some(format!("Function already exist: {name}")),
            Fault::UnknownRuntime(runtime) => Some(format!(
                "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy \
                 enum value set: [{}] or be a valid ARN",
                RUNTIMES.join(", ")
            )),
            Fault::RetiredRuntime(runtime) => Some(format!(
                "The runtime parameter of {runtime} is no longer supported for creating or \
                 updating AWS Lambda functions. We recommend you use a supported runtime while \
                 creating or updating functions."
            )),
            Fault::NoRuntimeOrHandler => fixed(
                "Runtime and Handler are mandatory parameters for functions created with \
                 deployment packages.",
            ),
            Fault::EnvironmentTooLarge(environment) => Some(format!(
                "Lambda was unable to configure your environment variables because the \
                 environment variables you have provided exceeded the 4KB limit. \
                 String measured: {}",
                environment.measured()
            )),
            Fault::TooManyLayers => fixed("Cannot reference more than 5 layers."),
            Fault::OtherSha { given, latest } => Some(format!(
                "CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({latest}). \
                 Please try again with the CodeSHA256 in $LATEST."
            )),
            Fault::LatestNotDeletable => {
                fixed("$LATEST version cannot be deleted without deleting the function.")
            }
            Fault::AliasNotDeletable => fixed("Deletion of aliases is not currently supported."),
            Fault::VersionInUse(arn) => Some(format!("An alias refers to {arn}")),
            Fault::AliasExists(arn) => Some(format!("Alias already exists: {arn}")),
            Fault::TooManyWeights => {
                fixed("Number of items in AdditionalVersionWeights cannot be greater than 1")
            }
            Fault::WeightOnPrimary(version) => Some(format!(
                "Invalid function version {version}. Function version {version} is already \
                 included in routing configuration."
            )),
            Fault::WeightsOnLatest => {
                fixed("$LATEST is not supported for an alias pointing to more than 1 version")
            }
            Fault::RolesDiffer => {
                fixed("Specified versions must be associated with the same execution role")
            }
            Fault::BadMarker => fixed("The pagination marker is not one that was handed out."),
            Fault::Internal(_) => fixed("An internal error occurred."),
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

/// One violated constraint of `functionName`, in the grammar of truth.md section 12.
fn violation(value: &str, constraint: &str) -> String {
    format!(
        "1 validation error detected: Value '{value}' at 'functionName' failed to satisfy \
         constraint: {constraint}"
    )
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
            (Fault::OtherAccount, None, 403),
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

    #[test]
    fn e14_e15_e20_texts_hold_their_numbers() {
        for (fault, text) in [
            (
                Fault::ZippedTooLarge,
                "Zipped size must be smaller than 52428800 bytes",
            ),
            (
                Fault::RequestTooLarge("UpdateFunctionCode"),
                "Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation",
            ),
            (
                Fault::Object(ObjectFault::OtherRegion("us-east-2".to_owned())),
                "Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error \
                 Message: The bucket is in this region: us-east-2. Please use this region to \
                 retry the request",
            ),
        ] {
            assert_eq!(fault.message().as_deref(), Some(text));
        }
    }
}
