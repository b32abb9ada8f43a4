//! Values of pack traits that have a form of their own inside of strings.

use super::pack::{find, text};
use super::{Context, Rule, Run, mqtt};
use crate::rules::Diagram;
use crate::{Diagnostics, Node, Severity, ShapeId, jmespath};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "Model",
    title: "Expressions, topics and templates in traits can be read.",
    why: "Some traits hold texts with a grammar: JMESPath expressions, topics of MQTT, templates of ARNs. A text that does not follow it \
          means nothing, so that the model has no such trait at all, and nothing else is checked.",
    bad: r#"$version: "2"
namespace example.traits
use smithy.mqtt#publish
@publish("cities/{id")
operation PutCity {}
"#,
    good: r#"$version: "2"
namespace example.traits
use smithy.mqtt#publish
@publish("cities")
operation PutCity {}
"#,
    run: Run::Correctness(check),
}];

/// Says what is wrong with the value of a trait of a shape.
type Read = fn(&ShapeId, &Node) -> Result<(), String>;

/// The traits with texts that have a grammar.
const TRAITS: &[(&str, Read)] = &[
    ("aws.api#arn", arn),
    ("aws.api#service", service),
    ("smithy.contracts#conditions", conditions),
    ("smithy.mqtt#publish", topic),
    ("smithy.mqtt#subscribe", topic),
    ("smithy.rules#endpointBdd", diagram),
];

/// Why tools can't read the value of a trait of a pack, if its type is right.
pub(crate) fn unreadable(id: &str, on: &ShapeId, value: &Node) -> Option<String> {
    let (_, read) = TRAITS.iter().find(|(known, _)| *known == id)?;
    read(on, value).err()
}

/// What loading has not found: values in models that are made by hand.
fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for (id, read) in TRAITS {
        for applied in model.applied(id) {
            if let Err(problem) = read(applied.id(), applied.value) {
                let message = format!("Error creating trait `{id}`: {problem}");
                let place = (applied.id(), applied.span);
                find(diagnostics, Severity::Error, "Model", place, message);
            }
        }
    }
}

fn arn(_: &ShapeId, value: &Node) -> Result<(), String> {
    let template = text(value, "template").unwrap_or_default();
    if let Some(delimiter) = text(value, "resourceDelimiter")
        && !matches!(delimiter, "/" | ":")
    {
        return Err(format!("Invalid delimiter: {delimiter}"));
    }
    match template.starts_with('/') {
        true => Err(format!(
            "Invalid aws.api#arn trait. The template must not start with '/'. Found `{template}`"
        )),
        false => Ok(()),
    }
}

fn service(shape: &ShapeId, value: &Node) -> Result<(), String> {
    match value.get("sdkId") {
        None if value.as_object().is_some() => Err(format!(
            "No sdkId was provided. Perhaps you could set this to {}?",
            shape.name()
        )),
        _ => Ok(()),
    }
}

fn conditions(_: &ShapeId, value: &Node) -> Result<(), String> {
    let conditions = value.as_object();
    for (_, condition) in conditions.into_iter().flat_map(|object| object.iter()) {
        let Some(path) = text(condition, "expression") else {
            continue;
        };
        if let Err(problem) = jmespath::parse(path) {
            return Err(format!(
                "Invalid condition JMESPath expression: `{path}`. {problem}"
            ));
        }
    }
    Ok(())
}

fn topic(_: &ShapeId, value: &Node) -> Result<(), String> {
    match value.as_str() {
        Some(topic) => mqtt::levels(topic).map(|_| ()),
        None => Ok(()),
    }
}

fn diagram(_: &ShapeId, value: &Node) -> Result<(), String> {
    match Diagram::parse(value) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.message().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_follow_their_grammar() {
        let id = ShapeId::parse("a#B").unwrap();
        let read = |read: Read, json: &str| read(&id, &crate::json::parse(json).unwrap());
        assert_eq!(read(arn, r#"{"template":"a/{b}"}"#), Ok(()));
        assert!(read(arn, r#"{"template":"/a"}"#).is_err());
        assert_eq!(
            read(service, "{}"),
            Err("No sdkId was provided. Perhaps you could set this to B?".to_owned())
        );
        assert_eq!(
            read(conditions, r#"{"C":{"expression":"a |"}}"#).map_err(|e| e.starts_with(
                "Invalid condition JMESPath expression: `a |`. Syntax error at line 1 column 4: "
            )),
            Err(true)
        );
        assert_eq!(
            read(topic, r#""a/#""#),
            Err("Wildcard levels are not allowed in MQTT topics. Found `#` in `a/#`".to_owned())
        );
    }
}
