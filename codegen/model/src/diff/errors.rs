//! The errors that operations and services name.

use std::collections::BTreeSet;

use super::{DiffRule, Differences, Subject, finding};
use crate::{Diagnostics, Severity, ShapeId, ShapeType};

pub(super) const ADDED_TO_OPERATION: &[DiffRule] = &[DiffRule {
    id: "AddedOperationError",
    title: "An operation may return one more error.",
    why: "Old clients don't know the error and treat it as an unexpected failure. That is harmless if only those who use something new can \
        get it; if calls that work today may get it tomorrow, return an error that clients know already.",
    old: "$version: \"2\"\nnamespace a\n\noperation Feed {}\n\n@error(\"client\")\nstructure NotHungry {}\n",
    new: "$version: \"2\"\nnamespace a\n\noperation Feed {\n    errors: [NotHungry]\n}\n\n@error(\"client\")\nstructure NotHungry {}\n",
    run: added_to_operation,
}];

pub(super) const REMOVED_FROM_OPERATION: &[DiffRule] = &[DiffRule {
    id: "RemovedOperationError",
    title: "An operation no longer names an error.",
    why: "Programs that match on the error of this operation may not compile with a new client, and a service that still returns it \
        returns something that its model does not know.",
    old: "$version: \"2\"\nnamespace a\n\noperation Feed {\n    errors: [NotHungry]\n}\n\n@error(\"client\")\nstructure NotHungry {}\n",
    new: "$version: \"2\"\nnamespace a\n\noperation Feed {}\n\n@error(\"client\")\nstructure NotHungry {}\n",
    run: removed_from_operation,
}];

pub(super) const ADDED_TO_SERVICE: &[DiffRule] = &[DiffRule {
    id: "AddedServiceError",
    title: "Every operation of a service may return one more error.",
    why: "Old clients don't know the error and treat it as an unexpected failure, wherever they get it. That is harmless if only those who \
        use something new can get it.",
    old: "$version: \"2\"\nnamespace a\n\nservice Zoo {}\n\n@error(\"server\")\nstructure Closed {}\n",
    new: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    errors: [Closed]\n}\n\n@error(\"server\")\nstructure Closed {}\n",
    run: added_to_service,
}];

pub(super) const REMOVED_FROM_SERVICE: &[DiffRule] = &[DiffRule {
    id: "RemovedServiceError",
    title: "A service no longer names an error that all its operations share.",
    why: "Programs that match on the error may not compile with a new client. Operations that still return it have to name it themselves.",
    old: "$version: \"2\"\nnamespace a\n\nservice Zoo {\n    errors: [Closed]\n}\n\n@error(\"server\")\nstructure Closed {}\n",
    new: "$version: \"2\"\nnamespace a\n\nservice Zoo {}\n\n@error(\"server\")\nstructure Closed {}\n",
    run: removed_from_service,
}];

fn added_to_operation(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (old, new) in differences
        .changed_shapes(ShapeType::Operation)
        .map(|c| (c.1, c.2))
    {
        let (Some(before), Some(after)) = (old.as_operation(), new.as_operation()) else {
            continue;
        };
        for error in only(&after.errors, &before.errors) {
            let message = format!(
                "The `{error}` error was added to the `{}` operation. This is backward-compatible if the error is only encountered as a \
                 result of a change in behavior of the client (for example, the client sends a new parameter to an operation).",
                new.id
            );
            let id = format!("AddedOperationError.{}", error.name());
            let place = differences.new.shape(error).unwrap_or(new).span;
            let one = finding(Severity::Warning, id, Subject::Shape(new), message);
            found.push(one.at(place));
        }
    }
}

fn removed_from_operation(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (old, new) in differences
        .changed_shapes(ShapeType::Operation)
        .map(|c| (c.1, c.2))
    {
        let (Some(before), Some(after)) = (old.as_operation(), new.as_operation()) else {
            continue;
        };
        for error in only(&before.errors, &after.errors) {
            let message = format!(
                "The `{error}` error was removed from the `{}` operation.",
                new.id
            );
            let id = format!("RemovedOperationError.{}", error.name());
            found.push(finding(Severity::Warning, id, Subject::Shape(new), message));
        }
    }
}

fn added_to_service(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (old, new) in differences
        .changed_shapes(ShapeType::Service)
        .map(|c| (c.1, c.2))
    {
        let (Some(before), Some(after)) = (old.as_service(), new.as_service()) else {
            continue;
        };
        for error in only(&after.errors, &before.errors) {
            let message = format!(
                "The `{error}` error was added to the `{}` service, making this error common to all operations within the service. This \
                 is backward-compatible if the error is only encountered as a result of a change in behavior of the client (for example, \
                 the client sends a new parameter to an operation).",
                new.id
            );
            let id = "AddedServiceError";
            found.push(finding(Severity::Warning, id, Subject::Shape(new), message));
        }
    }
}

fn removed_from_service(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (old, new) in differences
        .changed_shapes(ShapeType::Service)
        .map(|c| (c.1, c.2))
    {
        let (Some(before), Some(after)) = (old.as_service(), new.as_service()) else {
            continue;
        };
        for error in only(&before.errors, &after.errors) {
            let message = format!(
                "The `{error}` error was removed from the `{}` service. This means that it is no longer considered an error common to all \
                 operations within the service.",
                new.id
            );
            let id = "RemovedServiceError";
            found.push(finding(Severity::Warning, id, Subject::Shape(new), message));
        }
    }
}

/// What is in one list only, each once.
fn only<'a>(one: &'a [ShapeId], other: &'a [ShapeId]) -> Vec<&'a ShapeId> {
    let other: BTreeSet<&ShapeId> = other.iter().collect();
    let one: BTreeSet<&ShapeId> = one.iter().collect();
    one.difference(&other).copied().collect()
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    #[test]
    fn errors_come_and_go() {
        let shapes = "@error(\"client\")\nstructure E {}\n@error(\"client\")\nstructure F {}\n";
        let model = |error: &str| {
            format!(
                "service S {{ operations: [O] errors: [{error}] }}\noperation O {{ errors: [{error}] }}\n{shapes}"
            )
        };
        assert_eq!(
            told(&model("E"), &model("F")),
            "warning AddedOperationError.F a#O\nwarning AddedServiceError a#S\nwarning RemovedOperationError.E a#O\n\
             warning RemovedServiceError a#S"
        );
    }
}
