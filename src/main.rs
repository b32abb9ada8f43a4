//! The command: reads the settings and makes the service ready.

use clap::Parser;
use lambda_code::settings::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    match lambda_code::open::open(&cli.settings) {
        Ok(service) => {
            tracing::info!(data = %cli.settings.data.display(), orphans = service.orphans, "ready");
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}
