//! Every value that a model allows arrives as it was sent: from the generated client to the
//! generated server and back, by way of the runtime's protocol and with no socket in between.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on fails"
)]

#[path = "round_trip/events.rs"]
mod events;
mod wire;

use std::collections::BTreeMap;

use planish_golden::{http, shapes};
use planish_runtime::document::Number;
use planish_runtime::error::Unmodeled;
use planish_runtime::server::Context;
use planish_runtime::{BigDecimal, BigInteger, Bytes, Document, EventStream, Timestamp, Unit};
use wire::{config, wire};

struct Echo;

impl shapes::server::Shapes for Echo {
    async fn echo(
        &self,
        input: shapes::server::types::All,
        _: Context,
    ) -> Result<shapes::server::types::All, shapes::server::operation::EchoError> {
        Ok(input)
    }

    async fn ping(&self, _: Context) -> Result<Unit, shapes::server::operation::PingError> {
        Ok(Unit {})
    }
}

async fn echo(sent: shapes::client::types::All) -> shapes::client::types::All {
    let client = shapes::client::Client::new(config(shapes::server::server(Echo)));
    client.echo(sent).await.unwrap()
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn simple_values_and_collections() {
    use shapes::client::types::{All, Collections, Nothing, Simple, Sparse, Suit};
    let strings = vec![String::new(), "\u{e9}\"\\\n".to_owned()];
    let simple = Simple {
        boolean: Some(false),
        byte: Some(i8::MIN),
        short: Some(i16::MAX),
        integer: Some(i32::MIN),
        long: Some(i64::MAX),
        float: Some(0.1),
        double: Some(f64::NEG_INFINITY),
        big_integer: BigInteger::parse("123456789012345678901234567890"),
        big_decimal: BigDecimal::parse("1.50e-400"),
        string: text(""),
        blob: Some(Bytes::from_static(&[0, 255, 7])),
        renamed: text("by another name"),
        nothing: Some(Nothing {}),
    };
    let collections = Collections {
        strings: Some(Vec::new()),
        structures: Some(vec![Nothing {}, Nothing {}]),
        grid: Some(vec![strings.clone(), Vec::new()]),
        set: Some(vec![Suit::Club, Suit::Odd]),
        numbers: Some(BTreeMap::from([("a".into(), 1), (String::new(), -2)])),
        index: Some(BTreeMap::from([("diamond".into(), vec![strings])])),
    };
    let times = vec![None, Some(Timestamp::from_seconds(1)), None];
    let sparse = Sparse {
        list: Some(times.clone()),
        map: Some(BTreeMap::from([
            ("a".into(), None),
            ("b".into(), Some(times)),
        ])),
    };
    let got = echo(All {
        simple: Some(simple.clone()),
        collections: Some(collections.clone()),
        sparse: Some(sparse.clone()),
        ..All::default()
    })
    .await;
    assert_eq!(got.simple, Some(simple));
    assert_eq!(got.collections, Some(collections));
    assert_eq!(got.sparse, Some(sparse));
    assert_eq!(got.documents, None);
}

#[tokio::test]
async fn recursion_and_unions() {
    use shapes::client::types::{All, Choice, Expression, Simple, Suit, Tree};
    let leaf = |label| Tree {
        label: text(label),
        ..Tree::default()
    };
    let condition = Expression::All(vec![
        Expression::Literal(true),
        Expression::Not(Box::new(Expression::Exists(Box::new(leaf("deep"))))),
    ]);
    let tree = Tree {
        left: Some(Box::new(leaf("left"))),
        others: Some(vec![leaf("one"), Tree::default()]),
        named: Some(BTreeMap::from([("x".into(), leaf("named"))])),
        condition: Some(Box::new(condition.clone())),
        ..leaf("top")
    };
    let choices = [
        Choice::Text("t".into()),
        Choice::Unit(Unit {}),
        Choice::Structure(Simple::default()),
        Choice::List(vec!["a".into()]),
        Choice::Enum(Suit::UnknownValue),
        Choice::Blob(Bytes::from_static(b"b")),
        Choice::UnknownValue(5),
    ];
    for choice in choices {
        let got = echo(All {
            tree: Some(tree.clone()),
            expression: Some(condition.clone()),
            choice: Some(choice.clone()),
            ..All::default()
        })
        .await;
        assert_eq!(got.tree, Some(tree.clone()));
        assert_eq!(got.expression, Some(condition.clone()));
        assert_eq!(got.choice, Some(choice));
    }
}

#[tokio::test]
async fn documents_and_timestamps() {
    use shapes::client::types::{All, Documents, Timestamps};
    let list = vec![
        Document::from(-1),
        Document::Number(Number::Unsigned(u64::MAX)),
        Document::from(0.5),
        Document::from(true),
    ];
    let object = BTreeMap::from([("a".to_owned(), Document::Array(list.clone()))]);
    let documents = Documents {
        one: Some(Document::Object(object.clone())),
        many: Some(list),
        named: Some(object),
    };
    let at = Some(Timestamp::from_seconds(1_709_208_000));
    let timestamps = Timestamps {
        plain: Timestamp::from_seconds_f64(1.5),
        date_time: Timestamp::from_seconds_f64(-1.25),
        http_date: at,
        epoch_seconds: at,
        shape: at,
        overridden: at,
    };
    let got = echo(All {
        documents: Some(documents.clone()),
        timestamps: Some(timestamps.clone()),
        ..All::default()
    })
    .await;
    assert_eq!(got.documents, Some(documents));
    assert_eq!(got.timestamps, Some(timestamps));
}

#[tokio::test]
async fn defaults_are_those_of_the_model() {
    use shapes::client::types::{All, Defaults, Priority, Suit};
    let defaults = Defaults::default();
    assert!(defaults.yes && !defaults.no);
    assert_eq!(defaults.byte, -128);
    assert_eq!(defaults.long, i64::MAX);
    assert_eq!(defaults.float, 0.123_456_79);
    assert_eq!(defaults.whole, -1.0);
    assert_eq!(
        defaults.big_integer.as_str(),
        "123456789012345678901234567890"
    );
    assert_eq!(defaults.big_decimal.as_str(), "0.10");
    assert_eq!(defaults.text, "a\n\"b\"");
    assert_eq!(defaults.blob, "abc");
    assert_eq!(defaults.suit, Suit::Diamond);
    assert_eq!(defaults.priority, Priority::High);
    assert_eq!(defaults.epoch, Timestamp::from_seconds(0));
    assert_eq!(Some(defaults.seconds), Timestamp::from_seconds_f64(1.5));
    assert_eq!(defaults.date, Timestamp::from_seconds(1_709_208_000));
    assert_eq!(defaults.document, Document::from("text"));
    assert_eq!(defaults.optional, None);
    // A server takes the default for a member that isn't sent; a client does for one that doesn't
    // come back.
    let wire = wire(shapes::server::server(Echo), r#"{"defaults":{}}"#).await;
    for (part, expected) in [
        (r#""optional":7"#, true),
        (r#""blob":"YWJj""#, true),
        (r#""null""#, false),
    ] {
        assert_eq!(wire.contains(part), expected, "{part} in {wire}");
    }
    let got = echo(All {
        defaults: Some(defaults.clone()),
        ..All::default()
    })
    .await;
    let expected = Defaults {
        optional: Some(7),
        ..defaults
    };
    assert_eq!(got.defaults, Some(expected));
}

#[tokio::test]
async fn unknown_values_survive() {
    use shapes::client::types::{All, Priority, Suit};
    let sent = All {
        suit: Some(Suit::from("joker")),
        priority: Some(Priority::from(77)),
        ..All::default()
    };
    let client = shapes::client::Client::new(config(wire::Mirror));
    let got = client.echo(sent).await.unwrap();
    assert_eq!(got.suit, Some(Suit::Unknown("joker".into())));
    assert_eq!(got.priority, Some(Priority::Unknown(77)));
    assert_eq!(got.suit.unwrap().as_str(), "joker");
}

#[tokio::test]
async fn a_server_refuses_what_the_model_forbids() {
    let cases = [
        (r#"{"constrained":{"name":"UPPER"}}"#, "/constrained/name"),
        (
            r#"{"constrained":{"shorter":"abcd"}}"#,
            "/constrained/shorter",
        ),
        (r#"{"constrained":{"number":6}}"#, "/constrained/number"),
        (r#"{"constrained":{"ratio":0.2}}"#, "/constrained/ratio"),
        (r#"{"constrained":{"set":["a","a"]}}"#, "/constrained/set"),
        (r#"{"constrained":{"map":{}}}"#, "/constrained/map"),
        (r#"{"constrained":{"map":{"a":10}}}"#, "/constrained/map/a"),
        (r#"{"constrained":{"blob":""}}"#, "/constrained/blob"),
        (r#"{"suit":"joker"}"#, "/suit"),
        (r#"{"required":{}}"#, "/required/text"),
    ];
    for (body, path) in cases {
        let said = wire(shapes::server::server(Echo), body).await;
        assert!(said.contains(" validation error"), "{body}: {said}");
        assert!(said.contains(path), "{body}: {said}");
    }
}

#[test]
fn secrets_are_not_shown() {
    use shapes::server::types::{PasswordOrHint, SecretLevel, Secrets, Vault};
    let secrets = Secrets {
        open: text("open"),
        password: text("hush"),
        history: Some(vec!["hush".into()]),
        vault: Some(Vault {
            content: text("hush"),
        }),
        either: Some(PasswordOrHint::Password("hush".into())),
        level: Some(SecretLevel::from("hush")),
    };
    let shown = format!("{secrets:?}");
    assert!(shown.contains("open"), "{shown}");
    assert!(!shown.contains("hush"), "{shown}");
    assert_eq!(shown.matches("[redacted]").count(), 5, "{shown}");
}

#[tokio::test]
async fn nothing_in_nothing_out() {
    let client = shapes::client::Client::new(config(shapes::server::server(Echo)));
    let answer = client.ping().send_with_metadata().await.unwrap();
    assert_eq!(answer.metadata.status, 204);
}

struct Bindings;

mod api {
    pub(crate) use planish_golden::http::server::operation::*;
    pub(crate) use planish_golden::http::server::types::*;
}

impl http::server::Bindings for Bindings {
    async fn get_labels(
        &self,
        input: api::Labels,
        _: Context,
    ) -> Result<api::LabelsSaid, api::GetLabelsError> {
        Ok(api::LabelsSaid {
            said: Some(format!("{input:?}")),
            status: Some(203),
        })
    }

    async fn list_query(
        &self,
        input: api::Query,
        _: Context,
    ) -> Result<api::LabelsSaid, api::ListQueryError> {
        Ok(api::LabelsSaid {
            said: Some(format!("{input:?}")),
            status: None,
        })
    }

    async fn put_headers(
        &self,
        input: api::Headers,
        _: Context,
    ) -> Result<api::Headers, api::PutHeadersError> {
        Ok(input)
    }

    async fn put_structure(
        &self,
        input: api::StructurePayload,
        _: Context,
    ) -> Result<api::StructurePayload, api::PutStructureError> {
        Ok(input)
    }

    async fn put_blob(
        &self,
        input: api::BlobPayload,
        _: Context,
    ) -> Result<api::BlobPayload, api::PutBlobError> {
        Ok(input)
    }

    async fn put_document(
        &self,
        input: api::DocumentPayload,
        _: Context,
    ) -> Result<api::DocumentPayload, api::PutDocumentError> {
        Ok(input)
    }

    async fn put_union(
        &self,
        input: api::UnionPayload,
        _: Context,
    ) -> Result<api::UnionPayload, api::PutUnionError> {
        Ok(input)
    }

    async fn upload(
        &self,
        input: api::UploadInput,
        _: Context,
    ) -> Result<api::UploadOutput, api::UploadError> {
        let mut data = input.name.into_bytes();
        data.extend(input.data.collect().await.unwrap());
        Ok(api::UploadOutput { data: data.into() })
    }

    async fn subscribe(&self, _: Context) -> Result<api::SubscribeOutput, api::SubscribeError> {
        let body = api::Body {
            text: text("t"),
            number: None,
        };
        Ok(api::SubscribeOutput {
            events: EventStream::from_events([api::Events::Message(body)]),
        })
    }

    async fn chat(
        &self,
        input: api::ChatInput,
        _: Context,
    ) -> Result<api::ChatOutput, api::ChatError> {
        Ok(api::ChatOutput {
            topic: input.room,
            lines: input.lines,
        })
    }

    async fn fail(&self, input: api::FailInput, _: Context) -> Result<Unit, api::FailError> {
        Err(match input.how.as_deref() {
            Some("missing") => api::NotFound {
                message: text("gone"),
                resource: text("r1"),
                details: Some(api::Body {
                    text: text("d"),
                    number: Some(1),
                }),
            }
            .into(),
            Some("modeled") => api::Unmodeled::default().into(),
            Some("throttled") => api::Throttled { seconds: Some(3) }.into(),
            _ => Unmodeled::new(418, "Teapot", "short and stout").into(),
        })
    }
}

fn bindings() -> http::client::Client {
    http::client::Client::new(config(http::server::server(Bindings)))
}

#[tokio::test]
async fn labels_and_queries() {
    use http::client::types::{Kind, Labels, Query};
    let said = bindings()
        .get_labels(Labels {
            text: text("a/b c"),
            number: Some(-1),
            flag: Some(true),
            time: Some(Timestamp::from_seconds(0)),
            kind: Some(Kind::B),
            rest: text("x/y z"),
            account: text("acc"),
        })
        .await
        .unwrap();
    assert_eq!(said.status, Some(203));
    let shown = said.said.unwrap();
    for part in [
        "\"a/b c\"",
        "-1",
        "true",
        "seconds: 0",
        "\"B\"",
        "\"x/y z\"",
        "\"acc\"",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let shown = bindings()
        .list_query(Query {
            text: text("a&b=c"),
            numbers: Some(vec![1, -2]),
            kinds: Some(vec![Kind::A, Kind::B]),
            time: Some(Timestamp::from_seconds(86_400)),
            token: None,
            more: Some(BTreeMap::from([(
                "k".into(),
                vec!["v+".into(), String::new()],
            )])),
        })
        .await
        .unwrap()
        .said
        .unwrap();
    for part in ["\"a&b=c\"", "[1, -2]", "[\"A\", \"B\"]", "seconds: 86400"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(shown.contains(r#""k": ["v+", ""]"#), "{shown}");
    // A token is made up where none is given.
    assert!(shown.contains("token: \""), "{shown}");
}

#[tokio::test]
async fn headers_and_payloads() {
    use http::client::types::{
        BlobPayload, Body, DocumentPayload, Either, Headers, Kind, StructurePayload, UnionPayload,
        UploadInput,
    };
    let headers = Headers {
        text: text("a, b"),
        number: Some(-0.5),
        flag: Some(false),
        time: Some(Timestamp::from_seconds(1_709_208_000)),
        kinds: Some(vec![Kind::B, Kind::A]),
        texts: Some(vec!["a,b".into(), "c \"d\"".into()]),
        json: text("{\"a\": 1}"),
        meta: Some(BTreeMap::from([("one".into(), "1".into())])),
        body: text("in the body"),
    };
    let answer = bindings().put_headers(headers.clone()).await.unwrap();
    assert_eq!(answer, headers);
    let body = Body {
        text: text("t"),
        number: Some(5),
    };
    let structure = StructurePayload {
        id: text("id"),
        body: Some(body.clone()),
    };
    let answer = bindings().put_structure(structure.clone()).await.unwrap();
    assert_eq!(answer, structure);
    let blob = BlobPayload {
        body: Some(Bytes::from_static(&[0, 1, 2])),
    };
    assert_eq!(bindings().put_blob(blob.clone()).await.unwrap(), blob);
    let document = DocumentPayload {
        body: Some(Document::from("text")),
    };
    let answer = bindings().put_document(document.clone()).await.unwrap();
    assert_eq!(answer, document);
    let union = UnionPayload {
        body: Some(Either::Body(body)),
    };
    assert_eq!(bindings().put_union(union.clone()).await.unwrap(), union);
    let upload = UploadInput {
        name: text("n"),
        data: "data".into(),
    };
    let data = bindings().upload(upload).await.unwrap().data;
    assert_eq!(data.collect().await.unwrap(), "ndata");
}

#[tokio::test]
async fn errors() {
    use http::client::operation::FailError;
    use http::client::types::FailInput;
    use planish_runtime::client::Error;
    let fail = async |how: &str| {
        let call = bindings().fail(FailInput { how: text(how) }).attempts(1);
        match call.await {
            Err(Error::Service { error, .. }) => *error,
            other => panic!("{other:?}"),
        }
    };
    match fail("missing").await {
        FailError::NotFound(error) => {
            assert_eq!(error.message, text("gone"));
            assert_eq!(error.resource, text("r1"));
            assert_eq!(error.details.unwrap().number, Some(1));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(fail("modeled").await, FailError::Unmodeled2(_)));
    match fail("throttled").await {
        FailError::Throttled(error) => assert_eq!(error.seconds, Some(3)),
        other => panic!("{other:?}"),
    }
    match fail("else").await {
        FailError::Unmodeled(error) => {
            assert_eq!(error.status, 418);
            assert_eq!(error.to_string(), "Teapot: short and stout");
        }
        other => panic!("{other:?}"),
    }
}
