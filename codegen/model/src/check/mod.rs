//! Is the model right? Every family of rules is a file, every rule a row of [`RULES`].
//!
//! The ids are those that Smithy's own tools give to the same findings, so that suppressions and habits carry over. A rule looks at a
//! whole model, goes on after a finding, and never fails; it may meet any model that loads, however wrong.

mod constraint;
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
mod suppress;
mod target;
mod trait_target;
mod trait_value;
mod waiter;

use crate::{Diagnostics, Model};

/// One rule of [`check`].
#[derive(Clone, Copy)]
pub struct Rule {
    /// The event id that its findings have, or start with.
    pub id: &'static str,
    /// What it asks of a model.
    pub what: &'static str,
    run: fn(&Model, &mut Diagnostics),
}

/// All rules, in the order in which they run.
pub const RULES: &[Rule] = &[
    rule(
        "Target",
        "What is referred to exists, and is of an allowed type.",
        target::check,
    ),
    rule(
        "UnitType",
        "Only members of unions and enums target `smithy.api#Unit`.",
        target::check_unit,
    ),
    rule(
        "Model",
        "Lists and maps have their members, and unions have any.",
        target::check_members,
    ),
    rule(
        "ShapeRecursion",
        "Every recursion can end.",
        recursion::check,
    ),
    rule(
        "Model.UnresolvedTrait",
        "Every trait is known.",
        trait_target::check_known,
    ),
    rule(
        "TraitTarget",
        "Traits stand where they may.",
        trait_target::check_target,
    ),
    rule(
        "TraitConflict",
        "Traits that exclude each other do not meet.",
        trait_target::check_conflicts,
    ),
    rule(
        "ExclusiveStructureMemberTrait",
        "Traits of one member stand on one member.",
        trait_target::check_exclusive,
    ),
    rule(
        "TraitValue",
        "The values of traits are of their types.",
        trait_value::check,
    ),
    rule(
        "DefaultTrait",
        "Default values are values of their shapes.",
        default::check,
    ),
    rule(
        "EnumShape",
        "Enums have values, each once, of their type.",
        enums::check,
    ),
    rule(
        "EnumTrait",
        "The old `@enum` has values, each once.",
        enums::check_trait,
    ),
    rule(
        "LengthTrait",
        "Bounds of lengths and numbers leave something between them.",
        constraint::check_bounds,
    ),
    rule(
        "PatternTrait",
        "Patterns are whole regular expressions.",
        constraint::check_patterns,
    ),
    rule("HttpUri", "URI patterns are well formed.", http::check_uris),
    rule(
        "HttpLabelTrait",
        "Labels and label members match.",
        http::check_labels,
    ),
    rule(
        "HttpUriConflict",
        "No two operations of a service answer to one URI.",
        http::check_conflicts,
    ),
    rule(
        "HttpMethodSemantics",
        "Methods say what operations do.",
        http::check_methods,
    ),
    rule(
        "HttpResponseCodeSemantics",
        "Status codes say what happened.",
        http::check_codes,
    ),
    rule(
        "HttpBinding",
        "Members are bound to HTTP where they fit, each place once.",
        http_binding::check,
    ),
    rule(
        "HostLabelTrait",
        "Host labels and host label members match.",
        http_binding::check_host_labels,
    ),
    rule(
        "PaginatedTrait",
        "What pagination names is there, and of use.",
        paginated::check,
    ),
    rule(
        "WaitableTrait",
        "Waiters have acceptors, and paths that can be paths.",
        waiter::check,
    ),
    rule(
        "StreamingTrait",
        "Streams are found at the top of inputs and outputs only.",
        streaming::check,
    ),
    rule(
        "JsonName",
        "No two members share a JSON name.",
        json_name::check,
    ),
    rule(
        "PrivateAccess",
        "Private shapes are used in their namespace only.",
        private::check,
    ),
    rule(
        "OperationInputOutputMisuse",
        "Inputs are inputs, outputs are outputs.",
        io::check,
    ),
    rule(
        "Service",
        "Names are unique in a service, renames rename, operations are bound once.",
        service::check,
    ),
];

/// Applies every rule to a model and reports all findings, sorted.
#[must_use]
pub fn check(model: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for rule in RULES {
        (rule.run)(model, &mut diagnostics);
    }
    diagnostics.retain(|finding| !suppress::is_suppressed(model, finding));
    diagnostics.sorted()
}

const fn rule(id: &'static str, what: &'static str, run: fn(&Model, &mut Diagnostics)) -> Rule {
    Rule { id, what, run }
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
