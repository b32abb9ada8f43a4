//! The operations by which tags are set, removed and listed. (Smithy AWS spec, "AWS tagging")

use super::super::Context;
use super::super::pack::{input, output, text};
use super::properties::Properties;
use crate::{Model, Shape, ShapeId, ShapeType};

pub(super) const TAG_ENABLED: &str = "aws.api#tagEnabled";
pub(super) const TAGGABLE: &str = "aws.api#taggable";

/// One of the three operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tagging {
    Tag,
    Untag,
    List,
}

impl Tagging {
    pub(super) const ALL: [Tagging; 3] = [Tagging::Tag, Tagging::Untag, Tagging::List];

    /// The name that the operation has unless the service says otherwise.
    pub(super) fn name(self) -> &'static str {
        match self {
            Tagging::Tag => "TagResource",
            Tagging::Untag => "UntagResource",
            Tagging::List => "ListTagsForResource",
        }
    }

    /// Under which key of `apiConfig` a trait names another one.
    pub(super) fn key(self) -> &'static str {
        match self {
            Tagging::Tag => "tagApi",
            Tagging::Untag => "untagApi",
            Tagging::List => "listTagsApi",
        }
    }

    /// The operation that `apiConfig` of a trait names.
    pub(super) fn configured(self, shape: &Shape, trait_id: &str) -> Option<ShapeId> {
        let config = shape.traits.get(trait_id)?.get("apiConfig")?;
        ShapeId::parse(text(config, self.key())?).ok()
    }

    /// The operation of a service: the configured one if it is bound to the service, or the one with the usual name.
    pub(super) fn of_service<'a>(self, model: &'a Model, service: &'a Shape) -> Option<&'a Shape> {
        let bound = &service.as_service()?.operations;
        let configured = self.configured(service, TAG_ENABLED);
        let id = match configured.filter(|id| bound.contains(id)) {
            Some(id) => bound.iter().find(|bound| **bound == id),
            None => bound.iter().rfind(|id| id.name() == self.name()),
        };
        model.shape(id?)
    }

    /// Whether an operation can tag any resource of a service: it takes an ARN, and tags or keys of tags.
    pub(super) fn is_service_wide(self, model: &Model, operation: &Shape) -> bool {
        let input = input(model, operation);
        let takes_arn = input.is_some_and(|input| {
            input.members.iter().any(|member| {
                let is_text = model.target(member).is_some_and(|t| t.kind.is_string());
                is_text && is_arn_name(&member.name)
            })
        });
        takes_arn && self.has_tags(model, operation)
    }

    /// Whether an operation has exactly one member of tags, or keys of tags, where it should.
    pub(super) fn has_tags(self, model: &Model, operation: &Shape) -> bool {
        let (shape, fits): (_, fn(&Model, &str, &Shape) -> bool) = match self {
            Tagging::Tag => (input(model, operation), is_tags),
            Tagging::Untag => (input(model, operation), is_tag_keys),
            Tagging::List => (output(model, operation), is_tags),
        };
        let members = shape.into_iter().flat_map(|shape| &shape.members);
        let found = members.filter(|member| {
            let target = model.target(member);
            target.is_some_and(|target| fits(model, &member.name, target))
        });
        found.count() == 1
    }
}

/// Whether a service has all three operations, each as it should be.
pub(super) fn has_all(model: &Model, service: &Shape) -> bool {
    service.traits.has(TAG_ENABLED)
        && Tagging::ALL.iter().all(|tagging| {
            let operation = tagging.of_service(model, service);
            operation.is_some_and(|operation| tagging.is_service_wide(model, operation))
        })
}

/// Whether a resource names three operations of its own that set, remove and list its tags.
pub(super) fn has_own(model: &Context<'_>, properties: &Properties<'_>, resource: &Shape) -> bool {
    Tagging::ALL.iter().all(|tagging| {
        let id = tagging.configured(resource, TAGGABLE);
        let operation = id.and_then(|id| model.shape(&id));
        let operation = operation.filter(|shape| shape.as_operation().is_some());
        operation.is_some_and(|operation| {
            tagging.has_tags(model, operation)
                && (*tagging != Tagging::Tag || takes_tags(model, properties, resource, operation))
        })
    })
}

/// Whether an operation takes the property of a resource that holds its tags.
pub(super) fn takes_tags(
    model: &Model,
    properties: &Properties<'_>,
    resource: &Shape,
    operation: &Shape,
) -> bool {
    let taggable = resource.traits.get(TAGGABLE);
    let property = taggable.and_then(|value| text(value, "property"));
    let members = input(model, operation)
        .into_iter()
        .flat_map(|shape| &shape.members);
    property.is_some()
        && members
            .into_iter()
            .any(|member| properties.name(member) == property)
}

/// Whether a shape can hold tags: a map to strings, or a list of structures of two strings.
pub(super) fn is_tags_shape(model: &Model, shape: &Shape) -> bool {
    let is_text = |target: Option<&Shape>| target.is_some_and(|shape| shape.kind.is_string());
    match shape.kind {
        ShapeType::Map => is_text(shape.map_value().and_then(|m| model.target(m))),
        ShapeType::List => {
            let item = shape.list_member().and_then(|m| model.target(m));
            item.is_some_and(|item| {
                item.kind == ShapeType::Structure
                    && item.members.len() == 2
                    && item.members.iter().all(|m| is_text(model.target(m)))
            })
        }
        _ => false,
    }
}

fn is_tags(model: &Model, name: &str, target: &Shape) -> bool {
    is_tags_name(name) && is_tags_shape(model, target)
}

fn is_tag_keys(model: &Model, name: &str, target: &Shape) -> bool {
    let item = target.list_member().and_then(|m| model.target(m));
    is_one_of(name, &["tagkeys", "tagKeys", "Tagkeys", "TagKeys"])
        && item.is_some_and(|item| item.kind.is_string())
}

/// Whether a member or property may hold tags, by its name.
pub(super) fn is_tags_name(name: &str) -> bool {
    is_one_of(
        name,
        &["tags", "Tags", "tagList", "TagList", "taglist", "Taglist"],
    )
}

fn is_arn_name(name: &str) -> bool {
    let rest = name
        .strip_prefix("Resource")
        .or_else(|| name.strip_prefix("resource"))
        .unwrap_or(name);
    is_one_of(rest, &["Arn", "arn", "ARN"])
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.contains(&name)
}
