//! What callers send is verified; what isn't theirs is refused in the words of AWS.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Uri};

use super::super::sign::{Signing, presign, sign};
use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_475_085_144); // 20160928T175224Z
const BODY: &[u8] = br#"{"DryRun":true}"#;
const PATH: &str =
    "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af/code?a=%2F";

const SIGNING: Signing<'static> = Signing {
    access_key: "test",
    secret_key: "secret",
    session_token: None,
    region: "us-east-1",
    service: "lambda",
    time: NOW,
};

const FOREIGN: &str = "AWS4-HMAC-SHA256 Credential=test/20160928/us-east-1/lambda/aws4_request, \
    SignedHeaders=content-type;host;x-amz-date, \
    Signature=1549b2b300408ae94edbd5ad540b09f1e62f41cc282b0fb10cdd349781877dc9";

fn keys(access_key: &str) -> Option<Secret> {
    match access_key {
        "test" => Some(Secret::new("secret")),
        "temporary" => Some(Secret {
            session_token: Some("token".to_owned()),
            expires: Some(Timestamp::from_seconds(NOW.seconds + 60)),
            ..Secret::new("secret")
        }),
        _ => None,
    }
}

fn parts(uri: &Uri, headers: HeaderMap) -> Parts {
    let mut parts = http::Request::new(()).into_parts().0;
    parts.method = Method::PUT;
    parts.uri = uri.clone();
    parts.headers = headers;
    parts
}

/// A request as the AWS CLI sends it, signed.
fn signed(signing: &Signing<'_>) -> Parts {
    let uri = Uri::from_static(PATH);
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("127.0.0.1:9001"));
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers.insert("user-agent", HeaderValue::from_static("aws-cli/2"));
    let payload = Payload::Bytes(BODY);
    sign(signing, &Method::PUT, &uri, &mut headers, payload).unwrap();
    parts(&uri, headers)
}

fn check(parts: &Parts) -> Result<Identity, SigV4Error> {
    check_at(parts, NOW)
}

fn check_at(parts: &Parts, now: Timestamp) -> Result<Identity, SigV4Error> {
    verify(
        parts,
        Payload::Bytes(BODY),
        &keys,
        "lambda",
        "us-east-1",
        now,
    )
}

fn with_authorization(text: &str) -> Parts {
    let mut parts = signed(&SIGNING);
    let value = HeaderValue::from_str(text).unwrap();
    parts.headers.insert("authorization", value);
    parts
}

fn texts(error: &SigV4Error) -> (&'static str, String) {
    (error.code(), error.message().into_owned())
}

#[test]
fn what_is_signed_is_verified() {
    let parts = signed(&SIGNING);
    let authorization = parts
        .headers
        .get("authorization")
        .unwrap()
        .to_str()
        .unwrap();
    assert!(authorization.contains("SignedHeaders=content-type;host;x-amz-date,"));
    assert_eq!(check(&parts).unwrap().access_key, "test");
    let hash = digest_of(BODY);
    let by_hash = verify(
        &parts,
        Payload::Sha256(hash),
        &keys,
        "lambda",
        "us-east-1",
        NOW,
    );
    assert!(by_hash.is_ok());
}

/// Computed apart from this code, from the rules of the documentation: the canonical path holds
/// `%253A`.
#[test]
fn what_other_implementations_sign_is_verified() {
    let parts = with_authorization(FOREIGN);
    assert_eq!(check(&parts).unwrap().access_key, "test");
}

#[test]
fn every_change_is_noticed() {
    let changes: [fn(&mut Parts); 5] = [
        |p| p.method = Method::POST,
        |p| p.uri = Uri::from_static("/2015-03-31/functions/f/code?a=%2F"),
        |p| p.uri = Uri::try_from(format!("{PATH}&b=1")).unwrap(),
        |p| drop(p.headers.insert("host", HeaderValue::from_static("b"))),
        |p| drop(p.headers.remove("content-type")),
    ];
    for (index, change) in changes.iter().enumerate() {
        let mut parts = signed(&SIGNING);
        change(&mut parts);
        assert_eq!(check(&parts), Err(SigV4Error::Mismatch), "change {index}");
    }
    let parts = signed(&SIGNING);
    let other = verify(
        &parts,
        Payload::Bytes(b"{}"),
        &keys,
        "lambda",
        "us-east-1",
        NOW,
    );
    assert_eq!(
        texts(&other.unwrap_err()),
        (
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check \
             your AWS Secret Access Key and signing method. Consult the service documentation for \
             details."
                .to_owned()
        )
    );
}

#[test]
fn a_request_without_signature_says_so() {
    let bare = parts(&Uri::from_static("/"), HeaderMap::new());
    assert_eq!(
        texts(&check(&bare).unwrap_err()),
        (
            "MissingAuthenticationTokenException",
            "Missing Authentication Token".to_owned()
        )
    );
}

#[test]
fn clocks_may_differ_by_five_minutes() {
    let early = Signing {
        time: Timestamp::from_seconds(NOW.seconds - 485), // 20160928T174419Z
        ..SIGNING
    };
    assert_eq!(
        check(&signed(&early)).unwrap_err().message(),
        "Signature expired: 20160928T174419Z is now earlier than 20160928T174724Z \
         (20160928T175224Z - 5 min.)"
    );
    let late = Signing {
        time: Timestamp::from_seconds(NOW.seconds + 301),
        ..SIGNING
    };
    assert_eq!(
        check(&signed(&late)).unwrap_err().message(),
        "Signature not yet current: 20160928T175725Z is still later than 20160928T175724Z \
         (20160928T175224Z + 5 min.)"
    );
    for shift in [-300, 300] {
        let now = Timestamp::from_seconds(NOW.seconds + shift);
        assert!(check_at(&signed(&SIGNING), now).is_ok(), "{shift}");
    }
}

#[test]
fn scopes_must_name_the_service_and_the_region() {
    let service = Signing {
        service: "s3",
        ..SIGNING
    };
    let region = Signing {
        region: "us-west-1",
        ..SIGNING
    };
    for (signing, text) in [
        (
            service,
            "Credential should be scoped to correct service: 'lambda'. ",
        ),
        (
            region,
            "Credential should be scoped to a valid Region, not 'us-west-1'. ",
        ),
    ] {
        assert_eq!(
            texts(&check(&signed(&signing)).unwrap_err()),
            ("InvalidSignatureException", text.to_owned())
        );
    }
}

#[test]
fn keys_and_tokens_must_be_known() {
    let temporary = Signing {
        access_key: "temporary",
        session_token: Some("token"),
        ..SIGNING
    };
    assert!(check(&signed(&temporary)).is_ok());
    let later = Timestamp::from_seconds(NOW.seconds + 60);
    assert_eq!(
        texts(&check_at(&signed(&temporary), later).unwrap_err()),
        (
            "ExpiredTokenException",
            "The security token included in the request is expired".to_owned()
        )
    );
    let unknown = Signing {
        access_key: "nobody",
        ..SIGNING
    };
    let other_token = Signing {
        session_token: Some("other"),
        ..temporary
    };
    let no_token = Signing {
        session_token: None,
        ..temporary
    };
    let needless = Signing {
        session_token: Some("token"),
        ..SIGNING
    };
    for signing in [unknown, other_token, no_token, needless] {
        assert_eq!(
            texts(&check(&signed(&signing)).unwrap_err()),
            (
                "UnrecognizedClientException",
                "The security token included in the request is invalid.".to_owned()
            )
        );
    }
}

#[test]
fn what_cannot_be_read_is_incomplete() {
    let good = "AWS4-HMAC-SHA256 Credential=test/20160928/us-east-1/lambda/aws4_request, \
                SignedHeaders=host, Signature=00";
    for (text, start) in [
        ("Bearer x", "Invalid key=value pair (missing equal-sign)"),
        (
            "AWS4-HMAC-SHA256",
            "Authorization header requires 'Credential'",
        ),
        ("", "Authorization header requires"),
        (
            &good.replace("SHA256", "SHA1"),
            "Unsupported AWS 'algorithm'",
        ),
        (
            &good.replace("lambda/", ""),
            "Credential must have exactly 5",
        ),
        (
            &format!("{good},Signature=01"),
            "Authorization header holds",
        ),
        (
            &good.replace("=00", "="),
            "Authorization header requires 'Signature'",
        ),
    ] {
        let error = check(&with_authorization(text)).unwrap_err();
        assert_eq!(
            error.code(),
            "IncompleteSignatureException",
            "{text}: {error}"
        );
        if !text.is_empty() {
            assert!(error.message().starts_with(start), "{error}");
        }
    }
    let mut twice = signed(&SIGNING);
    twice
        .headers
        .append("authorization", HeaderValue::from_static("x"));
    assert_eq!(
        check(&twice).unwrap_err().code(),
        "IncompleteSignatureException"
    );
    let mut undated = signed(&SIGNING);
    undated.headers.remove("x-amz-date");
    let error = check(&undated).unwrap_err();
    assert!(error.message().contains("'X-Amz-Date' or a 'Date' header"));
    let hostless = with_authorization(&good.replace("=host", "=x-amz-date"));
    let error = check(&hostless).unwrap_err();
    assert!(
        error.message().contains("must be a 'SignedHeader'"),
        "{error}"
    );
}

#[test]
fn a_hash_in_a_header_must_be_that_of_the_body() {
    let send = |hash: &str| {
        let uri = Uri::from_static(PATH);
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("h"));
        headers.insert("x-amz-content-sha256", hash.parse().unwrap());
        let payload = Payload::Bytes(BODY);
        sign(&SIGNING, &Method::PUT, &uri, &mut headers, payload).unwrap();
        check(&parts(&uri, headers))
    };
    assert!(send(&canonical::sha256_hex(BODY)).is_ok());
    for bad in [canonical::sha256_hex(b""), UNSIGNED_PAYLOAD.to_owned()] {
        let error = send(&bad).unwrap_err();
        assert!(error.message().contains("x-amz-content-sha256"), "{error}");
    }
}

#[test]
fn an_unsigned_payload_is_taken_only_where_the_server_says_so() {
    let uri = Uri::from_static(PATH);
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("h"));
    sign(
        &SIGNING,
        &Method::PUT,
        &uri,
        &mut headers,
        Payload::Unsigned,
    )
    .unwrap();
    let parts = parts(&uri, headers);
    assert!(check(&parts).is_err());
    assert!(verify(&parts, Payload::Unsigned, &keys, "lambda", "us-east-1", NOW).is_ok());
}

#[test]
fn a_signature_in_the_query_is_valid_as_long_as_it_says() {
    let uri = Uri::try_from(format!("http://h{PATH}")).unwrap();
    let temporary = Signing {
        access_key: "temporary",
        session_token: Some("token"),
        time: Timestamp::from_seconds(NOW.seconds - 800),
        ..SIGNING
    };
    let headers = HeaderMap::new();
    let expires = Duration::from_secs(900);
    let payload = Payload::Bytes(BODY);
    let uri = presign(&temporary, &Method::PUT, &uri, &headers, payload, expires).unwrap();
    let parts = parts(&uri, headers);
    assert_eq!(check(&parts).unwrap().access_key, "temporary");
    let later = Timestamp::from_seconds(NOW.seconds + 101);
    assert_eq!(
        check_at(&parts, later).unwrap_err().message(),
        "Signature expired: 20160928T173904Z is now earlier than 20160928T173905Z \
         (20160928T175405Z - 15 min.)"
    );
    let mut bare = signed(&SIGNING);
    bare.headers.clear();
    bare.uri = Uri::from_static("http://h/?X-Amz-Signature=00");
    let error = check(&bare).unwrap_err();
    assert_eq!(error.code(), "IncompleteSignatureException");
    assert!(error.message().contains("'X-Amz-Credential'"), "{error}");
}

fn digest_of(bytes: &[u8]) -> [u8; 32] {
    let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
    hash.as_ref().try_into().unwrap()
}
