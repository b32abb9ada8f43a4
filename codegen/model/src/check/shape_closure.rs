//! Named sets of shapes, in metadata. (Smithy spec, "Shape closures")

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Rule, Run, context::reached, listed};
use crate::selector::Item;
use crate::{Diagnostic, Diagnostics, Node, Selector, Severity, Shape, ShapeId};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "ShapeClosure",
    title: "Closures of shapes have a name, shapes, and names that differ.",
    why: "The metadata `shapeClosures` name sets of shapes without a service, for tools that make code of them. A closure has an id of its own, \
        says by namespaces or a selector where to start, and finds something there. As in a service, its shapes have names that differ by more \
        than their case; `rename` gives new ones.",
    bad: r#"$version: "2"

metadata shapeClosures = [
    { id: "example#Events", includeNamespaces: ["example.events"] }
]

namespace example

structure Started {}
"#,
    good: r#"$version: "2"

metadata shapeClosures = [
    { id: "example#Events", includeNamespaces: ["example"] }
]

namespace example

structure Started {}
"#,
    run: Run::Semantic(check),
}];

const EVENT: &str = "ShapeClosure";

/// One closure, as far as it is understood.
struct Closure<'a> {
    id: &'a str,
    namespaces: Vec<&'a str>,
    selector: Option<&'a str>,
    rename: Vec<(ShapeId, &'a str)>,
}

impl<'a> Closure<'a> {
    /// What is not of the type of closures is reported as metadata of the wrong type.
    fn of(node: &'a Node) -> Option<Closure<'a>> {
        let namespaces = match node.get("includeNamespaces") {
            None => Vec::new(),
            Some(list) => {
                let texts = list.as_array()?.iter().map(Node::as_str);
                texts.collect::<Option<_>>()?
            }
        };
        let rename = match node.get("rename") {
            None => Vec::new(),
            Some(map) => {
                let pairs = map.as_object()?.iter();
                pairs
                    .map(|(id, name)| Some((ShapeId::parse(id).ok()?, name.as_str()?)))
                    .collect::<Option<_>>()?
            }
        };
        Some(Closure {
            id: node.get("id")?.as_str()?,
            namespaces,
            selector: match node.get("includeBySelector") {
                None => None,
                Some(text) => Some(text.as_str()?),
            },
            rename,
        })
    }
}

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let metadata = context.model().metadata().get("shapeClosures");
    let Some(closures) = metadata.and_then(Node::as_array) else {
        return;
    };
    let namespaces: BTreeSet<&str> = context.shapes().map(|s| s.id.namespace()).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, closure) in closures.iter().enumerate() {
        let Some(closure) = Closure::of(closure) else {
            continue;
        };
        let id = closure.id;
        if let Some(previous) = seen.insert(id, i) {
            let message = format!(
                "Shape closure id `{id}` is declared more than once. The previous declaration is at element {previous} of the metadata `shapeClosures`."
            );
            diagnostics.push(Diagnostic::error(EVENT, message));
            continue;
        }
        check_roots(context, &closure, &namespaces, diagnostics);
        let selected = match closure.selector.filter(|text| !text.is_empty()) {
            None => Some(Vec::new()),
            Some(text) => select(context, &closure, text, diagnostics),
        };
        if let Some(selected) = selected {
            let members = Members::of(context, &closure, selected);
            members.check_renames(&closure, diagnostics);
            members.check_names(&closure, diagnostics);
        }
    }
}

fn check_roots(
    context: &Context<'_>,
    closure: &Closure<'_>,
    namespaces: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    let id = closure.id;
    let is_shape = |id: &ShapeId| context.shape(id).is_some() || context.member(id).is_some();
    if ShapeId::parse(id).is_ok_and(|id| is_shape(&id)) {
        let message = format!(
            "Shape closure ids must not match the ids of shapes in the model, but `{id}` does."
        );
        diagnostics.push(Diagnostic::error(EVENT, message));
    }
    if closure.namespaces.is_empty() && closure.selector.is_none() {
        let message = format!(
            "Shape closure `{id}` must define at least one of `includeNamespaces` or `includeBySelector`."
        );
        diagnostics.push(Diagnostic::error(EVENT, message));
    }
    for namespace in &closure.namespaces {
        if !namespaces.contains(namespace) {
            let message = format!(
                "Shape closure `{id}` includes namespace `{namespace}`, which has no shapes in the model."
            );
            let event = format!("{EVENT}.EmptyNamespace.{id}");
            diagnostics.push(Diagnostic::new(Severity::Danger, event, message));
        }
    }
}

/// What the selector of a closure matches; nothing if it is no selector.
fn select<'a>(
    context: &Context<'a>,
    closure: &Closure<'_>,
    text: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Item<'a>>> {
    let id = closure.id;
    let selector = match Selector::parse(text) {
        Ok(selector) => selector,
        Err(why) => {
            let message = format!("Shape closure `{id}` has an invalid `includeBySelector`: {why}");
            diagnostics.push(Diagnostic::error(EVENT, message));
            return None;
        }
    };
    let selected = selector.select(context.neighbors());
    let is_new = |item: &Item<'_>| !closure.namespaces.contains(&item.id().namespace());
    if !selected.iter().any(is_new) {
        let end = if closure.namespaces.is_empty() {
            ""
        } else {
            " that aren't already in an included namespace"
        };
        let message = format!(
            "Shape closure `{id}` has an `includeBySelector` that matches no shapes in the model{end}."
        );
        let event = format!("{EVENT}.EmptySelector.{id}");
        diagnostics.push(Diagnostic::new(Severity::Danger, event, message));
    }
    Some(selected)
}

/// What is in a closure.
struct Members<'a> {
    shapes: BTreeSet<&'a ShapeId>,
    /// The members of these shapes, and members without their shapes.
    members: BTreeSet<&'a ShapeId>,
}

impl<'a> Members<'a> {
    fn of(context: &Context<'a>, closure: &Closure<'_>, selected: Vec<Item<'a>>) -> Members<'a> {
        let model = context.model();
        let mut roots: Vec<&Shape> = model
            .shapes()
            .filter(|shape| closure.namespaces.contains(&shape.id.namespace()))
            .collect();
        let mut members: BTreeSet<&ShapeId> = BTreeSet::new();
        for item in selected {
            match item {
                Item::Shape(shape) => roots.push(shape),
                Item::Member(_, member) => {
                    members.insert(&member.id);
                    roots.extend(model.target(member));
                }
            }
        }
        let shapes = reached(model, roots);
        let found = shapes.iter().filter_map(|id| model.shape(id));
        members.extend(found.flat_map(|shape| shape.members.iter().map(|member| &member.id)));
        Members { shapes, members }
    }

    fn check_renames(&self, closure: &Closure<'_>, diagnostics: &mut Diagnostics) {
        let id = closure.id;
        let is_renamed = |id: &ShapeId| closure.rename.iter().any(|(from, _)| from == id);
        let mut kept: BTreeMap<String, &ShapeId> = BTreeMap::new();
        for shape in self.shapes.iter().filter(|id| !is_renamed(id)) {
            kept.entry(shape.name().to_ascii_lowercase())
                .or_insert(shape);
        }
        let mut given: BTreeMap<String, &ShapeId> = BTreeMap::new();
        let mut report = |message| diagnostics.push(Diagnostic::error(EVENT, message));
        for (from, to) in &closure.rename {
            if *to == from.name() {
                report(format!(
                    "Shape closure `{id}` rename for `{from}` does not change the name from `{to}`."
                ));
            }
            if !self.shapes.contains(from) && !self.members.contains(from) {
                report(format!(
                    "Shape closure `{id}` attempts to rename `{from}`, which is not in the closure."
                ));
                continue;
            }
            let lower = to.to_ascii_lowercase();
            let start = format!(
                "Shape closure `{id}` rename for `{from}` (\"{to}\") case-insensitively conflicts with"
            );
            if let Some(other) = given.insert(lower.clone(), from) {
                report(format!("{start} the rename for `{other}`."));
            }
            if let Some(other) = kept.get(&lower) {
                report(format!("{start} non-renamed shape `{other}`."));
            }
        }
    }

    fn check_names(&self, closure: &Closure<'_>, diagnostics: &mut Diagnostics) {
        let mut names: BTreeMap<String, Vec<&ShapeId>> = BTreeMap::new();
        for id in &self.shapes {
            if !closure.rename.iter().any(|(from, _)| from == *id) {
                let name = id.name().to_ascii_lowercase();
                names.entry(name).or_default().push(id);
            }
        }
        for ids in names.into_values().filter(|ids| ids.len() > 1) {
            let message = format!(
                "Shape closure `{}` contains shapes whose names conflict case-insensitively: [{}]. Shapes in a closure should have case-insensitively unique names regardless of their namespaces. Some code generators or other tools may require this in order to work. The `rename` property may be used to disambiguate them.",
                closure.id,
                listed(ids)
            );
            let event = format!("{EVENT}.NameConflicts.{}", closure.id);
            diagnostics.push(Diagnostic::warning(event, message));
        }
    }
}
