//! Private shapes. (Smithy spec, "private trait")

use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "PrivateAccess",
        title: "Private shapes are used in their namespace only.",
        why: "`@private` keeps a shape free to change: nobody outside of its namespace depends on it. A reference from elsewhere takes that freedom \
            away without the owner's knowledge.",
        bad: r#"$version: "2"
namespace example

structure City {
    name: smithy.api#NonEmptyString
}
"#,
        good: r#"$version: "2"
namespace example

structure City {
    name: String
}
"#,
        run: Run::Semantic(check),
    },
    Rule {
        id: "PrivateMixinMember",
        title: "Members of mixins are not private.",
        why: "A mixin gives its members to every shape that mixes it in, whatever their namespace; `@private` on one of them does not keep it from \
            that. On the mixin itself, or on the shape that the member targets, it does what was meant.",
        bad: r#"$version: "2"
namespace example

@mixin
structure Located {
    @private
    latitude: Double
}
"#,
        good: r#"$version: "2"
namespace example

@mixin
@private
structure Located {
    latitude: Double
}
"#,
        run: Run::Semantic(check_mixins),
    },
];

const PRIVATE: &str = "smithy.api#private";

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    // Those of the prelude, too.
    let model = context.model();
    for shape in model.shapes().filter(|shape| shape.traits.has(PRIVATE)) {
        let message = |relation: &str| {
            format!(
                "This shape has an invalid {relation} relationship that targets a private shape, `{}`, in another namespace.",
                shape.id
            )
        };
        for reference in context.references().references_to(&shape.id) {
            let from = reference.from;
            if from.namespace() != shape.id.namespace() {
                let message = message(reference.relation.as_str());
                let found = Diagnostic::error("PrivateAccess", message);
                diagnostics.push(found.on(from).at(context.place(from)));
            }
        }
        for use_of in context.applied(shape.id.as_str()) {
            let from = use_of.id();
            if from.namespace() != shape.id.namespace() {
                let found = Diagnostic::warning("PrivateAccess", message("trait"));
                diagnostics.push(found.on(from).at(use_of.span));
            }
        }
    }
}

fn check_mixins(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(PRIVATE) {
        if on.member.is_some() && on.shape.traits.has(known::MIXIN) {
            let message = "The `@private` trait does not prevent a mixin member from being inherited by shapes in other namespaces, nor does it prevent new traits from being added to the inherited member. Apply `@private` to the mixin shape or target shape instead if cross-namespace access should be restricted.";
            let found = Diagnostic::warning("PrivateMixinMember", message);
            diagnostics.push(found.on(on.id()).at(on.span));
        }
    }
}
