//! The real binary, with both of its listeners.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Call, ROLE, base64, zip};

const BINARY: &str = env!("CARGO_BIN_EXE_lambda-code");

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running service; killed where a test leaves it running.
pub(crate) struct Binary {
    child: Child,
    home: TempDir,
    pub(crate) api: SocketAddr,
    pub(crate) watch: SocketAddr,
}

/// An answer on either port.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Binary {
    /// Starts the service on a directory of its own.
    pub(crate) fn start(options: &[&str]) -> Binary {
        let home = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(home.path().join("log")).unwrap();
        let mut child = command(&home)
            .args(["--listen", "127.0.0.1:0", "--watch", "0", "--settle", "0s"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut after = |start: &str| -> String {
            let line = lines.find_map(|line| Some(line.ok()?.strip_prefix(start)?.to_owned()));
            line.unwrap_or_else(|| panic!("no line begins with {start:?}"))
        };
        let api = after("lambda-code is ready at http://").parse().unwrap();
        let watch = after("watch: http://");
        let watch = watch.strip_suffix("/_ui").unwrap().parse().unwrap();
        Binary {
            child,
            home,
            api,
            watch,
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// What the service has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log")).unwrap()
    }

    /// Runs the binary on the same data, and gives what it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> (ExitStatus, String, String) {
        let output = command(&self.home).args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status, text(output.stdout), text(output.stderr))
    }

    /// Sends a call to the API.
    pub(crate) fn send(&self, call: &Call) -> Answer {
        let more = format!(
            "connection: close\r\ncontent-length: {}\r\n",
            call.body.len()
        );
        let mut stream = connect(self.api);
        stream
            .write_all(call.head(self.api, &more).as_bytes())
            .unwrap();
        stream.write_all(&call.body).unwrap();
        read(stream)
    }

    /// Gets a page of the watcher.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n"))
    }

    /// Sends the head of a request to the watcher.
    pub(crate) fn ask(&self, head: &str) -> Answer {
        let mut stream = connect(self.watch);
        write!(stream, "{head}connection: close\r\n\r\n").unwrap();
        read(stream)
    }

    pub(crate) fn create(&self, name: &str, more: &Value) -> Answer {
        let mut body = json!({
            "FunctionName": name, "Role": ROLE, "Runtime": "python3.12", "Handler": "h",
            "Code": {"ZipFile": base64(&zip("first"))},
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let answer = self.send(&Call::post("/2015-03-31/functions").json(&body));
        assert_eq!(answer.status, 201, "{answer:?}");
        answer
    }

    pub(crate) fn update(&self, name: &str, text: &str) -> Answer {
        let body = json!({"ZipFile": base64(&zip(text))});
        let answer = self.send(&Call::update(name).json(&body));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until a page of the watcher answers with this status.
    pub(crate) fn until(&self, path: &str, status: u16) -> Answer {
        loop {
            let answer = self.get(path);
            if answer.status == status {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary, with nothing of the environment's that it would heed.
fn command(home: &TempDir) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LAMBDA_CODE_")) {
        command.env_remove(name);
    }
    command.env("LAMBDA_CODE_DATA", home.path().join("data"));
    command
}

/// A connection on which nothing waits for ever.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Reads an answer, after which the service ends the connection.
pub(crate) fn read(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    Answer {
        status: head.get(9..12).unwrap_or("0").parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}
