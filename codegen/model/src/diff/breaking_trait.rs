//! Traits whose definitions say which changes of them break something.

use std::collections::BTreeMap;

use super::text::ticked;
use super::{Changed, DiffRule, Differences, TraitChange, finding};
use crate::{Diagnostics, Node, Severity, Shape, ShapeType};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "TraitBreakingChange",
    title: "A trait changed in a way that its definition says breaks something.",
    why: "Who defines a trait knows what it does to generated code and to the wire, and says it with the property `breakingChanges` of \
        `@trait`: which part of the value must not be added, removed or changed, how much that matters, and often why. Without a \
        severity it is an error. The definition in the new model counts.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    @jsonName(\"n\")\n    name: String\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    @jsonName(\"animalName\")\n    name: String\n}\n",
    run: changed,
}];

/// What happened to a part of the value of a trait.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Add,
    Remove,
    Update,
}

/// One row of `breakingChanges`.
struct Rule<'a> {
    /// The names of members on the way to the part that it is about.
    path: Vec<String>,
    change: &'a str,
    severity: Severity,
    message: Option<&'a str>,
}

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for change in &differences.changed {
        for of in &change.traits {
            let Some((shape, definition)) = differences.definitions.get(of.id) else {
                continue;
            };
            let rules = definition.get("breakingChanges").and_then(Node::as_array);
            for rule in rules.into_iter().flatten().filter_map(Rule::of) {
                check(differences, change, of, shape, &rule, found);
            }
        }
    }
}

fn check(
    differences: &Differences<'_>,
    change: &Changed<'_>,
    of: &TraitChange<'_>,
    shape: &Shape,
    rule: &Rule<'_>,
    found: &mut Diagnostics,
) {
    // If the whole trait is gone, nothing is to be said of its parts.
    let new = of.new.filter(|new| !new.is_null());
    if new.is_none() && !rule.path.is_empty() {
        return;
    }
    let parts = |value: Option<&'_ Node>| {
        let mut parts = BTreeMap::new();
        let null = Node::Null;
        let value = value.unwrap_or(&null);
        extract(
            differences,
            shape,
            &rule.path,
            value,
            String::new(),
            &mut parts,
        );
        parts
    };
    let (before, after) = (parts(of.old), parts(of.new));
    let null = Node::Null;
    let more = after.keys().filter(|path| !before.contains_key(*path));
    for path in before.keys().chain(more) {
        let old = before.get(path).unwrap_or(&null);
        let new = after.get(path).unwrap_or(&null);
        let Some(kind) = rule.breaks(old, new) else {
            continue;
        };
        let (word, mut message) = describe(kind, of, path, old, new);
        if let Some(more) = rule.message {
            let end = if message.ends_with('.') { "" } else { "; " };
            message = format!("{message}{end}{more}");
        }
        let id = format!("TraitBreakingChange.{word}.{}", of.id);
        let one = finding(rule.severity, id, change.new, message);
        found.push(one.at(of.span));
    }
}

/// The parts of a value that a path of members leads to, by their own paths.
fn extract(
    differences: &Differences<'_>,
    shape: &Shape,
    rest: &[String],
    value: &Node,
    path: String,
    parts: &mut BTreeMap<String, Node>,
) {
    let Some((name, rest)) = rest.split_first().filter(|(name, _)| !name.is_empty()) else {
        parts.insert(path, value.clone());
        return;
    };
    let target = shape
        .member(name)
        .and_then(|member| differences.definitions.target(&member.target));
    let Some(target) = target else {
        return;
    };
    let mut enter = |key: &str, value: &Node| {
        extract(
            differences,
            target,
            rest,
            value,
            format!("{path}/{key}"),
            parts,
        );
    };
    match (shape.kind, value) {
        (ShapeType::List, Node::Array(values)) => {
            for (i, value) in values.iter().enumerate() {
                enter(&i.to_string(), value);
            }
        }
        (ShapeType::Map, Node::Object(object)) => {
            for (key, value) in object.iter() {
                enter(key, value);
            }
        }
        (ShapeType::Structure | ShapeType::Union, Node::Object(object)) => {
            enter(name, object.get(name).unwrap_or(&Node::Null));
        }
        _ => {}
    }
}

fn describe(
    kind: Kind,
    of: &TraitChange<'_>,
    path: &str,
    old: &Node,
    new: &Node,
) -> (&'static str, String) {
    let id = of.id;
    let is_bare = |node: &Node| node.as_object().is_some_and(crate::Object::is_empty);
    match (kind, path) {
        (Kind::Add, "") if is_bare(new) => ("Add", format!("Added trait `{id}`")),
        (Kind::Add, "") => (
            "Add",
            format!("Added trait `{id}` with value {}", ticked(new)),
        ),
        (Kind::Add, _) => (
            "Add",
            format!(
                "Added trait contents to `{id}` at path `{path}` with value {}",
                ticked(new)
            ),
        ),
        (Kind::Remove, "") if is_bare(old) => ("Remove", format!("Removed trait `{id}`")),
        (Kind::Remove, "") => (
            "Remove",
            format!(
                "Removed trait `{id}`. Previous trait value: {}",
                ticked(old)
            ),
        ),
        (Kind::Remove, _) => (
            "Remove",
            format!(
                "Removed trait contents from `{id}` at path `{path}`. Removed value: {}",
                ticked(old)
            ),
        ),
        (Kind::Update, "") => (
            "Update",
            format!(
                "Changed trait `{id}` from {} to {}",
                ticked(old),
                ticked(new)
            ),
        ),
        (Kind::Update, _) => (
            "Update",
            format!(
                "Changed trait contents of `{id}` at path `{path}` from {} to {}",
                ticked(old),
                ticked(new)
            ),
        ),
    }
}

impl<'a> Rule<'a> {
    fn of(row: &'a Node) -> Option<Rule<'a>> {
        let text = |key| row.get(key).and_then(Node::as_str);
        // A JSON pointer: nothing, or parts that each come after a slash.
        let path = text("path").unwrap_or_default().split('/').skip(1);
        Some(Rule {
            path: path
                .map(|part| part.replace("~1", "/").replace("~0", "~"))
                .collect(),
            change: text("change")?,
            severity: match text("severity").unwrap_or("ERROR") {
                "NOTE" => Severity::Note,
                "WARNING" => Severity::Warning,
                "DANGER" => Severity::Danger,
                _ => Severity::Error,
            },
            message: text("message"),
        })
    }

    /// What happened between two values, if the rule is about that.
    fn breaks(&self, old: &Node, new: &Node) -> Option<Kind> {
        let kind = match (old.is_null(), new.is_null()) {
            (true, true) => return None,
            (true, false) => Kind::Add,
            (false, true) => Kind::Remove,
            (false, false) if old != new => Kind::Update,
            (false, false) => return None,
        };
        let covered = match self.change {
            "add" => kind == Kind::Add,
            "remove" => kind == Kind::Remove,
            "update" => kind == Kind::Update,
            "presence" => kind != Kind::Update,
            "any" => true,
            _ => false,
        };
        covered.then_some(kind)
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::{messages, told};

    fn model(rule: &str, value: &str) -> String {
        format!(
            "@trait(breakingChanges: [{{ {rule} }}])\nstructure t {{ a: String l: L }}\nlist L {{ member: String }}\n{value}\nstring A"
        )
    }

    #[test]
    fn rules_say_what_breaks() {
        let judged = |rule: &str, old: &str, new: &str| told(&model(rule, old), &model(rule, new));
        let remove = "change: \"remove\", severity: \"DANGER\"";
        assert_eq!(judged(remove, "", "@t"), "");
        assert_eq!(
            judged(remove, "@t", ""),
            "danger TraitBreakingChange.Remove.a#t a#A"
        );
        let any = "change: \"any\", path: \"/a\"";
        assert_eq!(
            judged(any, "@t(a: \"1\")", "@t(a: \"2\")"),
            "error TraitBreakingChange.Update.a#t a#A"
        );
        assert_eq!(judged(any, "@t(a: \"1\")", ""), "");
        assert_eq!(
            judged("change: \"presence\"", "@t(a: \"1\")", "@t(a: \"2\")"),
            ""
        );
    }

    #[test]
    fn messages_go_together() {
        let told = |rule: &str, old: &str, new: &str| {
            messages("TraitBreakingChange", &model(rule, old), &model(rule, new))
        };
        assert_eq!(
            told(
                "change: \"add\", path: \"/l/member\", message: \"No.\"",
                "@t(l: [\"x\"])",
                "@t(l: [\"x\", \"y\"])"
            ),
            ["Added trait contents to `a#t` at path `/l/1` with value `y`; No."]
        );
        assert_eq!(told("change: \"add\"", "", "@t"), ["Added trait `a#t`"]);
    }
}
