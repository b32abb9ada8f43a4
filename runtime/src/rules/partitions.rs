//! The partitions of AWS, and which regions belong to which. (AWS General Reference, "Regions and
//! endpoints"; regions that nobody knows yet follow the pattern of their partition)

use super::Value;

/// A group of regions with accounts and domains of their own.
struct Partition {
    name: &'static str,
    dns_suffix: &'static str,
    dual_stack_dns_suffix: &'static str,
    supports_dual_stack: bool,
    /// The region that services without regions sign for.
    global_region: &'static str,
    /// How names of its regions begin: a word, a hyphen and a number follow.
    prefixes: &'static [&'static str],
    /// The name that stands for the partition where a region is wanted.
    global: &'static str,
}

const fn partition(
    name: &'static str,
    global: &'static str,
    (dns_suffix, dual_stack_dns_suffix, supports_dual_stack): (&'static str, &'static str, bool),
    global_region: &'static str,
    prefixes: &'static [&'static str],
) -> Partition {
    Partition {
        name,
        dns_suffix,
        dual_stack_dns_suffix,
        supports_dual_stack,
        global_region,
        prefixes,
        global,
    }
}

/// All partitions; all have endpoints with FIPS 140. Regions that fit none belong to the first.
static PARTITIONS: &[Partition] = &[
    partition(
        "aws",
        "aws-global",
        ("amazonaws.com", "api.aws", true),
        "us-east-1",
        &[
            "us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-",
        ],
    ),
    partition(
        "aws-cn",
        "aws-cn-global",
        ("amazonaws.com.cn", "api.amazonwebservices.com.cn", true),
        "cn-northwest-1",
        &["cn-"],
    ),
    partition(
        "aws-eusc",
        "aws-eusc-global",
        ("amazonaws.eu", "amazonaws.eu", false),
        "eusc-de-east-1",
        &["eusc-de-"],
    ),
    partition(
        "aws-iso",
        "aws-iso-global",
        ("c2s.ic.gov", "c2s.ic.gov", false),
        "us-iso-east-1",
        &["us-iso-"],
    ),
    partition(
        "aws-iso-b",
        "aws-iso-b-global",
        ("sc2s.sgov.gov", "sc2s.sgov.gov", false),
        "us-isob-east-1",
        &["us-isob-"],
    ),
    partition(
        "aws-iso-e",
        "aws-iso-e-global",
        ("cloud.adc-e.uk", "cloud.adc-e.uk", false),
        "eu-isoe-west-1",
        &["eu-isoe-"],
    ),
    partition(
        "aws-iso-f",
        "aws-iso-f-global",
        ("csp.hci.ic.gov", "csp.hci.ic.gov", false),
        "us-isof-south-1",
        &["us-isof-"],
    ),
    partition(
        "aws-us-gov",
        "aws-us-gov-global",
        ("amazonaws.com", "api.aws", true),
        "us-gov-west-1",
        &["us-gov-"],
    ),
];

/// The partition of a region; `aws` for regions that nobody knows.
pub(super) fn of(region: &str) -> Value<'static> {
    let by_name = PARTITIONS.iter().find(|p| p.global == region);
    let by_pattern = || PARTITIONS.iter().find(|p| p.has(region));
    let found = by_name.or_else(by_pattern).or(PARTITIONS.first());
    found.map_or(Value::Nothing, Partition::record)
}

impl Partition {
    fn record(&self) -> Value<'static> {
        Value::Record(vec![
            ("name", self.name.into()),
            ("dnsSuffix", self.dns_suffix.into()),
            ("dualStackDnsSuffix", self.dual_stack_dns_suffix.into()),
            ("supportsFIPS", true.into()),
            ("supportsDualStack", self.supports_dual_stack.into()),
            ("implicitGlobalRegion", self.global_region.into()),
        ])
    }

    fn has(&self, region: &str) -> bool {
        let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        self.prefixes.iter().any(|prefix| {
            let rest = region.strip_prefix(prefix).and_then(|r| r.split_once('-'));
            rest.is_some_and(|(word, number)| {
                let filled = !word.is_empty() && !number.is_empty();
                filled && word.bytes().all(is_word) && number.bytes().all(|b| b.is_ascii_digit())
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_belong_to_partitions() {
        for (region, name) in [
            ("us-east-1", "aws"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-isob-east-1", "aws-iso-b"),
            ("cn-north-9", "aws-cn"),
            ("eusc-de-east-1", "aws-eusc"),
            ("aws-cn-global", "aws-cn"),
            ("mars", "aws"),
        ] {
            assert_eq!(of(region).get("name"), Some(&name.into()), "{region}");
        }
    }
}
