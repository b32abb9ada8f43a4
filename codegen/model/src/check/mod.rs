//! Is the model right? Every family of rules is a file, every rule a row of [`RULES`].
//!
//! The ids are those that Smithy's own tools give to the same findings, so that suppressions and habits carry over. A rule looks at a
//! whole model, goes on after a finding, and never fails; it may meet any model that loads, however wrong.

mod applied;
mod constraint;
mod context;
mod default;
mod enums;
mod http;
mod http_binding;
mod io;
mod json_name;
mod node;
mod paginated;
mod private;
mod recursion;
mod service;
mod streaming;
pub(crate) mod suppress;
mod target;
mod timestamp;
mod trait_target;
mod trait_use;
mod trait_value;
mod waiter;

use crate::{Diagnostics, Model};
pub use applied::{Applied, Use};
pub use context::Context;

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
    constraint::RULES,
    http::RULES,
    http_binding::RULES,
    paginated::RULES,
    waiter::RULES,
    streaming::RULES,
    json_name::RULES,
    private::RULES,
    io::RULES,
    service::RULES,
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
    for rule in rules() {
        if let Run::Critical(check) | Run::Semantic(check) = rule.run {
            check(&context, &mut diagnostics);
        }
    }
    diagnostics.retain(|finding| !suppress::is_suppressed(model, finding));
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
