//! The templates of the texts that are not Rust: manifests, READMEs and the HTML reference. They lay out; what they say is decided before.

use handlebars::Handlebars;
use serde::Serialize;

use crate::outcome::{Failure, Result};

/// A text to render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Template {
    /// The `Cargo.toml` of a generated crate.
    Manifest,
    /// The `README.md` of a generated crate.
    Readme,
    /// The HTML reference.
    Reference,
}

/// The parts that the reference uses more than once.
const PARTS: [(&str, &str); 4] = [
    ("body", include_str!("../templates/body.hbs")),
    ("deprecated", include_str!("../templates/deprecated.hbs")),
    ("facts", include_str!("../templates/facts.hbs")),
    ("members", include_str!("../templates/members.hbs")),
];

/// Renders a template. A value that the template names and the data lack is a failure, not an empty text.
///
/// # Errors
/// The template is wrong: a mistake in this program.
pub(crate) fn render(template: Template, data: &impl Serialize) -> Result<String> {
    let (name, text, escape): (&str, &str, fn(&str) -> String) = match template {
        Template::Manifest => (
            "Cargo.toml.hbs",
            include_str!("../templates/Cargo.toml.hbs"),
            handlebars::no_escape,
        ),
        Template::Readme => (
            "README.md.hbs",
            include_str!("../templates/README.md.hbs"),
            handlebars::no_escape,
        ),
        Template::Reference => (
            "reference.hbs",
            include_str!("../templates/reference.hbs"),
            handlebars::html_escape,
        ),
    };
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(escape);
    for (name, text) in PARTS.into_iter().chain([(name, text)]) {
        registry
            .register_template_string(name, text)
            .map_err(|e| Failure(format!("the template {name} is wrong: {e}")))?;
    }
    registry
        .render(name, data)
        .map_err(|e| Failure(format!("the template {name} can't be rendered: {e}")))
}
