//! The partitions of AWS, and which regions belong to which. (AWS General Reference, "Regions and endpoints"; the names of regions that
//! are not known yet follow the pattern of their partition)
//!
//! The facts are those of the time of the official models that are tested with: then, only three partitions had endpoints with IPv6.

/// A partition: a group of regions with accounts and domains of their own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partition {
    /// Its name.
    pub(super) name: &'static str,
    /// The domain of its endpoints.
    pub(super) dns_suffix: &'static str,
    /// The domain of its endpoints with IPv6.
    pub(super) dual_stack_dns_suffix: &'static str,
    /// Whether it has endpoints with FIPS 140.
    pub(super) supports_fips: bool,
    /// Whether it has endpoints with IPv6.
    pub(super) supports_dual_stack: bool,
    /// The region that services without regions sign for.
    pub(super) global_region: &'static str,
    /// How names of its regions start: a word and a number follow.
    prefixes: &'static [&'static str],
    /// The name that stands for the partition where a region is wanted.
    global: &'static str,
}

static AWS: Partition = Partition {
    name: "aws",
    dns_suffix: "amazonaws.com",
    dual_stack_dns_suffix: "api.aws",
    supports_fips: true,
    supports_dual_stack: true,
    global_region: "us-east-1",
    prefixes: &[
        "us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-",
    ],
    global: "aws-global",
};

static OTHERS: [Partition; 7] = [
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        supports_fips: true,
        supports_dual_stack: true,
        global_region: "cn-northwest-1",
        prefixes: &["cn-"],
        global: "aws-cn-global",
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "amazonaws.eu",
        supports_fips: true,
        supports_dual_stack: false,
        global_region: "eusc-de-east-1",
        prefixes: &["eusc-de-"],
        global: "aws-eusc-global",
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "c2s.ic.gov",
        supports_fips: true,
        supports_dual_stack: false,
        global_region: "us-iso-east-1",
        prefixes: &["us-iso-"],
        global: "aws-iso-global",
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "sc2s.sgov.gov",
        supports_fips: true,
        supports_dual_stack: false,
        global_region: "us-isob-east-1",
        prefixes: &["us-isob-"],
        global: "aws-iso-b-global",
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "cloud.adc-e.uk",
        supports_fips: true,
        supports_dual_stack: false,
        global_region: "eu-isoe-west-1",
        prefixes: &["eu-isoe-"],
        global: "aws-iso-e-global",
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "csp.hci.ic.gov",
        supports_fips: true,
        supports_dual_stack: false,
        global_region: "us-isof-south-1",
        prefixes: &["us-isof-"],
        global: "aws-iso-f-global",
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        supports_fips: true,
        supports_dual_stack: true,
        global_region: "us-gov-west-1",
        prefixes: &["us-gov-"],
        global: "aws-us-gov-global",
    },
];

/// The partition of a region, and whether it follows from the pattern of the name only.
pub(super) fn of(region: &str) -> (&'static Partition, bool) {
    let partitions = || std::iter::once(&AWS).chain(&OTHERS);
    if let Some(known) = partitions().find(|partition| partition.global == region) {
        return (known, false);
    }
    match partitions().find(|partition| partition.has(region)) {
        Some(partition) => (partition, true),
        None => (&AWS, false),
    }
}

impl Partition {
    fn has(&self, region: &str) -> bool {
        let is_word = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        self.prefixes.iter().any(|prefix| {
            region
                .strip_prefix(prefix)
                .and_then(|rest| rest.split_once('-'))
                .is_some_and(|(word, number)| is_word(word) && is_number(number))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_belong_to_partitions() {
        let name = |region| of(region).0.name;
        assert_eq!(name("us-east-1"), "aws");
        assert_eq!(name("us-gov-west-1"), "aws-us-gov");
        assert_eq!(name("us-isob-east-1"), "aws-iso-b");
        assert_eq!(name("cn-north-9"), "aws-cn");
        assert_eq!(name("eusc-de-east-1"), "aws-eusc");
        assert_eq!(name("aws-cn-global"), "aws-cn");
        assert_eq!(name("mars"), "aws");
    }
}
