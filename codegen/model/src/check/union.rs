//! Unions have variants, and their variants no defaults. (Smithy spec, "Union")

use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, Severity, ShapeType, json, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "Union",
    title: "Unions have members, and nothing about them can be null or a default.",
    why: "A union says that exactly one of its members is set. Without members there is no value at all. A default value of a shape that a member \
        targets is ignored, and `@box` says nothing, because a member of a union is always there or not: both suggest something that is not so.",
    bad: r#"$version: "2"
namespace example

union Answer {}
"#,
    good: r#"$version: "2"
namespace example

union Answer {
    text: String
    nothing: Unit
}
"#,
    run: Run::Semantic(check),
}];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in context
        .shapes()
        .filter(|shape| shape.kind == ShapeType::Union)
    {
        if shape.members.is_empty() {
            let found = Diagnostic::error("Union", "Tagged unions must have one or more members");
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
        for member in &shape.members {
            let target = context.target(member);
            if let Some((target, default)) =
                target.and_then(|target| Some((target, target.traits.get(known::DEFAULT)?)))
            {
                let message = format!(
                    "This union member targets `{}`, a shape with a default value of `{}`. Note that default values are only applicable to structures and ignored in tagged unions. It is a best practice for union members to target shapes with no default value (for example, instead of targeting PrimitiveInteger, target Integer).",
                    target.id,
                    json::to_compact(default)
                );
                let found = Diagnostic::new(Severity::Note, "Union", message);
                diagnostics.push(found.on(&member.id).at(member.span));
            }
            if let Some(span) = member.traits.span(known::BOX) {
                let message = "Invalid box trait found on a union member. The box trait on union members has no effect because union members are implicitly nullable.";
                diagnostics.push(
                    Diagnostic::warning("Union", message)
                        .on(&member.id)
                        .at(span),
                );
            }
        }
    }
}
