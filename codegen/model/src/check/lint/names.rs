//! Names of shapes and members: abbreviations in them, and the name of the shape in those of its members.

use super::words::camel_words;
use super::{Configuration, Item, Rule, Run, Validator, name, own, tell};
use crate::{Severity, ShapeType};

pub(super) const ABBREVIATIONS: Rule = Rule {
    id: "AbbreviationName",
    title: "Abbreviations in names are written like words.",
    why: "Code is generated in many languages, each with its own case of names; words can be told apart only if every word begins with \
          one capital letter: `XmlHttpId`, not `XMLHTTPID`. `configuration.allowedAbbreviations` lists abbreviations that may stay.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"AbbreviationName\" }]\n\nnamespace example\n\nstring UserID\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"AbbreviationName\" }]\n\nnamespace example\n\nstring UserId\n",
    run: Run::Configured(abbreviations),
};

pub(super) const REPEATED: Rule = Rule {
    id: "RepeatedShapeName",
    title: "Members do not begin with the name of their shape.",
    why: "A member is always seen together with its shape, so that repeating the name only makes `person.personName` of `person.name`. \
          With `configuration.exactMatch` only members that are named exactly like the shape are told.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"RepeatedShapeName\" }]\n\nnamespace example\n\nstructure Person {\n    \
          personName: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"RepeatedShapeName\" }]\n\nnamespace example\n\nstructure Person {\n    \
           name: String\n}\n",
    run: Run::Configured(repeated),
};

pub(super) const STUTTERED: Rule = Rule {
    id: "StutteredShapeName",
    title: "Members do not begin with the name of their shape (the old name of RepeatedShapeName).",
    why: "This is what `RepeatedShapeName` was called at first; it is kept for models that configure it by that name. A member is \
          always seen together with its shape, so that repeating the name adds nothing.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"StutteredShapeName\" }]\n\nnamespace example\n\nstructure Person {\n    \
          personName: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"StutteredShapeName\" }]\n\nnamespace example\n\nstructure Person {\n    \
           name: String\n}\n",
    run: Run::Configured(stuttered),
};

fn abbreviations(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let allowed = configuration
        .texts("allowedAbbreviations")?
        .unwrap_or_default();
    Ok(Validator::new(move |context, found| {
        for item in own(context) {
            let what = match item {
                // Values of enums are written in capitals.
                Item::Member(shape, _)
                    if matches!(shape.kind, ShapeType::Enum | ShapeType::IntEnum) =>
                {
                    continue;
                }
                Item::Member(..) => "member",
                Item::Shape(_) => "shape",
            };
            let name = name(item);
            let better = recommended(name, &allowed);
            if better != name {
                let message = format!(
                    "{what} name, `{name}`, contains invalid abbreviations. Change this {what} name to `{better}`"
                );
                tell(found, Severity::Danger, "AbbreviationName", item, message);
            }
        }
    }))
}

fn recommended(name: &str, allowed: &[String]) -> String {
    let mut better = String::with_capacity(name.len());
    for word in camel_words(name) {
        let capitals = word.chars().filter(char::is_ascii_uppercase).count();
        if capitals < 2 || allowed.iter().any(|a| a == word) {
            better.push_str(word);
            continue;
        }
        let mut chars = word.chars();
        better.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        better.extend(chars.map(|c| c.to_ascii_lowercase()));
    }
    better
}

fn repeated(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let exact = configuration.flag("exactMatch")?;
    let must_not = if exact { "equal to" } else { "prefixed with" };
    Ok(names("RepeatedShapeName", "repeats", exact, must_not))
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the form of all validators; this one can't be configured"
)]
fn stuttered(_: &Configuration<'_>) -> Result<Validator, String> {
    Ok(names(
        "StutteredShapeName",
        "stutters",
        false,
        "prefixed with",
    ))
}

fn names(id: &'static str, verb: &'static str, exact: bool, must_not: &'static str) -> Validator {
    Validator::new(move |context, found| {
        for item in own(context) {
            let Item::Member(shape, member) = item else {
                continue;
            };
            if !matches!(shape.kind, ShapeType::Structure | ShapeType::Union) {
                continue;
            }
            let own = shape.id.name().to_lowercase();
            let name = member.name.to_lowercase();
            let same = if exact {
                name == own
            } else {
                name.starts_with(&own)
            };
            if same {
                let kind = shape.kind;
                let message = format!(
                    "The `{}` {kind} shape {verb} its name in the member `{}`; {kind} member names should not be {must_not} the {kind} name.",
                    shape.id.name(),
                    member.name
                );
                tell(found, Severity::Warning, id, item, message);
            }
        }
    })
}
