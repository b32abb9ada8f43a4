//! What rules ask about names of AWS: ARNs and buckets. (Smithy's AWS documentation, "AWS rules
//! engine library functions")

use super::Value;

/// The parts of an ARN; nothing if the text is none.
pub(super) fn parse(text: &str) -> Value<'static> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts[..] else {
        return Value::Nothing;
    };
    if partition.is_empty() || service.is_empty() || resource.is_empty() {
        return Value::Nothing;
    }
    let own = |text: &str| Value::from(text.to_owned());
    Value::Record(vec![
        ("partition", own(partition)),
        ("service", own(service)),
        ("region", own(region)),
        ("accountId", own(account)),
        (
            "resourceId",
            Value::List(resource.split([':', '/']).map(own).collect()),
        ),
    ])
}

/// Whether the name of a bucket may stand in a host name, as one label or as several.
pub(super) fn is_bucket_label(name: &str, with_dots: bool) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    let inside = |byte: &u8| word(*byte) || *byte == b'-' || (with_dots && *byte == b'.');
    let is_separator = |byte: &u8| matches!(byte, b'.' | b'-');
    let doubled = |pair: &[u8]| pair.iter().all(is_separator);
    (3..=63).contains(&bytes.len())
        && ends.iter().all(|end| end.copied().is_some_and(word))
        && bytes.iter().all(inside)
        && !(with_dots && bytes.windows(2).any(doubled))
        && !is_digits_with_dots(name)
}

/// Whether a name could be taken for an address of IPv4.
fn is_digits_with_dots(name: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    name.split('.').count() == 4 && name.split('.').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_have_parts_or_are_none() {
        let arn = parse("arn:aws:s3:::bucket/key:1");
        assert_eq!(arn.get("region"), Some(&"".into()));
        let resource = Value::from(vec!["bucket", "key", "1"]);
        assert_eq!(arn.get("resourceId"), Some(&resource));
        for none in [
            "arn:aws:s3::",
            "a:aws:s3:::b",
            "arn::s3:::b",
            "arn:aws:s3:::",
        ] {
            assert_eq!(parse(none), Value::Nothing, "{none}");
        }
    }

    #[test]
    fn names_of_buckets() {
        for good in ["my-bucket1", "my--bucket"] {
            assert!(is_bucket_label(good, false), "{good}");
        }
        assert!(is_bucket_label("my.bucket", true));
        for bad in ["My", "ab", "1.2.3.4", "a.-b", "abc-", "a..b", "a--b", ""] {
            assert!(!is_bucket_label(bad, true), "{bad}");
        }
        assert!(!is_bucket_label("my.bucket", false));
    }
}
