//! Findings that the model says were looked at (Smithy spec, "Suppressions"): by the trait
//! `suppress` on the shape that a finding is about, or by the metadata `suppressions` for a
//! namespace. Errors can't be suppressed.

use crate::{Diagnostic, Model, Node, Severity, ShapeId};

/// Whether the model suppresses a finding.
pub(crate) fn is_suppressed(model: &Model, finding: &Diagnostic) -> bool {
    finding.severity < Severity::Error
        && (by_metadata(model, finding)
            || finding
                .shape
                .as_ref()
                .is_some_and(|id| by_trait(model, id, &finding.id)))
}

fn by_trait(model: &Model, shape: &ShapeId, event: &str) -> bool {
    let traits = match shape.member() {
        Some(_) => model.member(shape).map(|member| &member.traits),
        None => model.shape(shape).map(|shape| &shape.traits),
    };
    let ids = traits
        .and_then(|t| t.get("smithy.api#suppress"))
        .and_then(Node::as_array);
    ids.into_iter()
        .flatten()
        .filter_map(Node::as_str)
        .any(|id| covers(id, event))
}

fn by_metadata(model: &Model, finding: &Diagnostic) -> bool {
    let namespace = finding.shape.as_ref().map(ShapeId::namespace);
    let rows = model
        .metadata()
        .get("suppressions")
        .and_then(Node::as_array);
    rows.into_iter().flatten().any(|row| {
        let text = |key| row.get(key).and_then(Node::as_str);
        let here = match text("namespace") {
            Some("*") => true,
            wanted => wanted.is_some() && wanted == namespace,
        };
        here && text("id").is_some_and(|id| covers(id, &finding.id))
    })
}

/// `Foo` covers `Foo` and `Foo.Bar`, not `FooBar`.
fn covers(id: &str, event: &str) -> bool {
    event
        .strip_prefix(id)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use crate::{Sources, check, load};

    fn findings(shape: &str, metadata: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let text = format!(
            r#"{{"smithy": "2.0", "metadata": {{{metadata}}}, "shapes": {{
                "a#Service": {{"type": "service", "version": "1", "operations": [{{"target": "a#Put"}}]}},
                "a#Put": {{"type": "operation", "traits": {{
                    {shape} "smithy.api#http": {{"method": "PUT", "uri": "/", "code": 200}}}}}}
            }}}}"#
        );
        sources.add("a.json", text);
        let (model, loaded) = load(&sources);
        assert!(loaded.is_empty(), "{}", loaded.render(&sources));
        check(&model).iter().map(|d| d.id.clone()).collect()
    }

    #[test]
    fn what_was_looked_at_is_not_told_again() {
        let told = ["HttpMethodSemantics.MissingIdempotentTrait"];
        assert_eq!(findings("", ""), told);
        for silent in [
            "HttpMethodSemantics.MissingIdempotentTrait",
            "HttpMethodSemantics",
        ] {
            assert!(findings(&format!(r#""smithy.api#suppress": ["{silent}"],"#), "").is_empty());
        }
        assert_eq!(
            findings(r#""smithy.api#suppress": ["HttpMethod"],"#, ""),
            told
        );
        let row = |namespace| {
            let id = "HttpMethodSemantics";
            format!(r#""suppressions": [{{"id": "{id}", "namespace": "{namespace}"}}]"#)
        };
        assert!(findings("", &row("a")).is_empty());
        assert!(findings("", &row("*")).is_empty());
        assert_eq!(findings("", &row("b")), told);
    }
}
