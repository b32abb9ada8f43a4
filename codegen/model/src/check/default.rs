//! Default values. (Smithy spec, "default trait")

use super::{
    Context, Rule, Run,
    node::{self, Finding},
};
use crate::traits::Default;
use crate::{Diagnostic, Diagnostics, Node, Severity, ShapeId, ShapeType, Span, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "DefaultTrait",
    title: "Default values are values of their shapes.",
    why: "",
    bad: "",
    good: "",
    run: Run::Critical(check),
}];

const EVENT: &str = "DefaultTrait";

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model.shapes() {
        if let (Some(Default(value)), Some(span)) =
            (shape.traits.typed(), shape.traits.span(known::DEFAULT))
        {
            if let Some(why) = not_allowed(shape.kind, &value) {
                diagnostics.push(Diagnostic::error(EVENT, why).on(&shape.id).at(span));
            }
            report(
                &shape.id,
                span,
                node::of_shape(model, shape, &value),
                diagnostics,
            );
        }
        for member in shape
            .members
            .iter()
            .filter(|_| shape.kind == ShapeType::Structure)
        {
            let Some(target) = model.target(member) else {
                continue;
            };
            let of_target = target
                .traits
                .get(known::DEFAULT)
                .filter(|value| !value.is_null());
            let Some(Default(value)) = member.traits.typed() else {
                if let Some(wanted) = of_target.filter(|_| !shape.traits.has(known::MIXIN)) {
                    let message = format!(
                        "Member targets {}, which requires that the member defines a @default trait. This member must define a @default trait of {} or null.",
                        target.id,
                        crate::json::to_compact(wanted)
                    );
                    diagnostics.push(
                        Diagnostic::error(EVENT, message)
                            .on(&member.id)
                            .at(member.span),
                    );
                }
                continue;
            };
            let span = member.traits.span(known::DEFAULT).unwrap_or(member.span);
            if value.is_null() {
                continue;
            }
            match of_target {
                Some(wanted) if *wanted != value => {
                    let message = format!(
                        "Member defines a default value that differs from the default value of the target shape, {}, which is {}",
                        target.id,
                        crate::json::to_compact(wanted)
                    );
                    diagnostics.push(Diagnostic::error(EVENT, message).on(&member.id).at(span));
                }
                _ => {}
            }
            if let Some(why) = not_allowed(target.kind, &value) {
                diagnostics.push(Diagnostic::error(EVENT, why).on(&member.id).at(span));
            }
            report(
                &member.id,
                span,
                node::of_member(model, member, &value),
                diagnostics,
            );
        }
    }
}

/// Defaults of collections are empty, those of documents simple or empty.
fn not_allowed(kind: ShapeType, value: &Node) -> Option<&'static str> {
    let filled = match value {
        Node::Array(values) => !values.is_empty(),
        Node::Object(object) => !object.is_empty(),
        _ => false,
    };
    match kind {
        _ if !filled => None,
        ShapeType::List => Some("The @default value of a list must be an empty list"),
        ShapeType::Map => Some("The @default value of a map must be an empty map"),
        ShapeType::Document => {
            Some("The @default value of a document cannot be a non-empty array or object")
        }
        _ => None,
    }
}

/// Bounds may be newer than the default: those findings are warnings.
fn report(id: &ShapeId, span: Span, findings: Vec<Finding>, diagnostics: &mut Diagnostics) {
    for finding in findings {
        let (event, severity) = match &finding.suffix {
            Some(suffix) => (format!("{EVENT}.{suffix}"), Severity::Warning),
            None => (EVENT.to_owned(), Severity::Error),
        };
        let message = format!("Error validating @default trait: {}", finding.message);
        diagnostics.push(Diagnostic::new(severity, event, message).on(id).at(span));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn defaults_have_to_be_values() {
        let found = findings(
            r#""a#S":{"type":"structure","members":{
                "ok":{"target":"smithy.api#Long","traits":{"smithy.api#default":9007199254740993}},
                "null":{"target":"smithy.api#PrimitiveLong","traits":{"smithy.api#default":null}},
                "text":{"target":"smithy.api#String","traits":{"smithy.api#default":1}},
                "none":{"target":"smithy.api#PrimitiveLong"},
                "other":{"target":"smithy.api#PrimitiveLong","traits":{"smithy.api#default":1}},
                "byte":{"target":"smithy.api#Byte","traits":{"smithy.api#default":128}},
                "half":{"target":"smithy.api#Integer","traits":{"smithy.api#default":0.5}},
                "range":{"target":"smithy.api#Integer","traits":{"smithy.api#default":0,"smithy.api#range":{"min":1}}},
                "list":{"target":"a#L","traits":{"smithy.api#default":["x"]}}}},
            "a#L":{"type":"list","member":{"target":"smithy.api#String"}}"#,
        );
        let wanted = "error DefaultTrait a#S$byte\nerror DefaultTrait a#S$half\nerror DefaultTrait a#S$list\nerror DefaultTrait a#S$none\nerror DefaultTrait a#S$other\nerror DefaultTrait a#S$text\nwarning DefaultTrait.Member.InvalidRange a#S$range";
        assert_eq!(found, wanted);
    }
}
