//! Options of where the service can be reached and watched, and what it tells.

use super::values::{Watch, parse_duration, parse_filter, parse_watch};
use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::time::Duration;

/// Where the service listens, and what it tells.
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

    /// Where to be watched: /healthz, /readyz, /metrics, and pages at /_ui
    ///
    /// A port alone is one that only this machine reaches. Whoever reaches it is asked no name: do
    /// not open it to the callers of the service. Without this option there is no such listener.
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_WATCH",
        value_name = "[ADDRESS:]PORT|none"
    )]
    #[arg(default_value = "none", value_parser = parse_watch)]
    pub watch: Watch,

    /// How long to go on, no longer ready, before a stop closes the port, such as 5s
    ///
    /// Give it as long as whatever sends requests here takes to notice /readyz.
    #[arg(long, global = true, env = "LAMBDA_CODE_DRAIN", value_name = "TIME")]
    #[arg(default_value = "0s", value_parser = parse_duration)]
    pub drain: Duration,

    /// How long requests under way may take to end at a stop
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_STOP_TIMEOUT",
        value_name = "TIME"
    )]
    #[arg(default_value = "30s", value_parser = parse_duration)]
    pub stop_timeout: Duration,

    /// How long events of the audit trail are kept, such as 30d
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_EVENTS_KEPT",
        value_name = "TIME"
    )]
    #[arg(default_value = "90d", value_parser = parse_duration)]
    pub events_kept: Duration,

    /// Which lines of the log are written: a level, or levels by target, such as audit=info,warn
    #[arg(long, global = true, env = "LAMBDA_CODE_LOG", value_name = "FILTER")]
    #[arg(default_value = "info", value_parser = parse_filter)]
    pub log: String,

    /// How lines of the log are written
    #[arg(
        long,
        global = true,
        env = "LAMBDA_CODE_LOG_FORMAT",
        value_name = "FORMAT"
    )]
    #[arg(default_value = "text", value_enum)]
    pub log_format: LogFormat,

    /// Where to send traces: the base URL of an OpenTelemetry collector (OTLP over HTTP), such as
    /// http://127.0.0.1:4318
    #[cfg(feature = "otel")]
    #[arg(long, global = true, env = "LAMBDA_CODE_OTEL", value_name = "URL")]
    pub otel: Option<String>,
}

/// How lines of the log are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}
