//! Is the model right? Every family of rules is a file, every rule a row of [`RULES`].
//!
//! The ids are those that Smithy's own tools give to the same findings, so that suppressions and habits carry over. A rule looks at a
//! whole model, goes on after a finding, and never fails; it may meet any model that loads, however wrong.

mod aws;
mod configuration;
mod configured;
mod constraint;
mod context;
mod contracts;
mod default;
mod enums;
mod http;
mod http_binding;
mod io;
mod json_name;
mod lint;
mod mqtt;
mod node;
mod pack;
mod paginated;
mod params;
mod private;
mod protocol_tests;
mod recursion;
mod service;
mod smoke_tests;
mod streaming;
pub(crate) mod suppress;
mod target;
mod trait_target;
mod trait_validators;
mod trait_value;
mod unreferenced;
mod waiter;

use crate::{Diagnostics, Model};
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
    /// While the model is loaded: [`crate::load`] reports it.
    Loading,
    /// First: shapes, targets and traits are what they have to be for the other rules to make sense.
    Critical(Check),
    /// Then.
    Semantic(Check),
    /// Then, if the model asks for it by `metadata validators`.
    Configured(Configure),
}

/// Looks at a whole model, and adds what it finds.
pub type Check = fn(&Context<'_>, &mut Diagnostics);

/// The rules by family, in the order in which they run within a stage.
const FAMILIES: &[&[Rule]] = &[
    target::RULES,
    recursion::RULES,
    trait_target::RULES,
    trait_value::RULES,
    default::RULES,
    enums::RULES,
    constraint::RULES,
    http::RULES,
    http_binding::RULES,
    paginated::RULES,
    streaming::RULES,
    json_name::RULES,
    private::RULES,
    io::RULES,
    service::RULES,
    aws::apigateway::RULES,
    aws::arn::RULES,
    aws::checksum::RULES,
    aws::cloudformation::RULES,
    aws::endpoint_discovery::RULES,
    aws::errors::RULES,
    aws::iam::RULES,
    aws::iam_conditions::RULES,
    aws::protocols::RULES,
    aws::service::RULES,
    aws::tagging::RULES,
    contracts::RULES,
    mqtt::RULES,
    protocol_tests::events::RULES,
    protocol_tests::http::RULES,
    protocol_tests::names::RULES,
    smoke_tests::RULES,
    waiter::RULES,
    trait_validators::RULES,
    configured::RULES,
    unreferenced::RULES,
    lint::RULES,
];

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten()
}

/// Applies every rule to a model and reports all findings, sorted.
#[must_use]
pub fn check(model: &Model) -> Diagnostics {
    let context = Context::new(model);
    let mut diagnostics = Diagnostics::new();
    let settings = suppress::Settings::load(model, &mut diagnostics);
    let configured = configured::load(&context, &mut diagnostics);
    for rule in rules() {
        if let Run::Critical(check) | Run::Semantic(check) = rule.run {
            check(&context, &mut diagnostics);
        }
    }
    configured::run(&configured, &context, &mut diagnostics);
    settings.apply(model, &mut diagnostics);
    diagnostics.sorted()
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
}
