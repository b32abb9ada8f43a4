//! The service, started for the measurement: on a free port, with a data directory of its own.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::Arguments;

/// A service that was started; it ends with this.
pub(crate) struct Service {
    /// Host and port.
    pub(crate) address: String,
    process: Child,
    _home: TempDir,
}

impl Service {
    pub(crate) fn start(arguments: &Arguments) -> Result<Service, String> {
        let program = match &arguments.program {
            Some(program) => program.clone(),
            None => beside()?,
        };
        let home = match &arguments.data {
            Some(directory) => TempDir::with_prefix_in("load-", directory),
            None => TempDir::with_prefix("load-"),
        };
        let home = home.map_err(|e| e.to_string())?;
        let credentials = home.path().join("credentials");
        let profile = format!(
            "[load]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
            arguments.access_key, arguments.secret_key
        );
        std::fs::write(&credentials, profile).map_err(|e| e.to_string())?;
        let more = arguments.with.as_deref().unwrap_or_default();
        let mut process = Command::new(&program)
            .args(["--listen", "127.0.0.1:0", "--settle", "0s", "--data"])
            .arg(home.path().join("data"))
            .arg("--credentials")
            .arg(&credentials)
            .args(more.split_whitespace())
            .env("LAMBDA_CODE_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("{}: {e}", program.display()))?;
        let mut line = String::new();
        if let Some(out) = process.stdout.as_mut() {
            let _ = BufReader::new(out).read_line(&mut line);
        }
        let Some((_, address)) = line.trim().split_once("http://") else {
            let _ = process.kill();
            let _ = process.wait();
            return Err(format!(
                "{} did not say where it listens",
                program.display()
            ));
        };
        Ok(Service {
            address: address.to_owned(),
            process,
            _home: home,
        })
    }

    /// The most memory that the service has had at once, in MB; `None` where that can't be seen.
    pub(crate) fn peak_memory(&self) -> Option<f64> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib * 1024.0 / 1e6)
    }

    /// Seconds of processor time that the service has used; `None` where that can't be seen.
    pub(crate) fn processor_seconds(&self) -> Option<f64> {
        let path = format!("/proc/{}/stat", self.process.id());
        let stat = std::fs::read_to_string(path).ok()?;
        // proc(5): after the name in brackets, utime and stime are the 12th and 13th; in ticks,
        // of which Linux has a hundred a second.
        let (_, fields) = stat.rsplit_once(')')?;
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: f64 = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        Some(ticks / 100.0)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The service's program beside this one.
fn beside() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let program = own.with_file_name("lambda-code");
    if program.exists() {
        Ok(program)
    } else {
        Err("the service is missing: cargo build --release --bin lambda-code".to_owned())
    }
}
