//! What a front end makes of one file: shapes with their own members and traits only, before anything is merged.

use crate::{Diagnostics, Node, Shape, ShapeId, Span};

/// One parsed file.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// Whether the file is in Smithy 1.0.
    pub(super) version_1: bool,
    /// Metadata by key, in order, with places.
    pub(super) metadata: Vec<(Box<str>, Node, Span)>,
    /// The shapes that the file defines, in order.
    pub(super) shapes: Vec<Shape>,
    /// The traits that it applies to shapes and members from outside.
    pub(super) applies: Vec<Apply>,
    /// What must be found out of its shapes when all files are read, by shape.
    pub(super) elided: Vec<(ShapeId, Elided)>,
    /// The lists among its shapes that it calls sets.
    pub(super) sets: Vec<ShapeId>,
    /// What is wrong with it.
    pub(super) diagnostics: Diagnostics,
}

/// Members whose targets others know.
#[derive(Clone, Debug, Default)]
pub(super) struct Elided {
    /// The resource whose identifiers and properties members may be.
    pub(super) resource: Option<ShapeId>,
    /// The names of the members without targets.
    pub(super) members: Vec<Box<str>>,
}

/// Traits applied from outside.
#[derive(Debug)]
pub(super) struct Apply {
    /// The shape or member that gets them.
    pub(super) target: ShapeId,
    /// The traits in order; one may be there several times.
    pub(super) traits: Vec<Applied>,
}

/// A trait, ready to be applied: its id, its value, its place.
pub(super) type Applied = (ShapeId, Node, Span);
