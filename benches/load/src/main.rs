//! `load`: signed updates to the service, as many as it takes, and figures of how it did.
//!
//! The client is as cheap as it can be, since it shares the machine with what it measures: a thread
//! and a blocking socket for each connection, and requests whose text is made outside of what is
//! timed.

mod client;
mod large;
mod package;
mod report;
mod service;
mod small;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use client::Target;
use service::Service;

/// Signed updates to lambda-code, and how fast they are
#[derive(Debug, Parser)]
#[command(name = "load", version)]
struct Arguments {
    /// Many small updates, from all connections at once
    #[arg(long, conflicts_with = "large", required_unless_present = "large")]
    small: bool,

    /// Large updates, compared with the SHA-256 of what they carry
    #[arg(long)]
    large: bool,

    /// Where the service is; without it, the release build beside this program is started
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// The program to start
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,

    /// The directory below which the started service keeps its data
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Further arguments for the started service, with spaces between them
    #[arg(long, value_name = "ARGUMENTS", allow_hyphen_values = true)]
    with: Option<String>,

    /// The access key, for --url
    #[arg(long, env = "AWS_ACCESS_KEY_ID", default_value = "AKIDLOAD")]
    access_key: String,

    /// The secret of the access key, for --url
    #[arg(long, env = "AWS_SECRET_ACCESS_KEY", default_value = "load-secret")]
    #[arg(hide_env_values = true)]
    secret_key: String,

    /// How long small updates go on, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,

    /// How many connections there are: each has a function of its own
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    connections: Option<u32>,

    /// The size of a package, such as 1kB or 50MB; powers of ten
    #[arg(long, value_parser = parse_size)]
    size: Option<usize>,

    /// How many large updates each connection makes
    #[arg(long, default_value_t = 10)]
    count: u32,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("load: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, reports, and says how many requests failed.
fn run(arguments: &Arguments) -> Result<u64, String> {
    let mut service = None;
    let address = match &arguments.url {
        Some(url) => plain_address(url)?,
        None => {
            let started = Service::start(arguments)?;
            let address = started.address.clone();
            service = Some(started);
            address
        }
    };
    let target = Target {
        address,
        access_key: arguments.access_key.clone(),
        secret_key: arguments.secret_key.clone(),
    };
    let failed = if arguments.large {
        large::run(arguments, &target, service.as_ref())?
    } else {
        small::run(arguments, &target, service.as_ref())?
    };
    Ok(failed)
}

/// Host and port of a URL without a path.
fn plain_address(url: &str) -> Result<String, String> {
    let address = url.strip_prefix("http://").unwrap_or(url);
    let address = address.trim_end_matches('/');
    if address.contains('/') || !address.contains(':') {
        return Err(format!("{url}: write a URL such as http://127.0.0.1:9001"));
    }
    Ok(address.to_owned())
}

fn parse_size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: usize = digits.parse().map_err(|_| "begins with no number")?;
    let unit = match text.get(digits.len()..).unwrap_or_default() {
        "" | "B" => 1,
        "kB" | "k" => 1000,
        "MB" | "M" => 1_000_000,
        unit => return Err(format!("{unit} is no unit: write B, kB or MB")),
    };
    Ok(number.saturating_mul(unit))
}
