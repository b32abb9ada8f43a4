//! Services and resources that can be tagged. (Smithy AWS spec, "AWS tagging")

use super::super::pack::{find, flag, text};
use super::super::{Context, Rule, Run};
use super::ARN;
use super::properties::Properties;
use super::tag_operations::{
    TAG_ENABLED, TAGGABLE, Tagging, has_all, has_own, is_tags_name, is_tags_shape, takes_tags,
};
use crate::{Diagnostics, Severity, Shape};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "ServiceTagging",
        title: "Services with tags have the three operations for them.",
        why: "Tools that tag resources of many services rely on three operations: one that takes an ARN and tags, one that takes an ARN \
              and keys of tags, and one that lists the tags of an ARN. They are called `TagResource`, `UntagResource` and \
              `ListTagsForResource` unless `apiConfig` of `@tagEnabled` says otherwise.",
        bad: SERVICE_WITHOUT_OPERATIONS,
        good: TAGGED_SERVICE,
        run: Run::Semantic(check_operations),
    },
    Rule {
        id: "TagEnabledService",
        title: "Services with tags have resources that can be tagged, and operations to tag them.",
        why: "`@tagEnabled` promises that something can be tagged: at least one resource of the service has to be `@taggable`, and the \
              three operations have to be as tools expect them unless the trait says that there are none.",
        bad: SERVICE_WITHOUT_OPERATIONS,
        good: TAGGED_SERVICE,
        run: Run::Semantic(check_services),
    },
    Rule {
        id: "TaggableResource",
        title: "Resources with tags can be tagged.",
        why: "The tags of a resource are set by operations of the service, which need an ARN of the resource, or by operations of its own. \
              Tags can grant access, so that whoever may update a resource should not be able to change them by that: `update` does not \
              take tags.",
        bad: r#"$version: "2"
namespace example.tags
use aws.api#taggable
use aws.api#tagEnabled
@tagEnabled(disableDefaultOperations: true)
service Cities { resources: [City] }
@taggable
resource City { identifiers: { cityId: String } }
"#,
        good: TAGGED_SERVICE,
        run: Run::Semantic(check_resources),
    },
    Rule {
        id: "TagResourcePropertyName",
        title: "The property of tags is called `tags`.",
        why: "People who know the tags of one service look for the same name in all others.",
        bad: r#"$version: "2"
namespace example.tags
use aws.api#taggable
@taggable(property: "labels")
resource City {
    identifiers: { cityId: String }
    properties: { labels: TagMap }
    create: CreateCity
}
operation CreateCity {
    input := { labels: TagMap }
    output := {
        @required
        cityId: String
    }
}
map TagMap { key: String, value: String }
"#,
        good: TAGS_AS_THEY_SHOULD_BE,
        run: Run::Semantic(check_names),
    },
    Rule {
        id: "TagResourcePropertyType",
        title: "Tags are a map of strings, or a list of pairs of strings.",
        why: "A tag is a key with a value, both of them strings. Tools that handle the tags of many services read nothing else.",
        bad: r#"$version: "2"
namespace example.tags
use aws.api#taggable
@taggable(property: "tags")
resource City {
    identifiers: { cityId: String }
    properties: { tags: String }
    create: CreateCity
}
operation CreateCity {
    input := { tags: String }
    output := {
        @required
        cityId: String
    }
}
"#,
        good: TAGS_AS_THEY_SHOULD_BE,
        run: Run::Semantic(check_types),
    },
];

const SERVICE_WITHOUT_OPERATIONS: &str = r#"$version: "2"
namespace example.tags
use aws.api#taggable
use aws.api#tagEnabled
@tagEnabled
service Cities { resources: [City] }
resource City { identifiers: { cityId: String } }
"#;

const TAGS_AS_THEY_SHOULD_BE: &str = r#"$version: "2"
namespace example.tags
use aws.api#taggable
@taggable(property: "tags")
resource City {
    identifiers: { cityId: String }
    properties: { tags: TagMap }
    create: CreateCity
}
operation CreateCity {
    input := { tags: TagMap }
    output := {
        @required
        cityId: String
    }
}
map TagMap { key: String, value: String }
"#;

const TAGGED_SERVICE: &str = r#"$version: "2"
namespace example.tags
use aws.api#arn
use aws.api#taggable
use aws.api#tagEnabled
@tagEnabled
service Cities {
    operations: [TagResource, UntagResource, ListTagsForResource]
    resources: [City]
}
@arn(template: "city/{cityId}")
@taggable
resource City { identifiers: { cityId: String } }
operation TagResource { input := { resourceArn: String, tags: TagMap } }
operation UntagResource { input := { resourceArn: String, tagKeys: TagKeys } }
operation ListTagsForResource { input := { resourceArn: String }, output := { tags: TagMap } }
map TagMap { key: String, value: String }
list TagKeys { member: String }
"#;

fn check_operations(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.applied(TAG_ENABLED) {
        for tagging in Tagging::ALL {
            let name = tagging.name();
            let place = (service.id(), service.span);
            match tagging.of_service(model, service.shape) {
                Some(operation) if tagging.is_service_wide(model, operation) => {}
                Some(operation) => {
                    let message = format!(
                        "Shape `{}` does not satisfy '{name}' operation requirements.",
                        operation.id
                    );
                    find(
                        diagnostics,
                        Severity::Danger,
                        "ServiceTagging",
                        place,
                        message,
                    );
                }
                None => {
                    let start = "Service marked `aws.api#TagEnabled` is missing an operation named";
                    let message = match tagging.configured(service.shape, TAG_ENABLED) {
                        Some(id) => format!("{start} '{}' (specified by `apiConfig`).", id.name()),
                        None => format!("{start} '{name}.'"),
                    };
                    find(
                        diagnostics,
                        Severity::Warning,
                        "ServiceTagging",
                        place,
                        message,
                    );
                }
            }
        }
    }
}

fn check_services(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for service in model.applied(TAG_ENABLED) {
        let shape = service.shape;
        let resources = &model.contained(&shape.id).resources;
        if !resources
            .iter()
            .any(|resource| resource.traits.has(TAGGABLE))
        {
            find(
                diagnostics,
                Severity::Error,
                "TagEnabledService",
                (&shape.id, shape.span),
                "Service marked `aws.api#tagEnabled` trait must have at least one `aws.api#taggable` resource.",
            );
        }
        if !flag(service.value, "disableDefaultOperations") && !has_all(model, shape) {
            find(
                diagnostics,
                Severity::Warning,
                "TagEnabledService",
                (&shape.id, shape.span),
                "Service marked `aws.api#tagEnabled` trait does not have consistent tagging operations implemented: {TagResource, UntagResource, and ListTagsForResource}.",
            );
        }
        let bound = shape.as_service().map(|s| s.operations.as_slice());
        for tagging in Tagging::ALL {
            let (key, name) = (tagging.key(), tagging.name());
            let Some(id) = tagging.configured(shape, TAG_ENABLED) else {
                continue;
            };
            let has_usual = bound.unwrap_or_default().iter().any(|id| id.name() == name);
            if id.name() != name && has_usual {
                let message = format!(
                    "Service has `apiConfig.{key}` set to `{id}` but also has a service-bound operation named `{name}`. The default-named operation will be ignored for tagging API discovery. Remove either the `apiConfig` override or the `{name}` operation to avoid ambiguity."
                );
                let place = (&shape.id, service.span);
                find(
                    diagnostics,
                    Severity::Warning,
                    "TagEnabledService",
                    place,
                    message,
                );
            }
        }
    }
}

fn check_resources(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    if model.applied(TAG_ENABLED).is_empty() && model.applied(TAGGABLE).is_empty() {
        return;
    }
    let properties = Properties::of(model);
    for service in model.services() {
        let service_wide = has_all(model, service);
        for resource in &model.contained(&service.id).resources {
            if resource.traits.has(TAGGABLE) {
                check_resource(
                    model,
                    &properties,
                    service,
                    service_wide,
                    resource,
                    diagnostics,
                );
            } else if resource.traits.has(ARN) && service_wide {
                find(
                    diagnostics,
                    Severity::Warning,
                    "TaggableResource",
                    (&resource.id, resource.span),
                    "Resource is likely missing `aws.api#taggable` trait.",
                );
            } else {
                continue;
            }
            if !service.traits.has(TAG_ENABLED) {
                find(
                    diagnostics,
                    Severity::Warning,
                    "TaggableResource",
                    (&service.id, service.span),
                    "Service has resources with `aws.api#taggable` applied but does not have the `aws.api#tagEnabled` trait.",
                );
            }
        }
    }
}

fn check_resource(
    model: &Context<'_>,
    properties: &Properties<'_>,
    service: &Shape,
    service_wide: bool,
    resource: &Shape,
    diagnostics: &mut Diagnostics,
) {
    let Some(parts) = resource.as_resource() else {
        return;
    };
    let operation = |id: &Option<crate::ShapeId>| id.as_ref().and_then(|id| model.shape(id));
    let (update, put) = (operation(&parts.update), operation(&parts.put));
    let takes = |operation: Option<&Shape>| {
        operation.is_some_and(|operation| takes_tags(model, properties, resource, operation))
    };
    let replaces = takes(put) && !resource.traits.has("smithy.api#noReplace");
    if let Some(operation) = update.or(put).filter(|_| takes(update) || replaces) {
        find(
            diagnostics,
            Severity::Danger,
            "TaggableResource",
            (&operation.id, operation.span),
            "Update and put resource lifecycle operations should not support updating tags because it is a privileged operation that modifies access.",
        );
    }
    if has_own(model, properties, resource) {
        return;
    }
    let (severity, message) = match service_wide {
        true if resource.traits.has(ARN) => return,
        true => (
            Severity::Error,
            "Resource is taggable only via service-wide tag operations. It must use the `aws.api@arn` trait.".to_owned(),
        ),
        false => (
            Severity::Danger,
            format!(
                "Resource does not have tagging CRUD operations and is not compatible with service-wide tagging operations for service `{}`.",
                service.id
            ),
        ),
    };
    let place = (&resource.id, resource.span);
    find(diagnostics, severity, "TaggableResource", place, message);
}

fn check_names(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied(TAGGABLE) {
        if text(applied.value, "property").is_some_and(|name| !is_tags_name(name)) {
            let place = (applied.id(), applied.shape.span);
            let message = "Suggested tag property name is '[T|t]ags'.";
            find(
                diagnostics,
                Severity::Warning,
                "TagResourcePropertyName",
                place,
                message,
            );
        }
    }
}

fn check_types(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied(TAGGABLE) {
        let resource = applied.shape.as_resource();
        let property = text(applied.value, "property");
        let mut properties = resource.into_iter().flat_map(|r| &r.properties);
        let target = properties
            .find(|(name, _)| Some(name.as_str()) == property)
            .and_then(|(_, id)| model.shape(id));
        if target.is_some_and(|target| !is_tags_shape(model, target)) {
            find(
                diagnostics,
                Severity::Error,
                "TagResourcePropertyType",
                (applied.id(), applied.shape.span),
                "Tag property must be a list shape targeting a member containing a pair of strings, or a Map shape targeting a string member.",
            );
        }
    }
}
