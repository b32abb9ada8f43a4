//! What a service, or some operations of it, reaches.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Model, ShapeId};

/// The part of a model that a service reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closure {
    /// The service.
    pub service: Option<ShapeId>,
    /// The operations of the service and of its resources, at any depth, in the order of their ids.
    pub operations: Vec<ShapeId>,
    /// The resources, in the order of their ids.
    pub resources: Vec<ShapeId>,
    /// Every shape that is reached (prelude shapes, resources, operations and the service included), in the order of their ids.
    pub shapes: BTreeSet<ShapeId>,
    /// New names of shapes, as the service gives them.
    pub rename: BTreeMap<ShapeId, String>,
}

/// Everything that a service reaches. Of what is not in the model, nothing.
#[must_use]
pub fn closure(model: &Model, service: &ShapeId) -> Closure {
    let _ = (model, service);
    Closure::default()
}

/// What some operations of a service reach: the errors that all operations of the service share included.
#[must_use]
pub fn closure_of(model: &Model, service: &ShapeId, operations: &[ShapeId]) -> Closure {
    let _ = (model, service, operations);
    Closure::default()
}
