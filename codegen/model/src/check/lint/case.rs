//! `CamelCase`: names begin with the right kind of letter.

use std::collections::{BTreeMap, HashSet};

use super::{Configuration, Item, Rule, Run, Validator, own, tell};
use crate::check::Context;
use crate::{Diagnostics, Node, Severity, ShapeType, known};

const ID: &str = "CamelCase";

pub(super) const CAMEL_CASE: Rule = Rule {
    id: ID,
    title: "Names are in camel case, and members of a service all begin with the same kind of letter.",
    why: "Names of shapes begin with a capital letter, those of traits with a small one. Members may begin with either, but all of a \
          service should be alike, since they are what goes over the wire. `configuration.memberNames` may ask for `upper` or `lower`; \
          `auto`, which is the default, follows the majority.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"CamelCase\" }]\n\nnamespace example\n\nstructure person_record {\n    \
          name: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"CamelCase\" }]\n\nnamespace example\n\nstructure PersonRecord {\n    \
           name: String\n}\n",
    run: Run::Configured(configure),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Lower,
}

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let wanted = match configuration.get("memberNames") {
        None => None,
        Some(Node::String(word)) if **word == *"auto" => None,
        Some(Node::String(word)) if **word == *"upper" => Some(Case::Upper),
        Some(Node::String(word)) if **word == *"lower" => Some(Case::Lower),
        Some(other) => {
            let kind = "software.amazon.smithy.linters.CamelCaseValidator$MemberNameHandling";
            let why = other
                .as_str()
                .map(|_| "Expected one of the following enum strings: [upper, lower, auto]");
            return Err(configuration.bad("memberNames", kind, other, why));
        }
    };
    Ok(Validator::new(move |context, found| {
        shapes(context, found);
        members(context, wanted, found);
    }))
}

impl Case {
    fn word(self) -> &'static str {
        match self {
            Case::Upper => "upper",
            Case::Lower => "lower",
        }
    }

    fn is_of(self, name: &str) -> bool {
        let first = name.as_bytes().first();
        let begins = match self {
            Case::Upper => first.is_some_and(u8::is_ascii_uppercase),
            Case::Lower => first.is_some_and(u8::is_ascii_lowercase),
        };
        begins && name.bytes().all(|b| b.is_ascii_alphanumeric())
    }
}

fn shapes(context: &Context<'_>, found: &mut Diagnostics) {
    for item in own(context) {
        let Item::Shape(shape) = item else {
            continue;
        };
        let (name, kind) = (shape.id.name(), shape.kind);
        let is_trait = shape.traits.has(known::TRAIT);
        // Protocols and schemes of authentication are often proper names.
        let is_named = ["smithy.api#authDefinition", "smithy.api#protocolDefinition"]
            .iter()
            .any(|id| shape.traits.has(id));
        let message = if !is_trait && !Case::Upper.is_of(name) {
            format!("{kind} shape name, `{name}`, is not upper camel case")
        } else if is_trait && !is_named && !Case::Lower.is_of(name) {
            format!("{kind} trait definition, `{name}`, is not lower camel case")
        } else {
            continue;
        };
        tell(found, Severity::Danger, ID, item, message);
    }
}

/// Members of each service, then all others by namespace.
fn members(context: &Context<'_>, wanted: Option<Case>, found: &mut Diagnostics) {
    let mut seen = HashSet::new();
    for service in context.model().services() {
        let mut reached = HashSet::new();
        let mut queue = vec![Item::Shape(service)];
        while let Some(item) = queue.pop() {
            if reached.insert(item) {
                context
                    .neighbors()
                    .forward(item, |_, other| queue.push(other));
            }
        }
        let group: Vec<Item<'_>> = Item::all(context.model())
            .filter(|item| reached.contains(item))
            .collect();
        judge(&group, wanted, service.id.name(), found);
        seen.extend(reached);
    }
    let mut rest: BTreeMap<&str, Vec<Item<'_>>> = BTreeMap::new();
    for item in Item::all(context.model()).filter(|item| !seen.contains(item)) {
        let group = rest.entry(item.id().namespace()).or_default();
        group.push(item);
    }
    for (namespace, group) in rest {
        judge(&group, wanted, &format!("{namespace} namespace"), found);
    }
}

fn judge(group: &[Item<'_>], wanted: Option<Case>, scope: &str, found: &mut Diagnostics) {
    let named = |item: &Item<'_>| match item {
        // Other members have names that are given, or are written in capitals.
        Item::Member(shape, _) => {
            matches!(shape.kind, ShapeType::Structure | ShapeType::Union)
        }
        Item::Shape(_) => false,
    };
    let of = |case: Case| {
        let of_case = |item: &&Item<'_>| named(item) && case.is_of(super::name(**item));
        group.iter().filter(of_case).count()
    };
    let case = wanted.unwrap_or_else(|| {
        if of(Case::Upper) > of(Case::Lower) {
            Case::Upper
        } else {
            Case::Lower
        }
    });
    for item in group.iter().copied().filter(named) {
        let name = super::name(item);
        if !case.is_of(name) {
            let word = case.word();
            let message = format!(
                "Member shape member name, `{name}`, is not {word} camel case; members in the {scope} must all use {word} camel case."
            );
            tell(found, Severity::Danger, ID, item, message);
        }
    }
}
