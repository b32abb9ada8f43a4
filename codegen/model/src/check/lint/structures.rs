//! Structures that should say more of themselves: inputs and outputs, and members that clients may see as optional.

use super::{Configuration, Rule, Run, Validator, own, tell};
use crate::selector::Item;
use crate::{Severity, ShapeType, known};

pub(super) const REUSE: Rule = Rule {
    id: "InputOutputStructureReuse",
    title: "Inputs and outputs of operations are marked as such.",
    why: "Only structures with `@input` and `@output` are certain to be used by nothing else, so that they can change with their \
          operation; members of an input with `@input` may even stop being required. The short form `input := { }` gives the trait by \
          itself.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"InputOutputStructureReuse\" }]\n\nnamespace example\n\n@readonly\noperation \
          GetName {\n    output: Name\n}\n\nstructure Name {\n    name: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"InputOutputStructureReuse\" }]\n\nnamespace \
           example\n\n@readonly\noperation GetName {\n    input := {}\n    output := {\n        name: String\n    }\n}\n",
    run: Run::Configured(reuse),
};

pub(super) const CLIENT_OPTIONAL: Rule = Rule {
    id: "MissingClientOptionalTrait",
    title: "Members that are required or have a default are optional for clients, too.",
    why: "A member that clients see as always present can't be made optional later without breaking them, unless `@clientOptional` said \
          from the start that they should not count on it. `configuration.onRequiredOrDefault` asks for the trait on all such members, \
          `configuration.onRequiredStructureOrUnion` only on required ones that target structures or unions, which never get a default.",
    bad: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"MissingClientOptionalTrait\"\n    configuration: { \
          onRequiredOrDefault: true }\n}]\n\nnamespace example\n\nstructure Person {\n    @required\n    name: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{\n    name: \"MissingClientOptionalTrait\"\n    configuration: { \
           onRequiredOrDefault: true }\n}]\n\nnamespace example\n\nstructure Person {\n    @required\n    @clientOptional\n    name: \
           String\n}\n",
    run: Run::Configured(client_optional),
};

#[allow(
    clippy::unnecessary_wraps,
    reason = "the form of all validators; this one can't be configured"
)]
fn reuse(_: &Configuration<'_>) -> Result<Validator, String> {
    Ok(Validator::new(|context, found| {
        for shape in context.shapes() {
            let Some(operation) = shape.as_operation() else {
                continue;
            };
            for (part, id, used, has, text) in [
                (
                    "Input",
                    known::INPUT,
                    &operation.input,
                    "input",
                    "the @input trait. The @input trait gives operations more flexibility to evolve their top-level input members in ways that would otherwise be backward incompatible.",
                ),
                (
                    "Output",
                    known::OUTPUT,
                    &operation.output,
                    "output",
                    "the @output trait.",
                ),
            ] {
                let Some(structure) = context.shape(used).filter(|s| !s.traits.has(id)) else {
                    continue;
                };
                let message = format!(
                    "This structure is the {has} of `{}`, but it is not marked with {text}",
                    shape.id
                );
                let id = format!("InputOutputStructureReuse.{part}.{}", shape.id.name());
                tell(
                    found,
                    Severity::Warning,
                    id,
                    Item::Shape(structure),
                    message,
                );
            }
        }
    }))
}

fn client_optional(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let all = configuration.flag("onRequiredOrDefault")?;
    let structures = configuration.flag("onRequiredStructureOrUnion")?;
    Ok(Validator::new(move |context, found| {
        for item in own(context) {
            let Item::Member(_, member) = item else {
                continue;
            };
            if member.traits.has("smithy.api#clientOptional") {
                continue;
            }
            let id = "MissingClientOptionalTrait";
            if all && member.traits.has(known::DEFAULT) {
                let message = "@default members must also be marked with the @clientOptional trait";
                tell(found, Severity::Danger, id, item, message);
            }
            if !member.traits.has(known::REQUIRED) {
                continue;
            }
            let target = context.target(member).map(|target| target.kind);
            if all {
                let message =
                    "@required members must also be marked with the @clientOptional trait";
                tell(found, Severity::Danger, id, item, message);
            } else if structures && matches!(target, Some(ShapeType::Structure | ShapeType::Union))
            {
                let message = "@required members that target a structure or union must be marked with the @clientOptional trait. Not using the @clientOptional trait here is risky because there is no backward compatible way to replace the @required trait with the @default trait if the member ever needs to be made optional.";
                tell(found, Severity::Danger, id, item, message);
            }
        }
    }))
}
