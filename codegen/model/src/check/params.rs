//! Values that test traits hold for shapes of the model: parameters of operations, events, settings of vendors.

use super::Context;
use super::node::{Options, Values};
use super::pack::find;
use crate::{Diagnostics, Node, Shape, ShapeId, Span};

/// How timestamps are written in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timestamps {
    /// As seconds since 1970, whatever `@timestampFormat` says.
    EpochSeconds,
    /// As `@timestampFormat` says.
    Format,
}

/// Reports what is wrong with values, under the id of a rule.
pub(super) struct Params<'c, 'm> {
    rule: &'static str,
    values: Values<'c, 'm>,
}

impl<'c, 'm> Params<'c, 'm> {
    /// For the findings of a rule.
    pub(super) fn new(
        context: &'c Context<'m>,
        rule: &'static str,
        timestamps: Timestamps,
    ) -> Params<'c, 'm> {
        let options = Options {
            epoch_seconds: timestamps == Timestamps::EpochSeconds,
            null_is_absent: true,
            ..Options::default()
        };
        Params {
            rule,
            values: Values::new(context, options),
        }
    }

    /// Checks a value of a shape. The place is that of the trait that holds it, `start` the way to it in messages.
    pub(super) fn check(
        &mut self,
        place: (&ShapeId, Span),
        shape: &'m Shape,
        value: &Node,
        start: &str,
        diagnostics: &mut Diagnostics,
    ) {
        for finding in self.values.of_shape(shape, value) {
            let id = finding.event(self.rule);
            let message = format!("{start}{}: {}", finding.path, finding.message);
            find(diagnostics, finding.severity, id, place, message);
        }
    }
}
