//! Running the cases of `@endpointTests`.

use std::collections::BTreeMap;

use super::{Outcome, Parameters, Resolved, Value};
use crate::Node;
use crate::json;

/// How messages of the reference start that tell of a mismatch.
const CLASS: &str = "software.amazon.smithy.model.SourceException";

/// Runs a case: resolves its parameters by `resolve`, and compares what comes out with what it expects.
///
/// # Errors
/// What went wrong, or how the outcome differs.
pub fn run_test(
    case: &Node,
    resolve: impl FnOnce(&Parameters) -> Result<Outcome, String>,
) -> Result<(), String> {
    let mut parameters = Parameters::new();
    let given = case.get("params").and_then(Node::as_object);
    for (name, node) in given.into_iter().flat_map(|object| object.iter()) {
        let value =
            Value::from_node(node).ok_or_else(|| "only integers >=0 are supported".to_owned())?;
        parameters.insert(name.to_owned(), value);
    }
    let outcome = resolve(&parameters)?;
    let expect = case.get("expect");
    let endpoint = expect.and_then(|expect| expect.get("endpoint"));
    let error = expect.and_then(|expect| expect.get("error")?.as_str());
    match (endpoint, error, outcome) {
        (Some(expected), _, Outcome::Endpoint(actual)) => check_endpoint(expected, &actual),
        (Some(_), _, Outcome::Error(error)) => Err(format!(
            "{CLASS}: Expected `EndpointType[]` but was `StringType` with value: `{error}`"
        )),
        (None, Some(expected), Outcome::Error(actual)) if expected == actual => Ok(()),
        (None, Some(expected), Outcome::Error(actual)) => Err(format!(
            "{CLASS}: Expected error `{expected}` but got `{actual}`"
        )),
        (None, Some(_), Outcome::Endpoint(actual)) => Err(format!(
            "{CLASS}: Expected `StringType` but was `EndpointType` with value: `{}`",
            shown(&actual)
        )),
        (None, None, _) => Err(format!(
            "{CLASS}: Unhandled endpoint test case expectation."
        )),
    }
}

fn check_endpoint(expected: &Node, actual: &Resolved) -> Result<(), String> {
    let url = expected
        .get("url")
        .and_then(Node::as_str)
        .unwrap_or_default();
    let members = |name: &str| {
        let object = expected.get(name).and_then(Node::as_object);
        object.into_iter().flat_map(|object| object.iter())
    };
    let headers: BTreeMap<String, Vec<String>> = members("headers")
        .map(|(name, values)| {
            let values = values.as_array().unwrap_or_default().iter();
            let values = values.filter_map(Node::as_str).map(str::to_owned);
            (name.to_owned(), values.collect())
        })
        .collect();
    let properties: Option<BTreeMap<String, Value>> = members("properties")
        .map(|(name, node)| Some((name.to_owned(), Value::from_node(node)?)))
        .collect();
    if url == actual.url
        && headers == actual.headers
        && properties.as_ref() == Some(&actual.properties)
    {
        return Ok(());
    }
    let mut wanted = format!("url: {url}\n");
    for (name, values) in &headers {
        wanted.push_str(&indent(&format!("{name}:[{}]", values.join(", "))));
    }
    for (i, (name, node)) in members("properties").enumerate() {
        if i == 0 {
            wanted.push_str("properties:\n");
        }
        wanted.push_str(&indent(&format!("{name}: {}", json::to_pretty(node))));
    }
    Err(format!(
        "{CLASS}: Expected endpoint:\n{} but got:\n{}",
        indent(&wanted),
        indent(&shown(actual))
    ))
}

/// An endpoint as messages write it.
fn shown(endpoint: &Resolved) -> String {
    let properties = Value::Record(endpoint.properties.clone()).to_string();
    let mut text = format!(
        "url: {}\nproperties:\n{}",
        endpoint.url,
        indent(&properties)
    );
    for (name, values) in &endpoint.headers {
        text.push_str(&indent(&format!("{name}:[{}]", values.join(", "))));
    }
    text
}

/// Every line two columns to the right, and a line end after the last one.
fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
