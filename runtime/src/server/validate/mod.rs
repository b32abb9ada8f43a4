//! Checks an input against the constraint traits of its shapes and finds all violations.
//!
//! One walk over the value and its schema, in model order, serves every operation and protocol; it
//! allocates nothing where all is well. What a violation is called is up to
//! [`Style`](super::message::Style).

mod pattern;
mod range;
mod unique;
mod violation;

use std::collections::BTreeSet;

pub(crate) use pattern::inside_anchors;
pub use pattern::{Matching, check as check_pattern};
pub use violation::{Constraint, Container, Role, Step, Violation, pointer};

use crate::protocol::Missing;
use crate::schema::{Kind, Member, Schema, Trait};
use crate::value::{Structure, View};

/// Values nested deeper than this are not looked at; protocols refuse documents of half this depth.
pub const MAX_DEPTH: usize = 256;

/// The walk ends after so many violations, so that a hostile request can't ask for an answer many
/// times its own size.
pub const MAX_VIOLATIONS: usize = 1000;

/// All violations of an input, in model order, at most [`MAX_VIOLATIONS`].
///
/// `missing` names the required members that the request didn't carry: a required member has no
/// absent value in a structure of the server.
pub fn validate<'a>(
    input: &'a dyn Structure,
    missing: &Missing,
    matching: Matching,
) -> Vec<Violation<'a>> {
    let mut walk = Walk {
        missing: missing.0.iter().map(String::as_str).collect(),
        matching,
        found: Vec::new(),
    };
    walk.structure(input, &Place::ROOT);
    walk.found
}

struct Walk<'a, 'm> {
    missing: BTreeSet<&'m str>,
    matching: Matching,
    found: Vec<Violation<'a>>,
}

/// Where the walk is: a list towards the root, on the stack.
#[derive(Clone, Copy)]
struct Place<'p, 'a> {
    parent: Option<&'p Place<'p, 'a>>,
    step: Step<'a>,
    depth: usize,
    sensitive: bool,
}

/// A value on the walk, and the member that it is a value of.
#[derive(Clone, Copy)]
struct Subject<'a> {
    view: View<'a>,
    member: &'static Member,
    role: Role<'a>,
}

impl<'a> Walk<'a, '_> {
    fn structure(&mut self, value: &'a dyn Structure, place: &Place<'_, 'a>) {
        for (index, member) in value.schema().members.iter().enumerate() {
            let required = member.is_required();
            if !required && !is_checked(member) {
                continue;
            }
            let subject = Subject {
                view: value.get(index),
                member,
                role: Role::Member,
            };
            let place = place.child(Step::Member(member.name), member.is_sensitive());
            if required && self.is_missing(subject.view, &place) {
                let view = View::Absent;
                self.report(Subject { view, ..subject }, &place, Constraint::NotNull);
            } else {
                self.value(subject, &place);
            }
        }
    }

    fn is_missing(&self, view: View<'_>, place: &Place<'_, '_>) -> bool {
        matches!(view, View::Absent)
            || (!self.missing.is_empty() && self.missing.contains(pointer(&place.steps()).as_str()))
    }

    fn value(&mut self, subject: Subject<'a>, place: &Place<'_, 'a>) {
        let Subject { view, member, .. } = subject;
        if place.depth > MAX_DEPTH || self.found.len() >= MAX_VIOLATIONS {
            return;
        }
        if member.is_constrained() || member.target.kind == Kind::Enum {
            self.constraints(subject, place);
        }
        let container = Container { view, member };
        match view {
            View::List(list) => {
                if let Some(item) = member.target.members.first().filter(|m| is_checked(m)) {
                    for index in 0..list.len() {
                        let subject = Subject {
                            view: list.get(index),
                            member: item,
                            role: Role::Item(container),
                        };
                        let place = place.child(Step::Index(index), item.is_sensitive());
                        self.value(subject, &place);
                    }
                }
            }
            View::Map(map) => self.map(map, container, place),
            View::Structure(value) => self.structure(value, place),
            View::Union(value) => {
                let chosen = value.variant().and_then(|(index, view)| {
                    let member = value.schema().members.get(index)?;
                    Some((view, member))
                });
                if let Some((view, member)) = chosen {
                    let role = Role::Member;
                    let place = place.child(Step::Member(member.name), member.is_sensitive());
                    self.value(Subject { view, member, role }, &place);
                }
            }
            _ => {}
        }
    }

    fn map(
        &mut self,
        map: &'a dyn crate::value::Map,
        container: Container<'a>,
        place: &Place<'_, 'a>,
    ) {
        let [key, value] = container.member.target.members else {
            return;
        };
        if !is_checked(key) && !is_checked(value) {
            return;
        }
        for (text, view) in map.entries() {
            let step = if key.is_sensitive() {
                Step::HiddenKey(text)
            } else {
                Step::Key(text)
            };
            let subject = Subject {
                view: View::String(text),
                member: key,
                role: Role::Key(container),
            };
            let hidden = key.is_sensitive() || value.is_sensitive();
            let place = place.child(step, hidden);
            if is_checked(key) {
                self.value(subject, &place);
            }
            if is_checked(value) {
                let subject = Subject {
                    view,
                    member: value,
                    role: Role::Value(container),
                };
                self.value(subject, &place);
            }
        }
    }

    /// Checks the value itself. Traits of the member replace those of its target.
    fn constraints(&mut self, subject: Subject<'a>, place: &Place<'_, 'a>) {
        let Subject { view, member, .. } = subject;
        if let Some(actual) = length(view)
            && let Some((min, max)) = member.find(|t| match t {
                Trait::Length { min, max } => Some((*min, *max)),
                _ => None,
            })
            && !(min..=max).contains(&actual)
        {
            self.report(subject, place, Constraint::Length { actual, min, max });
        }
        if let Some((min, max)) = member.find(|t| match t {
            Trait::Range { min, max } => Some((*min, *max)),
            _ => None,
        }) && !range::within(view, min, max)
        {
            let (below, above) = (
                !range::within(view, min, None),
                !range::within(view, None, max),
            );
            let constraint = Constraint::Range {
                min,
                max,
                below,
                above,
            };
            self.report(subject, place, constraint);
        }
        if let View::String(text) = view {
            self.text(text, subject, place);
        }
        if let View::List(list) = view
            && member
                .find(|t| matches!(t, Trait::UniqueItems).then_some(()))
                .is_some()
            && unique::has_duplicates(list)
        {
            self.report(subject, place, Constraint::Unique);
        }
    }

    fn text(&mut self, text: &str, subject: Subject<'a>, place: &Place<'_, 'a>) {
        let pattern = subject.member.find(|t| match t {
            Trait::Pattern(pattern) => Some(*pattern),
            _ => None,
        });
        if let Some(pattern) = pattern
            && !pattern::matches(pattern, text, self.matching)
        {
            self.report(subject, place, Constraint::Pattern(pattern));
        }
        let Schema { kind, values, .. } = subject.member.target;
        let values = match kind {
            Kind::Enum => Some(*values),
            _ => subject.member.find(|t| match t {
                Trait::Values(values) => Some(*values),
                _ => None,
            }),
        };
        if let Some(values) = values.filter(|values| !values.contains(&text)) {
            let told = subject.member.find(|t| match t {
                Trait::PublicValues(values) => Some(*values),
                _ => None,
            });
            self.report(subject, place, Constraint::Enum(told.unwrap_or(values)));
        }
    }

    fn report(&mut self, subject: Subject<'a>, place: &Place<'_, 'a>, constraint: Constraint) {
        if self.found.len() < MAX_VIOLATIONS {
            self.found.push(Violation {
                path: place.steps(),
                value: subject.view,
                member: subject.member,
                role: subject.role,
                constraint,
                sensitive: place.sensitive,
            });
        }
    }
}

impl<'a> Place<'_, 'a> {
    const ROOT: Self = Self {
        parent: None,
        step: Step::Member(""),
        depth: 0,
        sensitive: false,
    };

    fn child<'q>(&'q self, step: Step<'a>, sensitive: bool) -> Place<'q, 'a> {
        Place {
            parent: Some(self),
            step,
            depth: self.depth + 1,
            sensitive: self.sensitive || sensitive,
        }
    }

    /// The steps from the root to here.
    fn steps(&self) -> Vec<Step<'a>> {
        let mut steps = Vec::with_capacity(self.depth);
        let mut place = Some(self);
        while let Some(Place {
            parent: Some(parent),
            step,
            ..
        }) = place
        {
            steps.push(*step);
            place = Some(parent);
        }
        steps.reverse();
        steps
    }
}

/// Whether values of the member can violate anything at all.
fn is_checked(member: &Member) -> bool {
    member.is_constrained()
        || matches!(
            member.target.kind,
            Kind::Enum | Kind::List | Kind::Map | Kind::Structure | Kind::Union
        )
}

/// Code points of a text, bytes of a blob, items of a collection (Smithy 2.0, trait `length`).
fn length(view: View<'_>) -> Option<u64> {
    let length = match view {
        View::String(text) => text.chars().count(),
        View::Blob(bytes) => bytes.len(),
        View::List(list) => list.len(),
        View::Map(map) => map.len(),
        _ => return None,
    };
    Some(length as u64)
}

#[cfg(test)]
mod tests;
