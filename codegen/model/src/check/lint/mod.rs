//! The linters that come with Smithy (Smithy spec, "Linters"): validators of taste, which look at a model only if its metadata asks for
//! them. Each is a rule whose examples configure it.

mod case;
mod names;
mod paginated;
mod reserved;
mod sensitive;
mod structures;
mod terms;
mod timestamps;
mod verbs;
mod words;

use super::configured::Validator;
use super::{Configuration, Context, Rule, Run};
use crate::selector::Item;
use crate::{Diagnostic, Diagnostics, Severity};

/// All linters, in the order of their ids.
pub(super) const RULES: &[Rule] = &[
    names::ABBREVIATIONS,
    case::CAMEL_CASE,
    structures::REUSE,
    structures::CLIENT_OPTIONAL,
    paginated::RULE,
    sensitive::RULE,
    terms::RULE,
    names::REPEATED,
    reserved::RULE,
    timestamps::RULE,
    verbs::RULE,
    names::STUTTERED,
];

/// Tells something of a shape or member, in the name of a linter.
fn tell(
    found: &mut Diagnostics,
    severity: Severity,
    id: impl Into<String>,
    item: Item<'_>,
    message: impl Into<String>,
) {
    found.push(
        Diagnostic::new(severity, id, message)
            .on(item.id())
            .at(item.span()),
    );
}

/// The shapes and members that the model's own texts define.
fn own<'m>(context: &Context<'m>) -> impl Iterator<Item = Item<'m>> {
    Item::all(context.model()).filter(|item| !item.span().is_built_in())
}

/// The name of a shape without namespace, or of a member.
fn name(item: Item<'_>) -> &str {
    match item {
        Item::Shape(shape) => shape.id.name(),
        Item::Member(_, member) => &member.name,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Sources, check, load};

    /// The findings of a model of these shapes with one linter of this configuration, as `id shape: message`.
    pub(super) fn lint(linter: &str, configuration: &str, shapes: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let text = format!(
            r#"{{"smithy": "2.0", "metadata": {{"validators": [{{"name": "{linter}", "configuration": {configuration}}}]}},
                "shapes": {{{shapes}}}}}"#
        );
        sources.add("m.json", text);
        let (model, loaded) = load(&sources);
        assert!(!loaded.has_errors(), "{}", loaded.render(&sources));
        let found = check(&model).into_iter();
        found
            .filter(|d| d.id.starts_with(linter) || d.id == "Model")
            .map(|d| {
                let shape = d.shape.as_ref().map_or("-", |id| id.as_str());
                format!("{} {shape}: {}", d.id, d.message)
            })
            .collect()
    }

    #[test]
    fn what_is_wrong_with_a_configuration_is_told() {
        for (linter, configuration, expected) in [
            (
                "AbbreviationName",
                r#"{"allowedAbbreviations": "ID"}"#,
                "Deserialization error at (/allowedAbbreviations): unable to create java.util.List<java.lang.String> from \"ID\"",
            ),
            (
                "CamelCase",
                r#"{"memberNames": "snake"}"#,
                "Deserialization error at (/memberNames): unable to create software.amazon.smithy.linters.CamelCaseValidator$MemberNameHandling from \"snake\": Expected one of the following enum strings: [upper, lower, auto]",
            ),
            (
                "ReservedWords",
                r#"{"reserved": [{"words": ["*"]}]}"#,
                "Deserialization error at (/reserved/0): unable to create software.amazon.smithy.linters.ReservedWordsValidator$ReservedWords from {\"words\":[\"*\"]}: Unable to deserialize a Node when invoking target constructor: Invalid wildcard pattern: *",
            ),
            (
                "StandardOperationVerb",
                "{}",
                "Either verbs or suggestAlternatives must be set when configuring StandardOperationVerb",
            ),
            (
                "MissingSensitiveTrait",
                r#"{"excludeDefaults": true}"#,
                "Cannot set 'excludeDefaults' to true and leave 'terms' unspecified.",
            ),
        ] {
            let found = lint(linter, configuration, "");
            let expected = format!("Model -: Error creating `{linter}` validator: {expected}");
            assert_eq!(found, [expected]);
        }
    }
}
