//! What a front end makes of one file: shapes with their own members and traits only, before anything is merged.

use crate::{Diagnostics, Node, Shape, ShapeId, Span, Traits};

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
    /// What is wrong with it.
    pub(super) diagnostics: Diagnostics,
}

/// Traits applied from outside.
#[derive(Debug)]
pub(super) struct Apply {
    /// The shape or member that gets them.
    pub(super) target: ShapeId,
    pub(super) traits: Traits,
}
