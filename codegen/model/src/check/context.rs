//! What rules look at: a model, and the indexes of it that several of them want, each made once and by the first who asks.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::selector::Neighbors;
use crate::{Model, ReverseIndex};

/// A model with its indexes. Rules may look at it from several threads.
pub struct Context<'a> {
    model: &'a Model,
    neighbors: Neighbors<'a>,
    references: OnceLock<ReverseIndex>,
}

impl<'a> Context<'a> {
    /// Nothing is computed yet.
    #[must_use]
    pub fn new(model: &'a Model) -> Context<'a> {
        Context {
            model,
            neighbors: Neighbors::new(model),
            references: OnceLock::new(),
        }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// The relationships of the model, for selectors.
    #[must_use]
    pub fn neighbors(&self) -> &Neighbors<'a> {
        &self.neighbors
    }

    /// Who refers to each shape.
    #[must_use]
    pub fn references(&self) -> &ReverseIndex {
        self.references
            .get_or_init(|| ReverseIndex::new(self.model))
    }
}

impl Deref for Context<'_> {
    type Target = Model;

    fn deref(&self) -> &Model {
        self.model
    }
}
