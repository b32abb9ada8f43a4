//! Real answers for tests: a transport that writes down what comes back, for a
//! [`ReplayTransport`](super::ReplayTransport) to give it again.
//!
//! A recording is a file with one JSON object on a line for each exchange. What signs a request is
//! left out; what services answer isn't.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::BoxFuture;
use super::jmespath::json;
use super::replay::ReplayTransport;
use super::transport::{Transport, TransportError, TransportErrorKind};
use crate::document::{Document, Number};
use crate::stream::ByteStream;

/// Headers that are not written down.
const SECRETS: &[&str] = &["authorization", "x-amz-security-token"];

/// Sends by another transport, and keeps each exchange. Cheap to clone; clones share what they keep.
/// Bodies are held in memory.
#[derive(Clone)]
pub struct RecordingTransport {
    inner: Arc<dyn Transport>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl RecordingTransport {
    /// Records what goes through this transport.
    pub fn new(inner: impl Transport) -> Self {
        Self {
            inner: Arc::new(inner),
            lines: Arc::default(),
        }
    }

    /// Writes what was recorded so far to a file, in place of what it holds.
    ///
    /// # Errors
    /// Those of writing.
    pub fn save(&self, path: impl AsRef<Path>) -> std::io::Result<()> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(path, text)
    }
}

impl Transport for RecordingTransport {
    fn send(
        &self,
        request: http::Request<ByteStream>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let (inner, lines) = (self.inner.clone(), self.lines.clone());
        Box::pin(async move {
            let broken = |error| TransportError::new(TransportErrorKind::Broken, error);
            let (head, body) = request.into_parts();
            let sent = body.collect().await.map_err(broken)?;
            let request = http::Request::from_parts(head.clone(), sent.clone().into());
            let (answer, body) = inner.send(request).await?.into_parts();
            let body = body.collect().await.map_err(broken)?;
            let mut line = BTreeMap::from([
                ("method", Document::from(head.method.as_str())),
                ("uri", without_signature(&head.uri.to_string()).into()),
                ("request_headers", headers(&head.headers)),
                ("status", i64::from(answer.status.as_u16()).into()),
                ("headers", headers(&answer.headers)),
            ]);
            line.extend([
                body_of(["request_text", "request_base64"], &sent),
                body_of(["text", "base64"], &body),
            ]);
            let line = line.into_iter().map(|(name, v)| (name.to_owned(), v));
            let line = json::print(&Document::Object(line.collect()));
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            lines.push(line);
            Ok(http::Response::from_parts(answer, body.into()))
        })
    }
}

impl ReplayTransport {
    /// The answers of a recording, in its order.
    ///
    /// # Errors
    /// Those of reading, and `InvalidData` for a line that is no exchange.
    pub fn load(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let mut replay = Self::new();
        for (index, line) in text.lines().enumerate() {
            replay = add(replay, line).ok_or_else(|| {
                let problem = format!("line {} of the recording is no exchange", index + 1);
                std::io::Error::new(std::io::ErrorKind::InvalidData, problem)
            })?;
        }
        Ok(replay)
    }
}

fn add(replay: ReplayTransport, line: &str) -> Option<ReplayTransport> {
    let Document::Object(line) = json::parse(line)? else {
        return None;
    };
    let status = match line.get("status")? {
        Document::Number(Number::Unsigned(status)) => u16::try_from(*status).ok()?,
        Document::Number(Number::Integer(status)) => u16::try_from(*status).ok()?,
        _ => return None,
    };
    let Document::Array(headers) = line.get("headers")? else {
        return None;
    };
    let headers = headers.iter().map(|header| match header {
        Document::Array(pair) => match pair.as_slice() {
            [Document::String(name), Document::String(value)] => Some((&**name, &**value)),
            _ => None,
        },
        _ => None,
    });
    let headers: Option<Vec<(&str, &str)>> = headers.collect();
    let body = match (line.get("text"), line.get("base64")) {
        (Some(Document::String(text)), None) => Bytes::from(text.clone()),
        (None, Some(Document::String(text))) => crate::base64::decode(text)?.into(),
        _ => return None,
    };
    Some(replay.answer(status, &headers?, body))
}

fn body_of(names: [&'static str; 2], body: &Bytes) -> (&'static str, Document) {
    let [text_name, base64_name] = names;
    match std::str::from_utf8(body) {
        Ok(text) => (text_name, text.into()),
        Err(_) => (base64_name, crate::base64::encode(body).as_str().into()),
    }
}

fn headers(map: &HeaderMap) -> Document {
    let known = |name: &HeaderName| !SECRETS.contains(&name.as_str());
    let pair = |name: &HeaderName, value: &HeaderValue| {
        let value = String::from_utf8_lossy(value.as_bytes());
        Document::Array(vec![name.as_str().into(), (&*value).into()])
    };
    let kept = map.iter().filter(|(name, _)| known(name));
    Document::Array(kept.map(|(name, value)| pair(name, value)).collect())
}

/// The URI without what signs it.
fn without_signature(uri: &str) -> &str {
    uri.find("X-Amz-Algorithm=").map_or(uri, |at| {
        let before = uri.get(..at).unwrap_or(uri);
        before.trim_end_matches(['?', '&'])
    })
}

impl fmt::Debug for RecordingTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingTransport").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fake::{self, Fake, Input};
    use super::*;

    #[tokio::test]
    async fn what_is_recorded_is_replayed() {
        let real = ReplayTransport::new()
            .answer(200, &[("x-amzn-requestid", "id-1")], "State=\"on\"")
            .answer(418, &[("x-error", "MissingException")], vec![0xff, 0]);
        let recording = RecordingTransport::new(real);
        let config = fake::config(&ReplayTransport::new());
        let client = fake::with(config.transport(recording.clone()));
        client.call::<Fake>(Input::default()).await.unwrap();
        assert!(client.call::<Fake>(Input::default()).await.is_err());
        let name = format!("planish-recording-{}", crate::random::uuid());
        let path = std::env::temp_dir().join(name);
        recording.save(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("\"request_text\":\"body\""), "{text}");
        assert!(!text.contains("Signature="), "{text}");
        let replay = ReplayTransport::load(&path).unwrap();
        let client = fake::client(&replay);
        let answer = client.call::<Fake>(Input::default()).send_with_metadata();
        let answer = answer.await.unwrap();
        assert_eq!(answer.output.state.as_deref(), Some("\"on\""));
        assert_eq!(answer.metadata.request_id.as_deref(), Some("id-1"));
        let error = client.call::<Fake>(Input::default()).await.err().unwrap();
        assert_eq!(error.status(), Some(418));
        std::fs::write(&path, "{\"status\":200}\n").unwrap();
        let bad = ReplayTransport::load(&path).unwrap_err().to_string();
        assert!(bad.starts_with("line 1 "), "{bad}");
        std::fs::remove_file(&path).unwrap();
    }
}
