//! Names that differ: ids by more than their case, members in JSON documents. (Smithy spec, "Shape ID", "jsonName trait")

use std::collections::{BTreeMap, HashMap};

use super::{Context, Rule, Run, ticked_sorted};
use crate::traits::{JsonName, TypedTrait};
use crate::{Diagnostic, Diagnostics, Shape, ShapeId, Span};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "JsonName",
        title: "No two members share a JSON name.",
        why: "Two members with one name in a JSON document overwrite each other when the document is written, and can't be told apart when it is \
            read.",
        bad: r#"$version: "2"
namespace example

structure City {
    @jsonName("name")
    title: String

    name: String
}
"#,
        good: r#"$version: "2"
namespace example

structure City {
    @jsonName("fullName")
    title: String

    name: String
}
"#,
        run: Run::Semantic(check_json),
    },
    Rule {
        id: "ShapeIdConflict",
        title: "No two shapes or members have ids that differ in case only.",
        why: "Generated code changes the case of names to that of the target language, and some file systems ignore it. Names that differ in case \
            only become one there.",
        bad: r#"$version: "2"
namespace example

structure City {
    name: String
    Name: String
}
"#,
        good: r#"$version: "2"
namespace example

structure City {
    name: String
    officialName: String
}
"#,
        run: Run::Critical(check_ids),
    },
];

fn check_json(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut last: Option<&ShapeId> = None;
    for on in context.applied(JsonName::ID) {
        if last.replace(&on.shape.id) == Some(&on.shape.id) {
            continue;
        }
        let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for member in &on.shape.members {
            let name = member
                .traits
                .typed()
                .map_or_else(|| member.name.to_string(), |JsonName(name)| name);
            names.entry(name).or_default().push(&member.name);
        }
        for (name, mut members) in names.into_iter().filter(|(_, members)| members.len() > 1) {
            members.sort_unstable();
            let message = format!(
                "This shape contains members with conflicting JSON names that resolve to '{name}': {}",
                members.join(", ")
            );
            let found = Diagnostic::error("JsonName", message);
            diagnostics.push(found.on(&on.shape.id).at(on.shape.span));
        }
    }
}

fn check_ids(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut shapes: HashMap<String, Vec<&Shape>> = HashMap::with_capacity(context.shapes().len());
    let mut conflicts: Vec<String> = Vec::new();
    for shape in context.shapes() {
        let lower = shape.id.as_str().to_ascii_lowercase();
        let group = shapes.entry(lower).or_default();
        group.push(shape);
        if let [_, last] = group.as_slice() {
            conflicts.push(last.id.as_str().to_ascii_lowercase());
        }
        report(
            shape
                .members
                .iter()
                .map(|member| (&*member.name, &member.id, member.span)),
            diagnostics,
        );
    }
    // The ids of members differ in case only if those of their shapes do.
    for group in conflicts.iter().filter_map(|lower| shapes.get(lower)) {
        report(
            group
                .iter()
                .map(|shape| (shape.id.as_str(), &shape.id, shape.span)),
            diagnostics,
        );
        let (Some(first), rest) = (group.first(), group.get(1..).unwrap_or_default()) else {
            continue;
        };
        for other in rest {
            for member in &other.members {
                let same = first
                    .members
                    .iter()
                    .find(|m| m.name.eq_ignore_ascii_case(&member.name));
                if let Some(same) = same {
                    pair(&member.id, member.span, &same.id, diagnostics);
                    pair(&same.id, same.span, &member.id, diagnostics);
                }
            }
        }
    }
}

/// Reports the ids of a group whose names differ in case only.
fn report<'a>(
    ids: impl ExactSizeIterator<Item = (&'a str, &'a ShapeId, Span)>,
    diagnostics: &mut Diagnostics,
) {
    if ids.len() < 2 {
        return;
    }
    let mut ids: Vec<_> = ids.collect();
    let lower = |name: &'a str| name.bytes().map(|byte| byte.to_ascii_lowercase());
    ids.sort_by(|a, b| lower(a.0).cmp(lower(b.0)).then(a.1.cmp(b.1)));
    for group in ids.chunk_by(|a, b| a.0.eq_ignore_ascii_case(b.0)) {
        for (_, id, span) in group.iter().filter(|_| group.len() > 1) {
            let others = group.iter().map(|(_, other, _)| *other);
            let others = ticked_sorted(others.filter(|other| other != id).map(ShapeId::as_str));
            let message =
                format!("Shape ID `{id}` conflicts with other shape IDs in the model: [{others}]");
            let found = Diagnostic::error("ShapeIdConflict", message);
            diagnostics.push(found.on(id).at(*span));
        }
    }
}

fn pair(id: &ShapeId, span: Span, other: &ShapeId, diagnostics: &mut Diagnostics) {
    let message =
        format!("Shape ID `{id}` conflicts with other shape IDs in the model: [`{other}`]");
    let found = Diagnostic::error("ShapeIdConflict", message);
    diagnostics.push(found.on(id).at(span));
}
