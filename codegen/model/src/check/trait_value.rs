//! Values of traits are what their definitions say: those of the tables first, shapes of the model otherwise.

use super::trait_target::each;
use super::{
    Context, Rule, Run,
    node::{self, Finding},
};
use crate::known::{self, Value};
use crate::traits::{self, TypedTrait};
use crate::{Diagnostic, Diagnostics, Node, ShapeId, Span};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "TraitValue",
    title: "The values of traits are of their types.",
    why: "",
    bad: "",
    good: "",
    run: Run::Critical(check),
}];

/// The traits whose reader says more than the tables do.
const TYPED: &[Typed] = &[
    typed::<traits::ArnReference>(),
    typed::<traits::Auth>(),
    typed::<traits::AwsQueryError>(),
    typed::<traits::Cors>(),
    typed::<traits::Endpoint>(),
    typed::<traits::Enum>(),
    typed::<traits::EnumValue>(),
    typed::<traits::Error>(),
    typed::<traits::Examples>(),
    typed::<traits::ExternalDocumentation>(),
    typed::<traits::HttpError>(),
    typed::<traits::IdRef>(),
    typed::<traits::Length>(),
    typed::<traits::Range>(),
    typed::<traits::References>(),
    typed::<traits::Waitable>(),
    typed::<traits::ClientContextParams>(),
];

/// The id of a trait, and its reader.
type Typed = (&'static str, fn(&Node) -> Result<(), String>);

const fn typed<T: TypedTrait>() -> Typed {
    (T::ID, |node| T::parse(node).map(|_| ()))
}

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    each(model, |id, traits, _| {
        for (trait_id, value, span) in traits.iter_with_spans() {
            let mut report = Report {
                id,
                trait_id,
                span,
                diagnostics,
            };
            match known::get(trait_id.as_str()) {
                Some(known) => report.known(known.value, value),
                None => {
                    let shape = model
                        .shape(trait_id)
                        .filter(|shape| shape.traits.has(known::TRAIT));
                    for finding in shape
                        .map(|shape| node::of_shape(model, shape, value))
                        .unwrap_or_default()
                    {
                        report.finding(&finding);
                    }
                }
            }
        }
    });
}

struct Report<'a> {
    id: &'a ShapeId,
    trait_id: &'a ShapeId,
    span: Span,
    diagnostics: &'a mut Diagnostics,
}

impl Report<'_> {
    fn known(&mut self, form: Value, value: &Node) {
        let before = self.diagnostics.len();
        self.value(form, value, "");
        if self.diagnostics.len() > before {
            return;
        }
        let typed = TYPED.iter().find(|(id, _)| *self.trait_id == **id);
        if let Some(Err(why)) = typed.map(|(_, parse)| parse(value)) {
            self.error("", &format!("it {why}"));
        }
    }

    /// Checks a value against a form of the tables, which nest two deep at most.
    fn value(&mut self, form: Value, value: &Node, path: &str) {
        let wanted = match (form, value) {
            (Value::Keys(keys), Node::Object(object)) => {
                for (key, value) in object.iter() {
                    match keys.iter().find(|(name, _, _)| *name == key) {
                        Some((name, form, _)) => {
                            self.value(*form, value, &format!("{path}.{name}"))
                        }
                        None => self.unknown(key),
                    }
                }
                for (name, _, _) in keys
                    .iter()
                    .filter(|(name, _, required)| *required && object.get(name).is_none())
                {
                    self.error(
                        path,
                        &format!(
                            "Missing required structure member `{name}` for `{}`",
                            self.trait_id
                        ),
                    );
                }
                return;
            }
            (Value::Annotation, Node::Object(object)) => {
                for key in object.keys() {
                    self.unknown(key);
                }
                return;
            }
            (Value::Texts, Node::Array(values)) => {
                for (i, value) in values.iter().enumerate() {
                    self.value(Value::Text, value, &format!("{path}.{i}"));
                }
                return;
            }
            (Value::Choice(choices), Node::String(text)) if !choices.contains(&&**text) => {
                let choices = super::ticked(choices);
                let message = format!(
                    "String value provided for `{}` must be one of the following values: {choices}",
                    self.trait_id
                );
                let path = path.to_owned();
                return self.finding(&Finding {
                    suffix: None,
                    lenient: false,
                    path,
                    message,
                });
            }
            (Value::Whole, Node::Number(number)) if !number.is_integer() => {
                return self.error(
                    path,
                    &format!(
                        "long shapes must not have floating point values, but found `{number}`"
                    ),
                );
            }
            (Value::Annotation | Value::Object | Value::Keys(_), _) => {
                ("object", value.as_object().is_some())
            }
            (Value::Flag, _) => ("boolean", value.as_bool().is_some()),
            (Value::Text | Value::Choice(_), _) => ("string", value.as_str().is_some()),
            (Value::Whole | Value::Number, _) => ("number", value.as_number().is_some()),
            (Value::Texts | Value::List, _) => ("array", value.as_array().is_some()),
            (Value::Any, _) => return,
        };
        if let (form, false) = wanted {
            self.error(
                path,
                &format!("Expected {form}, but found {}.", value.type_name()),
            );
        }
    }

    fn unknown(&mut self, key: &str) {
        let suffix = Some(format!("UnknownMember.{}.{key}", self.trait_id));
        let message = format!("Member `{key}` does not exist in `{}`", self.trait_id);
        self.finding(&Finding {
            suffix,
            lenient: true,
            path: String::new(),
            message,
        });
    }

    /// What is wrong with the value of a trait of the tables has the event that Smithy's tools give to it.
    fn error(&mut self, path: &str, message: &str) {
        let message = format!(
            "Error creating trait `{}`{path}: {message}",
            known::short(self.trait_id)
        );
        self.diagnostics.push(
            Diagnostic::error("Model", message)
                .on(self.id)
                .at(self.span),
        );
    }

    fn finding(&mut self, finding: &Finding) {
        let event = finding.suffix.as_ref().map_or_else(
            || "TraitValue".to_owned(),
            |suffix| format!("TraitValue.{suffix}"),
        );
        let message = format!(
            "Error validating trait `{}`{}: {}",
            known::short(self.trait_id),
            finding.path,
            finding.message
        );
        let severity = if finding.lenient {
            crate::Severity::Warning
        } else {
            crate::Severity::Error
        };
        self.diagnostics.push(
            Diagnostic::new(severity, event, message)
                .on(self.id)
                .at(self.span),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn values_have_to_be_of_their_types() {
        let found = findings(
            r#""a#S":{"type":"string","traits":{"smithy.api#documentation":1,"smithy.api#sensitive":{"x":1},"smithy.api#tags":["a",2],"a#mine":{"n":"x"}}},
            "a#T":{"type":"structure","members":{},"traits":{"smithy.api#error":"both","smithy.api#retryable":{"throttling":1},"smithy.api#httpError":99}},
            "a#mine":{"type":"structure","members":{"n":{"target":"smithy.api#Integer"},"r":{"target":"smithy.api#String","traits":{"smithy.api#required":{}}}},
                "traits":{"smithy.api#trait":{}}}"#,
        );
        let wanted = "error Model a#S\nerror Model a#S\nerror Model a#T\nerror Model a#T\nerror Model a#T\nerror TraitValue a#S\nerror TraitValue a#S\nwarning TraitValue.UnknownMember.smithy.api#sensitive.x a#S";
        assert_eq!(found, wanted);
    }
}
