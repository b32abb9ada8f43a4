//! Definitions of traits: those that came and went, and what they say of changes of their values.

use super::{DiffRule, Differences, finding};
use crate::{Diagnostics, Model, Node, Severity, Shape, ShapeId, known};

pub(super) const ADDED: &[DiffRule] = &[DiffRule {
    id: "AddedTraitDefinition",
    title: "A trait was defined.",
    why: "It is told for people who review what a version adds.",
    old: "$version: \"2\"\nnamespace a\n",
    new: "$version: \"2\"\nnamespace a\n\n@trait\nstructure tame {}\n",
    run: added,
}];

pub(super) const REMOVED: &[DiffRule] = &[DiffRule {
    id: "RemovedTraitDefinition",
    title: "The definition of a trait was removed.",
    why: "Models that apply the trait are not valid any more. Mark the definition as `@deprecated` and keep it.",
    old: "$version: \"2\"\nnamespace a\n\n@trait\nstructure tame {}\n",
    new: "$version: \"2\"\nnamespace a\n",
    run: removed,
}];

/// The definitions of traits that two models know.
#[derive(Debug)]
pub(super) struct Definitions<'a> {
    old: &'a Model,
    new: &'a Model,
}

impl<'a> Definitions<'a> {
    pub(super) fn new(old: &'a Model, new: &'a Model) -> Definitions<'a> {
        Definitions { old, new }
    }

    /// The shape that defines a trait, and its definition: that of the new model, or a built-in one that only the old model needed.
    pub(super) fn get(&self, id: &ShapeId) -> Option<(&'a Shape, &'a Node)> {
        let built_in = || self.old.shape(id).filter(|shape| shape.span.is_built_in());
        let shape = self.new.shape(id).or_else(built_in)?;
        Some((shape, shape.traits.get(known::TRAIT)?))
    }

    /// The shape that part of a trait's value is of.
    pub(super) fn target(&self, id: &ShapeId) -> Option<&'a Shape> {
        self.new.shape(id).or_else(|| self.old.shape(id))
    }
}

fn added(differences: &Differences<'_>, found: &mut Diagnostics) {
    for subject in differences
        .added
        .iter()
        .filter(|s| s.traits().has(known::TRAIT))
    {
        let message = format!("Trait definition `{}` was added", subject.id());
        found.push(finding(
            Severity::Note,
            "AddedTraitDefinition",
            *subject,
            message,
        ));
    }
}

fn removed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for subject in &differences.removed {
        if let Some(span) = subject.traits().span(known::TRAIT) {
            let message = format!("Trait definition `{}` was removed", subject.id());
            let one = finding(Severity::Error, "RemovedTraitDefinition", *subject, message);
            found.push(one.at(span));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::told;

    #[test]
    fn definitions_come_and_go() {
        assert_eq!(
            told("@trait\nstructure a {}", "@trait\nstructure b {}"),
            "error RemovedShape a#a\nerror RemovedTraitDefinition a#a\nnote AddedShape a#b\nnote AddedTraitDefinition a#b"
        );
    }
}
