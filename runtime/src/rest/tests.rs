//! What the bindings do where there is nothing to bind, or where the two sides differ.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{Request, Response, StatusCode};

use crate::operation::Operation;
use crate::protocol::{ClientProtocol as _, Rejection, ServerProtocol as _};
use crate::rest_json::RestJson;
use crate::schema::{Fault, Location, Member, Schema, Trait, prelude};
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::{Structure, Unit};

/// Headers alone.
#[derive(Clone, Default)]
struct Head {
    list: Option<Vec<String>>,
    time: Option<Timestamp>,
}

static LIST: Schema = Schema::list(
    "a#List",
    &[Member::new("member", &prelude::STRING, &[])],
    &[],
);
static HEAD: Schema = Schema::structure(
    "a#Head",
    &[
        Member::new("list", &LIST, &[Trait::Bound(Location::Header("x-list"))]),
        Member::new(
            "time",
            &prelude::TIMESTAMP,
            &[Trait::Bound(Location::Query("time"))],
        ),
    ],
    &[Trait::Error(Fault::Client)],
);
crate::structure!(Head, HEAD { 0 => list, 1 => time });

/// A structure as payload.
#[derive(Clone, Default)]
struct Payload {
    inner: Option<Inner>,
}

static PAYLOAD: Schema = Schema::structure(
    "a#Payload",
    &[Member::new(
        "inner",
        &INNER,
        &[Trait::Bound(Location::Payload)],
    )],
    &[],
);
crate::structure!(Payload, PAYLOAD { 0 => inner });

#[derive(Clone, Default)]
struct Inner {
    text: Option<String>,
}

static INNER: Schema = Schema::structure(
    "a#Inner",
    &[Member::new("text", &prelude::STRING, &[])],
    &[],
);
crate::structure!(Inner, INNER { 0 => text });

/// No members, but not the structure that stands for nothing.
#[derive(Clone, Default)]
struct Empty {}

static EMPTY: Schema = Schema::structure("a#Empty", &[], &[]);
crate::structure!(Empty, EMPTY {});

/// Bytes as payload.
static BYTES: Schema = Schema::structure(
    "a#Bytes",
    &[Member::new(
        "bytes",
        &prelude::BLOB,
        &[Trait::Bound(Location::Payload)],
    )],
    &[],
);

fn operation(input: &'static Schema, output: &'static Schema, status: u16) -> Operation {
    Operation {
        name: "Do",
        method: "POST",
        uri: "/",
        status,
        input,
        output,
        errors: &[],
        host_prefix: "",
        traits: &[],
    }
}

fn answer(output: &mut dyn Structure, status: u16) -> Response<ByteStream> {
    let operation = operation(&prelude::UNIT, output.schema(), status);
    RestJson
        .write_response(&operation, output, Default::default())
        .unwrap()
}

fn text(body: &ByteStream) -> &str {
    std::str::from_utf8(body.as_bytes().unwrap()).unwrap()
}

/// Reads a request with this query, these headers and this body.
fn read(
    input: &mut dyn Structure,
    query: &str,
    headers: &[(http::HeaderName, &'static str)],
    body: &'static str,
) -> Result<(), Rejection> {
    let mut request = Request::new(ByteStream::from(Bytes::from_static(body.as_bytes())));
    *request.uri_mut() = format!("/?{query}").parse().unwrap();
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(name, http::HeaderValue::from_static(value));
    }
    let operation = operation(input.schema(), &prelude::UNIT, 200);
    let labels: &[(&str, Cow<'_, str>)] = &[];
    let (head, body) = request.into_parts();
    RestJson
        .read_request(&operation, &head, body, labels, input, Default::default())
        .map(drop)
}

#[test]
fn an_answer_is_a_document_unless_there_is_no_output_or_no_body() {
    let response = answer(&mut Head::default(), 200);
    assert_eq!(text(response.body()), "{}");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(text(answer(&mut Unit {}, 200).body()), "");
    let response = answer(&mut Empty {}, 204);
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!((text(response.body()), response.headers().len()), ("", 0));
    let error = RestJson.write_error(&mut Head::default(), Default::default());
    assert_eq!(text(error.unwrap().body()), "{}");
}

#[test]
fn a_request_is_a_document_only_where_members_are_bound_to_it() {
    let operation = operation(&HEAD, &prelude::UNIT, 200);
    let request = RestJson.write_request(&operation, &mut Head::default());
    assert_eq!(text(request.unwrap().body()), "");
}

#[test]
fn an_absent_structure_is_empty_in_requests_and_nothing_in_answers() {
    let operation = operation(&PAYLOAD, &prelude::UNIT, 200);
    let request = RestJson.write_request(&operation, &mut Payload::default());
    assert_eq!(text(request.unwrap().body()), "{}");
    let response = answer(&mut Payload::default(), 200);
    assert_eq!(text(response.body()), "");
    assert_eq!(response.headers()[CONTENT_LENGTH], "0");
    let json = [(CONTENT_TYPE, "application/json")];
    let mut input = Payload::default();
    read(&mut input, "", &json, " { }").unwrap();
    assert!(input.inner.is_none());
    read(&mut input, "", &json, r#"{"text": "a"}"#).unwrap();
    assert!(input.inner.is_some_and(|i| i.text.as_deref() == Some("a")));
}

#[test]
fn an_empty_list_is_an_empty_header() {
    let mut output = Head {
        list: Some(Vec::new()),
        time: None,
    };
    assert_eq!(answer(&mut output, 200).headers()["x-list"], "");
    assert!(
        !answer(&mut Head::default(), 200)
            .headers()
            .contains_key("x-list")
    );
    let mut input = Head::default();
    let header = http::HeaderName::from_static("x-list");
    read(&mut input, "", &[(header, "")], "").unwrap();
    assert_eq!(input.list, Some(Vec::new()));
}

#[test]
fn servers_refuse_offsets_from_utc() {
    let mut input = Head::default();
    assert!(read(&mut input, "time=1996-12-19T16:39:57Z", &[], "").is_ok());
    let offset = read(&mut input, "time=1996-12-19T16:39:57-08:00", &[], "");
    assert!(matches!(offset, Err(Rejection::Malformed(_))));
}

#[test]
fn a_media_type_matters_where_there_is_a_body() {
    let json = [(CONTENT_TYPE, "application/json")];
    let refused = Err(Rejection::UnsupportedMediaType);
    assert_eq!(read(&mut Head::default(), "", &json, ""), Ok(()));
    assert_eq!(read(&mut Head::default(), "", &json, "{}"), refused);
    assert_eq!(read(&mut Unit {}, "", &json, "{}"), refused);
    assert_eq!(read(&mut Empty {}, "", &json, "{}"), Ok(()));
    assert_eq!(read(&mut Inner::default(), "", &[], "{}"), refused);
}

#[test]
fn bytes_of_any_media_type_are_acceptable() {
    let accept = |output| {
        let mut request = Request::new(ByteStream::default());
        let value = http::HeaderValue::from_static("image/jpeg");
        request.headers_mut().insert(ACCEPT, value);
        let operation = operation(&prelude::UNIT, output, 200);
        let (head, body) = request.into_parts();
        let (mut input, options) = (Unit {}, Default::default());
        let read = RestJson.read_request(&operation, &head, body, &[], &mut input, options);
        read.map(drop)
    };
    assert_eq!(accept(&BYTES), Ok(()));
    assert_eq!(accept(&INNER), Err(Rejection::NotAcceptable));
}

#[test]
fn null_is_no_document_to_a_server() {
    let json = [(CONTENT_TYPE, "application/json")];
    let read = read(&mut Inner::default(), "", &json, "null");
    assert!(matches!(read, Err(Rejection::Malformed(_))));
}

/// A streamed blob as payload.
#[derive(Default)]
struct Upload {
    data: ByteStream,
}

static STREAM: Schema = Schema::simple("a#Stream", crate::schema::Kind::Blob, &[Trait::Streaming]);
static UPLOAD: Schema = Schema::structure(
    "a#Upload",
    &[Member::new(
        "data",
        &STREAM,
        &[Trait::Bound(Location::Payload)],
    )],
    &[],
);
crate::structure!(Upload, UPLOAD { 0 => data });

/// The same, with a length that must be known.
#[derive(Default)]
struct Sized {
    data: ByteStream,
}

static SIZED: Schema = Schema::structure(
    "a#Sized",
    &[Member::new(
        "data",
        &STREAM,
        &[Trait::Bound(Location::Payload), Trait::RequiresLength],
    )],
    &[],
);
crate::structure!(Sized, SIZED { 0 => data });

/// A stream whose length nobody knows.
fn endless() -> ByteStream {
    struct Endless;
    impl http_body::Body for Endless {
        type Data = Bytes;
        type Error = std::convert::Infallible;
        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
            std::task::Poll::Pending
        }
    }
    ByteStream::from_body(Endless)
}

#[test]
fn the_length_of_a_stream_is_told_where_it_is_known() {
    let known = || ByteStream::from_body(http_body_util::Full::new(Bytes::from_static(b"1234")));
    for (data, length) in [
        (known(), Some("4")),
        (ByteStream::from("12"), Some("2")),
        (ByteStream::default(), Some("0")),
        (endless(), None),
    ] {
        let operation = operation(&UPLOAD, &UPLOAD, 200);
        let mut input = Upload { data };
        let request = RestJson.write_request(&operation, &mut input).unwrap();
        let (head, body) = request.into_parts();
        let header = |headers: &http::HeaderMap| {
            let value = headers.get(CONTENT_LENGTH)?;
            value.to_str().ok().map(str::to_owned)
        };
        assert_eq!(header(&head.headers).as_deref(), length);
        assert_eq!(head.headers[CONTENT_TYPE], "application/octet-stream");
        let response = answer(&mut Upload { data: body }, 200);
        assert_eq!(header(response.headers()).as_deref(), length);
    }
}

#[test]
fn a_stream_whose_length_must_be_known_is_not_sent_without() {
    let operation = operation(&SIZED, &prelude::UNIT, 200);
    let sent = |data| {
        let mut input = Sized { data };
        RestJson.write_request(&operation, &mut input).map(drop)
    };
    assert_eq!(sent(ByteStream::from("1")), Ok(()));
    assert_eq!(sent(endless()).unwrap_err().member, "data");
}

/// A stream of events, and a header before it.
#[derive(Default)]
struct Talk {
    topic: Option<String>,
    lines: crate::EventStream<crate::event_stream::tests::Chat>,
}

static TALK: Schema = Schema::structure(
    "a#Talk",
    &[
        Member::new(
            "topic",
            &prelude::STRING,
            &[Trait::Required, Trait::Bound(Location::Header("x-topic"))],
        ),
        Member::new(
            "lines",
            <crate::event_stream::tests::Chat as crate::schema::Shape>::SCHEMA,
            &[Trait::Bound(Location::Payload)],
        ),
    ],
    &[],
);
crate::structure!(Talk, TALK { 0 => topic, 1 => lines });

const EVENTS: &str = "application/vnd.amazon.eventstream";

#[test]
fn events_are_of_one_media_type_and_no_length() {
    let operation = operation(&TALK, &TALK, 200);
    let request = RestJson
        .write_request(&operation, &mut Talk::default())
        .unwrap();
    assert_eq!(request.headers()[CONTENT_TYPE], EVENTS);
    assert!(!request.headers().contains_key(CONTENT_LENGTH));
    let topic = (http::HeaderName::from_static("x-topic"), "t");
    let read = |media_type, accept| {
        let headers = [topic.clone(), (CONTENT_TYPE, media_type), (ACCEPT, accept)];
        read(&mut Talk::default(), "", &headers, "x")
    };
    assert_eq!(read(EVENTS, "*/*"), Ok(()));
    let wrong = read("application/json", "*/*");
    assert_eq!(wrong, Err(Rejection::UnsupportedMediaType));
    let accepted = |accept: &'static str| {
        let mut request = Request::new(ByteStream::default());
        let value = http::HeaderValue::from_static(accept);
        request.headers_mut().insert(ACCEPT, value);
        let (head, body) = request.into_parts();
        let (mut input, options) = (Talk::default(), Default::default());
        let read = RestJson.read_request(&operation, &head, body, &[], &mut input, options);
        read.map(drop)
    };
    assert_eq!(accepted(EVENTS), Ok(()));
    assert_eq!(accepted("application/json"), Err(Rejection::NotAcceptable));
    assert_eq!(self::read(&mut Talk::default(), "", &[topic], "x"), Ok(()));
}

#[test]
fn a_stream_of_events_does_not_begin_without_what_goes_before_it() {
    let operation = operation(&TALK, &TALK, 200);
    let read = |topic: Option<&'static str>| {
        let mut response = Response::new(ByteStream::default());
        if let Some(topic) = topic {
            let value = http::HeaderValue::from_static(topic);
            response.headers_mut().insert("x-topic", value);
        }
        let mut output = Talk::default();
        let read = RestJson.read_response(&operation, response, &mut output);
        read.map(|()| output.topic)
    };
    assert_eq!(read(Some("t")), Ok(Some("t".to_owned())));
    let missing = read(None).unwrap_err();
    assert_eq!(missing.problem, "the required member topic is missing");
}
