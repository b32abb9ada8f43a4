//! Values that test traits hold for shapes of the model: parameters of operations, events, settings of vendors.

use super::Context;
use super::node::{Options, Values};
use super::pack::find;
use crate::{Diagnostics, Model, Node, Shape, ShapeId, Span};

/// How timestamps are written in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timestamps {
    /// As seconds since 1970, whatever `@timestampFormat` says.
    EpochSeconds,
    /// As `@timestampFormat` says.
    Format,
}

/// Reports what is wrong with a value, under the id of a rule.
pub(super) struct Params<'a> {
    /// The model.
    pub(super) model: &'a Model,
    /// The rule.
    pub(super) rule: &'static str,
    /// The shape that has the trait, and where the trait is.
    pub(super) place: (&'a ShapeId, Span),
    /// How timestamps are written.
    pub(super) timestamps: Timestamps,
}

impl Params<'_> {
    /// Checks a value of a shape; `start` is the way to the value in messages.
    pub(super) fn check(
        &self,
        shape: &Shape,
        value: &Node,
        start: &str,
        diagnostics: &mut Diagnostics,
    ) {
        let context = Context::new(self.model);
        let options = Options {
            epoch_seconds: self.timestamps == Timestamps::EpochSeconds,
            null_is_absent: true,
            ..Options::default()
        };
        for finding in Values::new(&context, options).of_shape(shape, value) {
            let id = finding.event(self.rule);
            let message = format!("{start}{}: {}", finding.path, finding.message);
            find(diagnostics, finding.severity, id, self.place, message);
        }
    }
}
