//! Moves between the two signature algorithms of AWS.

use std::collections::{BTreeMap, BTreeSet};

use super::{DiffRule, Differences, Subject, finding};
use crate::closure::operations_of;
use crate::{Diagnostics, Model, Node, Severity, Shape, ShapeId, ShapeType};

const SIGV4: &str = "aws.auth#sigv4";
const SIGV4A: &str = "aws.auth#sigv4a";

pub(super) const RULES: &[DiffRule] = &[DiffRule {
    id: "SigV4Migration",
    title: "A service or operation prefers another AWS signature algorithm than it did.",
    why: "Clients take the first scheme that they can. Not all credentials that do for `aws.auth#sigv4` do for `aws.auth#sigv4a`, and a \
        request signed with `sigv4a` may be meant for more regions than one signed with `sigv4`. So a new scheme goes after the one that \
        is there; only when all clients know it can the order change.",
    old: "$version: \"2\"\nnamespace a\n\nuse aws.auth#sigv4\nuse aws.auth#sigv4a\n\n@auth([sigv4])\n@sigv4(name: \"zoo\")\n@sigv4a(name: \"zoo\")\nservice Zoo {}\n",
    new: "$version: \"2\"\nnamespace a\n\nuse aws.auth#sigv4\nuse aws.auth#sigv4a\n\n@auth([sigv4a, sigv4])\n@sigv4(name: \"zoo\")\n@sigv4a(name: \"zoo\")\nservice Zoo {}\n",
    run: migrated,
}];

/// Where each of the two algorithms stands in a list of schemes, from the best to the worst.
#[derive(Clone, Copy, Default)]
pub(super) struct Places {
    pub(super) sigv4: Option<usize>,
    pub(super) sigv4a: Option<usize>,
}

/// Schemes that a model gives to a service, and to those of its operations that name their own.
pub(super) struct Schemes<'d, 'a> {
    differences: &'d Differences<'a>,
    model: &'a Model,
}

fn migrated(differences: &Differences<'_>, found: &mut Diagnostics) {
    let (before, after) = (Schemes::old(differences), Schemes::new(differences));
    for (change, old, new) in differences.changed_shapes(ShapeType::Service) {
        tell(
            Places::of(&before.of(old, old)),
            Places::of(&after.of(new, new)),
            change.new,
            &format!("`{}`", new.id),
            "SigV4Migration",
            found,
        );
    }
    let mut changes = differences.changed_shapes(ShapeType::Operation).peekable();
    if changes.peek().is_none() {
        return;
    }
    let services = services_by_operation(differences.new);
    for (change, old, new) in changes {
        for service in services.get(&new.id).into_iter().flatten() {
            let was = differences.old.shape(&service.id);
            let Some(was) = was.filter(|was| was.kind == ShapeType::Service) else {
                continue;
            };
            tell(
                Places::of(&before.of(was, old)),
                Places::of(&after.of(service, new)),
                change.new,
                &format!("`{}`", new.id),
                "SigV4Migration",
                found,
            );
        }
    }
}

fn services_by_operation(model: &Model) -> BTreeMap<&ShapeId, Vec<&Shape>> {
    let mut services: BTreeMap<&ShapeId, Vec<&Shape>> = BTreeMap::new();
    for service in model.services() {
        for operation in operations_of(model, &service.id) {
            services.entry(operation).or_default().push(service);
        }
    }
    services
}

/// Tells a move between the algorithms, if it may break clients.
pub(super) fn tell(
    old: Places,
    new: Places,
    subject: Subject<'_>,
    place: &str,
    id: &'static str,
    found: &mut Diagnostics,
) {
    let Some((first, verb, preposition, second, advice)) = old.moved_to(new) else {
        return;
    };
    let danger = match first {
        SIGV4A => format!(
            "is not backward compatible since not all credentials usable by `{SIGV4}` are compatible with `{SIGV4A}`, and can break \
             existing clients' authentication."
        ),
        _ => {
            "may not be backward compatible if the signing scope was narrowed (typically from `*`)."
                .to_owned()
        }
    };
    // What is replaced comes first in the sentence, and what replaces it second.
    let (subject_of, object_of) = match verb {
        "replaced" => (second, first),
        _ => (first, second),
    };
    let message = format!(
        "The `{subject_of}` authentication scheme was {verb} {preposition} the `{object_of}` authentication scheme in the effective auth \
         schemes for {place}. {advice} {danger}"
    );
    found.push(finding(Severity::Danger, id, subject, message));
}

type Move = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    String,
);

impl Places {
    pub(super) fn of(schemes: &[&str]) -> Places {
        Places {
            sigv4: schemes.iter().position(|id| *id == SIGV4),
            sigv4a: schemes.iter().position(|id| *id == SIGV4A),
        }
    }

    /// The scheme that clients take now, what happened to it, in which relation to which other one, and what may come of that.
    fn moved_to(self, new: Places) -> Option<Move> {
        let adding = |one: &str, other: &str| {
            format!(
                "Adding the `{one}` authentication scheme before an existing `{other}` authentication scheme"
            )
        };
        let moving = |one: &str, other: &str| {
            format!(
                "Moving the `{one}` authentication scheme before the `{other}` authentication scheme"
            )
        };
        // Both directions of this sentence name the schemes in this order.
        let replacing = format!(
            "Replacing the `{SIGV4}` authentication scheme with the `{SIGV4A}` authentication scheme directly"
        );
        match (self.sigv4, self.sigv4a, new.sigv4, new.sigv4a) {
            (Some(_), None, None, Some(_)) => Some((SIGV4A, "replaced", "by", SIGV4, replacing)),
            (None, Some(_), Some(_), None) => Some((SIGV4, "replaced", "by", SIGV4A, replacing)),
            (Some(a), Some(b), Some(c), Some(d)) if a < b && c > d => {
                Some((SIGV4A, "moved", "before", SIGV4, moving(SIGV4A, SIGV4)))
            }
            (Some(a), Some(b), Some(c), Some(d)) if a > b && c < d => {
                Some((SIGV4, "moved", "before", SIGV4A, moving(SIGV4, SIGV4A)))
            }
            (None, Some(_), Some(c), Some(d)) if c < d => {
                Some((SIGV4, "added", "before", SIGV4A, adding(SIGV4, SIGV4A)))
            }
            (Some(_), None, Some(c), Some(d)) if d < c => {
                Some((SIGV4A, "added", "before", SIGV4, adding(SIGV4A, SIGV4)))
            }
            _ => None,
        }
    }
}

impl<'d, 'a> Schemes<'d, 'a> {
    pub(super) fn old(differences: &'d Differences<'a>) -> Schemes<'d, 'a> {
        Schemes {
            differences,
            model: differences.old,
        }
    }

    pub(super) fn new(differences: &'d Differences<'a>) -> Schemes<'d, 'a> {
        Schemes {
            differences,
            model: differences.new,
        }
    }

    /// The schemes that clients may take for an operation of a service (or for the service, which then stands for both), in their order:
    /// those that it names with `@auth`, or else those that the service names, or else all that the service has.
    pub(super) fn of(&self, service: &'a Shape, subject: &'a Shape) -> Vec<&'a str> {
        let auth = |shape: &'a Shape| shape.traits.get("smithy.api#auth")?.as_array();
        if let Some(named) = auth(subject).or_else(|| auth(service)) {
            let mut seen = BTreeSet::new();
            let named = named.iter().filter_map(Node::as_str);
            return named
                .filter(|id| service.traits.has(id) && seen.insert(*id))
                .collect();
        }
        let all = service.traits.iter().map(|(id, _)| id);
        all.filter(|id| self.is_scheme(id))
            .map(ShapeId::as_str)
            .collect()
    }

    fn is_scheme(&self, id: &ShapeId) -> bool {
        const DEFINITION: &str = "smithy.api#authDefinition";
        match self.model.shape(id) {
            Some(shape) => shape.traits.has(DEFINITION),
            None => self
                .differences
                .definitions
                .get(id)
                .is_some_and(|(shape, _)| shape.traits.has(DEFINITION)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    fn moved(old: &str, new: &str) -> Option<(&'static str, &'static str)> {
        let places = |letters: &str| Places {
            sigv4: letters.find('4'),
            sigv4a: letters.find('a'),
        };
        let (first, verb, ..) = places(old).moved_to(places(new))?;
        Some((first, verb))
    }

    #[test]
    fn new_schemes_go_last() {
        assert_eq!(moved("4", "4a"), None);
        assert_eq!(moved("a", "a4"), None);
        assert_eq!(moved("4", "a4"), Some(("aws.auth#sigv4a", "added")));
        assert_eq!(moved("a", "4a"), Some(("aws.auth#sigv4", "added")));
        assert_eq!(moved("4", "a"), Some(("aws.auth#sigv4a", "replaced")));
        assert_eq!(moved("a", "4"), Some(("aws.auth#sigv4", "replaced")));
        assert_eq!(moved("4a", "a4"), Some(("aws.auth#sigv4a", "moved")));
        assert_eq!(moved("4a", "4a"), None);
        assert_eq!(moved("4a", "a"), None);
    }
}
