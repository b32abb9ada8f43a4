//! S3, for packages and for sources of code: where it is, whose name is used, and how requests get
//! there.
//!
//! Credentials come the ways that AWS's own tools know (environment variables, roles of containers
//! and machines); the crate `object_store` looks them up and signs.

mod transport;

pub(crate) use transport::Http;

use object_store::aws::AmazonS3Builder;
use object_store::{BackoffConfig, RetryConfig};
use std::time::Duration;

/// What of an S3 URL is not the bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Access {
    /// Where S3 is; AWS if none, unless `AWS_ENDPOINT_URL` or `AWS_ENDPOINT_URL_S3` says so.
    pub(crate) endpoint: Option<String>,
    /// Its region; `AWS_REGION` or `AWS_DEFAULT_REGION` if none.
    pub(crate) region: Option<String>,
}

/// How often a request is tried again, and how long all attempts may take.
const RETRIES: (usize, Duration) = (4, Duration::from_secs(60));

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

impl Access {
    /// The start of a client for `bucket`.
    pub(crate) fn builder(&self, bucket: &str) -> AmazonS3Builder {
        let (max_retries, retry_timeout) = RETRIES;
        let retry = RetryConfig {
            backoff: BackoffConfig {
                max_backoff: LONGEST_PAUSE,
                ..BackoffConfig::default()
            },
            max_retries,
            retry_timeout,
        };
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_http_connector(Http::new())
            .with_retry(retry)
            // Whoever names an endpoint without TLS knows where it is.
            .with_allow_http(true);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        builder
    }
}

/// The text of the first element of this name in an answer of S3's, which are flat and small.
pub(crate) fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&amp;", "&"),
    ];
    let plain = |text: String, (entity, letter): (&str, &str)| text.replace(entity, letter);
    Some(entities.into_iter().fold(text.trim().to_owned(), plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_errors_are_found() {
        let xml = "<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code>\
                   <Message>a &lt;b&gt; &amp;lt;</Message><Key/></Error>";
        assert_eq!(element(xml, "Code").as_deref(), Some("NoSuchKey"));
        assert_eq!(element(xml, "Message").as_deref(), Some("a <b> &lt;"));
        assert_eq!(element(xml, "Key"), None);
        assert_eq!(element("<Code>", "Code"), None);
    }
}
