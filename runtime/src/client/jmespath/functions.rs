//! The functions of JMESPath that take values.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::eval::{double, equal};
use super::{Problem, json};
use crate::document::{Document, Number};

macro_rules! functions {
    ($($variant:ident $name:literal $least:literal $most:expr;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Function { $($variant),* }

        impl Function {
            pub(super) fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The name, and how many arguments there are at least and at most.
            fn facts(self) -> (&'static str, usize, usize) {
                match self {
                    $(Self::$variant => ($name, $least, $most),)*
                }
            }
        }
    };
}

functions! {
    Abs "abs" 1 1;
    Avg "avg" 1 1;
    Ceil "ceil" 1 1;
    Contains "contains" 2 2;
    EndsWith "ends_with" 2 2;
    Floor "floor" 1 1;
    Join "join" 2 2;
    Keys "keys" 1 1;
    Length "length" 1 1;
    Max "max" 1 1;
    Merge "merge" 1 usize::MAX;
    Min "min" 1 1;
    NotNull "not_null" 1 usize::MAX;
    Reverse "reverse" 1 1;
    Sort "sort" 1 1;
    StartsWith "starts_with" 2 2;
    Sum "sum" 1 1;
    ToArray "to_array" 1 1;
    ToNumber "to_number" 1 1;
    ToString "to_string" 1 1;
    Type "type" 1 1;
    Values "values" 1 1;
}

impl Function {
    /// Whether it can have so many arguments.
    pub(super) fn check(self, count: usize) -> Result<(), Problem> {
        let (name, least, most) = self.facts();
        if (least..=most).contains(&count) {
            Ok(())
        } else {
            Err(Problem::new(format!(
                "{name} doesn't take {count} arguments"
            )))
        }
    }

    pub(super) fn call(self, arguments: Vec<Document>) -> Result<Document, Problem> {
        use Document::{Array, Boolean, Null, Number as N, Object, String as S};
        let wrong = || {
            let (name, ..) = self.facts();
            Problem::new(format!("{name} can't take values of these types"))
        };
        match self {
            Self::NotNull => {
                let found = arguments.into_iter().find(|argument| *argument != Null);
                return Ok(found.unwrap_or_default());
            }
            Self::Merge => {
                let mut merged = BTreeMap::new();
                for argument in arguments {
                    match argument {
                        Object(members) => merged.extend(members),
                        _ => return Err(wrong()),
                    }
                }
                return Ok(Object(merged));
            }
            _ => {}
        }
        let mut arguments = arguments.into_iter();
        let first = arguments.next().unwrap_or_default();
        let second = arguments.next().unwrap_or_default();
        Ok(match (self, first, second) {
            (Self::Abs, N(number), _) => match number {
                Number::Integer(n) => match n.checked_abs() {
                    Some(n) => n.into(),
                    None => (n as f64).abs().into(),
                },
                Number::Double(n) => n.abs().into(),
                number => N(number),
            },
            (Self::Ceil, N(number), _) => whole(&number, f64::ceil),
            (Self::Floor, N(number), _) => whole(&number, f64::floor),
            (Self::Avg, Array(items), _) if items.is_empty() => Null,
            (Self::Avg, Array(items), _) => {
                (sum(&items).ok_or_else(wrong)? / items.len() as f64).into()
            }
            (Self::Sum, Array(items), _) => number(sum(&items).ok_or_else(wrong)?),
            (Self::Contains, Array(items), wanted) => {
                Boolean(items.iter().any(|item| equal(item, &wanted)))
            }
            (Self::Contains, S(text), wanted) => match wanted {
                S(wanted) => Boolean(text.contains(&wanted)),
                _ => Boolean(false),
            },
            (Self::EndsWith, S(text), S(end)) => Boolean(text.ends_with(&end)),
            (Self::StartsWith, S(text), S(start)) => Boolean(text.starts_with(&start)),
            (Self::Join, S(glue), Array(items)) => {
                let texts: Option<Vec<String>> = items.into_iter().map(text).collect();
                S(texts.ok_or_else(wrong)?.join(&glue))
            }
            (Self::Keys, Object(members), _) => Array(members.into_keys().map(S).collect()),
            (Self::Values, Object(members), _) => Array(members.into_values().collect()),
            (Self::Length, S(text), _) => length(text.chars().count()),
            (Self::Length, Array(items), _) => length(items.len()),
            (Self::Length, Object(members), _) => length(members.len()),
            (Self::Max, Array(items), _) => sorted(items)
                .and_then(|mut items| items.pop().or(Some(Null)))
                .ok_or_else(wrong)?,
            (Self::Min, Array(items), _) => sorted(items)
                .and_then(|items| items.into_iter().next().or(Some(Null)))
                .ok_or_else(wrong)?,
            (Self::Sort, Array(items), _) => Array(sorted(items).ok_or_else(wrong)?),
            (Self::Reverse, Array(mut items), _) => {
                items.reverse();
                Array(items)
            }
            (Self::Reverse, S(text), _) => S(text.chars().rev().collect()),
            (Self::ToArray, value @ Array(_), _) => value,
            (Self::ToArray, value, _) => Array(vec![value]),
            (Self::ToNumber, value @ N(_), _) => value,
            (Self::ToNumber, S(text), _) => match json::parse(&text) {
                Some(value @ N(_)) => value,
                _ => Null,
            },
            (Self::ToNumber, _, _) => Null,
            (Self::ToString, value @ S(_), _) => value,
            (Self::ToString, value, _) => S(json::print(&value)),
            (Self::Type, value, _) => S(kind(&value).to_owned()),
            _ => return Err(wrong()),
        })
    }
}

fn kind(value: &Document) -> &'static str {
    match value {
        Document::Null => "null",
        Document::Boolean(_) => "boolean",
        Document::Number(_) => "number",
        Document::String(_) => "string",
        Document::Array(_) => "array",
        Document::Object(_) => "object",
    }
}

fn length(count: usize) -> Document {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

fn whole(value: &Number, round: fn(f64) -> f64) -> Document {
    match value {
        Number::Double(n) => number(round(*n)),
        whole => Document::Number(whole.clone()),
    }
}

/// A number, as a whole one where it is.
fn number(value: f64) -> Document {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        (value as i64).into()
    } else {
        value.into()
    }
}

fn sum(items: &[Document]) -> Option<f64> {
    items
        .iter()
        .map(|item| match item {
            Document::Number(number) => Some(double(number)),
            _ => None,
        })
        .sum()
}

fn text(value: Document) -> Option<String> {
    match value {
        Document::String(text) => Some(text),
        _ => None,
    }
}

/// Numbers or texts in order; `None` where both or others are in the list.
fn sorted(mut items: Vec<Document>) -> Option<Vec<Document>> {
    let numbers = items.iter().all(|i| matches!(i, Document::Number(_)));
    let texts = items.iter().all(|i| matches!(i, Document::String(_)));
    if !numbers && !texts {
        return None;
    }
    items.sort_by(|a, b| match (a, b) {
        (Document::Number(a), Document::Number(b)) => double(a).total_cmp(&double(b)),
        (Document::String(a), Document::String(b)) => a.cmp(b),
        _ => Ordering::Equal,
    });
    Some(items)
}
