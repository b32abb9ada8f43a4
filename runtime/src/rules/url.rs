//! `parseURL`: the parts of a URL, for rules.

use std::borrow::Cow;

use super::Value;

/// The parts of a URL without a query; nothing if the text is none.
pub(super) fn parse(text: Cow<'_, str>) -> Value<'static> {
    parts(&text).map_or(Value::Nothing, Value::Record)
}

fn parts(text: &str) -> Option<Vec<(&'static str, Value<'static>)>> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    if !matches!(scheme.as_str(), "http" | "https") || rest.contains('?') {
        return None;
    }
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = host(authority)?;
    let mut normalized = path.to_owned();
    if !normalized.ends_with('/') {
        normalized.push('/');
    }
    Some(vec![
        ("scheme", scheme.into()),
        ("authority", authority.to_owned().into()),
        ("path", path.to_owned().into()),
        ("normalizedPath", normalized.into()),
        ("isIp", is_ip(host).into()),
    ])
}

/// The host of an authority; `None` if its port is no number.
fn host(authority: &str) -> Option<&str> {
    let after_user = authority.rsplit_once('@');
    let authority = after_user.map_or(authority, |(_, host)| host);
    let end = match authority.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at_checked(end)?;
    let is_port = |port: &str| port.len() <= 9 && port.bytes().all(|b| b.is_ascii_digit());
    let is_good = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    is_good.then_some(host)
}

/// Whether a host is an address of IPv4, or one of IPv6 in brackets.
fn is_ip(host: &str) -> bool {
    let is_v6 = host.starts_with('[') && host.ends_with(']');
    is_v6 || host.parse::<std::net::Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_parts_or_are_none() {
        let part = |url: &str, name: &str| parse(url.to_owned().into()).get(name).cloned();
        let text = |url: &str, name: &str| part(url, name).unwrap().text().unwrap();
        assert_eq!(text("HTTPS://a.b:80/c", "scheme"), "https");
        assert_eq!(text("https://a.b:80/c", "authority"), "a.b:80");
        assert_eq!(text("https://a.b:80/c", "path"), "/c");
        assert_eq!(text("https://a.b:80/c", "normalizedPath"), "/c/");
        assert_eq!(text("http://a.b", "normalizedPath"), "/");
        for (url, is_ip) in [
            ("https://127.0.0.1", true),
            ("https://[::1]:8443", true),
            ("https://999.0.0.1", false),
        ] {
            assert_eq!(part(url, "isIp"), Some(is_ip.into()), "{url}");
        }
        for none in ["a.b", "ftp://a", "https://a?b", "https://a:b", "https://[a"] {
            assert_eq!(part(none, "path"), None, "{none}");
        }
    }
}
