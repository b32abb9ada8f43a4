//! The functions and built-in parameters that rules may use, as tables. (Smithy spec, "Rules engine standard library functions", "AWS
//! rules engine library functions", "Rules engine parameters")

use super::{Type, Version};

/// Which function it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the function of that name")]
pub enum FunctionId {
    BooleanEquals,
    Coalesce,
    IsSet,
    IsValidHostLabel,
    IsVirtualHostableS3Bucket,
    Ite,
    Not,
    ParseArn,
    ParseUrl,
    Partition,
    Split,
    StringEquals,
    Substring,
    UriEncode,
}

/// A function other than `getAttr`, which is no call but a way.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Which.
    pub id: FunctionId,
    /// Its name in rules.
    pub name: &'static str,
    /// What messages about versions call it.
    pub class: &'static str,
    /// The version of the language that brought it.
    pub since: Version,
    /// The types of its arguments. Empty for `coalesce`, which takes any number; `ite` and `isSet` look at theirs themselves.
    pub arguments: &'static [Wanted],
    /// The type of what it gives.
    pub gives: fn() -> Type<'static>,
}

/// What an argument has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Anything that the function itself finds right.
    Any,
    /// A text.
    String,
    /// A truth value.
    Boolean,
    /// A whole number.
    Integer,
}

const STRING: Type<'static> = Type::String;
const BOOLEAN: Type<'static> = Type::Boolean;

const fn row(
    id: FunctionId,
    name: &'static str,
    class: &'static str,
    since: Version,
    arguments: &'static [Wanted],
    gives: fn() -> Type<'static>,
) -> Function {
    Function {
        id,
        name,
        class,
        since,
        arguments,
        gives,
    }
}

/// Every function, in the order of the names.
static FUNCTIONS: [Function; 14] = [
    row(
        FunctionId::IsVirtualHostableS3Bucket,
        "aws.isVirtualHostableS3Bucket",
        "IsVirtualHostableS3Bucket",
        Version::V1_0,
        &[Wanted::String, Wanted::Boolean],
        || BOOLEAN,
    ),
    row(
        FunctionId::ParseArn,
        "aws.parseArn",
        "ParseArn",
        Version::V1_0,
        &[Wanted::String],
        || {
            Type::Record(vec![
                ("partition", STRING),
                ("service", STRING),
                ("region", STRING),
                ("accountId", STRING),
                ("resourceId", Type::strings()),
            ])
            .optional()
        },
    ),
    row(
        FunctionId::Partition,
        "aws.partition",
        "AwsPartition",
        Version::V1_0,
        &[Wanted::String],
        || {
            Type::Record(vec![
                ("name", STRING),
                ("dnsSuffix", STRING),
                ("dualStackDnsSuffix", STRING),
                ("supportsDualStack", BOOLEAN),
                ("supportsFIPS", BOOLEAN),
                ("implicitGlobalRegion", STRING),
            ])
            .optional()
        },
    ),
    row(
        FunctionId::BooleanEquals,
        "booleanEquals",
        "BooleanEquals",
        Version::V1_0,
        &[Wanted::Boolean, Wanted::Boolean],
        || BOOLEAN,
    ),
    row(
        FunctionId::Coalesce,
        "coalesce",
        "Coalesce",
        Version::V1_1,
        &[],
        || Type::Any,
    ),
    row(
        FunctionId::IsSet,
        "isSet",
        "IsSet",
        Version::V1_0,
        &[Wanted::Any],
        || BOOLEAN,
    ),
    row(
        FunctionId::IsValidHostLabel,
        "isValidHostLabel",
        "IsValidHostLabel",
        Version::V1_0,
        &[Wanted::String, Wanted::Boolean],
        || BOOLEAN,
    ),
    row(
        FunctionId::Ite,
        "ite",
        "Ite",
        Version::V1_1,
        &[Wanted::Boolean, Wanted::Any, Wanted::Any],
        || Type::Any,
    ),
    row(
        FunctionId::Not,
        "not",
        "Not",
        Version::V1_0,
        &[Wanted::Boolean],
        || BOOLEAN,
    ),
    row(
        FunctionId::ParseUrl,
        "parseURL",
        "ParseUrl",
        Version::V1_0,
        &[Wanted::String],
        || {
            Type::Record(vec![
                ("scheme", STRING),
                ("authority", STRING),
                ("path", STRING),
                ("normalizedPath", STRING),
                ("isIp", BOOLEAN),
            ])
            .optional()
        },
    ),
    row(
        FunctionId::Split,
        "split",
        "Split",
        Version::V1_1,
        &[Wanted::String, Wanted::String, Wanted::Integer],
        Type::strings,
    ),
    row(
        FunctionId::StringEquals,
        "stringEquals",
        "StringEquals",
        Version::V1_0,
        &[Wanted::String, Wanted::String],
        || BOOLEAN,
    ),
    row(
        FunctionId::Substring,
        "substring",
        "Substring",
        Version::V1_0,
        &[
            Wanted::String,
            Wanted::Integer,
            Wanted::Integer,
            Wanted::Boolean,
        ],
        || STRING.optional(),
    ),
    row(
        FunctionId::UriEncode,
        "uriEncode",
        "UriEncode",
        Version::V1_0,
        &[Wanted::String],
        || STRING,
    ),
];

/// The settings of clients that parameters may come from.
pub const BUILT_INS: [&str; 14] = [
    "SDK::Endpoint",
    "AWS::UseDualStack",
    "AWS::UseFIPS",
    "AWS::Region",
    "AWS::Auth::AccountId",
    "AWS::Auth::AccountIdEndpointMode",
    "AWS::Auth::CredentialScope",
    "AWS::S3::Accelerate",
    "AWS::S3::DisableMultiRegionAccessPoints",
    "AWS::S3::ForcePathStyle",
    "AWS::S3::UseArnRegion",
    "AWS::S3::UseGlobalEndpoint",
    "AWS::S3Control::UseArnRegion",
    "AWS::STS::UseGlobalEndpoint",
];

impl Wanted {
    /// The type of such an argument.
    #[must_use]
    pub fn as_type(self) -> Type<'static> {
        match self {
            Wanted::Any => Type::Any,
            Wanted::String => Type::String,
            Wanted::Boolean => Type::Boolean,
            Wanted::Integer => Type::Integer,
        }
    }
}

impl Function {
    /// The function of a name; `getAttr` is none.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Function> {
        FUNCTIONS
            .binary_search_by(|function| function.name.cmp(name))
            .ok()
            .and_then(|at| FUNCTIONS.get(at))
    }

    /// The names of all functions, `getAttr` included.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS
            .iter()
            .map(|function| function.name)
            .chain(["getAttr"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_by_their_names() {
        for function in &FUNCTIONS {
            assert_eq!(Function::of(function.name).unwrap().id, function.id);
        }
        assert!(Function::of("getAttr").is_none());
    }
}
