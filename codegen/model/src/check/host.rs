//! Prefixes of host names, and the members that they take. (Smithy spec, "endpoint trait", "hostLabel trait")

use super::{Context, Rule, Run, ticked_sorted};
use crate::traits::{Endpoint, HostSegment, TypedTrait};
use crate::{Diagnostic, Diagnostics, Severity};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "HostLabelTrait",
    title: "Labels of host prefixes and members with `@hostLabel` match, and make a host name.",
    why: "A label in the host prefix of an operation is filled with the member of the input that has its name. Without such a member no request \
        can be sent; a member without a label is lost. What comes out has to be a host name (RFC 3986, section 3.2.2). A prefix with labels that \
        does not end in a dot lets callers choose a host that is not yours.",
    bad: r#"$version: "2"
namespace example

@endpoint(hostPrefix: "{region}.")
operation GetCity {
    input := {
        region: String
    }
}
"#,
    good: r#"$version: "2"
namespace example

@endpoint(hostPrefix: "{region}.")
operation GetCity {
    input := {
        @required
        @hostLabel
        region: String
    }
}
"#,
    run: Run::Semantic(check),
}];

const EVENT: &str = "HostLabelTrait";
const HOST_LABEL: &str = "smithy.api#hostLabel";

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.operations_with(Endpoint::ID) {
        let (Some(operation), Some(endpoint)) =
            (on.shape.as_operation(), on.shape.traits.typed::<Endpoint>())
        else {
            continue;
        };
        let labels: Vec<&str> = endpoint
            .host_prefix
            .iter()
            .filter_map(|segment| match segment {
                HostSegment::Label(name) => Some(name.as_str()),
                HostSegment::Literal(_) => None,
            })
            .collect();
        let text = |label: &dyn Fn(&str) -> String| -> String {
            let parts = endpoint.host_prefix.iter().map(|segment| match segment {
                HostSegment::Literal(text) => text.clone(),
                HostSegment::Label(name) => label(name),
            });
            parts.collect()
        };
        let (prefix, host) = (
            text(&|name| format!("{{{name}}}")),
            text(&|_| "foo".to_owned()),
        );
        let mut report = |severity, message: String| {
            let found = Diagnostic::new(severity, EVENT, message);
            diagnostics.push(found.on(on.id()).at(on.span));
        };
        if !is_host_prefix(&host) {
            report(
                Severity::Error,
                format!(
                    "The `endpoint` trait hostPrefix, {prefix}, could not expand in to a valid RFC 3986 host: {host}"
                ),
            );
        }
        if !labels.is_empty() && !prefix.ends_with('.') {
            let message = "`endpoint` trait hostPrefix contains host labels and does not end in a period (`.`). This can result in clients inadvertently sending data to domains you do not control.";
            report(Severity::Danger, message.to_owned());
        }
        let members = context
            .shape(&operation.input)
            .map_or(&[][..], |input| &input.members);
        let is_label = |name: &str| {
            members
                .iter()
                .any(|member| *member.name == *name && member.traits.has(HOST_LABEL))
        };
        let missing: Vec<&str> = labels
            .iter()
            .copied()
            .filter(|name| !is_label(name))
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "This operation uses {} as input, but the following host labels found in the operation's `endpoint` trait do not have a corresponding member marked with the `hostLabel` trait: {}",
                operation.input,
                ticked_sorted(missing)
            );
            report(Severity::Error, message);
        }
        for member in members {
            let Some(span) = member.traits.span(HOST_LABEL) else {
                continue;
            };
            if !labels
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&member.name))
            {
                let message = format!(
                    "This `{}` structure member is marked with the `hostLabel` trait, but no corresponding `endpoint` label could be found when used as the input of the `{}` operation.",
                    member.name,
                    on.id()
                );
                diagnostics.push(Diagnostic::error(EVENT, message).on(&member.id).at(span));
            }
        }
    }
}

/// Whether a text can stand before a host name: labels of letters, digits and hyphens, of up to 63 characters, the first not starting
/// with a hyphen.
fn is_host_prefix(text: &str) -> bool {
    let labels = text.strip_suffix('.').unwrap_or(text);
    !labels.starts_with('-')
        && labels.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::is_host_prefix;

    #[test]
    fn prefixes_make_host_names() {
        for text in ["a", "a.", "a-b.c-", "1.-x"] {
            assert!(is_host_prefix(text), "{text}");
        }
        for text in ["", ".", "-a", "a..b", "a|b", &"x".repeat(64)] {
            assert!(!is_host_prefix(text), "{text}");
        }
    }
}
