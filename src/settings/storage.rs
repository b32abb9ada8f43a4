//! Options of what is kept, and where.

use clap::Args;
use std::path::PathBuf;

/// Where records and packages are, and where code comes from.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Storage {
    /// The directory that holds everything; made if it is missing
    #[arg(long, global = true, env = "LAMBDA_CODE_DATA", value_name = "DIR")]
    #[arg(default_value = ".lambda-code")]
    pub data: PathBuf,

    /// The directory of buckets behind S3Bucket and S3Key
    ///
    /// An object is the file DIR/BUCKET/KEY; an older version of it is
    /// DIR/BUCKET/.versions/KEY/VERSION. Without this option no bucket exists.
    #[arg(long, global = true, env = "LAMBDA_CODE_S3", value_name = "DIR")]
    pub s3: Option<PathBuf>,
}
