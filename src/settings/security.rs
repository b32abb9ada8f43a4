//! Options of who is let in, and how far.

use clap::Args;
use std::path::PathBuf;

/// Who is let in.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Security {
    /// The access keys to believe: a file like ~/.aws/credentials, of any number of profiles
    ///
    /// Without it there is one key: test, with the secret test.
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_CREDENTIALS",
        value_name = "FILE"
    )]
    pub credentials: Option<PathBuf>,
}
