//! All rules that findings can come from, by event id.

use planish_model::{check, diff};

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
        let mut out = format!("{}\n\n{}", self.title, self.why.trim());
        for (title, model) in &self.examples {
            out.push_str(&format!("\n\n{title}:\n\n```smithy\n{}\n```", model.trim()));
        }
        out
    }
}

/// All rules, sorted by their ids.
pub(crate) fn all() -> Vec<Known> {
    let mut all: Vec<Known> = check::rules().map(of_check).collect();
    all.extend(diff::rules().map(of_diff));
    all.sort_by_key(|rule| rule.id);
    all.dedup_by_key(|rule| rule.id);
    all
}

/// The rule of an event: the one that names most of its id.
pub(crate) fn of_event(id: &str) -> Option<Known> {
    let in_check = check::rules().filter(|rule| covers(rule.id, id));
    let in_diff = diff::rules().filter(|rule| covers(rule.id, id));
    let in_check = in_check.max_by_key(|rule| rule.id.len()).map(of_check);
    let in_diff = in_diff.max_by_key(|rule| rule.id.len()).map(of_diff);
    in_check
        .into_iter()
        .chain(in_diff)
        .max_by_key(|rule| rule.id.len())
}

fn of_check(rule: &check::Rule) -> Known {
    Known {
        id: rule.id,
        title: rule.title,
        why: rule.why,
        examples: examples([("Not like this", rule.bad), ("But like this", rule.good)]),
    }
}

fn of_diff(rule: &diff::DiffRule) -> Known {
    Known {
        id: rule.id,
        title: rule.title,
        why: rule.why,
        examples: examples([
            ("Before", rule.old),
            ("After a change that it tells", rule.new),
        ]),
    }
}

/// The models that are there.
fn examples(models: [(&'static str, &'static str); 2]) -> Vec<(&'static str, &'static str)> {
    models
        .into_iter()
        .filter(|(_, model)| !model.trim().is_empty())
        .collect()
}
