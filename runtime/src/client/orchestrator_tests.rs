//! Calls from end to end, over a transport that answers from a list.

use http::Request;
use tokio::time::Instant;

use super::super::fake::{self, Fake, FakeError, Input};
use super::super::replay::ReplayTransport;
use super::super::{ClientOperation, Timeouts};
use super::*;
use crate::error::OperationError as _;
use crate::sigv4::Secret;

type Result<T> = std::result::Result<T, Error<FakeError>>;

async fn call(replay: &ReplayTransport) -> Result<fake::Output> {
    fake::client(replay).call::<Fake>(Input::default()).await
}

fn verified(request: &Request<Bytes>) -> bool {
    let (parts, body) = request.clone().into_parts();
    let keys = |key: &str| (key == "test").then(|| Secret::new("secret"));
    let now = Timestamp::now();
    let payload = Payload::Bytes(&body);
    sigv4::verify(&parts, payload, &keys, "fakesigning", "us-east-1", now).is_ok()
}

#[tokio::test]
async fn a_call_is_complete_and_signed() {
    let replay = ReplayTransport::new().answer(200, &[("x-amzn-requestid", "id-1")], "State=on");
    let answer = fake::client(&replay)
        .call::<Fake>(Input::default())
        .header("x-extra", "1")
        .send_with_metadata()
        .await
        .unwrap();
    assert_eq!(answer.output.state.as_deref(), Some("on"));
    assert_eq!(answer.metadata.request_id.as_deref(), Some("id-1"));
    let [request] = replay.requests().try_into().unwrap();
    let uri = request.uri().to_string();
    assert!(
        uri.starts_with("http://pre.example.com/base/fake?Token="),
        "{uri}"
    );
    assert_eq!(request.headers()["host"], "pre.example.com");
    assert_eq!(request.headers()["amz-sdk-request"], "attempt=1; max=3");
    assert_eq!(request.headers()["x-extra"], "1");
    assert!(verified(&request));
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again() {
    let replay = ReplayTransport::new()
        .answer(503, &[("retry-after", "7")], "")
        .fail(TransportErrorKind::Connect)
        .answer(200, &[], "");
    let start = Instant::now();
    assert!(call(&replay).await.is_ok());
    let waited = start.elapsed();
    assert!(
        waited >= Duration::from_secs(7) && waited <= Duration::from_secs(9),
        "{waited:?}"
    );
    // The second failure came before anything was sent.
    let requests = replay.requests();
    let ids = requests
        .iter()
        .map(|r| &r.headers()["amz-sdk-invocation-id"]);
    assert!(ids.clone().all(|id| Some(id) == ids.clone().next()));
    let tokens = requests.iter().map(|r| r.uri().query());
    assert!(tokens.clone().all(|t| Some(t) == tokens.clone().next()));
    assert!(requests.iter().all(verified));
}

#[tokio::test(start_paused = true)]
async fn attempts_end() {
    let busy = |r: ReplayTransport| r.answer(400, &[("x-error", "BusyException")], "busy");
    let replay = (0..5).fold(ReplayTransport::new(), |r, _| busy(r));
    let error = call(&replay).await.unwrap_err();
    assert_eq!(error.metadata().unwrap().attempts, 3);
    assert!(matches!(error.as_service(), Some(FakeError::Busy(_))));
    assert!(error.is_retryable());
    let once = fake::client(&replay)
        .call::<Fake>(Input::default())
        .attempts(1);
    assert_eq!(once.await.unwrap_err().metadata().unwrap().attempts, 1);
}

#[tokio::test]
async fn errors_are_typed_and_final() {
    let replay = ReplayTransport::new()
        .answer(
            404,
            &[("x-error", "MissingException"), ("x-amz-request-id", "r")],
            "not there",
        )
        .answer(418, &[("x-error", "Strange")], "odd");
    let error = call(&replay).await.unwrap_err();
    assert_eq!(error.code(), Some("MissingException"));
    assert_eq!(error.message(), Some("not there"));
    assert_eq!((error.status(), error.request_id()), (Some(404), Some("r")));
    assert!(!error.is_retryable());
    assert_eq!(
        error.to_string(),
        "MissingException: not there (status 404, request id r)"
    );
    let error = call(&replay).await.unwrap_err().into_service().unwrap();
    assert!(matches!(&error, FakeError::Unmodeled(u) if u.status == 418 && u.code == "Strange"));
    assert!(matches!(
        error.kind(),
        crate::error::ErrorKind::Unmodeled(_)
    ));
}

#[tokio::test]
async fn what_cannot_be_sent_isn_t() {
    let replay = ReplayTransport::new();
    let empty = Input {
        name: Some(String::new()),
        ..Input::default()
    };
    let bare = || fake::config(&replay);
    let mut config = bare();
    config.credentials = None;
    let unsigned = fake::with(config).call::<Fake>(Input::default()).await;
    assert!(matches!(unsigned.unwrap_err(), Error::Credentials(_)));
    let nowhere = fake::with(bare().endpoint("nonsense")).call::<Fake>(Input::default());
    assert!(matches!(
        nowhere.await.unwrap_err(),
        Error::Configuration(_)
    ));
    let invalid = fake::client(&replay).call::<Fake>(empty).await;
    assert!(matches!(invalid.unwrap_err(), Error::InvalidInput(e) if e.member == "Name"));
    let header = fake::client(&replay).call::<Fake>(Input::default());
    let header = header.header("a b", "").await.unwrap_err();
    assert!(matches!(header, Error::InvalidInput(_)));
    let protocol = super::super::Client::with_protocol(&fake::SERVICE, bare(), None);
    let protocol = protocol.call::<Fake>(Input::default()).await.unwrap_err();
    assert!(matches!(protocol, Error::Configuration(_)));
    assert!(replay.requests().is_empty());
}

#[tokio::test]
async fn a_stream_is_sent_once_and_unsigned() {
    let replay = ReplayTransport::new()
        .answer(503, &[], "")
        .answer(200, &[], "");
    let body = http_body_util::Full::new(Bytes::from_static(b"streamed"));
    let input = Input {
        body: Some(ByteStream::from_body(body)),
        ..Input::default()
    };
    let error = fake::client(&replay).call::<Fake>(input).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    let [request] = replay.requests().try_into().unwrap();
    assert_eq!(request.body(), "streamed");
    assert_eq!(
        request.headers()["x-amz-content-sha256"],
        "UNSIGNED-PAYLOAD"
    );
}

#[tokio::test]
async fn malformed_and_oversized_answers_are_told_apart() {
    let replay = ReplayTransport::new()
        .answer(200, &[], "nonsense")
        .answer(200, &[], "State=long");
    let malformed = call(&replay).await.unwrap_err();
    assert!(matches!(malformed, Error::Malformed { .. }));
    let small = fake::with(fake::config(&replay).max_response(4));
    let large = small.call::<Fake>(Input::default()).await.unwrap_err();
    assert!(matches!(large, Error::Transport(e) if e.kind() == TransportErrorKind::TooLarge));
}

/// Never answers.
struct Silence;

impl Transport for Silence {
    fn send(
        &self,
        _: Request<ByteStream>,
    ) -> BoxFuture<'static, std::result::Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn silence_times_out() {
    let timeouts = Timeouts {
        attempt: Some(Duration::from_secs(10)),
        ..Timeouts::default()
    };
    let config = fake::config(&ReplayTransport::new()).timeouts(timeouts);
    let client = fake::with(config.transport(Silence));
    let start = Instant::now();
    let error = client.call::<Fake>(Input::default()).await.unwrap_err();
    assert!(matches!(
        error,
        Error::Timeout {
            kind: TimeoutKind::Attempt,
            ..
        }
    ));
    assert!(start.elapsed() >= Duration::from_secs(30), "three attempts");
    let call = client.call::<Fake>(Input::default());
    let error = call.timeout(Duration::from_secs(2)).await.unwrap_err();
    assert!(matches!(
        error,
        Error::Timeout {
            kind: TimeoutKind::Call,
            ..
        }
    ));
}

#[tokio::test(start_paused = true)]
async fn the_clock_follows_the_service_s() {
    let ahead = Timestamp::from_seconds(Timestamp::now().seconds + 3600);
    let date = ahead.format(Format::HttpDate);
    let skewed = [
        ("x-error", "InvalidSignatureException"),
        ("date", date.as_str()),
    ];
    let replay = ReplayTransport::new()
        .answer(403, &skewed, "")
        .answer(200, &[], "");
    let start = Instant::now();
    assert!(call(&replay).await.is_ok());
    assert_eq!(start.elapsed(), Duration::ZERO);
    let [first, second] = replay.requests().try_into().unwrap();
    assert!(verified(&first) && !verified(&second));
    let forever = ReplayTransport::new()
        .answer(403, &skewed, "")
        .answer(403, &skewed, "");
    assert_eq!(call(&forever).await.unwrap_err().status(), Some(403));
    assert_eq!(forever.requests().len(), 2);
}

#[tokio::test]
async fn a_presigned_request_verifies_without_headers_of_the_client() {
    let call = fake::client(&ReplayTransport::new()).call::<Fake>(Input::default());
    let presigned = call.presigned(Duration::from_secs(900)).await.unwrap();
    let mut request = Request::new(presigned.body);
    *request.method_mut() = presigned.method;
    *request.uri_mut() = presigned.uri;
    *request.headers_mut() = presigned.headers;
    assert!(verified(&request));
    assert_eq!(request.headers().len(), 1, "{:?}", request.headers());
    let call = fake::client(&ReplayTransport::new()).call::<Fake>(Input::default());
    let never = call.presigned(Duration::ZERO).await.unwrap_err();
    assert!(matches!(never, Error::InvalidInput(_)));
    assert_eq!(Fake::OPERATION.name, "Fake");
}
