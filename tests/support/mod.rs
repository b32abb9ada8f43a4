//! The service in this process behind a real port, and a small client that signs: what integration
//! tests share. It knows nothing of the model, so that it can send what no SDK would.

#![allow(dead_code, reason = "each test binary uses a part of it")]

mod call;

use std::ffi::{OsStr, OsString};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use clap::Parser as _;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use lambda_code::settings::Cli;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

pub(crate) use call::{Answer, Call};

/// The account that the service plays.
pub(crate) const ACCOUNT: &str = "000000000000";

/// A role that passes for one.
pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/r";

/// The service, with a data directory and a directory of buckets of its own.
pub(crate) struct Rig {
    home: TempDir,
    runtime: Runtime,
    life: Option<Life>,
    more: Vec<OsString>,
}

/// From one start of the service to its end.
struct Life {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Rig {
    /// The service, in which every change is over at once.
    pub(crate) fn new() -> Rig {
        Rig::settling("0s")
    }

    /// The service, in which a change takes so long, such as `1m`.
    pub(crate) fn settling(settle: &str) -> Rig {
        Rig::with(tempfile::tempdir().unwrap(), settle, &[])
    }

    /// The service in this directory, with further options.
    pub(crate) fn with(home: TempDir, settle: &str, more: &[&str]) -> Rig {
        std::fs::create_dir(home.path().join("buckets")).unwrap();
        let mut rig = Rig {
            home,
            runtime: Runtime::new().unwrap(),
            life: None,
            more: more.iter().map(OsString::from).collect(),
        };
        rig.start(settle);
        rig
    }

    /// Ends the service and starts it again on the same data.
    pub(crate) fn restart(&mut self, settle: &str) {
        self.stop();
        self.start(settle);
    }

    fn start(&mut self, settle: &str) {
        let (data, buckets) = (self.data(), self.buckets());
        let options: [&OsStr; 9] = [
            "lambda-code".as_ref(),
            "--listen".as_ref(),
            "127.0.0.1:0".as_ref(),
            "--data".as_ref(),
            data.as_ref(),
            "--s3".as_ref(),
            buckets.as_ref(),
            "--settle".as_ref(),
            settle.as_ref(),
        ];
        let settings = Cli::try_parse_from(
            options
                .into_iter()
                .chain(self.more.iter().map(OsString::as_os_str)),
        )
        .unwrap()
        .settings;
        let service = lambda_code::open::open(&settings).unwrap();
        let (stop, stopped) = oneshot::channel();
        self.life = Some(self.runtime.block_on(async {
            let listening = lambda_code::serve::listen(service, settings.operations.listen)
                .await
                .unwrap();
            Life {
                address: listening.address().unwrap(),
                stop,
                served: tokio::spawn(listening.serve(async move {
                    let _ = stopped.await;
                })),
            }
        }));
    }

    fn stop(&mut self) {
        if let Some(life) = self.life.take() {
            let _ = life.stop.send(());
            self.runtime.block_on(life.served).unwrap();
        }
    }

    /// Where the service listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.life.as_ref().unwrap().address
    }

    /// The service's data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// The directory of buckets.
    pub(crate) fn buckets(&self) -> PathBuf {
        self.home.path().join("buckets")
    }

    /// Sends a call over a connection of its own, from any thread.
    pub(crate) fn send(&self, call: &Call) -> Answer {
        let request = call.request(self.address());
        self.runtime.block_on(exchange(self.address(), request))
    }

    /// Sends bytes as they are, and reads until the service ends the connection.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    /// A plain connection, on which nothing can wait for ever.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream
    }

    /// Sends an unsigned request over TLS, and reads what comes back.
    pub(crate) fn greet(
        &self,
        connector: TlsConnector,
        name: ServerName<'static>,
    ) -> std::io::Result<String> {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        self.runtime.block_on(async {
            let stream = tokio::net::TcpStream::connect(self.address()).await?;
            let mut stream = connector.connect(name, stream).await?;
            stream
                .write_all(b"GET /2015-03-31/functions HTTP/1.1\r\nhost: localhost\r\n\r\n")
                .await?;
            let mut some = vec![0; 4096];
            let read = stream.read(&mut some).await?;
            some.truncate(read);
            Ok(String::from_utf8_lossy(&some).into_owned())
        })
    }

    /// Makes a function whose package is `zip`, with further members.
    pub(crate) fn create(&self, name: &str, zip: &[u8], more: Value) -> Answer {
        let mut body = json!({
            "FunctionName": name, "Role": ROLE, "Runtime": "python3.12", "Handler": "h",
            "Code": {"ZipFile": base64(zip)},
        });
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        let answer = self.send(&Call::post("/2015-03-31/functions").json(&body));
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer
    }

    /// UpdateFunctionCode.
    pub(crate) fn update(&self, name: &str, body: &Value) -> Answer {
        self.send(&Call::update(name).json(body))
    }

    /// GetFunctionConfiguration.
    pub(crate) fn configuration(&self, name: &str) -> Value {
        let target = format!("/2015-03-31/functions/{name}/configuration");
        let answer = self.send(&Call::get(&target));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Writes an object into a bucket, which is made if it is missing.
    pub(crate) fn put_object(&self, bucket: &str, key: &str, data: &[u8]) {
        let path = self.buckets().join(bucket).join(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, data).unwrap();
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn exchange(address: SocketAddr, request: Request<Full<Bytes>>) -> Answer {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let io = TokioIo::new(stream);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
    let driver = tokio::spawn(connection);
    let response = sender.send_request(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    drop(sender);
    let _ = driver.await;
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    }
}

/// A zip of one file.
pub(crate) fn zip(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    let path = rawzip::path::EntryPath::verbatim(b"index.py");
    let (mut entry, config) = archive.new_file(path).start().unwrap();
    let mut writer = config.wrap(&mut entry);
    writer.write_all(text.as_bytes()).unwrap();
    let (_, descriptor) = writer.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    bytes
}

/// The digest as CodeSha256 has it, computed apart from the service.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    base64(digest.as_ref())
}

/// Base64 as in JSON bodies.
pub(crate) fn base64(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}

/// The ARN of a function.
pub(crate) fn arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:{name}")
}

/// All files below a directory with what they hold, but for those that only processes share.
pub(crate) fn files(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_none_or(|e| e != "db-shm") {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}
