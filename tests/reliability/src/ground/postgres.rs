//! A PostgreSQL of our own: a cluster in a temporary directory, which can be killed and started again.
//!
//! Debian's packages put the programs below `/usr/lib/postgresql`; elsewhere they are on the path.
//! They refuse to run as root, so root starts them as `nobody`.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the server may take until it is ready, or gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server; it is stopped when this goes.
#[derive(Debug)]
pub(crate) struct Postgres {
    programs: PathBuf,
    directory: PathBuf,
    port: u16,
    as_root: bool,
}

impl Postgres {
    /// Makes a cluster below `home` and starts it.
    ///
    /// # Errors
    /// If there is no PostgreSQL, or it doesn't start.
    pub(crate) fn start(home: &Path) -> Result<Postgres, String> {
        let programs = programs().ok_or("there is no PostgreSQL: apt-get install postgresql")?;
        let directory = home.join("postgres");
        fs::create_dir(&directory).map_err(|error| error.to_string())?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| error.to_string())?.port();
        let as_root = output(Command::new("id").arg("-u"))?.trim() == "0";
        let server = Postgres {
            programs,
            directory,
            port,
            as_root,
        };
        if as_root {
            // Whoever may not look into the way there can't work there.
            output(Command::new("chmod").arg("755").arg(home))?;
            output(Command::new("chown").arg("nobody").arg(&server.directory))?;
        }
        let cluster = server.cluster();
        let mut make = server.program("initdb");
        make.args(["--auth=trust", "--username=postgres", "--encoding=UTF8"]);
        output(make.arg("--pgdata").arg(&cluster))?;
        server.run()?;
        Ok(server)
    }

    /// What the service's option wants to be told.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills the server as a power cut would, and waits until all of it is gone.
    ///
    /// # Errors
    /// If it can't be killed.
    pub(crate) fn kill(&self) -> Result<(), String> {
        let pid = self.pid().ok_or("PostgreSQL has no pid")?;
        output(Command::new("kill").args(["-9", &pid]))?;
        Ok(())
    }

    /// Starts the server on the cluster that is there. What is left of a killed one goes first: its
    /// processes end when they notice, and until then it doesn't start.
    ///
    /// # Errors
    /// If it isn't ready in time.
    pub(crate) fn run(&self) -> Result<(), String> {
        let log = self.directory.join("log");
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let mut server = self.program("postgres");
            server.arg("-D").arg(self.cluster());
            server.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-k", ""]);
            let out = fs::OpenOptions::new().create(true).append(true).open(&log);
            let out = out.map_err(|error| error.to_string())?;
            let mut child = server
                .stdout(Stdio::null())
                .stderr(out)
                .spawn()
                .map_err(|error| error.to_string())?;
            while Instant::now() < end {
                if TcpStream::connect(("127.0.0.1", self.port)).is_ok() && self.answers() {
                    // Its end is asked for by its pid; whoever waits for it may wait on.
                    std::thread::spawn(move || child.wait());
                    return Ok(());
                }
                if child.try_wait().ok().flatten().is_some() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(log).unwrap_or_default();
        let tail: Vec<&str> = log.lines().rev().take(5).collect();
        Err(format!("PostgreSQL does not start: {}", tail.join("\n")))
    }

    fn answers(&self) -> bool {
        let mut ready = self.program("pg_isready");
        ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        ready.status().is_ok_and(|status| status.success())
    }

    fn cluster(&self) -> PathBuf {
        self.directory.join("cluster")
    }

    fn pid(&self) -> Option<String> {
        let text = fs::read_to_string(self.cluster().join("postmaster.pid")).ok()?;
        text.lines().next().map(str::to_owned)
    }

    /// A program of PostgreSQL's, as somebody who may run it.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = match self.as_root {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]);
                command.arg(path);
                command
            }
            false => Command::new(path),
        };
        command.current_dir(&self.directory);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A fast shutdown; it has written what it must before it goes.
        if let Some(pid) = self.pid() {
            let _ = output(Command::new("kill").args(["-INT", &pid]));
            let end = Instant::now() + PATIENCE;
            while self.pid().is_some() && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

/// Where PostgreSQL's programs are, the newest first.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, path)| path.join("initdb").exists())
        .collect();
    found.sort();
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|directory| directory.join("initdb").exists())
    };
    found.pop().map(|(_, path)| path).or_else(on_path)
}

/// What a command prints.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command
        .output()
        .map_err(|error| format!("{name}: {error}"))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let reason = String::from_utf8_lossy(&done.stderr);
    Err(format!("{name}: {}", reason.trim()))
}
