//! Is the model right? Every family of rules is a file, every rule a row of [`RULES`].
//!
//! The ids are those that Smithy's own tools give to the same findings, so that suppressions and habits carry over. A rule looks at a
//! whole model, goes on after a finding, and never fails; it may meet any model that loads, however wrong.

mod applied;
mod auth;
mod aws;
mod behavior;
mod bindings;
mod configuration;
mod configured;
mod constraint;
mod context;
mod contracts;
mod default;
mod documents;
mod enums;
mod examples;
mod host;
mod http;
mod http_binding;
mod http_ignored;
mod http_uri;
mod io;
mod lint;
mod media_type;
mod metadata;
mod mqtt;
mod names;
mod node;
mod pack;
mod pack_values;
pub(crate) use pack_values::unreadable;
mod paginated;
mod params;
mod private;
mod protocol_tests;
mod recursion;
mod references;
mod resource;
mod resource_properties;
mod rules;
mod service;
mod shape_closure;
mod smoke_tests;
mod streaming;
mod suppress;
mod target;
mod timestamp;
mod trait_target;
mod trait_use;
mod trait_validators;
mod trait_value;
mod union;
mod unreferenced;
mod waiter;
mod xml;

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cores::cores;
use crate::{Diagnostic, Diagnostics, Model, Severity};
pub use applied::AppliedTrait;
pub use configuration::Configuration;
pub use configured::{Configure, Validator};
pub use context::{Applied, Contained, Context};
pub use suppress::settle;

/// A rule of [`check`], with all that people need to know of it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The event id that its findings have, or that theirs start with: `Foo` stands for `Foo.Bar`, too.
    pub id: &'static str,
    /// What it asks of a model: one sentence.
    pub title: &'static str,
    /// Why it asks, and what happens otherwise: a paragraph of Markdown.
    pub why: &'static str,
    /// A model in the IDL that breaks the rule.
    pub bad: &'static str,
    /// The model, put right.
    pub good: &'static str,
    /// When it looks, and how.
    pub run: Run,
}

/// When a rule looks at a model. A stage with errors is the last one: what later ones would find are mostly consequences.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// While the model is loaded: [`crate::load`] reports it. Nobody checks a model that loads with errors.
    Loading,
    /// First: references lead somewhere.
    Correctness(Check),
    /// Then: shapes and traits are what they have to be for the other rules to make sense.
    Critical(Check),
    /// Last.
    Semantic(Check),
    /// Then, if the model asks for it by `metadata validators`.
    Configured(Configure),
}

/// How a model is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whether the last stage runs after errors of the critical one, too: Smithy's "legacy validation mode".
    pub legacy: bool,
}

/// Looks at a whole model, and adds what it finds.
pub type Check = fn(&Context<'_>, &mut Diagnostics);

/// The rules by family, in the order in which they run within a stage.
const FAMILIES: &[&[Rule]] = &[
    target::RULES,
    recursion::RULES,
    trait_target::RULES,
    trait_value::RULES,
    trait_use::RULES,
    default::RULES,
    enums::RULES,
    examples::RULES,
    bindings::RULES,
    names::RULES,
    auth::RULES,
    behavior::RULES,
    constraint::RULES,
    documents::RULES,
    host::RULES,
    http::RULES,
    http_binding::RULES,
    http_ignored::RULES,
    http_uri::RULES,
    io::RULES,
    media_type::RULES,
    metadata::RULES,
    paginated::RULES,
    private::RULES,
    references::RULES,
    resource::RULES,
    resource_properties::RULES,
    service::RULES,
    shape_closure::RULES,
    streaming::RULES,
    union::RULES,
    xml::RULES,
    trait_validators::RULES,
    configured::RULES,
    unreferenced::RULES,
    lint::RULES,
];

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().chain(pack::FAMILIES).copied().flatten()
}

/// Applies the rules to a model that loads without errors, stage by stage, and reports all findings, sorted.
#[must_use]
pub fn check(model: &Model) -> Diagnostics {
    check_with(model, Options::default())
}

/// As [`check`], with options.
#[must_use]
pub fn check_with(model: &Model, options: Options) -> Diagnostics {
    let context = Context::new(model);
    let mut diagnostics = Diagnostics::new();
    let settings = suppress::Settings::load(model, &mut diagnostics);
    let configured = configured::load(&context, &mut diagnostics);
    let stages: [fn(Run) -> Option<Check>; 3] = [
        |run| match run {
            Run::Correctness(check) => Some(check),
            _ => None,
        },
        |run| match run {
            Run::Critical(check) => Some(check),
            _ => None,
        },
        |run| match run {
            Run::Semantic(check) => Some(check),
            _ => None,
        },
    ];
    for (stage, of_stage) in stages.into_iter().enumerate() {
        let checks: Vec<Check> = rules().filter_map(|rule| of_stage(rule.run)).collect();
        diagnostics.extend(run_all(&context, &checks));
        if stage == 2 {
            configured::run(&configured, &context, &mut diagnostics);
        }
        let goes_on = stage == 1 && options.legacy;
        if diagnostics.has_errors() && !goes_on {
            break;
        }
    }
    diagnostics.retain(|finding| is_told(model, finding));
    settings.apply(model, &mut diagnostics);
    diagnostics.sorted()
}

/// Below this number of shapes, threads cost more than they give.
const WORTH_THREADS: usize = 2_000;

/// The findings of some checks: of a large model on all cores.
fn run_all(context: &Context<'_>, checks: &[Check]) -> Diagnostics {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Diagnostics::new();
        while let Some(check) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
            check(context, &mut found);
        }
        found
    };
    let cores = cores();
    if context.shapes().len() < WORTH_THREADS || cores < 2 {
        return work();
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        // A rule never panics: see the tests of robustness.
        let others = workers.into_iter().filter_map(|worker| worker.join().ok());
        all.extend(others.flatten());
        all
    })
}

/// Shapes that come with this crate are no business of those who read the findings, unless they are broken.
fn is_told(model: &Model, finding: &Diagnostic) -> bool {
    let is_built_in = |id| model.is_built_in(id);
    finding.severity == Severity::Error || !finding.shape.as_ref().is_some_and(is_built_in)
}

/// Names in backticks, with commas between, in the order of the names.
fn ticked_sorted<T: AsRef<str> + Ord>(names: impl IntoIterator<Item = T>) -> String {
    let mut names: Vec<T> = names.into_iter().collect();
    names.sort_unstable();
    ticked(names)
}

/// Names with commas between, in the order of the names.
fn listed<T: AsRef<str> + Ord>(names: impl IntoIterator<Item = T>) -> String {
    let mut names: Vec<T> = names.into_iter().collect();
    names.sort_unstable();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.join(", ")
}

/// A shape as messages name it: `(structure: `a#B`)`.
fn named(shape: &crate::Shape) -> String {
    format!("({}: `{}`)", shape.kind, shape.id)
}

/// Names in backticks, with commas between.
fn ticked<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    names
        .into_iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::{Sources, check, load};

    /// The findings of a model made of these shapes, as `severity id shape`, one a line.
    pub(crate) fn findings(shapes: &str) -> String {
        let mut sources = Sources::new();
        sources.add(
            "m.json",
            format!(r#"{{"smithy":"2.0","shapes":{{{shapes}}}}}"#),
        );
        let (model, mut diagnostics) = load(&sources);
        diagnostics.extend(check(&model));
        let mut lines: Vec<String> = diagnostics
            .iter()
            .map(|d| {
                format!(
                    "{} {} {}",
                    d.severity.as_str(),
                    d.id,
                    d.shape.as_ref().map_or("-", |id| id.as_str())
                )
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }

    #[test]
    fn every_example_shows_what_its_rule_asks() {
        let mut wrong = Vec::new();
        for rule in super::rules().filter(|rule| !rule.bad.is_empty()) {
            for (text, is_bad) in [(rule.bad, true), (rule.good, false)] {
                let mut sources = Sources::new();
                sources.add("example.smithy", text);
                let (model, mut found) = load(&sources);
                if !found.has_errors() {
                    found.extend(check(&model));
                }
                let told = found.iter().any(|d| {
                    let rest = d.id.strip_prefix(rule.id);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                });
                if told != is_bad || (!is_bad && found.has_errors()) {
                    let kind = if is_bad { "bad" } else { "good" };
                    wrong.push(format!("{} ({kind}):\n{}", rule.id, found.render(&sources)));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
