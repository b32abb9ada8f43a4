//! The names of a service of AWS. (Smithy AWS spec, "aws.api#service trait", "AWS authentication traits")

use super::super::pack::{find, text, ticked};
use super::super::{Context, Rule, Run};
use super::{SERVICE, arn_namespace};
use crate::{Diagnostics, Severity};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "CloudWatchNamespace",
        title: "Namespaces of CloudWatch metrics look like `AWS/ServiceName`.",
        why: "Metrics of AWS services are found by their namespace. All of them start with `AWS/` and go on with the name of the service \
              in upper camel case; one that does not is found by nobody, and can never be changed once alarms refer to it.",
        bad: r#"$version: "2"
namespace example.names
use aws.api#service
@service(sdkId: "Cities", cloudWatchNamespace: "AWS/cities")
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.names
use aws.api#service
@service(sdkId: "Cities", cloudWatchNamespace: "AWS/Cities")
service Cities {}
"#,
        run: Run::Semantic(check_metrics),
    },
    Rule {
        id: "EventSource",
        title: "The event source in CloudTrail is the ARN namespace with `.amazonaws.com`.",
        why: "Logs of CloudTrail name the service by its event source, and people derive it from the namespace that they know from ARNs. \
              A placeholder, or another name, makes the logs of the service hard to find.",
        bad: r#"$version: "2"
namespace example.names
use aws.api#service
@service(sdkId: "Cities", arnNamespace: "cities", cloudTrailEventSource: "towns.amazonaws.com")
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.names
use aws.api#service
@service(sdkId: "Cities", arnNamespace: "cities", cloudTrailEventSource: "cities.amazonaws.com")
service Cities {}
"#,
        run: Run::Semantic(check_event_sources),
    },
    Rule {
        id: "SdkServiceId",
        title: "SDK ids are plain names of the service.",
        why: "SDKs make names of packages, clients and commands from the SDK id, and add words such as `Client` themselves. The id may \
              hold letters, digits and single spaces, no company name, and no ending that every service could have. It can't be changed \
              after a release.",
        bad: r#"$version: "2"
namespace example.names
use aws.api#service
@service(sdkId: "AWS Cities Service")
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.names
use aws.api#service
@service(sdkId: "Cities")
service Cities {}
"#,
        run: Run::Semantic(check_sdk_ids),
    },
    Rule {
        id: "SigV4Traits",
        title: "All names of a service in ARNs and signatures are the same.",
        why: "The name under which requests are signed is usually the namespace of ARNs, and the same for both versions of signatures. \
              Names that differ are mostly a slip, and make requests fail whose signer takes the one from the other.",
        bad: r#"$version: "2"
namespace example.names
use aws.api#service
use aws.auth#sigv4
@service(sdkId: "Cities", arnNamespace: "cities")
@sigv4(name: "towns")
service Cities {}
"#,
        good: r#"$version: "2"
namespace example.names
use aws.api#service
use aws.auth#sigv4
@service(sdkId: "Cities", arnNamespace: "cities")
@sigv4(name: "cities")
service Cities {}
"#,
        run: Run::Semantic(check_signing_names),
    },
];

/// SDK ids that break the rules of today, and were released before.
const RELEASED_SDK_IDS: &[&str] = &[
    "ACM PCA",
    "ApiGatewayManagementApi",
    "Application Discovery Service",
    "Config Service",
    "Cost and Usage Report Service",
    "Database Migration Service",
    "Directory Service",
    "Elasticsearch Service",
    "IoT 1Click Devices Service",
    "IoTAnalytics",
    "Lex Model Building Service",
    "Lex Runtime Service",
    "Marketplace Entitlement Service",
    "Resource Groups Tagging API",
    "mq",
];

fn check_metrics(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.applied(SERVICE) {
        let Some(namespace) = text(service.value, "cloudWatchNamespace") else {
            continue;
        };
        let name = namespace.replace("AWS/", "");
        let has_prefix = namespace.starts_with("AWS/");
        let is_pascal = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| b.is_ascii_alphanumeric());
        if has_prefix && is_pascal {
            continue;
        }
        let mut message = format!(
            "The service's CloudWatch metric namespace `{namespace}` does not follow convention."
        );
        if !has_prefix {
            message += " The namespace should start with the `AWS/` prefix.";
        }
        if !is_pascal {
            message +=
                &format!(" The namespace's service component `{name}` should be PascalCase.");
        }
        let place = (service.id(), service.span);
        find(
            diagnostics,
            Severity::Danger,
            "CloudWatchNamespace",
            place,
            message,
        );
    }
}

fn check_event_sources(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.applied(SERVICE) {
        let expected = format!(
            "{}.amazonaws.com",
            arn_namespace(service.shape, service.value)
        );
        let Some(source) = text(service.value, "cloudTrailEventSource") else {
            continue;
        };
        // The one service that logs under another name.
        let is_known =
            expected == "cloudwatch.amazonaws.com" && source == "monitoring.amazonaws.com";
        let message = if is_known || source == expected {
            continue;
        } else if source.contains("REPLACE") || source.to_uppercase() == source {
            format!(
                "aws.api#service|cloudTrailEventSource must not use placeholders, but found: {source}"
            )
        } else {
            format!(
                "aws.api#service|cloudTrailEventSource does not match the expected value. Expected '{expected}', but found '{source}'."
            )
        };
        let place = (service.id(), service.span);
        find(
            diagnostics,
            Severity::Warning,
            "EventSource",
            place,
            message,
        );
    }
}

fn check_sdk_ids(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.applied(SERVICE) {
        let id = text(service.value, "sdkId").unwrap_or_default();
        if RELEASED_SDK_IDS.contains(&id) {
            continue;
        }
        let mut problems = Vec::new();
        if !is_sdk_id(id) {
            problems.push(
                "Does not match the required pattern `^[a-zA-Z][a-zA-Z0-9]*( [a-zA-Z0-9]+)*$`"
                    .to_owned(),
            );
        }
        let companies = ["AWS", "Aws", "Amazon"];
        if companies.iter().any(|name| id.contains(name)) {
            problems.push(format!(
                "Must not contain any of the following company names: [{}]",
                ticked(companies)
            ));
        }
        let lower = id.to_lowercase();
        if let Some(ending) = ["service", "client", "api"]
            .iter()
            .find(|ending| lower.ends_with(*ending))
        {
            problems.push(format!("Must not case-insensitively end with `{ending}`"));
        }
        if !(1..=50).contains(&id.encode_utf16().count()) {
            problems.push("Must be between 1 and 50 characters long.".to_owned());
        }
        if !problems.is_empty() {
            let message = format!(
                "Invalid SDK service ID value, `{id}`: {}",
                problems.join(";")
            );
            let place = (service.id(), service.span);
            find(
                diagnostics,
                Severity::Danger,
                "SdkServiceId",
                place,
                message,
            );
        }
    }
}

/// Words of letters and digits with single spaces between, a letter first.
fn is_sdk_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id
            .split(' ')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn check_signing_names(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.services() {
        let name = |id: &str| {
            let value = text(service.traits.get(id)?, "name")?;
            Some((format!("{id}$name"), value.to_owned()))
        };
        let namespace = service.traits.get(SERVICE).map(|value| {
            (
                format!("{SERVICE}$arnNamespace"),
                arn_namespace(service, value),
            )
        });
        let (v4, v4a) = (name("aws.auth#sigv4"), name("aws.auth#sigv4a"));
        for (one, other) in [(&namespace, &v4), (&namespace, &v4a), (&v4, &v4a)] {
            let (Some((id, value)), Some((other_id, other))) = (one, other) else {
                continue;
            };
            if value != other {
                let message = format!(
                    "Value for `{id}` \"{value}\" and value for `{other_id}` \"{other}\" SHOULD match."
                );
                let place = (&service.id, service.span);
                find(
                    diagnostics,
                    Severity::Warning,
                    "SigV4Traits",
                    place,
                    message,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sdk_ids_are_words() {
        assert!(is_sdk_id("S3") && is_sdk_id("Cost Explorer 2"));
        assert!(!is_sdk_id("") && !is_sdk_id("3S") && !is_sdk_id("A  B") && !is_sdk_id("A-B"));
    }
}
