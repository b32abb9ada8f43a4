//! All rules that findings can come from, by event id.

use planish_model::check;

use crate::policy::covers;

/// What is known of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The event id.
    pub(crate) id: &'static str,
    /// What it asks of a model: one sentence.
    pub(crate) title: &'static str,
    /// Why: a paragraph of Markdown. May be empty.
    pub(crate) why: &'static str,
    /// Models that break the rule, and the same put right, each with a word about it. May be empty.
    pub(crate) examples: Vec<(&'static str, &'static str)>,
}

impl Known {
    /// Why, and the examples, as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut out = self.why.trim().to_owned();
        for (title, model) in &self.examples {
            out.push_str(&format!("\n\n{title}:\n\n```smithy\n{}\n```", model.trim()));
        }
        out
    }
}

/// All rules, sorted by their ids.
pub(crate) fn all() -> Vec<Known> {
    let mut all: Vec<Known> = check::rules().map(known).collect();
    all.sort_by_key(|rule| rule.id);
    all.dedup_by_key(|rule| rule.id);
    all
}

/// The rule of an event: the one that names most of its id.
pub(crate) fn of_event(id: &str) -> Option<Known> {
    let covering = check::rules().filter(|rule| covers(rule.id, id));
    covering.max_by_key(|rule| rule.id.len()).map(known)
}

fn known(rule: &check::Rule) -> Known {
    let examples = [("Not like this", rule.bad), ("But like this", rule.good)];
    Known {
        id: rule.id,
        title: rule.title,
        why: rule.why,
        examples: examples
            .into_iter()
            .filter(|(_, model)| !model.trim().is_empty())
            .collect(),
    }
}
