//! The command: reads the settings, makes the service ready, and serves until it is told to stop;
//! or prints the audit trail.

use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser as _;
use lambda_code::events::Ended;
use lambda_code::settings::{Cli, Command, Events, Settings, Watch};
use lambda_code::watch::{self, Stopping, Watching};
use lambda_code::{command, events, logs, open, serve};
use tokio::signal::unix::{Signal, SignalKind, signal};

fn main() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    let done = match command.unwrap_or(Command::Serve) {
        Command::Serve => run(&settings).map(|()| ExitCode::SUCCESS),
        Command::Health => health(&settings),
        Command::Events(asked) => print_events(&settings, &asked).map(|()| ExitCode::SUCCESS),
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

fn health(settings: &Settings) -> Result<ExitCode, String> {
    let Watch::At(address) = settings.operations.watch else {
        return Err("say where the service is watched, with --watch".to_owned());
    };
    let (ready, said) = watch::ask(address).map_err(|e| format!("{address}: {e}"))?;
    println!("{said}");
    Ok(if ready {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print_events(settings: &Settings, asked: &Events) -> Result<(), String> {
    let records = open::look(settings).map_err(|e| e.to_string())?;
    match events::print(&*records, asked, &mut std::io::stdout().lock()) {
        // Whoever has read enough goes.
        Err(Ended::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|e| e.to_string()),
    }
}

fn run(settings: &Settings) -> Result<(), String> {
    settings.security.check(settings.operations.listen)?;
    let logs = logs::begin(&settings.operations)?;
    let service = open::open(settings).map_err(|e| e.to_string())?;
    if service.orphans > 0 {
        tracing::info!(
            packages = service.orphans,
            "removed packages that no record names"
        );
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    let done = runtime.block_on(serve(service, settings));
    // A store that hangs keeps nobody from leaving.
    runtime.shutdown_background();
    logs.end();
    done
}

async fn serve(service: open::Service, settings: &Settings) -> Result<(), String> {
    let operations = &settings.operations;
    let mut signals = Signals::new().map_err(|e| e.to_string())?;
    let stopping = Stopping::default();
    let watching = match operations.watch {
        Watch::None => None,
        Watch::At(address) => Some(
            watch::listen(&service, address, stopping.clone())
                .await
                .map_err(|e| format!("{address}: {e}; another address can be set with --watch"))?,
        ),
    };
    let watched = match &watching {
        Some(watching) => Some(watching.address().map_err(|e| e.to_string())?),
        None => None,
    };
    tokio::spawn(events::trim(
        service.functions.clone(),
        operations.events_kept,
    ));

    let address = operations.listen;
    let listening = serve::listen(service, address)
        .await
        .map_err(|e| format!("{address}: {e}; another address can be set with --listen"))?
        .patience(operations.stop_timeout);
    let address = listening.address().map_err(|e| e.to_string())?;
    let watcher = watching.map(Watching::forever).map(tokio::spawn);
    say_ready(address, watched, settings);
    let drain = operations.drain;
    listening
        .serve(async move {
            signals.next().await;
            stopping.begin();
            tokio::spawn(async move {
                let signal = signals.next().await;
                tracing::warn!("stopping at once");
                std::process::exit(128 + signal.as_raw_value());
            });
            if !drain.is_zero() {
                tracing::info!(?drain, "stopping: requests are still taken for a while");
                tokio::time::sleep(drain).await;
            }
            tracing::info!("stopping: requests that are under way may end");
        })
        .await;
    // Only now: until the last request has ended, the service is alive.
    if let Some(watcher) = watcher {
        watcher.abort();
    }
    Ok(())
}

/// The signals that mean stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> SignalKind {
        tokio::select! {
            _ = self.terminate.recv() => SignalKind::terminate(),
            _ = self.interrupt.recv() => SignalKind::interrupt(),
        }
    }
}

/// One line that says where, one that can be copied into a shell, and one for those who watch.
fn say_ready(address: SocketAddr, watched: Option<SocketAddr>, settings: &Settings) {
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
    if let Some(watched) = watched {
        let _ = writeln!(out, "watch: http://{watched}/_ui");
        if !watched.ip().is_loopback() {
            tracing::warn!(address = %watched, "the watcher may be reached from other machines");
        }
    }
    let _ = out.flush();
}
