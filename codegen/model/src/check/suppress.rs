//! What a model says of findings: which were looked at (Smithy spec, "Suppressions"), by the trait `suppress` on the shape that a finding
//! is about or by the metadata `suppressions` for a namespace; and which matter more than usual, by `severityOverrides`. Errors stay
//! what they are.

use super::configured::{expected, severity, text_member};
use crate::{Diagnostic, Diagnostics, Model, Node, Object, Severity, ShapeId};

/// What the metadata of a model says of findings.
#[derive(Debug, Default)]
pub(super) struct Settings {
    suppressions: Vec<Suppression>,
    overrides: Vec<Override>,
}

#[derive(Debug)]
struct Suppression {
    what: What,
    reason: Option<String>,
}

#[derive(Debug)]
struct Override {
    what: What,
    severity: Severity,
}

/// Which findings are meant.
#[derive(Debug)]
struct What {
    id: String,
    /// `*` for all, those without a shape included.
    namespace: String,
}

/// Gives the findings the severities that a model wants for them: those that it suppresses become [`Severity::Suppressed`], with the
/// reason that it gives. Findings of [`crate::load`] can be suppressed, too.
pub fn settle(model: &Model, found: &mut Diagnostics) {
    let settings = Settings::load(model, &mut Diagnostics::new());
    settings.apply(model, found);
}

impl Settings {
    /// Reads the metadata; what is wrong with it goes to `found`.
    pub(super) fn load(model: &Model, found: &mut Diagnostics) -> Settings {
        let mut settings = Settings::default();
        rows(model, "suppressions", found, |row| {
            settings.suppressions.push(Suppression {
                what: What::read(row)?,
                reason: text_member(row, "reason")?.map(str::to_owned),
            });
            Ok(())
        });
        rows(model, "severityOverrides", found, |row| {
            let allowed = [Severity::Danger, Severity::Warning];
            settings.overrides.push(Override {
                what: What::read(row)?,
                severity: severity(expected(row, "severity")?, &allowed)?,
            });
            Ok(())
        });
        settings
    }

    /// Changes the severities of findings.
    pub(super) fn apply(&self, model: &Model, found: &mut Diagnostics) {
        for finding in found.iter_mut() {
            if finding.severity < Severity::Error && finding.severity > Severity::Suppressed {
                self.change(model, finding);
            }
        }
    }

    fn change(&self, model: &Model, finding: &mut Diagnostic) {
        let by_trait = finding
            .shape
            .as_ref()
            .is_some_and(|id| by_trait(model, id, &finding.id));
        let by_metadata = self.suppressions.iter().find(|s| s.what.is(finding));
        if by_trait {
            finding.severity = Severity::Suppressed;
        } else if let Some(suppression) = by_metadata {
            finding.severity = Severity::Suppressed;
            finding.reason.clone_from(&suppression.reason);
        } else {
            let wanted = self.overrides.iter().filter(|o| o.what.is(finding));
            let wanted = wanted.map(|o| o.severity).max();
            finding.severity = finding.severity.max(wanted.unwrap_or(finding.severity));
        }
    }
}

impl What {
    fn read(row: &Object) -> Result<What, String> {
        Ok(What {
            id: expected(row, "id")?.to_owned(),
            namespace: expected(row, "namespace")?.to_owned(),
        })
    }

    fn is(&self, finding: &Diagnostic) -> bool {
        let namespace = finding.shape.as_ref().map(ShapeId::namespace);
        (self.namespace == "*" || namespace == Some(&*self.namespace))
            && covers(&self.id, &finding.id)
    }
}

/// Reads the rows of a list in the metadata.
fn rows(
    model: &Model,
    key: &str,
    found: &mut Diagnostics,
    mut read: impl FnMut(&Object) -> Result<(), String>,
) {
    let Some(node) = model.metadata().get(key) else {
        return;
    };
    let mut bad = |message: String| found.push(Diagnostic::error("Model", message));
    let Some(items) = node.as_array() else {
        return bad(format!("Expected array, but found {}.", node.type_name()));
    };
    for (i, item) in items.iter().enumerate() {
        let result = match item.as_object() {
            Some(row) => read(row),
            None => Err(format!(
                "Expected array element {i} to be a object but found {}.",
                item.type_name()
            )),
        };
        if let Err(message) = result {
            bad(message);
        }
    }
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

/// `Foo` covers `Foo` and `Foo.Bar`, not `FooBar`.
fn covers(id: &str, event: &str) -> bool {
    event
        .strip_prefix(id)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use crate::{Severity, Sources, check, load};

    fn findings(shape: &str, metadata: &str) -> Vec<(Severity, String, Option<String>)> {
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
        let found = check(&model).into_iter();
        found.map(|d| (d.severity, d.id, d.reason)).collect()
    }

    const ID: &str = "HttpMethodSemantics.MissingIdempotentTrait";

    fn one(severity: Severity, reason: Option<&str>) -> Vec<(Severity, String, Option<String>)> {
        vec![(severity, ID.to_owned(), reason.map(str::to_owned))]
    }

    #[test]
    fn what_was_looked_at_is_suppressed() {
        let told = findings("", "");
        assert_eq!(told, one(Severity::Warning, None));
        for id in [ID, "HttpMethodSemantics"] {
            let shape = format!(r#""smithy.api#suppress": ["{id}"],"#);
            assert_eq!(findings(&shape, ""), one(Severity::Suppressed, None));
        }
        assert_eq!(
            findings(r#""smithy.api#suppress": ["HttpMethod"],"#, ""),
            told
        );
        let row = |namespace| {
            let id = "HttpMethodSemantics";
            format!(
                r#""suppressions": [{{"id": "{id}", "namespace": "{namespace}", "reason": "why"}}]"#
            )
        };
        for namespace in ["a", "*"] {
            let found = findings("", &row(namespace));
            assert_eq!(found, one(Severity::Suppressed, Some("why")));
        }
        assert_eq!(findings("", &row("b")), told);
    }

    #[test]
    fn severities_are_raised_and_never_lowered() {
        let row = |id, namespace, severity| {
            format!(
                r#""validators": [{{"name": "EmitEachSelector", "id": "E.F", "severity": "WARNING", "configuration": {{"selector": "service"}}}}],
                "severityOverrides": [{{"id": "{id}", "namespace": "{namespace}", "severity": "{severity}"}}]"#
            )
        };
        for (metadata, expected) in [
            (row("E", "a", "DANGER"), Severity::Danger),
            (row("E", "*", "WARNING"), Severity::Warning),
            (row("E", "b", "DANGER"), Severity::Warning),
        ] {
            let found = findings("", &metadata);
            let one = found.iter().find(|f| f.1 == "E.F");
            assert_eq!(one.map(|f| f.0), Some(expected), "{metadata}");
        }
        let found = findings("", &row("E", "a", "ERROR"));
        assert!(
            found
                .iter()
                .any(|f| f.0 == Severity::Error && f.1 == "Model")
        );
    }
}
