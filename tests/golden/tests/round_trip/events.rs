//! Streams of events, in both directions at once.

use planish_golden::http;
use planish_runtime::client::{Config, Credentials, Error};
use planish_runtime::error::Unmodeled;
use planish_runtime::event_stream::StreamError;
use planish_runtime::operation::Operation;
use planish_runtime::server::{Authenticator, Identity, Server};
use planish_runtime::sigv4::{self, EventChain, Payload, Secret, SigV4Error};
use planish_runtime::{Bytes, EventStream, Timestamp};

use super::wire::config;
use super::{Bindings, bindings, text};
use http::client::operation::ChatError;
use http::client::types::{ChatInput, ChatOutput, Kicked, Left, Line, Photo};

type Chat = http::client::types::EventStream;

fn line(said: &str) -> Chat {
    Chat::Line(Line {
        sender: text("me"),
        at: Some(Timestamp::from_seconds(1_709_208_000)),
        text: text(said),
    })
}

async fn chat(server: Server, lines: EventStream<Chat>) -> Result<ChatOutput, Error<ChatError>> {
    let client = http::client::Client::new(config(server));
    let room = text("r");
    client.chat(ChatInput { room, lines }).await
}

async fn echoed(lines: impl IntoIterator<Item = Chat>) -> ChatOutput {
    let server = http::server::server(Bindings);
    chat(server, EventStream::from_events(lines)).await.unwrap()
}

#[tokio::test]
async fn an_answer_comes_before_the_next_event_is_sent() {
    let (sender, lines) = EventStream::channel(1);
    let server = http::server::server(Bindings);
    let mut output = chat(server, lines).await.unwrap();
    assert_eq!(output.topic, text("r"));
    for said in ["one", "two", "three"] {
        sender.send(line(said)).await.unwrap();
        assert_eq!(output.lines.recv().await.unwrap().unwrap(), line(said));
    }
    drop(sender);
    assert!(output.lines.recv().await.is_none());
}

/// Serves one connection.
async fn serve(listener: tokio::net::TcpListener) {
    use hyper_util::rt::TokioIo;
    use hyper_util::service::TowerToHyperService;
    let (stream, _) = listener.accept().await.unwrap();
    let service = TowerToHyperService::new(http::server::server(Bindings));
    let connection = hyper::server::conn::http1::Builder::new();
    let served = connection.serve_connection(TokioIo::new(stream), service);
    served.await.unwrap();
}

#[tokio::test]
async fn over_a_connection_events_go_both_ways_at_once() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener));
    let config = Config::new()
        .endpoint(format!("http://{address}"))
        .region("us-east-1")
        .credentials(Credentials::new("key", "secret"));
    let client = http::client::Client::new(config);
    let (sender, lines) = EventStream::channel(1);
    let room = text("r");
    let mut output = client.chat(ChatInput { room, lines }).await.unwrap();
    for said in ["one", "two", "three"] {
        sender.send(line(said)).await.unwrap();
        assert_eq!(output.lines.recv().await.unwrap().unwrap(), line(said));
    }
    drop(sender);
    assert!(output.lines.recv().await.is_none());
}

#[tokio::test]
async fn each_kind_of_event_arrives_as_it_was_sent() {
    let sent = [
        Chat::Picture(Photo {
            format: text("png"),
            data: Some(Bytes::from_static(&[0, 255])),
        }),
        Chat::Picture(Photo::default()),
        Chat::Left(Left {}),
        line("\u{e9}"),
    ];
    let mut lines = echoed(sent.clone()).await.lines;
    for event in sent {
        assert_eq!(lines.recv().await.unwrap().unwrap(), event);
    }
    assert!(lines.recv().await.is_none());
    let mut events = bindings().subscribe().await.unwrap().events;
    let event = events.recv().await.unwrap().unwrap();
    assert_eq!(
        format!("{event:?}"),
        r#"Events { message: Body { text: "t" } }"#
    );
    assert!(events.recv().await.is_none());
}

#[tokio::test]
async fn errors_end_a_stream_on_both_sides() {
    let kicked = Chat::Kicked(Kicked {
        message: text("out"),
    });
    let sent = [line("a"), kicked.clone(), line("b")];
    let mut lines = echoed(sent).await.lines;
    assert!(lines.recv().await.unwrap().is_ok());
    match lines.recv().await {
        Some(Err(StreamError::Modeled(error))) => assert_eq!(error, kicked),
        other => panic!("{other:?}"),
    }
    assert!(lines.recv().await.is_none());
}

#[tokio::test]
async fn a_server_takes_valid_events_only() {
    let long = "x".repeat(101);
    let mut lines = echoed([line("a"), line(&long)]).await.lines;
    assert!(lines.recv().await.unwrap().is_ok());
    let error = lines.recv().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("'/text'"), "{error}");
    let mut lines = echoed([Chat::Unknown]).await.lines;
    let error = lines.recv().await.unwrap().unwrap_err();
    assert!(matches!(error, StreamError::Broken(_)), "{error}");
}

/// Lets in whoever signs with this secret.
struct Signed(&'static str);

impl Signed {
    fn find(&self, key: &str) -> Option<Secret> {
        (key == "key").then(|| Secret::new(self.0))
    }
}

impl Authenticator for Signed {
    fn authenticate(
        &self,
        head: &::http::request::Parts,
        _: Payload<'_>,
        _: Option<&'static Operation>,
    ) -> Result<Option<Identity>, Unmodeled> {
        let found = sigv4::verify(
            head,
            Payload::Events,
            &|key: &str| self.find(key),
            "bindings",
            "us-east-1",
            Timestamp::now(),
        );
        match found {
            Ok(_) => Ok(None),
            Err(error) => Err(Unmodeled::new(SigV4Error::STATUS, error.code(), "")),
        }
    }

    fn events(&self, head: &::http::request::Parts, _: &'static Operation) -> Option<EventChain> {
        sigv4::chain(head, &|key: &str| self.find(key))
    }
}

#[tokio::test]
async fn events_are_signed_one_by_one() {
    let server = |secret| {
        let server = http::server::server(Bindings);
        server.authenticator(std::sync::Arc::new(Signed(secret)))
    };
    let lines = || EventStream::from_events([line("a"), line("b")]);
    let mut output = chat(server("secret"), lines()).await.unwrap();
    for said in ["a", "b"] {
        assert_eq!(output.lines.recv().await.unwrap().unwrap(), line(said));
    }
    assert!(output.lines.recv().await.is_none());
    let refused = chat(server("another"), lines()).await.unwrap_err();
    assert_eq!(refused.code(), Some("InvalidSignatureException"));
}
