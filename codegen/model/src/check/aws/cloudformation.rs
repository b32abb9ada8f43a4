//! Resources of CloudFormation. (Smithy AWS spec, "AWS CloudFormation traits")

use std::collections::{BTreeMap, BTreeSet};

use super::super::pack::{bracketed, find, input, output, structure, text, texts};
use super::super::{Applied, Context, Rule, Run};
use super::properties::{Properties, identifiers, properties_shape};
use crate::{Diagnostics, Member, Model, Node, ResourceShape, Severity, Shape, ShapeId, ShapeType};

/// The rules of this family.
pub(in super::super) const RULES: &[Rule] = &[
    Rule {
        id: "CfnMutabilityTrait",
        title: "Further identifiers of a resource can be read.",
        why: "CloudFormation finds a resource by any of its identifiers, so that each of them has to come back when the resource is read. \
              A member that can only be written, or only be set on creation, does not.",
        bad: r#"$version: "2"
namespace example.cloudformation
use aws.cloudformation#cfnAdditionalIdentifier
use aws.cloudformation#cfnMutability
structure GetCityInput {
    @cfnAdditionalIdentifier
    @cfnMutability("write")
    alias: String
}
"#,
        good: r#"$version: "2"
namespace example.cloudformation
use aws.cloudformation#cfnAdditionalIdentifier
use aws.cloudformation#cfnMutability
structure GetCityInput {
    @cfnAdditionalIdentifier
    @cfnMutability("read")
    alias: String
}
"#,
        run: Run::Semantic(check_mutability),
    },
    Rule {
        id: "CfnResourceProperty",
        title: "Every property of a CloudFormation resource has one type.",
        why: "The properties of a CloudFormation resource are the members of the inputs and outputs of its lifecycle operations, put \
              together by name. Members of one name that target different shapes have no common schema; one of them has to be changed, \
              or left out with `@cfnExcludeProperty`.",
        bad: r#"$version: "2"
namespace example.cloudformation
use aws.cloudformation#cfnResource
@cfnResource
resource City {
    identifiers: { cityId: String }
    properties: { size: String }
    create: CreateCity
    read: GetCity
}
operation CreateCity { input := { size: String } }
@readonly
operation GetCity {
    input := {
        @required
        cityId: String
    }
    output := { size: Integer }
}
"#,
        good: r#"$version: "2"
namespace example.cloudformation
use aws.cloudformation#cfnResource
@cfnResource
resource City {
    identifiers: { cityId: String }
    properties: { size: String }
    create: CreateCity
    read: GetCity
}
operation CreateCity { input := { size: String } }
@readonly
operation GetCity {
    input := {
        @required
        cityId: String
    }
    output := { size: String }
}
"#,
        run: Run::Semantic(check_properties),
    },
];

const MUTABILITY: &str = "aws.cloudformation#cfnMutability";
const RESOURCE: &str = "aws.cloudformation#cfnResource";
const IDENTIFIER: &str = "aws.cloudformation#cfnAdditionalIdentifier";
const EXCLUDED: &str = "aws.cloudformation#cfnExcludeProperty";

fn check_mutability(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied(MUTABILITY) {
        let value = applied.value.as_str();
        let unread = value.filter(|value| matches!(*value, "write" | "create"));
        if let Some(value) = unread.filter(|_| applied.traits().has(IDENTIFIER)) {
            let message = format!(
                "Member with the mutability value of \"{value}\" is also marked as an additional identifier"
            );
            let place = (applied.id(), applied.span);
            find(
                diagnostics,
                Severity::Error,
                "CfnMutabilityTrait",
                place,
                message,
            );
        }
    }
}

fn check_properties(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    if model.applied(RESOURCE).is_empty() {
        return;
    }
    let properties = Properties::of(model);
    for applied in model.applied(RESOURCE) {
        let Some(resource) = applied.shape.as_resource() else {
            continue;
        };
        if let Some(message) = wrong_identifier(model.model(), resource, applied.value) {
            let place = (applied.id(), applied.shape.span);
            let rule = "CfnResourceProperty";
            find(diagnostics, Severity::Error, rule, place, message);
        }
        let mut schema = Schema {
            model: model.model(),
            properties: &properties,
            resource,
            sources: BTreeMap::new(),
            settled: BTreeSet::new(),
            excluded: BTreeSet::new(),
        };
        schema.fill(applied);
        let name = text(applied.value, "name").unwrap_or(applied.shape.id.name());
        for (property, targets) in schema.targets() {
            if targets.len() > 1 {
                let message = format!(
                    "The `{property}` property of the generated `{name}` CloudFormation resource targets multiple shapes: {}. Reusing member names that target different shapes can cause confusion for users of the API. This target discrepancy must either be resolved in the model or one of the members must be excluded from the conversion.",
                    bracketed(targets.iter().map(|id| id.as_str()))
                );
                let place = (applied.id(), applied.shape.span);
                find(
                    diagnostics,
                    Severity::Error,
                    "CfnResourceProperty",
                    place,
                    message,
                );
            }
        }
    }
}

/// Why the primary identifier that a trait names is none that the resource can have.
fn wrong_identifier(model: &Model, resource: &ResourceShape, value: &Node) -> Option<String> {
    let name = text(value, "primaryIdentifier")?;
    let start = format!("The alternative resource primary identifier, `{name}`,");
    let Some((_, target)) = resource.properties.iter().find(|(known, _)| known == name) else {
        return Some(format!("{start} must be a property of the resource."));
    };
    let kind = model.shape(target)?.kind;
    let is_text = matches!(kind, ShapeType::String | ShapeType::Enum);
    (!is_text).then(|| format!("{start} targets a `{kind}` shape, it must target a `string`."))
}

/// Where a property comes from.
enum Source<'a> {
    Identifier(&'a ShapeId),
    Member(&'a Member),
}

/// The schema of a resource, as far as targets of properties go.
struct Schema<'a> {
    model: &'a Model,
    properties: &'a Properties<'a>,
    resource: &'a ResourceShape,
    sources: BTreeMap<&'a str, Vec<Source<'a>>>,
    /// Properties that say what may be done with them: members of further operations add nothing.
    settled: BTreeSet<&'a str>,
    /// The members that are no part of it.
    excluded: BTreeSet<&'a ShapeId>,
}

impl<'a> Schema<'a> {
    fn fill(&mut self, applied: &Applied<'a>) {
        for (name, target) in &self.resource.identifiers {
            self.sources.insert(name, vec![Source::Identifier(target)]);
        }
        let operation = |id: &'a Option<ShapeId>| self.model.shape(id.as_ref()?);
        let (read, put) = (
            operation(&self.resource.read),
            operation(&self.resource.put),
        );
        let (create, update) = (
            operation(&self.resource.create),
            operation(&self.resource.update),
        );
        if let Some(read) = read {
            if let Some(input) = input(self.model, read) {
                self.add_identifiers(input);
            }
            if let Some(output) = output(self.model, read) {
                self.add(properties_shape(self.model, output), Some(read));
            }
        }
        for operation in [put, create, update].into_iter().flatten() {
            if let Some(input) = input(self.model, operation) {
                self.add(properties_shape(self.model, input), Some(operation));
            }
        }
        for id in texts(applied.value.get("additionalSchemas")) {
            let id = ShapeId::parse(id).ok();
            if let Some(shape) = id.and_then(|id| structure(self.model, &id)) {
                self.add_identifiers(shape);
                self.add(shape, None);
            }
        }
    }

    fn add_identifiers(&mut self, shape: &'a Shape) {
        for member in &shape.members {
            if member.traits.has(IDENTIFIER) {
                self.sources
                    .insert(&member.name, vec![Source::Member(member)]);
            }
        }
    }

    /// Adds the members of a structure. Identifiers of the resource in the input of the operation stand for themselves.
    fn add(&mut self, shape: &'a Shape, operation: Option<&'a Shape>) {
        self.exclude(shape, &mut BTreeSet::new());
        let input = operation.and_then(|operation| input(self.model, operation));
        let bound = input.map(|input| identifiers(self.resource, input));
        let bound = bound.unwrap_or_default();
        for member in &shape.members {
            if bound.contains(&*member.name) || self.settled.contains(&*member.name) {
                continue;
            }
            let sources = self.sources.entry(&member.name).or_default();
            sources.push(Source::Member(member));
            if member.traits.has(MUTABILITY) {
                self.settled.insert(&member.name);
            }
        }
    }

    /// Finds what is left out of a structure, at any depth.
    fn exclude(&mut self, shape: &'a Shape, seen: &mut BTreeSet<&'a ShapeId>) {
        let mut queue = vec![shape];
        while let Some(shape) = queue.pop() {
            if shape.kind != ShapeType::Structure || !seen.insert(&shape.id) {
                continue;
            }
            for member in &shape.members {
                if member.traits.has(EXCLUDED) || self.properties.is_exempt(member) {
                    self.excluded.insert(&member.id);
                } else {
                    queue.extend(self.model.target(member));
                }
            }
        }
    }

    /// What the members of each property target.
    fn targets(&self) -> impl Iterator<Item = (&'a str, BTreeSet<&'a ShapeId>)> {
        self.sources.iter().map(|(name, sources)| {
            let targets = sources.iter().filter_map(|source| match source {
                Source::Identifier(target) => Some(*target),
                Source::Member(member) => {
                    (!self.excluded.contains(&member.id)).then_some(&member.target)
                }
            });
            (*name, targets.collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Sources, check, load};

    fn errors(mutability: &str) -> usize {
        let mut sources = Sources::new();
        sources.add(
            "m.smithy",
            format!(
                r#"$version: "2"
namespace a
use aws.cloudformation#cfnMutability
use aws.cloudformation#cfnResource
@cfnResource
resource City {{ identifiers: {{ id: String }}, create: Create, update: Update }}
operation Create {{ input: CreateInput }}
structure CreateInput {{ {mutability} name: CityName }}
operation Update {{ input: UpdateInput }}
structure UpdateInput {{ @required id: String, name: Text }}
string CityName
string Text
"#
            ),
        );
        let (model, found) = load(&sources);
        assert!(!found.has_errors(), "{}", found.render(&sources));
        let found = check(&model);
        found
            .iter()
            .filter(|found| found.id == "CfnResourceProperty")
            .count()
    }

    #[test]
    fn a_property_with_mutability_of_its_own_takes_no_more_members() {
        assert_eq!(errors(""), 1);
        assert_eq!(errors("@cfnMutability(\"full\")"), 0);
    }
}
