//! Traits that should not be used any more, or not yet, and what their definitions say of changes. (Smithy spec, "deprecated trait",
//! "unstable trait", "Breaking change rules")

use super::{Context, Rule, Run};
use crate::traits::Deprecated;
use crate::{Diagnostic, Diagnostics, Model, Node, Shape, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DeprecatedTrait",
        title: "Traits that are in use are not deprecated.",
        why: "Who defined the trait asks not to use it any more: it may go, and something else does its work better. The message of the \
            deprecation often says what.",
        bad: r#"$version: "2"

namespace example.weather

@deprecated(message: "Use `@tags`.")
@trait
string label

@label("outdoors")
string City
"#,
        good: r#"$version: "2"

namespace example.weather

@tags(["outdoors"])
string City
"#,
        run: Run::Semantic(check_deprecated),
    },
    Rule {
        id: "UnstableTrait",
        title: "Traits that are in use are stable.",
        why: "An unstable trait may still change its form or its meaning, and models that use it have to follow. Suppress the finding where \
            you know that, and mean it.",
        bad: r#"$version: "2"

namespace example.weather

@unstable
@trait
structure experimental {}

@experimental
string City
"#,
        good: r#"$version: "2"

namespace example.weather

@trait
structure experimental {}

@experimental
string City
"#,
        run: Run::Semantic(check_unstable),
    },
    Rule {
        id: "TraitBreakingChanges",
        title: "Rules for changes of traits name members that there are.",
        why: "The definition of a trait may say which changes of its values break users of a model, as paths into the value. A path to a \
            member that the shape does not have never finds a change, so that the rule protects nobody.",
        bad: r#"$version: "2"

namespace example.weather

@trait(breakingChanges: [{ path: "/unti", change: "any" }])
structure measured {
    unit: String
}
"#,
        good: r#"$version: "2"

namespace example.weather

@trait(breakingChanges: [{ path: "/unit", change: "any" }])
structure measured {
    unit: String
}
"#,
        run: Run::Semantic(check_changes),
    },
];

fn check_deprecated(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in context.traits().iter().filter(|a| a.definition().is_some()) {
        let deprecated = applied
            .shape
            .and_then(|shape| shape.traits.typed::<Deprecated>());
        // The enum trait is reported while files in Smithy 2.0 are loaded; 1.0 has nothing better.
        let Some(deprecated) = deprecated.filter(|_| *applied.id != *known::ENUM) else {
            continue;
        };
        let more = deprecated
            .message
            .map(|message| format!(", {message}"))
            .unwrap_or_default();
        let message = format!(
            "This shape applies a trait that is deprecated: {}{more}",
            applied.id
        );
        for used in applied.own_uses() {
            let found = Diagnostic::warning("DeprecatedTrait", message.clone());
            diagnostics.push(found.on(used.id()).at(used.span));
        }
    }
}

fn check_unstable(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in context.traits() {
        if !applied
            .shape
            .is_some_and(|shape| shape.traits.has(known::UNSTABLE))
        {
            continue;
        }
        let event = format!("UnstableTrait.{}", applied.id);
        let message = format!(
            "This shape applies a trait that is unstable: {}",
            applied.id
        );
        for used in applied.own_uses() {
            let found = Diagnostic::warning(event.as_str(), message.clone());
            diagnostics.push(found.on(used.id()).at(used.span));
        }
    }
}

fn check_changes(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for used in context.applied(known::TRAIT) {
        let (Some(shape), Some(rules)) = (
            used.item().shape(),
            used.value.get("breakingChanges").and_then(Node::as_array),
        ) else {
            continue;
        };
        for (i, rule) in rules.iter().enumerate() {
            let Some(path) = rule.get("path").and_then(Node::as_str) else {
                continue;
            };
            if let Err((part, at)) = follow(context.model(), shape, path) {
                let message = format!(
                    "Invalid trait breakingChanges element {i}, '{path}', at segment '{part}': Evaluated shape `{}`, a {}, has no member named `{part}`",
                    at.id, at.kind
                );
                let error = Diagnostic::error("TraitBreakingChanges", message);
                diagnostics.push(error.on(&shape.id).at(used.span));
            }
        }
    }
}

/// Follows a JSON pointer (RFC 6901) through members; gives the part that leads nowhere, and the shape where it does.
fn follow<'m>(model: &'m Model, shape: &'m Shape, path: &str) -> Result<(), (String, &'m Shape)> {
    let mut at = shape;
    for part in path.split('/').skip(1) {
        let name = part.replace("~1", "/").replace("~0", "~");
        let next = at.member(&name).and_then(|member| model.target(member));
        at = next.ok_or((name, at))?;
    }
    Ok(())
}
