//! Where requests go: an endpoint that was given, or the service's public one in a region.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use http::Uri;
use http::uri::Scheme;

use crate::operation::Service;

/// The suffix of host names by the start of the region's name; the first that fits.
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
}

impl Endpoint {
    /// The endpoint of a service. The error says what to set.
    pub(super) fn of(
        service: &Service,
        given: Option<&str>,
        region: Option<&str>,
    ) -> Result<Self, Cow<'static, str>> {
        if let Some(url) = given {
            return Self::parse(url).ok_or_else(|| {
                format!("the endpoint `{url}` isn't a URL like http://127.0.0.1:9001").into()
            });
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
        })
    }

    fn parse(url: &str) -> Option<Self> {
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
        })
    }

    /// The host of a request; addresses and `localhost` take no prefix, since no name has one
    /// there.
    pub(super) fn host(&self, prefix: &str) -> String {
        let name = match self.authority.rsplit_once(':') {
            Some((name, _)) if !self.authority.ends_with(']') => name,
            _ => &self.authority,
        };
        if name == "localhost" || name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok() {
            self.authority.clone()
        } else {
            format!("{prefix}{}", self.authority)
        }
    }

    /// The whole URI of a request to this host.
    pub(super) fn uri(&self, host: &str, path: &Uri) -> Result<Uri, Cow<'static, str>> {
        let path = path.path_and_query().map_or("/", |path| path.as_str());
        format!("{}://{host}{}{path}", self.scheme, self.base)
            .parse()
            .map_err(|e| format!("the request's URI isn't valid: {e}").into())
    }
}

fn is_label(text: &str) -> bool {
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
            assert!(plain.ends_with(&endpoint.host("x.")), "{plain}");
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
