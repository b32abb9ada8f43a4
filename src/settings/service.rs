//! Options of what the service plays: region, account, rules.

use super::values::{parse_account, parse_duration, parse_region};
use clap::Args;
use clap::builder::FalseyValueParser;
use std::time::Duration;

/// What the service plays.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct Service {
    /// The region that the service plays
    #[arg(long, global = true, env = "LAMBDA_CODE_REGION", value_name = "REGION")]
    #[arg(default_value = "us-east-1", value_parser = parse_region)]
    pub region: String,

    /// The account that the service plays: twelve digits
    #[arg(long, global = true, env = "LAMBDA_CODE_ACCOUNT", value_name = "ID")]
    #[arg(default_value = "000000000000", value_parser = parse_account)]
    pub account: String,

    /// How long a change stays Pending or InProgress, such as 200ms, 2s, 1m
    #[arg(long, global = true, env = "LAMBDA_CODE_SETTLE", value_name = "TIME")]
    #[arg(default_value = "200ms", value_parser = parse_duration)]
    pub settle: Duration,

    /// Accept runtimes that AWS has retired, such as python3.7
    #[arg(long, global = true, env = "LAMBDA_CODE_RETIRED_RUNTIMES")]
    #[arg(value_parser = FalseyValueParser::new())]
    pub retired_runtimes: bool,
}
