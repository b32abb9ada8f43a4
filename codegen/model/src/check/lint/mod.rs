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

    /// The ids and shapes of findings, with spaces between.
    fn about(found: &[String]) -> String {
        let about = |line: &String| line.split(": ").next().unwrap_or_default().to_owned();
        found.iter().map(about).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn members_follow_the_majority_of_their_service() {
        let shapes = r#""a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Get"}]},
            "a#Get": {"type": "operation", "output": {"target": "a#Out"}},
            "a#Out": {"type": "structure", "members": {"One": {"target": "a#T"}, "Two": {"target": "a#T"}, "three": {"target": "a#T"}}},
            "a#Apart": {"type": "structure", "members": {"one": {"target": "a#T"}, "snake_case": {"target": "a#T"}}},
            "a#T": {"type": "string"}"#;
        let auto = lint("CamelCase", "{}", shapes);
        assert_eq!(
            about(&auto),
            "CamelCase a#Out$three, CamelCase a#Apart$snake_case"
        );
        let lower = lint("CamelCase", r#"{"memberNames": "lower"}"#, shapes);
        assert_eq!(
            about(&lower),
            "CamelCase a#Out$One, CamelCase a#Out$Two, CamelCase a#Apart$snake_case"
        );
    }

    #[test]
    fn operations_are_judged_by_verbs_and_members() {
        let shapes = r#""a#ListA": {"type": "operation"}, "a#GetA": {"type": "operation", "output": {"target": "a#Page"}},
            "a#PutA": {"type": "operation", "input": {"target": "a#Ask"}}, "a#DoA": {"type": "operation", "output": {"target": "a#Page"}},
            "a#Page": {"type": "structure", "members": {"items": {"target": "a#L"}}},
            "a#Ask": {"type": "structure", "members": {"nextToken": {"target": "a#T"}}},
            "a#L": {"type": "list", "member": {"target": "a#T"}}, "a#T": {"type": "string"}"#;
        let id = "MissingPaginatedTrait";
        let found = about(&lint(id, "{}", shapes));
        assert_eq!(found, format!("{id} a#ListA, {id} a#GetA, {id} a#PutA"));
        let configuration = r#"{"verbsRequirePagination": ["Do"], "verbsSuggestPagination": [], "inputMembersRequirePagination": []}"#;
        assert_eq!(
            about(&lint(id, configuration, shapes)),
            format!("{id} a#DoA")
        );
        let verbs = |configuration: &str| lint("StandardOperationVerb", configuration, shapes);
        assert_eq!(
            verbs(
                r#"{"verbs": ["Get", "Do", "A"], "prefixes": ["List"], "suggestAlternatives": {"Put": ["Set", "Add"]}}"#
            ),
            [
                "StandardOperationVerb a#PutA: Operation shape `PutA` uses a non-standard verb, `Put`. Consider using one of the following verbs instead: `Add`, `Set`"
            ]
        );
        assert_eq!(
            verbs(r#"{"verbs": ["Get", "Do", "Put"]}"#),
            [
                "StandardOperationVerb a#ListA: Operation shape `ListA` uses a non-standard verb, `List`. Expected one of the following verbs: `Do`, `Get`, `Put`"
            ]
        );
    }

    #[test]
    fn terms_are_found_in_names_and_values() {
        let found = lint(
            "NoninclusiveTerms",
            r#"{"terms": {"foo": ["bar"], "plain": []}}"#,
            r#""foo.ns#MasterFoo": {"type": "string", "traits": {"foo.ns#tr": {"known": ["a plain x"], "whitelist_x": true}}},
            "foo.ns#tr": {"type": "structure", "members": {"known": {"target": "foo.ns#L"}, "whitelist_x": {"target": "foo.ns#B"}},
                "traits": {"smithy.api#trait": {}}},
            "foo.ns#L": {"type": "list", "member": {"target": "foo.ns#B"}}, "foo.ns#B": {"type": "document"}"#,
        );
        assert!(found.contains(&"NoninclusiveTerms.Namespace.foo.ns.foo -: foo.ns namespace uses a non-inclusive term `foo`. Consider using one of the following terms instead: `bar`".to_owned()), "{found:?}");
        assert!(found.contains(&"NoninclusiveTerms.Shape.master foo.ns#MasterFoo: String shape uses a non-inclusive term `Master`. Consider using one of the following terms instead: `Main`, `Parent`, `Primary`".to_owned()), "{found:?}");
        assert!(found.contains(&"NoninclusiveTerms.Trait.plain.foo.ns#tr.known/0 foo.ns#MasterFoo: 'foo.ns#tr' trait value at path {known/0} contains a non-inclusive term `plain`.".to_owned()), "{found:?}");
        assert_eq!(found.len(), 5, "{found:?}");
    }
}
