//! Endpoints that do not follow the pattern of their partition. (Smithy's AWS documentation, "Declarative endpoint traits")

use super::super::pack::{find, text};
use super::super::{Applied, Context, Rule, Run};
use super::members;
use crate::{Diagnostics, Node, Severity};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[Rule {
    id: "AwsSpecialCaseEndpoint",
    title: "Special endpoints are URLs with placeholders that are known.",
    why: "An endpoint of `@standardRegionalEndpoints` or `@standardPartitionalEndpoints` is a URL with a scheme. It may have the \
          placeholders `{region}`, `{service}`, `{dnsSuffix}` and `{dualStackDnsSuffix}`; others stay in the URL as they are.",
    bad: r#"$version: "2"
namespace example.rules
use aws.endpoints#standardRegionalEndpoints
@standardRegionalEndpoints(regionSpecialCases: {
    "us-east-1": [{ endpoint: "{service}.{suffix}" }]
})
service Weather {}
"#,
    good: r#"$version: "2"
namespace example.rules
use aws.endpoints#standardRegionalEndpoints
@standardRegionalEndpoints(regionSpecialCases: {
    "us-east-1": [{ endpoint: "https://{service}.{dnsSuffix}" }]
})
service Weather {}
"#,
    run: Run::Semantic(check),
}];

const PLACEHOLDERS: [&str; 4] = [
    "{region}",
    "{service}",
    "{dnsSuffix}",
    "{dualStackDnsSuffix}",
];

/// The traits, and where in them special cases are.
const TRAITS: [(&str, &[&str]); 2] = [
    (
        "aws.endpoints#standardRegionalEndpoints",
        &["regionSpecialCases", "partitionSpecialCases"],
    ),
    (
        "aws.endpoints#standardPartitionalEndpoints",
        &["partitionEndpointSpecialCases"],
    ),
];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (id, keys) in &TRAITS {
        for on in model.applied(id) {
            for (_, cases) in keys.iter().flat_map(|key| members(on.value.get(key))) {
                for case in cases.as_array().unwrap_or_default() {
                    check_case(on, case, diagnostics);
                }
            }
        }
    }
}

fn check_case(on: &Applied<'_>, case: &Node, diagnostics: &mut Diagnostics) {
    let Some(endpoint) = text(case, "endpoint") else {
        return;
    };
    let mut report = |severity, suffix: &str, message: String| {
        let id = format!("AwsSpecialCaseEndpoint.{suffix}");
        find(diagnostics, severity, id, (on.id(), on.span), message);
    };
    let unknown: Vec<&str> = placeholders(endpoint)
        .filter(|placeholder| !PLACEHOLDERS.contains(placeholder))
        .collect();
    if !unknown.is_empty() {
        report(
            Severity::Danger,
            "UnsupportedEndpointPattern",
            format!(
                "Endpoint `{endpoint}` contains unsupported patterns: {}",
                unknown.join(", ")
            ),
        );
    }
    if !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
        report(
            Severity::Danger,
            "InvalidEndpointPatternScheme",
            format!("Endpoint `{endpoint}` should start with scheme `http://` or `https://`"),
        );
    }
    if !is_url(&endpoint.replace(['{', '}'], "")) {
        report(
            Severity::Error,
            "InvalidEndpointPatternUrl",
            format!("Endpoint `{endpoint}` should be a valid URL."),
        );
    }
}

/// What stands in braces, braces included.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find('{')?;
        let end = start + rest.get(start..)?.find('}')? + 1;
        let placeholder = rest.get(start..end);
        rest = rest.get(end..).unwrap_or_default();
        placeholder
    })
}

/// Whether a text is a URL of a scheme that is known, made of characters that may stand in one. (RFC 2396)
fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let known = ["http", "https", "file", "ftp", "jar", "mailto"];
    if !known.contains(&scheme.to_ascii_lowercase().as_str()) {
        return false;
    }
    let allowed = |c: char| match c {
        ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
        c => !c.is_ascii_control(),
    };
    let Some(rest) = rest.strip_prefix("//") else {
        return !rest.is_empty() && rest.chars().all(allowed);
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let port = match authority.rsplit_once(':') {
        Some((_, port)) if !authority.ends_with(']') => port,
        _ => "",
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    let brackets = path.contains(['[', ']']);
    let escapes = rest.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2).unwrap_or_default();
        digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit)
    });
    let has_host = !authority.is_empty() || path.starts_with('/');
    has_host && is_port && !brackets && escapes && rest.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_a_scheme_and_a_host() {
        assert!(is_url("https://service.region.amazonaws.com"));
        assert!(is_url("http://a:8080/b"));
        for wrong in [
            "a.b",
            "https://",
            "https://a b",
            "https://a:b",
            "nope://a",
            "https://a%2",
        ] {
            assert!(!is_url(wrong), "{wrong}");
        }
    }

    #[test]
    fn placeholders_are_found() {
        let found: Vec<&str> = placeholders("a{b}.{c}{d").collect();
        assert_eq!(found, ["{b}", "{c}"]);
    }
}
