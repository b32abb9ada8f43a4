//! `NoninclusiveTerms`: words in names and in values of traits for which there are better ones.

use std::collections::{BTreeMap, BTreeSet};

use super::{Configuration, Item, Rule, Run, Validator, name, own};
use crate::check::{Context, ticked};
use crate::{Diagnostic, Diagnostics, Model, Node, Shape};

const ID: &str = "NoninclusiveTerms";

pub(super) const RULE: Rule = Rule {
    id: ID,
    title: "Names and texts use terms that leave nobody out.",
    why: "Names of an API last for many years and are read by everybody; terms that hurt are better replaced before they are published. \
          `configuration.terms` maps further terms to what to say instead; `configuration.excludeDefaults` leaves only those.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"NoninclusiveTerms\" }]\n\nnamespace example\n\nlist Whitelist {\n    \
          member: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"NoninclusiveTerms\" }]\n\nnamespace example\n\nlist AllowList {\n    \
           member: String\n}\n",
    run: Run::Configured(configure),
};

const TERMS: &[(&str, &[&str])] = &[
    ("blacklist", &["denyList"]),
    ("master", &["primary", "parent", "main"]),
    ("slave", &["secondary", "replica", "clone", "child"]),
    ("whitelist", &["allowList"]),
];

/// Terms with what to say instead.
type Terms = BTreeMap<String, Vec<String>>;

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let own = configuration.texts_by_name("terms")?;
    let mut terms = Terms::new();
    if !configuration.flag("excludeDefaults")? {
        let owned = |better: &[&str]| better.iter().map(|term| (*term).to_owned()).collect();
        terms.extend(
            TERMS
                .iter()
                .map(|(term, better)| ((*term).to_owned(), owned(better))),
        );
    } else if own.is_empty() {
        return Err(
            "Cannot set 'excludeDefaults' to true and leave 'terms' empty or unspecified."
                .to_owned(),
        );
    }
    terms.extend(own);
    Ok(Validator::new(move |context, found| {
        look(context, &terms, found)
    }))
}

fn look(context: &Context<'_>, terms: &Terms, found: &mut Diagnostics) {
    let mut namespaces = BTreeSet::new();
    for item in own(context) {
        let namespace = item.id().namespace();
        if namespaces.insert(namespace) {
            for (term, addendum) in matched(namespace, terms) {
                let id = format!("{ID}.Namespace.{namespace}.{}", term.to_lowercase());
                let message =
                    format!("{namespace} namespace uses a non-inclusive term `{term}`.{addendum}");
                found.push(Diagnostic::warning(id, message));
            }
        }
        for (term, addendum) in matched(name(item), terms) {
            let id = format!("{ID}.Shape.{}", term.to_lowercase());
            let kind = capitalized(item.type_name());
            let message = format!("{kind} shape uses a non-inclusive term `{term}`.{addendum}");
            found.push(
                Diagnostic::warning(id, message)
                    .on(item.id())
                    .at(item.span()),
            );
        }
        in_traits(context.model(), item, terms, found);
    }
}

fn in_traits(model: &Model, item: Item<'_>, terms: &Terms, found: &mut Diagnostics) {
    for (id, value, span) in item.traits().iter_with_spans() {
        let shape = model.shape(id);
        // References name shapes, which are looked at themselves.
        if shape.is_none() || id.as_str() == "smithy.api#references" {
            continue;
        }
        let short = id.as_str().strip_prefix("smithy.api#");
        let short = short.unwrap_or(id.as_str());
        let mut tell = |text: &str, path: &[String]| {
            for (term, addendum) in matched(text, terms) {
                let id = format!("{ID}.Trait.{}.{short}", term.to_lowercase());
                let (id, message) = if path.is_empty() {
                    let message = format!(
                        "'{short}' trait has a value that contains a non-inclusive term `{term}`.{addendum}"
                    );
                    (id, message)
                } else {
                    let path = path.join("/");
                    let message = format!(
                        "'{short}' trait value at path {{{path}}} contains a non-inclusive term `{term}`.{addendum}"
                    );
                    (format!("{id}.{path}"), message)
                };
                found.push(Diagnostic::warning(id, message).on(item.id()).at(span));
            }
        };
        walk(model, shape, value, &mut Vec::new(), &mut tell);
    }
}

/// Calls `tell` for each text of the value of a trait, and for each key that is no member of the trait.
fn walk(
    model: &Model,
    shape: Option<&Shape>,
    value: &Node,
    path: &mut Vec<String>,
    tell: &mut dyn FnMut(&str, &[String]),
) {
    match value {
        Node::String(text) => tell(text, path),
        Node::Array(values) => {
            for (i, value) in values.iter().enumerate() {
                path.push(i.to_string());
                walk(model, None, value, path, tell);
                path.pop();
            }
        }
        Node::Object(object) => {
            for (key, value) in object.iter() {
                let member = shape.and_then(|shape| shape.member(key));
                let target = member.and_then(|member| model.target(member));
                path.push(key.to_owned());
                if target.is_none() {
                    path.push("key".to_owned());
                    tell(key, path);
                    path.pop();
                }
                walk(model, target, value, path, tell);
                path.pop();
            }
        }
        _ => {}
    }
}

/// The terms that a text has, as it writes them, and advice.
fn matched<'t>(text: &'t str, terms: &Terms) -> Vec<(&'t str, String)> {
    let lower = text.to_ascii_lowercase();
    terms
        .iter()
        .filter_map(|(term, better)| {
            let start = lower.find(&term.to_ascii_lowercase())?;
            let found = text.get(start..start + term.len())?;
            Some((found, advice(found, better)))
        })
        .collect()
}

fn advice(found: &str, better: &[String]) -> String {
    if better.is_empty() {
        return String::new();
    }
    let upper = found.chars().next().is_some_and(char::is_uppercase);
    let mut words: Vec<String> = better
        .iter()
        .map(|word| {
            if upper {
                capitalized(word)
            } else {
                with_first(word, |c| c.to_ascii_lowercase())
            }
        })
        .collect();
    words.sort();
    let words = ticked(words);
    format!(" Consider using one of the following terms instead: {words}")
}

fn capitalized(word: &str) -> String {
    with_first(word, |c| c.to_ascii_uppercase())
}

fn with_first(word: &str, change: impl Fn(char) -> char) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(change);
    first.into_iter().chain(chars).collect()
}
