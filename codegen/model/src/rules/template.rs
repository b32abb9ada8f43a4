//! Texts with parts in braces: `https://{Bucket}.{url#authority}`. (Smithy spec, "Template string")

use std::borrow::Cow;

use super::error::Context as _;
use super::{Expression, GetAttr, Part, RuleError, Step, Template};

impl<'n> Template<'n> {
    /// Reads a template.
    ///
    /// # Errors
    /// Braces without their partner, and names that are no way to a value.
    pub fn parse(text: &'n str) -> Result<Template<'n>, RuleError> {
        let parts = parts(text).context(|| "when parsing template")?;
        Ok(Template { text, parts })
    }
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, RuleError> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    // Where the static part, or the content of the braces, starts.
    let (mut start, mut depth, mut at) = (0, 0_u32, 0);
    while let Some(byte) = bytes.get(at) {
        let doubled = bytes.get(at + 1) == Some(byte);
        match byte {
            b'{' | b'}' if doubled => at += 1,
            b'{' => {
                if depth == 0 {
                    push_static(&mut parts, text.get(start..at));
                    start = at + 1;
                }
                depth += 1;
            }
            b'}' => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| RuleError::new("unmatched `}` in template"))?;
                if depth == 0 {
                    let raw = text.get(start..at).unwrap_or_default();
                    parts.push(Part::Dynamic(raw, short_form(raw)?));
                    start = at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if depth != 0 {
        return Err(RuleError::new("unmatched `{` in template"));
    }
    push_static(&mut parts, text.get(start..));
    Ok(parts)
}

fn push_static<'n>(parts: &mut Vec<Part<'n>>, text: Option<&'n str>) {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return;
    };
    let text = match text.contains(['{', '}']) {
        true => Cow::Owned(text.replace("{{", "{").replace("}}", "}")),
        false => Cow::Borrowed(text),
    };
    parts.push(Part::Static(text));
}

/// A name, or a name and the way into its value.
fn short_form(raw: &str) -> Result<Expression<'_>, RuleError> {
    match raw.split_once('#') {
        None => Ok(Expression::Reference(raw)),
        Some((name, path)) => get_attr(Expression::Reference(name), path),
    }
    .context(|| format!("while parsing `{raw}` within a template"))
}

/// The part of a value that lies at the end of a way.
pub(super) fn get_attr<'n>(
    target: Expression<'n>,
    path: &'n str,
) -> Result<Expression<'n>, RuleError> {
    Ok(Expression::GetAttr(Box::new(GetAttr {
        steps: steps(path)?,
        target,
        path,
    })))
}

fn steps(path: &str) -> Result<Vec<Step<'_>>, RuleError> {
    let mut steps = Vec::new();
    for component in path.split('.') {
        let Some((key, index)) = component.split_once('[') else {
            steps.push(Step::Key(component));
            continue;
        };
        let Some(number) = index.strip_suffix(']') else {
            return Err(RuleError::new(
                "Invalid path component: %s. Must end with `]`",
            ));
        };
        let number: i32 = number
            .parse()
            .map_err(|_| RuleError::new(format!("[{index} could not be parsed as a number")))?;
        let Ok(index) = usize::try_from(number) else {
            return Err(RuleError::new(
                "Invalid path component: slice index must be >= 0",
            ));
        };
        if !key.is_empty() {
            steps.push(Step::Key(key));
        }
        steps.push(Step::Index(index));
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match Template::parse(text) {
            Ok(template) => template
                .parts
                .iter()
                .map(|part| match part {
                    Part::Static(text) => format!("<{text}>"),
                    Part::Dynamic(_, expression) => format!("({expression})"),
                })
                .collect(),
            Err(error) => error.message().to_owned(),
        }
    }

    #[test]
    fn braces_are_parts_and_doubled_ones_are_braces() {
        assert_eq!(shown(""), "");
        assert_eq!(shown("https://{a}.b"), "<https://>(a)<.b>");
        assert_eq!(shown("{a}{b#c[1].d}"), "(a)(b#c[1].d)");
        assert_eq!(shown("x{{y}}z"), "<x{y}z>");
        assert_eq!(shown("ä{ö}"), "<ä>(ö)");
        assert_eq!(shown("a}"), "unmatched `}` in template");
        assert_eq!(shown("{a"), "unmatched `{` in template");
    }

    #[test]
    fn ways_are_keys_and_indexes() {
        assert_eq!(
            steps("a.b[2]").unwrap(),
            [Step::Key("a"), Step::Key("b"), Step::Index(2)]
        );
        assert_eq!(steps("[0]").unwrap(), [Step::Index(0)]);
        assert!(steps("a[-1]").unwrap_err().message().contains(">= 0"));
        assert!(
            steps("a[x]")
                .unwrap_err()
                .message()
                .starts_with("[x] could")
        );
        assert!(steps("a[1").unwrap_err().message().contains("Must end"));
    }
}
