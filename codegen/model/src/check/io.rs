//! `@input` and `@output`: structures of one operation. (Smithy spec, "input trait", "output trait")

use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, Relation};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "OperationInputOutputMisuse",
    title: "Inputs are inputs, outputs are outputs.",
    why: "",
    bad: "",
    good: "",
    run: Run::Semantic(check),
}];

const INPUT: &str = "smithy.api#input";
const OUTPUT: &str = "smithy.api#output";

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let index = model.references();
    for shape in model.shapes() {
        for (id, name, right, wrong) in [
            (INPUT, "input", Relation::Input, Relation::Output),
            (OUTPUT, "output", Relation::Output, Relation::Input),
        ] {
            if !shape.traits.has(id) {
                continue;
            }
            let mut of = Vec::new();
            for reference in index.references_to(&shape.id) {
                let (on, message) = if reference.relation == right {
                    of.push(reference.from.as_str());
                    continue;
                } else if reference.relation == wrong {
                    let other = if name == "input" { "output" } else { "input" };
                    (
                        &reference.from,
                        format!(
                            "Operation `{other}` cannot target structures marked with the `@{name}` trait: `{}`",
                            shape.id
                        ),
                    )
                } else if reference.relation == Relation::Member {
                    (
                        &reference.from,
                        format!(
                            "Members cannot target structures marked with the @{name} trait: {}",
                            shape.id
                        ),
                    )
                } else {
                    continue;
                };
                let span = model.member(on).map_or_else(
                    || model.shape(on).map_or(shape.span, |from| from.span),
                    |member| member.span,
                );
                diagnostics.push(
                    Diagnostic::error("OperationInputOutputMisuse", message)
                        .on(on)
                        .at(span),
                );
            }
            if of.len() > 1 {
                let message = format!(
                    "Shapes marked with the @{name} trait may be used as the {name} of one operation only, but this one is used by {}",
                    super::ticked(of)
                );
                diagnostics.push(
                    Diagnostic::error("OperationInputOutputMisuse", message)
                        .on(&shape.id)
                        .at(shape.span),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn inputs_are_inputs_of_one_operation() {
        let found = findings(
            r#""a#O":{"type":"operation","input":{"target":"a#In"}},"a#P":{"type":"operation","input":{"target":"a#In"},"output":{"target":"a#In"}},
            "a#In":{"type":"structure","members":{},"traits":{"smithy.api#input":{}}},
            "a#S":{"type":"structure","members":{"i":{"target":"a#In"}}}"#,
        );
        let wanted = "error OperationInputOutputMisuse a#In\nerror OperationInputOutputMisuse a#P\nerror OperationInputOutputMisuse a#S$i";
        assert_eq!(found, wanted);
    }
}
