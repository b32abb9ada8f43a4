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
    RestJson
        .read_request(&operation, request, labels, input, Default::default())
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
        let read =
            RestJson.read_request(&operation, request, &[], &mut Unit {}, Default::default());
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
