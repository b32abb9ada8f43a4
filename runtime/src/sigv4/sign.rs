//! Signing a request: in its headers, or in its query for someone else to send.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header, uri};
use ring::hmac;

use super::ALGORITHM;
use super::canonical::{self, Payload, hex};
use super::key::{Scope, basic, signing_key, string_to_sign};
use crate::timestamp::Timestamp;

/// How long a signature in a query can be valid.
pub const MAX_EXPIRES: Duration = Duration::from_secs(7 * 24 * 60 * 60);

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// Headers that go unsigned: hops on the way may change them.
const UNSIGNED: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "expect",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

/// Who signs, for what, and when.
#[derive(Clone, Copy)]
pub struct Signing<'a> {
    /// The access key's id.
    pub access_key: &'a str,
    /// The secret that belongs to it.
    pub secret_key: &'a str,
    /// The token of temporary credentials.
    pub session_token: Option<&'a str>,
    /// The region, for instance `us-east-1`.
    pub region: &'a str,
    /// The service's signing name, for instance `lambda`.
    pub service: &'a str,
    /// The time of the request; services accept five minutes more or less than theirs.
    pub time: Timestamp,
}

impl Signing<'_> {
    fn signature(&self, time: &str, scope: &Scope<'_>, request: &canonical::Request<'_>) -> String {
        let key = signing_key(self.secret_key, scope);
        let text = string_to_sign(time, scope, &request.hash());
        hex(hmac::sign(&key, text.as_bytes()).as_ref())
    }
}

impl fmt::Debug for Signing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signing")
            .field("access_key", &self.access_key)
            .field("region", &self.region)
            .field("service", &self.service)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

/// Why a request can't be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningError {
    /// Credentials, region or service hold characters that a header can't.
    Text,
    /// The request has neither a header `host` nor an authority.
    NoHost,
    /// The signature would be valid for less than a second or more than [`MAX_EXPIRES`].
    Expires,
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "credentials, region or service hold characters that a header can't",
            Self::NoHost => "the request has no host",
            Self::Expires => "a presigned request can be valid for 1 second to 7 days",
        })
    }
}

impl std::error::Error for SigningError {}

/// Signs a request in its headers: adds `x-amz-date`, `authorization` and, where the credentials
/// are temporary, `x-amz-security-token`; for an unsigned payload, for events and for S3 also
/// `x-amz-content-sha256`. Gives the signature, in hexadecimal.
///
/// The path must be as it is sent, percent-encoded. Signing again replaces what was there.
///
/// # Errors
/// [`SigningError::Text`] and [`SigningError::NoHost`].
pub fn sign(
    signing: &Signing<'_>,
    method: &Method,
    uri: &Uri,
    headers: &mut HeaderMap,
    payload: Payload<'_>,
) -> Result<String, SigningError> {
    let time = basic(signing.time);
    let scope = scope(signing, &time);
    require_host(uri, headers)?;
    headers.insert(DATE, value(&time)?);
    match signing.session_token {
        Some(token) => {
            let mut token = value(token)?;
            token.set_sensitive(true);
            headers.insert(TOKEN, token);
        }
        None => {
            headers.remove(TOKEN);
        }
    }
    let hash = payload.hash();
    if matches!(payload, Payload::Unsigned | Payload::Events)
        || canonical::STORES.contains(&signing.service)
    {
        headers.insert(CONTENT_SHA256, value(&hash)?);
    }
    let (signature, text) = {
        let signed = signed_headers(headers);
        let request = canonical::Request {
            method: method.as_str(),
            uri,
            headers,
            signed: &signed,
            payload: &hash,
            service: signing.service,
            without: None,
        };
        let signature = signing.signature(&time, &scope, &request);
        let text = [
            ALGORITHM,
            " Credential=",
            signing.access_key,
            "/",
            &scope.text(),
            ", SignedHeaders=",
            &signed.join(";"),
            ", Signature=",
            &signature,
        ]
        .concat();
        (signature, text)
    };
    let mut authorization = HeaderValue::try_from(text).map_err(|_| SigningError::Text)?;
    authorization.set_sensitive(true);
    headers.insert(header::AUTHORIZATION, authorization);
    Ok(signature)
}

/// The request's URI with a signature in its query, valid for so long. The headers must be sent
/// along as they are; a payload other than [`Payload::Unsigned`] must be the one that is sent.
///
/// # Errors
/// Each [`SigningError`].
pub fn presign(
    signing: &Signing<'_>,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    payload: Payload<'_>,
    expires: Duration,
) -> Result<Uri, SigningError> {
    if expires.as_secs() == 0 || expires > MAX_EXPIRES {
        return Err(SigningError::Expires);
    }
    require_host(uri, headers)?;
    let time = basic(signing.time);
    let scope = scope(signing, &time);
    let signed = signed_headers(headers);
    let credential = format!("{}/{}", signing.access_key, scope.text());
    let mut query = uri.query().unwrap_or("").to_owned();
    let mut add = |name: &str, value: &str| {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(name);
        query.push('=');
        crate::percent::encode(&mut query, value.as_bytes(), false);
    };
    add("X-Amz-Algorithm", ALGORITHM);
    add("X-Amz-Credential", &credential);
    add("X-Amz-Date", &time);
    add("X-Amz-Expires", &expires.as_secs().to_string());
    if let Some(token) = signing.session_token {
        add("X-Amz-Security-Token", token);
    }
    add("X-Amz-SignedHeaders", &signed.join(";"));
    let unsigned = with_query(uri, &query)?;
    let signature = signing.signature(
        &time,
        &scope,
        &canonical::Request {
            method: method.as_str(),
            uri: &unsigned,
            headers,
            signed: &signed,
            payload: &payload.hash(),
            service: signing.service,
            without: None,
        },
    );
    with_query(uri, &format!("{query}&X-Amz-Signature={signature}"))
}

fn scope<'a>(signing: &Signing<'a>, time: &'a str) -> Scope<'a> {
    Scope {
        date: time.get(..8).unwrap_or(time),
        region: signing.region,
        service: signing.service,
    }
}

fn require_host(uri: &Uri, headers: &HeaderMap) -> Result<(), SigningError> {
    if headers.contains_key(header::HOST) || uri.authority().is_some() {
        Ok(())
    } else {
        Err(SigningError::NoHost)
    }
}

/// The names of the headers that are signed, sorted; the host is always among them.
fn signed_headers(headers: &HeaderMap) -> Vec<&str> {
    let mut names = Vec::with_capacity(headers.keys_len() + 1);
    let all = headers.keys().map(HeaderName::as_str);
    names.extend(all.filter(|name| !UNSIGNED.contains(name)));
    names.push("host");
    names.sort_unstable();
    names.dedup();
    names
}

fn value(text: &str) -> Result<HeaderValue, SigningError> {
    HeaderValue::from_str(text).map_err(|_| SigningError::Text)
}

fn with_query(uri: &Uri, query: &str) -> Result<Uri, SigningError> {
    let mut parts = uri.clone().into_parts();
    let path_and_query = format!("{}?{query}", uri.path());
    let path_and_query = uri::PathAndQuery::try_from(path_and_query);
    parts.path_and_query = Some(path_and_query.map_err(|_| SigningError::Text)?);
    Uri::from_parts(parts).map_err(|_| SigningError::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUITE: Signing<'static> = Signing {
        access_key: "AKIDEXAMPLE",
        secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        session_token: None,
        region: "us-east-1",
        service: "service",
        time: Timestamp::from_seconds(1_440_938_160),
    };

    fn signature_of(method: Method, path: &str, headers: &[(&'static str, &str)]) -> String {
        let mut map = HeaderMap::new();
        map.insert("host", HeaderValue::from_static("example.amazonaws.com"));
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let uri: Uri = path.parse().unwrap();
        sign(&SUITE, &method, &uri, &mut map, Payload::Bytes(b"")).unwrap();
        let text = map.get("authorization").unwrap().to_str().unwrap();
        assert!(
            text.starts_with(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders=host;"
            ),
            "{text}"
        );
        text.rsplit_once('=').unwrap().1.to_owned()
    }

    #[test]
    fn the_published_suite_signs_as_published() {
        for (method, path, headers, expected) in [
            (
                Method::GET,
                "/",
                &[][..],
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                Method::POST,
                "/",
                &[],
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                Method::GET,
                "/?Param2=value2&Param1=value1",
                &[],
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                Method::GET,
                "/ሴ",
                &[],
                "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
            ),
            (
                Method::GET,
                "/",
                &[("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
                "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            ),
        ] {
            assert_eq!(signature_of(method, path, headers), expected, "{path}");
        }
    }

    #[test]
    fn the_published_presigned_example_signs_as_published() {
        let signing = Signing {
            access_key: "AKIAIOSFODNN7EXAMPLE",
            secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            service: "s3",
            time: Timestamp::from_seconds(1_369_353_600),
            ..SUITE
        };
        let uri = Uri::from_static("https://examplebucket.s3.amazonaws.com/test.txt");
        let day = Duration::from_secs(86_400);
        let none = HeaderMap::new();
        let uri = presign(&signing, &Method::GET, &uri, &none, Payload::Unsigned, day).unwrap();
        assert!(
            uri.to_string().ends_with(
                "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
            ),
            "{uri}"
        );
        let never = presign(
            &signing,
            &Method::GET,
            &uri,
            &none,
            Payload::Unsigned,
            8 * day,
        );
        assert_eq!(never, Err(SigningError::Expires));
    }

    #[test]
    fn what_cannot_be_signed_is_an_error() {
        let uri = Uri::from_static("/");
        let mut headers = HeaderMap::new();
        let no_host = sign(&SUITE, &Method::GET, &uri, &mut headers, Payload::Unsigned);
        assert_eq!(no_host, Err(SigningError::NoHost));
        headers.insert("host", HeaderValue::from_static("a"));
        let bad = Signing {
            access_key: "a\nb",
            ..SUITE
        };
        let text = sign(&bad, &Method::GET, &uri, &mut headers, Payload::Unsigned);
        assert_eq!(text, Err(SigningError::Text));
        assert!(!format!("{SUITE:?}").contains("wJalr"));
    }
}
