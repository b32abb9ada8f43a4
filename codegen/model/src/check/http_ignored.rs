//! HTTP bindings of members where nobody looks at them. (Smithy spec, "HTTP bindings")

use super::behavior::{uses, uses_text};
use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, Member, Relation, Shape, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "HttpBindingTraitIgnored",
    title: "HTTP bindings are at the top of inputs, outputs and errors.",
    why: "A binding of a member to a header, query parameter, label or status code counts only in the structure that is the whole message. In a \
        nested structure, or in an output for what only requests have, it is ignored, and the member goes to the body like any other.",
    bad: r#"$version: "2"
namespace example

structure Request {
    city: City
}

structure City {
    @httpHeader("X-City")
    name: String
}
"#,
    good: r#"$version: "2"
namespace example

structure Request {
    city: City
}

structure City {
    name: String
}
"#,
    run: Run::Semantic(check),
}];

/// The bindings, with the use of a structure in which alone they count, if there is only one.
const BINDINGS: &[(&str, Option<(Relation, &str)>)] = &[
    ("httpHeader", None),
    ("httpLabel", Some((Relation::Input, "Input"))),
    ("httpPayload", None),
    ("httpPrefixHeaders", None),
    ("httpQuery", Some((Relation::Input, "Input"))),
    ("httpQueryParams", Some((Relation::Input, "Input"))),
    ("httpResponseCode", Some((Relation::Output, "Output"))),
];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (name, only) in BINDINGS {
        for (shape, member, span) in context.structure_members_with(&format!("smithy.api#{name}")) {
            if shape.traits.has(known::MIXIN) {
                continue;
            }
            let ignored = uses(context, shape, |relation| match only {
                Some((only, _)) => relation != *only,
                None => !matches!(
                    relation,
                    Relation::Input | Relation::Output | Relation::Error
                ),
            });
            if ignored.is_empty() {
                continue;
            }
            let all = context.references().references_to(&shape.id).len();
            let how = if all == ignored.len() {
                "in all contexts.".to_owned()
            } else {
                format!("in some contexts: {}", uses_text(&ignored))
            };
            let mixed_in = if is_mixed_in(context, shape, member) {
                " mixed in"
            } else {
                ""
            };
            let message =
                format!("The `{name}` trait applied to this{mixed_in} member is ignored {how}");
            let part = only.map_or("TopLevel", |(_, part)| part);
            let event = format!("HttpBindingTraitIgnored.{part}");
            let found = Diagnostic::warning(event, message);
            diagnostics.push(found.on(&member.id).at(span));
        }
    }
}

/// Whether a member comes from a mixin of its shape.
fn is_mixed_in(context: &Context<'_>, shape: &Shape, member: &Member) -> bool {
    shape
        .mixins
        .iter()
        .filter_map(|id| context.shape(id))
        .any(|mixin| mixin.member(&member.name).is_some())
}
