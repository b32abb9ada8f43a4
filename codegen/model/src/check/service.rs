//! Services as a whole: names and renames. (Smithy spec, "Service closure", "Service": `rename`)

use std::collections::BTreeMap;

use super::{Context, Rule, Run};
use crate::{
    Diagnostic, Diagnostics, Member, Model, Severity, Shape, ShapeId, ShapeType, shape_id,
};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "Service",
    title: "Names are unique in a service, and renames rename.",
    why: "Code is generated for a service as a whole, mostly into one module, and often in a language or for a file system in which case does not \
        count. Two shapes that the service reaches need names of their own, whatever their namespaces; `rename` gives new ones. Simple types and \
        lists of them that are alike in everything may share a name: that is a note or a warning.",
    bad: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity]
    rename: { "example#City": "Town" }
}

operation GetCity {
    output := {
        city: City
        town: Town
    }
}

structure City {}

structure Town {}
"#,
    good: r#"$version: "2"
namespace example

service Weather {
    version: "1"
    operations: [GetCity]
    rename: { "example#City": "BigCity" }
}

operation GetCity {
    output := {
        city: City
        town: Town
    }
}

structure City {}

structure Town {}
"#,
    run: Run::Semantic(check),
}];

const EVENT: &str = "Service";

/// How many shapes of one name are compared: each with each.
const MOST_OF_ONE_NAME: usize = 50;

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in context.model().services() {
        if let Some(service) = shape.as_service() {
            let names = Names {
                context,
                service: shape,
                rename: &service.rename,
            };
            names.check_renames(diagnostics);
            names.check_names(diagnostics);
        }
    }
}

struct Names<'c, 'a> {
    context: &'c Context<'a>,
    service: &'a Shape,
    rename: &'a BTreeMap<ShapeId, String>,
}

impl Names<'_, '_> {
    fn check_renames(&self, diagnostics: &mut Diagnostics) {
        let reached = self.context.reached(&self.service.id);
        for (id, name) in self.rename {
            let mut report = |message: String| {
                let found = Diagnostic::error(EVENT, message);
                diagnostics.push(found.on(&self.service.id).at(self.service.span));
            };
            if !shape_id::is_identifier(name) {
                report(format!(
                    "Service attempts to rename `{id}` to an invalid identifier, \"{name}\""
                ));
            } else if name == id.name() {
                report(format!(
                    "Service rename for `{id}` does not actually change the name from `{name}`"
                ));
            }
            let shape = self.context.shape(id.root_str());
            let is_member = self.context.member(id).is_some();
            let kind = match shape.filter(|shape| reached.contains(&shape.id)) {
                Some(_) if is_member => "member",
                Some(shape) if id.member().is_none() => match shape.kind {
                    ShapeType::Resource => "resource",
                    ShapeType::Operation => "operation",
                    _ => continue,
                },
                _ => {
                    report(format!(
                        "Service attempts to rename a shape not in the service: {id}"
                    ));
                    continue;
                }
            };
            report(format!(
                "Service attempts to rename a {kind} shape from `{id}` to \"{name}\"; {kind}s cannot be renamed"
            ));
        }
    }

    /// Names are unique in a service, whatever their case and namespace.
    fn check_names(&self, diagnostics: &mut Diagnostics) {
        let mut names: Vec<(&str, &ShapeId)> = self
            .context
            .reached(&self.service.id)
            .iter()
            .map(|id| (self.rename.get(*id).map_or(id.name(), String::as_str), *id))
            .collect();
        // The ids are in order, and stay so among equals.
        names.sort_by_cached_key(|(name, _)| name.to_ascii_lowercase());
        for group in names.chunk_by(|a, b| a.0.eq_ignore_ascii_case(b.0)) {
            let group: Vec<&Shape> = group
                .iter()
                .take(MOST_OF_ONE_NAME)
                .filter_map(|(_, id)| self.context.shape(id))
                .collect();
            for (i, subject) in group.iter().enumerate() {
                for (_, other) in group.iter().enumerate().filter(|(j, _)| *j != i) {
                    self.report_conflict(subject, other, diagnostics);
                }
            }
        }
    }

    fn report_conflict(&self, subject: &Shape, other: &Shape, diagnostics: &mut Diagnostics) {
        let severity = conflict(self.context, subject, other);
        let must = if severity >= Severity::Danger {
            "must"
        } else {
            "should"
        };
        let start = match self.rename.get(&subject.id) {
            Some(name) => format!("Renamed shape name \"{name}\""),
            None => format!("Shape name `{}`", subject.id),
        };
        let renamed = self
            .rename
            .get(&other.id)
            .map_or_else(String::new, |name| format!("(renamed to \"{name}\") "));
        let message = format!(
            "{start} conflicts with `{}` {renamed}in the `{}` service closure. Shapes in the closure of a service {must} have case-insensitively unique names regardless of their namespaces. Use the `rename` property of the service to disambiguate shape names.",
            other.id, self.service.id
        );
        let found = Diagnostic::new(severity, EVENT, message);
        diagnostics.push(found.on(&subject.id).at(subject.span));
    }
}

/// How bad it is that two shapes share a name: a note if they are simple and alike, a warning if they are lists and alike.
fn conflict(model: &Model, a: &Shape, b: &Shape) -> Severity {
    let is_minor = |shape: &Shape| shape.kind.is_simple() || shape.kind == ShapeType::List;
    if !is_minor(a) || !is_minor(b) || a.kind != b.kind || a.traits != b.traits {
        return Severity::Error;
    }
    match (a.list_member(), b.list_member()) {
        (Some(a), Some(b)) => members_conflict(model, a, b),
        _ => Severity::Note,
    }
}

/// Lists of lists that are alike end in simple elements or, if they are recursive, are an error of their own.
fn members_conflict(model: &Model, a: &Member, b: &Member) -> Severity {
    if a.traits != b.traits {
        return Severity::Error;
    }
    let (mut a, mut b) = (a, b);
    for _ in 0..16 {
        let (Some(x), Some(y)) = (model.target(a), model.target(b)) else {
            break;
        };
        match (x.list_member(), y.list_member()) {
            (Some(next_a), Some(next_b)) if x.traits == y.traits => {
                if next_a.traits != next_b.traits {
                    return Severity::Error;
                }
                (a, b) = (next_a, next_b);
            }
            _ => return conflict_of_ends(x, y),
        }
    }
    Severity::Warning
}

fn conflict_of_ends(a: &Shape, b: &Shape) -> Severity {
    let is_simple = |shape: &Shape| shape.kind.is_simple() || shape.kind == ShapeType::List;
    if is_simple(a) && is_simple(b) && a.kind == b.kind && a.traits == b.traits {
        Severity::Warning
    } else {
        Severity::Error
    }
}
