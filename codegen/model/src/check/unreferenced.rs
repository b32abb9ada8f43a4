//! `UnreferencedShape`: shapes that nothing which matters leads to.

use std::collections::HashSet;

use super::configuration::Configuration;
use super::configured::Validator;
use super::{Context, Rule, Run, ticked_sorted};
use crate::hash_place::ByPlace;
use crate::selector::Item;
use crate::{Diagnostic, Member, Model, Node, Selector, Severity, Shape, ShapeId, known};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "UnreferencedShape",
    title: "Every shape is connected to a service, or to another shape that matters.",
    why: "Shapes that no service leads to are left out of everything that is generated; often they were forgotten when an operation \
          went, or their reference was. What counts as a root is said by `configuration.rootShapeSelector`, which is `service` unless \
          it is given. Definitions of traits and all that they refer to are always connected.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"UnreferencedShape\" }]\n\nnamespace example\n\nservice Names {\n    \
          version: \"2025-01-01\"\n}\n\nstring Forgotten\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"UnreferencedShape\" }]\n\nnamespace example\n\nservice Names {\n    \
           version: \"2025-01-01\"\n    operations: [GetName]\n}\n\n@readonly\noperation GetName {\n    output := {\n        name: \
           Name\n    }\n}\n\nstring Name\n",
    run: Run::Configured(configure),
}];

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    const KEY: &str = "rootShapeSelector";
    let others: Vec<&str> = configuration.keys().filter(|key| *key != KEY).collect();
    if !others.is_empty() {
        let others = ticked_sorted(others);
        return Err(format!(
            "Expected an object with possible properties of `{KEY}`, but found additional properties: {others}"
        ));
    }
    let text = match configuration.get(KEY) {
        None => "service",
        Some(Node::String(text)) => text,
        Some(other) => {
            let found = other.type_name();
            return Err(format!("Expected `{KEY}` to be a string; found {found}"));
        }
    };
    let roots =
        Selector::parse(text).map_err(|problem| format!("Error parsing `{KEY}`: {problem}"))?;
    Ok(Validator::new(move |context, found| {
        let connected = connected(context, &roots);
        for shape in context.shapes() {
            if shape.span.is_built_in() || connected.contains(&Item::Shape(shape)) {
                continue;
            }
            let message = format!(
                "This shape is unreferenced. It has no modeled connections to shapes that match the following selector: `{roots}`"
            );
            found.push(
                Diagnostic::new(Severity::Note, "UnreferencedShape", message)
                    .on(&shape.id)
                    .at(shape.span),
            );
        }
    }))
}

/// What roots and definitions of traits lead to.
fn connected<'m>(context: &Context<'m>, roots: &Selector) -> HashSet<Item<'m>, ByPlace> {
    let model = context.model();
    let mut queue = roots.select(context.neighbors());
    let definitions = model
        .shapes()
        .filter(|shape| shape.traits.has(known::TRAIT));
    queue.extend(definitions.map(Item::Shape));
    let mut connected = HashSet::default();
    while let Some(item) = queue.pop() {
        if !connected.insert(item) {
            continue;
        }
        if let Item::Member(shape, _) = item {
            queue.push(Item::Shape(shape));
        }
        context
            .neighbors()
            .forward(item, |_, other| queue.push(other));
        id_refs(model, item, &mut |id| queue.extend(Item::find(model, id)));
    }
    connected
}

/// The shapes that the traits of an item name where the definitions of the traits have `@idRef`.
fn id_refs(model: &Model, item: Item<'_>, found: &mut dyn FnMut(&ShapeId)) {
    for (id, value) in item.traits().iter() {
        if let Some(shape) = model.shape(id) {
            let is_id = shape.traits.has(known::ID_REF);
            walk(model, shape, is_id, value, found);
        }
    }
}

fn walk(model: &Model, shape: &Shape, is_id: bool, value: &Node, found: &mut dyn FnMut(&ShapeId)) {
    let mut into = |member: Option<&Member>, value: &Node| {
        if let Some(target) = member.and_then(|member| model.target(member)) {
            let on_member = member.is_some_and(|member| member.traits.has(known::ID_REF));
            let is_id = on_member || target.traits.has(known::ID_REF);
            walk(model, target, is_id, value, found);
        }
    };
    match value {
        Node::String(text) if is_id => {
            if let Ok(id) = ShapeId::parse(text) {
                found(&id);
            }
        }
        Node::Array(values) => values
            .iter()
            .for_each(|value| into(shape.list_member(), value)),
        Node::Object(object) => {
            for (key, value) in object.iter() {
                match shape.map_value() {
                    Some(member) => {
                        into(shape.map_key(), &Node::from(key));
                        into(Some(member), value);
                    }
                    None => into(shape.member(key), value),
                }
            }
        }
        _ => {}
    }
}
