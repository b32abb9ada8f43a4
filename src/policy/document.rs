//! Reads the file of policies, and says all that is wrong with it.

use super::pattern::{Case, Pattern};
use super::{Condition, Effect, Matches, Statement};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with a file of policies: at least one problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPolicies(pub Vec<Problem>);

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: the keys that lead there, or line and column of what isn't JSON.
    pub place: String,
    /// What is wrong, and what to write.
    pub reason: String,
}

/// JSON in which no object has a key twice: of two `Statement`s one would be lost unseen.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// What is collected while the file is read.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

/// The versions of the policy language.
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

/// The members of a document, and of a statement.
const DOCUMENT: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT: [&str; 7] = [
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Reads all documents, by profile.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, Vec<Statement>>, BadPolicies> {
    let root: Node = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let reason = error.to_string();
        // The place stands before the reason already.
        let reason = reason.split(" at line ").next().unwrap_or_default();
        BadPolicies(vec![Problem {
            place,
            reason: reason.to_owned(),
        }])
    })?;
    let mut reader = Reader::default();
    let mut documents = BTreeMap::new();
    match root {
        Node::Object(members) => {
            for (profile, document) in members {
                let statements = reader.document(&profile, &document);
                documents.insert(profile, statements);
            }
        }
        _ => reader.tell(
            "the file",
            "is no object: write {\"PROFILE\": {\"Version\": \"2012-10-17\", \"Statement\": [...]}}",
        ),
    }
    if reader.problems.is_empty() {
        Ok(documents)
    } else {
        Err(BadPolicies(reader.problems))
    }
}

impl Reader {
    fn tell(&mut self, place: &str, reason: impl Into<String>) {
        self.problems.push(Problem {
            place: place.to_owned(),
            reason: reason.into(),
        });
    }

    fn document(&mut self, place: &str, document: &Node) -> Vec<Statement> {
        let Node::Object(members) = document else {
            self.tell(
                place,
                "is no policy document: write an object with a Statement",
            );
            return Vec::new();
        };
        self.only(place, members, &DOCUMENT);
        if let Some(version) = document.get("Version")
            && !matches!(version, Node::Text(v) if VERSIONS.contains(&v.as_str()))
        {
            let reason = format!("is none of {}", VERSIONS.join(" and "));
            self.tell(&format!("{place}/Version"), reason);
        }
        let Some(statements) = document.get("Statement") else {
            self.tell(place, "has no Statement");
            return Vec::new();
        };
        let statements: &[Node] = match statements {
            Node::List(statements) => statements,
            one => std::slice::from_ref(one),
        };
        let read = statements.iter().enumerate();
        read.filter_map(|(index, node)| {
            let place = format!("{place}/Statement/{}", index + 1);
            self.statement(&place, index, node)
        })
        .collect()
    }

    fn statement(&mut self, place: &str, index: usize, node: &Node) -> Option<Statement> {
        let Node::Object(members) = node else {
            self.tell(
                place,
                "is no statement: write an object with Effect, Action and Resource",
            );
            return None;
        };
        self.only(place, members, &STATEMENT);
        let name = match node.get("Sid") {
            None => format!("statement {}", index + 1),
            Some(Node::Text(sid)) => sid.clone(),
            Some(_) => {
                self.tell(&format!("{place}/Sid"), "is no text");
                String::new()
            }
        };
        let effect = match node.get("Effect") {
            Some(Node::Text(effect)) if effect == "Allow" => Some(Effect::Allow),
            Some(Node::Text(effect)) if effect == "Deny" => Some(Effect::Deny),
            _ => {
                self.tell(&format!("{place}/Effect"), "is neither Allow nor Deny");
                None
            }
        };
        let actions = self.matches(place, node, ["Action", "NotAction"], Case::Ignored);
        let resources = self.matches(place, node, ["Resource", "NotResource"], Case::Heeded);
        let conditions = self.conditions(place, node.get("Condition"));
        Some(Statement {
            name,
            effect: effect?,
            actions: actions?,
            resources: resources?,
            conditions,
        })
    }

    /// The patterns of one of two members, of which the second inverts.
    fn matches(
        &mut self,
        place: &str,
        node: &Node,
        [plain, inverting]: [&str; 2],
        case: Case,
    ) -> Option<Matches> {
        let (member, node, inverted) = match (node.get(plain), node.get(inverting)) {
            (Some(node), None) => (plain, node, false),
            (None, Some(node)) => (inverting, node, true),
            (Some(_), Some(_)) => {
                self.tell(place, format!("has both {plain} and {inverting}"));
                return None;
            }
            (None, None) => {
                self.tell(place, format!("has neither {plain} nor {inverting}"));
                return None;
            }
        };
        let place = format!("{place}/{member}");
        let mut patterns = Vec::new();
        for text in self.texts(&place, node)? {
            if let Some(reason) = unlikely(plain, text) {
                self.tell(&place, reason);
            }
            match Pattern::parse(text, case) {
                Ok(pattern) => patterns.push(pattern),
                Err(reason) => self.tell(&place, reason),
            }
        }
        Some(Matches { patterns, inverted })
    }

    fn conditions(&mut self, place: &str, node: Option<&Node>) -> Vec<Condition> {
        let mut conditions = Vec::new();
        let Some(node) = node else {
            return conditions;
        };
        let place = format!("{place}/Condition");
        let Node::Object(operators) = node else {
            self.tell(&place, "is no object of operators");
            return conditions;
        };
        for (operator, keys) in operators {
            let place = format!("{place}/{operator}");
            let Node::Object(keys) = keys else {
                self.tell(&place, "is no object of condition keys");
                continue;
            };
            for (key, values) in keys {
                let place = format!("{place}/{key}");
                let Some(values) = self.texts(&place, values) else {
                    continue;
                };
                match Condition::parse(operator, key, &values) {
                    Ok(condition) => conditions.push(condition),
                    Err(reason) => self.tell(&place, reason),
                }
            }
        }
        conditions
    }

    /// A text, or a list of at least one text.
    fn texts<'a>(&mut self, place: &str, node: &'a Node) -> Option<Vec<&'a str>> {
        let nodes: &[Node] = match node {
            Node::List(nodes) => nodes,
            one => std::slice::from_ref(one),
        };
        let texts: Option<Vec<&str>> = nodes.iter().map(Node::text).collect();
        let texts = texts.filter(|texts| !texts.is_empty());
        if texts.is_none() {
            self.tell(place, "is neither a text nor a list of texts");
        }
        texts
    }

    fn only(&mut self, place: &str, members: &[(String, Node)], known: &[&str]) {
        for (name, _) in members.iter().filter(|(n, _)| !known.contains(&n.as_str())) {
            let reason = format!("is not known here: there are {}", known.join(", "));
            self.tell(&format!("{place}/{name}"), reason);
        }
    }
}

/// Why a pattern of this element can never match what it looks meant for.
fn unlikely(element: &str, text: &str) -> Option<String> {
    let fits = match element {
        "Action" => text == "*" || text.contains(':'),
        _ => text.starts_with(['*', '?']) || text.starts_with("arn:"),
    };
    (!fits).then(|| match element {
        "Action" => format!("{text:?} names no service: write lambda:{text}"),
        _ => format!("{text:?} is neither `*` nor the ARN of a function"),
    })
}

impl Node {
    fn get(&self, name: &str) -> Option<&Node> {
        let Node::Object(members) = self else {
            return None;
        };
        let found = members.iter().find(|(member, _)| member == name);
        found.map(|(_, node)| node)
    }

    /// A text; numbers have none, `true` and `false` are as IAM writes them.
    fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            Node::Bool(true) => Some("true"),
            Node::Bool(false) => Some("false"),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members: Vec<(String, Node)> = Vec::new();
        while let Some((name, node)) = map.next_entry::<String, Node>()? {
            if members.iter().any(|(known, _)| *known == name) {
                let reason = format!("{name:?} is there twice");
                return Err(serde::de::Error::custom(reason));
            }
            members.push((name, node));
        }
        Ok(Node::Object(members))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

impl fmt::Display for BadPolicies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for BadPolicies {}

#[cfg(test)]
mod tests {
    use super::super::Policies;

    fn problems(text: &str) -> Vec<String> {
        let bad = Policies::parse(text).unwrap_err();
        bad.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn all_mistakes_are_told_with_their_places() {
        let found = problems(
            r#"{"a": {"Version": "2013", "Statements": [], "Statement": [
                   {"Effect": "allow", "Action": "UpdateFunctionCode", "Resource": "web"},
                   {"Effect": "Deny", "Action": [], "NotAction": "lambda:*", "Resource": 7},
                   "x"]},
                "b": []}"#,
        );
        let starts = [
            "a/Statements: is not known here: there are Version, Id, Statement",
            "a/Version: is none of 2012-10-17 and 2008-10-17",
            "a/Statement/1/Effect: is neither Allow nor Deny",
            "a/Statement/1/Action: \"UpdateFunctionCode\" names no service: write lambda:UpdateFunctionCode",
            "a/Statement/1/Resource: \"web\" is neither `*` nor the ARN of a function",
            "a/Statement/2: has both Action and NotAction",
            "a/Statement/2/Resource: is neither a text nor a list of texts",
            "a/Statement/3: is no statement",
            "b: is no policy document",
        ];
        assert_eq!(found.len(), starts.len(), "{found:#?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found} / {start}");
        }
    }

    #[test]
    fn conditions_that_cannot_be_honoured_make_the_file_invalid() {
        let found = problems(
            r#"{"a": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalTag/team": "x"}, "Null": {"a": "b"},
                              "Bool": {"aws:SecureTransport": true}}}}}"#,
        );
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(
            found[0].starts_with("a/Statement/1/Condition/StringEquals/aws:PrincipalTag/team: ")
        );
        assert!(
            found[1].starts_with("a/Statement/1/Condition/Null/a: the condition operator Null")
        );
    }

    #[test]
    fn what_is_no_json_has_its_line_and_nothing_is_there_twice() {
        assert!(problems("{\n  \"a\": \n}")[0].starts_with("line 3, column 1: "));
        let twice = r#"{"a": {"Statement": [], "Statement": []}}"#;
        assert!(problems(twice)[0].contains("\"Statement\" is there twice"));
        assert!(problems("[]")[0].starts_with("the file: is no object"));
        assert!(!problems(&"[".repeat(100_000)).is_empty());
    }
}
