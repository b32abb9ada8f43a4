//! Topics of MQTT. (Smithy spec, "MQTT protocol bindings")

use std::collections::BTreeSet;

use super::pack::{event_stream, find, input, output, ticked};
use super::{Context, Rule, Run};
use crate::{Diagnostics, Severity, Shape, Span};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "MqttTopicConflict",
        title: "Topics that look the same carry the same payload.",
        why: "A message of MQTT is known by its topic alone. Two operations whose topics can't be told apart have to carry the same \
              shape; otherwise whoever receives a message does not know how to read it.",
        bad: r#"$version: "2"
namespace example.mqtt
use smithy.mqtt#publish
use smithy.mqtt#topicLabel
@publish("cities/{id}")
operation PutCity {
    input := {
        @required
        @topicLabel
        id: String
        name: String
    }
}
@publish("cities/{name}")
operation PutTown {
    input := {
        @required
        @topicLabel
        name: String
    }
}
"#,
        good: r#"$version: "2"
namespace example.mqtt
use smithy.mqtt#publish
use smithy.mqtt#topicLabel
@publish("cities/{id}")
operation PutCity {
    input := {
        @required
        @topicLabel
        id: String
        name: String
    }
}
@publish("towns/{name}")
operation PutTown {
    input := {
        @required
        @topicLabel
        name: String
    }
}
"#,
        run: Run::Semantic(check_conflicts),
    },
    Rule {
        id: "MqttTopicLabel",
        title: "Labels of topics and label members of inputs match.",
        why: "A label in a topic is filled with the input member of that name, which has to be marked with `@topicLabel`. A label without \
              a member can't be filled, and a member without a label is lost.",
        bad: r#"$version: "2"
namespace example.mqtt
use smithy.mqtt#publish
@publish("cities/{id}")
operation PutCity { input := { name: String } }
"#,
        good: r#"$version: "2"
namespace example.mqtt
use smithy.mqtt#publish
use smithy.mqtt#topicLabel
@publish("cities/{id}")
operation PutCity {
    input := {
        @required
        @topicLabel
        id: String
        name: String
    }
}
"#,
        run: Run::Semantic(check_labels),
    },
];

const PUBLISH: &str = "smithy.mqtt#publish";
const SUBSCRIBE: &str = "smithy.mqtt#subscribe";
const LABEL: &str = "smithy.mqtt#topicLabel";

/// A topic of an operation.
struct Binding<'a> {
    operation: &'a Shape,
    trait_id: &'static str,
    topic: &'a str,
    levels: Vec<Level<'a>>,
    payload: &'a Shape,
    span: Span,
}

/// A level of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level<'a> {
    Text(&'a str),
    Label(&'a str),
}

/// What stands between slashes.
///
/// # Errors
/// What makes the text none that the traits can have.
pub(super) fn levels(topic: &str) -> Result<Vec<Level<'_>>, String> {
    if topic.is_empty() {
        return Err("Topics and topic filters may not be empty".to_owned());
    }
    let mut levels = Vec::new();
    for level in topic.split('/') {
        let inner = level
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let is_label = |label: &str| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        levels.push(match inner {
            _ if level.contains(['#', '+']) => {
                return Err(format!(
                    "Wildcard levels are not allowed in MQTT topics. Found `{level}` in `{topic}`"
                ));
            }
            Some(label) if !is_label(label) => {
                return Err(format!(
                    "Invalid topic label name `{label}` found in `{topic}`"
                ));
            }
            Some(label) if levels.contains(&Level::Label(label)) => {
                return Err(format!(
                    "Duplicate topic label `{label}` found in `{topic}`"
                ));
            }
            Some(label) => Level::Label(label),
            None if level.contains(['{', '}']) => {
                return Err(format!(
                    "Topic labels must span an entire level. Found `{level}` in `{topic}`"
                ));
            }
            None => Level::Text(level),
        });
    }
    Ok(levels)
}

/// Whether topics can't be told apart: levels of text are the same, and labels meet labels.
fn conflict(left: &[Level<'_>], right: &[Level<'_>]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|pair| match pair {
            (Level::Text(a), Level::Text(b)) => a == b,
            (Level::Label(_), Level::Label(_)) => true,
            _ => false,
        })
}

/// The name of a trait of this pack in messages.
fn short(id: &str) -> &str {
    id.strip_prefix("smithy.api#").unwrap_or(id)
}

/// The topics of all operations that have a payload.
fn bindings<'a>(model: &Context<'a>) -> Vec<Binding<'a>> {
    let mut bindings = Vec::new();
    for trait_id in [PUBLISH, SUBSCRIBE] {
        for applied in model.operations_with(trait_id) {
            let operation = applied.shape;
            // The former wins where there are both, which another rule reports.
            if trait_id == SUBSCRIBE && operation.traits.has(PUBLISH) {
                continue;
            }
            let model = model.model();
            let payload = match trait_id {
                PUBLISH => input(model, operation),
                _ => event_stream(model, output(model, operation)),
            };
            let topic = applied.value.as_str().unwrap_or_default();
            if let (Some(payload), Ok(levels)) = (payload, levels(topic)) {
                bindings.push(Binding {
                    operation,
                    trait_id,
                    topic,
                    levels,
                    payload,
                    span: applied.span,
                });
            }
        }
    }
    bindings
}

fn check_conflicts(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let bindings = bindings(model);
    for binding in &bindings {
        let mut others: Vec<String> = bindings
            .iter()
            .filter(|other| {
                other.payload.id != binding.payload.id && conflict(&other.levels, &binding.levels)
            })
            .map(|other| {
                format!(
                    "`{}` trait payload `{}` of `{}`",
                    short(other.trait_id),
                    other.payload.id,
                    other.operation.id
                )
            })
            .collect();
        others.sort_unstable();
        if !others.is_empty() {
            let id = &binding.operation.id;
            let message = format!(
                "This shape resolves to an MQTT topic `{}` as part of the `{id}` operation, and its payload of `{}` conflicts with other topic payloads: [{}]",
                binding.topic,
                binding.payload.id,
                others.join(", ")
            );
            let place = (id, binding.span);
            find(
                diagnostics,
                Severity::Error,
                "MqttTopicConflict",
                place,
                message,
            );
        }
    }
}

fn check_labels(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    for trait_id in [SUBSCRIBE, PUBLISH] {
        for applied in model.operations_with(trait_id) {
            let operation = applied.shape;
            if trait_id == PUBLISH && operation.traits.has(SUBSCRIBE) {
                continue;
            }
            let topic = applied.value.as_str().and_then(|topic| levels(topic).ok());
            let Some((topic, input)) = topic.zip(input(model, operation)) else {
                continue;
            };
            let mut labels: BTreeSet<&str> = topic
                .iter()
                .filter_map(|level| match level {
                    Level::Label(label) => Some(*label),
                    Level::Text(_) => None,
                })
                .collect();
            let members = input.members.iter();
            for member in members.filter(|member| member.traits.has(LABEL)) {
                if !labels.remove(&*member.name) {
                    let message = format!(
                        "This member is marked with the `{LABEL}` trait, but when this member is used as part of the input of the `{}` operation, a corresponding label cannot be found in the `{}` trait",
                        operation.id,
                        short(trait_id)
                    );
                    let place = (&member.id, member.traits.span(LABEL).unwrap_or(member.span));
                    find(
                        diagnostics,
                        Severity::Error,
                        "MqttTopicLabel",
                        place,
                        message,
                    );
                }
            }
            if !labels.is_empty() {
                let message = format!(
                    "The `{}` trait contains the following topic labels that could not be found in the input structure of the operation or were not marked with the `{LABEL}` trait: [{}]",
                    short(trait_id),
                    ticked(labels)
                );
                let place = (&operation.id, applied.span);
                find(
                    diagnostics,
                    Severity::Error,
                    "MqttTopicLabel",
                    place,
                    message,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_told_apart_by_their_levels() {
        let conflict = |a, b| conflict(&levels(a).unwrap(), &levels(b).unwrap());
        assert!(conflict("a/{b}/c", "a/{x}/c") && conflict("a", "a"));
        assert!(!conflict("a/{b}", "a/b") && !conflict("a/b", "a") && !conflict("a/b", "a/c"));
        for topic in ["", "a/{b", "a/#", "a/{b-c}", "{a}/{a}"] {
            assert!(levels(topic).is_err(), "{topic}");
        }
    }
}
