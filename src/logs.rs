//! The log: lines for people, or JSON for machines, on standard error.
//!
//! One line tells of each request that was answered, with its id, operation, status, error, latency,
//! access key id and remote address; one line at the target `audit` of each change. Neither headers
//! nor bodies nor secrets are in any line.

use crate::settings::{LogFormat, Operations};
use std::io::IsTerminal as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// A part of what becomes of lines and spans.
type Part = Box<dyn Layer<Registry> + Send + Sync>;

/// What has to end before the process does.
#[derive(Default)]
pub struct Logs {
    #[cfg(feature = "otel")]
    traces: Option<crate::traces::Traces>,
}

/// Begins to write the log; once in a process.
///
/// # Errors
/// If there is a log already, or traces can't be sent where they shall go.
pub fn begin(operations: &Operations) -> Result<Logs, String> {
    let filter = EnvFilter::try_new(&operations.log).map_err(|error| error.to_string())?;
    let lines: Part = match operations.log_format {
        LogFormat::Text => tracing_subscriber::fmt::layer()
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr)
            .boxed(),
        LogFormat::Json => tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(std::io::stderr)
            .boxed(),
    };
    let mut parts = vec![lines.with_filter(filter).boxed()];
    let logs = more(operations, &mut parts)?;
    tracing_subscriber::registry()
        .with(parts)
        .try_init()
        .map_err(|error| error.to_string())?;
    Ok(logs)
}

#[cfg(not(feature = "otel"))]
fn more(_: &Operations, _: &mut Vec<Part>) -> Result<Logs, String> {
    Ok(Logs::default())
}

/// Sends spans to a collector, too.
#[cfg(feature = "otel")]
fn more(operations: &Operations, parts: &mut Vec<Part>) -> Result<Logs, String> {
    let Some(collector) = &operations.otel else {
        return Ok(Logs::default());
    };
    let (traces, part) = crate::traces::Traces::to(collector)?;
    parts.push(part);
    Ok(Logs {
        traces: Some(traces),
    })
}

impl Logs {
    /// Sends what is left to be sent.
    pub fn end(self) {
        #[cfg(feature = "otel")]
        if let Some(traces) = self.traces {
            traces.end();
        }
    }
}
