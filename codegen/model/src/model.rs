//! The semantic model: shapes by id, metadata, and the questions that everybody asks.

use std::collections::BTreeMap;

use crate::{Member, Node, Object, Shape, ShapeId, ShapeType};

/// A merged model with mixins applied, prelude included. Cheap to query, plain to change.
#[derive(Clone, Debug, Default)]
pub struct Model {
    shapes: BTreeMap<ShapeId, Shape>,
    metadata: Object,
}

impl Model {
    /// A model without any shape, not even the prelude.
    #[must_use]
    pub fn new() -> Model {
        Model::default()
    }

    /// The shape of an id; ids of members have none.
    #[must_use]
    pub fn shape(&self, id: impl AsRef<str>) -> Option<&Shape> {
        self.shapes.get(id.as_ref())
    }

    /// The shape of an id, for changing it.
    pub fn shape_mut(&mut self, id: impl AsRef<str>) -> Option<&mut Shape> {
        self.shapes.get_mut(id.as_ref())
    }

    /// All shapes in the order of their ids, prelude included.
    pub fn shapes(&self) -> impl ExactSizeIterator<Item = &Shape> {
        self.shapes.values()
    }

    /// The shapes that the model's own texts define, in the order of their ids: without the built-in ones.
    pub fn own_shapes(&self) -> impl Iterator<Item = &Shape> {
        self.shapes().filter(|shape| !crate::is_prelude(&shape.id))
    }

    /// All shapes for changing them, in the order of their ids.
    pub fn shapes_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Shape> {
        self.shapes.values_mut()
    }

    /// Adds or replaces a shape, and returns the one that was there.
    pub fn insert(&mut self, shape: Shape) -> Option<Shape> {
        self.shapes.insert(shape.id.clone(), shape)
    }

    /// Takes a shape away. What refers to it is left as it is.
    pub fn remove(&mut self, id: impl AsRef<str>) -> Option<Shape> {
        self.shapes.remove(id.as_ref())
    }

    /// The metadata of all files, merged.
    #[must_use]
    pub fn metadata(&self) -> &Object {
        &self.metadata
    }

    /// The metadata, for changing it.
    pub fn metadata_mut(&mut self) -> &mut Object {
        &mut self.metadata
    }

    /// The service shapes, in the order of their ids.
    pub fn services(&self) -> impl Iterator<Item = &Shape> {
        self.shapes()
            .filter(|shape| shape.kind == ShapeType::Service)
    }

    /// The member of an id `ns#Shape$member`.
    #[must_use]
    pub fn member(&self, id: &ShapeId) -> Option<&Member> {
        self.shape(id.root())?.member(id.member()?)
    }

    /// The shape that a member targets.
    #[must_use]
    pub fn target(&self, member: &Member) -> Option<&Shape> {
        self.shape(&member.target)
    }

    /// The value of a trait that may stand on the member or on the shape that it targets; the member wins.
    #[must_use]
    pub fn member_trait<'a>(&'a self, member: &'a Member, id: &str) -> Option<&'a Node> {
        member
            .traits
            .get(id)
            .or_else(|| self.target(member)?.traits.get(id))
    }
}

/// Equality of content: places are ignored.
impl PartialEq for Model {
    fn eq(&self, other: &Model) -> bool {
        self.shapes == other.shapes && self.metadata == other.metadata
    }
}
