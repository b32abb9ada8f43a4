//! Mixins become part of the shapes that use them. (Smithy spec, "Mixins")

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::merge::report_unknown;
use super::parsed::Apply;
use crate::packs::Given;
use crate::suggest::Suggester;
use crate::{Diagnostic, Diagnostics, Member, Shape, ShapeId, Traits, Written, known};

/// Flattens every shape that names mixins, those before whose mixins have mixins themselves after these. The shapes keep their lists of mixins.
pub(super) fn flatten(
    shapes: &mut BTreeMap<ShapeId, Shape>,
    mut member_applies: BTreeMap<ShapeId, Vec<Apply>>,
    given: Given,
    diagnostics: &mut Diagnostics,
) {
    // Each hint looks at all shapes.
    let mut hints = 0..50;
    for id in order(shapes, diagnostics) {
        let Some(mut shape) = shapes.get(&id).cloned() else {
            continue;
        };
        let mut sum = Mixed::default();
        for mixin_id in &shape.mixins {
            let built_in = || given.shape(mixin_id).map(|shape| &**shape);
            match shapes.get(mixin_id).or_else(built_in) {
                Some(mixin) if mixin.kind != shape.kind => {
                    let message = format!(
                        "Mixin `{mixin_id}` is a {} shape, and can't be mixed into `{id}`, which is a {} shape",
                        mixin.kind, shape.kind
                    );
                    diagnostics.push(Diagnostic::error("Target", message).on(&id).at(shape.span));
                }
                Some(mixin) => sum.add(mixin, &id, diagnostics),
                None => {
                    let message = format!("Cannot apply mixin to {id}: {mixin_id} not found");
                    let mut error = Diagnostic::error("Model", message).on(&id).at(shape.span);
                    error.hint = hints
                        .next()
                        .and_then(|_| Suggester::new(shapes.keys()).hint(mixin_id));
                    diagnostics.push(error);
                }
            }
        }
        sum.finish(&mut shape, diagnostics);
        for apply in member_applies.remove(&id).unwrap_or_default() {
            apply_to_member(&mut shape, apply, diagnostics);
        }
        shapes.insert(id, shape);
    }
}

/// The ids of the shapes with mixins, each after its mixins. Shapes of a cycle are reported and left out.
fn order(shapes: &BTreeMap<ShapeId, Shape>, diagnostics: &mut Diagnostics) -> Vec<ShapeId> {
    let uses: BTreeMap<&ShapeId, &Shape> = shapes
        .iter()
        .filter(|(_, shape)| !shape.mixins.is_empty())
        .collect();
    let mut users: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
    let mut waits: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    for (id, shape) in &uses {
        let on: Vec<&ShapeId> = shape
            .mixins
            .iter()
            .filter(|mixin| uses.contains_key(mixin))
            .collect();
        waits.insert(id, on.len());
        for mixin in on {
            users.entry(mixin).or_default().push(id);
        }
    }
    let mut ready: VecDeque<&ShapeId> = waits
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(id, _)| *id)
        .collect();
    let mut done = Vec::new();
    while let Some(id) = ready.pop_front() {
        done.push(id.clone());
        waits.remove(id);
        for user in users.get(id).into_iter().flatten() {
            if let Some(count) = waits.get_mut(user) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.push_back(user);
                }
            }
        }
    }
    for (id, shape) in uses.iter().filter(|(id, _)| waits.contains_key(*id)) {
        let others: Vec<&str> = waits
            .keys()
            .filter(|other| *other != id)
            .map(|other| other.as_str())
            .collect();
        let message = format!(
            "Unable to resolve mixins; cycles detected between this shape and [{}]",
            others.join(", ")
        );
        diagnostics.push(Diagnostic::error("Model", message).on(id).at(shape.span));
    }
    done
}

/// What mixins bring together.
#[derive(Default)]
struct Mixed {
    traits: Traits,
    members: Vec<Member>,
    parts: Vec<Shape>,
}

impl Mixed {
    fn add(&mut self, mixin: &Shape, user: &ShapeId, diagnostics: &mut Diagnostics) {
        let Some(meta) = mixin.traits.get(known::MIXIN) else {
            let message = format!(
                "Attempted to use {} as a mixin, but it is not marked with the mixin trait",
                mixin.id
            );
            diagnostics.push(Diagnostic::error("Target", message).on(user).at(mixin.span));
            return;
        };
        let local: BTreeSet<&str> = meta
            .get("localTraits")
            .and_then(|l| l.as_array())
            .into_iter()
            .flatten()
            .filter_map(|l| l.as_str())
            .collect();
        for (id, value, span) in mixin.traits.iter_with_spans() {
            if *id != *known::MIXIN && !local.contains(id.as_str()) {
                self.traits.insert(id.clone(), value.clone(), span);
            }
        }
        for member in &mixin.members {
            let mut member = member.clone();
            member.id = user.with_member(&member.name);
            put_member(&mut self.members, member, diagnostics);
        }
        if mixin.kind.is_service_type() {
            self.parts.push(mixin.clone());
        }
    }

    /// What the shape says itself comes last, and wins.
    fn finish(self, shape: &mut Shape, diagnostics: &mut Diagnostics) {
        let own = std::mem::replace(&mut shape.traits, self.traits);
        shape.traits.extend_with(own);
        let own = std::mem::replace(&mut shape.members, self.members);
        for member in own {
            put_member(&mut shape.members, member, diagnostics);
        }
        if shape.kind.is_service_type() {
            shape.written = Some(Box::new(Written {
                operation: shape.operation.clone(),
                service: shape.service.clone(),
                resource: shape.resource.clone(),
            }));
        }
        join_parts(shape, &self.parts);
    }
}

/// Adds a member, or merges it into the one of its name, which keeps its place in the order.
fn put_member(members: &mut Vec<Member>, member: Member, diagnostics: &mut Diagnostics) {
    let Some(old) = members.iter_mut().find(|old| old.name == member.name) else {
        members.push(member);
        return;
    };
    if old.target != member.target {
        let message = format!(
            "Member conflicts with an inherited mixin member: `{}` targets `{}`, and the mixin's targets `{}`",
            member.name, member.target, old.target
        );
        diagnostics.push(
            Diagnostic::error("Model", message)
                .on(&member.id)
                .at(member.span),
        );
        return;
    }
    old.span = member.span;
    old.traits.extend_with(member.traits);
}

fn apply_to_member(shape: &mut Shape, apply: Apply, diagnostics: &mut Diagnostics) {
    let member = shape
        .members
        .iter_mut()
        .find(|member| Some(&*member.name) == apply.target.member());
    if let Some(member) = member {
        member.traits.extend_with(apply.traits);
        return;
    }
    let mut suggester = Suggester::new(std::iter::empty());
    report_unknown(&apply, &mut suggester, diagnostics);
}

/// Joins what operations, services and resources have besides members.
fn join_parts(shape: &mut Shape, mixins: &[Shape]) {
    if let Some(own) = shape.operation.as_deref_mut() {
        let parts: Vec<_> = mixins.iter().filter_map(Shape::as_operation).collect();
        own.errors = join(parts.iter().map(|p| &p.errors), &own.errors);
    }
    if let Some(own) = shape.service.as_deref_mut() {
        let parts: Vec<_> = mixins.iter().filter_map(Shape::as_service).collect();
        if own.version.is_empty() {
            own.version = parts
                .iter()
                .rev()
                .map(|p| &p.version)
                .find(|v| !v.is_empty())
                .cloned()
                .unwrap_or_default();
        }
        own.operations = join_sorted(parts.iter().map(|p| &p.operations), &own.operations);
        own.resources = join_sorted(parts.iter().map(|p| &p.resources), &own.resources);
        own.errors = join_sorted(parts.iter().map(|p| &p.errors), &own.errors);
        for (id, name) in parts.iter().rev().flat_map(|p| &p.rename) {
            own.rename.entry(id.clone()).or_insert_with(|| name.clone());
        }
    }
    if let Some(own) = shape.resource.as_deref_mut() {
        let parts: Vec<_> = mixins.iter().filter_map(Shape::as_resource).collect();
        own.identifiers = join_named(parts.iter().map(|p| &p.identifiers), &own.identifiers);
        own.properties = join_named(parts.iter().map(|p| &p.properties), &own.properties);
        own.operations = join_sorted(parts.iter().map(|p| &p.operations), &own.operations);
        own.collection_operations = join_sorted(
            parts.iter().map(|p| &p.collection_operations),
            &own.collection_operations,
        );
        own.resources = join_sorted(parts.iter().map(|p| &p.resources), &own.resources);
    }
}

/// Ids of the mixins in order, then own ones, each once.
fn join<'a>(mixins: impl Iterator<Item = &'a Vec<ShapeId>>, own: &'a [ShapeId]) -> Vec<ShapeId> {
    let mut seen = BTreeSet::new();
    mixins
        .flatten()
        .chain(own)
        .filter(|id| seen.insert(*id))
        .cloned()
        .collect()
}

/// Ids of the mixins and own ones, each once, in the order that Smithy's tools give them: by id.
fn join_sorted<'a>(
    mixins: impl Iterator<Item = &'a Vec<ShapeId>>,
    own: &'a [ShapeId],
) -> Vec<ShapeId> {
    let all: BTreeSet<&ShapeId> = mixins.flatten().chain(own).collect();
    all.into_iter().cloned().collect()
}

/// Named ids of the mixins in order, then own ones; a name that comes again changes the id in its place.
fn join_named<'a>(
    mixins: impl Iterator<Item = &'a Vec<(String, ShapeId)>>,
    own: &'a [(String, ShapeId)],
) -> Vec<(String, ShapeId)> {
    let mut all: Vec<(String, ShapeId)> = Vec::new();
    for (name, id) in mixins.flatten().chain(own) {
        match all.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => old.clone_from(id),
            None => all.push((name.clone(), id.clone())),
        }
    }
    all
}
