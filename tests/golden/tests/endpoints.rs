//! A generated client with endpoint rules: parameters come from inputs and operations, and the
//! answer decides where requests go and how they are signed.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use planish_golden::behavior::client::Client;
use planish_golden::behavior::client::types::{ListInput, Part, PutThingInput};
use planish_runtime::client::{Config, Credentials, Error, ReplayTransport};

fn client(replay: &ReplayTransport) -> Client {
    Client::new(
        Config::new()
            .endpoint("http://things.example:81/base")
            .credentials(Credentials::new("test", "secret"))
            .transport(replay.clone()),
    )
}

#[tokio::test]
async fn a_member_chooses_the_host() {
    let replay = ReplayTransport::new().answer(200, &[], "{}");
    let input = PutThingInput {
        shelf: Some("top".to_owned()),
        ..Default::default()
    };
    client(&replay).put_thing(input).await.unwrap();
    let [request] = replay.requests().try_into().unwrap();
    let uri = request.uri().to_string();
    assert_eq!(uri, "http://top.things.example:81/base/things?shelf=top");
    assert_eq!(request.headers()["x-shelf"], "top");
    // The body is `{}`.
    assert_eq!(request.headers()["x-amz-checksum-crc32"], "o6a/Qw==");
    assert_eq!(request.headers()["x-algorithm"], "CRC32");
    let signed = request.headers()["authorization"].to_str().unwrap();
    assert!(
        signed.contains("/eu-west-1/shelves/aws4_request"),
        "{signed}"
    );
}

#[tokio::test]
async fn an_error_of_the_rules_is_the_call_s() {
    let replay = ReplayTransport::new().answer(200, &[], "{}");
    let input = PutThingInput {
        parts: Some(vec![Part {
            ok: Some("cup".to_owned()),
        }]),
        ..Default::default()
    };
    let error = client(&replay).put_thing(input).await.unwrap_err();
    assert!(matches!(&error, Error::Configuration(text) if text == "`cup` needs a shelf"));
    assert!(replay.requests().is_empty());
}

#[tokio::test]
async fn pages_need_no_items() {
    let replay = ReplayTransport::new()
        .answer(200, &[], r#"{"count": 1, "nextToken": "a"}"#)
        .answer(200, &[], r#"{"count": 2}"#);
    let mut pages = client(&replay).count_things(ListInput::default()).pages();
    let mut sum = 0;
    while let Some(page) = pages.next().await {
        sum += page.unwrap().count.unwrap();
    }
    assert_eq!(sum, 3);
}
