//! How shapes hang together: who is a neighbour of whom, and by which relationship.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Item;
use crate::hash_place::ByPlace;
use crate::{Model, Shape, ShapeId, ShapeType};

/// How a shape refers to a neighbour; the names are those of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the relationship of that name")]
pub enum Relationship {
    Resource,
    Operation,
    CollectionOperation,
    Put,
    Create,
    Read,
    Update,
    Delete,
    List,
    Identifier,
    Property,
    Input,
    Output,
    Error,
    Member,
    /// From a member to the shape that it targets: it has no name, and can be followed by `>` only.
    Target,
    Mixin,
    /// From a shape to the definition of a trait of it: followed only where it is named.
    Trait,
}

const NAMES: [(Relationship, &str); 17] = [
    (Relationship::Resource, "resource"),
    (Relationship::Operation, "operation"),
    (Relationship::CollectionOperation, "collectionOperation"),
    (Relationship::Put, "put"),
    (Relationship::Create, "create"),
    (Relationship::Read, "read"),
    (Relationship::Update, "update"),
    (Relationship::Delete, "delete"),
    (Relationship::List, "list"),
    (Relationship::Identifier, "identifier"),
    (Relationship::Property, "property"),
    (Relationship::Input, "input"),
    (Relationship::Output, "output"),
    (Relationship::Error, "error"),
    (Relationship::Member, "member"),
    (Relationship::Mixin, "mixin"),
    (Relationship::Trait, "trait"),
];

/// Which relationships a step follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relationships {
    /// All but those to traits.
    All,
    /// Those of this set of bits.
    Only(u32),
}

/// A model with the relationships of its shapes. Forward ones are read off the shapes; backward ones are found by one walk through
/// the model when somebody first asks.
pub struct Neighbors<'m> {
    model: &'m Model,
    reverse: OnceLock<Reverse<'m>>,
    applied: OnceLock<Reverse<'m>>,
}

type Reverse<'m> = HashMap<Item<'m>, Vec<(Relationship, Item<'m>)>, ByPlace>;

impl Relationship {
    /// The relationship of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Relationship> {
        NAMES.iter().find(|(_, n)| *n == name).map(|(r, _)| *r)
    }

    /// Its name; that from members to their targets has none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        NAMES
            .iter()
            .find(|(r, _)| *r == self)
            .map(|(_, name)| *name)
    }

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

impl Relationships {
    /// Those of these names; names that nobody knows add nothing.
    pub(super) fn only(names: &[&str]) -> Relationships {
        let known = names.iter().filter_map(|name| Relationship::parse(name));
        Relationships::Only(known.fold(0, |bits, r| bits | r.bit()))
    }

    fn includes(self, relationship: Relationship) -> bool {
        match self {
            Relationships::All => relationship != Relationship::Trait,
            Relationships::Only(bits) => bits & relationship.bit() != 0,
        }
    }
}

impl<'m> Neighbors<'m> {
    /// Nothing is computed yet.
    #[must_use]
    pub fn new(model: &'m Model) -> Neighbors<'m> {
        Neighbors {
            model,
            reverse: OnceLock::new(),
            applied: OnceLock::new(),
        }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Calls `found` for each shape that an item refers to and that the model has. The shape that has a member is no neighbour of it.
    pub fn forward(&self, item: Item<'m>, mut found: impl FnMut(Relationship, Item<'m>)) {
        forward(self.model, item, &mut found);
    }

    /// Who refers to an item: members and shapes, without those who have it as a trait.
    pub fn reverse(&self, item: Item<'m>, mut found: impl FnMut(Relationship, Item<'m>)) {
        match item {
            Item::Member(shape, _) => found(Relationship::Member, Item::Shape(shape)),
            Item::Shape(_) => {
                let index = self.reverse.get_or_init(|| index(self.model));
                for (relationship, from) in index.get(&item).into_iter().flatten() {
                    found(*relationship, *from);
                }
            }
        }
    }

    /// The items along these relationships, each as often as there are ways.
    pub(super) fn step(
        &self,
        item: Item<'m>,
        along: Relationships,
        backward: bool,
        found: &mut impl FnMut(Item<'m>),
    ) {
        let mut keep = |relationship, other| {
            if along.includes(relationship) {
                found(other);
            }
        };
        if backward {
            self.reverse(item, &mut keep);
        } else {
            self.forward(item, &mut keep);
        }
        if along != Relationships::All && along.includes(Relationship::Trait) {
            if backward {
                let index = self.applied.get_or_init(|| applied(self.model));
                for (relationship, from) in index.get(&item).into_iter().flatten() {
                    keep(*relationship, *from);
                }
            } else {
                for (id, _) in item.traits().iter() {
                    if let Some(shape) = self.model.shape(id) {
                        keep(Relationship::Trait, Item::Shape(shape));
                    }
                }
            }
        }
    }
}

fn forward<'m>(model: &'m Model, item: Item<'m>, found: &mut impl FnMut(Relationship, Item<'m>)) {
    let mut to = |relationship, id: &ShapeId| {
        if let Some(shape) = model.shape(id) {
            found(relationship, Item::Shape(shape));
        }
    };
    let shape = match item {
        Item::Shape(shape) => shape,
        Item::Member(shape, member) => {
            // Values of enums target the unit type in name only.
            if !matches!(shape.kind, ShapeType::Enum | ShapeType::IntEnum) {
                to(Relationship::Target, &member.target);
            }
            return;
        }
    };
    for id in &shape.mixins {
        to(Relationship::Mixin, id);
    }
    of_service_types(shape, &mut to);
    for member in &shape.members {
        found(Relationship::Member, Item::Member(shape, member));
    }
}

fn of_service_types(shape: &Shape, to: &mut impl FnMut(Relationship, &ShapeId)) {
    let mut all = |relationship, ids: &[ShapeId]| ids.iter().for_each(|id| to(relationship, id));
    if let Some(service) = shape.as_service() {
        all(Relationship::Operation, &service.operations);
        all(Relationship::Resource, &service.resources);
        all(Relationship::Error, &service.errors);
    }
    if let Some(operation) = shape.as_operation() {
        all(Relationship::Input, std::slice::from_ref(&operation.input));
        all(
            Relationship::Output,
            std::slice::from_ref(&operation.output),
        );
        all(Relationship::Error, &operation.errors);
    }
    if let Some(resource) = shape.as_resource() {
        for (_, id) in &resource.identifiers {
            all(Relationship::Identifier, std::slice::from_ref(id));
        }
        for (_, id) in &resource.properties {
            all(Relationship::Property, std::slice::from_ref(id));
        }
        all(Relationship::Resource, &resource.resources);
        for (relationship, id) in [
            (Relationship::List, &resource.list),
            (Relationship::Create, &resource.create),
            (Relationship::Put, &resource.put),
            (Relationship::Read, &resource.read),
            (Relationship::Update, &resource.update),
            (Relationship::Delete, &resource.delete),
        ] {
            all(relationship, id.as_slice());
        }
        all(Relationship::Operation, &resource.operations);
        all(
            Relationship::CollectionOperation,
            &resource.collection_operations,
        );
    }
}

/// Who refers to each shape; who has a member is known without.
fn index(model: &Model) -> Reverse<'_> {
    let mut index: Reverse<'_> = HashMap::default();
    for item in Item::all(model) {
        forward(model, item, &mut |relationship, other| {
            if relationship != Relationship::Member {
                index.entry(other).or_default().push((relationship, item));
            }
        });
    }
    index
}

/// Who has each trait.
fn applied(model: &Model) -> Reverse<'_> {
    let mut index: Reverse<'_> = HashMap::default();
    for item in Item::all(model) {
        for (id, _) in item.traits().iter() {
            if let Some(shape) = model.shape(id) {
                let entry = index.entry(Item::Shape(shape)).or_default();
                entry.push((Relationship::Trait, item));
            }
        }
    }
    index
}
