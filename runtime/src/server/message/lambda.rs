//! AWS Lambda's wording: the value and a dotted path, items of a list or map reported once, at
//! their list or map, with every constraint that they are under.

use std::fmt::Write as _;

use super::super::validate::{Constraint, Container, Role, Step, Violation, inside_anchors};
use super::headline;
use crate::schema::{Bound, Kind, Member, Schema, Trait};
use crate::timestamp::Format;
use crate::value::{Structure, View};

/// Stands for what may not be shown inside of what may.
const REDACTED: &str = "[redacted]";

/// All violations in one text.
pub(super) fn message(violations: &[Violation<'_>]) -> String {
    let items = items(violations);
    headline(items.len(), ":") + &items.join("; ")
}

/// One text per violation; one per collection for those of its items.
fn items(violations: &[Violation<'_>]) -> Vec<String> {
    let mut told: Vec<(&str, &[Step<'_>])> = Vec::new();
    let mut items = Vec::new();
    for violation in violations {
        let (container, whose, null) = match violation.role {
            Role::Member => {
                let phrase = phrase(&violation.constraint, violation.member);
                items.push(item(
                    violation,
                    violation.value,
                    violation.member,
                    &violation.path,
                    &phrase,
                ));
                continue;
            }
            Role::Item(list) => (list, "Member", true),
            Role::Value(map) => (map, "Map value", true),
            Role::Key(map) => (map, "Map keys", false),
        };
        let path = match violation.path.split_last() {
            Some((_, path)) => path,
            None => &violation.path,
        };
        if told.contains(&(whose, path)) {
            continue;
        }
        told.push((whose, path));
        let mut phrases = phrases(violation.member);
        if null {
            phrases.push("Member must not be null".to_owned());
        }
        let phrase = format!("{whose} must satisfy constraint: [{}]", phrases.join(", "));
        let Container { view, member } = container;
        items.push(item(violation, view, member, path, &phrase));
    }
    items
}

fn item(
    violation: &Violation<'_>,
    value: View<'_>,
    member: &Member,
    path: &[Step<'_>],
    constraint: &str,
) -> String {
    let mut text = String::from("Value");
    if matches!(value, View::Absent) {
        text.push_str(" null");
    } else if !violation.sensitive && !is_hidden(member) {
        text.push_str(" '");
        render(value, member.target, &mut text);
        text.push('\'');
    }
    let path = dotted(path);
    text + " at '" + &path + "' failed to satisfy constraint: " + constraint
}

/// Whether the value, or the items of the collection that it is, may not be shown.
fn is_hidden(member: &Member) -> bool {
    let items = match member.target.kind {
        Kind::List | Kind::Map => member.target.members,
        _ => &[],
    };
    member.is_sensitive() || items.iter().any(is_hidden)
}

/// `vpcConfig.subnetIds`; items of lists as `list.1.member`, of maps as `map.key.member`.
fn dotted(path: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in path {
        if !out.is_empty() {
            out.push('.');
        }
        match step {
            Step::Member(name) => push_camel(name, &mut out),
            Step::Index(index) => push(&mut out, format_args!("{}.member", index + 1)),
            Step::Key(key) => push(&mut out, format_args!("{key}.member")),
            Step::HiddenKey(_) => out.push_str("*.member"),
        }
    }
    out
}

/// Writes the name with its first letter in lower case.
fn push_camel(name: &str, out: &mut String) {
    let mut chars = name.chars();
    out.extend(chars.next().map(|c| c.to_ascii_lowercase()));
    out.push_str(chars.as_str());
}

/// The constraint that is broken.
fn phrase(constraint: &Constraint, member: &Member) -> String {
    match constraint {
        Constraint::NotNull => "Member must not be null".to_owned(),
        Constraint::Length { actual, max, .. } if actual > max => at_most("length", max),
        Constraint::Length { min, .. } => at_least("length", min),
        Constraint::Range {
            min, max, above, ..
        } => match (min, max) {
            (_, Some(max)) if *above => at_most("value", &number(*max, member)),
            (Some(min), _) => at_least("value", &number(*min, member)),
            (None, _) => String::new(),
        },
        Constraint::Pattern(text) => pattern(text),
        Constraint::Enum(values) => set(values),
        Constraint::Unique => "Member must have unique values".to_owned(),
    }
}

/// All constraints on the member, in the order of the service's answers.
fn phrases(member: &'static Member) -> Vec<String> {
    let mut out = Vec::new();
    if let Some((min, max)) = member.find(|t| match t {
        Trait::Length { min, max } => Some((min, max)),
        _ => None,
    }) {
        out.extend((*max < u64::MAX).then(|| at_most("length", max)));
        out.extend((*min > 0).then(|| at_least("length", min)));
    }
    if let Some((min, max)) = member.find(|t| match t {
        Trait::Range { min, max } => Some((*min, *max)),
        _ => None,
    }) {
        out.extend(max.map(|max| at_most("value", &number(max, member))));
        out.extend(min.map(|min| at_least("value", &number(min, member))));
    }
    out.extend(member.find(|t| match t {
        Trait::Pattern(text) => Some(pattern(text)),
        _ => None,
    }));
    if member.target.kind == Kind::Enum {
        out.push(set(member.target.values));
    }
    out
}

fn at_most(what: &str, bound: &impl std::fmt::Display) -> String {
    format!("Member must have {what} less than or equal to {bound}")
}

fn at_least(what: &str, bound: &impl std::fmt::Display) -> String {
    format!("Member must have {what} greater than or equal to {bound}")
}

fn pattern(text: &str) -> String {
    let text = inside_anchors(text).unwrap_or(text);
    format!("Member must satisfy regular expression pattern: {text}")
}

fn set(values: &[&str]) -> String {
    format!(
        "Member must satisfy enum value set: [{}]",
        values.join(", ")
    )
}

/// A bound as the member's type writes it: doubles have a fraction.
fn number(bound: Bound, member: &Member) -> String {
    let text = match bound {
        Bound::Integer(value) => value.to_string(),
        Bound::Decimal(_, text) => text.to_owned(),
    };
    let real = matches!(member.target.kind, Kind::Float | Kind::Double);
    if real && text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        text + ".0"
    } else {
        text
    }
}

/// Writes a value: lists as `[a, b]`, maps as `{k=v}`, doubles as `2.0`.
fn render(view: View<'_>, schema: &Schema, out: &mut String) {
    match view {
        View::Absent => out.push_str("null"),
        View::Boolean(v) => push(out, format_args!("{v}")),
        View::Byte(v) => push(out, format_args!("{v}")),
        View::Short(v) => push(out, format_args!("{v}")),
        View::Integer(v) => push(out, format_args!("{v}")),
        View::Long(v) => push(out, format_args!("{v}")),
        View::Float(v) => push(out, format_args!("{v:?}")),
        View::Double(v) => push(out, format_args!("{v:?}")),
        View::BigInteger(v) => out.push_str(v.as_str()),
        View::BigDecimal(v) => out.push_str(v.as_str()),
        View::String(v) => out.push_str(v),
        View::Blob(v) => push(out, format_args!("<{} bytes>", v.len())),
        View::Timestamp(v) => out.push_str(&v.format(Format::DateTime)),
        View::Document(_) => out.push_str("<document>"),
        View::Stream(_) | View::Events(_) => out.push_str("<stream>"),
        View::List(list) => {
            let item = schema.members.first();
            out.push('[');
            for index in 0..list.len() {
                out.push_str(if index > 0 { ", " } else { "" });
                render_member(list.get(index), item, out);
            }
            out.push(']');
        }
        View::Map(map) => {
            out.push('{');
            for (index, (key, value)) in map.entries().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                render_member(View::String(key), schema.members.first(), out);
                out.push('=');
                render_member(value, schema.members.get(1), out);
            }
            out.push('}');
        }
        View::Structure(value) => structure(value, out),
        View::Union(value) => {
            out.push_str(schema.name());
            out.push('(');
            if let Some((index, view)) = value.variant() {
                named(view, value.schema().members.get(index), out);
            }
            out.push(')');
        }
    }
}

/// Writes `Name(member=value, …)`, absent members left out.
fn structure(value: &dyn Structure, out: &mut String) {
    out.push_str(value.schema().name());
    out.push('(');
    let mut first = true;
    for (index, member) in value.schema().members.iter().enumerate() {
        let view = value.get(index);
        if !matches!(view, View::Absent) {
            out.push_str(if first { "" } else { ", " });
            named(view, Some(member), out);
            first = false;
        }
    }
    out.push(')');
}

fn named(view: View<'_>, member: Option<&'static Member>, out: &mut String) {
    push_camel(member.map_or("", |m| m.name), out);
    out.push('=');
    render_member(view, member, out);
}

/// Writes the value unless it may not be shown.
fn render_member(view: View<'_>, member: Option<&'static Member>, out: &mut String) {
    match member {
        Some(member) if !member.is_sensitive() => render(view, member.target, out),
        _ => out.push_str(REDACTED),
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = out.write_fmt(text);
}
