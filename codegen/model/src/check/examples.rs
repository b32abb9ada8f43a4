//! Examples of operations that are examples of them. (Smithy spec, "examples trait")

use super::node::{Options, Values};
use super::{Applied, Context, Rule, Run};
use crate::traits::{Example, Examples, TypedTrait};
use crate::{Diagnostic, Diagnostics, Node, Object, OperationShape, ShapeId};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "ExamplesTrait",
    title: "Examples are inputs, outputs and errors of their operation.",
    why: "People copy examples, and tools make tests and documentation of them. An example that the operation would refuse, or that it never \
        answers with, is worse than none. An example shows either an output or an error, and may only break constraints of the input to show \
        an error.",
    bad: r#"$version: "2"
namespace example

@examples([{ title: "A city", input: { name: 1 } }])
operation GetCity {
    input := {
        name: String
    }
}
"#,
    good: r#"$version: "2"
namespace example

@examples([{ title: "A city", input: { name: "Seattle" } }])
operation GetCity {
    input := {
        name: String
    }
}
"#,
    run: Run::Semantic(check),
}];

const EVENT: &str = "ExamplesTrait";

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut values = Values::new(context, Options::default());
    for on in context.operations_with(Examples::ID) {
        let (Some(operation), Some(Examples(examples))) =
            (on.shape.as_operation(), on.traits().typed())
        else {
            continue;
        };
        for example in &examples {
            values.set_options(Options {
                broken_constraints: example.allow_constraint_errors,
                ..Options::default()
            });
            let of = Of {
                context,
                on,
                operation,
                example,
            };
            of.check(&mut values, diagnostics);
        }
    }
}

/// One example of an operation.
struct Of<'e, 'c, 'a> {
    context: &'c Context<'a>,
    on: Applied<'a>,
    operation: &'a OperationShape,
    example: &'e Example,
}

impl<'c, 'a> Of<'_, 'c, 'a> {
    fn check(&self, values: &mut Values<'c, 'a>, diagnostics: &mut Diagnostics) {
        let Example {
            title,
            input,
            output,
            error,
            ..
        } = self.example;
        if self.example.allow_constraint_errors && error.is_none() {
            let message = format!(
                "Example: `{title}` has allowConstraintErrors enabled, so error must be defined."
            );
            self.report(message, diagnostics);
        }
        self.check_value("input", &self.operation.input, input, values, diagnostics);
        match (output, error) {
            (Some(_), Some(_)) => {
                let message = format!(
                    "Example: `{title}` has both output and error defined, only one should be present."
                );
                self.report(message, diagnostics);
            }
            (Some(output), None) => {
                let id = &self.operation.output;
                self.check_value("output", id, output, values, diagnostics);
            }
            (None, Some(error)) => {
                let id = &error.shape_id;
                if self.context.shape(id).is_some() && self.operation.errors.contains(id) {
                    self.check_value("error", id, &error.content, values, diagnostics);
                } else {
                    let message = format!(
                        "Error parameters provided for operation without the `{id}` error: `{title}`"
                    );
                    self.report(message, diagnostics);
                }
            }
            (None, None) => {}
        }
    }

    fn check_value(
        &self,
        part: &str,
        id: &ShapeId,
        value: &Object,
        values: &mut Values<'c, 'a>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(shape) = self.context.model().shape(id) else {
            return;
        };
        for finding in values.of_shape(shape, &Node::Object(value.clone())) {
            let message = format!(
                "Example {part} of `{}`{}: {}",
                self.example.title, finding.path, finding.message
            );
            let found = Diagnostic::new(finding.severity, finding.event(EVENT), message);
            diagnostics.push(found.on(self.on.id()).at(self.on.span));
        }
    }

    fn report(&self, message: String, diagnostics: &mut Diagnostics) {
        let found = Diagnostic::error(EVENT, message);
        diagnostics.push(found.on(self.on.id()).at(self.on.span));
    }
}
