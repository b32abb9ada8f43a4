//! The command: reads the settings, makes the service ready, and serves until it is told to stop.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use lambda_code::command;
use lambda_code::settings::{Cli, Command, Settings};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    let filter = EnvFilter::try_from_env("LAMBDA_CODE_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let done = match command.unwrap_or(Command::Serve) {
        Command::Serve => run(&settings).map(|()| ExitCode::SUCCESS),
        Command::Policy(question) => command::policy(&question),
        Command::Check => command::check(&settings),
        Command::Gc { grace } => command::gc(&settings, grace),
    };
    match done {
        Ok(status) => status,
        Err(problem) => {
            eprintln!("lambda-code: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(settings: &Settings) -> Result<(), String> {
    settings.security.check(settings.operations.listen)?;
    let service = lambda_code::open::open(settings).map_err(|e| e.to_string())?;
    if service.orphans > 0 {
        tracing::info!(
            packages = service.orphans,
            "removed packages that no record names"
        );
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let address = settings.operations.listen;
        let listening = lambda_code::serve::listen(service, address)
            .await
            .map_err(|e| format!("{address}: {e}; another address can be set with --listen"))?;
        let address = listening.address().map_err(|e| e.to_string())?;
        let mut terminate = signal(SignalKind::terminate()).map_err(|e| e.to_string())?;
        say_ready(&address.to_string(), settings);
        listening
            .serve(async move {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
                tracing::info!("stopping: requests that are under way may end");
            })
            .await;
        Ok(())
    })
}

/// One line that says where, and one that can be copied into a shell.
fn say_ready(address: &str, settings: &Settings) {
    let mut out = std::io::stdout();
    let key = if settings.security.credentials.is_none() {
        "AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test "
    } else {
        ""
    };
    let region = &settings.service.region;
    let scheme = if settings.security.tls_cert.is_some() {
        "https"
    } else {
        "http"
    };
    // Nobody listening is no reason not to serve.
    let _ = writeln!(
        out,
        "lambda-code is ready at {scheme}://{address}\n\
         try: {key}AWS_DEFAULT_REGION={region} aws --endpoint-url {scheme}://{address} lambda list-functions"
    );
    let _ = out.flush();
}
