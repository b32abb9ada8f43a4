//! Many files make one model: definitions meet, metadata join, applied traits find their shapes. (Smithy spec, "Merging model files",
//! "Merging metadata", "Trait conflict resolution")

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::parsed::{Applied, Apply, Elided, Parsed};
use super::{place_text, versions};
use crate::packs::Given;
use crate::suggest::Suggester;
use crate::{Diagnostic, Diagnostics, Node, Object, Shape, ShapeId, Sources, Span, Traits, known};

/// All files in one, mixins not applied yet.
pub(super) struct Merged {
    pub(super) shapes: BTreeMap<ShapeId, Shape>,
    pub(super) metadata: Object,
    /// Traits for members that only mixins can bring, by the id of the member's shape.
    pub(super) member_applies: BTreeMap<ShapeId, Vec<(ShapeId, Traits)>>,
    /// Members whose targets mixins and resources know, by shape.
    pub(super) elided: BTreeMap<ShapeId, Elided>,
    /// What is applied to shapes and members that are not there: the target and the trait.
    pub(super) astray: Vec<(ShapeId, ShapeId, Span)>,
    /// The lists that are called sets.
    pub(super) sets: BTreeSet<ShapeId>,
    /// The shapes that came from files in Smithy 1.0.
    pub(super) version_1: BTreeSet<ShapeId>,
}

/// Merges the files in their order.
pub(super) fn merge(
    sources: &Sources,
    files: Vec<Parsed>,
    given: Given,
    diagnostics: &mut Diagnostics,
) -> Merged {
    let mut merged = Merged {
        shapes: BTreeMap::new(),
        metadata: Object::new(),
        member_applies: BTreeMap::new(),
        elided: BTreeMap::new(),
        astray: Vec::new(),
        sets: BTreeSet::new(),
        version_1: BTreeSet::new(),
    };
    let mut metadata_places = BTreeMap::new();
    let mut applies = Vec::new();
    for file in files {
        versions::check(&file, diagnostics);
        diagnostics.extend(file.diagnostics);
        for (key, value, span) in file.metadata {
            merge_metadata(
                sources,
                &mut merged.metadata,
                &mut metadata_places,
                key,
                value,
                span,
                diagnostics,
            );
        }
        for shape in file.shapes {
            if file.version_1 {
                merged.version_1.insert(shape.id.clone());
            }
            define(sources, &mut merged.shapes, shape, given, diagnostics);
        }
        applies.extend(file.applies);
        merged.elided.extend(file.elided);
        merged.sets.extend(file.sets);
    }
    let unknown = apply_all(sources, &mut merged, applies, given, diagnostics);
    let shapes = &merged.shapes;
    let mut suggester = Suggester::new(shapes.keys());
    for apply in &unknown {
        let on = &apply.target;
        let all = apply.traits.iter();
        merged
            .astray
            .extend(all.map(|(id, _, span)| (on.clone(), id.clone(), *span)));
        let traits = apply.traits.iter().map(|(id, _, span)| (id, *span));
        report_unknown(&apply.target, traits, &mut suggester, diagnostics);
    }
    merged
}

fn merge_metadata(
    sources: &Sources,
    metadata: &mut Object,
    places: &mut BTreeMap<Box<str>, Span>,
    key: Box<str>,
    value: Node,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    if !places.contains_key(&key) {
        places.insert(key.clone(), span);
        metadata.push_new(key, value);
        return;
    }
    match (metadata.get(&key), value) {
        (Some(Node::Array(old)), Node::Array(new)) => {
            let joined = old.iter().cloned().chain(new).collect();
            metadata.insert(key, Node::Array(joined));
        }
        (Some(old), new) if *old == new => {}
        _ => {
            let first = places
                .get(&key)
                .map_or_else(String::new, |span| place_text(sources, *span));
            let message = format!(
                "Metadata conflict for key `{key}`. Defined in both `{}` and `{first}`",
                place_text(sources, span)
            );
            diagnostics.push(Diagnostic::error("Model", message).at(span));
        }
    }
}

fn define(
    sources: &Sources,
    shapes: &mut BTreeMap<ShapeId, Shape>,
    shape: Shape,
    given: Given,
    diagnostics: &mut Diagnostics,
) {
    if let Some(built_in) = given.prelude(&shape.id) {
        // A model printed together with the prelude repeats it.
        if built_in.kind != shape.kind {
            let message = format!(
                "Conflicting shape definition for `{}` found at `the prelude` and `{}`",
                shape.id,
                place_text(sources, shape.span)
            );
            diagnostics.push(
                Diagnostic::error("Model", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
        return;
    }
    let Some(first) = shapes.get_mut(&shape.id) else {
        shapes.insert(shape.id.clone(), shape);
        return;
    };
    let (one, two) = (
        place_text(sources, first.span),
        place_text(sources, shape.span),
    );
    if !same_definition(first, &shape) {
        let message = format!(
            "Conflicting shape definition for `{}` found at `{two}` and `{one}`. {}",
            shape.id,
            differences(&shape, first)
        );
        diagnostics.push(
            Diagnostic::error("Model", message)
                .on(&shape.id)
                .at(shape.span),
        );
        return;
    }
    let message = format!(
        "Ignoring duplicate but equivalent shape definition: {} defined at {two} and {one}",
        shape.id
    );
    let note = Diagnostic::new(
        crate::Severity::Note,
        "Model.IgnoredDuplicateDefinition",
        message,
    );
    diagnostics.push(note.on(&shape.id).at(shape.span));
    let id = shape.id.clone();
    merge_traits(
        sources,
        &id,
        &mut first.traits,
        shape.traits.into_entries(),
        diagnostics,
    );
    // Their members are the same, in the same order.
    for (old, member) in first.members.iter_mut().zip(shape.members) {
        merge_traits(
            sources,
            &member.id,
            &mut old.traits,
            member.traits.into_entries(),
            diagnostics,
        );
    }
}

/// In what two definitions differ, as far as one line can say.
fn differences(left: &Shape, right: &Shape) -> String {
    let list = |items: &mut dyn Iterator<Item = &str>| items.collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if left.kind != right.kind {
        parts.push(format!("Left is {}, right is {}", left.kind, right.kind));
    }
    if left.mixins != right.mixins {
        parts.push(format!(
            "Left mixins: [{}], right mixins: [{}]",
            list(&mut left.mixins.iter().map(ShapeId::as_str)),
            list(&mut right.mixins.iter().map(ShapeId::as_str))
        ));
    }
    let key = |shape: &Shape| -> Vec<(ShapeId, ShapeId)> {
        let members = shape.members.iter();
        members
            .map(|member| (member.id.clone(), member.target.clone()))
            .collect()
    };
    if key(left) != key(right) {
        parts.push(format!(
            "Members differ: [{}] vs [{}]",
            list(&mut left.members.iter().map(|member| &*member.name)),
            list(&mut right.members.iter().map(|member| &*member.name))
        ));
    }
    parts.join("; ")
}

/// Whether two definitions agree in everything but traits.
fn same_definition(a: &Shape, b: &Shape) -> bool {
    a.kind == b.kind
        && a.mixins == b.mixins
        && a.operation == b.operation
        && a.service == b.service
        && a.resource == b.resource
        && a.members.len() == b.members.len()
        && a.members
            .iter()
            .zip(&b.members)
            .all(|(a, b)| a.id == b.id && a.target == b.target)
}

/// Adds traits to those of a shape or member: lists are joined, equal values are one, others conflict.
fn merge_traits(
    sources: &Sources,
    on: &ShapeId,
    traits: &mut Traits,
    more: impl IntoIterator<Item = Applied>,
    diagnostics: &mut Diagnostics,
) {
    let old = std::mem::take(traits).into_entries();
    let mut all: BTreeMap<ShapeId, (Node, Span)> =
        old.map(|(id, value, span)| (id, (value, span))).collect();
    for (id, value, span) in more {
        let Some((old, first)) = all.get_mut(&id) else {
            all.insert(id, (value, span));
            continue;
        };
        // One place read twice says one thing.
        let same = *old == value
            && (*first == span || place_text(sources, *first) == place_text(sources, span));
        match (old, value) {
            _ if same => {}
            (Node::Array(old), Node::Array(new)) => old.extend(new),
            (old, new) if *old == new => {}
            _ => {
                let message = format!(
                    "Conflicting `{id}` trait found on shape `{on}`. The previous trait was defined at `{}`, and a conflicting trait was defined at `{}`.",
                    place_text(sources, *first),
                    place_text(sources, span)
                );
                diagnostics.push(Diagnostic::error("Model", message).on(on).at(span));
            }
        }
    }
    let entries = all.into_iter().map(|(id, (value, span))| (id, value, span));
    *traits = Traits::from_entries(entries.collect()).0;
}

/// Applies traits from outside, and gives back those for which there is nothing to apply them to.
fn apply_all(
    sources: &Sources,
    merged: &mut Merged,
    applies: Vec<Apply>,
    given: Given,
    diagnostics: &mut Diagnostics,
) -> Vec<Apply> {
    let mut by_shape: BTreeMap<ShapeId, BTreeMap<ShapeId, Vec<Applied>>> = BTreeMap::new();
    for apply in applies {
        let targets = by_shape.entry(apply.target.root()).or_default();
        targets
            .entry(apply.target)
            .or_default()
            .extend(apply.traits);
    }
    let mut unknown = Vec::new();
    for (root, targets) in by_shape {
        if given.prelude(&root).is_some() {
            refuse_prelude(targets, diagnostics);
            continue;
        }
        if !merged.shapes.contains_key(&root)
            && let Some(shape) = given.shape(root.as_str())
        {
            merged.shapes.insert(root.clone(), Shape::clone(shape));
        }
        let Some(shape) = merged.shapes.get_mut(&root) else {
            unknown.extend(
                targets
                    .into_iter()
                    .map(|(target, traits)| Apply { target, traits }),
            );
            continue;
        };
        let members = shape.members.iter().enumerate();
        let places: HashMap<String, usize> = members
            .map(|(i, member)| (member.name.to_string(), i))
            .collect();
        for (target, traits) in targets {
            let Some(name) = target.member() else {
                merge_traits(sources, &target, &mut shape.traits, traits, diagnostics);
                continue;
            };
            let member = places.get(name).and_then(|at| shape.members.get_mut(*at));
            if let Some(member) = member {
                merge_traits(sources, &target, &mut member.traits, traits, diagnostics);
            } else if shape.mixins.is_empty() {
                unknown.push(Apply { target, traits });
            } else {
                let mut waiting = Traits::new();
                merge_traits(sources, &target, &mut waiting, traits, diagnostics);
                let all = merged.member_applies.entry(root.clone()).or_default();
                all.push((target, waiting));
            }
        }
    }
    unknown
}

fn refuse_prelude(targets: BTreeMap<ShapeId, Vec<Applied>>, diagnostics: &mut Diagnostics) {
    for (target, traits) in targets {
        for (id, _, span) in traits {
            let message = format!(
                "Cannot apply `{id}` to an immutable prelude shape defined in `smithy.api`."
            );
            diagnostics.push(Diagnostic::error("Model", message).on(&target).at(span));
        }
    }
}

/// Reports what is applied to nothing.
pub(super) fn report_unknown<'a>(
    target: &ShapeId,
    traits: impl Iterator<Item = (&'a ShapeId, Span)>,
    suggester: &mut Suggester<'_>,
    diagnostics: &mut Diagnostics,
) {
    for (id, span) in traits {
        let message = format!(
            "Trait `{}` applied to unknown shape `{target}`",
            known::short(id)
        );
        let mut error = Diagnostic::error("Model", message).at(span);
        error.hint = suggester.hint(&target.root());
        diagnostics.push(error);
    }
}
