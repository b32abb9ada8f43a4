//! Many files make one model: definitions meet, metadata join, applied traits find their shapes. (Smithy spec, "Merging model files",
//! "Merging metadata", "Trait conflict resolution")

use std::collections::{BTreeMap, BTreeSet};

use super::parsed::{Apply, Elided, Parsed};
use super::{place_text, versions};
use crate::packs::Given;
use crate::suggest::Suggester;
use crate::{Diagnostic, Diagnostics, Node, Object, Shape, ShapeId, Sources, Span, Traits, known};

/// All files in one, mixins not applied yet.
pub(super) struct Merged {
    pub(super) shapes: BTreeMap<ShapeId, Shape>,
    pub(super) metadata: Object,
    /// Traits for members that only mixins can bring, by the id of the member's shape.
    pub(super) member_applies: BTreeMap<ShapeId, Vec<Apply>>,
    /// Members whose targets mixins and resources know, by shape.
    pub(super) elided: BTreeMap<ShapeId, Elided>,
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
    let unknown: Vec<Apply> = applies
        .into_iter()
        .filter_map(|apply| apply_traits(sources, &mut merged, apply, given, diagnostics).err())
        .map(|apply| *apply)
        .collect();
    let mut suggester = Suggester::new(merged.shapes.keys());
    for apply in &unknown {
        report_unknown(apply, &mut suggester, diagnostics);
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
                "Metadata conflict for key `{key}`. Defined in both `{first}` and `{}`",
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
    merge_traits(sources, &id, &mut first.traits, shape.traits, diagnostics);
    for member in shape.members {
        if let Some(old) = first.members.iter_mut().find(|old| old.id == member.id) {
            merge_traits(
                sources,
                &member.id,
                &mut old.traits,
                member.traits,
                diagnostics,
            );
        }
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
    more: Traits,
    diagnostics: &mut Diagnostics,
) {
    for (id, value, span) in more.into_entries() {
        match (traits.get(id.as_str()), value) {
            (None, value) => {
                traits.insert(id, value, span);
            }
            (Some(old), new) if *old == new => {}
            (Some(Node::Array(old)), Node::Array(new)) => {
                let joined = old.iter().cloned().chain(new).collect();
                let first = traits.span(id.as_str()).unwrap_or(span);
                traits.insert(id, Node::Array(joined), first);
            }
            _ => {
                let first = traits.span(id.as_str()).unwrap_or(span);
                let message = format!(
                    "Conflicting `{id}` trait found on shape `{on}`. The previous trait was defined at `{}`, and a conflicting trait was defined at `{}`.",
                    place_text(sources, first),
                    place_text(sources, span)
                );
                diagnostics.push(Diagnostic::error("Model", message).on(on).at(span));
            }
        }
    }
}

/// Applies traits from outside; gives them back if there is nothing to apply them to.
fn apply_traits(
    sources: &Sources,
    merged: &mut Merged,
    apply: Apply,
    given: Given,
    diagnostics: &mut Diagnostics,
) -> Result<(), Box<Apply>> {
    let root = apply.target.root();
    if given.prelude(&root).is_some() {
        for (id, _, span) in apply.traits.iter_with_spans() {
            let message = format!(
                "Cannot apply `{id}` to an immutable prelude shape defined in `smithy.api`."
            );
            diagnostics.push(
                Diagnostic::error("Model", message)
                    .on(&apply.target)
                    .at(span),
            );
        }
        return Ok(());
    }
    if !merged.shapes.contains_key(&root)
        && let Some(shape) = given.shape(root.as_str())
    {
        merged.shapes.insert(root.clone(), Shape::clone(shape));
    }
    let Some(shape) = merged.shapes.get_mut(&root) else {
        return Err(Box::new(apply));
    };
    let Some(name) = apply.target.member() else {
        merge_traits(
            sources,
            &apply.target,
            &mut shape.traits,
            apply.traits,
            diagnostics,
        );
        return Ok(());
    };
    let has_mixins = !shape.mixins.is_empty();
    match shape
        .members
        .iter_mut()
        .find(|member| &*member.name == name)
    {
        Some(member) => merge_traits(
            sources,
            &apply.target,
            &mut member.traits,
            apply.traits,
            diagnostics,
        ),
        None if has_mixins => {
            // Several applications to one member meet here, so that a conflict between them is found.
            let waiting = merged.member_applies.entry(root).or_default();
            match waiting
                .iter_mut()
                .find(|other| other.target == apply.target)
            {
                Some(other) => merge_traits(
                    sources,
                    &apply.target,
                    &mut other.traits,
                    apply.traits,
                    diagnostics,
                ),
                None => waiting.push(apply),
            }
        }
        None => return Err(Box::new(apply)),
    }
    Ok(())
}

/// Reports what is applied to nothing.
pub(super) fn report_unknown(
    apply: &Apply,
    suggester: &mut Suggester<'_>,
    diagnostics: &mut Diagnostics,
) {
    for (id, _, span) in apply.traits.iter_with_spans() {
        let message = format!(
            "Trait `{}` applied to unknown shape `{}`",
            known::short(id),
            apply.target
        );
        let mut error = Diagnostic::error("Model", message).at(span);
        error.hint = suggester.hint(&apply.target.root());
        diagnostics.push(error);
    }
}
