//! A server's cases of event streams.

use super::{Failure, Stream, expect, fill, frames, judge_body, media_type, receive};
use crate::event_stream::MEDIA_TYPE;
use crate::operation::Operation;
use crate::server::Server;
use crate::testing::server::{Probe, build, send};
use crate::testing::{Case, Request, judge};
use crate::value::Structure;

/// Runs a case: the request, then the answer, as far as something is said of either.
pub(in crate::testing) async fn run(
    make: impl Fn(bool) -> (Probe, Server),
    case: &Case,
    stream: &Stream,
) -> Result<(), String> {
    if stream.has_request() || !stream.has_response() {
        let (probe, server) = make(false);
        let operation = server.service().operations.get(case.operation);
        let operation = operation.ok_or("no such operation")?;
        let found = send(server, request_of(stream, operation)?).await?;
        match probe.noted() {
            Some(noted) => noted?,
            None => {
                let header = found.headers().get("x-amzn-errortype");
                let name = header
                    .and_then(|name| name.to_str().ok())
                    .unwrap_or_default();
                let error = operation.errors.iter().find(|e| e.name() == name);
                let body = String::from_utf8_lossy(found.body());
                stream.judge(Some(&Failure {
                    id: error.map(|error| error.id.to_owned()),
                    text: format!("it was refused: {} {body}", found.status()),
                }))?;
            }
        }
    }
    if stream.has_response() {
        let (probe, server) = make(true);
        let found = server.respond(case.operation).await;
        let (head, body) = found.ok_or("no such operation")?.into_parts();
        let body = body.collect().await;
        probe.noted().unwrap_or(Ok(()))?;
        if !stream.is_successful() {
            let failure = body.err().map(|error| Failure::new(error.to_string()));
            return stream.judge(failure.as_ref());
        }
        let found = http::Response::from_parts(head, body.map_err(|e| e.to_string())?);
        if let Some(expected) = &stream.response {
            judge::response(expected, &found)?;
        }
        let (head, body) = found.into_parts();
        judge_body(&stream.responses(), media_type(&head.headers), body)?;
    }
    Ok(())
}

/// Compares an input with the case's.
pub(in crate::testing) async fn check<I>(case: &Stream, input: &mut I) -> Result<(), String>
where
    I: Structure + Default,
{
    let mut expected = I::default();
    expect(&mut expected, case.request_params, &case.requests())?;
    match receive(input, &mut expected).await {
        Ok(failure) => case.judge(failure.as_ref()),
        Err(problem) => Err(problem),
    }
}

/// Makes the case's output.
pub(in crate::testing) fn answer<O>(case: &Stream) -> (O, Result<(), String>)
where
    O: Structure + Default,
{
    let mut output = O::default();
    let filled = fill(&mut output, case.response_params, &case.responses());
    (output, filled)
}

fn request_of(
    case: &Stream,
    operation: &Operation,
) -> Result<http::Request<http_body_util::Full<bytes::Bytes>>, String> {
    let events = frames(&case.requests())?;
    let initial = case.request.unwrap_or(Request {
        method: operation.method,
        uri: operation.uri,
        ..Request::EMPTY
    });
    let headers = initial.message.headers;
    let mut request = build(initial.method, initial.uri, initial.query, headers, events)?;
    request
        .headers_mut()
        .entry(http::header::CONTENT_TYPE)
        .or_insert(http::HeaderValue::from_static(MEDIA_TYPE));
    Ok(request)
}
