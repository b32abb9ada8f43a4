//! References lead somewhere, and to the right type of shape. (Smithy spec, "Shapes"; each type's section says what it may refer to)

use super::{Context, Rule, Run, named};
use crate::reverse::each_reference;
use crate::suggest::Suggester;
use crate::traits::{Deprecated, TypedTrait};
use crate::{Diagnostic, Diagnostics, Relation, Shape, ShapeId, ShapeType, Span, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "Target",
        title: "What is referred to exists, and is of an allowed type.",
        why: "Everything that reads a model follows references: from members to their types, from operations to inputs and outputs, from services \
            to operations. A reference that leads nowhere is nearly always a typo or a missing file, and one to the wrong type of shape has no \
            meaning. Nothing else can be said about such a model, so no other rule looks at it.",
        bad: r#"$version: "2"
namespace example

structure City {
    name: CityNam
}

string CityName
"#,
        good: r#"$version: "2"
namespace example

structure City {
    name: CityName
}

string CityName
"#,
        run: Run::Correctness(check),
    },
    Rule {
        id: "DeprecatedShape",
        title: "Shapes that are not deprecated do not need deprecated ones.",
        why: "A deprecated shape is on its way out. What still refers to it keeps it alive, and passes the deprecation on to everybody who uses \
            the referring shape without knowing of it.",
        bad: r#"$version: "2"
namespace example

structure City {
    name: OldName
}

@deprecated(message: "Use CityName.", since: "2.0")
string OldName
"#,
        good: r#"$version: "2"
namespace example

structure City {
    name: CityName
}

string CityName
"#,
        run: Run::Correctness(check_deprecated),
    },
    Rule {
        id: "Model",
        title: "Lists and maps have their members, and enums have any.",
        why: "A list without `member`, or a map without `key` or `value`, does not say what it holds, and an enum without members has no value at \
            all. (Findings of many other kinds that come from reading a model have this id, too.)",
        bad: r#"$version: "2"
namespace example

map Populations {
    key: String
}
"#,
        good: r#"$version: "2"
namespace example

map Populations {
    key: String
    value: Integer
}
"#,
        run: Run::Correctness(check_members),
    },
    Rule {
        id: "UnitType",
        title: "Only members of unions and enums target `smithy.api#Unit`.",
        why: "`Unit` stands for \"nothing\": for an operation without input or output, or for a variant of a union that carries no value. A \
            structure member or list element that is nothing has no representation in any protocol.",
        bad: r#"$version: "2"
namespace example

structure City {
    isCapital: Unit
}
"#,
        good: r#"$version: "2"
namespace example

structure City {
    isCapital: Boolean
}
"#,
        run: Run::Semantic(check_unit),
    },
];

fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut target = Target {
        context,
        suggester: Suggester::new(context.model().shapes().map(|shape| &shape.id)),
        left: 100,
        diagnostics,
    };
    for shape in context.shapes() {
        // The values of enums target the unit type by definition.
        if !matches!(shape.kind, ShapeType::Enum | ShapeType::IntEnum) {
            for member in &shape.members {
                let of = Referrer {
                    id: &member.id,
                    kind: "member",
                    span: member.span,
                };
                target.reference(of, Relation::Member, &member.target);
            }
        }
        if let Some(key) = shape.map_key().and_then(|key| context.target(key))
            && !key.kind.is_string()
        {
            let message = format!(
                "Map key member targets {}, but is expected to target a string",
                named(key)
            );
            target.report("Target", shape_of(shape), message, None);
        }
        each_reference(shape, |relation, id| {
            target.reference(shape_of(shape), relation, id);
        });
    }
}

/// Who refers.
#[derive(Clone, Copy)]
struct Referrer<'a> {
    id: &'a ShapeId,
    kind: &'a str,
    span: Span,
}

fn shape_of(shape: &Shape) -> Referrer<'_> {
    Referrer {
        id: &shape.id,
        kind: shape.kind.as_str(),
        span: shape.span,
    }
}

struct Target<'c, 'a, 'd> {
    context: &'c Context<'a>,
    suggester: Suggester<'a>,
    /// How many more unresolved ids are compared with all others.
    left: u32,
    diagnostics: &'d mut Diagnostics,
}

impl Target<'_, '_, '_> {
    fn report(&mut self, event: &str, on: Referrer<'_>, message: String, hint: Option<String>) {
        let mut error = Diagnostic::error(event, message).on(on.id).at(on.span);
        error.hint = hint;
        self.diagnostics.push(error);
    }

    fn reference(&mut self, from: Referrer<'_>, relation: Relation, id: &ShapeId) {
        let context = self.context;
        let Some(target) = context.shape(id) else {
            if relation == Relation::Member && context.member(id).is_some() {
                let message =
                    format!("Members cannot target member shapes, but found (member: `{id}`)");
                return self.report("Target", from, message, None);
            }
            return self.unresolved(from, relation, id);
        };
        if let Some(message) = misused(from.kind, relation, target) {
            self.report("Target", from, message, None);
        }
    }

    fn unresolved(&mut self, from: Referrer<'_>, relation: Relation, id: &ShapeId) {
        let near = match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                nearest(self.context, id)
            }
            None => Vec::new(),
        };
        let (near, hint) = match near.as_slice() {
            [] => (String::new(), self.suggester.hint(id)),
            near => (format!(". Did you mean {}?", near.join(", ")), None),
        };
        let message = if relation == Relation::Member {
            format!("member shape targets an unresolved shape `{id}`{near}")
        } else {
            let name = relation.as_str();
            let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) {
                "an"
            } else {
                "a"
            };
            format!(
                "{} shape has {article} `{name}` relationship to an unresolved shape `{id}`{near}",
                from.kind
            )
        };
        self.report("Target.UnresolvedShape", from, message, hint);
    }
}

/// What is wrong with a reference to a shape that is there.
fn misused(kind: &str, relation: Relation, target: &Shape) -> Option<String> {
    let id = &target.id;
    let upper = || relation.as_str().to_ascii_uppercase();
    if relation == Relation::Mixin {
        return (!target.traits.has(known::MIXIN)).then(|| {
            format!("Attempted to use {id} as a mixin, but it is not marked with the mixin trait")
        });
    }
    if target.traits.has(known::TRAIT) {
        return Some(format!(
            "Found a {} reference to trait definition `{id}`. Trait definitions cannot be targeted by members or referenced by shapes in any other context other than applying them as traits.",
            upper()
        ));
    }
    if target.traits.has(known::MIXIN) {
        return Some(format!(
            "Illegal {} reference to mixin `{id}`; shapes marked with the mixin trait can only be referenced to apply them as a mixin.",
            upper()
        ));
    }
    let bad_type = |wanted: &str| {
        Some(format!(
            "{kind} shape `{}` relationships must target a {wanted} shape, but found {}",
            relation.as_str(),
            named(target)
        ))
    };
    let is_error = target.traits.has(known::ERROR);
    match relation {
        Relation::Member | Relation::Property if target.kind.is_service_type() => Some(format!(
            "Members cannot target {} shapes, but found {}",
            target.kind,
            named(target)
        )),
        Relation::Resource if target.kind != ShapeType::Resource => bad_type("resource"),
        Relation::Operation if target.kind != ShapeType::Operation => bad_type("operation"),
        Relation::Input | Relation::Output | Relation::Error
            if target.kind != ShapeType::Structure =>
        {
            bad_type("structure")
        }
        Relation::Input | Relation::Output if is_error => Some(format!(
            "Operation {} targets an invalid structure `{id}` that is marked with the `error` trait.",
            relation.as_str()
        )),
        Relation::Error if !is_error => Some(format!(
            "`{id}` cannot be bound as an error because it is not marked with the `error` trait."
        )),
        Relation::Identifier if !target.kind.is_string() => bad_type("string"),
        Relation::Create
        | Relation::Put
        | Relation::Read
        | Relation::Update
        | Relation::Delete
        | Relation::List
        | Relation::CollectionOperation
            if target.kind != ShapeType::Operation =>
        {
            Some(format!(
                "Resource {} lifecycle operation must target an operation, but found {}",
                relation.as_str(),
                named(target)
            ))
        }
        _ => None,
    }
}

/// The ids, members' included, that are nearest to one that is not there: at most two edits away.
fn nearest<'a>(context: &Context<'a>, unknown: &ShapeId) -> Vec<&'a str> {
    let (mut best, mut found) = (2, Vec::new());
    for shape in context.model().shapes() {
        let ids = std::iter::once(&shape.id).chain(shape.members.iter().map(|member| &member.id));
        for id in ids {
            match edits(unknown.as_str(), id.as_str(), best) {
                Some(distance) if distance < best => {
                    best = distance;
                    found.clear();
                    found.push(id.as_str());
                }
                Some(_) => found.push(id.as_str()),
                None => {}
            }
        }
    }
    found.sort_unstable();
    found
}

/// How many insertions, deletions and replacements lead from one text to another, if no more than `most`.
fn edits(a: &str, b: &str, most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        match (a, b) {
            ([x, a_rest @ ..], [y, b_rest @ ..]) if x == y => (a, b) = (a_rest, b_rest),
            _ => break,
        }
    }
    loop {
        match (a, b) {
            ([a_rest @ .., x], [b_rest @ .., y]) if x == y => (a, b) = (a_rest, b_rest),
            _ => break,
        }
    }
    match (a, b) {
        ([], rest) | (rest, []) => (rest.len() <= most).then_some(rest.len()),
        ([_, a_rest @ ..], [_, b_rest @ ..]) => {
            let most = most.checked_sub(1)?;
            let less = |a: &[u8], b: &[u8]| {
                let (a, b) = (std::str::from_utf8(a).ok()?, std::str::from_utf8(b).ok()?);
                edits(a, b, most)
            };
            [less(a_rest, b_rest), less(a_rest, b), less(a, b_rest)]
                .into_iter()
                .flatten()
                .min()
                .map(|distance| distance + 1)
        }
    }
}

/// What it means to refer to a deprecated shape.
fn use_of_deprecated(relation: Relation) -> Option<&'static str> {
    Some(match relation {
        Relation::Member => "Member targets a deprecated shape",
        Relation::Resource => "Binds a deprecated resource",
        Relation::Operation => "Binds a deprecated operation",
        Relation::Identifier => "Resource identifier targets a deprecated shape",
        Relation::Property => "Resource property targets a deprecated shape",
        Relation::Input => "Operation input targets a deprecated shape",
        Relation::Output => "Operation output targets a deprecated shape",
        Relation::Error => "Operation error targets a deprecated shape",
        Relation::Mixin => "Applies a deprecated mixin",
        _ => return None,
    })
}

fn check_deprecated(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for on in context.applied(Deprecated::ID) {
        if on.member.is_some() {
            continue;
        }
        let id = &on.shape.id;
        let more = on.shape.traits.typed::<Deprecated>();
        let mut end = String::new();
        if let Some(deprecated) = more {
            if let Some(message) = deprecated.message {
                end.push_str(". ");
                end.push_str(&message);
            }
            if let Some(since) = deprecated.since {
                end.push_str(" (since ");
                end.push_str(&since);
                end.push(')');
            }
        }
        for reference in context.references().references_to(id) {
            if let Some(start) = use_of_deprecated(reference.relation) {
                let event = format!("DeprecatedShape.{id}");
                let found = Diagnostic::warning(event, format!("{start}, {id}{end}"));
                let from = reference.from;
                diagnostics.push(found.on(from).at(context.place(from)));
            }
        }
    }
}

fn check_unit(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for reference in context.references().references_to(known::UNIT) {
        let from = reference.from;
        let message = match reference.relation {
            Relation::Input | Relation::Output => continue,
            Relation::Member => {
                let kind = context.shape(from.root_str()).map(|shape| shape.kind);
                if let None | Some(ShapeType::Union | ShapeType::Enum | ShapeType::IntEnum) = kind {
                    continue;
                }
                "Only members of a union, enum, or intEnum can reference smithy.api#Unit".to_owned()
            }
            other => format!(
                "This shape has an invalid {} reference to smithy.api#Unit",
                other.as_str().to_ascii_uppercase()
            ),
        };
        let found = Diagnostic::error("UnitType", message);
        diagnostics.push(found.on(from).at(context.place(from)));
    }
}

fn check_members(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for shape in context.shapes() {
        let is_mixin = || shape.traits.has(known::MIXIN);
        let wanted: &[&str] = match shape.kind {
            ShapeType::List => &["member"],
            ShapeType::Map => &["key", "value"],
            ShapeType::Enum | ShapeType::IntEnum if shape.members.is_empty() && !is_mixin() => {
                let message = format!("{} shapes must have at least one member", shape.kind);
                let found = Diagnostic::error("Model", message);
                diagnostics.push(found.on(&shape.id).at(shape.span));
                continue;
            }
            _ => continue,
        };
        let missing: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|name| shape.member(name).is_none())
            .collect();
        if !missing.is_empty() {
            let plural = if missing.len() > 1 { "s" } else { "" };
            let message = format!(
                "Missing required member{plural} of shape `{}`: {}",
                shape.id,
                missing.join(", ")
            );
            let found = Diagnostic::error("Model", message);
            diagnostics.push(found.on(&shape.id).at(shape.span));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_are_counted_up_to_a_bound() {
        assert_eq!(edits("a#abc", "a#abc", 2), Some(0));
        assert_eq!(edits("a#acb", "a#ab", 2), Some(1));
        assert_eq!(edits("a#ab", "a#cd", 2), Some(2));
        assert_eq!(edits("a#ab", "a#cd", 1), None);
        assert_eq!(edits("a#abcd", "a#a", 2), None);
    }
}
