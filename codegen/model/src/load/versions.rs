//! What a version of Smithy does not have, and what is not used any more. (Smithy spec, "Migrating from IDL 1.0 to 2.0")

use super::parsed::Parsed;
use crate::{Diagnostic, Diagnostics, Node, ShapeId, Span, known};

/// Reports traits of a file that its version does not have.
pub(super) fn check(file: &Parsed, diagnostics: &mut Diagnostics) {
    for shape in &file.shapes {
        check_traits(file, &shape.id, shape.traits.iter_with_spans(), diagnostics);
        for member in &shape.members {
            check_traits(
                file,
                &member.id,
                member.traits.iter_with_spans(),
                diagnostics,
            );
        }
    }
    for apply in &file.applies {
        let traits = apply
            .traits
            .iter()
            .map(|(id, value, span)| (id, value, *span));
        check_traits(file, &apply.target, traits, diagnostics);
    }
}

fn check_traits<'a>(
    file: &Parsed,
    target: &ShapeId,
    traits: impl Iterator<Item = (&'a ShapeId, &'a Node, Span)>,
    diagnostics: &mut Diagnostics,
) {
    for (id, _, span) in traits {
        if let Some(diagnostic) = check_trait(file.version_1, target, id.as_str(), span) {
            diagnostics.push(diagnostic);
        }
    }
}

fn check_trait(version_1: bool, target: &ShapeId, id: &str, span: Span) -> Option<Diagnostic> {
    let finding = match (version_1, id) {
        (true, known::MIXIN) => {
            let message = format!(
                "Mixins can only be used in Smithy 2.0 or later. Attempted to apply a @mixin trait to `{target}` in a model file using version `1.0`."
            );
            Diagnostic::error("Model", message)
        }
        (true, known::DEFAULT) => {
            let message = "The @default trait can only be used in Smithy 2.0 or later";
            Diagnostic::error("Model", message)
        }
        (false, known::BOX) => {
            Diagnostic::error("Model", "@box is not supported in Smithy IDL 2.0")
        }
        (false, known::ENUM) => {
            let message =
                "The enum trait is deprecated. Smithy 2.0 models should use the enum shape.";
            Diagnostic::warning("ModelDeprecation", message)
        }
        _ => return None,
    };
    Some(finding.on(target).at(span))
}
