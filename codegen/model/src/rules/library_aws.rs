//! What the functions of AWS give. (Smithy's AWS documentation, "AWS rules engine library functions")

use super::library::record;
use super::{Value, partitions};

/// The partition that a region belongs to; `aws` for regions that nobody knows.
pub(super) fn partition(region: &str) -> Value {
    let (partition, inferred) = partitions::of(region);
    record([
        ("name", partition.name.into()),
        ("dnsSuffix", partition.dns_suffix.into()),
        ("dualStackDnsSuffix", partition.dual_stack_dns_suffix.into()),
        ("supportsFIPS", partition.supports_fips.into()),
        ("supportsDualStack", partition.supports_dual_stack.into()),
        ("implicitGlobalRegion", partition.global_region.into()),
        ("inferred", inferred.into()),
    ])
}

/// The parts of an ARN; `None` if the text is none.
pub(super) fn parse_arn(text: &str) -> Option<Value> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    let (arn, partition, service) = (next()?, next()?, next()?);
    let (region, account, resource) = (next()?, next()?, next()?);
    if arn != "arn" || partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    let resource: Vec<Value> = resource.split([':', '/']).map(Value::from).collect();
    Some(record([
        ("partition", partition.into()),
        ("service", service.into()),
        ("region", region.into()),
        ("accountId", account.into()),
        ("resourceId", resource.into()),
    ]))
}

/// Whether the name of a bucket may stand in a host name, as one label or as several.
pub(super) fn is_bucket_label(name: &str, with_dots: bool) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let ends = bytes.first().copied().is_some_and(word) && bytes.last().copied().is_some_and(word);
    let inside = |byte: u8| word(byte) || byte == b'-' || (with_dots && byte == b'.');
    if !(3..=63).contains(&bytes.len()) || !ends || !bytes.iter().copied().all(inside) {
        return false;
    }
    if !with_dots {
        return true;
    }
    let parts: Vec<&str> = name.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_ip = parts.len() == 4 && parts.iter().all(is_number);
    let is_separator = |byte: &u8| matches!(byte, b'.' | b'-');
    let doubled = bytes.windows(2).any(|pair| pair.iter().all(is_separator));
    !is_ip && !doubled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_have_parts_or_are_none() {
        let Some(Value::Record(arn)) = parse_arn("arn:aws:s3:::bucket/key:1") else {
            panic!("no ARN");
        };
        assert_eq!(arn.get("region"), Some(&Value::from("")));
        assert_eq!(
            arn.get("resourceId").unwrap().to_string(),
            "[bucket, key, 1]"
        );
        for none in [
            "arn:aws:s3::",
            "a:aws:s3:::b",
            "arn::s3:::b",
            "arn:aws:s3:::",
        ] {
            assert_eq!(parse_arn(none), None, "{none}");
        }
    }

    #[test]
    fn names_of_buckets() {
        assert!(is_bucket_label("my-bucket1", false));
        assert!(!is_bucket_label("my.bucket", false));
        assert!(is_bucket_label("my.bucket", true));
        assert!(!is_bucket_label("My", false));
        assert!(!is_bucket_label("ab", true));
        assert!(!is_bucket_label("1.2.3.4", true));
        assert!(!is_bucket_label("a.-b", true));
        assert!(!is_bucket_label("abc-", true));
    }
}
