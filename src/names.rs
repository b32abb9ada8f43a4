//! Function names: the bare name, the partial ARN and the full ARN that every operation accepts.
//!
//! The grammar is the regular expression that AWS prints in its own errors (truth.md section 5).
//! Its optional parts are tried greedily and given back one by one, as a regular expression does;
//! that is why `arn:aws:lambda:us-east-1:111122223333:function` names a function called `function`
//! (row N12).

use crate::fault::Fault;

/// Which of the two patterns a name has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grammar {
    /// `FunctionName`: create, update, publish and alias operations.
    Function,
    /// `NamespacedFunctionName`: get, delete and list operations; names may hold dots.
    Namespaced,
}

/// What a function name says. Nothing is defaulted: absent parts are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FunctionName {
    /// The region, if the name holds one.
    pub region: Option<String>,
    /// The account of twelve digits, if the name holds one.
    pub account: Option<String>,
    /// The bare name.
    pub name: String,
    /// What follows the name: `$LATEST`, a version number or an alias.
    pub qualifier: Option<String>,
}

/// The function, and maybe version or alias, that a request is about, after all checks of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The bare name.
    pub name: String,
    /// From the name or from the `Qualifier` parameter.
    pub qualifier: Option<String>,
}

/// The region and account that this service plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Such as `us-east-1`.
    pub region: String,
    /// Twelve digits.
    pub account: String,
}

/// The longest bare name that can be created (truth.md N4), in characters.
pub const LONGEST_NAME: usize = 64;

/// The qualifier of the unpublished version.
pub const LATEST: &str = "$LATEST";

/// Regions outside the partition `aws`, by prefix.
const PARTITIONS: [(&str, &str); 5] = [
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eusc-", "aws-eusc"),
];

impl Grammar {
    /// The pattern, as AWS prints it (truth.md section 5).
    pub fn pattern(self) -> &'static str {
        match self {
            Grammar::Function => concat!(
                r"(arn:(aws[a-zA-Z-]*)?:lambda:)?",
                r"((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?",
                r"([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?",
            ),
            Grammar::Namespaced => concat!(
                r"(arn:(aws[a-zA-Z-]*)?:lambda:)?",
                r"((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?",
                r"([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
            ),
        }
    }

    /// Takes `text` apart; `None` if it does not match [`Grammar::pattern`].
    pub fn parse(self, text: &str) -> Option<FunctionName> {
        self.parse_parts(&PREFIXES, text, FunctionName::default())
    }

    /// Takes the first optional part if it is there and the rest still matches; else goes without.
    fn parse_parts(
        self,
        prefixes: &[(Part, Matcher)],
        text: &str,
        found: FunctionName,
    ) -> Option<FunctionName> {
        let Some(((part, matcher), later)) = prefixes.split_first() else {
            return self.parse_tail(text, found);
        };
        let taken = matcher(text).and_then(|(value, rest)| {
            let mut found = found.clone();
            match part {
                Part::Region => found.region = Some(value.to_owned()),
                Part::Account => found.account = Some(value.to_owned()),
                Part::Fixed => {}
            }
            self.parse_parts(later, rest, found)
        });
        taken.or_else(|| self.parse_parts(later, text, found))
    }

    fn parse_tail(self, text: &str, mut found: FunctionName) -> Option<FunctionName> {
        let (name, qualifier) = match text.split_once(':') {
            Some((name, qualifier)) => (name, Some(qualifier)),
            None => (text, None),
        };
        let dots = self == Grammar::Namespaced;
        let name_is_good =
            !name.is_empty() && name.bytes().all(|b| is_word(b) || (dots && b == b'.'));
        let qualifier_is_good = qualifier
            .is_none_or(|q| q == LATEST || (dots && q == "$LATEST.PUBLISHED") || is_alias_like(q));
        if !(name_is_good && qualifier_is_good) {
            return None;
        }
        found.name = name.to_owned();
        found.qualifier = qualifier.map(str::to_owned);
        Some(found)
    }
}

impl Place {
    /// The partition of the region: `aws`, `aws-cn`, `aws-us-gov`, ….
    pub fn partition(&self) -> &'static str {
        PARTITIONS
            .iter()
            .find_map(|(prefix, name)| self.region.starts_with(prefix).then_some(*name))
            .unwrap_or("aws")
    }

    /// The unqualified ARN of a function.
    pub fn function_arn(&self, name: &str) -> String {
        format!(
            "arn:{}:lambda:{}:{}:function:{name}",
            self.partition(),
            self.region,
            self.account
        )
    }

    /// The ARN of a version or alias.
    pub fn qualified_arn(&self, name: &str, qualifier: &str) -> String {
        format!("{}:{qualifier}", self.function_arn(name))
    }

    /// The function that a request is about: the name is taken apart, then its region, its account
    /// and its qualifier are compared with this place and with the `Qualifier` parameter.
    ///
    /// # Errors
    /// N2 for a name that does not match, N10 for another region, N11 for another account, N13 for
    /// two qualifiers that differ.
    pub fn resolve(
        &self,
        grammar: Grammar,
        text: &str,
        qualifier: Option<&str>,
    ) -> Result<Target, Fault> {
        let Some(parsed) = grammar.parse(text) else {
            return Err(Fault::NamePattern {
                value: text.to_owned(),
                pattern: grammar.pattern(),
            });
        };
        if let Some(region) = parsed.region.filter(|region| *region != self.region) {
            return Err(Fault::OtherRegion {
                region,
                here: self.region.clone(),
            });
        }
        if parsed
            .account
            .is_some_and(|account| account != self.account)
        {
            return Err(Fault::OtherAccount(text.to_owned()));
        }
        match (parsed.qualifier, qualifier) {
            (Some(derived), Some(given)) if derived != given => Err(Fault::QualifierMismatch),
            (derived, given) => Ok(Target {
                name: parsed.name,
                qualifier: derived.or_else(|| given.map(str::to_owned)),
            }),
        }
    }
}

/// Whether `qualifier` has the form of a version number.
pub fn is_version_number(qualifier: &str) -> bool {
    !qualifier.is_empty() && qualifier.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `qualifier` has the form `[a-zA-Z0-9-_]+` that aliases and version numbers share.
pub fn is_alias_like(qualifier: &str) -> bool {
    !qualifier.is_empty() && qualifier.bytes().all(is_word)
}

/// What a matched optional part is good for.
#[derive(Debug, Clone, Copy)]
enum Part {
    Fixed,
    Region,
    Account,
}

/// Takes one optional part from the front: its value, and what follows it.
type Matcher = fn(&str) -> Option<(&str, &str)>;

/// The optional parts before the name, in their order.
const PREFIXES: [(Part, Matcher); 4] = [
    (Part::Fixed, take_arn),
    (Part::Region, take_region),
    (Part::Account, take_account),
    (Part::Fixed, |text| {
        text.strip_prefix("function:").map(|rest| ("", rest))
    }),
];

/// `arn:(aws[a-zA-Z-]*)?:lambda:`
fn take_arn(text: &str) -> Option<(&str, &str)> {
    let (partition, rest) = text.strip_prefix("arn:")?.split_once(':')?;
    let letters = |rest: &str| rest.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    let known = partition.is_empty() || partition.strip_prefix("aws").is_some_and(letters);
    known
        .then(|| rest.strip_prefix("lambda:"))
        .flatten()
        .map(|rest| (partition, rest))
}

/// `(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:`
fn take_region(text: &str) -> Option<(&str, &str)> {
    let (region, rest) = text.split_once(':')?;
    let lower = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let mut parts = region.strip_prefix("eusc-").unwrap_or(region).split('-');
    let country = parts.next()?;
    let mut area = parts.next()?;
    let mut number = parts.next()?;
    if let Some(last) = parts.next() {
        let group = area == "gov"
            || area == "iso"
            || (area.len() == 4 && area.starts_with("iso") && lower(area));
        if !group {
            return None;
        }
        (area, number) = (number, last);
    }
    let digit = number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit());
    let whole = parts.next().is_none();
    (whole && country.len() == 2 && lower(country) && lower(area) && digit)
        .then_some((region, rest))
}

/// `\d{12}:`
fn take_account(text: &str) -> Option<(&str, &str)> {
    let (account, rest) = text.split_once(':')?;
    (account.len() == 12 && is_version_number(account)).then_some((account, rest))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Place {
        Place {
            region: "us-east-1".to_owned(),
            account: "111122223333".to_owned(),
        }
    }

    #[test]
    fn n1_every_accepted_form_names_the_same_function() {
        let full = "arn:aws:lambda:us-east-1:111122223333:function:fn";
        for (text, qualifier) in [
            ("fn", None),
            ("function:fn", None),
            ("111122223333:function:fn", None),
            ("111122223333:fn", None),
            ("us-east-1:111122223333:function:fn", None),
            (full, None),
            ("arn::lambda:us-east-1:111122223333:function:fn", None),
            ("fn:$LATEST", Some("$LATEST")),
            ("fn:7", Some("7")),
            (
                "arn:aws:lambda:us-east-1:111122223333:function:fn:live",
                Some("live"),
            ),
        ] {
            let target = here().resolve(Grammar::Function, text, None).unwrap();
            assert_eq!(
                (target.name.as_str(), target.qualifier.as_deref()),
                ("fn", qualifier)
            );
        }
    }

    #[test]
    fn n1_regions_of_other_partitions_are_understood() {
        for region in [
            "cn-north-1",
            "us-gov-west-1",
            "us-iso-east-1",
            "us-isob-east-1",
            "eusc-de-east-1",
            "ap-southeast-2",
        ] {
            let text = format!("arn:aws-x:lambda:{region}:111122223333:function:fn");
            let parsed = Grammar::Function.parse(&text).unwrap();
            assert_eq!(parsed.region.as_deref(), Some(region));
        }
        let gov = Place {
            region: "us-gov-west-1".to_owned(),
            ..here()
        };
        assert_eq!(
            gov.function_arn("f"),
            "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f"
        );
        let cn = Place {
            region: "cn-north-1".to_owned(),
            ..here()
        };
        assert_eq!(cn.partition(), "aws-cn");
    }

    #[test]
    fn n2_names_that_do_not_match_quote_the_pattern_of_the_operation() {
        for text in [
            "",
            "my-function!",
            "*",
            "invalid-account:function:my-function",
            "arn:aws:lambda:invalid-region:111122223333:function:my-function",
            "arn:aws:ec2:us-east-1:111122223333:instance:i-1",
            "arn:aws:lambda:us-east-1:111122223333:function:my-function:1:2",
            "function:my-function:$LATEST:extra",
            "arn:aws:lambda::111122223333:function:my-function",
            "arn:aws:lambda:us-east-1::function:my-function",
            "my-function:$LATES",
            "invalid:function:name",
            "my\u{fc}function",
        ] {
            for grammar in [Grammar::Function, Grammar::Namespaced] {
                let fault = here().resolve(grammar, text, None).unwrap_err();
                let expected = format!(
                    "1 validation error detected: Value '{text}' at 'functionName' failed to satisfy \
                     constraint: Member must satisfy regular expression pattern: {}",
                    grammar.pattern()
                );
                assert_eq!(fault.message().as_deref(), Some(expected.as_str()));
            }
        }
    }

    #[test]
    fn n10_n11_n13_place_and_qualifier_are_compared() {
        let message = |text: &str, qualifier| {
            here()
                .resolve(Grammar::Namespaced, text, qualifier)
                .unwrap_err()
                .message()
        };
        assert_eq!(
            message(
                "arn:aws:lambda:ap-southeast-1:111122223333:function:fn",
                None
            )
            .as_deref(),
            Some("Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')")
        );
        assert_eq!(message("999988887777:function:fn", None), None);
        assert_eq!(
            message("fn:1", Some("2")).as_deref(),
            Some(
                "The derived qualifier from the function name does not match the specified qualifier."
            )
        );
        assert!(
            here()
                .resolve(Grammar::Namespaced, "fn:1", Some("1"))
                .is_ok()
        );
        let given = here()
            .resolve(Grammar::Namespaced, "fn", Some("$latest"))
            .unwrap();
        assert_eq!(given.qualifier.as_deref(), Some("$latest"));
    }

    #[test]
    fn n12_an_arn_without_a_name_names_the_function_called_function() {
        let text = "arn:aws:lambda:us-east-1:111122223333:function";
        let target = here().resolve(Grammar::Function, text, None).unwrap();
        assert_eq!(
            target,
            Target {
                name: "function".to_owned(),
                qualifier: None
            }
        );
        let name = Grammar::Function.parse("function").unwrap();
        assert_eq!(name.name, "function");
    }

    #[test]
    fn n16_dots_are_for_namespaced_names_only() {
        assert_eq!(Grammar::Function.parse("a.b"), None);
        assert_eq!(Grammar::Namespaced.parse("a.b").unwrap().name, "a.b");
        assert_eq!(Grammar::Function.parse("a:$LATEST.PUBLISHED"), None);
        assert!(Grammar::Namespaced.parse("a:$LATEST.PUBLISHED").is_some());
    }
}
