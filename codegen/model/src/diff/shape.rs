//! Shapes and members that came, went, or became something else.

use super::{DiffRule, Differences, Subject, finding};
use crate::{Diagnostics, Severity, Shape, ShapeType, known};

pub(super) const ADDED: &[DiffRule] = &[DiffRule {
    id: "AddedShape",
    title: "A shape or member was added.",
    why: "It is told for people who review what a version adds; what is risky about an addition is told by other rules. Members of new \
        shapes, and those that a string gets as it becomes an enum, are not told one by one.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n    age: Integer\n}\n\nstructure Cage {}\n",
    run: added,
}];

pub(super) const REMOVED: &[DiffRule] = &[DiffRule {
    id: "RemovedShape",
    title: "A shape or member was removed.",
    why: "Generated code has a type or a field less, so programs that use it don't compile, and old clients may go on to send it. Mark it as \
        `@deprecated` and keep it. Most code generators make no type for a number, a string or another simple shape, so that losing one \
        is a warning only, with the id `RemovedShape.ScalarShape`. Shapes with the trait `@private` may go.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n    age: Integer\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    name: String\n}\n",
    run: removed,
}];

pub(super) const CHANGED_TYPE: &[DiffRule] = &[DiffRule {
    id: "ChangedShapeType",
    title: "A shape has another type.",
    why: "Values of the shape look different on the wire and in generated code. Make a new shape, and a new member that targets it. A \
        string with the trait `@enum` may become an enum: that changes neither.",
    old: "$version: \"2\"\nnamespace a\n\nstring Age\n",
    new: "$version: \"2\"\nnamespace a\n\ninteger Age\n",
    run: changed_type,
}];

fn added(differences: &Differences<'_>, found: &mut Diagnostics) {
    for subject in &differences.added {
        if let Subject::Member(container, _) = subject {
            let before = differences.old.shape(&container.id);
            if before.is_none_or(|before| becomes_enum(before, container)) {
                continue;
            }
        }
        let message = format!("Added {} `{}`", subject.type_name(), subject.id());
        found.push(finding(Severity::Note, "AddedShape", *subject, message));
    }
}

fn removed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for subject in &differences.removed {
        let with_shape = matches!(subject, Subject::Member(container, _)
            if differences.new.shape(&container.id).is_none());
        if with_shape || subject.traits().has("smithy.api#private") {
            continue;
        }
        let message = format!("Removed {} `{}`", subject.type_name(), subject.id());
        let (severity, id) = match subject {
            Subject::Shape(shape) if is_scalar(shape) => {
                (Severity::Warning, "RemovedShape.ScalarShape")
            }
            _ => (Severity::Error, "RemovedShape"),
        };
        found.push(finding(severity, id, *subject, message));
    }
}

fn changed_type(differences: &Differences<'_>, found: &mut Diagnostics) {
    for change in &differences.changed {
        let (Subject::Shape(old), Subject::Shape(new)) = (change.old, change.new) else {
            continue;
        };
        if old.kind != new.kind && !string_becomes_enum(old, new) {
            let (id, old, kind) = (&new.id, old.kind, new.kind);
            let message = format!("Shape `{id}` type was changed from `{old}` to `{kind}`.");
            found.push(finding(
                Severity::Error,
                "ChangedShapeType",
                change.new,
                message,
            ));
        }
    }
}

/// Whether a shape with the trait `@enum` became an enum.
pub(super) fn string_becomes_enum(old: &Shape, new: &Shape) -> bool {
    old.traits.has(known::ENUM) && new.kind == ShapeType::Enum
}

/// Whether a string with the trait `@enum` became an enum.
fn becomes_enum(old: &Shape, new: &Shape) -> bool {
    old.kind == ShapeType::String && string_becomes_enum(old, new)
}

/// Whether code generators usually make no type of a shape.
fn is_scalar(shape: &Shape) -> bool {
    use ShapeType::{
        BigDecimal, BigInteger, Blob, Boolean, Byte, Double, Float, Integer, Long, Short, String,
        Timestamp,
    };
    match shape.kind {
        BigDecimal | BigInteger | Blob | Boolean | Byte | Double | Float | Integer | Long
        | Short | Timestamp => true,
        String => !shape.traits.has(known::ENUM),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    #[test]
    fn what_went_matters_by_its_type() {
        let old = "string A\nstructure B { a: String }\n@private\nstructure C {}\nstructure D { a: String b: String }";
        assert_eq!(
            told(old, "structure D { a: String }"),
            "error RemovedShape a#B\nerror RemovedShape a#D$b\nwarning RemovedShape.ScalarShape a#A"
        );
    }

    #[test]
    fn members_of_new_shapes_are_not_told() {
        assert_eq!(
            told(
                "structure D {}",
                "structure D { a: B }\nstructure B { a: String }"
            ),
            "note AddedShape a#B\nnote AddedShape a#D$a"
        );
    }

    #[test]
    fn a_string_with_values_may_become_an_enum() {
        let old = "@enum([{ value: \"x\", name: \"X\" }])\nstring A";
        assert_eq!(told(old, "enum A {\nX = \"x\"\n}"), "");
        let told = told("string A", "enum A {\nX = \"x\"\n}");
        assert!(told.contains("error ChangedShapeType a#A"), "{told}");
    }
}
