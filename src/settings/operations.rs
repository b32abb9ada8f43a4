//! Options of where the service can be reached and watched.

use clap::Args;
use std::net::SocketAddr;

/// Where the service listens.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Operations {
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    #[arg(default_value = "127.0.0.1:9001")]
    pub listen: SocketAddr,
}
