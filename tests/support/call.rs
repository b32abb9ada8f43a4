//! One request in the making, and its answer.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use planish_runtime::Timestamp;
use planish_runtime::sigv4::{Payload, Signing, sign};
use serde_json::Value;

/// A request, signed as SDKs do unless told otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The method.
    pub(crate) method: Method,
    /// Path and query, as they are sent.
    pub(crate) target: String,
    /// The body.
    pub(crate) body: Bytes,
    /// Headers beside the host and the signature.
    pub(crate) headers: HeaderMap,
    /// Whether it is signed.
    pub(crate) signed: bool,
    /// The access key.
    pub(crate) key: &'static str,
    /// The secret to sign with.
    pub(crate) secret: &'static str,
    /// The session token.
    pub(crate) token: Option<&'static str>,
    /// The region in the scope.
    pub(crate) region: &'static str,
    /// The service in the scope.
    pub(crate) service: &'static str,
    /// How many seconds the caller's clock is ahead.
    pub(crate) ahead: i64,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// All headers.
    pub(crate) headers: HeaderMap,
    /// All of the body.
    pub(crate) body: Bytes,
}

impl Call {
    pub(crate) fn new(method: Method, target: &str) -> Call {
        Call {
            method,
            target: target.to_owned(),
            body: Bytes::new(),
            headers: HeaderMap::new(),
            signed: true,
            key: "test",
            secret: "test",
            token: None,
            region: "us-east-1",
            service: "lambda",
            ahead: 0,
        }
    }

    pub(crate) fn get(target: &str) -> Call {
        Call::new(Method::GET, target)
    }

    pub(crate) fn post(target: &str) -> Call {
        Call::new(Method::POST, target)
    }

    pub(crate) fn put(target: &str) -> Call {
        Call::new(Method::PUT, target)
    }

    pub(crate) fn delete(target: &str) -> Call {
        Call::new(Method::DELETE, target)
    }

    /// UpdateFunctionCode of a function whose name is already encoded.
    pub(crate) fn update(name: &str) -> Call {
        Call::put(&format!("/2015-03-31/functions/{name}/code"))
    }

    pub(crate) fn json(self, body: &Value) -> Call {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Call {
        self.body = body.into();
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Call {
        let value = HeaderValue::from_str(value).unwrap();
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    /// The same without a signature.
    pub(crate) fn unsigned(mut self) -> Call {
        self.signed = false;
        self
    }

    /// The headers, the signature's among them.
    pub(crate) fn headers(&self, address: SocketAddr) -> HeaderMap {
        let mut headers = self.headers.clone();
        let host = HeaderValue::from_str(&address.to_string()).unwrap();
        headers.insert(http::header::HOST, host);
        if self.signed {
            let now = Timestamp::now();
            let signing = Signing {
                access_key: self.key,
                secret_key: self.secret,
                session_token: self.token,
                region: self.region,
                service: self.service,
                time: Timestamp::from_seconds(now.seconds + self.ahead),
            };
            let uri: Uri = self.target.parse().unwrap();
            let payload = Payload::Bytes(&self.body);
            sign(&signing, &self.method, &uri, &mut headers, payload).unwrap();
        }
        headers
    }

    /// The request, ready to be sent.
    pub(crate) fn request(&self, address: SocketAddr) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.target.parse().unwrap();
        *request.headers_mut() = self.headers(address);
        request
    }

    /// The request line and headers as they are written, with further header lines.
    pub(crate) fn head(&self, address: SocketAddr, more: &str) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers(address) {
            head += &format!("{name}: {}\r\n", value.to_str().unwrap());
        }
        head + more + "\r\n"
    }
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// A header, if it is there once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    }

    /// The name of the error.
    pub(crate) fn error(&self) -> Option<&str> {
        self.header("x-amzn-errortype")
    }

    /// The error's message, under either of its keys.
    pub(crate) fn message(&self) -> Option<String> {
        let body = self.json();
        let text = body.get("message").or_else(|| body.get("Message"))?;
        text.as_str().map(str::to_owned)
    }
}
