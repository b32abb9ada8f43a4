//! `MissingSensitiveTrait`: names that promise data which does not belong into logs.

use super::words::WordMatcher;
use super::{Configuration, Item, Rule, Run, Validator, name, own, tell};
use crate::{Severity, ShapeType};

const ID: &str = "MissingSensitiveTrait";
const SENSITIVE: &str = "smithy.api#sensitive";

pub(super) const RULE: Rule = Rule {
    id: ID,
    title: "What sounds like personal or secret data is marked as sensitive.",
    why: "Generated code keeps sensitive values out of logs and messages, but only if the model says which they are. Names such as \
          `Password` or `birthday` give them away. `configuration.terms` adds terms to look for; `configuration.excludeDefaults` leaves \
          only those.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"MissingSensitiveTrait\" }]\n\nnamespace example\n\nstring PhoneNumber\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"MissingSensitiveTrait\" }]\n\nnamespace example\n\n@sensitive\nstring \
           PhoneNumber\n",
    run: Run::Configured(configure),
};

const TERMS: &[&str] = &[
    "account number",
    "bank",
    "billing address",
    "birth",
    "birth day",
    "citizenship",
    "credentials",
    "credit card",
    "csc",
    "driver license",
    "drivers license",
    "email",
    "ethnicity",
    "first name",
    "gender",
    "insurance",
    "ip address",
    "last name",
    "maiden name",
    "mailing address",
    "pass phrase",
    "pass word",
    "passport",
    "phone",
    "religion",
    "secret",
    "sexual orientation",
    "social security",
    "ssn",
    "tax payer",
    "telephone",
    "zip code",
];

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    let terms = configuration.texts("terms")?.unwrap_or_default();
    let exclude = configuration.flag("excludeDefaults")?;
    if exclude && terms.is_empty() {
        return Err(
            "Cannot set 'excludeDefaults' to true and leave 'terms' unspecified.".to_owned(),
        );
    }
    let defaults = if exclude { &[] } else { TERMS };
    let all = terms
        .iter()
        .map(String::as_str)
        .chain(defaults.iter().copied());
    let matcher = WordMatcher::new(all)?;
    Ok(Validator::new(move |context, found| {
        for item in own(context) {
            let is_open = match item {
                Item::Shape(shape) => !shape.kind.is_service_type() && !shape.traits.has(SENSITIVE),
                Item::Member(shape, member) => {
                    let target = context.target(member);
                    shape.kind != ShapeType::Enum
                        && !shape.traits.has(SENSITIVE)
                        && !target.is_some_and(|target| target.traits.has(SENSITIVE))
                }
            };
            let Some(term) = matcher.find(name(item)).filter(|_| is_open) else {
                continue;
            };
            let message = match item {
                Item::Member(..) => format!(
                    "This member possibly contains sensitive data but neither the enclosing nor target shape are marked with the sensitive trait (based on the presence of '{term}')"
                ),
                Item::Shape(_) => format!(
                    "This shape possibly contains sensitive data but is not marked with the sensitive trait (based on the presence of '{term}')"
                ),
            };
            tell(found, Severity::Warning, ID, item, message);
        }
    }))
}
