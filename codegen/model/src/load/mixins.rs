//! Mixins become part of the shapes that use them. (Smithy spec, "Mixins")

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::build::build;
use super::merge::report_unknown;
use super::parsed::Elided;
use crate::packs::{self, Given};
use crate::suggest::Suggester;
use crate::{Diagnostic, Diagnostics, Member, Shape, ShapeId, Traits, Written, known};

/// What shapes say that only other shapes can complete.
pub(super) struct Late {
    /// Traits for members that mixins bring, by the id of the member's shape.
    pub(super) applies: BTreeMap<ShapeId, Vec<(ShapeId, Traits)>>,
    /// Members whose targets mixins and resources know, by shape.
    pub(super) elided: BTreeMap<ShapeId, Elided>,
    /// The lists that are called sets.
    pub(super) sets: BTreeSet<ShapeId>,
}

/// Completes every shape that names mixins or leaves out targets, after those that it needs. The shapes keep their lists of mixins.
/// What can't be completed is reported, and taken away.
pub(super) fn flatten(
    shapes: &mut BTreeMap<ShapeId, Shape>,
    mut late: Late,
    given: Given,
    diagnostics: &mut Diagnostics,
) {
    let built_in = add_built_in(shapes, given);
    // Each hint looks at all shapes.
    let mut hints = 0..50;
    let (ordered, stuck) = order(shapes, &late.elided, diagnostics);
    for id in stuck {
        shapes.remove(&id);
    }
    // Others must be there, and right, before what needs them.
    let unmixed = |shape: &Shape| shape.mixins.is_empty() && !late.elided.contains_key(&shape.id);
    shapes.retain(|_, shape| !unmixed(shape) || build(shape, &late.sets, diagnostics));
    for id in ordered {
        let Some(mut shape) = shapes.remove(&id) else {
            continue;
        };
        let elided = late.elided.remove(&id).unwrap_or_default();
        if !elided.members.is_empty() {
            match find_targets(shapes, &mut shape, &elided) {
                Ok(problems) => diagnostics.extend(problems),
                Err(error) => {
                    diagnostics.push(*error);
                    continue;
                }
            }
        }
        if !shape.mixins.is_empty() {
            let applies = late.applies.remove(&id).unwrap_or_default();
            match mix(shapes, shape, applies, diagnostics) {
                Ok(mixed) => shape = mixed,
                Err(mut error) => {
                    if let Some(missing) = error.1 {
                        error.0.hint = hints
                            .next()
                            .and_then(|_| Suggester::new(shapes.keys()).hint(&missing));
                    }
                    diagnostics.push(error.0);
                    continue;
                }
            }
        }
        if build(&mut shape, &late.sets, diagnostics) {
            shapes.insert(id, shape);
        }
    }
    for id in built_in {
        shapes.remove(&id);
    }
}

/// Adds the built-in mixins that shapes name, and returns their ids. What they have of mixins themselves is in them already.
fn add_built_in(shapes: &mut BTreeMap<ShapeId, Shape>, given: Given) -> Vec<ShapeId> {
    let named = shapes.values().flat_map(|shape| &shape.mixins);
    let missing: BTreeSet<&ShapeId> = named.filter(|id| !shapes.contains_key(*id)).collect();
    let mut added = Vec::new();
    for id in missing.into_iter().cloned().collect::<Vec<_>>() {
        if let Some(mixin) = given.shape(id.as_str()) {
            let mut mixin = Shape::clone(mixin);
            mixin.mixins.clear();
            shapes.insert(id.clone(), mixin);
            added.push(id);
        }
    }
    added
}

/// Finds the targets that members leave out. Members that nobody knows are reported and left out.
fn find_targets(
    shapes: &BTreeMap<ShapeId, Shape>,
    shape: &mut Shape,
    elided: &Elided,
) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
    let mut problems = Vec::new();
    let (id, mixins) = (shape.id.clone(), shape.mixins.clone());
    let mut members = std::mem::take(&mut shape.members);
    let names: BTreeSet<&str> = elided.members.iter().map(|name| &**name).collect();
    let mut error = None;
    members.retain_mut(|member| {
        if error.is_some() || !names.contains(&*member.name) {
            return true;
        }
        match find_target(shapes, member, &mixins, elided, &mut problems) {
            Ok(Some(target)) => {
                member.target = target;
                true
            }
            Ok(None) => {
                let message = "Member target was elided, but no bound resource or mixin contained a matching identifier or member name.";
                problems.push(Diagnostic::error("Model", message).on(&member.id).at(member.span));
                false
            }
            Err(message) => {
                error = Some(Box::new(Diagnostic::error("Model", message).on(&id).at(member.span)));
                true
            }
        }
    });
    shape.members = members;
    error.map_or(Ok(problems), Err)
}

/// The target of one member: what its resource says of it, or else its first mixin that has it.
fn find_target(
    shapes: &BTreeMap<ShapeId, Shape>,
    member: &Member,
    mixins: &[ShapeId],
    elided: &Elided,
    problems: &mut Vec<Diagnostic>,
) -> Result<Option<ShapeId>, String> {
    if let Some(resource_id) = &elided.resource {
        let Some(found) = shapes.get(resource_id) else {
            return Err(format!(
                "Cannot apply resource to elided member {}: {resource_id} not found",
                member.id
            ));
        };
        match found.as_resource() {
            Some(resource) => {
                let named = resource.properties.iter().chain(&resource.identifiers);
                if let Some((_, id)) = named.into_iter().find(|(name, _)| **name == *member.name) {
                    return Ok(Some(id.clone()));
                }
            }
            None => {
                let message = format!(
                    "The target of the `for` production must be a resource shape, but found a {} shape: {resource_id}",
                    found.kind
                );
                problems.push(
                    Diagnostic::error("Model", message)
                        .on(&member.id)
                        .at(member.span),
                );
            }
        }
    }
    for mixin_id in mixins {
        let Some(mixin) = shapes.get(mixin_id) else {
            return Err(format!(
                "Cannot apply mixin to {}: {mixin_id} not found",
                member.id
            ));
        };
        if let Some(found) = mixin.member(&member.name) {
            return Ok(Some(found.target.clone()));
        }
    }
    Ok(None)
}

/// A shape with its mixins in it; or why that can't be, with the mixin that is not there.
#[allow(clippy::result_large_err, reason = "errors are rare, and end here")]
fn mix(
    shapes: &BTreeMap<ShapeId, Shape>,
    mut shape: Shape,
    applies: Vec<(ShapeId, Traits)>,
    diagnostics: &mut Diagnostics,
) -> Result<Shape, (Diagnostic, Option<ShapeId>)> {
    let id = shape.id.clone();
    let mut mixins = Vec::new();
    for mixin_id in &shape.mixins {
        let found = shapes.get(mixin_id);
        let Some(mixin) = found.filter(|_| !packs::is_prelude(mixin_id)) else {
            let message = format!("Cannot apply mixin to {id}: {mixin_id} not found");
            return Err((
                Diagnostic::error("Model", message).on(&id).at(shape.span),
                Some(mixin_id.clone()),
            ));
        };
        mixins.push(mixin);
    }
    let others: Vec<String> = mixins
        .iter()
        .filter(|mixin| mixin.kind != shape.kind)
        .map(|mixin| format!("`{}`", mixin.id))
        .collect();
    if !others.is_empty() {
        let message = format!(
            "Mixins may only be mixed into shapes of the same type. The following mixins were applied to the {kind} shape `{id}` which are not {kind} shapes: [{}]",
            others.join(", "),
            kind = shape.kind
        );
        return Err((
            Diagnostic::error("Model", message).on(&id).at(shape.span),
            None,
        ));
    }
    for (target, traits) in applies {
        introduce(&mut shape, &mixins, target, traits, diagnostics);
    }
    let mut sum = Mixed::default();
    let own = shape
        .members
        .iter()
        .map(|member| (&*member.name, member))
        .collect();
    for mixin in mixins {
        sum.add(mixin, &shape, &own, diagnostics);
    }
    sum.finish(&mut shape);
    Ok(shape)
}

/// Traits for a member that a mixin brings make the member the shape's own.
fn introduce(
    shape: &mut Shape,
    mixins: &[&Shape],
    target: ShapeId,
    traits: Traits,
    diagnostics: &mut Diagnostics,
) {
    let name = target.member().unwrap_or_default();
    let Some(inherited) = mixins.iter().find_map(|mixin| mixin.member(name)) else {
        let mut suggester = Suggester::new(std::iter::empty());
        let traits = traits.iter_with_spans().map(|(id, _, span)| (id, span));
        report_unknown(&target, traits, &mut suggester, diagnostics);
        return;
    };
    shape.members.push(Member {
        name: inherited.name.clone(),
        id: target,
        target: inherited.target.clone(),
        traits,
        span: inherited.span,
    });
}

/// The ids of the shapes to complete, each after those that it needs. Shapes of a cycle are reported, and
/// come second with those that need them.
fn order(
    shapes: &BTreeMap<ShapeId, Shape>,
    elided: &BTreeMap<ShapeId, Elided>,
    diagnostics: &mut Diagnostics,
) -> (Vec<ShapeId>, Vec<ShapeId>) {
    let uses: BTreeMap<&ShapeId, &Shape> = shapes
        .iter()
        .filter(|(id, shape)| !shape.mixins.is_empty() || elided.contains_key(*id))
        .collect();
    let mut users: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
    let mut waits: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    for (id, shape) in &uses {
        let on: Vec<&ShapeId> = shape
            .mixins
            .iter()
            .chain(elided.get(*id).and_then(|elided| elided.resource.as_ref()))
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
    let stuck: BTreeMap<&ShapeId, &Shape> = uses
        .into_iter()
        .filter(|(id, _)| waits.contains_key(id))
        .collect();
    for cycle in cycles(&stuck) {
        for shape in &cycle {
            let others: Vec<&str> = cycle
                .iter()
                .filter(|other| other.id != shape.id)
                .map(|other| other.id.as_str())
                .collect();
            let message = format!(
                "Unable to resolve mixins; cycles detected between this shape and [{}]",
                others.join(", ")
            );
            diagnostics.push(
                Diagnostic::error("Model", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
    (done, stuck.into_keys().cloned().collect())
}

/// The shapes that need themselves, by cycle, each in the order of its mixins.
fn cycles<'a>(stuck: &BTreeMap<&'a ShapeId, &'a Shape>) -> Vec<Vec<&'a Shape>> {
    let mut seen: BTreeSet<&ShapeId> = BTreeSet::new();
    let mut cycles = Vec::new();
    for (id, start) in stuck {
        if seen.contains(id) {
            continue;
        }
        // The way on which the shape is reached again, if it is. What was on no way back once is on none later.
        let mut path: Vec<(&Shape, usize)> = vec![(start, 0)];
        let mut tried = BTreeSet::from([*id]);
        while let Some((shape, next)) = path.last_mut() {
            let Some(mixin) = shape.mixins.get(*next) else {
                path.pop();
                continue;
            };
            *next += 1;
            if mixin == *id {
                break;
            }
            if let Some(mixin) = stuck.get(mixin)
                && tried.insert(&mixin.id)
            {
                path.push((mixin, 0));
            }
        }
        if !path.is_empty() {
            seen.extend(path.iter().map(|(shape, _)| &shape.id));
            cycles.push(path.into_iter().map(|(shape, _)| shape).collect());
        }
    }
    cycles
}

/// What mixins bring together.
#[derive(Default)]
struct Mixed {
    traits: Traits,
    members: Vec<Member>,
    /// Where the members are, by name.
    places: HashMap<Arc<str>, usize>,
    parts: Vec<Shape>,
}

impl Mixed {
    /// Adds what a mixin brings. `own` are the targets of the user's own members by name.
    fn add(
        &mut self,
        mixin: &Shape,
        user: &Shape,
        own: &HashMap<&str, &Member>,
        diagnostics: &mut Diagnostics,
    ) {
        let meta = mixin.traits.get(known::MIXIN);
        if meta.is_none() {
            let message = format!(
                "Attempted to use {} as a mixin, but it is not marked with the mixin trait",
                mixin.id
            );
            diagnostics.push(
                Diagnostic::error("Target", message)
                    .on(&user.id)
                    .at(mixin.span),
            );
        }
        let local: BTreeSet<&str> = meta
            .and_then(|meta| meta.get("localTraits"))
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
        for inherited in &mixin.members {
            let mut member = inherited.clone();
            member.id = user.id.with_member(&member.name);
            let declared = own.get(&*member.name).copied();
            let earlier = self
                .places
                .get(&member.name)
                .and_then(|at| self.members.get(*at));
            if let Some(conflict) = declared
                .or(earlier)
                .filter(|other| other.target != member.target)
            {
                let message = format!(
                    "Member conflicts with an inherited mixin member: `{}`",
                    inherited.id
                );
                let error = Diagnostic::error("Model", message).on(&member.id);
                diagnostics.push(error.at(conflict.span));
            }
            self.put(member);
        }
        if mixin.kind.is_service_type() {
            self.parts.push(mixin.clone());
        }
    }

    /// Adds a member, or merges it into the one of its name, which keeps its place in the order.
    fn put(&mut self, member: Member) {
        let place = self.places.get(&member.name).copied();
        let Some(old) = place.and_then(|at| self.members.get_mut(at)) else {
            self.places.insert(member.name.clone(), self.members.len());
            self.members.push(member);
            return;
        };
        old.span = member.span;
        old.target = member.target;
        old.traits.extend_with(member.traits);
    }

    /// What the shape says itself comes last, and wins.
    fn finish(mut self, shape: &mut Shape) {
        let own = std::mem::replace(&mut shape.traits, std::mem::take(&mut self.traits));
        shape.traits.extend_with(own);
        for member in std::mem::take(&mut shape.members) {
            self.put(member);
        }
        shape.members = self.members;
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
