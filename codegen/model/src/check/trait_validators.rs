//! Rules that definitions of traits bring along (Smithy spec, "traitValidators trait"): selectors that start at each shape that has the
//! trait, and must not match anything.

use super::{Context, Rule, Run};
use crate::selector::Item;
use crate::shape_id::is_namespace;
use crate::{Diagnostic, Diagnostics, Node, Selector, Severity, Shape};

const TRAIT: &str = "smithy.api#traitValidators";

pub(super) const RULES: &[Rule] = &[Rule {
    id: "TraitValidators",
    title: "The rules that a trait brings along have ids that findings can have.",
    why: "A trait may say by selectors what must not be reached from the shapes that have it: a protocol without documents forbids them \
          so. The keys of `@traitValidators` are the ids of the findings, by which people suppress them; ids are names with dots \
          between.",
    bad: "$version: \"2\"\n\nnamespace example\n\n@trait(selector: \"service\")\n@traitValidators(\n    \"no documents!\": {\n        \
          selector: \"~> document\"\n    }\n)\nstructure plain {}\n",
    good: "$version: \"2\"\n\nnamespace example\n\n@trait(selector: \"service\")\n@traitValidators(\n    \"plain.NoDocuments\": {\n        \
           selector: \"~> document\"\n    }\n)\nstructure plain {}\n",
    run: Run::Semantic(trait_validators),
}];

/// One rule of a trait.
struct Brought<'m> {
    owner: &'m Shape,
    id: &'m str,
    selector: Selector,
    message: Option<&'m str>,
    severity: Severity,
}

fn trait_validators(context: &Context<'_>, found: &mut Diagnostics) {
    for on in context.applied(TRAIT) {
        let (None, Some(value)) = (on.member, on.value.as_object()) else {
            continue;
        };
        let bad: Vec<&str> = value.keys().filter(|key| !is_namespace(key)).collect();
        for key in &bad {
            let message = format!("`{TRAIT}` key is not a valid event ID: `{key}`");
            found.push(
                Diagnostic::error("TraitValidators", message)
                    .on(on.id())
                    .at(on.span),
            );
        }
        let users = context.applied(on.id().as_str());
        if !bad.is_empty() || users.is_empty() {
            continue;
        }
        for (id, node) in value.iter() {
            let Some(rule) = read(on.shape, id, node) else {
                continue;
            };
            for user in users {
                apply(context, &rule, user.item(), found);
            }
        }
    }
}

fn read<'m>(owner: &'m Shape, id: &'m str, node: &'m Node) -> Option<Brought<'m>> {
    let text = |key| node.get(key).and_then(Node::as_str);
    Some(Brought {
        owner,
        id,
        // What is no selector is a matter of the value of the trait.
        selector: Selector::parse(text("selector")?).ok()?,
        message: text("message"),
        severity: match text("severity") {
            Some("NOTE") => Severity::Note,
            Some("WARNING") => Severity::Warning,
            Some("DANGER") => Severity::Danger,
            _ => Severity::Error,
        },
    })
}

fn apply<'m>(context: &Context<'m>, rule: &Brought<'m>, start: Item<'m>, found: &mut Diagnostics) {
    for item in rule.selector.select_from(context.neighbors(), start) {
        let suffix = rule.message.map(|text| format!(": {text}"));
        let message = format!(
            "Found an incompatible shape when validating the constraints of the `{}` trait attached to `{}`{}",
            rule.owner.id,
            start.id(),
            suffix.unwrap_or_default()
        );
        found.push(
            Diagnostic::new(rule.severity, rule.id, message)
                .on(item.id())
                .at(item.span()),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn rules_of_traits_start_at_the_shapes_that_have_them() {
        let shapes = |kind: &str| {
            format!(
                r#""a#tr": {{"type": "structure", "members": {{}}, "traits": {{"smithy.api#trait": {{}}, "smithy.api#traitValidators":
                    {{"a.No": {{"selector": "> member > document", "severity": "DANGER"}}}}}}}},
                "a#S": {{"type": "structure", "members": {{"m": {{"target": "a#{kind}"}}}}, "traits": {{"a#tr": {{}}}}}},
                "a#Other": {{"type": "structure", "members": {{"m": {{"target": "a#D"}}}}}},
                "a#D": {{"type": "document"}}, "a#T": {{"type": "string"}}"#
            )
        };
        assert_eq!(findings(&shapes("D")), "danger a.No a#D");
        assert_eq!(findings(&shapes("T")), "");
    }
}
