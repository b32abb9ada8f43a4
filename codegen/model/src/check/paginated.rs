//! Pagination. (Smithy spec, "paginated trait")

use super::{Context, Rule, Run, ticked_sorted};
use crate::traits::{Paginated, TypedTrait};
use crate::{
    Diagnostic, Diagnostics, Member, Model, OperationShape, Severity, Shape, ShapeType, Span, known,
};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "PaginatedTrait",
    title: "What pagination names is there, and of use.",
    why: "Clients page through results by themselves: they send the token that the last response gave, until none comes. For that the members that \
        `@paginated` names have to exist, tokens have to be optional (the first request and the last response have none) and of a type that can \
        be sent back, and the items a list or map.",
    bad: r#"$version: "2"
namespace example

@readonly
@paginated(inputToken: "nextToken", outputToken: "nextToken", items: "cities")
operation ListCities {
    input := {
        nextToken: String
    }

    output := {
        nextToken: String
        towns: Cities
    }
}

list Cities {
    member: String
}
"#,
    good: r#"$version: "2"
namespace example

@readonly
@paginated(inputToken: "nextToken", outputToken: "nextToken", items: "cities")
operation ListCities {
    input := {
        nextToken: String
    }

    output := {
        nextToken: String
        cities: Cities
    }
}

list Cities {
    member: String
}
"#,
    run: Run::Semantic(check),
}];

const EVENT: &str = "PaginatedTrait";

/// One property of the trait.
struct Property {
    name: &'static str,
    of: fn(&Paginated) -> Option<&String>,
    in_output: bool,
    /// Whether an operation of a service has to know it.
    needed: bool,
    /// The types that its member may target, and whether they are recommended.
    types: &'static [(ShapeType, bool)],
    /// How bad it is if the member is required.
    required: Option<Severity>,
}

const TOKENS: &[(ShapeType, bool)] = &[(ShapeType::String, true), (ShapeType::Map, false)];

const PROPERTIES: &[Property] = &[
    Property {
        name: "inputToken",
        of: |p| p.input_token.as_ref(),
        in_output: false,
        needed: true,
        types: TOKENS,
        required: Some(Severity::Error),
    },
    Property {
        name: "pageSize",
        of: |p| p.page_size.as_ref(),
        in_output: false,
        needed: false,
        types: &[
            (ShapeType::Integer, true),
            (ShapeType::Byte, false),
            (ShapeType::Short, false),
            (ShapeType::Long, false),
        ],
        required: Some(Severity::Warning),
    },
    Property {
        name: "outputToken",
        of: |p| p.output_token.as_ref(),
        in_output: true,
        needed: true,
        types: TOKENS,
        required: Some(Severity::Danger),
    },
    Property {
        name: "items",
        of: |p| p.items.as_ref(),
        in_output: true,
        needed: false,
        types: &[(ShapeType::List, true), (ShapeType::Map, true)],
        required: None,
    },
];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut unsure = Vec::new();
    for on in context.operations_with(Paginated::ID) {
        let (Some(of), Some(own)) = (
            on.shape.as_operation(),
            on.shape.traits.typed::<Paginated>(),
        ) else {
            continue;
        };
        let operation = Operation {
            model: context.model(),
            shape: on.shape,
            of,
            span: on.span,
        };
        let before = diagnostics.len();
        operation.check(&own, None, diagnostics);
        if diagnostics.len() == before {
            unsure.push((operation, own));
        }
    }
    // What an operation leaves open, its services may say.
    for service in context.services() {
        let of_service = service.traits.typed::<Paginated>();
        let operations = &context.contained(&service.id).operations;
        for (operation, own) in &unsure {
            let id = &operation.shape.id;
            if operations
                .binary_search_by(|other| other.id.cmp(id))
                .is_ok()
            {
                let merged = match &of_service {
                    Some(of_service) => own.clone().or(of_service),
                    None => own.clone(),
                };
                operation.check(&merged, Some(service), diagnostics);
            }
        }
    }
}

struct Operation<'a> {
    model: &'a Model,
    shape: &'a Shape,
    of: &'a OperationShape,
    span: Span,
}

impl Operation<'_> {
    fn check(&self, paginated: &Paginated, service: Option<&Shape>, diagnostics: &mut Diagnostics) {
        let start = service.map_or_else(String::new, |service| {
            format!("When bound within the `{}` service, ", service.id)
        });
        for property in PROPERTIES {
            let name = property.name;
            let mut report = |severity, part: &str, what: String| {
                let event = match part {
                    "" => EVENT.to_owned(),
                    part => format!("{EVENT}.{part}.{name}"),
                };
                let message = format!("{start}paginated trait `{name}` {what}");
                let found = Diagnostic::new(severity, event, message);
                diagnostics.push(found.on(&self.shape.id).at(self.span));
            };
            match (property.of)(paginated) {
                Some(path) => self.check_path(property, path, service.is_some(), &mut report),
                None if property.needed && service.is_some() => {
                    report(Severity::Error, "", "is not configured".to_owned());
                }
                None => {}
            }
        }
    }

    fn check_path(
        &self,
        property: &Property,
        path: &str,
        again: bool,
        report: &mut impl FnMut(Severity, &str, String),
    ) {
        let parts = path.split('.').count();
        if !property.in_output && parts > 1 {
            let what = "does not allow path values".to_owned();
            return report(Severity::Error, "", what);
        }
        let root = self.model.shape(if property.in_output {
            &self.of.output
        } else {
            &self.of.input
        });
        let Some(member) = root.and_then(|root| follow(self.model, root, path)) else {
            let what = format!("targets a member `{path}` that does not exist");
            return report(Severity::Error, "", what);
        };
        let name = &member.name;
        if member.traits.has(known::REQUIRED) {
            match property.required {
                Some(Severity::Error) => {
                    let what = format!("member `{name}` must not be required");
                    report(Severity::Error, "", what);
                }
                Some(severity) if severity == Severity::Danger || !again => {
                    let what = format!("member `{name}` should not be required");
                    report(severity, "ShouldNotBeRequired", what);
                }
                _ => {}
            }
        }
        if let Some(target) = self.model.target(member) {
            let kind = property.types.iter().find(|(kind, _)| *kind == target.kind);
            let names = |wanted: &dyn Fn(bool) -> bool| {
                let types = property.types.iter().filter(|(_, good)| wanted(*good));
                ticked_sorted(types.map(|(kind, _)| kind.as_str()))
            };
            let what = format!("member `{name}` targets a {} shape, but", target.kind);
            match kind {
                None => {
                    let all = names(&|_| true);
                    let what = format!("{what} must target one of the following: [{all}]");
                    report(Severity::Error, "", what);
                }
                Some((_, false)) => {
                    let good = names(&|good| good);
                    let what = format!(
                        "{what} this is not recommended. One of [{good}] SHOULD be targeted."
                    );
                    report(Severity::Danger, "WrongShapeType", what);
                }
                Some((_, true)) => {}
            }
        }
        if parts > 2 {
            let what = "contains a path with more than two parts, which can make your API cumbersome to use";
            report(Severity::Warning, "DeeplyNested", what.to_owned());
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
