//! A small service behind a protocol of plain text, asked through `tower::Service`.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the macros are made for public types"
)]

use std::collections::VecDeque;

use http_body_util::{BodyExt as _, Full};
use tower_service::Service as _;

use super::super::body::tests::Pieces;
use super::super::{Identity, Problem, Refusal};
use super::*;
use crate::error::Unmodeled;
use crate::protocol::{InvalidInput, Missing, Rejection, Routing, WriteOptions};
use crate::schema::{Fault, Kind, Member, Trait, prelude};
use crate::value::{Slot, Structure, View};

static TEXT: Schema = Schema::simple("t#Text", Kind::String, &[Trait::Length { min: 0, max: 5 }]);
static INPUT: Schema = Schema::structure(
    "t#Input",
    &[
        Member::new("text", &TEXT, &[Trait::Required]),
        Member::new("name", &prelude::STRING, &[Trait::Bound(Location::Label)]),
    ],
    &[],
);
static STREAM: Schema = Schema::simple("t#Stream", Kind::Blob, &[Trait::Streaming]);
static UPLOAD: Schema = Schema::structure(
    "t#Upload",
    &[Member::new(
        "data",
        &STREAM,
        &[Trait::Bound(Location::Payload)],
    )],
    &[],
);
static OUTPUT: Schema = Schema::structure(
    "t#Output",
    &[Member::new("text", &prelude::STRING, &[])],
    &[],
);
static CONFLICT: Schema = Schema::structure(
    "t#ConflictException",
    &[Member::new("message", &prelude::STRING, &[])],
    &[Trait::Error(Fault::Client), Trait::HttpError(409)],
);

static ECHO: Operation = operation("Echo", "PUT", "/echo/{name}", &INPUT);
static SEND: Operation = operation("Send", "PUT", "/send", &UPLOAD);
static TWIN: Operation = operation("Twin", "PUT", "/echo/{twin}", &BAD);
static SERVICE: Service = service(&[&ECHO, &SEND]);
static FLAWED: Service = service(&[&ECHO, &TWIN]);
static BAD: Schema = Schema::structure(
    "t#Bad",
    &[Member::new(
        "text",
        &prelude::STRING,
        &[Trait::Pattern("(")],
    )],
    &[],
);

const fn operation(
    name: &'static str,
    method: &'static str,
    uri: &'static str,
    input: &'static Schema,
) -> Operation {
    Operation {
        name,
        method,
        uri,
        status: 200,
        input,
        output: &OUTPUT,
        errors: &[],
        host_prefix: "",
        traits: &[],
    }
}

const fn service(operations: &'static [&'static Operation]) -> Service {
    Service {
        id: "t#Service",
        sdk_id: "Test",
        version: "1",
        endpoint_prefix: "",
        signing_name: "",
        protocol: "t#text",
        operations,
    }
}

#[derive(Default)]
struct Input {
    text: String,
    name: String,
}

#[derive(Default)]
struct Upload {
    data: ByteStream,
}

#[derive(Default)]
struct Output {
    text: Option<String>,
}

#[derive(Default)]
struct ConflictException {
    message: Option<String>,
}

#[derive(Debug)]
enum EchoError {
    Conflict(ConflictException),
    Unmodeled(Unmodeled),
}

crate::structure!(Input, INPUT { 0 => text, 1 => name });
crate::structure!(Upload, UPLOAD { 0 => data });
crate::structure!(Output, OUTPUT { 0 => text });
crate::structure!(ConflictException, CONFLICT { 0 => message });
crate::operation_error!(EchoError {
    0 => Conflict(ConflictException)
});

/// The body is the first member; answers are `status name text`.
struct Text;

impl ServerProtocol for Text {
    fn routing(&self) -> Routing {
        Routing::Http
    }
    fn read_request(
        &self,
        _: &Operation,
        _: &Parts,
        body: ByteStream,
        labels: &[(&str, Cow<'_, str>)],
        input: &mut dyn Structure,
        _: protocol::ReadOptions,
    ) -> Result<Missing, Rejection> {
        match input.slot(0) {
            Slot::Stream(place) => *place = body,
            Slot::String(place) => match body.as_bytes().map(|b| std::str::from_utf8(b)) {
                Some(Ok("missing")) => return Ok(Missing(vec!["/text".to_owned()])),
                Some(Ok("xml")) => return Err(Rejection::UnsupportedMediaType),
                Some(Ok(text)) => *place = text.to_owned(),
                _ => return Err(Malformed::new("no text").into()),
            },
            _ => {}
        }
        if let (Slot::String(place), [(_, name)]) = (input.slot(1), labels) {
            *place = name.clone().into_owned();
        }
        Ok(Missing::default())
    }
    fn write_response(
        &self,
        operation: &Operation,
        output: &mut dyn Structure,
        options: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput> {
        match output.get(0) {
            View::String("unwritable") => Err(InvalidInput {
                member: "text",
                problem: "no".into(),
            }),
            View::String(text) => Ok(write(operation.status, text.to_owned())),
            _ if options.explicit_nulls => Ok(write(operation.status, "null".to_owned())),
            _ => Ok(write(operation.status, String::new())),
        }
    }
    fn write_error(
        &self,
        error: &mut dyn Structure,
        _: WriteOptions,
    ) -> Result<http::Response<ByteStream>, InvalidInput> {
        let schema = error.schema();
        let text = match error.get(0) {
            View::String(text) => text,
            _ => "",
        };
        let status = schema.error_status().unwrap_or(500);
        Ok(write(status, format!("{}: {text}", schema.name())))
    }
    fn write_unmodeled(&self, error: &Unmodeled) -> http::Response<ByteStream> {
        write(error.status, error.to_string())
    }
}

fn write(status: u16, text: String) -> http::Response<ByteStream> {
    let mut response = http::Response::new(text.into());
    *response.status_mut() = status.try_into().unwrap();
    response
}

/// The trait and its dispatch, as generated code has them.
trait Tester: Send + Sync + 'static {
    fn echo(
        &self,
        input: Input,
        context: Context,
    ) -> impl Future<Output = Result<Output, EchoError>> + Send;
    fn send(
        &self,
        input: Upload,
        context: Context,
    ) -> impl Future<Output = Result<Output, EchoError>> + Send;
}

struct Generated<S>(S);

impl<S: Tester> Handlers for Generated<S> {
    fn handle<'a>(
        &'a self,
        operation: usize,
        call: Call,
    ) -> BoxFuture<'a, http::Response<ByteStream>> {
        match operation {
            0 => Box::pin(call.run(|input, context| self.0.echo(input, context))),
            1 => Box::pin(call.run(|input, context| self.0.send(input, context))),
            _ => Box::pin(call.unknown()),
        }
    }
}

struct Echo;

impl Tester for Echo {
    async fn echo(&self, input: Input, context: Context) -> Result<Output, EchoError> {
        assert_eq!(context.request_id().len(), 36);
        match input.text.as_str() {
            "panic" => panic!("on purpose"),
            "409" => Err(ConflictException {
                message: Some(input.name),
            }
            .into()),
            "418" => Err(Unmodeled::new(418, "Teapot", "short and stout").into()),
            "null" => Ok(Output { text: None }),
            "who" => Ok(Output {
                text: context.identity().map(|i| i.access_key.clone()),
            }),
            "bad" => Ok(Output {
                text: Some("unwritable".to_owned()),
            }),
            text => Ok(Output {
                text: Some(format!("{} {text}", input.name)),
            }),
        }
    }

    async fn send(&self, input: Upload, _: Context) -> Result<Output, EchoError> {
        let text = match input.data.collect().await {
            Ok(bytes) => bytes.len().to_string(),
            Err(error) => error.to_string(),
        };
        Ok(Output { text: Some(text) })
    }
}

/// Lets in whoever has a name; unknown routes only `root`.
struct Names;

impl Authenticator for Names {
    fn authenticate(
        &self,
        head: &Parts,
        payload: Payload<'_>,
        operation: Option<&'static Operation>,
    ) -> Result<Option<Identity>, Unmodeled> {
        let Payload::Sha256([first, ..]) = payload else {
            return Err(Unmodeled::new(500, "NoHash", ""));
        };
        let name = head.headers.get("name").and_then(|n| n.to_str().ok());
        match (name, operation) {
            (Some(name), Some(_)) => Ok(Some(Identity {
                access_key: format!("{name} {first:02x}"),
                ..Identity::default()
            })),
            (Some("root"), None) => Ok(None),
            _ => Err(Unmodeled::new(403, "AccessDenied", "no name")),
        }
    }
}

fn server() -> Server {
    Server::with_protocol(&SERVICE, Some(&Text), Generated(Echo))
}

/// Status and text of the answer.
async fn ask<B>(server: &Server, request: http::Request<B>) -> String
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let Ok(response) = server.clone().call(request).await;
    let status = response.status().as_u16();
    assert_eq!(response.headers()["x-amzn-RequestId"].len(), 36);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    format!("{status} {}", String::from_utf8_lossy(&body))
}

fn put(path: &str, body: &'static str) -> http::Request<Full<Bytes>> {
    let request = http::Request::put(path);
    request.body(Full::new(body.into())).unwrap()
}

#[tokio::test]
async fn handlers_answer_through_the_protocol() {
    let server = server();
    for (path, body, expected) in [
        ("/echo/a%2Fb", "hi", "200 a/b hi"),
        ("/echo/x/", "409", "409 ConflictException: x"),
        ("/echo/x", "418", "418 Teapot: short and stout"),
        ("/echo/x", "null", "200 "),
        ("/echo/x", "bad", "500 InternalFailure"),
        ("/echo/x", "xml", "415 UnsupportedMediaTypeException"),
        (
            "/echo/x",
            "missing",
            "400 ValidationException: 1 validation error detected. Value at '/text' failed to satisfy constraint: Member must not be null",
        ),
        (
            "/echo/x",
            "too long",
            "400 ValidationException: 1 validation error detected. Value with length 8 at '/text' failed to satisfy constraint: Member must have length less than or equal to 5",
        ),
        ("/send", "four", "200 4"),
        ("/nowhere", "", "404 UnknownOperationException"),
    ] {
        assert_eq!(
            ask(&server, put(path, body)).await,
            expected,
            "{path} {body}"
        );
    }
    let post = http::Request::post("/send").body(Full::default()).unwrap();
    assert_eq!(ask(&server, post).await, "404 UnknownOperationException");
}

#[tokio::test]
async fn a_panic_is_one_failed_request() {
    let server = server();
    assert_eq!(
        ask(&server, put("/echo/x", "panic")).await,
        "500 InternalFailure"
    );
    assert_eq!(ask(&server, put("/echo/x", "ok")).await, "200 x ok");
}

#[tokio::test]
async fn long_bodies_are_refused_in_the_words_of_the_service() {
    struct Words;
    impl Wording for Words {
        fn too_large(&self, limit: u64, operation: Option<&Operation>) -> Refusal {
            let name = operation.map_or("no", |o| o.name);
            Unmodeled::new(413, "TooLarge", format!("{limit} {name}")).into()
        }
    }
    let server = server()
        .body_limit(4)
        .operation_body_limit("Send", 6)
        .wording(Arc::new(Words));
    let pieces =
        |path, pieces: &[&'static str]| http::Request::put(path).body(Pieces::new(pieces)).unwrap();
    assert_eq!(ask(&server, put("/echo/x", "1234")).await, "200 x 1234");
    assert_eq!(
        ask(&server, put("/echo/x", "12345")).await,
        "413 TooLarge: 4 Echo"
    );
    assert_eq!(
        ask(&server, pieces("/echo/x", &["123", "45"])).await,
        "413 TooLarge: 4 Echo"
    );
    // A stream is refused by its declared length, or fails in its handler's hands.
    assert_eq!(ask(&server, put("/send", "123456")).await, "200 6");
    assert_eq!(
        ask(&server, put("/send", "1234567")).await,
        "413 TooLarge: 6 Send"
    );
    assert_eq!(
        ask(&server, pieces("/send", &["1234", "567"])).await,
        "200 length limit exceeded"
    );
}

#[tokio::test]
async fn broken_bodies_are_malformed_requests() {
    let body = Pieces(VecDeque::from([Some("a".into()), None]));
    let request = http::Request::put("/echo/x").body(body).unwrap();
    assert_eq!(
        ask(&server(), request).await,
        "400 SerializationException: the body is incomplete"
    );
}

#[tokio::test]
async fn the_authenticator_sees_every_request() {
    let server = server().authenticator(Arc::new(Names));
    let named = |path, name| {
        let mut request = put(path, "who");
        request
            .headers_mut()
            .insert("name", HeaderValue::from_static(name));
        request
    };
    // The SHA-256 of "who" begins with it.
    assert_eq!(ask(&server, named("/echo/x", "me")).await, "200 me 6e");
    assert_eq!(
        ask(&server, put("/echo/x", "who")).await,
        "403 AccessDenied: no name"
    );
    assert_eq!(
        ask(&server, named("/nowhere", "me")).await,
        "403 AccessDenied: no name"
    );
    assert_eq!(
        ask(&server, named("/nowhere", "root")).await,
        "404 UnknownOperationException"
    );
}

#[tokio::test]
async fn styles_and_nulls_are_settings() {
    let server = server().validation(Style::Lambda).explicit_nulls(true);
    assert_eq!(ask(&server, put("/echo/x", "null")).await, "200 null");
    assert_eq!(
        ask(&server, put("/echo/x", "missing")).await,
        "400 ValidationException: 1 validation error detected: Value null at 'text' failed to satisfy constraint: Member must not be null"
    );
}

#[tokio::test]
async fn a_server_without_its_protocol_says_so() {
    let server = Server::new(&FLAWED, Generated(Echo)).operation_body_limit("None", 1);
    let problems = server.check();
    assert!(
        matches!(
            problems.as_slice(),
            [
                Problem::Protocol("t#text"),
                Problem::Conflict("Echo", "Twin"),
                Problem::Operation(_),
                Problem::Pattern("t#Bad", "(", _),
            ]
        ),
        "{problems:?}"
    );
    assert_eq!(ask(&server, put("/echo/x", "hi")).await, "500 ");
    assert!(self::server().check().is_empty());
}

#[test]
fn the_server_can_be_nested_and_shared() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let server = server();
    is_shared(&server);
    let future = server.clone().call(put("/send", ""));
    drop::<Box<dyn Send>>(Box::new(future));
}

#[tokio::test]
async fn an_observer_is_told_of_every_answer() {
    #[derive(Default)]
    struct Seen(std::sync::Mutex<Vec<String>>);
    impl Observer for Seen {
        fn answered(&self, a: &Answered<'_>) {
            assert_eq!(a.request_id.len(), 36);
            let mut seen = self.0.lock().unwrap();
            seen.push(format!(
                "{} {} {} {} {} {:?}",
                a.operation.map_or("-", |o| o.name),
                a.status,
                a.error.unwrap_or("-"),
                a.access_key.unwrap_or("-"),
                a.received,
                a.remote.map(|remote| remote.port()),
            ));
            assert!(a.sent.is_some());
        }
    }
    let seen = Arc::new(Seen::default());
    let server = server()
        .authenticator(Arc::new(Names))
        .observer(seen.clone());
    for (path, name, body) in [
        ("/echo/x", "me", "hi"),
        ("/echo/x", "me", "409"),
        ("/echo/x", "me", "418"),
        ("/echo/x", "me", "panic"),
        ("/echo/x", "me", "too long"),
        ("/nowhere", "me", "hi"),
        ("/nowhere", "root", "hi"),
    ] {
        let mut request = put(path, body);
        let name = HeaderValue::from_static(name);
        request.headers_mut().insert("name", name);
        let remote = Remote(std::net::SocketAddr::from(([127, 0, 0, 1], 7)));
        request.extensions_mut().insert(remote);
        ask(&server, request).await;
    }
    assert_eq!(
        *seen.0.lock().unwrap(),
        [
            "Echo 200 - me 8f 2 Some(7)",
            "Echo 409 ConflictException me 48 3 Some(7)",
            "Echo 418 Teapot me 4c 3 Some(7)",
            "Echo 500 InternalFailure me 79 5 Some(7)",
            "Echo 400 ValidationException me 24 8 Some(7)",
            "- 403 AccessDenied - 2 Some(7)",
            "- 404 UnknownOperationException - 2 Some(7)",
        ]
    );
}
