//! Package sources: any endpoint that speaks S3, AWS's own among them.
//!
//! One signed GetObject, sent here and not through a client, since the caller is told what S3
//! answered: code, message and region (E17 to E21).

use super::{LARGEST_OBJECT, Sources, is_bucket_name};
use crate::blocking::Blocking;
use crate::fault::{Fault, ObjectFault};
use crate::s3::{Access, Http, element};
use futures_util::StreamExt as _;
use http::{HeaderMap, Method, StatusCode};
use object_store::aws::{AmazonS3, AwsAuthorizer};
use object_store::client::{HttpRequest, HttpRequestBody, HttpResponse};
use std::io;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Buckets behind an endpoint.
#[derive(Debug)]
pub struct Endpoint {
    blocking: Blocking,
    http: Http,
    /// Knows the credentials, and where they come from.
    client: AmazonS3,
    /// Without a slash at its end.
    base: String,
    region: String,
}

/// What S3 answered instead of an object.
struct Refusal<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    /// XML, if it is anything.
    body: &'a str,
}

/// How often a request is sent until it is answered by something else than trouble.
const ATTEMPTS: u32 = 4;

/// The pause after the first attempt; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(100);

/// How long the next bytes of an object may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// No error of S3's is longer.
const LARGEST_ERROR: u64 = 64 * 1024;

impl Endpoint {
    /// The buckets of the region behind `endpoint`, an http or https URL; AWS if none.
    ///
    /// # Errors
    /// If this is no URL.
    pub fn open(endpoint: Option<&str>, region: &str) -> io::Result<Endpoint> {
        let base = match endpoint {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if region.starts_with("cn-") => format!("https://s3.{region}.amazonaws.com.cn"),
            None => format!("https://s3.{region}.amazonaws.com"),
        };
        let has_host = base.parse::<http::Uri>().is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
        });
        if !has_host || base.contains(['@', '?', '#']) {
            let expected = "a URL such as http://127.0.0.1:9000 is expected, without credentials: \
                            they come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, expected));
        }
        let access = Access {
            endpoint: Some(base.clone()),
            region: Some(region.to_owned()),
        };
        Ok(Endpoint {
            blocking: Blocking::start()?,
            http: Http::new(),
            client: access.builder("any").build().map_err(io::Error::other)?,
            base,
            region: region.to_owned(),
        })
    }

    /// Sends the request until it is answered by something else than trouble of the server's.
    async fn ask(&self, url: &str) -> Result<HttpResponse, Fault> {
        let mut attempt = 0;
        loop {
            let answer = self.http.send(self.request(url).await?).await;
            attempt += 1;
            match answer {
                Ok(answer) if !is_trouble(answer.status()) || attempt == ATTEMPTS => {
                    return Ok(answer);
                }
                Err(error) if attempt == ATTEMPTS => return Err(unreadable(&error)),
                _ => sleep(PAUSE * 2_u32.pow(attempt)).await,
            }
        }
    }

    async fn request(&self, url: &str) -> Result<HttpRequest, Fault> {
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = url.parse().map_err(|error| unreadable(&error))?;
        let credentials = self.client.credentials().get_credential().await;
        let credentials = credentials.map_err(|error| unreadable(&error))?;
        AwsAuthorizer::new(&credentials, "s3", &self.region)
            .try_authorize(&mut request, None)
            .map_err(|error| unreadable(&error))?;
        Ok(request)
    }

    async fn get(&self, bucket: &str, key: &str, version: Option<&str>) -> Result<Vec<u8>, Fault> {
        let mut url = format!("{}/{bucket}/{}", self.base, encoded(key, "/"));
        if let Some(version) = version {
            url = format!("{url}?versionId={}", encoded(version, ""));
        }
        let answer = self.ask(&url).await?;
        if answer.status() == StatusCode::OK {
            return match read(answer, LARGEST_OBJECT).await? {
                Some(object) => Ok(object),
                None => Err(Fault::UnzippedTooLarge),
            };
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = read(answer, LARGEST_ERROR).await.ok().flatten();
        let body = body.unwrap_or_default();
        let refusal = Refusal {
            status,
            headers: &headers,
            body: &String::from_utf8_lossy(&body),
        };
        Err(Fault::Object(refusal.fault(
            bucket,
            key,
            version,
            &self.region,
        )))
    }
}

impl Sources for Endpoint {
    fn fetch(&self, bucket: &str, key: &str, version: Option<&str>) -> Result<Vec<u8>, Fault> {
        if !is_bucket_name(bucket) {
            return Err(Fault::Object(ObjectFault::NoSuchBucket));
        }
        self.blocking
            .wait(self.get(bucket, key, version))
            .unwrap_or_else(|error| Err(unreadable(&error)))
    }
}

impl Refusal<'_> {
    /// The row of E17 to E21 that this is; in S3's own words if it is none of them.
    fn fault(&self, bucket: &str, key: &str, version: Option<&str>, here: &str) -> ObjectFault {
        let code = element(self.body, "Code").unwrap_or_default();
        let region = self.headers.get("x-amz-bucket-region");
        let region = region.and_then(|region| region.to_str().ok());
        let elsewhere = region.filter(|region| *region != here);
        match (code.as_str(), self.status.as_u16()) {
            ("PermanentRedirect" | "TemporaryRedirect" | "AuthorizationHeaderMalformed", _)
            | (_, 301 | 307)
                if elsewhere.is_some() || !self.status.is_client_error() =>
            {
                let region = elsewhere.map(str::to_owned);
                let region = region.or_else(|| element(self.body, "Region"));
                ObjectFault::OtherRegion(region.unwrap_or_else(|| "unknown".to_owned()))
            }
            ("NoSuchBucket", _) => ObjectFault::NoSuchBucket,
            ("NoSuchVersion", _) => ObjectFault::NoSuchVersion,
            ("InvalidArgument", _) if version.is_some() => ObjectFault::BadVersion,
            ("AccessDenied", _) => ObjectFault::Denied(format!("{bucket}/{key}")),
            // Without words: as some endpoints do, and as S3 does where an object is not to be seen.
            ("NoSuchKey", _) | ("", 404) => ObjectFault::NoSuchKey,
            ("", 403) => ObjectFault::Denied(format!("{bucket}/{key}")),
            ("", status) => ObjectFault::Unreadable(format!("S3 answered with status {status}")),
            // About this service and not about its caller: for the log.
            ("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "RequestTimeTooSkewed", _)
            | (_, 500..) => ObjectFault::Unreadable(format!(
                "S3 answered {code}: {}",
                element(self.body, "Message").unwrap_or_default()
            )),
            _ => ObjectFault::Other {
                message: element(self.body, "Message").unwrap_or_default(),
                code,
            },
        }
    }
}

/// Whether another attempt may do.
fn is_trouble(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

/// The whole body, unless it is longer than `limit`: then no more than that was read.
async fn read(answer: HttpResponse, limit: u64) -> Result<Option<Vec<u8>>, Fault> {
    let length = answer.headers().get(http::header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit) {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(length.and_then(|l| usize::try_from(l).ok()).unwrap_or(0));
    let mut chunks = answer.into_body().bytes_stream();
    while let Some(chunk) = timeout(PATIENCE, chunks.next())
        .await
        .map_err(|late| unreadable(&late))?
    {
        bytes.extend_from_slice(&chunk.map_err(|error| unreadable(&error))?);
        if bytes.len() as u64 > limit {
            return Ok(None);
        }
    }
    if length.is_some_and(|length| length != bytes.len() as u64) {
        return Err(unreadable(&"the object ended early"));
    }
    Ok(Some(bytes))
}

/// As S3 wants paths and values of queries: everything but unreserved letters (RFC 3986) and `keep`.
fn encoded(text: &str, keep: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if letter.is_ascii_alphanumeric() || "-._~".contains(letter) || keep.contains(letter) {
            encoded.push(letter);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn unreadable(error: &dyn std::fmt::Display) -> Fault {
    Fault::Object(ObjectFault::Unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(status: u16, region: Option<&str>, code: &str, version: Option<&str>) -> ObjectFault {
        let mut headers = HeaderMap::new();
        if let Some(region) = region {
            headers.insert("x-amz-bucket-region", region.parse().unwrap());
        }
        let body = match code {
            "" => String::new(),
            code => format!("<Error><Code>{code}</Code><Message>words</Message></Error>"),
        };
        let refusal = Refusal {
            status: StatusCode::from_u16(status).unwrap(),
            headers: &headers,
            body: &body,
        };
        refusal.fault("b", "k/e", version, "us-east-1")
    }

    #[test]
    fn e17_to_e21_what_s3_answers_is_told() {
        let far = Some("us-east-2");
        let denied = ObjectFault::Denied("b/k/e".to_owned());
        let elsewhere = ObjectFault::OtherRegion("us-east-2".to_owned());
        let state = ObjectFault::Other {
            code: "InvalidObjectState".to_owned(),
            message: "words".to_owned(),
        };
        for (status, region, code, version, expected) in [
            (404, None, "NoSuchBucket", None, ObjectFault::NoSuchBucket),
            (404, None, "NoSuchKey", None, ObjectFault::NoSuchKey),
            (404, None, "", None, ObjectFault::NoSuchKey),
            (
                404,
                None,
                "NoSuchVersion",
                Some("v"),
                ObjectFault::NoSuchVersion,
            ),
            (
                400,
                None,
                "InvalidArgument",
                Some("v"),
                ObjectFault::BadVersion,
            ),
            (403, None, "AccessDenied", None, denied.clone()),
            (403, None, "", None, denied),
            (301, far, "PermanentRedirect", None, elsewhere.clone()),
            (400, far, "AuthorizationHeaderMalformed", None, elsewhere),
            (403, None, "InvalidObjectState", None, state),
        ] {
            assert_eq!(fault(status, region, code, version), expected, "{code}");
        }
        for (status, code) in [(503, "SlowDown"), (403, "SignatureDoesNotMatch"), (418, "")] {
            let told = fault(status, None, code, None);
            assert!(
                matches!(told, ObjectFault::Unreadable(_)),
                "{code}: {told:?}"
            );
        }
    }

    #[test]
    fn keys_are_encoded_byte_by_byte() {
        assert_eq!(encoded("a/b c+ü~", "/"), "a/b%20c%2B%C3%BC~");
        assert_eq!(encoded("a/b", ""), "a%2Fb");
    }

    #[test]
    fn endpoints_are_urls_without_credentials() {
        for url in [
            "",
            "nowhere",
            "http://",
            "http://key:secret@127.0.0.1:9000",
            "http://h/?a",
        ] {
            let error = Endpoint::open(Some(url), "us-east-1").err();
            assert!(error.is_some(), "{url}");
        }
    }
}
