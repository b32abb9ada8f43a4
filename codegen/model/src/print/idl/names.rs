//! How a file names the shapes of other namespaces. (Smithy spec, "Referring to shapes")

use std::collections::{BTreeMap, BTreeSet};

use crate::packs::is_public_prelude;
use crate::print::own::{Own, TraitList};
use crate::{Model, Node, Shape, ShapeId, is_prelude, known};

/// The names of one file: its own, those of the prelude, and those that it imports.
#[derive(Default)]
pub(super) struct Names<'a> {
    namespace: &'a str,
    /// Names of own shapes: they hide those of the prelude.
    own: BTreeSet<&'a str>,
    imports: BTreeSet<ShapeId>,
}

impl<'a> Names<'a> {
    /// Imports what is used, but for names that the file or the prelude has, or that come twice.
    pub(super) fn new(
        model: &Model,
        namespace: &'a str,
        shapes: &[&'a Shape],
        own: &BTreeMap<&'a ShapeId, Own<'a>>,
    ) -> Names<'a> {
        let mut used = Used {
            model,
            ids: BTreeSet::new(),
        };
        for shape in shapes {
            used.shape(shape, own.get(&shape.id));
        }
        let names: BTreeSet<&str> = shapes.iter().map(|shape| shape.id.name()).collect();
        let foreign: Vec<&ShapeId> = used
            .ids
            .iter()
            .filter(|id| id.namespace() != namespace && !is_prelude(id))
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for id in &foreign {
            *counts.entry(id.name()).or_default() += 1;
        }
        let in_prelude = |name: &str| {
            ShapeId::parse(&format!("smithy.api#{name}")).is_ok_and(|id| is_public_prelude(&id))
        };
        let imports = foreign
            .into_iter()
            .filter(|id| {
                let name = id.name();
                counts.get(name) == Some(&1) && !names.contains(name) && !in_prelude(name)
            })
            .cloned()
            .collect();
        Names {
            namespace,
            own: names,
            imports,
        }
    }

    /// The imported ids, in order.
    pub(super) fn imports(&self) -> impl Iterator<Item = &ShapeId> {
        self.imports.iter()
    }

    /// The shortest name of an id, its member included.
    pub(super) fn name<'b>(&self, id: &'b ShapeId) -> &'b str {
        let short = id.as_str().split_once('#').map_or("", |(_, name)| name);
        let is_short = id.namespace() == self.namespace
            || (is_public_prelude(id) && !self.own.contains(id.name()))
            || self.imports.contains(&id.root());
        if is_short { short } else { id.as_str() }
    }
}

/// The ids that shapes use.
struct Used<'a> {
    model: &'a Model,
    ids: BTreeSet<ShapeId>,
}

impl Used<'_> {
    fn shape(&mut self, shape: &Shape, own: Option<&Own<'_>>) {
        self.all(&shape.mixins);
        let Some(own) = own else { return };
        self.traits(&own.traits);
        for (member, traits) in &own.members {
            if member.target.as_str() != known::UNIT {
                self.ids.insert(member.target.clone());
            }
            self.traits(traits);
        }
        for (_, traits) in &own.applied {
            self.traits(traits);
        }
        if let Some(operation) = own.operation {
            self.all([&operation.input, &operation.output]);
            self.all(&operation.errors);
        }
        if let Some(service) = own.service {
            self.all(service.operations.iter().chain(&service.resources));
            self.all(&service.errors);
        }
        if let Some(resource) = own.resource {
            let named = resource.identifiers.iter().chain(&resource.properties);
            self.all(named.map(|(_, id)| id));
            self.all(resource.all_operations().chain(&resource.resources));
        }
    }

    fn all<'b>(&mut self, ids: impl IntoIterator<Item = &'b ShapeId>) {
        self.ids.extend(ids.into_iter().cloned());
    }

    fn traits(&mut self, traits: &TraitList<'_>) {
        for (id, value) in traits {
            self.ids.insert((*id).clone());
            if let Some(shape) = self.model.shape(id) {
                self.value(value, shape, shape.traits.has(known::ID_REF));
            }
        }
    }

    /// Goes no deeper than the value does.
    fn value(&mut self, value: &Node, shape: &Shape, is_id: bool) {
        super::values::each(self.model, value, shape, &mut |value, member, target| {
            self.value(
                value,
                target,
                member.traits.has(known::ID_REF) || target.traits.has(known::ID_REF),
            );
        });
        if let (Some(text), true) = (value.as_str(), is_id)
            && let Ok(id) = ShapeId::parse(text)
        {
            self.ids.insert(id.root());
        }
    }
}
