//! Smoke tests. (Smithy spec, "Smoke tests")

use std::collections::{BTreeMap, BTreeSet};

use super::pack::{find, input, text, ticked};
use super::params::{Params, Timestamps};
use super::{Context, Rule, Run};
use crate::{Diagnostics, Severity, Shape, ShapeId, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "SmokeTestCase",
        title: "Smoke tests hold values of the shapes that they are for.",
        why: "The `params` of a smoke test are the input of its operation, and `vendorParams` a value of `vendorParamsShape`. A test whose \
              values do not fit can't be generated, and settings without a shape are read by nobody.",
        bad: r#"$version: "2"
namespace example.smoke
use smithy.test#smokeTests
@smokeTests([{ id: "get_city", params: { id: 1 }, expect: { success: {} } }])
operation GetCity { input := { id: String } }
"#,
        good: r#"$version: "2"
namespace example.smoke
use smithy.test#smokeTests
@smokeTests([{ id: "get_city", params: { id: "1" }, expect: { success: {} } }])
operation GetCity { input := { id: String } }
"#,
        run: Run::Semantic(check_cases),
    },
    Rule {
        id: "UniqueSmokeTestCaseId",
        title: "Smoke tests of a service differ by their ids.",
        why: "The id of a smoke test becomes the name of a test function, and what a report of failures calls it. Within a service it can \
              stand for one test only.",
        bad: r#"$version: "2"
namespace example.smoke
use smithy.test#smokeTests
@smokeTests([{ id: "city", expect: { success: {} } }, { id: "city", expect: { failure: {} } }])
operation GetCity {}
"#,
        good: r#"$version: "2"
namespace example.smoke
use smithy.test#smokeTests
@smokeTests([{ id: "city", expect: { success: {} } }, { id: "no_city", expect: { failure: {} } }])
operation GetCity {}
"#,
        run: Run::Semantic(check_ids),
    },
];

const TRAIT: &str = "smithy.test#smokeTests";

fn check_cases(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut params = Params::new(model, "SmokeTestCase", Timestamps::EpochSeconds);
    for applied in model.operations_with(TRAIT) {
        let place = (applied.id(), applied.span);
        for case in applied.value.as_array().unwrap_or_default() {
            let id = text(case, "id").unwrap_or_default();
            let mut warn = |message: String| {
                find(
                    diagnostics,
                    Severity::Warning,
                    "SmokeTestCase",
                    place,
                    message,
                );
            };
            let vendor = case.get("vendorParams");
            match (text(case, "vendorParamsShape"), vendor) {
                (Some(_), None) => warn(format!(
                    "Smoke test case with ID `{id}` defined a `vendorParamsShape` but no `vendorParams`"
                )),
                (None, Some(_)) => warn(format!(
                    "Smoke test case with ID `{id}` defined `vendorParams` but no `vendorParamsShape`"
                )),
                (Some(shape), Some(value)) => {
                    if let Some(shape) = model.model().shape(shape) {
                        let start = format!("{TRAIT}.{id}.vendorParams");
                        params.check(place, shape, value, &start, diagnostics);
                    }
                }
                (None, None) => {}
            }
            let Some(input) = input(model.model(), applied.shape) else {
                continue;
            };
            if let Some(value) = case.get("params") {
                let start = format!("{TRAIT}.{id}.params");
                params.check(place, input, value, &start, diagnostics);
                continue;
            }
            let required = input
                .members
                .iter()
                .filter(|m| m.traits.has(known::REQUIRED));
            let required: Vec<String> = required.map(|m| format!("`{}`", m.name)).collect();
            if !required.is_empty() {
                let message = format!(
                    "Smoke test case with ID `{id}` does not define `params`, but the target operation has required input members: {}",
                    required.join(", ")
                );
                find(
                    diagnostics,
                    Severity::Error,
                    "SmokeTestCase",
                    place,
                    message,
                );
            }
        }
    }
}

fn check_ids(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut bound: BTreeSet<&ShapeId> = BTreeSet::new();
    for service in model.services() {
        let operations = &model.contained(&service.id).operations;
        check_unique(operations, diagnostics);
        bound.extend(operations.iter().map(|operation| &operation.id));
    }
    for applied in model.operations_with(TRAIT) {
        if !bound.contains(applied.id()) {
            check_unique(&[applied.shape], diagnostics);
        }
    }
}

/// Reports ids that several tests of some operations have.
fn check_unique(operations: &[&Shape], diagnostics: &mut Diagnostics) {
    let mut by_id: BTreeMap<&str, Vec<&Shape>> = BTreeMap::new();
    for operation in operations {
        let cases = operation.traits.get(TRAIT).and_then(|node| node.as_array());
        for id in cases
            .into_iter()
            .flatten()
            .filter_map(|case| text(case, "id"))
        {
            by_id.entry(id).or_default().push(operation);
        }
    }
    for (id, operations) in by_id.iter().filter(|(_, operations)| operations.len() > 1) {
        let ids = ticked(operations.iter().map(|operation| operation.id.as_str()));
        for operation in operations {
            let message = format!("Conflicting `{TRAIT}` test case IDs found for ID `{id}`: {ids}");
            let place = (
                &operation.id,
                operation.traits.span(TRAIT).unwrap_or(operation.span),
            );
            find(
                diagnostics,
                Severity::Error,
                "UniqueSmokeTestCaseId",
                place,
                message,
            );
        }
    }
}
