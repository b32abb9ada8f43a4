//! Metadata.

use super::{DiffRule, Differences};
use crate::json::to_pretty;
use crate::{Diagnostic, Diagnostics, Severity};

pub(super) const ADDED: &[DiffRule] = &[DiffRule {
    id: "AddedMetadata",
    title: "A metadata key was added.",
    why: "Metadata configures tools rather than clients. It is told because a tool that reads the key now does something else.",
    old: "$version: \"2\"\nnamespace a\n",
    new: "$version: \"2\"\nmetadata team = \"zoo\"\nnamespace a\n",
    run: added,
}];

pub(super) const CHANGED: &[DiffRule] = &[DiffRule {
    id: "ChangedMetadata",
    title: "A metadata key has another value.",
    why: "Metadata configures tools rather than clients. It is told because a tool that reads the key now does something else.",
    old: "$version: \"2\"\nmetadata team = \"zoo\"\nnamespace a\n",
    new: "$version: \"2\"\nmetadata team = \"circus\"\nnamespace a\n",
    run: changed,
}];

pub(super) const REMOVED: &[DiffRule] = &[DiffRule {
    id: "RemovedMetadata",
    title: "A metadata key was removed.",
    why: "Tools that read the key go back to what they do without it, and nothing in the model tells them why. The id of the finding ends \
        in the key, so that one key can be suppressed.",
    old: "$version: \"2\"\nmetadata team = \"zoo\"\nnamespace a\n",
    new: "$version: \"2\"\nnamespace a\n",
    run: removed,
}];

fn added(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (key, value) in &differences.added_metadata {
        let value = to_pretty(value);
        let message = format!("Metadata key `{key}` was added with the following value: {value}");
        found.push(Diagnostic::new(Severity::Note, "AddedMetadata", message));
    }
}

fn changed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for change in &differences.changed_metadata {
        let (key, old, new) = (change.key, to_pretty(change.old), to_pretty(change.new));
        let message = format!("Metadata key `{key}` was changed from {old} to {new}");
        found.push(Diagnostic::warning("ChangedMetadata", message));
    }
}

fn removed(differences: &Differences<'_>, found: &mut Diagnostics) {
    for (key, value) in &differences.removed_metadata {
        let value = to_pretty(value);
        let message = format!("Metadata key `{key}` was removed with the following value: {value}");
        let id = format!("RemovedMetadata.{key}");
        found.push(Diagnostic::new(Severity::Danger, id, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::{Sources, diff, load};

    #[test]
    fn keys_come_go_and_change() {
        let model = |metadata: &str| {
            let mut sources = Sources::new();
            sources.add(
                "m.json",
                format!(r#"{{"smithy":"2.0","metadata":{{{metadata}}}}}"#),
            );
            load(&sources).0
        };
        let (old, new) = (
            model(r#""a":1,"b":{"x":[]},"c":2"#),
            model(r#""b":{"x":[1]},"c":2.0,"d":{}"#),
        );
        let told: Vec<String> = diff(&old, &new)
            .iter()
            .map(|d| format!("{}: {}", d.id, d.message))
            .collect();
        assert_eq!(
            told,
            [
                "AddedMetadata: Metadata key `d` was added with the following value: {}",
                "ChangedMetadata: Metadata key `b` was changed from {\n    \"x\": []\n} to {\n    \"x\": [\n        1\n    ]\n}",
                "RemovedMetadata.a: Metadata key `a` was removed with the following value: 1",
            ]
        );
    }
}
