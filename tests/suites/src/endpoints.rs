//! The cases of `@endpointTests` of models, run as a generated client would: the rules become the generator's tables, and the runtime
//! runs these.
//!
//! The tables are built in memory, so no generated code has to be compiled; they live as long as the program, as statics do.

use std::path::Path;

use planish_codegen::plan::endpoint::{Decision, Expression, Parameter, Rules, Step};
use planish_model::rules::{self, Outcome, Parameters, run_test};
use planish_model::{Node, Sources, load};
use planish_runtime::rules as runtime;

use crate::{Case, files};

/// Judges every case of every model below a folder.
pub(crate) fn run(dir: &Path, filter: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for path in files::below(dir, ".json") {
        let model = files::name(&path, dir, ".json");
        match of_model(&path) {
            Ok(judged) => cases.extend(judged.into_iter().map(|(case, result)| Case {
                name: format!("{model}: {case}"),
                result,
            })),
            Err(problem) => cases.push(Case {
                name: model,
                result: Err(problem),
            }),
        }
    }
    cases.retain(|case| case.name.contains(filter));
    cases
}

type Judged = Vec<(String, Result<(), String>)>;

fn of_model(path: &Path) -> Result<Judged, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let mut sources = Sources::new();
    sources.add(path.display().to_string(), text);
    let (model, found) = load(&sources);
    if found.has_errors() {
        return Err(found.render(&sources));
    }
    let mut judged = Judged::new();
    for service in model.shapes().filter(|shape| shape.as_service().is_some()) {
        let cases = service.traits.get("smithy.rules#endpointTests");
        let cases = cases.and_then(|tests| tests.get("testCases")?.as_array());
        let Some(rules) = Rules::of(service).map_err(|e| e.message)? else {
            continue;
        };
        let table = table(&rules);
        for (index, case) in cases.unwrap_or_default().iter().enumerate() {
            let title = case.get("documentation").and_then(Node::as_str);
            let title = format!("{}: {}", index + 1, title.unwrap_or_default());
            judged.push((title, run_test(case, |given| resolve(&table, given))));
        }
    }
    Ok(judged)
}

/// Runs the runtime's rules on the values of a case.
fn resolve(table: &runtime::Rules, given: &Parameters) -> Result<Outcome, String> {
    let values: Vec<runtime::Value<'_>> = table
        .parameters
        .iter()
        .map(|parameter| {
            let value = given.get(parameter.name);
            value.map_or(runtime::Value::Nothing, to_runtime)
        })
        .collect();
    match table.resolve(&values) {
        Ok(found) => Ok(Outcome::Endpoint(rules::Resolved {
            url: found.url,
            headers: found
                .headers
                .into_iter()
                .map(|(name, values)| (name.to_owned(), values))
                .collect(),
            properties: found
                .properties
                .iter()
                .map(|(name, value)| ((*name).to_owned(), from_runtime(value)))
                .collect(),
        })),
        Err(runtime::Problem::Rule(text)) => Ok(Outcome::Error(text.into_owned())),
        Err(runtime::Problem::Invalid(text)) => Err(text.into_owned()),
    }
}

fn to_runtime(value: &rules::Value) -> runtime::Value<'_> {
    match value {
        rules::Value::Boolean(value) => (*value).into(),
        rules::Value::Integer(value) => runtime::Value::Integer(*value),
        rules::Value::String(text) => text.as_str().into(),
        rules::Value::Array(items) => runtime::Value::List(items.iter().map(to_runtime).collect()),
        // Parameters have no records.
        rules::Value::Empty | rules::Value::Record(_) => runtime::Value::Nothing,
    }
}

fn from_runtime(value: &runtime::Value<'_>) -> rules::Value {
    match value {
        runtime::Value::Nothing => rules::Value::Empty,
        runtime::Value::Boolean(value) => rules::Value::Boolean(*value),
        runtime::Value::Integer(value) => rules::Value::Integer(*value),
        runtime::Value::Text(text) => rules::Value::from(text.as_ref()),
        runtime::Value::List(items) => {
            rules::Value::Array(items.iter().map(from_runtime).collect())
        }
        runtime::Value::Record(members) => {
            let members = members.iter();
            rules::Value::Record(
                members
                    .map(|(name, value)| ((*name).to_owned(), from_runtime(value)))
                    .collect(),
            )
        }
    }
}

/// The table that generated code would have.
fn table(rules: &Rules) -> runtime::Rules {
    runtime::Rules {
        parameters: list(&rules.parameters, parameter),
        names: u16::try_from(rules.names.len()).unwrap_or(u16::MAX),
        conditions: list(&rules.conditions, |(asked, name)| {
            runtime::Condition(expression(asked), *name)
        }),
        results: list(&rules.results, decision),
        nodes: list(&rules.nodes, |node| {
            node.map(|at| {
                if at == Rules::NOTHING {
                    runtime::Rules::NOTHING
                } else {
                    at
                }
            })
        }),
        root: rules.root,
    }
}

fn list<T, U>(items: &[T], make: impl Fn(&T) -> U) -> &'static [U] {
    Vec::leak(items.iter().map(make).collect())
}

fn text(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

fn parameter(p: &Parameter) -> runtime::Parameter {
    let default = p.default.as_ref().map(expression);
    runtime::Parameter::new(text(&p.name), text(&p.built_in), p.required, default)
}

fn decision(decision: &Decision) -> runtime::Decision {
    match decision {
        Decision::Error(error) => runtime::Decision::Error(expression(error)),
        Decision::Endpoint {
            url,
            headers,
            properties,
        } => runtime::Decision::Endpoint(
            expression(url),
            list(headers, |(name, values)| {
                (text(name), list(values, expression))
            }),
            members(properties),
        ),
    }
}

fn members(of: &[(String, Expression)]) -> &'static [(&'static str, runtime::Expression)] {
    list(of, |(name, value)| (text(name), expression(value)))
}

fn expression(said: &Expression) -> runtime::Expression {
    match said {
        Expression::Boolean(value) => runtime::Expression::Boolean(*value),
        Expression::Integer(value) => runtime::Expression::Integer(*value),
        Expression::Text(value) => runtime::Expression::Text(text(value)),
        Expression::Template(parts) => runtime::Expression::Template(list(parts, expression)),
        Expression::Reference(name) => runtime::Expression::Reference(*name),
        Expression::Part(of, steps) => runtime::Expression::Part(
            Box::leak(Box::new(expression(of))),
            list(steps, |step| match step {
                Step::Key(key) => runtime::Step::Key(text(key)),
                Step::Index(index) => runtime::Step::Index(*index),
            }),
        ),
        Expression::Call(name, arguments) => {
            runtime::Expression::Call(function(name), list(arguments, expression))
        }
        Expression::List(items) => runtime::Expression::List(list(items, expression)),
        Expression::Record(record) => runtime::Expression::Record(members(record)),
    }
}

/// The function that generated code names.
fn function(name: &str) -> runtime::Function {
    use runtime::Function as F;
    let all = [
        F::BooleanEquals,
        F::Coalesce,
        F::IsSet,
        F::IsValidHostLabel,
        F::IsVirtualHostableS3Bucket,
        F::Ite,
        F::Not,
        F::ParseArn,
        F::ParseUrl,
        F::Partition,
        F::Split,
        F::StringEquals,
        F::Substring,
        F::UriEncode,
    ];
    let found = all.into_iter().find(|known| format!("{known:?}") == name);
    // A name that the runtime doesn't have would not compile; here its cases fail.
    found.unwrap_or(F::Coalesce)
}
