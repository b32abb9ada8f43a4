//! Private shapes. (Smithy spec, "private trait")

use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, Relation};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "PrivateAccess",
    title: "Private shapes are used in their namespace only.",
    why: "",
    bad: "",
    good: "",
    run: Run::Semantic(check),
}];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let index = model.references();
    for shape in model
        .shapes()
        .filter(|shape| shape.traits.has("smithy.api#private"))
    {
        let foreign = index
            .references_to(&shape.id)
            .iter()
            .filter(|r| r.from.namespace() != shape.id.namespace());
        for reference in foreign {
            let relation = match reference.relation {
                Relation::Member => "member_target",
                Relation::Input => "input",
                Relation::Output => "output",
                Relation::Error => "error",
                Relation::Operation => "operation",
                Relation::Resource => "resource",
                Relation::Identifier => "identifier",
                Relation::Property => "property",
                Relation::Mixin => "mixin",
                _ => "bound",
            };
            let message = format!(
                "This shape has an invalid {relation} relationship that targets a private shape, `{}`, in another namespace.",
                shape.id
            );
            let from = &reference.from;
            let span = model
                .member(from)
                .map(|m| m.span)
                .or_else(|| Some(model.shape(from)?.span))
                .unwrap_or(shape.span);
            diagnostics.push(
                Diagnostic::error("PrivateAccess", message)
                    .on(from)
                    .at(span),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn private_shapes_stay_at_home() {
        let found = findings(
            r#""a#P":{"type":"string","traits":{"smithy.api#private":{}}},"a#L":{"type":"list","member":{"target":"a#P"}},"b#L":{"type":"list","member":{"target":"a#P"}}"#,
        );
        assert_eq!(found, "error PrivateAccess b#L$member");
    }
}
