//! What the functions of the standard library give. (Smithy spec, "Rules engine standard library functions")

use std::collections::BTreeMap;

use super::{FunctionId, Value, library_aws};

/// Runs a function that is not decided by how its arguments are looked at.
pub(super) fn run(id: FunctionId, arguments: Vec<Value>) -> Result<Value, String> {
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next().unwrap_or(Value::Empty);
    Ok(match id {
        FunctionId::BooleanEquals => {
            Value::Boolean(next().expect_boolean()? == next().expect_boolean()?)
        }
        FunctionId::StringEquals => {
            Value::Boolean(next().expect_string()? == next().expect_string()?)
        }
        FunctionId::Not => Value::Boolean(!next().expect_boolean()?),
        FunctionId::IsValidHostLabel => Value::Boolean(is_host_label(
            &next().expect_string()?,
            next().expect_boolean()?,
        )),
        FunctionId::ParseUrl => parse_url(&next().expect_string()?).unwrap_or(Value::Empty),
        FunctionId::Split => {
            let (text, delimiter) = (next().expect_string()?, next().expect_string()?);
            split(&text, &delimiter, next().expect_integer()?)?
        }
        FunctionId::Substring => {
            let text = next().expect_string()?;
            let (start, stop) = (next().expect_integer()?, next().expect_integer()?);
            substring(&text, start, stop, next().expect_boolean()?)
                .map_or(Value::Empty, Value::from)
        }
        FunctionId::UriEncode => Value::String(uri_encode(&next().expect_string()?)),
        FunctionId::Partition => library_aws::partition(&next().expect_string()?),
        FunctionId::ParseArn => {
            library_aws::parse_arn(&next().expect_string()?).unwrap_or(Value::Empty)
        }
        FunctionId::IsVirtualHostableS3Bucket => Value::Boolean(library_aws::is_bucket_label(
            &next().expect_string()?,
            next().expect_boolean()?,
        )),
        FunctionId::Coalesce | FunctionId::IsSet | FunctionId::Ite => {
            return Err("wrong number of arguments".to_owned());
        }
    })
}

/// A record of values by name.
pub(super) fn record<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.map(|(name, value)| (name.to_owned(), value));
    Value::Record(BTreeMap::from(members))
}

/// Whether a text is a label of a host name, or labels with dots between. (RFC 1123)
fn is_host_label(text: &str, with_dots: bool) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    match with_dots {
        true => text.split('.').all(label),
        false => label(text),
    }
}

/// The parts of a URL without a query; `None` if the text is none.
fn parse_url(text: &str) -> Option<Value> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") {
        return None;
    }
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    if rest.contains('?') {
        return None;
    }
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = host_of(authority)?;
    let mut normalized = path.to_owned();
    if !normalized.ends_with('/') {
        normalized.push('/');
    }
    Some(record([
        ("scheme", scheme.into()),
        ("authority", authority.into()),
        ("path", path.into()),
        ("normalizedPath", normalized.into()),
        ("isIp", is_ip(host).into()),
    ]))
}

/// The host of an authority; `None` if its port is no number.
fn host_of(authority: &str) -> Option<&str> {
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let end = rest.find(']')? + 2;
            authority.split_at_checked(end)?
        }
        None => match authority.find(':') {
            Some(at) => authority.split_at(at),
            None => (authority, ""),
        },
    };
    let port = match port.strip_prefix(':') {
        Some(port) => port,
        None if port.is_empty() => port,
        None => return None,
    };
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && port.len() <= 9).then_some(host)
}

/// Whether a host is an address of IPv4, or one of IPv6 in brackets.
fn is_ip(host: &str) -> bool {
    if host.starts_with('[') && host.ends_with(']') {
        return true;
    }
    let parts: Vec<&str> = host.split('.').collect();
    let is_byte = |part: &&str| part.parse::<i32>().is_ok_and(|n| (0..=255).contains(&n));
    parts.len() == 4 && parts.iter().all(is_byte)
}

/// A part of a text of ASCII, counted from its end if `reverse`.
fn substring(text: &str, start: i32, stop: i32, reverse: bool) -> Option<&str> {
    let (start, stop) = (usize::try_from(start).ok()?, usize::try_from(stop).ok()?);
    if !text.is_ascii() || start >= stop || text.len() < stop {
        return None;
    }
    match reverse {
        true => text.get(text.len() - stop..text.len() - start),
        false => text.get(start..stop),
    }
}

/// The parts between a delimiter: all if `limit` is 0, that many at most otherwise.
fn split(text: &str, delimiter: &str, limit: i32) -> Result<Value, String> {
    if delimiter.is_empty() {
        return Err("Split delimiter cannot be empty".to_owned());
    }
    let limit = usize::try_from(limit)
        .map_err(|_| format!("Split limit cannot be negative, but given: {limit}"))?;
    let parts: Vec<Value> = match limit {
        0 => text.split(delimiter).map(Value::from).collect(),
        limit => text.splitn(limit, delimiter).map(Value::from).collect(),
    };
    Ok(Value::Array(parts))
}

/// A text with all bytes escaped that are not unreserved. (RFC 3986, section 2.3)
fn uri_encode(text: &str) -> String {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_parts_or_are_none() {
        let part = |url: &str, name: &str| match parse_url(url) {
            Some(Value::Record(members)) => members.get(name).unwrap().to_string(),
            _ => "none".to_owned(),
        };
        assert_eq!(part("https://a.b:80/c", "authority"), "a.b:80");
        assert_eq!(part("https://a.b:80/c", "path"), "/c");
        assert_eq!(part("https://a.b:80/c", "normalizedPath"), "/c/");
        assert_eq!(part("http://a.b", "normalizedPath"), "/");
        assert_eq!(part("https://127.0.0.1", "isIp"), "true");
        assert_eq!(part("https://[::1]:8443", "isIp"), "true");
        assert_eq!(part("https://999.0.0.1", "isIp"), "false");
        for none in ["a.b", "ftp://a", "https://a?b", "https://a:b", "https://[a"] {
            assert_eq!(part(none, "path"), "none", "{none}");
        }
    }

    #[test]
    fn labels_of_hosts() {
        assert!(is_host_label("a-1", false));
        assert!(!is_host_label("a.b", false));
        assert!(is_host_label("a.b", true));
        assert!(!is_host_label("a..b", true));
        assert!(!is_host_label("-a", true));
        assert!(!is_host_label(&"a".repeat(64), false));
    }

    #[test]
    fn texts_are_cut() {
        assert_eq!(substring("abcd", 1, 3, false), Some("bc"));
        assert_eq!(substring("abcd", 0, 1, true), Some("d"));
        assert_eq!(substring("abcd", 2, 5, false), None);
        assert_eq!(substring("äbcd", 0, 1, false), None);
        assert_eq!(substring("abcd", -1, 1, false), None);
        assert_eq!(split("a--b--c", "--", 2).unwrap().to_string(), "[a, b--c]");
        assert!(split("a", "", 0).is_err());
        assert!(split("a", "b", -1).is_err());
        assert_eq!(uri_encode("a b/ä~"), "a%20b%2F%C3%A4~");
    }
}
