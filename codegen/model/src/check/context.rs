//! What rules look at: a model, and the indexes of it that several of them want, each made once and by the first who asks.

use std::ops::Deref;
use std::sync::OnceLock;

use super::applied::{Applied, Use, applied};
use crate::selector::Neighbors;
use crate::{Model, ReverseIndex};

/// A model with its indexes. Rules may look at it from several threads.
pub struct Context<'a> {
    model: &'a Model,
    neighbors: Neighbors<'a>,
    applied: OnceLock<Vec<Applied<'a>>>,
    references: OnceLock<ReverseIndex>,
}

impl<'a> Context<'a> {
    /// Nothing is computed yet.
    #[must_use]
    pub fn new(model: &'a Model) -> Context<'a> {
        Context {
            model,
            neighbors: Neighbors::new(model),
            applied: OnceLock::new(),
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

    /// The traits that the texts of the model apply, in the order of their ids, and where.
    #[must_use]
    pub fn applied(&self) -> &[Applied<'a>] {
        self.applied.get_or_init(|| applied(self.model))
    }

    /// Where the texts of the model apply a trait.
    #[must_use]
    pub fn uses(&self, id: &str) -> &[Use<'a>] {
        let all = self.applied();
        let at = all.binary_search_by(|applied| applied.id.as_str().cmp(id));
        at.ok()
            .and_then(|at| all.get(at))
            .map_or(&[], |applied| &applied.uses)
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
