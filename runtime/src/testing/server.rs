//! A server's cases: the whole server, with handlers that record or give what a case says.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use tower_service::Service as _;

use super::{Case, Malformed, Request, Response, Test, gather, judge, params, same, stream};
use crate::error::{OperationError, Unmodeled};
use crate::server::Server;
use crate::value::Structure;

/// The handler of every operation while a case runs.
#[derive(Clone)]
pub struct Probe {
    test: Test,
    /// Whether the answer is tested, where a case has both a request and an answer.
    answers: bool,
    /// What came of comparing the input; `None` while the handler hasn't run.
    seen: Arc<Mutex<Option<Result<(), String>>>>,
}

impl Probe {
    fn new(test: Test) -> Self {
        Self {
            test,
            answers: false,
            seen: Arc::default(),
        }
    }

    /// Compares the input with the case's, or gives the case's output or error.
    ///
    /// # Errors
    /// The case's error.
    pub async fn answer<I, O, E>(&self, mut input: I) -> Result<O, E>
    where
        I: Structure + Default,
        O: Structure + Default,
        E: OperationError,
    {
        match &self.test {
            Test::Request(case) => {
                let found = match gather(&mut input).await {
                    Ok(()) => compare(&input, I::default(), case.params),
                    Err(problem) => Err(problem),
                };
                self.note(found);
                Ok(O::default())
            }
            Test::Response(case) => self.respond(case),
            Test::Stream(case) if self.answers => {
                let (output, filled) = stream::server::answer(case);
                self.note(filled);
                Ok(output)
            }
            Test::Stream(case) => {
                self.note(stream::server::check(case, &mut input).await);
                Ok(O::default())
            }
            Test::Malformed(_) => {
                self.note(Err("the request was let in".to_owned()));
                Ok(O::default())
            }
        }
    }

    fn respond<O: Structure + Default, E: OperationError>(&self, case: &Response) -> Result<O, E> {
        let Some(index) = case.error else {
            let mut output = O::default();
            self.note(params::fill(&mut output, case.params));
            return Ok(output);
        };
        let mut error = E::modeled(index)
            .unwrap_or_else(|| E::unmodeled(Unmodeled::new(500, "NoSuchError", "")));
        match error.structure() {
            Some(error) => self.note(params::fill(error, case.params)),
            None => self.note(Err("no such error".to_owned())),
        }
        Err(error)
    }

    fn note(&self, result: Result<(), String>) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }

    pub(super) fn noted(&self) -> Option<Result<(), String>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.take()
    }
}

fn compare<I: Structure>(found: &I, mut expected: I, given: &str) -> Result<(), String> {
    params::fill(&mut expected, given)?;
    same::structures(&expected, found, "").map_or(Ok(()), Err)
}

pub(super) async fn run(make: fn(Probe) -> Server, case: &Case) -> Result<(), String> {
    let probe = Probe::new(case.test);
    let server = make(probe.clone());
    match &case.test {
        Test::Request(expected) => {
            let found = send(server, request_of(expected)?).await?;
            probe.noted().unwrap_or_else(|| {
                let body = String::from_utf8_lossy(found.body());
                Err(format!("it was refused: {} {body}", found.status()))
            })
        }
        Test::Response(expected) => {
            let found = server.respond(case.operation).await;
            let (head, body) = found.ok_or("no such operation")?.into_parts();
            let body = body.collect().await.map_err(|e| e.to_string())?;
            probe.noted().unwrap_or(Ok(()))?;
            judge::response(expected, &http::Response::from_parts(head, body))
        }
        Test::Stream(expected) => {
            let make = |answers| {
                let probe = Probe {
                    answers,
                    ..Probe::new(case.test)
                };
                (probe.clone(), make(probe))
            };
            stream::server::run(make, case, expected).await
        }
        Test::Malformed(expected) => {
            let found = send(server, malformed_of(expected)?).await?;
            probe.noted().unwrap_or(Ok(()))?;
            judge::refusal(expected, &found)
        }
    }
}

pub(super) async fn send(
    mut server: Server,
    request: http::Request<Full<Bytes>>,
) -> Result<http::Response<Bytes>, String> {
    let response = match server.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(|e| e.to_string())?.to_bytes();
    Ok(http::Response::from_parts(head, body))
}

fn request_of(case: &Request) -> Result<http::Request<Full<Bytes>>, String> {
    let body = case.message.body.unwrap_or_default();
    let body = match case.message.media_type {
        Some("application/cbor") => crate::base64::decode(body).unwrap_or_default().into(),
        _ => Bytes::from_static(body.as_bytes()),
    };
    let mut request = build(
        case.method,
        case.uri,
        case.query,
        case.message.headers,
        body,
    )?;
    if let Some(host) = case.resolved_host.or(case.host)
        && let Ok(host) = host.parse()
    {
        request
            .headers_mut()
            .entry(http::header::HOST)
            .or_insert(host);
    }
    Ok(request)
}

fn malformed_of(case: &Malformed) -> Result<http::Request<Full<Bytes>>, String> {
    let body = Bytes::from_static(case.body.unwrap_or_default().as_bytes());
    build(case.method, case.uri, case.query, case.headers, body)
}

pub(super) fn build(
    method: &str,
    uri: &str,
    query: &[&str],
    headers: &[(&str, &str)],
    body: Bytes,
) -> Result<http::Request<Full<Bytes>>, String> {
    let sign = match (query.is_empty(), uri.contains('?')) {
        (true, _) => "",
        (false, true) => "&",
        (false, false) => "?",
    };
    let mut request = http::Request::builder()
        .method(method)
        .uri(format!("{uri}{sign}{}", query.join("&")));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
        .body(Full::new(body))
        .map_err(|error| format!("the case's request can't be made: {error}"))
}
