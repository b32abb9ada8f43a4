//! What a shape says itself, as opposed to what its mixins bring. (Smithy spec, "Mixins")

use std::collections::BTreeMap;

use crate::{
    Member, Model, Node, OperationShape, ResourceShape, ServiceShape, Shape, ShapeId, Traits, known,
};

/// Traits with their values, in the order of their ids.
pub(super) type TraitList<'a> = Vec<(&'a ShapeId, &'a Node)>;

/// The part of a shape that is its own.
pub(super) struct Own<'a> {
    pub(super) traits: TraitList<'a>,
    /// The members that it defines.
    pub(super) members: Vec<(&'a Member, TraitList<'a>)>,
    /// Inherited members, and the traits that it applies to them.
    pub(super) applied: Vec<(&'a Member, TraitList<'a>)>,
    pub(super) operation: Option<&'a OperationShape>,
    pub(super) service: Option<&'a ServiceShape>,
    pub(super) resource: Option<&'a ResourceShape>,
}

impl<'a> Own<'a> {
    pub(super) fn of(model: &'a Model, shape: &'a Shape) -> Own<'a> {
        let mixins: Vec<&Shape> = shape
            .mixins
            .iter()
            .filter_map(|id| model.shape(id))
            .collect();
        let inherited = Inherited::of(&mixins);
        let (operation, service, resource) = match &shape.written {
            Some(written) => (&written.operation, &written.service, &written.resource),
            None => (&shape.operation, &shape.service, &shape.resource),
        };
        let mut own = Own {
            traits: apart(&shape.traits, Some(&inherited.traits)),
            members: Vec::new(),
            applied: Vec::new(),
            operation: operation.as_deref(),
            service: service.as_deref(),
            resource: resource.as_deref(),
        };
        for member in &shape.members {
            let from = inherited.members.get(&*member.name);
            let traits = apart(&member.traits, from);
            match from {
                None => own.members.push((member, traits)),
                Some(_) if !traits.is_empty() => own.applied.push((member, traits)),
                Some(_) => {}
            }
        }
        own
    }
}

/// What mixins bring together; later ones win.
#[derive(Default)]
struct Inherited<'a> {
    traits: BTreeMap<&'a str, &'a Node>,
    members: BTreeMap<&'a str, BTreeMap<&'a str, &'a Node>>,
}

impl<'a> Inherited<'a> {
    fn of(mixins: &[&'a Shape]) -> Inherited<'a> {
        let mut all = Inherited::default();
        for mixin in mixins {
            let local = mixin
                .traits
                .get(known::MIXIN)
                .and_then(|meta| meta.get("localTraits")?.as_array());
            let is_local = |id: &ShapeId| {
                *id == *known::MIXIN
                    || local
                        .unwrap_or_default()
                        .iter()
                        .any(|local| local.as_str() == Some(id.as_str()))
            };
            let passed = mixin.traits.iter().filter(|(id, _)| !is_local(id));
            all.traits
                .extend(passed.map(|(id, value)| (id.as_str(), value)));
            for member in &mixin.members {
                let traits = member.traits.iter();
                all.members
                    .entry(&member.name)
                    .or_default()
                    .extend(traits.map(|(id, value)| (id.as_str(), value)));
            }
        }
        all
    }
}

/// The traits that are not among the inherited ones, or have another value there.
fn apart<'a>(traits: &'a Traits, inherited: Option<&BTreeMap<&str, &Node>>) -> TraitList<'a> {
    traits
        .iter()
        .filter(|(id, value)| {
            inherited.is_none_or(|inherited| inherited.get(id.as_str()) != Some(value))
        })
        .collect()
}
