//! Recursion that no value can satisfy. (Smithy spec, "Recursive shape definitions")
//!
//! Three rules: lists and maps reach themselves only through a structure or union; structures do not reach themselves through required
//! members alone; a union has a variant that a finite value can have.

use super::{Context, Rule, Run};
use std::collections::{BTreeMap, BTreeSet};

use crate::{Diagnostic, Diagnostics, Member, Model, Shape, ShapeId, ShapeType, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "ShapeRecursion",
    title: "Every recursion can end.",
    why: "A value is finite. A structure that requires itself, or a union all of whose variants need the union again, has no finite value. A list \
        of itself has one (the empty list), but no type in most languages: between a list or map and itself there has to be a structure or union.",
    bad: r#"$version: "2"
namespace example

structure Region {
    @required
    parent: Region
}
"#,
    good: r#"$version: "2"
namespace example

structure Region {
    parent: Region
}
"#,
    run: Run::Semantic(check),
}];

fn check(model: &Context<'_>, diagnostics: &mut Diagnostics) {
    let collections = |shape: &Shape| matches!(shape.kind, ShapeType::List | ShapeType::Map);
    report_cycles(
        model,
        collections,
        |_| true,
        "A recursive list, set, or map shape is only valid if an intermediate reference is through a union or structure.",
        diagnostics,
    );
    report_cycles(
        model,
        |shape| shape.kind == ShapeType::Structure,
        |member| member.traits.has(known::REQUIRED),
        "A structure cannot be mutually recursive through all required members.",
        diagnostics,
    );
    check_unions(model, diagnostics);
}

/// Reports the shapes that reach themselves through shapes and members of a kind alone.
fn report_cycles(
    model: &Model,
    shapes: impl Fn(&Shape) -> bool,
    members: impl Fn(&Member) -> bool,
    why: &str,
    diagnostics: &mut Diagnostics,
) {
    let mut edges: BTreeMap<&ShapeId, Vec<(&ShapeId, &ShapeId)>> = BTreeMap::new();
    for shape in model.shapes().filter(|shape| shapes(shape)) {
        let to: Vec<(&ShapeId, &ShapeId)> = shape
            .members
            .iter()
            .filter(|m| members(m) && model.target(m).is_some_and(&shapes))
            .map(|m| (&m.id, &m.target))
            .collect();
        if !to.is_empty() {
            edges.insert(&shape.id, to);
        }
    }
    trim(&mut edges);
    // What is left leads into cycles; only what is on one is wrong. A model full of cycles need not be told of all of them.
    let mut steps = MOST_STEPS;
    for start in edges.keys().take(100) {
        let Some(shape) = model.shape(start) else {
            continue;
        };
        for path in cycles(&edges, start, &mut steps) {
            let message = format!("Found invalid shape recursion: {}. {why}", shortened(path));
            diagnostics.push(
                Diagnostic::error("ShapeRecursion", message)
                    .on(start)
                    .at(shape.span),
            );
        }
    }
}

/// A path for people: of a very long one, its ends.
fn shortened(mut path: Vec<&str>) -> String {
    if path.len() > 24 {
        path.splice(12..path.len() - 8, ["…"]);
    }
    path.join(" > ")
}

/// Takes away, again and again, what leads nowhere. What is left is on cycles, or leads to them.
fn trim<'a>(edges: &mut BTreeMap<&'a ShapeId, Vec<(&'a ShapeId, &'a ShapeId)>>) {
    let mut users: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
    let mut open: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    for (from, to) in edges.iter() {
        let leading = to.iter().filter(|(_, to)| edges.contains_key(to));
        open.insert(from, leading.clone().count());
        for (_, to) in leading {
            users.entry(to).or_default().push(from);
        }
    }
    let mut ended: Vec<&ShapeId> = open
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(id, _)| *id)
        .collect();
    while let Some(id) = ended.pop() {
        edges.remove(id);
        for user in users.get(id).into_iter().flatten() {
            if let Some(count) = open.get_mut(user) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ended.push(user);
                }
            }
        }
    }
}

/// How many references are followed in all in search of cycles: their number can be exponential.
const MOST_STEPS: usize = 100_000;

/// Edges from shapes by member to shapes.
type Edges<'a> = BTreeMap<&'a ShapeId, Vec<(&'a ShapeId, &'a ShapeId)>>;

/// Every way from a shape back to it that meets no other shape twice, as ids of members and shapes in turn.
fn cycles<'a>(edges: &Edges<'a>, start: &'a ShapeId, steps: &mut usize) -> Vec<Vec<&'a str>> {
    let to = |id| edges.get(id).map_or(&[][..], Vec::as_slice).iter();
    let mut found = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    let mut visited = BTreeSet::from([start]);
    let mut open = vec![(start, to(start))];
    while let Some((at, next)) = open.last_mut() {
        *steps = steps.saturating_sub(1);
        let (at, step) = (*at, next.next().filter(|_| *steps > 0));
        match step {
            Some((member, target)) if *target == start => {
                let mut path = path.clone();
                path.extend([member.as_str(), start.as_str()]);
                found.push(path);
            }
            Some((member, target)) if visited.insert(target) => {
                path.extend([member.as_str(), target.as_str()]);
                open.push((target, to(target)));
            }
            Some(_) => {}
            None => {
                visited.remove(at);
                path.truncate(path.len().saturating_sub(2));
                open.pop();
            }
        }
    }
    found
}

/// A union is possible if one of its variants is; a structure if it is empty, or has an optional member, or a required one that is;
/// anything else always. (So the reference has it: a structure with one required member that is impossible is not, strictly, possible.)
fn check_unions(model: &Model, diagnostics: &mut Diagnostics) {
    let unions: Vec<&Shape> = model
        .shapes()
        .filter(|s| s.kind == ShapeType::Union && !s.members.is_empty())
        .collect();
    let needs = |shape: &Shape| matches!(shape.kind, ShapeType::Union | ShapeType::Structure);
    let mut users: BTreeMap<&ShapeId, Vec<&Shape>> = BTreeMap::new();
    let mut possible: BTreeSet<&ShapeId> = BTreeSet::new();
    let mut queue: Vec<&Shape> = Vec::new();
    if unions.is_empty() {
        return;
    }
    for shape in model.shapes().filter(|shape| needs(shape)) {
        let is_union = shape.kind == ShapeType::Union;
        let mut is_possible = !is_union && shape.members.is_empty();
        for member in &shape.members {
            if !is_union && !member.traits.has(known::REQUIRED) {
                is_possible = true;
                break;
            }
            match model.target(member).filter(|target| needs(target)) {
                Some(target) => users.entry(&target.id).or_default().push(shape),
                None => {
                    is_possible = true;
                    break;
                }
            }
        }
        if is_possible && possible.insert(&shape.id) {
            queue.push(shape);
        }
    }
    while let Some(shape) = queue.pop() {
        for user in users.get(&shape.id).into_iter().flatten() {
            if possible.insert(&user.id) {
                queue.push(user);
            }
        }
    }
    for shape in unions
        .into_iter()
        .filter(|shape| !possible.contains(&shape.id))
    {
        let message = "It is impossible to create instances of this recursive union";
        diagnostics.push(
            Diagnostic::error("ShapeRecursion", message)
                .on(&shape.id)
                .at(shape.span),
        );
    }
}
