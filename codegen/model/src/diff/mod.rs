//! What changed between two versions of a model, and what that means for those who use it. Every kind of change is a row of a table
//! in the file that finds it.
//!
//! The ids, severities and messages are those that Smithy's own tools give to the same changes, so that suppressions and habits carry over.
//!
//! Findings point into the text of the new model, and into that of the old one for what is no longer there. For both to have places,
//! the sources of the new model continue those of the old one:
//!
//! ```
//! use planish_model::{Sources, diff, load};
//!
//! let mut before = Sources::new();
//! before.add("v1.json", r#"{"smithy": "2.0", "shapes": {"hello#Name": {"type": "string"}}}"#);
//! let mut after = Sources::after(&before);
//! after.add("v2.json", r#"{"smithy": "2.0", "shapes": {}}"#);
//! let ((old, _), (new, _)) = (load(&before), load(&after));
//! let found = diff(&old, &new);
//! before.append(after);
//! assert_eq!(
//!     found.render(&before),
//!     "warning[RemovedShape.ScalarShape]: Removed string `hello#Name`\n  --> v1.json:1:30 (hello#Name)\n"
//! );
//! ```

mod binding;
mod bounds;
mod breaking_trait;
mod default;
mod definition;
mod differences;
mod endpoint_sigv4;
mod enum_values;
mod errors;
mod member_order;
mod member_target;
mod metadata;
mod modified_trait;
mod nullability;
mod operation;
mod rename;
mod required_member;
mod resource;
mod shape;
mod sigv4;
mod text;

use crate::check::settle;
use crate::{Diagnostic, Diagnostics, Model, Severity};
pub use differences::{Changed, ChangedMetadata, Differences, Subject, TraitChange};

/// A kind of change that [`diff`] tells, with all that people need to know of it.
#[derive(Clone, Copy, Debug)]
pub struct DiffRule {
    /// The event id that its findings have, or that theirs start with: `Foo` stands for `Foo.Bar`, too.
    pub id: &'static str,
    /// What it tells: one sentence.
    pub title: &'static str,
    /// Why it tells, and how to go about such a change: a paragraph of Markdown.
    pub why: &'static str,
    /// A model in the IDL.
    pub old: &'static str,
    /// The model after a change that it tells.
    pub new: &'static str,
    /// How it finds such changes.
    pub run: Evaluate,
}

/// Looks at the differences of two models, and adds what it finds.
pub type Evaluate = fn(&Differences<'_>, &mut Diagnostics);

/// The rules by family. Where one finding lists others, it does in this order: that of Smithy's own tools.
const FAMILIES: &[&[DiffRule]] = &[
    binding::ADDED,
    metadata::ADDED,
    errors::ADDED_TO_OPERATION,
    required_member::RULES,
    errors::ADDED_TO_SERVICE,
    shape::ADDED,
    definition::ADDED,
    default::RULES,
    enum_values::RULES,
    bounds::LENGTH,
    member_order::RULES,
    member_target::RULES,
    metadata::CHANGED,
    nullability::RULES,
    operation::RULES,
    bounds::RANGE,
    resource::RULES,
    shape::CHANGED_TYPE,
    modified_trait::RULES,
    binding::REMOVED,
    metadata::REMOVED,
    errors::REMOVED_FROM_OPERATION,
    errors::REMOVED_FROM_SERVICE,
    shape::REMOVED,
    definition::REMOVED,
    rename::RULES,
    breaking_trait::RULES,
    sigv4::RULES,
    endpoint_sigv4::RULES,
];

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static DiffRule> {
    FAMILIES.iter().copied().flatten()
}

/// Tells what changed from one version of a model to the next, sorted. What the new model suppresses has the severity for that.
///
/// Neither model has to be valid, but of changes that involve what is wrong with one of them, some may not be told.
#[must_use]
pub fn diff(old: &Model, new: &Model) -> Diagnostics {
    let mut found = evaluate(&Differences::new(old, new));
    settle(new, &mut found);
    found.sorted()
}

/// Applies every rule to differences. Rules that share a function share its findings, too.
fn evaluate(differences: &Differences<'_>) -> Diagnostics {
    let mut found = Diagnostics::new();
    for family in FAMILIES {
        for rule in *family {
            (rule.run)(differences, &mut found);
        }
    }
    found
}

/// A finding about a subject, at its place.
fn finding(
    severity: Severity,
    id: impl Into<String>,
    subject: Subject<'_>,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(severity, id, message)
        .on(subject.id())
        .at(subject.span())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{Sources, load};

    fn both(old: &str, new: &str) -> (Sources, Diagnostics) {
        let mut before = Sources::new();
        before.add("old.smithy", old);
        let mut after = Sources::after(&before);
        after.add("new.smithy", new);
        let ((old, mut problems), (new, more)) = (load(&before), load(&after));
        problems.extend(more);
        before.append(after);
        assert!(!problems.has_errors(), "{}", problems.render(&before));
        (before, diff(&old, &new))
    }

    /// The findings of two models in the namespace `a`, as `severity id shape`, one a line, sorted.
    pub(crate) fn told(old: &str, new: &str) -> String {
        let head = "$version: \"2\"\nnamespace a\n";
        let (_, found) = both(&format!("{head}{old}"), &format!("{head}{new}"));
        let mut lines: Vec<String> = found
            .iter()
            .filter(|d| d.severity != Severity::Suppressed)
            .map(|d| {
                let shape = d.shape.as_ref().map_or("-", |id| id.as_str());
                format!("{} {} {shape}", d.severity.as_str(), d.id)
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }

    /// The messages of the findings with an id that starts so, in their order.
    pub(crate) fn messages(id: &str, old: &str, new: &str) -> Vec<String> {
        let head = "$version: \"2\"\nnamespace a\n";
        let (_, found) = both(&format!("{head}{old}"), &format!("{head}{new}"));
        let mine = found.into_iter().filter(|d| d.id.starts_with(id));
        mine.map(|d| d.message).collect()
    }

    #[test]
    fn every_example_shows_what_its_rule_tells() {
        for rule in rules() {
            let (sources, found) = both(rule.old, rule.new);
            let is_told = found.iter().any(|d| {
                let rest = d.id.strip_prefix(rule.id);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            assert!(is_told, "{}: {}", rule.id, found.render(&sources));
            let (sources, found) = both(rule.new, rule.new);
            assert!(found.is_empty(), "{}: {}", rule.id, found.render(&sources));
        }
    }

    #[test]
    fn ids_are_distinct() {
        let mut ids: Vec<&str> = rules().map(|rule| rule.id).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn findings_point_into_the_text_that_has_the_thing() {
        let head = "$version: \"2\"\nnamespace a\n";
        let (sources, found) = both(
            &format!("{head}structure Gone {{}}\n"),
            &format!("{head}\nstructure Here {{}}\n"),
        );
        let places: Vec<String> = found
            .iter()
            .filter_map(|d| sources.place(d.span?))
            .map(|place| format!("{}:{}", place.file, place.line))
            .collect();
        assert_eq!(places, ["old.smithy:3", "new.smithy:4"]);
    }

    #[test]
    fn the_new_model_says_what_was_looked_at() {
        let old = "structure A { a: String b: String }";
        let new = "@suppress([\"ChangedMemberOrder\"])\nstructure A { b: String a: String }";
        let told = told(old, new);
        assert!(!told.contains("ChangedMemberOrder"), "{told}");
    }
}
