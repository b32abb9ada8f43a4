//! Rule sets of our own, and those that lie beside the project.

use std::path::{Path, PathBuf};

use super::{Diagram, Outcome, Parameters, RuleSet, Value, run_test};
use crate::{Model, Node, Sources, json, load};

/// What is wrong with a rule set of one parameter `P` (optional, a string) and these rules.
fn problem(rules: &str) -> String {
    let text = format!(
        r#"{{"version":"1.0","parameters":{{"P":{{"type":"String"}},"B":{{"type":"Boolean","required":true,"default":false}}}},"rules":[{rules}]}}"#
    );
    let node = json::parse(&text).unwrap();
    match RuleSet::parse(&node) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

fn endpoint(conditions: &str, url: &str) -> String {
    format!(r#"{{"conditions":[{conditions}],"type":"endpoint","endpoint":{{"url":"{url}"}}}}"#)
}

#[test]
fn what_may_be_absent_is_proven_to_be_there() {
    let is_set = r#"{"fn":"isSet","argv":[{"ref":"P"}]}"#;
    assert_eq!(problem(&endpoint(is_set, "https://{P}")), "");
    let absent = problem(&endpoint("", "https://{P}"));
    assert!(
        absent.ends_with(
            "Expected string but found OptionalType[StringType]. hint: use `assign` in a condition or `isSet` to prove that this value is non-null"
        ),
        "{absent}"
    );
    assert!(
        absent.starts_with(
            "when parsing endpoint ruleset\nwhile typechecking\nwhile checking the URL\n"
        ),
        "{absent}"
    );
    // What `not` proves inside does not hold outside.
    let not = format!(r#"{{"fn":"not","argv":[{is_set}]}}"#);
    assert_ne!(problem(&endpoint(&not, "https://{P}")), "");
    // A second proof is none: the value is no longer optional.
    let twice = problem(&endpoint(&format!("{is_set},{is_set}"), "https://{P}"));
    assert!(
        twice.ends_with("Expected OptionalType[AnyType[]] but found StringType"),
        "{twice}"
    );
}

#[test]
fn names_calls_and_trees_are_checked() {
    let cases = [
        ("", "https://{Q}", "No field named Q"),
        (
            r#"{"fn":"nope","argv":[]}"#,
            "",
            "`nope` is not a valid function",
        ),
        (
            r#"{"fn":"booleanEquals","argv":[{"ref":"B"}]}"#,
            "",
            "Expected 2 arguments but found [B]",
        ),
        (
            r#"{"fn":"parseURL","argv":["a"],"assign":"P"}"#,
            "",
            "Invalid shadowing of `P` (first declared on line 0)",
        ),
        (
            r#"{"fn":"parseURL","argv":["a"],"assign":"u"}"#,
            "https://{u#nope}",
            "isIp=BooleanType} does not contain field nope",
        ),
        (
            r#"{"fn":"stringEquals","argv":[{"ref":"P"},"a"]}"#,
            "",
            "to prove that this value is non-null\n",
        ),
        (
            r#"{"fn":"ite","argv":[{"ref":"B"},"a",true],"assign":"x"}"#,
            "",
            "true branch is StringType, false branch is BooleanType",
        ),
    ];
    for (condition, url, expected) in cases {
        let found = problem(&endpoint(condition, url));
        assert!(found.ends_with(expected), "{found}");
    }
    assert!(
        problem(r#"{"conditions":[],"type":"tree","rules":[]}"#)
            .ends_with("Tree rule contains no rules.")
    );
    let deep = format!(
        "{}{}{}",
        r#"{"conditions":[],"type":"tree","rules":["#.repeat(40),
        endpoint("", "https://a"),
        "]}".repeat(40)
    );
    assert_eq!(problem(&deep), "");
}

#[test]
fn a_diagram_is_followed() {
    // One node: if P is set, the first result, otherwise the second.
    let mut bytes = Vec::new();
    for number in [-1, 1, -1, 0, 100_000_001, 100_000_002_i32] {
        bytes.extend(number.to_be_bytes());
    }
    let nodes = "/////wAAAAH/////AAAAAAX14QEF9eEC";
    let text = format!(
        r#"{{"version":"1.1","parameters":{{"P":{{"type":"string"}}}},
            "conditions":[{{"fn":"isSet","argv":[{{"ref":"P"}}]}}],
            "results":[{{"conditions":[],"type":"endpoint","endpoint":{{"url":"https://{{P}}"}}}},
                       {{"conditions":[],"type":"error","error":"none"}}],
            "root":2,"nodeCount":2,"nodes":"{nodes}"}}"#
    );
    let node = json::parse(&text).unwrap();
    let diagram = Diagram::parse(&node).unwrap();
    assert_eq!(diagram.problems(), Vec::<String>::new());
    let none = diagram.resolve(&Parameters::new()).unwrap();
    assert_eq!(none, Outcome::Error("none".to_owned()));
    let given = Parameters::from([("P".to_owned(), Value::from("a"))]);
    let Ok(Outcome::Endpoint(found)) = diagram.resolve(&given) else {
        panic!("no endpoint");
    };
    assert_eq!(found.url, "https://a");
}

/// Every node in a node, replaced by something else.
fn damaged(node: &Node) -> Vec<Node> {
    let mut all: Vec<Node> = [
        "null",
        "true",
        "7",
        "-1.5",
        r#""{x#[""#,
        "[]",
        "{}",
        r#"{"ref":"Q"}"#,
    ]
    .iter()
    .map(|text| json::parse(text).unwrap())
    .collect();
    match node {
        Node::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                all.extend(damaged(item).into_iter().map(|changed| {
                    let mut items = items.clone();
                    items[i] = changed;
                    Node::Array(items)
                }));
            }
        }
        Node::Object(members) => {
            for (name, member) in members.iter() {
                all.extend(damaged(member).into_iter().map(|changed| {
                    let mut members = members.clone();
                    members.insert(name, changed);
                    Node::Object(members)
                }));
            }
        }
        _ => {}
    }
    all
}

#[test]
fn damaged_rules_are_errors_or_rules() {
    let text = r#"{
        "version": "1.1",
        "parameters": {"P": {"type": "String", "required": true, "default": "a"}, "L": {"type": "stringArray"}},
        "rules": [{"conditions": [], "type": "tree", "rules": [
            {"conditions": [
                {"fn": "parseURL", "argv": [{"ref": "P"}], "assign": "url"},
                {"fn": "isSet", "argv": [{"ref": "L"}]},
                {"fn": "coalesce", "argv": [{"fn": "getAttr", "argv": [{"ref": "L"}, "[0]"]}, "b"], "assign": "l"},
                {"fn": "substring", "argv": ["{P}", 0, 1, false], "assign": "s"},
                {"fn": "split", "argv": ["{P}", "-", 0], "assign": "parts"}
             ],
             "type": "endpoint",
             "endpoint": {"url": "{url#scheme}://{l}", "headers": {"h": ["{s}"]}, "properties": {"p": [{"q": "{P}"}, 1, true]}}},
            {"conditions": [], "type": "error", "error": {"fn": "uriEncode", "argv": ["{P}"]}}
        ]}]
    }"#;
    let good = json::parse(text).unwrap();
    let given = Parameters::from([("L".to_owned(), Value::from(vec![Value::from("x")]))]);
    assert!(RuleSet::parse(&good).unwrap().resolve(&given).is_ok());
    let (mut read, mut refused) = (0, 0);
    for node in damaged(&good) {
        match RuleSet::parse(&node) {
            Ok(rules) => {
                read += 1;
                // Types are checked, so that values never have wrong ones.
                for given in [&given, &Parameters::new()] {
                    let found = rules.resolve(given);
                    let wrong = found
                        .as_ref()
                        .is_err_and(|error| error.contains("Expected `"));
                    assert!(!wrong, "{found:?} {}", json::to_compact(&node));
                }
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty());
            }
        }
    }
    assert!(read > 20 && refused > 100, "{read} {refused}");
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there is no {}", folder.display());
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

fn model(path: &Path) -> Model {
    let mut sources = Sources::new();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    sources.add(name, std::fs::read_to_string(path).unwrap());
    load(&sources).0
}

/// Runs all cases of a file, and gives how many there are and which fail.
fn run(path: &Path) -> (usize, Vec<String>) {
    let model = model(path);
    let (mut count, mut failed) = (0, Vec::new());
    for service in model.services() {
        let Some(node) = service.traits.get("smithy.rules#endpointRuleSet") else {
            continue;
        };
        let rules = match RuleSet::parse(node) {
            Ok(rules) => rules,
            Err(error) => {
                failed.push(format!("{}: {error}", service.id));
                continue;
            }
        };
        let tests = service.traits.get("smithy.rules#endpointTests");
        let cases = tests.and_then(|tests| tests.get("testCases")?.as_array());
        for case in cases.unwrap_or_default() {
            count += 1;
            if let Err(error) = run_test(case, |given| rules.resolve(given)) {
                let name = case.get("documentation").and_then(|name| name.as_str());
                failed.push(format!("{}: {name:?}: {error}", service.id));
            }
        }
    }
    (count, failed)
}

#[test]
fn canonical_rule_sets_pass_their_tests() {
    let folder = "smithy/smithy-rules-engine-tests/src/main/resources/META-INF/smithy";
    let files = files(folder, "smithy");
    let (mut count, mut failed) = (0, Vec::new());
    for path in &files {
        let (cases, more) = run(path);
        count += cases;
        failed.extend(more);
    }
    assert_eq!(failed, Vec::<String>::new());
    assert!(files.is_empty() || count >= 90, "{count}");
}

#[test]
fn rule_sets_of_official_models_pass_their_tests() {
    let files = files("aws-models", "json");
    let (mut count, mut failed) = (0, Vec::new());
    for path in &files {
        let (cases, more) = run(path);
        count += cases;
        failed.extend(more);
    }
    assert_eq!(failed, Vec::<String>::new());
    assert!(files.is_empty() || count >= 2_000, "{count}");
}
