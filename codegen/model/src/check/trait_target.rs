//! Which traits there are, where they may stand, and which may not meet. (Smithy spec, "Trait definitions")

use std::collections::BTreeMap;

use super::{Applied, Context, Rule, Run, ticked};
use crate::selector::{Item, Matcher};
use crate::{Diagnostic, Diagnostics, Member, Node, Selector, Shape, ShapeId, ShapeType, known};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "Model.UnresolvedTrait",
        title: "Every trait is known.",
        why: "A trait without a definition means nothing to anybody: mostly its name is misspelt, or the file that defines it is not among \
            the sources. The traits of the prelude and of the trait packs of Smithy and AWS need no file.",
        bad: r#"$version: "2"

namespace example.weather

structure City {
    @requird
    name: String
}
"#,
        good: r#"$version: "2"

namespace example.weather

structure City {
    @required
    name: String
}
"#,
        run: Run::Loading,
    },
    Rule {
        id: "TraitTarget",
        title: "Traits stand where they may.",
        why: "The definition of a trait says by a selector which shapes may have it. On other shapes nobody looks for it, so that it would \
            have no effect, or one that nobody expects.",
        bad: r#"$version: "2"

namespace example.weather

@range(min: -90, max: 90)
string Latitude
"#,
        good: r#"$version: "2"

namespace example.weather

@range(min: -90, max: 90)
double Latitude
"#,
        run: Run::Critical(check_target),
    },
    Rule {
        id: "TraitConflict",
        title: "Traits that exclude each other do not meet.",
        why: "The definition of a trait may name others that it does not go together with, since each says something that the other one \
            denies: a member is bound to a header or to the query string, for instance, and not to both.",
        bad: r#"$version: "2"

namespace example.weather

structure Forecast {
    @httpHeader("X-City")
    @httpQuery("city")
    city: String
}
"#,
        good: r#"$version: "2"

namespace example.weather

structure Forecast {
    @httpQuery("city")
    city: String
}
"#,
        run: Run::Critical(check_conflicts),
    },
    Rule {
        id: "ExclusiveStructureMemberTrait",
        title: "Traits of one member stand on one member.",
        why: "Some traits give one member a part that no second one can have, such as the body of a message, or ask this of the members that \
            target a shape, such as a stream.",
        bad: r#"$version: "2"

namespace example.weather

structure Picture {
    @httpPayload
    image: Blob

    @httpPayload
    caption: String
}
"#,
        good: r#"$version: "2"

namespace example.weather

structure Picture {
    @httpPayload
    image: Blob

    @httpHeader("X-Caption")
    caption: String
}
"#,
        run: Run::Critical(check_exclusive),
    },
];

fn check_target(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in context.traits() {
        let Some(definition) = applied.definition() else {
            continue;
        };
        let name = known::short(applied.id);
        if applied
            .shape
            .is_some_and(|shape| shape.traits.has(known::MIXIN))
        {
            for used in applied.own_uses() {
                let id = used.id();
                let message = format!("Trait `{name}` is a mixin and cannot be applied to `{id}`.");
                diagnostics.push(
                    Diagnostic::error("TraitTarget", message)
                        .on(id)
                        .at(used.span),
                );
            }
        }
        let text = definition
            .get("selector")
            .and_then(Node::as_str)
            .unwrap_or("*");
        // What can't be read as a selector is reported where the trait is defined.
        let Some(selector) = Some(text)
            .filter(|text| *text != "*")
            .and_then(|text| Selector::parse(text).ok())
        else {
            continue;
        };
        let matcher = Matcher::new(&selector, context.neighbors());
        for used in applied
            .own_uses()
            .filter(|used| !matcher.matches(used.item()))
        {
            let id = used.id();
            let message = format!(
                "Trait `{name}` cannot be applied to `{id}`. This trait may only be applied to shapes that match the following selector: {}",
                one_line(text)
            );
            diagnostics.push(
                Diagnostic::error("TraitTarget", message)
                    .on(id)
                    .at(used.span),
            );
        }
    }
}

/// A selector without the breaks of its lines.
fn one_line(selector: &str) -> String {
    let mut lines = selector.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| format!("{text} {}", line.trim_start()))
}

fn check_conflicts(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let mut found: BTreeMap<&ShapeId, (Item<'_>, Vec<String>)> = BTreeMap::new();
    for applied in context.traits() {
        let conflicts = applied
            .definition()
            .and_then(|node| node.get("conflicts")?.as_array());
        let others: Vec<ShapeId> = conflicts
            .into_iter()
            .flatten()
            .filter_map(of_trait)
            .collect();
        if others.is_empty() {
            continue;
        }
        for used in applied.own_uses() {
            let traits = used.traits();
            for other in others.iter().filter(|other| traits.has(other.as_str())) {
                let (_, lines) = found
                    .entry(used.id())
                    .or_insert_with(|| (used.item(), Vec::new()));
                lines.push(format!(
                    "`{}` conflicts with `{}`",
                    known::short(applied.id),
                    known::short(other)
                ));
            }
        }
    }
    for (id, (item, mut lines)) in found {
        lines.sort_unstable();
        let message = format!(
            "Found conflicting traits on {} shape: {}",
            item.type_name(),
            lines.join(", ")
        );
        diagnostics.push(
            Diagnostic::error("TraitConflict", message)
                .on(id)
                .at(item.span()),
        );
    }
}

/// The id of a trait in a definition; relative ones are of the prelude.
fn of_trait(node: &Node) -> Option<ShapeId> {
    let text = node.as_str()?;
    match text.contains('#') {
        true => ShapeId::parse(text).ok(),
        false => ShapeId::parse(&format!("smithy.api#{text}")).ok(),
    }
}

fn check_exclusive(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for applied in context.traits() {
        let exclusive = applied
            .definition()
            .and_then(|node| node.get("structurallyExclusive")?.as_str());
        let (text, mut found) = match exclusive {
            Some("member") => (
                "can be applied to only a single member of a shape",
                of_members(&applied.uses),
            ),
            Some("target") => ("", of_targets(context, &applied.uses)),
            _ => continue,
        };
        found.retain(|_, (shape, names)| names.len() > 1 && shape.kind == ShapeType::Structure);
        let name = known::short(applied.id);
        for (id, (shape, mut names)) in found {
            names.sort_unstable();
            let names = ticked(names);
            let message = match text {
                "" => format!(
                    "Only a single member of a structure can target a shape marked with the `{name}` trait, but it was found on the following members: {names}"
                ),
                text => format!(
                    "The `{name}` trait {text}, but it was found on the following members: {names}"
                ),
            };
            let error = Diagnostic::error("ExclusiveStructureMemberTrait", message);
            diagnostics.push(error.on(id).at(shape.span));
        }
    }
}

/// Shapes with the names of some of their members.
type Found<'m> = BTreeMap<&'m ShapeId, (&'m Shape, Vec<&'m str>)>;

/// The members that have a trait.
fn of_members<'m>(uses: &[Applied<'m>]) -> Found<'m> {
    let mut found = Found::new();
    for used in uses {
        if let Item::Member(shape, member) = used.item() {
            add(&mut found, shape, member);
        }
    }
    found
}

/// The members that target shapes with a trait.
fn of_targets<'m>(context: &Context<'m>, uses: &[Applied<'m>]) -> Found<'m> {
    let mut found = Found::new();
    for used in uses {
        context.neighbors().reverse(used.item(), |_, item| {
            if let Item::Member(shape, member) = item {
                add(&mut found, shape, member);
            }
        });
    }
    found
}

fn add<'m>(found: &mut Found<'m>, shape: &'m Shape, member: &'m Member) {
    let (_, names) = found
        .entry(&shape.id)
        .or_insert_with(|| (shape, Vec::new()));
    names.push(&member.name);
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    #[test]
    fn traits_have_to_be_known_and_in_their_place() {
        let found = findings(
            r#""a#S":{"type":"string","traits":{"smithy.api#required":{},"a#mine":{}}},
            "a#mine":{"type":"structure","members":{},"traits":{"smithy.api#trait":{}}},
            "a#T":{"type":"structure","members":{
                "l":{"target":"smithy.api#String","traits":{"smithy.api#httpLabel":{}}},
                "h":{"target":"smithy.api#String","traits":{"smithy.api#httpHeader":"x","smithy.api#httpQuery":"x"}},
                "p":{"target":"smithy.api#Blob","traits":{"smithy.api#httpPayload":{}}},
                "q":{"target":"smithy.api#Blob","traits":{"smithy.api#httpPayload":{}}}}}"#,
        );
        let wanted = "error ExclusiveStructureMemberTrait a#T\nerror TraitConflict a#T$h\nerror TraitTarget a#S\nerror TraitTarget a#T$l";
        assert_eq!(found, wanted);
    }

    #[test]
    fn streams_are_one_in_a_structure() {
        let found = findings(
            r#""a#T":{"type":"structure","members":{"p":{"target":"a#B"},"q":{"target":"a#B"}}},
            "a#B":{"type":"blob","traits":{"smithy.api#streaming":{}}}"#,
        );
        assert!(
            found.contains("error ExclusiveStructureMemberTrait a#T"),
            "{found}"
        );
    }
}
