//! The exact words of every fault, as AWS says them.

use super::{Denial, Fault, ObjectFault};
use crate::limits::{REQUEST_LIMIT, RUNTIMES, UNZIPPED_LIMIT, ZIPPED_LIMIT};

impl Fault {
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
            Fault::OtherAccount(_) => None,
            Fault::NotAuthorized {
                caller,
                action,
                resource,
                why,
            } => Some(format!(
                "User: {caller} is not authorized to perform: lambda:{action} on resource: \
                 {resource} {}",
                reason(*why, action)
            )),
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
            Fault::Object(ObjectFault::Denied(object)) => Some(format!(
                "Your access has been denied by S3, please make sure your request credentials \
                 have permission to GetObject for {object}. S3 Error Code: AccessDenied. \
                 S3 Error Message: Access Denied"
            )),
            Fault::Object(fault) => {
                let (code, message) = fault.row();
                Some(format!(
                    "Error occurred while GetObject. S3 Error Code: {code}. \
                     S3 Error Message: {message}"
                ))
            }
            Fault::LayersTooLarge(actual) => Some(format!(
                "Function code combined with layers exceeds the maximum allowed size of \
                 {UNZIPPED_LIMIT} bytes. The actual size is {actual} bytes."
            )),
            Fault::Throttled(_) => fixed("Rate exceeded"),
            Fault::NoCodeSigning(arn) => Some(format!(
                "The code signing configuration cannot be found. Check that the provided \
                 configuration is not deleted: {arn}."
            )),
            Fault::RoleNotAssumable => {
                fixed("The role defined for the function cannot be assumed by Lambda.")
            }
            Fault::RoleOfOtherAccount => fixed("Cross-account pass role is not allowed."),
            Fault::NoSubnet(id) => Some(format!(
                "Error occurred while DescribeSubnets. EC2 Error Code: \
                 InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID '{id}' does not exist"
            )),
            Fault::NoSecurityGroup(id) => Some(format!(
                "Error occurred while DescribeSecurityGroups. EC2 Error Code: \
                 InvalidGroup.NotFound. EC2 Error Message: The security group '{id}' does not exist"
            )),
            Fault::HalfNetwork => {
                fixed("SubnetIds and SecurityIds must coexist or be both empty list.")
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
            Fault::LayerTwice(one, other) => Some(format!(
                "Two different versions of the same layer are not allowed to be referenced in the \
                 same function. {one} and {other} are versions of the same layer."
            )),
            Fault::LayersElsewhere(here) => Some(format!(
                "Layers are not in the same region as the function. Layers are expected to be in \
                 region {here}."
            )),
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
            Fault::CodeByReference => fixed(
                "S3ObjectStorageMode REFERENCE is not supported here: leave it out, or use COPY.",
            ),
            Fault::PublishToLatest => {
                fixed("PublishTo is not supported for functions without a capacity provider.")
            }
            Fault::BadMarker => fixed("The pagination marker is not one that was handed out."),
            Fault::Internal(_) => fixed("An internal error occurred."),
        }
    }
}

impl ObjectFault {
    /// S3's error code and message.
    fn row(&self) -> (&str, String) {
        match self {
            ObjectFault::Other { code, message } => (code, message.clone()),
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
            ObjectFault::Denied(_) => ("AccessDenied", "Access Denied".to_owned()),
            ObjectFault::Unreadable(_) => (
                "InternalError",
                "We encountered an internal error. Please try again.".to_owned(),
            ),
        }
    }
}

/// Why an action is not allowed (X11; the words of an explicit denial are AWS's general ones).
fn reason(why: Denial, action: &str) -> String {
    match why {
        Denial::NoIdentityPolicy => {
            format!("because no identity-based policy allows the lambda:{action} action")
        }
        Denial::NoResourcePolicy => {
            format!("because no resource-based policy allows the lambda:{action} action")
        }
        Denial::Explicit => "with an explicit deny in an identity-based policy".to_owned(),
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
