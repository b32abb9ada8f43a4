//! `StandardOperationVerb`: operations begin with the verbs of the house.

use super::words::camel_words;
use super::{Configuration, Rule, Run, Validator, tell};
use crate::check::ticked;
use crate::selector::Item;
use crate::{Severity, Shape};

const ID: &str = "StandardOperationVerb";

pub(super) const RULE: Rule = Rule {
    id: ID,
    title: "Names of operations begin with one of the verbs that the model lists.",
    why: "People guess what an operation does by its verb; an API that says `Remove` here and `Delete` there makes them look it up. \
          `configuration.verbs` lists the verbs, `configuration.prefixes` what may stand before them, such as `Batch`, and \
          `configuration.suggestAlternatives` maps verbs that should not be used to better ones.",
    bad: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"StandardOperationVerb\"\n    configuration: { verbs: [\"Get\", \
          \"Delete\"] }\n}]\n\nnamespace example\n\n@idempotent\noperation RemoveName {}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"StandardOperationVerb\"\n    configuration: { verbs: [\"Get\", \
           \"Delete\"] }\n}]\n\nnamespace example\n\n@idempotent\noperation DeleteName {}\n",
    run: Run::Configured(configure),
};

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let verbs = configuration.texts("verbs")?.unwrap_or_default();
    let prefixes = configuration.texts("prefixes")?.unwrap_or_default();
    let alternatives = configuration.texts_by_name("suggestAlternatives")?;
    if verbs.is_empty() && alternatives.is_empty() {
        return Err(format!(
            "Either verbs or suggestAlternatives must be set when configuring {ID}"
        ));
    }
    let judge = move |shape: &Shape| -> Option<String> {
        let name = shape.id.name();
        let words = camel_words(name);
        let first = *words.first()?;
        let prefix = prefixes.iter().any(|p| p == first).then_some(first);
        let Some(verb) = words.get(usize::from(prefix.is_some())).copied() else {
            return Some(format!(
                "Operation name consists of only a verb prefix: {name}"
            ));
        };
        let with = prefix.map(|p| format!(", with a detected prefix of `{p}`"));
        let with = with.unwrap_or_default();
        let advice = match alternatives.get(verb) {
            Some(better) => {
                let better = sorted(better);
                format!("Consider using one of the following verbs instead: {better}")
            }
            None if verbs.iter().any(|v| v == verb) => return None,
            None => format!("Expected one of the following verbs: {}", sorted(&verbs)),
        };
        Some(format!(
            "Operation shape `{name}` uses a non-standard verb, `{verb}`{with}. {advice}"
        ))
    };
    Ok(Validator::new(move |context, found| {
        for shape in context.shapes().filter(|s| s.operation.is_some()) {
            if let Some(message) = judge(shape) {
                tell(found, Severity::Danger, ID, Item::Shape(shape), message);
            }
        }
    }))
}

fn sorted(words: &[String]) -> String {
    let mut words: Vec<&String> = words.iter().collect();
    words.sort();
    ticked(words)
}
