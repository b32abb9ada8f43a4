//! A connection that sends signed requests and reads the status of their answers.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use http::{HeaderMap, HeaderValue, Method, Uri};
use planish_runtime::Timestamp;
use planish_runtime::sigv4::{Payload, Signing, sign};

/// Whom requests go to, and who signs them.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Host and port.
    pub(crate) address: String,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
}

/// A connection that is kept.
pub(crate) struct Connection {
    stream: TcpStream,
    target: Target,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Connection {
    pub(crate) fn open(target: &Target) -> io::Result<Connection> {
        let stream = TcpStream::connect(&target.address)?;
        stream.set_nodelay(true)?;
        Ok(Connection {
            stream,
            target: target.clone(),
            buffer: vec![0; 64 << 10],
        })
    }

    /// A request as it is sent, signed now.
    pub(crate) fn request(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
    ) -> Result<Vec<u8>, String> {
        let mut out = self.head(method, path, Payload::Bytes(body), body.len())?;
        out.extend_from_slice(body);
        Ok(out)
    }

    /// The head of a request, for a body of so many bytes.
    pub(crate) fn head(
        &self,
        method: &Method,
        path: &str,
        payload: Payload<'_>,
        length: usize,
    ) -> Result<Vec<u8>, String> {
        let mut headers = HeaderMap::new();
        let host = HeaderValue::from_str(&self.target.address).map_err(|e| e.to_string())?;
        headers.insert("host", host);
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let uri: Uri = path
            .parse()
            .map_err(|e: http::uri::InvalidUri| e.to_string())?;
        let signing = Signing {
            access_key: &self.target.access_key,
            secret_key: &self.target.secret_key,
            session_token: None,
            region: "us-east-1",
            service: "lambda",
            time: Timestamp::now(),
        };
        sign(&signing, method, &uri, &mut headers, payload).map_err(|e| e.to_string())?;
        let mut out = format!("{method} {path} HTTP/1.1\r\n").into_bytes();
        for (name, value) in &headers {
            out.extend_from_slice(name.as_str().as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
        Ok(out)
    }

    /// Sends a request in pieces, and waits for the answer.
    pub(crate) fn send(&mut self, pieces: &[&[u8]]) -> io::Result<Answer> {
        for piece in pieces {
            self.stream.write_all(piece)?;
        }
        self.answer()
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                return Err(io::Error::other("the answer is too long"));
            }
            let read = self.stream.read(&mut self.buffer[filled..])?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            filled += read;
            let seen = &self.buffer[..filled];
            let Some(end) = seen.windows(4).position(|w| w == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&seen[..end]);
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let length = name.eq_ignore_ascii_case("content-length");
                length.then(|| value.trim().parse::<usize>().ok()).flatten()
            });
            let length = length.unwrap_or_default();
            if filled < end + 4 + length {
                continue;
            }
            let status = head.get(9..12).and_then(|status| status.parse().ok());
            return Ok(Answer {
                status: status.unwrap_or_default(),
                body: String::from_utf8_lossy(&seen[end + 4..filled]).into_owned(),
            });
        }
    }
}

/// The path of a function's code.
pub(crate) fn code_path(function: &str) -> String {
    format!("/2015-03-31/functions/{function}/code")
}

/// Makes a function of this name, if there is none.
pub(crate) fn create(
    connection: &mut Connection,
    function: &str,
    package: &[u8],
) -> Result<(), String> {
    let zip = base64_simd::STANDARD.encode_to_string(package);
    let body = format!(
        "{{\"FunctionName\":\"{function}\",\"Runtime\":\"python3.12\",\"Handler\":\"handler.main\",\
         \"Role\":\"arn:aws:iam::000000000000:role/load\",\"Code\":{{\"ZipFile\":\"{zip}\"}}}}"
    );
    let request = connection.request(&Method::POST, "/2015-03-31/functions", body.as_bytes())?;
    let answer = connection.send(&[&request]).map_err(|e| e.to_string())?;
    match answer.status {
        201 | 409 => Ok(()),
        status => Err(format!(
            "{function} can't be made: {status} {}",
            answer.body
        )),
    }
}
