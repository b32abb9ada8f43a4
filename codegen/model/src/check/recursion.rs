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
    why: "",
    bad: "",
    good: "",
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
        let to = shape
            .members
            .iter()
            .filter(|m| members(m) && model.target(m).is_some_and(&shapes))
            .map(|m| (&m.id, &m.target));
        edges.insert(&shape.id, to.collect());
    }
    trim(&mut edges);
    // What is left leads into cycles; only what is on one is wrong. A model full of cycles need not be told of all of them.
    for start in edges.keys().take(100) {
        if let (Some(path), Some(shape)) = (path_back(&edges, start), model.shape(start)) {
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
        open.insert(from, to.len());
        for (_, to) in to {
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

/// The shortest way from a shape back to it, as ids of members and shapes in turn.
fn path_back<'a>(
    edges: &BTreeMap<&'a ShapeId, Vec<(&'a ShapeId, &'a ShapeId)>>,
    start: &'a ShapeId,
) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&ShapeId, (&ShapeId, &ShapeId)> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for (member, to) in edges.get(at).into_iter().flatten() {
            if came_from.contains_key(to) {
                continue;
            }
            came_from.insert(to, (member, at));
            if *to == start {
                let mut path = Vec::new();
                let mut here = start;
                while let Some((member, from)) = came_from.get(here) {
                    path.push(here.as_str());
                    path.push(member.as_str());
                    here = from;
                    if here == start {
                        break;
                    }
                }
                path.reverse();
                return Some(path);
            }
            queue.push_back(to);
        }
    }
    None
}

/// A union is possible if one of its variants is; a structure if all its required members are; anything else always.
fn check_unions(model: &Model, diagnostics: &mut Diagnostics) {
    let unions: Vec<&Shape> = model
        .shapes()
        .filter(|s| s.kind == ShapeType::Union && !s.members.is_empty())
        .collect();
    let needs = |shape: &Shape| matches!(shape.kind, ShapeType::Union | ShapeType::Structure);
    let mut users: BTreeMap<&ShapeId, Vec<&Shape>> = BTreeMap::new();
    let mut possible: BTreeSet<&ShapeId> = BTreeSet::new();
    // For a structure, how many required members are not known to be possible yet.
    let mut open: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    let mut queue: Vec<&Shape> = Vec::new();
    for shape in model.shapes().filter(|shape| needs(shape)) {
        let is_union = shape.kind == ShapeType::Union;
        let counted = shape
            .members
            .iter()
            .filter(|m| is_union || m.traits.has(known::REQUIRED));
        let (mut waiting, mut free) = (0, 0);
        for member in counted {
            match model.target(member).filter(|target| needs(target)) {
                Some(target) => {
                    waiting += 1;
                    users.entry(&target.id).or_default().push(shape);
                }
                None => free += 1,
            }
        }
        open.insert(&shape.id, waiting);
        if if is_union { free > 0 } else { waiting == 0 } {
            possible.insert(&shape.id);
            queue.push(shape);
        }
    }
    while let Some(shape) = queue.pop() {
        for user in users.get(&shape.id).into_iter().flatten() {
            let left = open.entry(&user.id).or_default();
            *left = left.saturating_sub(1);
            if (user.kind == ShapeType::Union || *left == 0) && possible.insert(&user.id) {
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

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn recursion_has_to_end() {
        let found = findings(
            r#""a#L":{"type":"list","member":{"target":"a#M"}},"a#M":{"type":"map","key":{"target":"smithy.api#String"},"value":{"target":"a#L"}},
            "a#Ok":{"type":"structure","members":{"l":{"target":"a#OkL","traits":{"smithy.api#required":{}}},"me":{"target":"a#Ok"}}},
            "a#OkL":{"type":"list","member":{"target":"a#Ok"}},
            "a#S":{"type":"structure","members":{"s":{"target":"a#S","traits":{"smithy.api#required":{}}}}},
            "a#U":{"type":"union","members":{"u":{"target":"a#U"},"t":{"target":"a#T"}}},
            "a#T":{"type":"structure","members":{"u":{"target":"a#U","traits":{"smithy.api#required":{}}}}},
            "a#V":{"type":"union","members":{"u":{"target":"a#V"},"t":{"target":"smithy.api#Unit"}}}"#,
        );
        let wanted = "error ShapeRecursion a#L\nerror ShapeRecursion a#M\nerror ShapeRecursion a#S\nerror ShapeRecursion a#U";
        assert_eq!(found, wanted);
    }
}
