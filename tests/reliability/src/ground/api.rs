//! The service's operations as a caller knows them: method, path, JSON, signature.

use std::fmt::{self, Write as _};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use http::{HeaderMap, HeaderValue, Method, Uri};
use planish_runtime::Timestamp;
use planish_runtime::sigv4::{self, Payload, Signing};
use serde_json::{Value, json};

use super::base64;
use super::http1::{Answer, Connection};

/// A role that passes for one.
const ROLE: &str = "arn:aws:iam::000000000000:role/r";

/// How often a page is followed by another before somebody goes in circles.
const MOST_PAGES: usize = 100_000;

/// The API over one connection.
#[derive(Debug)]
pub(crate) struct Api {
    connection: Connection,
}

/// What a caller knows after a call.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It is done; the answer is there.
    Done(Value),
    /// It was refused: the status, the error's name and the message.
    Refused(u16, String, String),
    /// It never left: nobody listened.
    Unsent,
    /// The service answered that it failed: nobody knows what is done.
    Failed(String),
    /// Nobody knows: the connection broke.
    Unknown(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Done(answer) => write!(f, "done: {answer}"),
            Outcome::Refused(status, name, message) => write!(f, "{status} {name}: {message}"),
            Outcome::Unsent => f.write_str("nobody listens"),
            Outcome::Failed(told) => f.write_str(told),
            Outcome::Unknown(reason) => write!(f, "no answer: {reason}"),
        }
    }
}

/// The headers that sign a request with the key that the service knows by default. The target is as
/// it is sent; `None` if it is nothing that a signature could be about.
pub(crate) fn sign(
    address: SocketAddr,
    method: &str,
    target: &str,
    body: &[u8],
) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_str(&address.to_string()).ok()?);
    let signing = Signing {
        access_key: "test",
        secret_key: "test",
        session_token: None,
        region: "us-east-1",
        service: "lambda",
        time: Timestamp::now(),
    };
    let (method, uri) = (Method::from_bytes(method.as_bytes()), target.parse::<Uri>());
    let (method, uri) = (method.ok()?, uri.ok()?);
    sigv4::sign(&signing, &method, &uri, &mut headers, Payload::Bytes(body)).ok()?;
    Some(headers)
}

impl Api {
    /// The API at this address.
    pub(crate) fn new(address: SocketAddr) -> Api {
        Api {
            connection: Connection::new(address),
        }
    }

    /// The same API over another connection.
    pub(crate) fn fresh(&self) -> Api {
        Api::new(self.connection.address())
    }

    /// Sends one signed request.
    pub(crate) fn call(&mut self, method: &str, target: &str, body: &[u8]) -> Outcome {
        match self.send(method, target, body) {
            Ok(answer) => outcome(&answer),
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => Outcome::Unsent,
            Err(error) => Outcome::Unknown(error.to_string()),
        }
    }

    /// The same, with a body that is an object.
    pub(crate) fn json(&mut self, method: &str, target: &str, body: &Value) -> Outcome {
        self.call(method, target, body.to_string().as_bytes())
    }

    /// A request that has to succeed.
    ///
    /// # Errors
    /// If it doesn't.
    pub(crate) fn get(&mut self, target: &str) -> Result<Value, String> {
        match self.call("GET", target, b"") {
            Outcome::Done(value) => Ok(value),
            other => Err(format!("GET {target}: {other}")),
        }
    }

    /// Makes a function.
    pub(crate) fn create(&mut self, name: &str, zip: &[u8], publish: bool) -> Outcome {
        let body = json!({
            "FunctionName": name, "Role": ROLE, "Runtime": "python3.12", "Handler": "h",
            "Code": {"ZipFile": base64(zip)}, "Publish": publish,
        });
        self.json("POST", "/2015-03-31/functions", &body)
    }

    /// The members of all pages of a list.
    ///
    /// # Errors
    /// If a page can't be had.
    pub(crate) fn list(&mut self, target: &str, member: &str) -> Result<Vec<Value>, String> {
        let joint = if target.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut marker = String::new();
        for _ in 0..MOST_PAGES {
            let mut page = self.get(&format!("{target}{joint}MaxItems=10000{marker}"))?;
            match page.get_mut(member).map(Value::take) {
                Some(Value::Array(found)) => items.extend(found),
                _ => return Err(format!("{target}: a page without {member}")),
            }
            match page.get("NextMarker").and_then(Value::as_str) {
                Some(next) => marker = format!("&Marker={}", percent(next)),
                None => return Ok(items),
            }
        }
        Err(format!("{target}: the pages don't end"))
    }

    /// What the link of a `Code.Location` gives.
    ///
    /// # Errors
    /// If it gives nothing.
    pub(crate) fn download(&mut self, location: &str) -> Result<Vec<u8>, String> {
        let after_host = location
            .split_once("://")
            .and_then(|(_, rest)| rest.find('/').and_then(|slash| rest.get(slash..)));
        let path = after_host.ok_or_else(|| format!("no link: {location}"))?;
        let host = self.connection.address();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
        let answer = self.connection.exchange(request.as_bytes());
        match answer {
            Ok(answer) if answer.status == 200 => Ok(answer.body),
            Ok(answer) => Err(format!("{path}: {} {}", answer.status, answer.text())),
            Err(error) => Err(format!("{path}: {error}")),
        }
    }

    fn send(&mut self, method: &str, target: &str, body: &[u8]) -> io::Result<Answer> {
        let headers = sign(self.connection.address(), method, target, body)
            .ok_or_else(|| io::Error::other(format!("{method} {target} can't be signed")))?;
        let mut request = format!("{method} {target} HTTP/1.1\r\n");
        for (name, value) in &headers {
            let value = value.to_str().map_err(io::Error::other)?;
            let _ = write!(request, "{name}: {value}\r\n");
        }
        let length = body.len();
        let _ = write!(
            request,
            "content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        let mut request = request.into_bytes();
        request.extend_from_slice(body);
        self.connection.exchange(&request)
    }
}

fn outcome(answer: &Answer) -> Outcome {
    let body = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
    if answer.status < 300 {
        return Outcome::Done(body);
    }
    let name = answer.header("x-amzn-errortype").unwrap_or_default();
    let message = body.get("message").or_else(|| body.get("Message"));
    let message = message.and_then(Value::as_str).unwrap_or_default();
    if answer.status >= 500 {
        return Outcome::Failed(format!("{} {name}: {message}", answer.status));
    }
    Outcome::Refused(answer.status, name.to_owned(), message.to_owned())
}

/// A text as a value in a query.
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
