//! Numbers and lists that AWS has set, in one place. Rows are those of truth.md.

/// E14: the largest package in a request, in bytes after decoding.
pub const ZIPPED_LIMIT: u64 = 52_428_800;

/// E13: packages must unzip to less than this, in bytes.
pub const UNZIPPED_LIMIT: u64 = 262_144_000;

/// E15: the largest request body, in bytes.
pub const REQUEST_LIMIT: u64 = 70_167_211;

/// The memory that all large requests share, in bytes: half of it for those whose packages go to
/// disk while they arrive, at 6 MiB each, and half for what else is large.
pub const BODY_MEMORY: u64 = 192 << 20;

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
