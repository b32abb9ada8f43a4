//! Who refers to a shape.

use std::collections::HashMap;

use crate::hash_text::ByText;
use crate::{Model, Shape, ShapeId};

/// How one shape refers to another, in the order in which messages list several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It is a resource of a service or resource.
    Resource,
    /// It is one of the `operations` of a service or resource.
    Operation,
    /// It is one of the `collectionOperations` of a resource.
    CollectionOperation,
    /// It is the lifecycle operation `put` of a resource.
    Put,
    /// It is the lifecycle operation `create` of a resource.
    Create,
    /// It is the lifecycle operation `read` of a resource.
    Read,
    /// It is the lifecycle operation `update` of a resource.
    Update,
    /// It is the lifecycle operation `delete` of a resource.
    Delete,
    /// It is the lifecycle operation `list` of a resource.
    List,
    /// It is an identifier of a resource.
    Identifier,
    /// It is a property of a resource.
    Property,
    /// A member targets it; the source is the id of the member.
    Member,
    /// It is the input of an operation.
    Input,
    /// It is the output of an operation.
    Output,
    /// It is an error of an operation or service.
    Error,
    /// It is mixed in.
    Mixin,
}

impl Relation {
    /// The word for it in Smithy's messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Resource => "resource",
            Relation::Operation => "operation",
            Relation::CollectionOperation => "collection_operation",
            Relation::Put => "put",
            Relation::Create => "create",
            Relation::Read => "read",
            Relation::Update => "update",
            Relation::Delete => "delete",
            Relation::List => "list",
            Relation::Identifier => "identifier",
            Relation::Property => "property",
            Relation::Member => "member_target",
            Relation::Input => "input",
            Relation::Output => "output",
            Relation::Error => "error",
            Relation::Mixin => "mixin",
        }
    }
}

/// Calls `see` with everything that a shape refers to, members and traits apart.
pub(crate) fn each_reference<'a>(shape: &'a Shape, mut see: impl FnMut(Relation, &'a ShapeId)) {
    let mut all = |relation, ids: &'a [ShapeId]| ids.iter().for_each(|id| see(relation, id));
    all(Relation::Mixin, &shape.mixins);
    if let Some(operation) = shape.as_operation() {
        all(Relation::Input, std::slice::from_ref(&operation.input));
        all(Relation::Output, std::slice::from_ref(&operation.output));
        all(Relation::Error, &operation.errors);
    }
    if let Some(service) = shape.as_service() {
        all(Relation::Operation, &service.operations);
        all(Relation::Resource, &service.resources);
        all(Relation::Error, &service.errors);
    }
    if let Some(resource) = shape.as_resource() {
        for (relation, id) in [
            (Relation::List, &resource.list),
            (Relation::Create, &resource.create),
            (Relation::Put, &resource.put),
            (Relation::Read, &resource.read),
            (Relation::Update, &resource.update),
            (Relation::Delete, &resource.delete),
        ] {
            all(relation, id.as_slice());
        }
        all(Relation::Operation, &resource.operations);
        all(
            Relation::CollectionOperation,
            &resource.collection_operations,
        );
        all(Relation::Resource, &resource.resources);
        for (_, id) in &resource.identifiers {
            see(Relation::Identifier, id);
        }
        for (_, id) in &resource.properties {
            see(Relation::Property, id);
        }
    }
}

/// One reference to a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference<'m> {
    /// The shape or member that refers.
    pub from: &'m ShapeId,
    /// How.
    pub relation: Relation,
}

/// The references to every shape of a model.
#[derive(Clone, Debug, Default)]
pub struct ReverseIndex<'m> {
    references: HashMap<&'m str, Vec<Reference<'m>>, ByText>,
}

impl<'m> ReverseIndex<'m> {
    /// Goes through a whole model once.
    #[must_use]
    pub fn new(model: &'m Model) -> ReverseIndex<'m> {
        let mut index = ReverseIndex::default();
        for shape in model.shapes() {
            for member in &shape.members {
                index.add(&member.target, &member.id, Relation::Member);
            }
            each_reference(shape, |relation, id| index.add(id, &shape.id, relation));
        }
        index
    }

    /// The references to a shape, in the order of the shapes that refer.
    #[must_use]
    pub fn references_to(&self, id: impl AsRef<str>) -> &[Reference<'m>] {
        self.references.get(id.as_ref()).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, to: &'m ShapeId, from: &'m ShapeId, relation: Relation) {
        let references = self.references.entry(to.as_str()).or_default();
        references.push(Reference { from, relation });
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
        let (model, _) = load(&sources);
        let index = ReverseIndex::new(&model);
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
