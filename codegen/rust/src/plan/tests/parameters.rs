//! Cases with parameters, written out: one case for each set of values (the member
//! `testParameters` of `smithy.test#httpMalformedRequestTests`).
//!
//! In the texts of such a case `$name:L` is the value, `$name:S` the value as a quoted string, and
//! `$$` a dollar sign. A case without parameters is taken as it is.

use planish_model::{Node, Object};

/// The cases that one case stands for; their ids end in `_case0`, `_case1` and so on.
pub(super) fn expand(case: &Node) -> Vec<Node> {
    let parameters = case.get("testParameters").and_then(Node::as_object);
    let Some(parameters) = parameters.filter(|parameters| !parameters.is_empty()) else {
        return vec![case.clone()];
    };
    let values = |node: &Node, set: usize| {
        let values = node.as_array()?;
        values.get(set)?.as_str().map(str::to_owned)
    };
    let sets = parameters
        .iter()
        .map(|(_, v)| v.as_array().map_or(0, <[Node]>::len));
    (0..sets.max().unwrap_or_default())
        .map(|set| {
            let values: Vec<(&str, String)> = parameters
                .iter()
                .filter_map(|(name, node)| Some((name, values(node, set)?)))
                .collect();
            expanded(case, set, &values)
        })
        .collect()
}

fn expanded(case: &Node, set: usize, values: &[(&str, String)]) -> Node {
    let Some(members) = case.as_object() else {
        return case.clone();
    };
    let mut out = Object::new();
    for (name, node) in members.iter() {
        let node = match (name, node.as_str()) {
            ("testParameters", _) => continue,
            ("id", Some(id)) => Node::String(format!("{id}_case{set}").into()),
            _ => fill(node, values),
        };
        out.insert(name, node);
    }
    Node::Object(out)
}

/// The node with its texts filled in.
fn fill(node: &Node, values: &[(&str, String)]) -> Node {
    match node {
        Node::String(text) => Node::String(interpolate(text, values).into()),
        Node::Array(items) => Node::Array(items.iter().map(|item| fill(item, values)).collect()),
        Node::Object(object) => {
            let mut out = Object::new();
            for (name, node) in object.iter() {
                out.insert(name, fill(node, values));
            }
            Node::Object(out)
        }
        other => other.clone(),
    }
}

fn interpolate(text: &str, values: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, format) = after.split_at(end.unwrap_or(after.len()));
        let value = values.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
        match (value, format.get(..2)) {
            (Some(value), Some(":L")) => {
                out.push_str(value);
                rest = format.get(2..).unwrap_or_default();
            }
            (Some(value), Some(":S")) => {
                out.push_str(&quoted(value));
                rest = format.get(2..).unwrap_or_default();
            }
            // Not a parameter: the dollar sign stands for itself.
            _ => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The value in quotes, with what must be escaped within them.
fn quoted(value: &str) -> String {
    planish_model::json::to_compact(&Node::String(value.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_values_is_a_case() {
        let text = r#"{"id": "A", "uri": "/$a:L/$$b", "request": {"body": "{$b:S: $$}"},
            "testParameters": {"a": ["x", "y"], "b": ["\"", "2"]}}"#;
        let found = expand(&planish_model::json::parse(text).unwrap());
        let of = |case: usize, name: &str| found[case].get(name).and_then(Node::as_str).unwrap();
        assert_eq!((of(0, "id"), of(1, "id")), ("A_case0", "A_case1"));
        assert_eq!((of(0, "uri"), of(1, "uri")), ("/x/$b", "/y/$b"));
        let body = found[0].get("request").and_then(|r| r.get("body"));
        assert_eq!(body.and_then(Node::as_str), Some(r#"{"\"": $}"#));
        assert!(found[0].get("testParameters").is_none());
    }

    #[test]
    fn a_case_without_parameters_stays_as_it_is() {
        let case = planish_model::json::parse(r#"{"id": "A", "uri": "/$$a"}"#).unwrap();
        assert_eq!(expand(&case), vec![case]);
    }
}
