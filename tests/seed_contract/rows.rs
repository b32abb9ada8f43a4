//! The reference of 2018, row by row, and what is served today where that is wider.

use planish_model::ShapeType;

/// A member of the request or the answer.
pub(crate) struct Member {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whether it is a required label of the path; it is in the body otherwise.
    pub(crate) in_path: bool,
    /// Its type.
    pub(crate) kind: ShapeType,
    /// Its bounds.
    pub(crate) bounds: Bounds,
}

/// What a value has to be.
#[derive(Clone, Copy)]
pub(crate) enum Bounds {
    /// Anything of the type.
    Any,
    /// A text of so many characters that matches.
    Text(Text),
    /// A number in a range: as of 2018, and served.
    Range(Both<(u64, Option<u64>)>),
    /// One of these at least.
    Among(&'static [&'static str]),
    /// A structure with these members at least: names, types, and the members of structures among
    /// them.
    With(&'static [(&'static str, ShapeType, &'static [&'static str])]),
}

/// Bounds of a text.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    /// The least and the greatest length.
    pub(crate) length: Option<Both<(u64, u64)>>,
    /// The pattern, without anchors.
    pub(crate) pattern: Option<Both<&'static str>>,
}

/// A bound as of 2018, and the one that is served.
#[derive(Clone, Copy)]
pub(crate) struct Both<T> {
    pub(crate) seed: T,
    pub(crate) served: T,
}

/// An error of the operation.
pub(crate) struct Error {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its HTTP status.
    pub(crate) status: u16,
    /// Whose fault it is: the value of the trait `error`.
    pub(crate) fault: &'static str,
}

const fn unchanged<T: Copy>(value: T) -> Both<T> {
    Both {
        seed: value,
        served: value,
    }
}

const fn widened<T>(seed: T, served: T) -> Both<T> {
    Both { seed, served }
}

const fn body(name: &'static str, kind: ShapeType, bounds: Bounds) -> Member {
    Member {
        name,
        in_path: false,
        kind,
        bounds,
    }
}

const fn text(length: Option<Both<(u64, u64)>>, pattern: Option<Both<&'static str>>) -> Bounds {
    Bounds::Text(Text { length, pattern })
}

const fn length(least: u64, greatest: u64) -> Option<Both<(u64, u64)>> {
    Some(unchanged((least, greatest)))
}

const fn fault_of_caller(name: &'static str, status: u16) -> Error {
    Error {
        name,
        status,
        fault: "client",
    }
}

/// The members of the request.
pub(crate) const REQUEST: [Member; 8] = [
    Member {
        name: "FunctionName",
        in_path: true,
        kind: ShapeType::String,
        bounds: text(
            length(1, 140),
            Some(widened(
                r"(arn:aws:lambda:)?([a-z]{2}-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?",
                r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?",
            )),
        ),
    },
    body("DryRun", ShapeType::Boolean, Bounds::Any),
    body("Publish", ShapeType::Boolean, Bounds::Any),
    body("RevisionId", ShapeType::String, Bounds::Any),
    body(
        "S3Bucket",
        ShapeType::String,
        text(length(3, 63), Some(unchanged(r"[0-9A-Za-z\.\-_]*(?<!\.)"))),
    ),
    body("S3Key", ShapeType::String, text(length(1, 1024), None)),
    body(
        "S3ObjectVersion",
        ShapeType::String,
        text(length(1, 1024), None),
    ),
    body("ZipFile", ShapeType::Blob, Bounds::Any),
];

/// The members of the answer.
pub(crate) const RESPONSE: [Member; 19] = [
    body("CodeSha256", ShapeType::String, Bounds::Any),
    body("CodeSize", ShapeType::Long, Bounds::Any),
    body(
        "DeadLetterConfig",
        ShapeType::Structure,
        Bounds::With(&[("TargetArn", ShapeType::String, &[])]),
    ),
    body("Description", ShapeType::String, text(length(0, 256), None)),
    body(
        "Environment",
        ShapeType::Structure,
        Bounds::With(&[
            ("Error", ShapeType::Structure, &["ErrorCode", "Message"]),
            ("Variables", ShapeType::Map, &[]),
        ]),
    ),
    body(
        "FunctionArn",
        ShapeType::String,
        text(
            None,
            Some(widened(
                r"arn:aws:lambda:[a-z]{2}-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_\.]+(:(\$LATEST|[a-zA-Z0-9-_]+))?",
                r"arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_\.]+(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
            )),
        ),
    ),
    body(
        "FunctionName",
        ShapeType::String,
        text(
            Some(widened((1, 170), (1, 256))),
            Some(widened(
                r"(arn:aws:lambda:)?([a-z]{2}-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?",
                r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
            )),
        ),
    ),
    body(
        "Handler",
        ShapeType::String,
        text(length(0, 128), Some(unchanged(r"[^\s]+"))),
    ),
    body(
        "KMSKeyArn",
        ShapeType::String,
        text(
            None,
            Some(widened(
                r"(arn:aws:[a-z0-9-.]+:.*)|()",
                r"(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()",
            )),
        ),
    ),
    body("LastModified", ShapeType::String, Bounds::Any),
    body(
        "MasterArn",
        ShapeType::String,
        text(
            None,
            Some(widened(
                r"arn:aws:lambda:[a-z]{2}-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?",
                r"arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?",
            )),
        ),
    ),
    // In 2018 a multiple of 64 besides; any number since.
    body(
        "MemorySize",
        ShapeType::Integer,
        Bounds::Range(widened((128, Some(3008)), (128, Some(10_240)))),
    ),
    body("RevisionId", ShapeType::String, Bounds::Any),
    body(
        "Role",
        ShapeType::String,
        text(
            None,
            Some(widened(
                r"arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
                r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
            )),
        ),
    ),
    body(
        "Runtime",
        ShapeType::Enum,
        Bounds::Among(&[
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
        ]),
    ),
    body(
        "Timeout",
        ShapeType::Integer,
        Bounds::Range(unchanged((1, None))),
    ),
    body(
        "TracingConfig",
        ShapeType::Structure,
        Bounds::With(&[("Mode", ShapeType::Enum, &[])]),
    ),
    body(
        "Version",
        ShapeType::String,
        text(length(1, 1024), Some(unchanged(r"(\$LATEST|[0-9]+)"))),
    ),
    body(
        "VpcConfig",
        ShapeType::Structure,
        Bounds::With(&[
            ("SecurityGroupIds", ShapeType::List, &[]),
            ("SubnetIds", ShapeType::List, &[]),
            ("VpcId", ShapeType::String, &[]),
        ]),
    ),
];

/// The errors.
pub(crate) const ERRORS: [Error; 6] = [
    fault_of_caller("CodeStorageExceededException", 400),
    fault_of_caller("InvalidParameterValueException", 400),
    fault_of_caller("PreconditionFailedException", 412),
    fault_of_caller("ResourceNotFoundException", 404),
    Error {
        name: "ServiceException",
        status: 500,
        fault: "server",
    },
    fault_of_caller("TooManyRequestsException", 429),
];
