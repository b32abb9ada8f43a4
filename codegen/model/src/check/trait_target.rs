//! Which traits there are, where they may stand, and which may not meet. (Smithy spec, "Traits")

use std::collections::BTreeMap;

use super::{Context, Rule, Run, ticked};
use crate::known::{self, Known, Target};
use crate::{Diagnostic, Diagnostics, Model, Shape, ShapeId, Traits};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "Model.UnresolvedTrait",
        title: "Every trait is known.",
        why: "",
        bad: "",
        good: "",
        run: Run::Critical(check_known),
    },
    Rule {
        id: "TraitTarget",
        title: "Traits stand where they may.",
        why: "",
        bad: "",
        good: "",
        run: Run::Critical(check_target),
    },
    Rule {
        id: "TraitConflict",
        title: "Traits that exclude each other do not meet.",
        why: "",
        bad: "",
        good: "",
        run: Run::Critical(check_conflicts),
    },
    Rule {
        id: "ExclusiveStructureMemberTrait",
        title: "Traits of one member stand on one member.",
        why: "",
        bad: "",
        good: "",
        run: Run::Critical(check_exclusive),
    },
];

/// Traits of the prelude of which at most one may stand on a member, and pairs that exclude each other. (Smithy prelude, `conflicts`)
const CONFLICTS: &[&[&str]] = &[
    &[
        "smithy.api#httpHeader",
        "smithy.api#httpLabel",
        "smithy.api#httpPayload",
        "smithy.api#httpPrefixHeaders",
        "smithy.api#httpQuery",
        "smithy.api#httpQueryParams",
        "smithy.api#httpResponseCode",
    ],
    &["smithy.api#eventHeader", "smithy.api#eventPayload"],
    &["smithy.api#idempotent", "smithy.api#readonly"],
    &["smithy.api#input", "smithy.api#output", "smithy.api#error"],
    &["smithy.api#xmlAttribute", "smithy.api#xmlNamespace"],
    &["smithy.api#xmlAttribute", "smithy.api#xmlFlattened"],
    &[
        "smithy.api#property",
        "smithy.api#resourceIdentifier",
        "smithy.api#notProperty",
    ],
];

/// Traits that need another one on the same shape. (Selectors of the prelude: `[trait|…]`)
const NEEDS: &[(&str, &str)] = &[
    ("smithy.api#httpError", known::ERROR),
    ("smithy.api#httpLabel", known::REQUIRED),
    ("smithy.api#hostLabel", known::REQUIRED),
    ("smithy.api#requiresLength", known::STREAMING),
    ("smithy.api#retryable", known::ERROR),
    ("aws.auth#sigv4a", "aws.auth#sigv4"),
    ("aws.protocols#awsQueryError", known::ERROR),
];

/// Traits that at most one member of a shape may have. (Smithy prelude, `structurallyExclusive: "member"`)
const ON_ONE_MEMBER: &[&str] = &[
    "smithy.api#eventPayload",
    "smithy.api#httpPayload",
    "smithy.api#httpQueryParams",
    "smithy.api#httpResponseCode",
    "smithy.api#idempotencyToken",
    "smithy.api#nestedProperties",
];

/// Traits of shapes that at most one member may target. (Smithy prelude, `structurallyExclusive: "target"`)
const ON_ONE_TARGET: &[&str] = &[known::STREAMING];

fn check_known(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let defined = || {
        model
            .shapes()
            .filter(|shape| shape.traits.has(known::TRAIT))
            .map(|shape| shape.id.as_str())
    };
    let mut hints = 0..100;
    each(model, |id, traits, _| {
        for (trait_id, _, span) in traits.iter_with_spans() {
            let shape = model.shape(trait_id);
            if known::get(trait_id.as_str()).is_some()
                || shape.is_some_and(|shape| shape.traits.has(known::TRAIT))
            {
                continue;
            }
            let error = match shape {
                Some(_) => {
                    let message = format!(
                        "Shape `{trait_id}` cannot be applied as a trait. If this is a custom trait, please add `@trait` to this shape."
                    );
                    Diagnostic::error("Model", message)
                }
                None => {
                    let message = format!(
                        "Unable to resolve trait `{trait_id}`. If this is a custom trait, then it must be defined before it can be used in a model."
                    );
                    let mut error = Diagnostic::error("Model.UnresolvedTrait", message);
                    let all = hints
                        .next()
                        .map(|_| known::all().map(|known| known.id).chain(defined()));
                    let near = all.and_then(|all| crate::suggest(trait_id.as_str(), all));
                    error.hint = near.map(|name| format!("did you mean `{name}`?"));
                    error
                }
            };
            diagnostics.push(error.on(id).at(span));
        }
    });
}

fn check_target(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    each(model, |id, traits, place| {
        for (trait_id, _, span) in traits.iter_with_spans() {
            let Some(known) = known::get(trait_id.as_str()) else {
                continue;
            };
            let needs = NEEDS
                .iter()
                .any(|(of, other)| *trait_id == **of && !traits.has(other));
            if needs || !may_stand(model, known, place) {
                let message = format!(
                    "Trait `{}` cannot be applied to `{id}`. This trait may only be applied to shapes that match the following selector: {}",
                    known::short(trait_id),
                    known.selector
                );
                diagnostics.push(Diagnostic::error("TraitTarget", message).on(id).at(span));
            }
        }
    });
}

/// A shape, or a shape with the index of one of its members.
type Place<'a> = (&'a Shape, Option<usize>);

fn may_stand(model: &Model, known: &Known, (shape, member): Place<'_>) -> bool {
    let Some(member) = member.and_then(|i| shape.members.get(i)) else {
        return match known.target {
            Target::Any | Target::NoMember => true,
            Target::Shapes(types) | Target::Both(types) | Target::Either(types, _, _) => {
                types.has(shape.kind)
            }
            Target::Members(..) => false,
        };
    };
    // What a member targets in vain is reported elsewhere.
    let targets = |types: known::Types| {
        model
            .target(member)
            .is_none_or(|target| types.has(target.kind))
    };
    match known.target {
        Target::Any => true,
        Target::NoMember | Target::Shapes(_) => false,
        Target::Both(types) => targets(types),
        Target::Members(of, to) | Target::Either(_, of, to) => of.has(shape.kind) && targets(to),
    }
}

fn check_conflicts(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let defined = defined_conflicts(model);
    each(model, |id, traits, (shape, member)| {
        let mut found: Vec<String> = Vec::new();
        for group in CONFLICTS {
            let there: Vec<&str> = group.iter().copied().filter(|id| traits.has(id)).collect();
            if let [first, others @ ..] = there.as_slice() {
                found.extend(
                    others.iter().map(|other| {
                        format!("`{}` conflicts with `{}`", plain(first), plain(other))
                    }),
                );
            }
        }
        if !defined.is_empty() {
            for (trait_id, _) in traits.iter() {
                let others = defined
                    .get(trait_id)
                    .into_iter()
                    .flatten()
                    .filter(|other| traits.has(other));
                found.extend(others.map(|other| format!("`{trait_id}` conflicts with `{other}`")));
            }
        }
        if !found.is_empty() {
            let (kind, span) = match member.and_then(|i| shape.members.get(i)) {
                Some(member) => ("member", member.span),
                None => (shape.kind.as_str(), shape.span),
            };
            let message = format!(
                "Found conflicting traits on {kind} shape: {}",
                found.join(", ")
            );
            diagnostics.push(Diagnostic::error("TraitConflict", message).on(id).at(span));
        }
    });
}

/// What the traits that the model defines itself say about each other.
fn defined_conflicts(model: &Model) -> BTreeMap<&ShapeId, Vec<&str>> {
    let with = model.shapes().filter_map(|shape| {
        let conflicts = shape
            .traits
            .get(known::TRAIT)?
            .get("conflicts")?
            .as_array()?;
        Some((
            &shape.id,
            conflicts.iter().filter_map(|id| id.as_str()).collect(),
        ))
    });
    with.collect()
}

fn check_exclusive(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut exclusive = |shape: &Shape, names: Vec<&str>, message: &str| {
        if names.len() > 1 {
            let mut names = names;
            names.sort_unstable();
            let message = format!("{message}: {}", ticked(names));
            diagnostics.push(
                Diagnostic::error("ExclusiveStructureMemberTrait", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    };
    for shape in model
        .shapes()
        .filter(|shape| shape.kind == crate::ShapeType::Structure)
    {
        for id in ON_ONE_MEMBER {
            let names = shape
                .members
                .iter()
                .filter(|m| m.traits.has(id))
                .map(|m| &*m.name)
                .collect();
            let message = format!(
                "The `{}` trait can be applied to only a single member of a shape, but it was found on the following members",
                plain(id)
            );
            exclusive(shape, names, &message);
        }
        for id in ON_ONE_TARGET {
            let targets =
                |m: &&crate::Member| model.target(m).is_some_and(|target| target.traits.has(id));
            let names = shape
                .members
                .iter()
                .filter(targets)
                .map(|m| &*m.name)
                .collect();
            let message = format!(
                "Only a single member of a structure can target a shape marked with the `{}` trait, but it was found on the following members",
                plain(id)
            );
            exclusive(shape, names, &message);
        }
    }
}

/// A trait id without the namespace of the prelude.
fn plain(id: &str) -> &str {
    id.strip_prefix("smithy.api#").unwrap_or(id)
}

/// Goes through the traits of every shape and every member.
pub(super) fn each<'a>(model: &'a Model, mut see: impl FnMut(&'a ShapeId, &'a Traits, Place<'a>)) {
    for shape in model.shapes() {
        see(&shape.id, &shape.traits, (shape, None));
        for (i, member) in shape.members.iter().enumerate() {
            see(&member.id, &member.traits, (shape, Some(i)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn traits_have_to_be_known_and_in_their_place() {
        let found = findings(
            r#""a#S":{"type":"string","traits":{"smithy.api#requird":{},"smithy.api#required":{},"a#mine":{},"a#S":{}}},
            "a#mine":{"type":"structure","members":{},"traits":{"smithy.api#trait":{}}},
            "a#T":{"type":"structure","members":{
                "l":{"target":"smithy.api#String","traits":{"smithy.api#httpLabel":{}}},
                "h":{"target":"smithy.api#String","traits":{"smithy.api#httpHeader":"x","smithy.api#httpQuery":"x"}},
                "p":{"target":"smithy.api#Blob","traits":{"smithy.api#httpPayload":{}}},
                "q":{"target":"smithy.api#Blob","traits":{"smithy.api#httpPayload":{}}}}}"#,
        );
        let wanted = "error ExclusiveStructureMemberTrait a#T\nerror Model a#S\nerror Model.UnresolvedTrait a#S\nerror TraitConflict a#T$h\nerror TraitTarget a#S\nerror TraitTarget a#T$l";
        assert_eq!(found, wanted);
    }
}
