//! Runs Smithy's HTTP protocol compliance tests (Smithy 2.0, "HTTP Protocol Compliance Tests").
//!
//! Generated code states the cases as tables, like everything else it states; how a case is run
//! and judged is here, once, for every service and protocol. A client's case goes through the
//! whole client, on a transport that only records; a server's case through the whole server.

mod body;
#[cfg(feature = "client")]
mod client;
mod judge;
mod params;
mod same;
#[cfg(feature = "server")]
mod server;
mod stream;
mod tree;

use std::fmt;

use crate::operation::Service;
use crate::stream::ByteStream;
use crate::value::{Slot, Structure, View};

#[cfg(feature = "client")]
pub use client::Caller;
#[cfg(feature = "server")]
pub use server::Probe;

/// All cases of one side of a service, and how to run them.
#[derive(Debug)]
pub struct Suite {
    /// The service.
    pub service: &'static Service,
    /// What is tested.
    pub subject: Subject,
    /// The cases, by operation.
    pub cases: &'static [Case],
}

/// The side of the service that is tested.
pub enum Subject {
    /// A client: what calls each operation, in the order of the service.
    #[cfg(feature = "client")]
    Client(&'static [Caller]),
    /// A server: what makes it from handlers that only record.
    #[cfg(feature = "server")]
    Server(fn(Probe) -> crate::server::Server),
}

/// One case.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Its id; each kind of case has its own.
    pub id: &'static str,
    /// The operation, by its index in the service.
    pub operation: usize,
    /// What is tested.
    pub test: Test,
}

/// What a case tests.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// A request and the input that it carries (`smithy.test#httpRequestTests`).
    Request(Request),
    /// A response and the output or error that it carries (`smithy.test#httpResponseTests`).
    Response(Response),
    /// A request that a server refuses (`smithy.test#httpMalformedRequestTests`).
    Malformed(Malformed),
    /// The events of a request or response (`smithy.test#eventStreamTests`).
    Stream(Stream),
}

/// Headers and body of a message.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// Headers that must be there with these values.
    pub headers: &'static [(&'static str, &'static str)],
    /// Headers that must be there.
    pub require_headers: &'static [&'static str],
    /// Headers that must not be there.
    pub forbid_headers: &'static [&'static str],
    /// The body; `None` where nothing is said of it.
    pub body: Option<&'static str>,
    /// How bodies are compared: by this media type, or byte for byte.
    pub media_type: Option<&'static str>,
}

/// A request and the input that it carries.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The HTTP method.
    pub method: &'static str,
    /// The path.
    pub uri: &'static str,
    /// Query parameters that must be there, `name=value`, percent-encoded.
    pub query: &'static [&'static str],
    /// Query parameters that must be there, by name.
    pub require_query: &'static [&'static str],
    /// Query parameters that must not be there, by name.
    pub forbid_query: &'static [&'static str],
    /// The host that the client is told, perhaps with a path.
    pub host: Option<&'static str>,
    /// The host that the request goes to.
    pub resolved_host: Option<&'static str>,
    /// Headers and body.
    pub message: Message,
    /// The input, as JSON.
    pub params: &'static str,
}

/// A response and the output or error that it carries.
#[derive(Clone, Copy, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The error, by its index in the operation's table; `None` for the output.
    pub error: Option<usize>,
    /// Headers and body.
    pub message: Message,
    /// The output or error, as JSON.
    pub params: &'static str,
}

/// A request that a server refuses.
#[derive(Clone, Copy, Debug)]
pub struct Malformed {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, perhaps with a query.
    pub uri: &'static str,
    /// Query parameters, `name=value`, percent-encoded.
    pub query: &'static [&'static str],
    /// Headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: Option<&'static str>,
    /// The status of the answer.
    pub status: u16,
    /// Headers of the answer.
    pub answer_headers: &'static [(&'static str, &'static str)],
    /// The body of the answer: its media type, and what is asserted.
    pub answer: Option<(&'static str, Assertion)>,
}

/// The events of a request or response.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// What goes before the events of a request.
    pub request: Option<Request>,
    /// What goes before the events of a response.
    pub response: Option<Response>,
    /// The input without its events, as JSON.
    pub request_params: Option<&'static str>,
    /// The output without its events, as JSON.
    pub response_params: Option<&'static str>,
    /// The events, in order.
    pub events: &'static [Event],
    /// What comes of it.
    pub expectation: Expectation,
}

/// An event, and the message that it is.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Whether it is part of the request; the others are part of the response.
    pub request: bool,
    /// The event, as JSON; `None` for one that the model doesn't list.
    pub params: Option<&'static str>,
    /// Headers that must be there with these values, as JSON: `{"name": {"type": value}}`.
    pub headers: &'static str,
    /// Headers that must be there.
    pub require_headers: &'static [&'static str],
    /// Headers that must not be there.
    pub forbid_headers: &'static [&'static str],
    /// The payload; `None` where nothing is said of it.
    pub body: Option<&'static str>,
    /// How payloads are compared: by this media type, or byte for byte.
    pub media_type: Option<&'static str>,
    /// The whole message in base64, for those who receive it.
    pub bytes: Option<&'static str>,
}

/// What comes of a stream of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// All events arrive.
    Success,
    /// It fails, with the error of this shape id, or with any.
    Failure(Option<&'static str>),
}

/// What is asserted of the body of a refusal.
#[derive(Clone, Copy, Debug)]
pub enum Assertion {
    /// It is this, as the media type compares.
    Contents(&'static str),
    /// Its message matches this regular expression.
    Message(&'static str),
}

impl Message {
    /// A message of which nothing is said.
    pub const EMPTY: Self = Self {
        headers: &[],
        require_headers: &[],
        forbid_headers: &[],
        body: None,
        media_type: None,
    };
}

impl Request {
    /// A request of which nothing is said.
    pub const EMPTY: Self = Self {
        method: "",
        uri: "",
        query: &[],
        require_query: &[],
        forbid_query: &[],
        host: None,
        resolved_host: None,
        message: Message::EMPTY,
        params: "{}",
    };
}

impl Response {
    /// A response of which nothing is said.
    pub const EMPTY: Self = Self {
        status: 200,
        error: None,
        message: Message::EMPTY,
        params: "{}",
    };
}

impl Malformed {
    /// A refusal of which nothing is said.
    pub const EMPTY: Self = Self {
        method: "",
        uri: "",
        query: &[],
        headers: &[],
        body: None,
        status: 400,
        answer_headers: &[],
        answer: None,
    };
}

impl Stream {
    /// A stream of which nothing is said.
    pub const EMPTY: Self = Self {
        request: None,
        response: None,
        request_params: None,
        response_params: None,
        events: &[],
        expectation: Expectation::Success,
    };

    fn is_successful(&self) -> bool {
        self.expectation == Expectation::Success
    }
}

impl Event {
    /// An event of which nothing is said.
    pub const EMPTY: Self = Self {
        request: false,
        params: None,
        headers: "{}",
        require_headers: &[],
        forbid_headers: &[],
        body: None,
        media_type: None,
        bytes: None,
    };
}

impl Suite {
    /// Runs one case.
    ///
    /// # Errors
    /// What differs from what the case says, for people.
    pub fn run(&self, case: &Case) -> Result<(), String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|error| format!("no runtime: {error}"))?;
        match &self.subject {
            #[cfg(feature = "client")]
            Subject::Client(callers) => runtime.block_on(client::run(self, callers, case)),
            #[cfg(feature = "server")]
            Subject::Server(make) => runtime.block_on(server::run(*make, case)),
        }
    }

    /// Runs the case at an index, for a test.
    ///
    /// # Panics
    /// If the case fails.
    pub fn check(&self, index: usize) {
        let result = match self.cases.get(index) {
            Some(case) => self.run(case),
            None => Err("there is no such case".to_owned()),
        };
        assert!(result.is_ok(), "{}", result.err().unwrap_or_default());
    }
}

impl Case {
    /// What tells this case from all others of its service and side: its kind and its id.
    pub fn key(&self) -> String {
        let kind = match self.test {
            Test::Request(_) => "request",
            Test::Response(_) => "response",
            Test::Malformed(_) => "malformed",
            Test::Stream(_) => "stream",
        };
        format!("{kind} {}", self.id)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            #[cfg(feature = "client")]
            Self::Client(_) => "client",
            #[cfg(feature = "server")]
            Self::Server(_) => "server",
        })
    }
}

/// Puts the bytes of streams in place of the streams, so that they can be compared.
async fn gather(value: &mut (dyn Structure + Send)) -> Result<(), String> {
    for index in 0..value.schema().members.len() {
        if !matches!(value.get(index), View::Stream(_)) {
            continue;
        }
        let stream = match value.slot(index) {
            Slot::Stream(place) => std::mem::take(place),
            _ => continue,
        };
        let bytes = stream.collect().await.map_err(|e| e.to_string())?;
        if let Slot::Stream(place) = value.slot(index) {
            *place = ByteStream::from(bytes);
        }
    }
    Ok(())
}
