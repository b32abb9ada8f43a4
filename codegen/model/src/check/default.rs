//! Default values. (Smithy spec, "default trait")

use super::node::{Options, Values};
use super::{Applied, Context, Rule, Run};
use crate::selector::Item;
use crate::{Diagnostic, Diagnostics, Model, Node, ShapeType, Span, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "DefaultTrait",
    title: "Default values are values of their shapes.",
    why: "A default value stands for a value that nobody gave, so it has to be one that somebody could have given: of the type of the shape, \
        and within its constraints. Lists and maps can only be empty by default. A shape with a default value of its own gives it to all \
        members that target it: they repeat it, so that everybody sees it, or say `null` to have none.",
    bad: r#"$version: "2"

namespace example.weather

structure Forecast {
    days: Days = "three"
}

integer Days
"#,
    good: r#"$version: "2"

namespace example.weather

structure Forecast {
    days: Days = 3
}

integer Days
"#,
    run: Run::Critical(check),
}];

const EVENT: &str = "DefaultTrait";

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let options = Options {
        zero_out_of_range: true,
        ..Options::default()
    };
    let mut values = Values::new(context, options);
    for used in context.applied(known::DEFAULT) {
        check_value(context, &mut values, used, diagnostics);
    }
    for shape in context
        .own_shapes()
        .filter(|s| s.kind == ShapeType::Structure)
    {
        for member in &shape.members {
            let Some(target) = context.target(member) else {
                continue;
            };
            let Some(wanted) = target.traits.get(known::DEFAULT) else {
                continue;
            };
            let id = &target.id;
            let text = crate::json::to_compact(wanted);
            let message = match member.traits.get(known::DEFAULT) {
                None => format!(
                    "Member targets {id}, which requires that the member defines the same default of `{text}` or `null`"
                ),
                Some(value) if !value.is_null() && value != wanted => format!(
                    "Member defines a default value that differs from the default value of the target shape, {id}. The member has a default of `{}`, but the target has a default of `{text}`.",
                    value
                        .as_str()
                        .map_or_else(|| crate::json::to_compact(value), str::to_owned)
                ),
                Some(_) => continue,
            };
            let span = member.traits.span(known::DEFAULT).unwrap_or(member.span);
            diagnostics.push(Diagnostic::error(EVENT, message).on(&member.id).at(span));
        }
    }
}

fn check_value<'m>(
    context: &Context<'m>,
    values: &mut Values<'_, 'm>,
    used: &Applied<'m>,
    diagnostics: &mut Diagnostics,
) {
    let (item, value, span) = (used.item(), used.value, used.span);
    let found = match item {
        Item::Member(..) if value.is_null() => return,
        Item::Shape(_) if value.is_null() => {
            let message = "The @default trait can be set to null only on members";
            return report(diagnostics, item, span, Diagnostic::error(EVENT, message));
        }
        Item::Member(shape, member) => values.of_member(shape, member, value),
        Item::Shape(shape) => values.of_shape(shape, value),
    };
    for finding in found {
        let message = format!(
            "Error validating @default trait{}: {}",
            finding.path, finding.message
        );
        let event = finding.event(EVENT);
        let found = Diagnostic::new(finding.severity, event, message);
        report(diagnostics, item, span, found);
    }
    if let Some(found) = of_kind(context.model(), item).and_then(|kind| not_allowed(kind, value)) {
        report(diagnostics, item, span, found);
    }
}

fn report(diagnostics: &mut Diagnostics, item: Item<'_>, span: Span, found: Diagnostic) {
    diagnostics.push(found.on(item.id()).at(span));
}

/// The type of the values of a shape or member.
fn of_kind(model: &Model, item: Item<'_>) -> Option<ShapeType> {
    match item {
        Item::Shape(shape) => Some(shape.kind),
        Item::Member(_, member) => Some(model.target(member)?.kind),
    }
}

/// Defaults of collections are empty, those of documents simple or empty, those of blobs in base64.
fn not_allowed(kind: ShapeType, value: &Node) -> Option<Diagnostic> {
    let message = match (kind, value) {
        (ShapeType::Blob, Node::String(text)) if !is_base64(text) => {
            let message = "The @default value of a blob should be a valid base64 string.";
            return Some(Diagnostic::warning(EVENT, message));
        }
        (ShapeType::List, Node::Array(values)) if !values.is_empty() => {
            "The @default value of a list must be an empty list"
        }
        (ShapeType::Map, Node::Object(object)) if !object.is_empty() => {
            "The @default value of a map must be an empty map"
        }
        (ShapeType::Document, Node::Array(values)) if !values.is_empty() => {
            "The @default value of a document cannot be a non-empty array"
        }
        (ShapeType::Document, Node::Object(object)) if !object.is_empty() => {
            "The @default value of a document cannot be a non-empty object"
        }
        _ => return None,
    };
    Some(Diagnostic::error(EVENT, message))
}

/// Whether a text is base64, whose padding may be left out. (RFC 4648, section 4)
fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    let padding = text.len() - data.len();
    let alphabet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let fits = match data.len() % 4 {
        0 => padding == 0,
        1 => false,
        rest => padding == 0 || padding + rest == 4,
    };
    fits && data.bytes().all(alphabet)
}

#[cfg(test)]
mod tests {
    use super::is_base64;
    use crate::check::tests::findings;

    #[test]
    fn defaults_have_to_be_values() {
        let found = findings(
            r#""a#S":{"type":"structure","members":{
                "ok":{"target":"smithy.api#Long","traits":{"smithy.api#default":9007199254740993}},
                "null":{"target":"smithy.api#PrimitiveLong","traits":{"smithy.api#default":null}},
                "text":{"target":"smithy.api#String","traits":{"smithy.api#default":1}},
                "none":{"target":"smithy.api#PrimitiveLong"},
                "other":{"target":"smithy.api#PrimitiveLong","traits":{"smithy.api#default":1}},
                "byte":{"target":"smithy.api#Byte","traits":{"smithy.api#default":128}},
                "half":{"target":"smithy.api#Integer","traits":{"smithy.api#default":0.5}},
                "range":{"target":"smithy.api#Integer","traits":{"smithy.api#default":0,"smithy.api#range":{"min":1}}},
                "blob":{"target":"smithy.api#Blob","traits":{"smithy.api#default":"{}"}},
                "list":{"target":"a#L","traits":{"smithy.api#default":["x"]}}}},
            "a#L":{"type":"list","member":{"target":"smithy.api#String"}},
            "a#N":{"type":"string","traits":{"smithy.api#default":null}}"#,
        );
        let wanted = "error DefaultTrait a#N\nerror DefaultTrait a#S$byte\nerror DefaultTrait a#S$half\nerror DefaultTrait a#S$list\nerror DefaultTrait a#S$none\nerror DefaultTrait a#S$other\nerror DefaultTrait a#S$text\nwarning DefaultTrait a#S$blob\nwarning DefaultTrait.Member.InvalidRange a#S$range";
        assert_eq!(found, wanted);
    }

    #[test]
    fn base64_may_lack_its_padding() {
        assert!(
            ["", "YQ==", "YQ", "YWI=", "YWJj"]
                .into_iter()
                .all(is_base64)
        );
        assert!(
            ["{}", "Y", "YQ=", "YWJj=", "Y==="]
                .into_iter()
                .all(|text| !is_base64(text))
        );
    }
}
