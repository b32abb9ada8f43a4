//! References lead somewhere, and to the right type of shape. (Smithy spec, "Shapes"; each type's section says what it may refer to)

use super::{Context, Rule, Run};
use crate::suggest::Suggester;
use crate::{Diagnostic, Diagnostics, Model, Shape, ShapeId, ShapeType, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "Target",
        title: "What is referred to exists, and is of an allowed type.",
        why: "",
        bad: "",
        good: "",
        run: Run::Critical(check),
    },
    Rule {
        id: "UnitType",
        title: "Only members of unions and enums target `smithy.api#Unit`.",
        why: "",
        bad: "",
        good: "",
        run: Run::Semantic(check_unit),
    },
    Rule {
        id: "Model",
        title: "Lists and maps have their members, and unions have any.",
        why: "",
        bad: "",
        good: "",
        run: Run::Critical(check_members),
    },
];

/// One kind of reference of operations, services and resources.
struct Relation {
    /// Its name in messages.
    name: &'static str,
    /// The name of what it has to refer to.
    wanted: &'static str,
    allowed: fn(ShapeType) -> bool,
}

const INPUT: Relation = structure("input");
const OUTPUT: Relation = structure("output");
const ERROR: Relation = structure("error");
const OPERATION: Relation = Relation {
    name: "operation",
    wanted: "operation",
    allowed: |kind| matches!(kind, ShapeType::Operation),
};
const RESOURCE: Relation = Relation {
    name: "resource",
    wanted: "resource",
    allowed: |kind| matches!(kind, ShapeType::Resource),
};
const IDENTIFIER: Relation = Relation {
    name: "identifier",
    wanted: "string",
    allowed: ShapeType::is_string,
};
const PROPERTY: Relation = Relation {
    name: "property",
    wanted: "data",
    allowed: |kind| !kind.is_service_type(),
};

const fn structure(name: &'static str) -> Relation {
    Relation {
        name,
        wanted: "structure",
        allowed: |kind| matches!(kind, ShapeType::Structure),
    }
}

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut target = Target {
        model,
        suggester: Suggester::new(model.shapes().map(|shape| &shape.id)),
        diagnostics,
    };
    for shape in model.shapes() {
        target.members(shape);
        if let Some(operation) = shape.as_operation() {
            target.relation(shape, &INPUT, &operation.input);
            target.relation(shape, &OUTPUT, &operation.output);
            target.errors(shape, &operation.errors);
            target.not_errors(shape, "input", &operation.input);
            target.not_errors(shape, "output", &operation.output);
        }
        if let Some(service) = shape.as_service() {
            target.relations(shape, &OPERATION, &service.operations);
            target.relations(shape, &RESOURCE, &service.resources);
            target.errors(shape, &service.errors);
        }
        if let Some(resource) = shape.as_resource() {
            target.relations(shape, &OPERATION, resource.all_operations());
            target.relations(shape, &RESOURCE, &resource.resources);
            target.relations(
                shape,
                &IDENTIFIER,
                resource.identifiers.iter().map(|(_, id)| id),
            );
            target.relations(
                shape,
                &PROPERTY,
                resource.properties.iter().map(|(_, id)| id),
            );
        }
    }
}

struct Target<'a, 'd> {
    model: &'a Model,
    suggester: Suggester<'a>,
    diagnostics: &'d mut Diagnostics,
}

impl Target<'_, '_> {
    fn members(&mut self, shape: &Shape) {
        for member in &shape.members {
            let message = match self.model.shape(&member.target) {
                None if self.model.member(&member.target).is_some() => {
                    format!(
                        "Members cannot target member shapes, but found (member: `{}`)",
                        member.target
                    )
                }
                // The traits of the prelude are tables, not shapes; models that define traits of their own may use their types.
                None if crate::is_prelude(&member.target) => continue,
                None => {
                    let message = format!(
                        "member shape targets an unresolved shape `{}`",
                        member.target
                    );
                    let mut error = Diagnostic::error("Target", message)
                        .on(&member.id)
                        .at(member.span);
                    error.hint = self.suggester.hint(&member.target);
                    self.diagnostics.push(error);
                    continue;
                }
                Some(target) if target.kind.is_service_type() => {
                    format!(
                        "Members cannot target {} shapes, but found ({}: `{}`)",
                        target.kind, target.kind, target.id
                    )
                }
                Some(target)
                    if target.traits.has(known::TRAIT) && !shape.traits.has(known::TRAIT) =>
                {
                    format!(
                        "Found a MEMBER_TARGET reference to trait definition `{}`. Trait definitions cannot be targeted by members or referenced by shapes in any other context other than applying them as traits.",
                        target.id
                    )
                }
                Some(target)
                    if shape.kind == ShapeType::Map
                        && &*member.name == "key"
                        && !target.kind.is_string() =>
                {
                    let message = format!(
                        "Map key member targets ({}: `{}`), but is expected to target a string",
                        target.kind, target.id
                    );
                    self.diagnostics.push(
                        Diagnostic::error("Target", message)
                            .on(&shape.id)
                            .at(member.span),
                    );
                    continue;
                }
                Some(_) => continue,
            };
            self.diagnostics.push(
                Diagnostic::error("Target", message)
                    .on(&member.id)
                    .at(member.span),
            );
        }
    }

    fn relations<'i>(
        &mut self,
        shape: &Shape,
        relation: &Relation,
        ids: impl IntoIterator<Item = &'i ShapeId>,
    ) {
        for id in ids {
            self.relation(shape, relation, id);
        }
    }

    fn relation(&mut self, shape: &Shape, relation: &Relation, id: &ShapeId) {
        let (mut message, mut hint) = (None, None);
        match self.model.shape(id) {
            None => {
                let article =
                    if matches!(relation.name, "input" | "output" | "error" | "identifier") {
                        "an"
                    } else {
                        "a"
                    };
                message = Some(format!(
                    "{} shape has {article} `{}` relationship to an unresolved shape `{id}`",
                    shape.kind, relation.name
                ));
                hint = self.suggester.hint(id);
            }
            Some(target) if !(relation.allowed)(target.kind) => {
                message = Some(format!(
                    "{} shape `{}` relationships must target a {} shape, but found ({}: `{id}`)",
                    shape.kind, relation.name, relation.wanted, target.kind
                ));
            }
            Some(_) => {}
        }
        if let Some(message) = message {
            let mut error = Diagnostic::error("Target", message)
                .on(&shape.id)
                .at(shape.span);
            error.hint = hint;
            self.diagnostics.push(error);
        }
    }

    fn errors(&mut self, shape: &Shape, ids: &[ShapeId]) {
        for id in ids {
            self.relation(shape, &ERROR, id);
            let target = self
                .model
                .shape(id)
                .filter(|target| target.kind == ShapeType::Structure);
            if target.is_some_and(|target| !target.traits.has(known::ERROR)) {
                let message = format!(
                    "`{id}` cannot be bound as an error because it is not marked with the `error` trait."
                );
                self.diagnostics.push(
                    Diagnostic::error("Target", message)
                        .on(&shape.id)
                        .at(shape.span),
                );
            }
        }
    }

    fn not_errors(&mut self, shape: &Shape, relation: &str, id: &ShapeId) {
        if self
            .model
            .shape(id)
            .is_some_and(|target| target.traits.has(known::ERROR))
        {
            let message = format!(
                "Operation {relation} targets an invalid structure `{id}` that is marked with the `error` trait."
            );
            self.diagnostics.push(
                Diagnostic::error("Target", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
}

fn check_unit(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model.shapes() {
        if matches!(
            shape.kind,
            ShapeType::Union | ShapeType::Enum | ShapeType::IntEnum
        ) {
            continue;
        }
        for member in shape
            .members
            .iter()
            .filter(|member| member.target == *known::UNIT)
        {
            let message = "Only members of a union, enum, or intEnum can reference smithy.api#Unit";
            diagnostics.push(
                Diagnostic::error("UnitType", message)
                    .on(&member.id)
                    .at(member.span),
            );
        }
    }
}

fn check_members(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in model.shapes() {
        let wanted: &[&str] = match shape.kind {
            ShapeType::List => &["member"],
            ShapeType::Map => &["key", "value"],
            ShapeType::Union if shape.members.is_empty() => {
                let message = "Tagged unions must have one or more members";
                diagnostics.push(
                    Diagnostic::error("Union", message)
                        .on(&shape.id)
                        .at(shape.span),
                );
                continue;
            }
            _ => continue,
        };
        let missing: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|name| shape.member(name).is_none())
            .collect();
        if !missing.is_empty() {
            let plural = if missing.len() > 1 { "s" } else { "" };
            let message = format!(
                "Missing required member{plural} of shape `{}`: {}",
                shape.id,
                missing.join(", ")
            );
            diagnostics.push(
                Diagnostic::error("Model", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn references_have_to_lead_to_the_right_type() {
        let found = findings(
            r#""a#L":{"type":"list","member":{"target":"a#Strin"}},"a#M":{"type":"map","key":{"target":"a#L"},"value":{"target":"a#O"}},
            "a#O":{"type":"operation","input":{"target":"a#L"},"errors":[{"target":"a#S"},{"target":"a#None"}]},
            "a#S":{"type":"structure","members":{"u":{"target":"smithy.api#Unit"},"m":{"target":"a#S$u"}}},
            "a#U":{"type":"union","members":{}},"a#N":{"type":"map"}"#,
        );
        let wanted = "error Model a#N\nerror Target a#L$member\nerror Target a#M\nerror Target a#M$value\nerror Target a#O\nerror Target a#O\nerror Target a#O\nerror Target a#S$m\nerror Union a#U\nerror UnitType a#S$u";
        assert_eq!(found, wanted);
    }
}
