//! The semantic model: shapes by id, metadata, and the questions that everybody asks.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use crate::hash_text::ByText;
use crate::{Member, Node, Object, Shape, ShapeId, ShapeType};

/// A merged model with mixins applied, with the prelude and the trait packs that it needs. Cheap to query, plain to change.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Shared with the prelude and the trait packs, which are in many models.
    shapes: BTreeMap<ShapeId, Arc<Shape>>,
    metadata: Object,
    /// The shapes once more, for finding them quickly: made for those who look up many, and gone when shapes change.
    index: OnceLock<Arc<HashMap<ShapeId, Arc<Shape>, ByText>>>,
}

impl Model {
    /// A model without any shape, not even the prelude.
    #[must_use]
    pub fn new() -> Model {
        Model::default()
    }

    /// A model of its own shapes, and of the built-in ones whose ids they leave free.
    pub(crate) fn of<'a>(
        built_in: impl Iterator<Item = &'a Arc<Shape>>,
        own: BTreeMap<ShapeId, Shape>,
        metadata: Object,
    ) -> Model {
        let built_in = built_in.map(|shape| (shape.id.clone(), shape.clone()));
        let own = own.into_iter().map(|(id, shape)| (id, Arc::new(shape)));
        Model {
            shapes: built_in.chain(own).collect(),
            metadata,
            index: OnceLock::new(),
        }
    }

    /// The shape of an id; ids of members have none.
    #[must_use]
    pub fn shape(&self, id: impl AsRef<str>) -> Option<&Shape> {
        let shape = match self.index.get() {
            Some(index) => index.get(id.as_ref()),
            None => self.shapes.get(id.as_ref()),
        };
        shape.map(|shape| &**shape)
    }

    /// Makes looking up shapes quick until the model is changed.
    pub(crate) fn make_index(&self) {
        self.index.get_or_init(|| {
            let shapes = self.shapes.iter();
            Arc::new(shapes.map(|(id, s)| (id.clone(), s.clone())).collect())
        });
    }

    /// The shapes, about to be changed.
    fn changed(&mut self) -> &mut BTreeMap<ShapeId, Arc<Shape>> {
        self.index.take();
        &mut self.shapes
    }

    /// The shape of an id, for changing it.
    pub fn shape_mut(&mut self, id: impl AsRef<str>) -> Option<&mut Shape> {
        self.changed().get_mut(id.as_ref()).map(Arc::make_mut)
    }

    /// All shapes in the order of their ids, built-in ones included.
    pub fn shapes(&self) -> impl ExactSizeIterator<Item = &Shape> {
        self.shapes.values().map(|shape| &**shape)
    }

    /// The shapes that the model's own texts define, in the order of their ids: without the built-in ones.
    pub fn own_shapes(&self) -> impl Iterator<Item = &Shape> {
        self.shapes().filter(|shape| !shape.is_built_in())
    }

    /// The shapes that the model's own texts define, for changing them, in the order of their ids.
    pub fn shapes_mut(&mut self) -> impl Iterator<Item = &mut Shape> {
        let own = self
            .changed()
            .values_mut()
            .filter(|shape| !shape.is_built_in());
        own.map(Arc::make_mut)
    }

    /// Adds or replaces a shape, and returns the one that was there.
    pub fn insert(&mut self, shape: Shape) -> Option<Shape> {
        let old = self.changed().insert(shape.id.clone(), Arc::new(shape));
        old.map(Arc::unwrap_or_clone)
    }

    /// Takes a shape away. What refers to it is left as it is.
    pub fn remove(&mut self, id: impl AsRef<str>) -> Option<Shape> {
        let shape = self.changed().remove(id.as_ref());
        shape.map(Arc::unwrap_or_clone)
    }

    /// Whether an id is that of a shape, or of a member of a shape, of the prelude or of a trait pack that came with this crate and
    /// not with the sources. Such shapes are in a model as far as it needs them, and are not what it is about.
    #[must_use]
    pub fn is_built_in(&self, id: &ShapeId) -> bool {
        self.shape(id.root_str()).is_some_and(Shape::is_built_in)
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
        self.shape(id.root_str())?.member(id.member()?)
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

/// Equality of content: places are ignored, and so are built-in shapes.
impl PartialEq for Model {
    fn eq(&self, other: &Model) -> bool {
        let own = |model: &'_ Model| -> Vec<Arc<Shape>> {
            let own = model.shapes.values().filter(|shape| !shape.is_built_in());
            own.cloned().collect()
        };
        self.metadata == other.metadata && own(self) == own(other)
    }
}
