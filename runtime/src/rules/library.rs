//! What the functions of rules give. (Smithy spec, "Rules engine standard library functions")

use std::borrow::Cow;

use super::evaluate::Problem;
use super::{Function, Value, arn, partitions, url};

/// Calls a function that is not decided by how its arguments are looked at.
pub(super) fn call<'p>(
    function: Function,
    arguments: [Value<'p>; 4],
) -> Result<Value<'p>, Problem> {
    let [a, b, c, d] = arguments;
    Ok(match function {
        Function::BooleanEquals => (a.boolean()? == b.boolean()?).into(),
        Function::StringEquals => (a.text()? == b.text()?).into(),
        Function::Not => (!a.boolean()?).into(),
        Function::IsValidHostLabel => is_host_label(&a.text()?, b.boolean()?).into(),
        Function::ParseUrl => url::parse(a.text()?),
        Function::Substring => substring(a.text()?, b.integer()?, c.integer()?, d.boolean()?),
        Function::Split => split(&a.text()?, &b.text()?, c.integer()?)?,
        Function::UriEncode => {
            let mut encoded = String::new();
            crate::percent::encode(&mut encoded, a.text()?.as_bytes(), false);
            encoded.into()
        }
        Function::Partition => partitions::of(&a.text()?),
        Function::ParseArn => arn::parse(&a.text()?),
        Function::IsVirtualHostableS3Bucket => {
            arn::is_bucket_label(&a.text()?, b.boolean()?).into()
        }
        Function::Coalesce | Function::IsSet | Function::Ite => {
            let text = "an endpoint rule calls a function with too few arguments";
            return Err(Problem::Invalid(text.into()));
        }
    })
}

/// Whether a text is a label of a host name, or labels with dots between. (RFC 1123, 2.1)
pub(crate) fn is_host_label(text: &str, with_dots: bool) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    match with_dots {
        true => text.split('.').all(label),
        false => label(text),
    }
}

/// A part of a text of ASCII, counted from its end if `reverse`; nothing where it is too short.
fn substring(text: Cow<'_, str>, start: i32, stop: i32, reverse: bool) -> Value<'_> {
    let range = usize::try_from(start).ok().zip(usize::try_from(stop).ok());
    let Some((start, stop)) = range.filter(|(start, stop)| start < stop && *stop <= text.len())
    else {
        return Value::Nothing;
    };
    let range = match reverse {
        true => text.len() - stop..text.len() - start,
        false => start..stop,
    };
    let part = match text {
        _ if !text.is_ascii() => None,
        Cow::Borrowed(text) => text.get(range).map(Cow::Borrowed),
        Cow::Owned(text) => text.get(range).map(|part| Cow::Owned(part.to_owned())),
    };
    part.map_or(Value::Nothing, Value::Text)
}

/// The parts between a delimiter: all if `limit` is 0, that many at most otherwise.
fn split(text: &str, delimiter: &str, limit: i32) -> Result<Value<'static>, Problem> {
    let limit = usize::try_from(limit);
    let parts: Vec<&str> = match limit {
        Ok(0) if !delimiter.is_empty() => text.split(delimiter).collect(),
        Ok(limit) if !delimiter.is_empty() => text.splitn(limit, delimiter).collect(),
        _ => {
            let text = "an endpoint rule splits by nothing, or into a negative number of parts";
            return Err(Problem::Invalid(text.into()));
        }
    };
    Ok(parts
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_hosts() {
        assert!(is_host_label("a-1", false) && is_host_label("a.b", true));
        for (text, with_dots) in [("a.b", false), ("a..b", true), ("-a", true), ("", true)] {
            assert!(!is_host_label(text, with_dots), "{text}");
        }
        assert!(!is_host_label(&"a".repeat(64), false));
    }

    #[test]
    fn texts_are_cut() {
        let cut = |start, stop, reverse| substring("abcd".into(), start, stop, reverse);
        assert_eq!(cut(1, 3, false), "bc".into());
        assert_eq!(cut(0, 1, true), "d".into());
        for (start, stop) in [(2, 5), (-1, 1), (2, 2), (0, i32::MAX)] {
            assert_eq!(cut(start, stop, false), Value::Nothing);
            assert_eq!(cut(start, stop, true), Value::Nothing);
        }
        assert_eq!(substring("äbcd".into(), 0, 2, false), Value::Nothing);
        assert_eq!(split("a--b--c", "--", 2), Ok(vec!["a", "b--c"].into()));
        assert_eq!(split("a--b--c", "--", 0), Ok(vec!["a", "b", "c"].into()));
        assert!(split("a", "", 0).is_err() && split("a", "b", -1).is_err());
    }
}
