//! All shape ids that a statement names.

use super::tree::{
    Body, Entry, Id, Member, PropertyValue, Shape, Statement, Trait, TraitBody, Value, ValueKind,
};

impl Statement {
    /// Adds the ids of shapes and traits that the statement names, values included, in the order of the text; `true`, `false` and
    /// `null` count as ids.
    pub fn ids(&self, out: &mut Vec<Id>) {
        match self {
            Statement::Shape(shape) | Statement::Broken(shape) => of_shape(shape, out),
            Statement::Apply(apply) => {
                out.push(apply.target);
                of_traits(&apply.traits, out);
            }
        }
    }
}

fn of_shape(shape: &Shape, out: &mut Vec<Id>) {
    of_traits(&shape.traits, out);
    out.extend(shape.resource);
    out.extend(shape.mixins.iter().flat_map(|(_, ids, _)| ids));
    match &shape.body {
        Body::None => {}
        Body::Members(members) => members.iter().for_each(|member| of_member(member, out)),
        Body::Properties(entries) => of_entries(entries, out),
        Body::Operation(properties) => {
            for property in properties {
                match &property.value {
                    PropertyValue::Target(id) => out.push(*id),
                    PropertyValue::Targets(ids) => out.extend(ids),
                    PropertyValue::Inline(shape) => of_shape(shape, out),
                }
            }
        }
    }
}

fn of_member(member: &Member, out: &mut Vec<Id>) {
    of_traits(&member.traits, out);
    out.extend(member.target);
    member.value.iter().for_each(|value| of_value(value, out));
}

fn of_traits(traits: &[Trait], out: &mut Vec<Id>) {
    for one in traits {
        out.push(one.id);
        match &one.body {
            TraitBody::None => {}
            TraitBody::Value(value) => of_value(value, out),
            TraitBody::Members(entries) => of_entries(entries, out),
        }
    }
}

fn of_entries(entries: &[Entry], out: &mut Vec<Id>) {
    entries.iter().for_each(|entry| of_value(&entry.value, out));
}

fn of_value(value: &Value, out: &mut Vec<Id>) {
    match &value.kind {
        ValueKind::Id => out.push(Id {
            first: value.first,
            end: value.end,
        }),
        ValueKind::Array(values) => values.iter().for_each(|value| of_value(value, out)),
        ValueKind::Object(entries) => of_entries(entries, out),
        ValueKind::String | ValueKind::TextBlock | ValueKind::Number => {}
    }
}
