//! A client's cases: the whole client, on a transport that records and replays.

use bytes::Bytes;

use super::{Case, Message, Response, Stream, Suite, Test, gather, judge, params, same, stream};
use crate::client::{
    BoxFuture, Client, ClientOperation, Config, Credentials, Error, ReplayTransport,
};
use crate::error::OperationError as _;
use crate::schema::Location;
use crate::value::{Slot, Structure, View};

/// The idempotency token of all cases (Smithy 2.0, trait `idempotencyToken`).
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Calls one operation.
#[derive(Clone, Copy)]
pub struct Caller {
    request: fn(Client, &'static str) -> BoxFuture<'static, Result<(), String>>,
    response: fn(Client, Response) -> BoxFuture<'static, Result<(), String>>,
    stream: fn(Client, Stream) -> BoxFuture<'static, stream::client::Outcome>,
}

impl Caller {
    /// What calls this operation.
    pub const fn of<O: ClientOperation>() -> Self {
        Self {
            request: |client, given| Box::pin(request::<O>(client, given)),
            response: |client, case| Box::pin(response::<O>(client, case)),
            stream: |client, case| Box::pin(stream::client::call::<O>(client, case)),
        }
    }
}

pub(super) async fn run(suite: &Suite, callers: &[Caller], case: &Case) -> Result<(), String> {
    let caller = callers.get(case.operation).ok_or("no such operation")?;
    match &case.test {
        Test::Request(expected) => {
            let transport = ReplayTransport::new();
            let host = expected.host.unwrap_or("example.com");
            let client = client(suite, transport.clone(), host);
            let sent = (caller.request)(client, expected.params).await;
            match transport.requests().first() {
                Some(found) => judge::request(expected, found),
                None => Err(format!("nothing was sent: {sent:?}")),
            }
        }
        Test::Response(expected) => {
            let transport = replay(expected.status, &expected.message);
            let client = client(suite, transport, "example.com");
            (caller.response)(client, *expected).await
        }
        Test::Stream(case) => {
            let transport = stream::client::transport(case)?;
            let client = client(suite, transport.clone(), "example.com");
            let outcome = (caller.stream)(client, *case).await;
            stream::client::judge(case, &transport, &outcome)
        }
        Test::Malformed(_) => Err("clients have no malformed requests".to_owned()),
    }
}

fn client(suite: &Suite, transport: ReplayTransport, host: &str) -> Client {
    let config = Config::new()
        .endpoint(format!("https://{host}"))
        .region("us-east-1")
        .credentials(Credentials::new("id", "secret"))
        .idempotency_tokens(|| TOKEN.to_owned())
        .transport(transport);
    Client::new(suite.service, config)
}

fn replay(status: u16, message: &Message) -> ReplayTransport {
    let body = message.body.unwrap_or_default();
    let body = match message.media_type {
        Some("application/cbor") => crate::base64::decode(body).unwrap_or_default().into(),
        _ => Bytes::from_static(body.as_bytes()),
    };
    ReplayTransport::new().answer(status, message.headers, body)
}

/// Sends a case's input; what comes of it doesn't matter, since nothing answers.
async fn request<O: ClientOperation>(client: Client, given: &'static str) -> Result<(), String> {
    let mut input = O::Input::default();
    params::fill(&mut input, given)?;
    let sent = client.call::<O>(input).attempts(1).send().await;
    sent.map(drop).map_err(|error| error.to_string())
}

/// Sends any input and compares what is read from the case's response.
async fn response<O: ClientOperation>(client: Client, case: Response) -> Result<(), String> {
    let mut input = O::Input::default();
    labels(&mut input);
    let answer = client.call::<O>(input).attempts(1).send().await;
    match (answer, case.error) {
        (Ok(mut output), None) => {
            let mut expected = O::Output::default();
            params::fill(&mut expected, case.params)?;
            gather(&mut output).await?;
            same_or(&expected, &output)
        }
        (Err(Error::Service { error, .. }), Some(index)) => {
            let mut error = *error;
            let mut expected = O::Error::modeled(index).ok_or("no such error")?;
            let told = error.to_string();
            match (expected.structure(), error.structure()) {
                (Some(expected), Some(found)) => {
                    params::fill(expected, case.params)?;
                    if std::ptr::eq(expected.schema(), found.schema()) {
                        same_or(expected, found)
                    } else {
                        Err(format!("another error was read: {told}"))
                    }
                }
                _ => Err(format!("no modelled error was read: {told}")),
            }
        }
        (Ok(_), Some(_)) => Err("an output was read instead of an error".to_owned()),
        (Err(error), _) => Err(format!("the call failed: {error}")),
    }
}

fn same_or(expected: &dyn Structure, found: &dyn Structure) -> Result<(), String> {
    same::structures(expected, found, "").map_or(Ok(()), Err)
}

/// Gives absent labels a value, without which there is no request.
pub(super) fn labels(input: &mut dyn Structure) {
    for (index, member) in input.schema().members.iter().enumerate() {
        let bound = member.location == Location::Label || member.is_host_label();
        let missing = match input.get(index) {
            View::Absent => true,
            View::String(text) => text.is_empty(),
            _ => false,
        };
        if bound && missing {
            match input.slot(index) {
                Slot::String(place) => "a".clone_into(place),
                Slot::Enum(place) => place.set("a"),
                _ => {}
            }
        }
    }
}
