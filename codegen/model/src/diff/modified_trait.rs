//! Traits whose definitions say nothing of changes, or say it by tags.

use std::collections::BTreeMap;

use super::text::ticked;
use super::{Changed, DiffRule, Differences, TraitChange, finding};
use crate::{Diagnostics, Node, Severity, Shape, ShapeType, Span, known};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ModifiedTrait",
    title: "A trait was added to a shape, removed from it, or given another value.",
    why: "What a trait means for compatibility, only its definition can say, best with the property `breakingChanges` of `@trait`: then \
        this rule is silent. Definitions may also have tags like `diff.error.remove` or `diff.warning.update`, or `diff.contents` \
        together with such tags on members of the trait's shape; then this rule tells what they ask for. It tells changes of all other \
        traits as notes, their removal as a warning, and any change of a trait without a definition as a warning.",
    old: "$version: \"2\"\nnamespace a\n\n@tags([\"zoo\"])\nstring Name\n",
    new: "$version: \"2\"\nnamespace a\n\n@tags([\"zoo\", \"farm\"])\nstring Name\n",
    run: modified,
}];

/// These have rules of their own.
const IGNORED: &[&str] = &[
    known::BOX,
    known::REQUIRED,
    "smithy.synthetic#enum",
    "smithy.synthetic#originalShapeId",
];

/// A kind of change, and how much it matters.
#[derive(Clone, Copy)]
struct Strategy {
    watch: Watch,
    severity: Severity,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Watch {
    Add,
    Remove,
    Update,
    /// All three.
    Const,
    /// What the members of the trait's shape say.
    Contents,
}

/// What everything about one changed trait is told with.
struct Teller<'d, 'a> {
    differences: &'d Differences<'a>,
    change: &'d Changed<'a>,
    of: &'d TraitChange<'a>,
    found: &'d mut Diagnostics,
}

fn modified(differences: &Differences<'_>, found: &mut Diagnostics) {
    let mut known = BTreeMap::new();
    for change in &differences.changed {
        for of in &change.traits {
            if IGNORED.contains(&of.id.as_str()) {
                continue;
            }
            let strategies = known
                .entry(of.id)
                .or_insert_with(|| strategies(differences, of));
            let mut teller = Teller {
                differences,
                change,
                of,
                found,
            };
            for strategy in strategies.iter() {
                teller.apply(*strategy, "", of.old, of.new);
            }
        }
    }
}

fn strategies(differences: &Differences<'_>, change: &TraitChange<'_>) -> Vec<Strategy> {
    let of = |watch, severity| Strategy { watch, severity };
    let Some((shape, definition)) = differences.definitions.get(change.id) else {
        return vec![of(Watch::Const, Severity::Warning)];
    };
    let by_tags: Vec<Strategy> = tags(&shape.traits).filter_map(Strategy::of_tag).collect();
    let breaking = definition.get("breakingChanges").and_then(Node::as_array);
    if !by_tags.is_empty() {
        by_tags
    } else if breaking.is_some_and(|rules| !rules.is_empty()) {
        Vec::new()
    } else {
        vec![
            of(Watch::Add, Severity::Note),
            of(Watch::Update, Severity::Note),
            of(Watch::Remove, Severity::Warning),
        ]
    }
}

fn tags(traits: &crate::Traits) -> impl Iterator<Item = &str> {
    let tags = traits.get("smithy.api#tags").and_then(Node::as_array);
    tags.into_iter().flatten().filter_map(Node::as_str)
}

impl Strategy {
    fn of_tag(tag: &str) -> Option<Strategy> {
        let rest = tag.strip_prefix("diff.")?;
        if rest == "contents" {
            return Some(Strategy {
                watch: Watch::Contents,
                severity: Severity::Note,
            });
        }
        let (severity, watch) = rest.split_once('.')?;
        Some(Strategy {
            watch: match watch {
                "add" => Watch::Add,
                "remove" => Watch::Remove,
                "update" => Watch::Update,
                "const" => Watch::Const,
                _ => return None,
            },
            severity: match severity {
                "error" => Severity::Error,
                "danger" => Severity::Danger,
                "warning" => Severity::Warning,
                _ => return None,
            },
        })
    }
}

impl<'a> Teller<'_, 'a> {
    /// Tells the difference of two values, each of which may be absent, at a path in the value of the trait.
    fn apply(
        &mut self,
        strategy: Strategy,
        path: &str,
        old: Option<&'a Node>,
        new: Option<&'a Node>,
    ) {
        let id = self.of.id;
        let told = match (old, new) {
            (Some(_), Some(_)) if strategy.watch == Watch::Contents => {
                if let Some((shape, _)) = self.differences.definitions.get(id) {
                    self.crawl(shape, path, old, new);
                }
                return;
            }
            (None, Some(new)) => (
                Watch::Add,
                match path {
                    "" => format!("Added trait `{id}` with value {}", ticked(new)),
                    _ => format!(
                        "Added trait contents to `{id}` at path `{path}` with value {}",
                        ticked(new)
                    ),
                },
            ),
            (Some(old), None) => (
                Watch::Remove,
                match path {
                    "" => format!(
                        "Removed trait `{id}`. Previous trait value: {}",
                        ticked(old)
                    ),
                    _ => format!(
                        "Removed trait contents from `{id}` at path `{path}`. Removed value: {}",
                        ticked(old)
                    ),
                },
            ),
            (Some(old), Some(new)) if old != new => (
                Watch::Update,
                match path {
                    "" => format!(
                        "Changed trait `{id}` from {} to {}",
                        ticked(old),
                        ticked(new)
                    ),
                    _ => format!(
                        "Changed trait contents of `{id}` at path `{path}` from {} to {}",
                        ticked(old),
                        ticked(new)
                    ),
                },
            ),
            _ => return,
        };
        let (watch, message) = told;
        if strategy.watch == watch || strategy.watch == Watch::Const {
            let (word, span): (_, Span) = match watch {
                Watch::Add => ("Add", self.of.span),
                Watch::Remove => ("Remove", self.of.span),
                _ => ("Update", self.of.span),
            };
            let id = format!("ModifiedTrait.{word}.{id}");
            let one = finding(strategy.severity, id, self.change.new, message);
            self.found.push(one.at(span));
        }
    }

    /// Looks into values of a shape for members whose tags ask for it.
    fn crawl(
        &mut self,
        shape: &'a Shape,
        path: &str,
        old: Option<&'a Node>,
        new: Option<&'a Node>,
    ) {
        match (shape.kind, old, new) {
            (ShapeType::List, Some(Node::Array(before)), Some(Node::Array(after))) => {
                for i in 0..before.len().max(after.len()) {
                    let path = format!("{path}/{i}");
                    self.member(shape, "member", &path, before.get(i), after.get(i));
                }
            }
            (ShapeType::Map, Some(Node::Object(before)), Some(Node::Object(after))) => {
                let more = after.keys().filter(|key| before.get(key).is_none());
                for key in before.keys().chain(more) {
                    let path = format!("{path}/{key}");
                    self.member(shape, "value", &path, before.get(key), after.get(key));
                }
            }
            (
                ShapeType::Structure | ShapeType::Union,
                Some(Node::Object(before)),
                Some(Node::Object(after)),
            ) => {
                for member in &shape.members {
                    let (a, b) = (before.get(&member.name), after.get(&member.name));
                    if a.is_some() || b.is_some() {
                        let path = format!("{path}/{}", member.name);
                        self.member(shape, &member.name, &path, a, b);
                    }
                }
            }
            _ => {}
        }
    }

    fn member(
        &mut self,
        shape: &'a Shape,
        name: &str,
        path: &str,
        old: Option<&'a Node>,
        new: Option<&'a Node>,
    ) {
        let Some(member) = shape.member(name) else {
            return;
        };
        let strategies = tags(&member.traits).filter_map(Strategy::of_tag);
        for strategy in strategies.filter(|strategy| strategy.watch != Watch::Contents) {
            self.apply(strategy, path, old, new);
        }
        if let Some(target) = self.differences.definitions.target(&member.target) {
            self.crawl(target, path, old, new);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::{messages, told};

    #[test]
    fn tags_of_definitions_are_heeded() {
        let model = |traits: &str| {
            format!(
                "@trait\n@tags([\"diff.error.remove\", \"diff.warning.update\"])\nstring watched\n@trait\nstring plain\n{traits}\nstring A"
            )
        };
        let one = model("@watched(\"1\")\n@plain(\"1\")");
        assert_eq!(
            told(&one, &model("@watched(\"2\")\n@plain(\"2\")")),
            "note ModifiedTrait.Update.a#plain a#A\nwarning ModifiedTrait.Update.a#watched a#A"
        );
        assert_eq!(
            told(&one, &model("")),
            "error ModifiedTrait.Remove.a#watched a#A\nwarning ModifiedTrait.Remove.a#plain a#A"
        );
        assert_eq!(told(&model(""), &one), "note ModifiedTrait.Add.a#plain a#A");
    }

    #[test]
    fn contents_are_crawled() {
        let model = |value: &str| {
            format!(
                "@trait\n@tags([\"diff.contents\"])\nstructure t {{ l: L m: M }}\n\
                 list L {{ @tags([\"diff.error.const\"]) member: String }}\nmap M {{ key: String value: N }}\n\
                 structure N {{ @tags([\"diff.danger.add\"]) n: Integer }}\n@t({value})\nstring A"
            )
        };
        assert_eq!(
            messages(
                "ModifiedTrait",
                &model("l: [\"a\", \"b\"], m: { k: {} }"),
                &model("l: [\"c\"], m: { k: { n: 1 } }")
            ),
            [
                "Added trait contents to `a#t` at path `/m/k/n` with value `1`",
                "Removed trait contents from `a#t` at path `/l/1`. Removed value: `b`",
                "Changed trait contents of `a#t` at path `/l/0` from `a` to `c`",
            ]
        );
    }
}
