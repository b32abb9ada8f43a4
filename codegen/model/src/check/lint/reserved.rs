//! `ReservedWords`: names that somebody needs for something else.

use super::words::{Wildcards, WordMatcher};
use super::{Configuration, Rule, Run, Validator, name, own, tell};
use crate::{Selector, Severity};

const ID: &str = "ReservedWords";

pub(super) const RULE: Rule = Rule {
    id: ID,
    title: "No name is one of the words that the model reserves.",
    why: "Words may be reserved because some language or tool needs them, or because a product must not be named. Each object of \
          `configuration.reserved` has `words` (with `*` at an end for any text) or `terms` (whole words in camel case), a `selector` of \
          the shapes whose names are looked at, and the `reason` that is told.",
    bad: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"ReservedWords\"\n    configuration: {\n        reserved: [{ words: \
          [\"Codename*\"], reason: \"It is a secret.\" }]\n    }\n}]\n\nnamespace example\n\nstring CodenamePhoenix\n",
    good: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"ReservedWords\"\n    configuration: {\n        reserved: [{ words: \
           [\"Codename*\"], reason: \"It is a secret.\" }]\n    }\n}]\n\nnamespace example\n\nstring Product\n",
    run: Run::Configured(configure),
};

/// Words of one reservation.
struct Reserved {
    words: Wildcards,
    terms: WordMatcher,
    selector: Option<Selector>,
    reason: String,
}

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let each = configuration.each("reserved")?;
    let reserved = each.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Validator::new(move |context, found| {
        for reserved in &reserved {
            let items = match &reserved.selector {
                Some(selector) => selector.select(context.neighbors()),
                None => own(context).collect(),
            };
            for item in items {
                let name = name(item);
                if reserved.words.matches(name) || reserved.terms.find(name).is_some() {
                    let message = format!("The word `{name}` is reserved. {}", reserved.reason);
                    tell(found, Severity::Danger, ID, item, message);
                }
            }
        }
    }))
}

fn read(configuration: &Configuration<'_>) -> Result<Reserved, String> {
    let kind = "software.amazon.smithy.linters.ReservedWordsValidator$ReservedWords";
    let bad = |why: String| {
        let why = format!("Unable to deserialize a Node when invoking target constructor: {why}");
        configuration.bad_itself(kind, &why)
    };
    let words = configuration.texts("words")?.unwrap_or_default();
    let terms = configuration.texts("terms")?.unwrap_or_default();
    Ok(Reserved {
        words: Wildcards::new(words).map_err(bad)?,
        terms: WordMatcher::new(terms).map_err(bad)?,
        selector: configuration.selector("selector")?,
        reason: configuration.text("reason")?.unwrap_or_default().to_owned(),
    })
}
