//! Members that target another shape: right if the two shapes can stand for each other.

use super::text::severity;
use super::{Changed, DiffRule, Differences, Subject, evaluate, finding};
use crate::check::settle;
use crate::{Diagnostics, Severity, Shape, ShapeType, hash_order, known};

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "ChangedMemberTarget",
    title: "A member targets another shape.",
    why: "Values look different on the wire, or have another type in generated code. If both shapes are of the same simple type, or lists or \
        maps of such, it comes down to what their traits say; then all that differs is listed, and the worst of it counts. Structures, \
        unions and enums have types of their own in generated code, so their names can't change. Make a new member instead.",
    old: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    age: Integer\n}\n",
    new: "$version: \"2\"\nnamespace a\n\nstructure Animal {\n    age: String\n}\n",
    run: changed,
}];

const COMPATIBLE: &str = "This was determined backward compatible.";

/// Lists of lists and so on are looked into this deep; deeper ones count as compatible.
const DEPTH: usize = 64;

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (change, old, new) in differences.changed_members() {
        if old.target == new.target {
            continue;
        }
        let targets = differences
            .old
            .shape(&old.target)
            .zip(differences.new.shape(&new.target));
        // What targets nothing is told when the model is checked.
        let Some((before, after)) = targets else {
            continue;
        };
        // Keys of maps are strings, or the model is wrong, and there may be no end.
        let is_key = change.old.shape().kind == ShapeType::Map && &*old.name == "key";
        let (severity, effect) = match is_key && before.kind.is_aggregate() {
            true => (Severity::Warning, COMPATIBLE.to_owned()),
            false => compare(differences, before, after),
        };
        let message = format!(
            "The shape targeted by the member `{}` changed from `{}` ({}) to `{}` ({}). {effect}",
            old.id, old.target, before.kind, new.target, after.kind
        );
        found.push(finding(
            severity,
            "ChangedMemberTarget",
            change.new,
            message,
        ));
    }
}

/// What it means if one shape stands where another one did.
fn compare<'a>(
    differences: &Differences<'a>,
    old: &'a Shape,
    new: &'a Shape,
) -> (Severity, String) {
    if old.kind != new.kind {
        let message = format!(
            "The type of the targeted shape changed from {} to {}.",
            old.kind, new.kind
        );
        return (Severity::Error, message);
    }
    let kind = old.kind;
    let nameless = kind.is_simple() || matches!(kind, ShapeType::List | ShapeType::Map);
    if !nameless || matches!(kind, ShapeType::Enum | ShapeType::IntEnum) {
        return (
            Severity::Error,
            format!("The name of a {kind} is significant."),
        );
    }
    if old.traits.has(known::ENUM) {
        let message = format!(
            "The `{}` trait was found on the target, so the name of the targeted shape matters for codegen.",
            known::ENUM
        );
        return (Severity::Error, message);
    }
    if differences.depth >= DEPTH {
        return (Severity::Warning, COMPATIBLE.to_owned());
    }
    let members = old.members.iter().filter_map(|member| {
        let now = new.member(&member.name)?;
        Some((Subject::Member(old, member), Subject::Member(new, now)))
    });
    let itself = (Subject::Shape(old), Subject::Shape(new));
    let mut effective = differences.between(std::iter::once(itself).chain(members));
    for change in &mut effective.changed {
        in_order_of_hashes(change);
    }
    let mut effects = evaluate(&effective);
    settle(differences.new, &mut effects);
    describe(&effects)
}

fn describe(effects: &Diagnostics) -> (Severity, String) {
    if effects.is_empty() {
        return (Severity::Warning, COMPATIBLE.to_owned());
    }
    let mut worst = Severity::Warning;
    let mut lines = String::new();
    for effect in effects {
        worst = worst.max(effect.severity);
        let text = effect.message.replace('\n', "\n  ");
        let severity = severity(effect.severity);
        lines.push_str(&format!("- [{severity}] {}\n", text.trim()));
    }
    let note = match worst {
        Severity::Danger | Severity::Error => String::new(),
        _ => format!("{COMPATIBLE} "),
    };
    let message =
        format!("{note}This will result in the following effective differences:\n\n{lines}");
    (worst, message.trim().to_owned())
}

/// Smithy's own tools list the traits of one shape in the order of a hash table that new ones enter last; so do lists in messages, for
/// these to be the same.
fn in_order_of_hashes(change: &mut Changed<'_>) {
    change
        .traits
        .sort_by_key(|change| (hash_order::shape_place(change.id), change.old.is_none()));
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::messages;

    fn judged(shapes: &str) -> String {
        let model = |target: &str| format!("structure A {{ m: {target} }}\n{shapes}");
        messages("ChangedMemberTarget", &model("B"), &model("C")).join("\n")
    }

    #[test]
    fn simple_shapes_stand_for_each_other() {
        assert_eq!(
            judged("string B\nstring C"),
            "The shape targeted by the member `a#A$m` changed from `a#B` (string) to `a#C` (string). This was determined backward compatible."
        );
    }

    #[test]
    fn names_and_types_matter() {
        assert!(
            judged("structure B {}\nstructure C {}")
                .ends_with("(structure). The name of a structure is significant.")
        );
        assert!(
            judged("string B\nblob C")
                .ends_with("The type of the targeted shape changed from string to blob.")
        );
    }

    #[test]
    fn what_differs_inside_is_listed() {
        assert_eq!(
            judged(
                "list B { member: D }\nlist C { member: E }\nstring D\n@tags([\"x\"])\nstring E"
            ),
            "The shape targeted by the member `a#A$m` changed from `a#B` (list) to `a#C` (list). This was determined backward compatible. \
             This will result in the following effective differences:\n\n\
             - [WARNING] The shape targeted by the member `a#B$member` changed from `a#D` (string) to `a#E` (string). \
             This was determined backward compatible. This will result in the following effective differences:\n  \n  \
             - [NOTE] Added trait `smithy.api#tags` with value \n    ```\n    [\n        \"x\"\n    ]\n    ```"
        );
    }

    #[test]
    fn lists_of_themselves_end() {
        let model = |target: &str| {
            format!(
                r#"{{"smithy":"2.0","shapes":{{"a#B":{{"type":"list","member":{{"target":"a#{target}"}}}},
                "a#C":{{"type":"list","member":{{"target":"a#C"}}}}}}}}"#
            )
        };
        let load = |text: String| {
            let mut sources = crate::Sources::new();
            sources.add("m.json", text);
            crate::load(&sources).0
        };
        let found = crate::diff(&load(model("B")), &load(model("C")));
        assert_eq!(found.len(), 1);
    }
}
