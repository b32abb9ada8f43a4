//! Names that differ: ids by more than their case, members in JSON documents. (Smithy spec, "Shape ID", "jsonName trait")

use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasher;

use super::{Context, Rule, Run, ticked_sorted};
use crate::hash_text::ByText;
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
    let (mut seen, mut names) = (Seen::default(), Seen::default());
    let mut conflicts: BTreeMap<String, Vec<&Shape>> = BTreeMap::new();
    for shape in context.shapes() {
        if seen.again(shape.id.as_str()) {
            let lower = shape.id.as_str().to_ascii_lowercase();
            conflicts.entry(lower).or_default();
        }
    }
    for shape in context.shapes() {
        if !conflicts.is_empty()
            && let Some(group) = conflicts.get_mut(&shape.id.as_str().to_ascii_lowercase())
        {
            group.push(shape);
        }
        let members = shape.members.iter();
        names.hashes.clear();
        if members.clone().any(|member| names.again(&member.name)) {
            let ids = members.map(|member| (&*member.name, &member.id, member.span));
            report(ids, diagnostics);
        }
    }
    // The ids of members differ in case only if those of their shapes do.
    for group in conflicts.values() {
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

/// Names by the hashes of their lower case: nearly always that is enough to tell them all apart.
#[derive(Default)]
struct Seen {
    hashes: HashSet<u64, ByText>,
    by_text: ByText,
    lower: Vec<u8>,
}

impl Seen {
    /// Whether a name that differs in case only may have been seen.
    fn again(&mut self, name: &str) -> bool {
        self.lower.clear();
        self.lower
            .extend(name.bytes().map(|b| b.to_ascii_lowercase()));
        !self.hashes.insert(self.by_text.hash_one(&self.lower))
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
