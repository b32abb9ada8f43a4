//! Who refers to a shape.

use std::collections::BTreeMap;

use crate::{Model, ShapeId};

/// How one shape refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// A member targets it; the source is the id of the member.
    Member,
    /// It is the input of an operation.
    Input,
    /// It is the output of an operation.
    Output,
    /// It is an error of an operation or service.
    Error,
    /// It is an operation of a service or resource.
    Operation,
    /// It is a resource of a service or resource.
    Resource,
    /// It is an identifier of a resource.
    Identifier,
    /// It is a property of a resource.
    Property,
    /// It is mixed in.
    Mixin,
}

/// One reference to a shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The shape or member that refers.
    pub from: ShapeId,
    /// How.
    pub relation: Relation,
}

/// The references to every shape of a model.
#[derive(Clone, Debug, Default)]
pub struct ReverseIndex {
    references: BTreeMap<ShapeId, Vec<Reference>>,
}

impl ReverseIndex {
    /// Goes through a whole model once.
    #[must_use]
    pub fn new(model: &Model) -> ReverseIndex {
        let mut index = ReverseIndex::default();
        for shape in model.shapes() {
            for member in &shape.members {
                index.add(&member.target, &member.id, Relation::Member);
            }
            index.add_all(&shape.mixins, &shape.id, Relation::Mixin);
            if let Some(operation) = shape.as_operation() {
                index.add(&operation.input, &shape.id, Relation::Input);
                index.add(&operation.output, &shape.id, Relation::Output);
                index.add_all(&operation.errors, &shape.id, Relation::Error);
            }
            if let Some(service) = shape.as_service() {
                index.add_all(&service.operations, &shape.id, Relation::Operation);
                index.add_all(&service.resources, &shape.id, Relation::Resource);
                index.add_all(&service.errors, &shape.id, Relation::Error);
            }
            if let Some(resource) = shape.as_resource() {
                index.add_all(resource.all_operations(), &shape.id, Relation::Operation);
                index.add_all(&resource.resources, &shape.id, Relation::Resource);
                index.add_all(
                    resource.identifiers.iter().map(|(_, id)| id),
                    &shape.id,
                    Relation::Identifier,
                );
                index.add_all(
                    resource.properties.iter().map(|(_, id)| id),
                    &shape.id,
                    Relation::Property,
                );
            }
        }
        index
    }

    /// The references to a shape, in the order of the shapes that refer.
    #[must_use]
    pub fn references_to(&self, id: impl AsRef<str>) -> &[Reference] {
        self.references.get(id.as_ref()).map_or(&[], Vec::as_slice)
    }

    fn add_all<'a>(
        &mut self,
        to: impl IntoIterator<Item = &'a ShapeId>,
        from: &ShapeId,
        relation: Relation,
    ) {
        for id in to {
            self.add(id, from, relation);
        }
    }

    fn add(&mut self, to: &ShapeId, from: &ShapeId, relation: Relation) {
        let reference = Reference {
            from: from.clone(),
            relation,
        };
        self.references
            .entry(to.clone())
            .or_default()
            .push(reference);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    #[test]
    fn references_are_found_from_the_other_end() {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            r#"{"smithy":"2.0","shapes":{"a#S":{"type":"structure","members":{"m":{"target":"a#S"}}},
            "a#O":{"type":"operation","input":{"target":"a#S"},"errors":[{"target":"a#S"}]}}}"#,
        );
        let index = ReverseIndex::new(&load(&sources).0);
        let found: Vec<_> = index
            .references_to("a#S")
            .iter()
            .map(|r| (r.from.as_str(), r.relation))
            .collect();
        assert_eq!(
            found,
            [
                ("a#O", Relation::Input),
                ("a#O", Relation::Error),
                ("a#S$m", Relation::Member)
            ]
        );
        assert!(index.references_to("a#None").is_empty());
    }
}
