//! The ARNs of resources. (Smithy AWS spec, "aws.api#arn trait")

use super::super::pack::{bracketed, find, flag, text, ticked};
use super::super::{Context, Rule, Run};
use super::{ARN, SERVICE};
use crate::{Diagnostics, Severity, Span};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "ArnTemplate",
        title: "Templates of ARNs name the identifiers of their resource, and nothing else.",
        why: "A label such as `{bucketName}` in the template of `@arn` is filled with the identifier of that name. A label that is no \
              identifier can't be filled, and an identifier without a label makes two resources share one ARN: policies would then \
              grant more than they say.",
        bad: r#"$version: "2"
namespace example.arn
use aws.api#arn
use aws.api#service
@service(sdkId: "Cities")
service Cities { resources: [City] }
@arn(template: "city/{name}")
resource City { identifiers: { cityId: String } }
"#,
        good: r#"$version: "2"
namespace example.arn
use aws.api#arn
use aws.api#service
@service(sdkId: "Cities")
service Cities { resources: [City] }
@arn(template: "city/{cityId}")
resource City { identifiers: { cityId: String } }
"#,
        run: Run::Semantic(check_templates),
    },
    Rule {
        id: "ArnTrait",
        title: "Only absolute ARNs say what delimits their parts.",
        why: "`resourceDelimiter` tells how the parts of an ARN hang together when the template is a whole ARN. A relative template is \
              written with its own delimiters, so that the setting would have no effect.",
        bad: r#"$version: "2"
namespace example.arn
use aws.api#arn
@arn(template: "city:{cityId}", resourceDelimiter: ":")
resource City { identifiers: { cityId: String } }
"#,
        good: r#"$version: "2"
namespace example.arn
use aws.api#arn
@arn(template: "{cityArn}", absolute: true, resourceDelimiter: ":")
resource City { identifiers: { cityArn: String } }
"#,
        run: Run::Semantic(check_delimiters),
    },
];

fn check_templates(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.applied(SERVICE) {
        for resource in &model.contained(service.id()).resources {
            let Some(parts) = resource.as_resource() else {
                continue;
            };
            let span = resource.traits.span(ARN).unwrap_or(Span::BUILT_IN);
            let template = resource
                .traits
                .get(ARN)
                .and_then(|arn| text(arn, "template"));
            let Some(template) = template else { continue };
            let labels = labels(template);
            let mut report = |message: String| {
                find(
                    diagnostics,
                    Severity::Error,
                    "ArnTemplate",
                    (&resource.id, span),
                    message,
                );
            };
            let invalid: Vec<&&str> = labels.iter().filter(|label| !is_label(label)).collect();
            if !invalid.is_empty() {
                report(format!(
                    "aws.api#arn trait contains invalid template labels: {}. Template labels must match the following regular expression: ^[!|+]?[a-zA-Z_][a-zA-Z0-9_]*$",
                    ticked(invalid)
                ));
                continue;
            }
            let names: Vec<&str> = parts
                .identifiers
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            let missing: Vec<&&str> = names.iter().filter(|name| !labels.contains(name)).collect();
            if !missing.is_empty() {
                report(format!(
                    "Invalid aws.api#arn trait resource, `{template}`. The following resource identifier names were missing from the `arn` template: {}",
                    ticked(missing)
                ));
            }
            let mut extra: Vec<&&str> = labels
                .iter()
                .filter(|label| !names.contains(label))
                .collect();
            extra.sort_unstable();
            extra.dedup();
            if !extra.is_empty() {
                report(format!(
                    "Invalid aws.api#arn trait resource, `{template}`. Found template labels in the trait that are not the names of the identifiers of the resource: {}. Extraneous identifiers: [{}]",
                    bracketed(&names),
                    ticked(extra)
                ));
            }
        }
    }
}

/// What stands between braces.
fn labels(template: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        match after.split_once('}') {
            Some((label, after)) if !label.is_empty() => {
                labels.push(label);
                rest = after;
            }
            Some(_) => rest = after,
            None => break,
        }
    }
    labels
}

fn is_label(label: &str) -> bool {
    let name = label.strip_prefix(['!', '|', '+']).unwrap_or(label);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn check_delimiters(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for arn in model.applied(ARN) {
        if !flag(arn.value, "absolute") && text(arn.value, "resourceDelimiter").is_some() {
            find(
                diagnostics,
                Severity::Error,
                "ArnTrait",
                (arn.id(), arn.span),
                "A `resourceDelimiter` can only be set for an `absolute` ARN.",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_what_braces_hold() {
        assert_eq!(labels("a/{b}/{+c}:{}{d"), ["b", "+c"]);
        assert!(is_label("+c") && is_label("_1") && !is_label("1") && !is_label("a-b"));
    }
}
