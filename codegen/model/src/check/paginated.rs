//! Pagination. (Smithy spec, "paginated trait")

use super::{Context, Rule, Run, ticked};
use crate::closure::operations_of;
use crate::traits::{Paginated, TypedTrait};
use crate::{Diagnostic, Diagnostics, Member, Model, Severity, Shape, ShapeId, ShapeType, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "PaginatedTrait",
    title: "What pagination names is there, and of use.",
    why: "",
    bad: "",
    good: "",
    run: Run::Semantic(check),
}];

/// One property of the trait.
struct Property {
    name: &'static str,
    of: fn(&Paginated) -> Option<&String>,
    in_output: bool,
    /// Whether an operation has to know it.
    needed: bool,
    /// The types that its member may target; the first ones are recommended.
    types: &'static [ShapeType],
    recommended: usize,
    /// How bad it is if the member is required.
    required: Option<(Severity, &'static str, &'static str)>,
}

const TOKENS: &[ShapeType] = &[ShapeType::String, ShapeType::Enum, ShapeType::Map];

const PROPERTIES: &[Property] = &[
    Property {
        name: "inputToken",
        of: |p| p.input_token.as_ref(),
        in_output: false,
        needed: true,
        types: TOKENS,
        recommended: 2,
        required: Some((Severity::Error, "must", "PaginatedTrait")),
    },
    Property {
        name: "outputToken",
        of: |p| p.output_token.as_ref(),
        in_output: true,
        needed: true,
        types: TOKENS,
        recommended: 2,
        required: Some((Severity::Danger, "should", "PaginatedTrait")),
    },
    Property {
        name: "pageSize",
        of: |p| p.page_size.as_ref(),
        in_output: false,
        needed: false,
        types: &[
            ShapeType::Integer,
            ShapeType::IntEnum,
            ShapeType::Long,
            ShapeType::Short,
            ShapeType::Byte,
        ],
        recommended: 5,
        required: Some((
            Severity::Warning,
            "should",
            "PaginatedTrait.ShouldNotBeRequired.pageSize",
        )),
    },
    Property {
        name: "items",
        of: |p| p.items.as_ref(),
        in_output: true,
        needed: false,
        types: &[ShapeType::List, ShapeType::Map],
        recommended: 2,
        required: None,
    },
];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    // An operation that no service names must be complete itself.
    let mut bound: std::collections::BTreeSet<&ShapeId> = std::collections::BTreeSet::new();
    for service in model.services() {
        let of_service = service.traits.typed::<Paginated>();
        for id in operations_of(model, &service.id) {
            if bound.insert(id) {
                check_operation(model, id, of_service.as_ref(), diagnostics);
            }
        }
    }
    for shape in model
        .shapes()
        .filter(|shape| shape.kind == ShapeType::Operation && !bound.contains(&shape.id))
    {
        check_operation(model, &shape.id, None, diagnostics);
    }
}

fn check_operation(
    model: &Model,
    id: &ShapeId,
    of_service: Option<&Paginated>,
    diagnostics: &mut Diagnostics,
) {
    let Some(shape) = model.shape(id) else { return };
    let (Some(operation), Some(own)) = (shape.as_operation(), shape.traits.typed::<Paginated>())
    else {
        return;
    };
    let paginated = match of_service {
        Some(service) => own.or(service),
        None => own,
    };
    let span = shape.traits.span(Paginated::ID).unwrap_or(shape.span);
    for property in PROPERTIES {
        let mut report = |severity, event: String, message: String| {
            diagnostics.push(
                Diagnostic::new(severity, event, message)
                    .on(&shape.id)
                    .at(span),
            );
        };
        let name = property.name;
        let Some(path) = (property.of)(&paginated) else {
            if property.needed {
                report(
                    Severity::Error,
                    "PaginatedTrait".to_owned(),
                    format!("paginated trait `{name}` is not configured"),
                );
            }
            continue;
        };
        let parts = path.split('.').count();
        if !property.in_output && parts > 1 {
            report(
                Severity::Error,
                "PaginatedTrait".to_owned(),
                format!("paginated trait `{name}` does not allow path values"),
            );
            continue;
        }
        if parts > 2 {
            let message = format!(
                "paginated trait `{name}` contains a path with more than two parts, which can make your API cumbersome to use"
            );
            report(
                Severity::Warning,
                format!("PaginatedTrait.DeeplyNested.{name}"),
                message,
            );
        }
        let root = model.shape(if property.in_output {
            &operation.output
        } else {
            &operation.input
        });
        let Some(member) = root.and_then(|root| follow(model, root, path)) else {
            report(
                Severity::Error,
                "PaginatedTrait".to_owned(),
                format!("paginated trait `{name}` targets a member `{path}` that does not exist"),
            );
            continue;
        };
        if let Some((severity, word, event)) = property
            .required
            .filter(|_| member.traits.has(known::REQUIRED))
        {
            report(
                severity,
                event.to_owned(),
                format!(
                    "paginated trait `{name}` member `{}` {word} not be required",
                    member.name
                ),
            );
        }
        let Some(target) = model.target(member) else {
            continue;
        };
        let position = property.types.iter().position(|kind| *kind == target.kind);
        let start = format!(
            "paginated trait `{name}` member `{}` targets a {} shape",
            member.name, target.kind
        );
        match position {
            None => {
                let mut types: Vec<&str> = property
                    .types
                    .iter()
                    .filter(|t| !matches!(t, ShapeType::Enum | ShapeType::IntEnum))
                    .map(|t| t.as_str())
                    .collect();
                types.sort_unstable();
                let message = format!(
                    "{start}, but must target one of the following: [{}]",
                    ticked(types)
                );
                report(Severity::Error, "PaginatedTrait".to_owned(), message);
            }
            Some(i) if i >= property.recommended => {
                let message = format!(
                    "{start}, but this is not recommended. One of [`string`] SHOULD be targeted."
                );
                report(
                    Severity::Danger,
                    format!("PaginatedTrait.WrongShapeType.{name}"),
                    message,
                );
            }
            Some(_) => {}
        }
    }
}

/// The member at the end of a path of names with dots.
fn follow<'a>(model: &'a Model, root: &'a Shape, path: &str) -> Option<&'a Member> {
    let mut names = path.split('.');
    let mut member = root.member(names.next()?)?;
    for name in names {
        member = model.target(member)?.member(name)?;
    }
    Some(member)
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn what_pagination_names_has_to_be_there() {
        let found = findings(
            r#""a#Z":{"type":"service","version":"1","operations":[{"target":"a#Ok"},{"target":"a#No"}],"traits":{"smithy.api#paginated":{"inputToken":"t"}}},
            "a#Ok":{"type":"operation","input":{"target":"a#In"},"output":{"target":"a#Out"},"traits":{"smithy.api#paginated":{"outputToken":"o.t","items":"o.l"}}},
            "a#No":{"type":"operation","input":{"target":"a#In"},"output":{"target":"a#Out"},"traits":{"smithy.api#paginated":{"inputToken":"r","items":"x","pageSize":"t"}}},
            "a#In":{"type":"structure","members":{"t":{"target":"smithy.api#String"},"r":{"target":"smithy.api#String","traits":{"smithy.api#required":{}}}}},
            "a#Out":{"type":"structure","members":{"o":{"target":"a#Inner"}}},
            "a#Inner":{"type":"structure","members":{"t":{"target":"smithy.api#String"},"l":{"target":"a#L"}}},
            "a#L":{"type":"list","member":{"target":"smithy.api#String"}}"#,
        );
        assert_eq!(found, ["error PaginatedTrait a#No"; 4].join("\n"));
    }
}
