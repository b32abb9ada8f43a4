//! The service as a process: started on a port of its own, killed without warning, watched.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::api::Api;

/// How long the service may take until it is ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// What its line says before the address.
const READY: &str = "lambda-code is ready at http://";

/// The program, its data and its options.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The program.
    pub(crate) binary: PathBuf,
    /// Its data directory.
    pub(crate) data: PathBuf,
    /// Where it writes its log.
    pub(crate) log: PathBuf,
    /// Further options.
    pub(crate) options: Vec<String>,
}

/// A service at work; it is killed when this goes.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    address: SocketAddr,
}

/// The program to attack: the one that was named, or else the workspace's own, built like this one.
///
/// # Errors
/// If it can't be built.
pub(crate) fn binary(named: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", "lambda-code"]);
    build.args(["--bin", "lambda-code"]);
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    let built = build.status().map_err(|error| error.to_string())?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    if !built.success() {
        return Err("lambda-code can't be built".to_owned());
    }
    Ok(own.with_file_name("lambda-code"))
}

impl Place {
    /// A place with its data and log below `home`.
    pub(crate) fn new(binary: PathBuf, home: &Path, options: &[&str]) -> Place {
        Place {
            binary,
            data: home.join("data"),
            log: home.join("log"),
            options: options.iter().map(|&option| option.to_owned()).collect(),
        }
    }

    /// The command, with the options that all starts share.
    pub(crate) fn command(&self, more: &[&str]) -> Result<Command, String> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log);
        let log = log.map_err(|error| format!("{}: {error}", self.log.display()))?;
        let mut command = Command::new(&self.binary);
        command.args(more).args(&self.options);
        command.arg("--data").arg(&self.data);
        // Warnings and errors alone: what is logged of every request would cost more than it.
        command.env("LAMBDA_CODE_LOG", "warn").stderr(log);
        Ok(command)
    }

    /// Starts the service and kills it again so soon that it may not even be ready.
    ///
    /// # Errors
    /// If it can't be started.
    pub(crate) fn stumble(&self, after: Duration) -> Result<(), String> {
        let mut command = self.command(&["--listen", "127.0.0.1:0"])?;
        let mut child = command
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        std::thread::sleep(after);
        end(&mut child);
        Ok(())
    }

    /// Starts the service and waits until it is ready.
    ///
    /// # Errors
    /// If it doesn't get ready; with the end of its log.
    pub(crate) fn start(&self) -> Result<Service, String> {
        let mut command = self.command(&["--listen", "127.0.0.1:0"])?;
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", self.binary.display()))?;
        let (tell, told) = mpsc::channel();
        let out = child.stdout.take();
        // Reads on to the end, so that nothing that the service prints ever waits.
        std::thread::spawn(move || {
            for line in out.into_iter().flat_map(|out| BufReader::new(out).lines()) {
                let Ok(line) = line else { return };
                if let Some(address) = line.strip_prefix(READY) {
                    let _ = tell.send(address.trim().parse::<SocketAddr>().ok());
                }
            }
        });
        if let Ok(Some(address)) = told.recv_timeout(PATIENCE) {
            return Ok(Service { child, address });
        }
        end(&mut child);
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines.iter().skip(lines.len().saturating_sub(5));
        let tail: Vec<&str> = tail.copied().collect();
        Err(format!("it does not start: {}", tail.join("\n")))
    }

    /// What a command that is no server prints, such as `check`.
    ///
    /// # Errors
    /// If it fails; with what it printed.
    pub(crate) fn ask(&self, words: &[&str]) -> Result<String, String> {
        let told = self.command(words)?.output();
        let told = told.map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&told.stdout).trim().to_owned();
        match told.status.success() {
            true => Ok(text),
            false => Err(format!("{words:?}: {}: {text}", told.status)),
        }
    }

    /// The log's lines that tell of a panic or an error.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let Ok(log) = File::open(&self.log) else {
            return Vec::new();
        };
        let lines = BufReader::new(log).lines().map_while(Result::ok);
        lines
            .filter(|line| line.contains("panicked") || line.contains("ERROR"))
            .collect()
    }

    /// The names of all files in the directory of packages.
    pub(crate) fn packages(&self) -> Vec<String> {
        let Ok(found) = fs::read_dir(self.data.join("packages")) else {
            return Vec::new();
        };
        let mut names: Vec<String> = found
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }
}

impl Service {
    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its API, over a connection of its own.
    pub(crate) fn api(&self) -> Api {
        Api::new(self.address)
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub(crate) fn kill(mut self) {
        end(&mut self.child);
    }

    /// How it ended, if it did by itself.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// A line of `/proc/PID/status` that is in kB, in bytes: `VmRSS` is what it occupies now, `VmHWM`
    /// the most that it ever did. `None` where there is no such file.
    pub(crate) fn memory(&self, line: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let value = status
            .lines()
            .find_map(|l| l.strip_prefix(line)?.strip_prefix(':'))?;
        let kilobytes: u64 = value.trim().trim_end_matches(" kB").parse().ok()?;
        Some(kilobytes * 1024)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself; then there is nothing to do.
    let _ = child.kill();
    let _ = child.wait();
}
