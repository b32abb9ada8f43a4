//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), as code scanning takes it: with what is known of
//! the rules, and fingerprints that keep a finding the same when lines move.

use std::collections::BTreeMap;

use planish_model::Severity;
use serde_json::{Map, Value, json};

use super::{Report, pretty};
use crate::finding::{Finding, Place};
use crate::policy::Verdict;
use crate::rules;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn render(report: &Report) -> String {
    let mut ids: BTreeMap<&str, usize> = report.shown().map(|one| (one.id(), 0)).collect();
    for (index, place) in ids.values_mut().enumerate() {
        *place = index;
    }
    let results: Vec<Value> = report
        .shown()
        .map(|finding| result(finding, ids.get(finding.id()).copied()))
        .collect();
    pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "planish",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": ids.keys().map(|id| rule(id)).collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": format!("planish/{}/", report.command) },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(id: &str) -> Value {
    // Code scanning wants all of these, of rules that only the model knows, too.
    let Some(known) = rules::of_event(id) else {
        let text = json!({ "text": format!("The validator `{id}` of the model.") });
        return json!({ "id": id, "shortDescription": text, "fullDescription": text, "help": text });
    };
    let why = if known.why.is_empty() {
        known.title
    } else {
        known.why
    };
    json!({
        "id": id,
        "shortDescription": { "text": known.title },
        "fullDescription": { "text": why },
        "help": { "text": why, "markdown": known.markdown() },
    })
}

fn result(finding: &Finding, rule: Option<usize>) -> Value {
    let diagnostic = &finding.diagnostic;
    let mut text = finding.told_message();
    if let Some(hint) = &diagnostic.hint {
        text.push_str(&format!("\nHint: {hint}"));
    }
    let mut result = Map::new();
    let mut insert = |key: &str, value: Value| result.insert(key.to_owned(), value);
    insert("ruleId", json!(finding.id()));
    insert("ruleIndex", json!(rule));
    insert("level", json!(level(finding)));
    insert("message", json!({ "text": text }));
    insert("locations", locations(finding));
    insert(
        "partialFingerprints",
        json!({ "planishFinding/v1": finding.fingerprint }),
    );
    insert(
        "properties",
        json!({ "severity": diagnostic.severity.as_str() }),
    );
    let suppression = match finding.verdict {
        Verdict::Fails | Verdict::Told => None,
        Verdict::Suppressed => Some("inSource"),
        Verdict::Allowed | Verdict::Known => Some("external"),
    };
    if let Some(kind) = suppression {
        let mut suppression = json!({ "kind": kind });
        if let (Some(reason), Some(object)) = (finding.reason(), suppression.as_object_mut()) {
            object.insert("justification".to_owned(), json!(reason));
        }
        insert("suppressions", json!([suppression]));
    }
    Value::Object(result)
}

fn level(finding: &Finding) -> &'static str {
    match finding.severity() {
        _ if finding.verdict == Verdict::Fails => "error",
        Severity::Error => "error",
        Severity::Danger | Severity::Warning => "warning",
        Severity::Note | Severity::Suppressed => "note",
    }
}

fn locations(finding: &Finding) -> Value {
    let mut location = Map::new();
    if let Some(place) = &finding.place {
        location.insert("physicalLocation".to_owned(), physical(place));
    }
    if let Some(shape) = finding.shape() {
        let logical = json!([{ "fullyQualifiedName": shape, "kind": "type" }]);
        location.insert("logicalLocations".to_owned(), logical);
    }
    if location.is_empty() {
        json!([])
    } else {
        json!([location])
    }
}

fn physical(place: &Place) -> Value {
    let file = json!({ "uri": uri(place.path()) });
    if place.path_now.is_some() {
        return json!({ "artifactLocation": file });
    }
    json!({
        "artifactLocation": file,
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    })
}

/// A path as a reference (RFC 3986): relative ones stay so, and absolute ones get a scheme.
fn uri(path: &str) -> String {
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/@!$&'()*+,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("model/a b.json"), "model/a%20b.json");
        assert_eq!(uri("/é"), "file:///%C3%A9");
        assert_eq!(uri("main:a"), "main%3Aa");
    }
}
