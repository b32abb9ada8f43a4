//! `ShouldHaveUsedTimestamp`: what is named like a point in time, and isn't one.

use regex_lite::Regex;

use super::{Configuration, Item, Rule, Run, Validator, name, own, tell};
use crate::check::Context;
use crate::{Severity, Shape, ShapeType};

const ID: &str = "ShouldHaveUsedTimestamp";

pub(super) const RULE: Rule = Rule {
    id: ID,
    title: "What is named like a point in time is a timestamp.",
    why: "Timestamps are read and written by generated code in the format of the protocol; a string or number leaves that, time zones \
          and units to every caller. Names such as `createdAt`, `StartDate` or `modified_on` give it away; \
          `configuration.additionalPatterns` adds regular expressions for others.",
    bad: "$version: \"2\"\n\nmetadata validators = [{ name: \"ShouldHaveUsedTimestamp\" }]\n\nnamespace example\n\nstructure Person {\n    \
          createdAt: String\n}\n",
    good: "$version: \"2\"\n\nmetadata validators = [{ name: \"ShouldHaveUsedTimestamp\" }]\n\nnamespace example\n\nstructure Person {\n    \
           createdAt: Timestamp\n}\n",
    run: Run::Configured(configure),
};

fn configure(configuration: &Configuration<'_>) -> Result<Validator, String> {
    const KEY: &str = "additionalPatterns";
    let texts = configuration.texts(KEY)?.unwrap_or_default();
    let mut patterns = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        // The whole name has to match.
        let pattern = Regex::new(&format!("^(?:{text})$")).map_err(|problem| {
            let key = format!("{KEY}/{i}");
            let node = crate::Node::from(text.as_str());
            let why = problem.to_string();
            configuration.bad(&key, "java.util.regex.Pattern", &node, Some(&why))
        })?;
        patterns.push(pattern);
    }
    Ok(Validator::new(move |context, found| {
        for item in own(context) {
            let name = name(item);
            let Some(kind) = judged(context, item) else {
                continue;
            };
            if !sounds_like_time(name) && !patterns.iter().any(|p| p.is_match(name)) {
                continue;
            }
            let message = match item {
                Item::Member(..) => format!(
                    "Member `{name}` is named like a timestamp but references a `{kind}` shape"
                ),
                Item::Shape(_) => {
                    format!("Shape `{name}` is named like a timestamp but is a `{kind}` shape.")
                }
            };
            tell(found, Severity::Danger, ID, item, message);
        }
    }))
}

/// The type that a shape, or the target of a member, has instead of a timestamp; `None` if there is nothing to say of it.
fn judged(context: &Context<'_>, item: Item<'_>) -> Option<ShapeType> {
    match item {
        Item::Shape(shape) => {
            let simple = shape.kind == ShapeType::String || shape.kind.is_number();
            simple.then_some(shape.kind)
        }
        Item::Member(shape, member) => {
            if !matches!(shape.kind, ShapeType::Structure | ShapeType::Union) {
                return None;
            }
            let target = context.target(member)?;
            let fine = match target.kind {
                ShapeType::Timestamp | ShapeType::Enum => true,
                ShapeType::Structure | ShapeType::List => only_timestamps(context, target),
                _ => false,
            };
            (!fine).then_some(target.kind)
        }
    }
}

fn only_timestamps(context: &Context<'_>, shape: &Shape) -> bool {
    let mut targets = shape.members.iter().filter_map(|m| context.target(m));
    targets.all(|target| target.kind == ShapeType::Timestamp)
}

/// Whether a name has `timestamp` in it, begins or ends with the word `time` or `date`, or ends with the word `at`, `on` or `since`.
fn sounds_like_time(name: &str) -> bool {
    let cased = |word: &str| -> [String; 2] {
        let mut chars = word.chars();
        let first: String = chars.next().into_iter().collect();
        let capital = first.to_ascii_uppercase() + chars.as_str();
        [word.to_owned(), capital]
    };
    let begins = |word: &str| {
        cased(word).iter().any(|word| {
            name.strip_prefix(word.as_str())
                .is_some_and(|rest| match rest.bytes().next() {
                    None => true,
                    Some(next) => next == b'_' || next.is_ascii_uppercase(),
                })
        })
    };
    let ends = |word: &str| {
        let [small, capital] = cased(word);
        let before = |word: &str| name.strip_suffix(word).and_then(|rest| rest.bytes().last());
        before(&capital).is_some_and(|b| b.is_ascii_lowercase() || b == b'_')
            || before(&small) == Some(b'_')
    };
    name.contains("timestamp")
        || name.contains("Timestamp")
        || ["time", "date"].into_iter().any(begins)
        || ["time", "date", "at", "on", "since"].into_iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::sounds_like_time;

    #[test]
    fn names_of_times_are_told_from_others() {
        for name in [
            "Timestamp",
            "myTimestamps",
            "time",
            "TimeFoo",
            "time_x",
            "FooDate",
            "foo_date",
            "createdAt",
            "created_at",
            "StartedOn",
            "modifiedSince",
        ] {
            assert!(sounds_like_time(name), "{name}");
        }
        for name in [
            "Timer",
            "timely",
            "dating",
            "Format",
            "Person",
            "ON",
            "at",
            "Candidate",
        ] {
            assert!(!sounds_like_time(name), "{name}");
        }
    }
}
