//! Values that test traits hold for shapes of the model: parameters of operations, events, settings of vendors.

use super::node;
use super::pack::find;
use crate::{Diagnostics, Model, Node, Severity, Shape, ShapeId, Span};

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
        for finding in node::of_shape(self.model, shape, value) {
            let id = match &finding.suffix {
                Some(suffix) => format!("{}.{suffix}", self.rule),
                None => self.rule.to_owned(),
            };
            let severity = match finding.lenient {
                true => Severity::Warning,
                false => Severity::Error,
            };
            let message = format!("{start}{}: {}", finding.path, finding.message);
            find(diagnostics, severity, id, self.place, message);
        }
    }
}
