//! Values of traits are values of the shapes that define the traits.

use super::node::{Options, Values};
use super::{Context, Rule, Run};
use crate::{Diagnostic, Diagnostics, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "TraitValue",
    title: "The values of traits are of their types.",
    why: "A trait is a shape, and what is given to it is a value of that shape, with all that its own traits ask of it: required members, \
        lengths, patterns, ids of shapes that exist. A member that the shape does not have is only a warning, since a newer version of the \
        trait may have it, but is mostly a misspelt name.",
    bad: r#"$version: "2"

namespace example.weather

@length(min: 1, maks: 100)
string CityName

@externalDocumentation({})
string CityId
"#,
    good: r#"$version: "2"

namespace example.weather

@length(min: 1, max: 100)
string CityName

@externalDocumentation("About cities": "https://example.com/cities")
string CityId
"#,
    run: Run::Critical(check),
}];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut values = Values::new(context, Options::default());
    for applied in context.traits() {
        let Some(shape) = applied.shape.filter(|_| applied.definition().is_some()) else {
            continue;
        };
        for used in applied.own_uses() {
            for finding in values.of_shape(shape, used.value) {
                let message = format!(
                    "Error validating trait `{}`{}: {}",
                    known::short(applied.id),
                    finding.path,
                    finding.message
                );
                let event = finding.event("TraitValue");
                let found = Diagnostic::new(finding.severity, event, message);
                diagnostics.push(found.on(used.id()).at(used.span));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn values_have_to_be_of_their_types() {
        let found = findings(
            r#""a#S":{"type":"string","traits":{"smithy.api#sensitive":{"x":1},"a#mine":{"n":"x"}}},
            "a#T":{"type":"structure","members":{},"traits":{"smithy.api#xmlName":"1","a#mine":{"n":1,"r":""}}},
            "a#mine":{"type":"structure","members":{"n":{"target":"smithy.api#Integer"},"r":{"target":"smithy.api#String","traits":{"smithy.api#required":{}}}},
                "traits":{"smithy.api#trait":{}}}"#,
        );
        let wanted = "error TraitValue a#S\nerror TraitValue a#S\nerror TraitValue a#T\nwarning TraitValue.UnknownMember.smithy.api#sensitive.x a#S";
        assert_eq!(found, wanted);
    }
}
