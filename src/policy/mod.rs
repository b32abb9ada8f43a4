//! What each access key may do: policies in the grammar of IAM, one document for each profile of the
//! credentials file.
//!
//! ```json
//! {
//!   "deploy": {
//!     "Version": "2012-10-17",
//!     "Statement": [
//!       {"Effect": "Allow", "Action": "lambda:UpdateFunctionCode", "Resource": "arn:aws:lambda:*:*:function:web-*"},
//!       {"Effect": "Deny", "Action": "lambda:*", "Resource": "arn:aws:lambda:*:*:function:web-billing"}
//!     ]
//!   },
//!   "*": {"Statement": {"Effect": "Allow", "Action": ["lambda:Get*", "lambda:List*"], "Resource": "*"}}
//! }
//! ```
//!
//! The document `*` counts for every profile, beside its own. A request is allowed if a statement
//! allows it and none denies it, as IAM decides ("Policy evaluation logic" in its user guide). Whatever
//! a document says that this module can't honour makes the file invalid: nothing is let in because a
//! condition was not understood.

mod condition;
mod document;
mod pattern;

use condition::Condition;
pub use document::{BadPolicies, Problem};
use pattern::Pattern;
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

use crate::clock::Timestamp;

/// The document that counts for every profile.
pub const EVERYONE: &str = "*";

/// The policies of all profiles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policies(BTreeMap<String, Vec<Statement>>);

/// One statement of a document.
#[derive(Debug, Clone, PartialEq)]
struct Statement {
    /// `Sid`, or the statement's place in its document.
    name: String,
    effect: Effect,
    actions: Matches,
    resources: Matches,
    conditions: Vec<Condition>,
}

/// `Effect`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`.
    Deny,
}

/// Patterns, or everything else than them (`NotAction`, `NotResource`).
#[derive(Debug, Clone, PartialEq)]
struct Matches {
    patterns: Vec<Pattern>,
    inverted: bool,
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// The profile of the caller's key: `aws:username`.
    pub profile: &'a str,
    /// Such as `lambda:UpdateFunctionCode`.
    pub action: &'a str,
    /// The ARN of the function, or `*` where the action is about none.
    pub resource: &'a str,
    /// `aws:CurrentTime`.
    pub now: Timestamp,
    /// `aws:SourceIp`, if it is known.
    pub source_ip: Option<IpAddr>,
    /// `aws:SecureTransport`.
    pub secure: bool,
}

/// How a request is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<'a> {
    /// By the statement of this name.
    Allowed(&'a str),
    /// By the statement of this name, whatever others allow.
    Denied(&'a str),
    /// No statement allows it.
    NotAllowed,
}

impl Policies {
    /// Reads a file's text.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place.
    pub fn parse(text: &str) -> Result<Policies, BadPolicies> {
        document::parse(text).map(Policies)
    }

    /// Decides about a request.
    pub fn decide(&self, request: &Request<'_>) -> Decision<'_> {
        let mut decision = Decision::NotAllowed;
        let documents = [request.profile, EVERYONE];
        let statements = documents.iter().filter_map(|name| self.0.get(*name));
        for statement in statements.flatten().filter(|s| s.applies(request)) {
            match statement.effect {
                Effect::Deny => return Decision::Denied(&statement.name),
                Effect::Allow if decision == Decision::NotAllowed => {
                    decision = Decision::Allowed(&statement.name);
                }
                Effect::Allow => {}
            }
        }
        decision
    }

    /// The profiles that have a document of their own.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).filter(|p| *p != EVERYONE)
    }
}

impl fmt::Display for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Decision::Allowed(name) => write!(f, "allowed by {name}"),
            Decision::Denied(name) => write!(f, "denied by {name}"),
            Decision::NotAllowed => f.write_str("not allowed: no statement allows it"),
        }
    }
}

impl Statement {
    fn applies(&self, request: &Request<'_>) -> bool {
        self.actions.hold(request.action, request)
            && self.resources.hold(request.resource, request)
            && self.conditions.iter().all(|c| c.holds(request))
    }
}

impl Matches {
    fn hold(&self, value: &str, request: &Request<'_>) -> bool {
        let found = self
            .patterns
            .iter()
            .any(|p| p.matches(value, request.profile));
        found != self.inverted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = "arn:aws:lambda:us-east-1:000000000000:function:web-1";
    const BILLING: &str = "arn:aws:lambda:us-east-1:000000000000:function:web-billing";

    fn request<'a>(profile: &'a str, action: &'a str, resource: &'a str) -> Request<'a> {
        Request {
            profile,
            action,
            resource,
            now: Timestamp(0),
            source_ip: None,
            secure: false,
        }
    }

    fn policies() -> Policies {
        Policies::parse(
            r#"{
                "deploy": {"Version": "2012-10-17", "Statement": [
                    {"Sid": "Web", "Effect": "Allow", "Action": "lambda:UpdateFunctionCode",
                     "Resource": "arn:aws:lambda:*:*:function:web-*"},
                    {"Sid": "NotBilling", "Effect": "Deny", "Action": "lambda:*",
                     "Resource": "arn:aws:lambda:*:*:function:web-billing"}]},
                "own": {"Statement": [{"Effect": "Allow", "NotAction": "lambda:Delete*",
                     "Resource": "arn:aws:lambda:*:*:function:${aws:username}-*"}]},
                "others": {"Statement": {"Effect": "Allow", "Action": "*",
                     "NotResource": "*:function:web-*"}},
                "*": {"Statement": {"Effect": "Allow", "Action": ["lambda:Get*", "lambda:List*"],
                     "Resource": "*"}}
            }"#,
        )
        .unwrap()
    }

    #[test]
    fn a_request_is_allowed_if_a_statement_allows_it_and_none_denies_it() {
        let policies = policies();
        let decide =
            |profile, action, resource| policies.decide(&request(profile, action, resource));
        let update = "lambda:UpdateFunctionCode";
        assert_eq!(decide("deploy", update, WEB), Decision::Allowed("Web"));
        assert_eq!(
            decide("deploy", update, BILLING),
            Decision::Denied("NotBilling")
        );
        // An explicit deny is heeded whatever another document allows.
        assert_eq!(
            decide("deploy", "lambda:GetFunction", BILLING),
            Decision::Denied("NotBilling")
        );
        assert_eq!(
            decide("deploy", "lambda:ListFunctions", "*"),
            Decision::Allowed("statement 1")
        );
        assert_eq!(
            decide("deploy", "lambda:DeleteFunction", WEB),
            Decision::NotAllowed
        );
        assert_eq!(decide("unknown", update, WEB), Decision::NotAllowed);
        assert_eq!(
            Policies::default().decide(&request("a", update, WEB)),
            Decision::NotAllowed
        );
    }

    #[test]
    fn the_documented_example_does_what_is_said_of_it() {
        let page = include_str!("../../docs/security.md");
        let (_, rest) = page.split_once("```json\n").unwrap();
        let policies = Policies::parse(rest.split_once("```").unwrap().0).unwrap();
        let local = Request {
            source_ip: Some("127.0.0.1".parse().unwrap()),
            ..request("deploy", "lambda:UpdateFunctionCode", WEB)
        };
        assert_eq!(policies.decide(&local), Decision::Allowed("DeployWeb"));
        let remote = Request {
            source_ip: Some("192.0.2.1".parse().unwrap()),
            ..local
        };
        assert_eq!(policies.decide(&remote), Decision::NotAllowed);
        let billing = Request {
            resource: BILLING,
            ..local
        };
        assert_eq!(policies.decide(&billing), Decision::Denied("NeverBilling"));
    }

    #[test]
    fn inverted_elements_mean_everything_else() {
        let policies = policies();
        let allowed = |profile, action, name: &str| {
            let arn = format!("arn:aws:lambda:us-east-1:000000000000:function:{name}");
            let decision = policies.decide(&request(profile, action, &arn));
            matches!(decision, Decision::Allowed(_))
        };
        assert!(allowed("own", "lambda:PublishVersion", "own-1"));
        assert!(!allowed("own", "lambda:DeleteFunction", "own-1"));
        assert!(!allowed("own", "lambda:PublishVersion", "other-1"));
        assert!(allowed("others", "lambda:DeleteFunction", "a"));
        assert!(!allowed("others", "lambda:DeleteFunction", "web-1"));
    }

    #[test]
    fn the_document_for_everyone_is_no_profile() {
        let policies = policies();
        let profiles: Vec<&str> = policies.profiles().collect();
        assert_eq!(profiles, ["deploy", "others", "own"]);
    }
}
