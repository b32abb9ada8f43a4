//! One endpoint: its URL, what it adds to requests, and how they are signed for it.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use http::uri::Scheme;
use http::{HeaderName, HeaderValue, Uri};

use crate::operation::Service;
use crate::rules::{Resolved, Value};

/// The suffix of host names by the start of the region's name, for services without endpoint rules;
/// the first that fits.
const SUFFIXES: &[(&str, &str)] = &[
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("", "amazonaws.com"),
];

/// An endpoint's scheme, authority and the path that all others go under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    scheme: Scheme,
    authority: String,
    base: String,
    /// What all requests carry.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// How requests are signed, where it isn't as the service says.
    pub(super) auth: Auth,
}

/// How requests to an endpoint are signed. (Smithy's AWS documentation, "Endpoint authentication
/// schemes")
///
/// `disableDoubleEncoding` is not looked at: it is said for the signing names of S3 only, which are
/// known to sign paths as they are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Auth {
    /// In place of the service's signing name.
    pub(super) name: Option<String>,
    /// In place of the configured region.
    pub(super) region: Option<String>,
    /// Requests go unsigned.
    pub(super) unsigned: bool,
}

impl Endpoint {
    /// The endpoint of a service. The error says what to set.
    pub(super) fn of(
        service: &Service,
        given: Option<&str>,
        region: Option<&str>,
    ) -> Result<Self, Cow<'static, str>> {
        if let Some(url) = given {
            return Self::parse(url).ok_or_else(|| BAD_URL.into());
        }
        let region = region.ok_or("no region: set AWS_REGION or call Config::region")?;
        if !is_label(region) {
            return Err(format!("`{region}` isn't the name of a region").into());
        }
        if service.endpoint_prefix.is_empty() {
            return Err("the service has no public endpoint: call Config::endpoint".into());
        }
        let suffix = SUFFIXES.iter().find(|(start, _)| region.starts_with(start));
        let suffix = suffix.map_or("amazonaws.com", |(_, suffix)| *suffix);
        Ok(Self {
            scheme: Scheme::HTTPS,
            authority: format!("{}.{region}.{suffix}", service.endpoint_prefix),
            base: String::new(),
            headers: Vec::new(),
            auth: Auth::default(),
        })
    }

    /// The endpoint that rules have found.
    pub(super) fn resolved(resolved: Resolved) -> Result<Self, Cow<'static, str>> {
        let mut endpoint = Self::parse(&resolved.url).ok_or_else(|| {
            let url = &resolved.url;
            format!("the endpoint rules lead to `{url}`: {BAD_URL}")
        })?;
        for (name, values) in &resolved.headers {
            for value in values {
                let header = HeaderName::try_from(*name).ok();
                let header = header.zip(HeaderValue::from_str(value).ok());
                endpoint.headers.push(header.ok_or_else(|| {
                    format!("the endpoint rules want a header {name} that can't be sent")
                })?);
            }
        }
        let mut properties = resolved.properties.iter();
        if let Some((_, schemes)) = properties.find(|(name, _)| *name == "authSchemes") {
            endpoint.auth = Auth::of(schemes)?;
        }
        Ok(endpoint)
    }

    pub(super) fn parse(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let scheme = uri
            .scheme()
            .filter(|s| [Scheme::HTTP, Scheme::HTTPS].contains(s))?;
        let authority = uri.authority()?.as_str();
        if authority.contains('@') || uri.query().is_some() {
            return None;
        }
        Some(Self {
            scheme: scheme.clone(),
            authority: authority.to_owned(),
            base: uri.path().trim_end_matches('/').to_owned(),
            headers: Vec::new(),
            auth: Auth::default(),
        })
    }

    /// The host of a request; addresses and `localhost` take no prefix, since no name has one
    /// there.
    pub(super) fn host(&self, prefix: &str) -> Cow<'_, str> {
        if prefix.is_empty() {
            return Cow::Borrowed(&self.authority);
        }
        let name = match self.authority.rsplit_once(':') {
            Some((name, _)) if !self.authority.ends_with(']') => name,
            _ => &self.authority,
        };
        if name == "localhost" || name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok() {
            Cow::Borrowed(&self.authority)
        } else {
            Cow::Owned(format!("{prefix}{}", self.authority))
        }
    }

    /// The whole URI of a request to this host.
    pub(super) fn uri(&self, host: &str, path: &Uri) -> Result<Uri, Cow<'static, str>> {
        let path = path.path_and_query().map_or("/", |path| path.as_str());
        let text = [self.scheme.as_str(), "://", host, &self.base, path].concat();
        Uri::try_from(text).map_err(|e| format!("the request's URI isn't valid: {e}").into())
    }
}

impl Auth {
    /// The first scheme that the client has.
    fn of(schemes: &Value<'_>) -> Result<Self, Cow<'static, str>> {
        let text = |scheme: &Value<'_>, name: &str| {
            let text = scheme.get(name).and_then(Value::as_text);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let schemes = schemes.as_list().unwrap_or_default();
        for scheme in schemes {
            match scheme.get("name").and_then(Value::as_text) {
                Some("sigv4") => {
                    return Ok(Self {
                        name: text(scheme, "signingName"),
                        region: text(scheme, "signingRegion"),
                        unsigned: false,
                    });
                }
                Some("none") => {
                    return Ok(Self {
                        unsigned: true,
                        ..Self::default()
                    });
                }
                _ => {}
            }
        }
        let names = schemes.iter().filter_map(|scheme| text(scheme, "name"));
        match names.collect::<Vec<_>>().join(", ") {
            names if names.is_empty() => Ok(Self::default()),
            names => Err(format!("this client can't sign by {names}, only by sigv4").into()),
        }
    }
}

/// Why a text can't be an endpoint.
pub(super) const BAD_URL: &str =
    "the endpoint isn't a URL like http://127.0.0.1:9001, without user and query";

/// Whether a text can be part of a host name.
pub(super) fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::super::fake::SERVICE;
    use super::*;

    #[test]
    fn public_endpoints_depend_on_the_region() {
        for (region, host) in [
            ("us-east-1", "fake.us-east-1.amazonaws.com"),
            ("cn-north-1", "fake.cn-north-1.amazonaws.com.cn"),
            ("us-iso-east-1", "fake.us-iso-east-1.c2s.ic.gov"),
        ] {
            let endpoint = Endpoint::of(&SERVICE, None, Some(region)).unwrap();
            assert_eq!(endpoint.host(""), host);
        }
        assert!(Endpoint::of(&SERVICE, None, None).is_err());
        assert!(Endpoint::of(&SERVICE, None, Some("evil.com/")).is_err());
    }

    #[test]
    fn given_endpoints_keep_their_path_and_take_a_prefix() {
        let endpoint = Endpoint::of(&SERVICE, Some("http://a.b:1/base/"), None).unwrap();
        let uri = endpoint.uri(&endpoint.host("x."), &Uri::from_static("/p?q=1"));
        assert_eq!(uri.unwrap().to_string(), "http://x.a.b:1/base/p?q=1");
        for plain in [
            "http://127.0.0.1:9001",
            "http://localhost:1",
            "http://[::1]:1",
            "http://[::1]",
        ] {
            let endpoint = Endpoint::of(&SERVICE, Some(plain), None).unwrap();
            assert!(plain.ends_with(&*endpoint.host("x.")), "{plain}");
        }
        for bad in [
            "",
            "127.0.0.1:80",
            "ftp://a",
            "http://u@h",
            "http://h/?q=1",
            "/p",
        ] {
            assert!(Endpoint::of(&SERVICE, Some(bad), None).is_err(), "{bad}");
        }
    }
}
