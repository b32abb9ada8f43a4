//! `Condition`: when a statement counts, beyond action and resource.
//!
//! Two tables say what there is: [`OPERATORS`] and [`KEYS`]. A condition that names anything else is
//! refused when the file is read.

use super::Request;
use super::pattern::{Case, Pattern};
use crate::clock::Timestamp;
use planish_runtime::timestamp::Format;
use std::net::IpAddr;

/// One operator applied to one key.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    key: Key,
    operator: Operator,
    /// `…IfExists`: holds where the request has no such key.
    if_exists: bool,
    values: Vec<Operand>,
}

/// What a request can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    CurrentTime,
    SecureTransport,
    SourceIp,
    Username,
}

/// How it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// Any of the values matches; or, inverted, none.
    Text {
        case: Case,
        wildcards: bool,
        inverted: bool,
    },
    Bool,
    Address {
        inverted: bool,
    },
    /// Before or after, and whether the moment itself counts.
    Date {
        before: bool,
        equal: bool,
    },
}

/// A value of a condition, read by what its operator asks for.
#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Text(Pattern),
    Bool(bool),
    Network(IpAddr, u32),
    Time(Timestamp),
}

/// Condition keys; their names are compared without regard to case.
const KEYS: [(&str, Key); 4] = [
    ("aws:CurrentTime", Key::CurrentTime),
    ("aws:SecureTransport", Key::SecureTransport),
    ("aws:SourceIp", Key::SourceIp),
    ("aws:username", Key::Username),
];

/// Condition operators.
const OPERATORS: [(&str, Operator); 13] = [
    ("StringEquals", text(Case::Heeded, false, false)),
    ("StringNotEquals", text(Case::Heeded, false, true)),
    ("StringEqualsIgnoreCase", text(Case::Ignored, false, false)),
    (
        "StringNotEqualsIgnoreCase",
        text(Case::Ignored, false, true),
    ),
    ("StringLike", text(Case::Heeded, true, false)),
    ("StringNotLike", text(Case::Heeded, true, true)),
    ("Bool", Operator::Bool),
    ("IpAddress", Operator::Address { inverted: false }),
    ("NotIpAddress", Operator::Address { inverted: true }),
    (
        "DateLessThan",
        Operator::Date {
            before: true,
            equal: false,
        },
    ),
    (
        "DateLessThanEquals",
        Operator::Date {
            before: true,
            equal: true,
        },
    ),
    (
        "DateGreaterThan",
        Operator::Date {
            before: false,
            equal: false,
        },
    ),
    (
        "DateGreaterThanEquals",
        Operator::Date {
            before: false,
            equal: true,
        },
    ),
];

const fn text(case: Case, wildcards: bool, inverted: bool) -> Operator {
    Operator::Text {
        case,
        wildcards,
        inverted,
    }
}

impl Condition {
    /// Reads `{operator: {key: values}}`.
    ///
    /// # Errors
    /// What isn't known or doesn't fit.
    pub(super) fn parse(operator: &str, key: &str, values: &[&str]) -> Result<Condition, String> {
        let (name, if_exists) = match operator.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (operator, false),
        };
        let Some((_, operator)) = OPERATORS.iter().find(|(known, _)| *known == name) else {
            return Err(format!(
                "the condition operator {name} is not known here: there are {}, each also with IfExists",
                OPERATORS.map(|(known, _)| known).join(", ")
            ));
        };
        let found = KEYS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(key));
        let Some((_, found)) = found else {
            return Err(format!(
                "the condition key {key} is not known here: there are {}",
                KEYS.map(|(known, _)| known).join(", ")
            ));
        };
        if !operator.fits(*found) {
            return Err(format!("{name} can't compare {key}"));
        }
        if values.is_empty() {
            return Err(format!("{key} is compared with nothing"));
        }
        let values: Result<_, String> = values.iter().map(|v| operator.operand(v)).collect();
        Ok(Condition {
            key: *found,
            operator: *operator,
            if_exists,
            values: values?,
        })
    }

    /// Whether it holds for the request.
    pub(super) fn holds(&self, request: &Request<'_>) -> bool {
        let any = |test: &dyn Fn(&Operand) -> bool| self.values.iter().any(test);
        match (self.key, self.operator) {
            (Key::Username, Operator::Text { inverted, .. }) => {
                let user = request.profile;
                any(&|o| matches!(o, Operand::Text(p) if p.matches(user, user))) != inverted
            }
            (Key::SecureTransport, _) => {
                any(&|o| matches!(o, Operand::Bool(wanted) if *wanted == request.secure))
            }
            (Key::SourceIp, Operator::Address { inverted }) => match request.source_ip {
                Some(address) => any(&|o| o.holds_address(address)) != inverted,
                // IAM: a negated operator holds where the key is missing.
                None => self.if_exists || inverted,
            },
            (Key::CurrentTime, Operator::Date { before, equal }) => any(&|o| {
                let Operand::Time(time) = o else { return false };
                let (now, time) = (request.now, *time);
                (if before { now < time } else { now > time }) || (equal && now == time)
            }),
            _ => false,
        }
    }
}

impl Operator {
    /// Whether a key has values of the operator's kind.
    fn fits(self, key: Key) -> bool {
        match self {
            Operator::Text { .. } => key == Key::Username,
            Operator::Bool => key == Key::SecureTransport,
            Operator::Address { .. } => key == Key::SourceIp,
            Operator::Date { .. } => key == Key::CurrentTime,
        }
    }

    fn operand(self, value: &str) -> Result<Operand, String> {
        match self {
            Operator::Text {
                case, wildcards, ..
            } => {
                let read = if wildcards {
                    Pattern::parse
                } else {
                    Pattern::literal
                };
                read(value, case).map(Operand::Text)
            }
            Operator::Bool => match value.to_ascii_lowercase().as_str() {
                "true" => Ok(Operand::Bool(true)),
                "false" => Ok(Operand::Bool(false)),
                _ => Err(format!("{value:?} is neither true nor false")),
            },
            Operator::Address { .. } => network(value).ok_or_else(|| {
                format!("{value:?} is no address such as 10.0.0.0/8 or 2001:db8::/32")
            }),
            Operator::Date { .. } => {
                let time = planish_runtime::Timestamp::parse(value, Format::DateTime);
                let time = time.and_then(|t| t.seconds.checked_mul(1000));
                time.map(|millis| Operand::Time(Timestamp(millis)))
                    .ok_or_else(|| format!("{value:?} is no time such as 2026-01-31T12:00:00Z"))
            }
        }
    }
}

impl Operand {
    fn holds_address(&self, address: IpAddr) -> bool {
        match (self, address.to_canonical()) {
            (Operand::Network(IpAddr::V4(network), bits), IpAddr::V4(address)) => {
                let differ = network.to_bits() ^ address.to_bits();
                differ.checked_shr(32 - bits).unwrap_or(0) == 0
            }
            (Operand::Network(IpAddr::V6(network), bits), IpAddr::V6(address)) => {
                let differ = network.to_bits() ^ address.to_bits();
                differ.checked_shr(128 - bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// An address, or a network in CIDR notation (RFC 4632).
fn network(text: &str) -> Option<Operand> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        Some(bits) => bits.parse().ok().filter(|bits| *bits <= most)?,
        None => most,
    };
    Some(Operand::Network(address, bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(operator: &str, key: &str, values: &[&str], request: &Request<'_>) -> bool {
        Condition::parse(operator, key, values)
            .unwrap()
            .holds(request)
    }

    fn request(source_ip: Option<&str>) -> Request<'static> {
        Request {
            profile: "deploy",
            action: "lambda:GetFunction",
            resource: "*",
            now: Timestamp(1_000_000_000_000),
            source_ip: source_ip.map(|ip| ip.parse().unwrap()),
            secure: true,
        }
    }

    #[test]
    fn addresses_are_in_networks() {
        for (network, address, inside) in [
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
            ("0.0.0.0/0", "1.2.3.4", true),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "::1", true),
            ("::/0", "127.0.0.1", false),
        ] {
            let asked = request(Some(address));
            let key = "aws:SourceIp";
            assert_eq!(
                holds("IpAddress", key, &[network], &asked),
                inside,
                "{network} {address}"
            );
            assert_eq!(holds("NotIpAddress", key, &[network], &asked), !inside);
        }
        let unknown = request(None);
        assert!(!holds(
            "IpAddress",
            "aws:SourceIp",
            &["0.0.0.0/0"],
            &unknown
        ));
        assert!(holds(
            "IpAddressIfExists",
            "aws:SourceIp",
            &["10.0.0.0/8"],
            &unknown
        ));
        assert!(holds(
            "NotIpAddress",
            "aws:SourceIp",
            &["10.0.0.0/8"],
            &unknown
        ));
    }

    #[test]
    fn times_names_and_transport_are_compared() {
        let now = request(None);
        let then = "2001-09-09T01:46:40Z";
        for (operator, expected) in [
            ("DateLessThan", false),
            ("DateLessThanEquals", true),
            ("DateGreaterThan", false),
            ("DateGreaterThanEquals", true),
        ] {
            assert_eq!(
                holds(operator, "aws:CurrentTime", &[then], &now),
                expected,
                "{operator}"
            );
        }
        assert!(holds(
            "DateLessThan",
            "AWS:currenttime",
            &["2002-01-01T00:00:00Z"],
            &now
        ));
        assert!(holds("Bool", "aws:SecureTransport", &["true"], &now));
        assert!(!holds("Bool", "aws:SecureTransport", &["false"], &now));
        assert!(holds("StringLike", "aws:username", &["x", "dep*"], &now));
        assert!(!holds("StringEquals", "aws:username", &["dep*"], &now));
        assert!(holds(
            "StringEqualsIgnoreCase",
            "aws:username",
            &["DEPLOY"],
            &now
        ));
        assert!(holds("StringNotEquals", "aws:username", &["a", "b"], &now));
        assert!(!holds(
            "StringNotEquals",
            "aws:username",
            &["a", "deploy"],
            &now
        ));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (operator, key, values) in [
            ("StringMatches", "aws:username", &["a"][..]),
            ("StringEquals", "aws:PrincipalTag/team", &["a"]),
            ("StringEquals", "aws:SourceIp", &["10.0.0.1"]),
            ("Bool", "aws:SecureTransport", &["yes"]),
            ("IpAddress", "aws:SourceIp", &["10.0.0.0/33"]),
            ("IpAddress", "aws:SourceIp", &["ten"]),
            ("DateLessThan", "aws:CurrentTime", &["tomorrow"]),
            ("StringEquals", "aws:username", &[]),
            ("ForAnyValue:StringEquals", "aws:username", &["a"]),
        ] {
            assert!(
                Condition::parse(operator, key, values).is_err(),
                "{operator} {key}"
            );
        }
    }
}
