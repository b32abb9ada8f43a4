//! Names in XML. (Smithy spec, "XML bindings")

use super::{Context, Rule, Run};
use crate::traits::{TypedTrait, XmlName, XmlNamespace};
use crate::{Diagnostic, Diagnostics, Node};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "XmlFlattenedTrait",
        title: "A flattened list does not lose the name of its elements unnoticed.",
        why: "The elements of a flattened list have the name of the member, not the one that the list gives to its own member. Where these differ, \
            `@xmlName` on the flattened member says which one is meant.",
        bad: r#"$version: "2"
namespace example

structure Country {
    @xmlFlattened
    cities: Cities
}

list Cities {
    @xmlName("city")
    member: String
}
"#,
        good: r#"$version: "2"
namespace example

structure Country {
    @xmlFlattened
    @xmlName("city")
    cities: Cities
}

list Cities {
    @xmlName("city")
    member: String
}
"#,
        run: Run::Semantic(check_flattened),
    },
    Rule {
        id: "XmlNamespaceTrait",
        title: "XML namespaces are URIs.",
        why: "The name of an XML namespace is a URI (RFC 3986); parsers that check it refuse documents with anything else.",
        bad: r#"$version: "2"
namespace example

@xmlNamespace(uri: "not a uri")
structure City {}
"#,
        good: r#"$version: "2"
namespace example

@xmlNamespace(uri: "https://weather.example/")
structure City {}
"#,
        run: Run::Semantic(check_namespaces),
    },
];

fn check_flattened(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied("smithy.api#xmlFlattened") {
        let Some(member) = on.member.filter(|member| !member.traits.has(XmlName::ID)) else {
            continue;
        };
        let element = context.target(member).and_then(|list| list.list_member());
        let Some((element, XmlName(name))) =
            element.and_then(|element| Some((element, element.traits.typed()?)))
        else {
            continue;
        };
        if name != *member.name {
            let message = format!(
                "Member is `@xmlFlattened`, so `@xmlName` of target's member (`{}`) has no effect. The flattened list elements will have the name of this member - `{}`. If this is unintended, you can add `@xmlName(\"{name}\")` to this member.",
                element.id, member.name
            );
            let found = Diagnostic::warning("XmlFlattenedTrait", message);
            diagnostics.push(found.on(&member.id).at(member.span));
        }
    }
}

fn check_namespaces(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(XmlNamespace::ID) {
        let uri = on.value.get("uri").and_then(Node::as_str);
        if let Some(uri) = uri.filter(|uri| !is_uri(uri)) {
            let message = format!(
                "An `xmlNamespace` trait is applied to the ({}: `{}`) shape with an invalid uri: {uri}",
                on.kind(),
                on.id()
            );
            let found = Diagnostic::error("XmlNamespaceTrait", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}

/// Whether a text is a URI reference. (RFC 2396 with characters beyond ASCII, as Java's `URI` reads it)
fn is_uri(text: &str) -> bool {
    let (text, fragment) = split(text, '#');
    if !fragment.is_none_or(|fragment| is_made_of(fragment, ";/?:@&=+$,[]")) {
        return false;
    }
    let rest = match text.find(['/', '?', ':']) {
        Some(at) if text.get(at..).is_some_and(|rest| rest.starts_with(':')) => {
            let scheme = text.get(..at).unwrap_or_default();
            let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
            let rest = text.get(at + 1..).unwrap_or_default();
            if !is_scheme || rest.is_empty() {
                return false;
            }
            if !rest.starts_with('/') {
                return is_made_of(rest, ";/?:@&=+$,[]");
            }
            rest
        }
        _ => text,
    };
    let (rest, query) = split(rest, '?');
    let path = match rest.strip_prefix("//") {
        None => rest,
        Some("") => return false,
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !is_made_of(authority, "$,;:@&=+[]") {
                return false;
            }
            path
        }
    };
    is_made_of(path, ";/:@&=+$,") && query.is_none_or(|query| is_made_of(query, ";/?:@&=+$,[]"))
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(head, tail)| (head, Some(tail)))
}

/// Whether a text consists of unreserved characters, escapes, some more, and letters beyond ASCII.
fn is_made_of(text: &str, more: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let fits = match c {
            '%' => (0..2).all(|_| chars.next().is_some_and(|c| c.is_ascii_hexdigit())),
            c if c.is_ascii() => {
                c.is_ascii_alphanumeric() || "_-!.~'()*".contains(c) || more.contains(c)
            }
            c => !c.is_control() && !c.is_whitespace(),
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_uri;

    #[test]
    fn uris_have_a_form() {
        for text in [
            "",
            "a",
            "/a?b#c",
            "http://a.example:80/b%20c",
            "urn:a:b",
            "http://é.example",
            "mailto:a@b",
            "http:///a",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "::foo", "a b", "http://", "1a:b", "http:", "a%2", "a|b", "//",
        ] {
            assert!(!is_uri(text), "{text}");
        }
    }
}
