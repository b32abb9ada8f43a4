//! Inputs and outputs: structures of one operation, with its name. (Smithy spec, "input trait", "output trait")

use super::{Context, Rule, Run, ticked_sorted};
use crate::{Diagnostic, Diagnostics, Relation, Shape, ShapeId};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "OperationInputOutputMisuse",
        title: "Structures with `@input` or `@output` are that of one operation, and nothing else.",
        why: "The traits promise that a structure belongs to one operation, so that members can be added to it without a thought for others. If it is \
            shared, or nested in another structure, the promise is broken.",
        bad: r#"$version: "2"
namespace example

operation GetCity {
    input: GetCityInput
}

operation GetCityAgain {
    input: GetCityInput
}

@input
structure GetCityInput {}
"#,
        good: r#"$version: "2"
namespace example

operation GetCity {
    input: GetCityInput
}

operation GetCityAgain {
    input: GetCityAgainInput
}

@input
structure GetCityInput {}

@input
structure GetCityAgainInput {}
"#,
        run: Run::Semantic(check_misuse),
    },
    Rule {
        id: "OperationInputOutputName",
        title: "Inputs and outputs have the name of their operation.",
        why: "People who read generated code find the input of `GetCity` by its name. An input of another name has to be looked up.",
        bad: r#"$version: "2"
namespace example

operation GetCity {
    input: CityRequest
}

@input
structure CityRequest {}
"#,
        good: r#"$version: "2"
namespace example

operation GetCity {
    input: GetCityRequest
}

@input
structure GetCityRequest {}
"#,
        run: Run::Semantic(check_names),
    },
    Rule {
        id: "OperationNameAmbiguity",
        title: "What is named like the input or output of an operation is it.",
        why: "A shape `GetCityInput` that is not the input of `GetCity` misleads everybody who reads the name, and meets the name that code generators \
            give to the real input.",
        bad: r#"$version: "2"
namespace example

operation GetCity {
    input: GetCityParameters
}

@input
structure GetCityParameters {}

structure GetCityInput {}
"#,
        good: r#"$version: "2"
namespace example

operation GetCity {
    input: GetCityInput
}

@input
structure GetCityInput {}
"#,
        run: Run::Semantic(check_ambiguity),
    },
];

/// The two traits, with their names and how the shapes with them are used rightly and wrongly.
const SIDES: [(&str, &str, Relation, Relation); 2] = [
    (
        "smithy.api#input",
        "input",
        Relation::Input,
        Relation::Output,
    ),
    (
        "smithy.api#output",
        "output",
        Relation::Output,
        Relation::Input,
    ),
];

fn check_misuse(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let event = "OperationInputOutputMisuse";
    for (id, name, right, wrong) in SIDES {
        for shape in shapes_with(context, id) {
            let mut of: Vec<&str> = Vec::new();
            for reference in context.references().references_to(&shape.id) {
                let from = reference.from;
                let message = match reference.relation {
                    relation if relation == right => {
                        of.push(from.as_str());
                        continue;
                    }
                    relation if relation == wrong => format!(
                        "Operation `{}` cannot target structures marked with the `@{name}` trait: `{}`",
                        wrong.as_str(),
                        shape.id
                    ),
                    Relation::Member => format!(
                        "Members cannot target structures marked with the @{name} trait: {}",
                        shape.id
                    ),
                    _ => continue,
                };
                let found = Diagnostic::error(event, message);
                diagnostics.push(found.on(from).at(context.place(from)));
            }
            if of.len() > 1 {
                let message = format!(
                    "Shapes marked with the @{name} trait cannot be used as {name} by multiple operations: {}",
                    ticked_sorted(of)
                );
                let found = Diagnostic::error(event, message);
                diagnostics.push(found.on(&shape.id).at(shape.span));
            }
        }
    }
}

fn check_names(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (id, name, right, _) in SIDES {
        for shape in shapes_with(context, id) {
            for reference in context.references().references_to(&shape.id) {
                let from = reference.from;
                if reference.relation == right && !shape.id.name().starts_with(from.name()) {
                    let message = format!(
                        "The {name} of this operation should target a shape that starts with the operation's name, '{}', but the targeted shape is `{}`",
                        from.name(),
                        shape.id
                    );
                    let event = format!("OperationInputOutputName.{name}");
                    let found = Diagnostic::warning(event, message);
                    diagnostics.push(found.on(from).at(context.place(from)));
                }
            }
        }
    }
}

fn shapes_with<'a>(context: &Context<'a>, id: &str) -> impl Iterator<Item = &'a Shape> {
    context
        .applied(id)
        .iter()
        .filter(|on| on.member.is_none())
        .map(|on| on.shape)
}

fn check_ambiguity(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let operations = context
        .model()
        .shapes()
        .filter_map(|shape| Some((&shape.id, shape.as_operation()?)));
    for (id, operation) in operations {
        let mut check = |suffix: &str, name: &str, used: &ShapeId| {
            let other = format!("{id}{suffix}");
            if let Some(shape) = context.shape(&other).filter(|_| *used != *other) {
                let message = format!(
                    "The name of this shape implies that it is the {name} of {id}, but that operation uses {used} for {name}. This kind of ambiguity can confuse developers calling this operation and can cause issues in code generators that use similar naming conventions to generate {name} types."
                );
                let found = Diagnostic::warning("OperationNameAmbiguity", message);
                diagnostics.push(found.on(&shape.id).at(shape.span));
            }
        };
        check("Input", "input", &operation.input);
        check("Request", "input", &operation.input);
        check("Output", "output", &operation.output);
        check("Response", "output", &operation.output);
    }
}
