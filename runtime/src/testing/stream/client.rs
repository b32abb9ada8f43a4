//! A client's cases of event streams.

use super::{Failure, Stream, expect, fill, frames, judge_body, media_type, receive};
use crate::client::{Client, ClientOperation, Error, ReplayTransport};
use crate::error::{ErrorKind, OperationError};
use crate::event_stream::MEDIA_TYPE;
use crate::testing::client::labels;
use crate::testing::judge;

/// What came of a call: what made it or its stream fail, or what differs.
pub(in crate::testing) struct Outcome(Result<Option<Failure>, String>);

/// A transport that answers what the case says.
pub(in crate::testing) fn transport(case: &Stream) -> Result<ReplayTransport, String> {
    let events = frames(&case.responses())?;
    let Some(response) = case.response else {
        let headers = [("content-type", MEDIA_TYPE)];
        return Ok(ReplayTransport::new().answer(200, &headers, events));
    };
    let mut headers = response.message.headers.to_vec();
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        headers.push(("content-type", MEDIA_TYPE));
    }
    let body = match response.message.body {
        Some(body) => body.into(),
        None => events,
    };
    Ok(ReplayTransport::new().answer(response.status, &headers, body))
}

/// Calls the operation with the case's request, and reads what it answers.
pub(in crate::testing) async fn call<O: ClientOperation>(client: Client, case: Stream) -> Outcome {
    Outcome(attempt::<O>(client, case).await)
}

async fn attempt<O: ClientOperation>(
    client: Client,
    case: Stream,
) -> Result<Option<Failure>, String> {
    let mut input = O::Input::default();
    fill(&mut input, case.request_params, &case.requests())?;
    labels(&mut input);
    let mut output = match client.call::<O>(input).attempts(1).send().await {
        Ok(output) => output,
        Err(error) => return Ok(Some(failure(&error))),
    };
    let mut expected = O::Output::default();
    expect(&mut expected, case.response_params, &case.responses())?;
    receive(&mut output, &mut expected).await
}

fn failure<E: OperationError>(error: &Error<E>) -> Failure {
    let modeled = error.as_service().map(|error| error.kind());
    let id = match modeled {
        Some(ErrorKind::Modeled(_, error)) => Some(error.schema().id.to_owned()),
        _ => None,
    };
    let text = error.to_string();
    Failure { id, text }
}

/// Judges what was sent and what came of it.
pub(in crate::testing) fn judge(
    case: &Stream,
    transport: &ReplayTransport,
    outcome: &Outcome,
) -> Result<(), String> {
    // Where nothing is said of the answer, it doesn't matter what is made of it.
    if case.has_response() || !case.is_successful() {
        match &outcome.0 {
            Ok(failure) => case.judge(failure.as_ref())?,
            Err(problem) => return Err(problem.clone()),
        }
    }
    if !case.has_request() || !case.is_successful() {
        return Ok(());
    }
    let requests = transport.requests();
    let Some(sent) = requests.first() else {
        return Err(format!("nothing was sent: {:?}", outcome.0));
    };
    if let Some(expected) = &case.request {
        judge::request(expected, sent)?;
    }
    let body = sent.body().clone();
    judge_body(&case.requests(), media_type(sent.headers()), body)
}
