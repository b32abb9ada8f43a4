//! Conditions that values fulfil. (Smithy spec, "smithy.contracts#conditions trait")

use super::pack::{find, text};
use super::{Context, Rule, Run};
use crate::jmespath::{self, Level, Type};
use crate::{Diagnostics, Severity};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "ConditionsTrait",
    title: "Conditions are expressions that can be true of their shape.",
    why: "A condition is a JMESPath expression that is run on every value of the shape, and has to give `true`. One that looks for a member \
          that is not there, or gives something that is no boolean, refuses all values.",
    bad: r#"$version: "2"
namespace example.contracts
use smithy.contracts#conditions
@conditions(StartsBeforeItEnds: { expression: "start < finish", documentation: "The start is before the end." })
structure Time { start: Integer, end: Integer }
"#,
    good: r#"$version: "2"
namespace example.contracts
use smithy.contracts#conditions
@conditions(StartsBeforeItEnds: { expression: "start < end", documentation: "The start is before the end." })
structure Time { start: Integer, end: Integer }
"#,
    run: Run::Semantic(check),
}];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in model.applied("smithy.contracts#conditions") {
        let place = (applied.id(), applied.span);
        let conditions = applied.value.as_object();
        for (name, condition) in conditions.into_iter().flat_map(|object| object.iter()) {
            // What is no expression makes a trait that can't be: another rule reports it.
            let path = text(condition, "expression").unwrap_or_default();
            let Ok(expression) = jmespath::parse(path) else {
                continue;
            };
            let sample = match applied.member {
                Some(member) => jmespath::of_member(model.model(), applied.shape, member),
                None => jmespath::of_shape(model.model(), applied.shape),
            };
            let lint = jmespath::check(&expression, &sample);
            for problem in lint.problems {
                let (severity, id) = match problem.level {
                    Level::Error => (Severity::Error, "ConditionsTrait".to_owned()),
                    Level::Danger => (
                        Severity::Danger,
                        format!("ConditionsTrait.JmespathProblem.JmespathEventDanger.{name}"),
                    ),
                    Level::Warning => (
                        Severity::Warning,
                        format!("ConditionsTrait.JmespathProblem.JmespathEventWarning.{name}"),
                    ),
                };
                let message = format!(
                    "Condition `{name}`: Problem found in JMESPath expression ({path}): {} ({}:{})",
                    problem.message, problem.position.line, problem.position.column
                );
                find(diagnostics, severity, id, place, message);
            }
            if lint.result != Type::Boolean {
                let message = format!(
                    "Condition {name} expression must return a boolean type, but this expression was statically determined to return a `{}` type.",
                    lint.result.as_str()
                );
                find(
                    diagnostics,
                    Severity::Danger,
                    "ConditionsTrait",
                    place,
                    message,
                );
            }
        }
    }
}
