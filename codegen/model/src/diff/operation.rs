//! Inputs and outputs of operations.

use super::{DiffRule, Differences, finding};
use crate::{Diagnostics, OperationShape, Severity, Shape, ShapeId, ShapeType};

pub(super) const RULES: &[DiffRule] = &[
    DiffRule {
        id: "ChangedOperationInput",
        title: "An operation takes another structure.",
        why: "The name of the input is the name of a type in generated code, so programs that use it don't compile; and an operation that \
            took nothing takes something. Give every operation a structure of its own from the start, with the trait `@input`, and add \
            members to it.",
        old: "$version: \"2\"\nnamespace a\n\noperation Feed {\n    input: Animal\n}\n\nstructure Animal {}\n\nstructure FeedInput {}\n",
        new: "$version: \"2\"\nnamespace a\n\noperation Feed {\n    input: FeedInput\n}\n\nstructure Animal {}\n\nstructure FeedInput {}\n",
        run: |differences, found| {
            changed("input", |operation| &operation.input, differences, found)
        },
    },
    DiffRule {
        id: "ChangedOperationOutput",
        title: "An operation returns another structure.",
        why: "The name of the output is the name of a type in generated code, so programs that use it don't compile. Give every operation a \
            structure of its own from the start, with the trait `@output`, and add members to it.",
        old: "$version: \"2\"\nnamespace a\n\noperation Feed {\n    output: Animal\n}\n\nstructure Animal {}\n\nstructure FeedOutput {}\n",
        new: "$version: \"2\"\nnamespace a\n\noperation Feed {\n    output: FeedOutput\n}\n\nstructure Animal {}\n\nstructure FeedOutput {}\n",
        run: |differences, found| {
            changed("output", |operation| &operation.output, differences, found)
        },
    },
];

fn changed(
    what: &str,
    of: fn(&OperationShape) -> &ShapeId,
    differences: &Differences<'_>,
    found: &mut Diagnostics,
) {
    let target = |shape: &'_ Shape| shape.as_operation().map(|operation| of(operation).clone());
    for (change, old, new) in differences.changed_shapes(ShapeType::Operation) {
        let Some((from, to)) = target(old).zip(target(new)).filter(|(from, to)| from != to) else {
            continue;
        };
        let rule = match what {
            "input" => "ChangedOperationInput",
            _ => "ChangedOperationOutput",
        };
        let id = format!("{rule}.From.{from}.To.{to}");
        let message = format!(
            "Changed operation {what} of `{}` from `{from}` to `{to}`",
            new.id
        );
        found.push(finding(Severity::Error, id, change.new, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    #[test]
    fn nothing_counts_as_a_structure() {
        assert_eq!(
            told(
                "operation O {}\nstructure I {}",
                "operation O { input: I }\nstructure I {}"
            ),
            "error ChangedOperationInput.From.smithy.api#Unit.To.a#I a#O"
        );
    }
}
