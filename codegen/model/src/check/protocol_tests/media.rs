//! Bodies of tests, by their media types.

use super::xml;
use crate::json;

/// What is wrong with a body of a media type that is known: JSON and XML, and what is made of them.
pub(super) fn problem(body: &str, media_type: &str) -> Option<String> {
    if body.is_empty() || media_type.is_empty() {
        return None;
    }
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    let suffix = subtype.rsplit_once('+').map_or("", |(_, suffix)| suffix);
    let is = |name: &str| subtype == name || suffix == name;
    if is("xml") {
        return xml::problem(body);
    }
    if is("json") {
        return json_problem(body);
    }
    None
}

/// What is wrong with a text that should be JSON, in the words and with the place that other tools give.
fn json_problem(body: &str) -> Option<String> {
    let problem = json::parse(body).err()?;
    let before = body.get(..problem.at).unwrap_or(body);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).map_or(0, |text| text.chars().count()) + 1;
    let what = JSON_PROBLEMS
        .iter()
        .find(|(own, _)| problem.message.starts_with(own))
        .map_or(problem.message.as_str(), |(_, what)| what);
    let what = match problem.at >= body.len() {
        true => "Unexpected end of input",
        false => what,
    };
    Some(format!("Error parsing JSON: {what} ([{line}, {column}])"))
}

/// How problems begin in this crate's words, and what they are called.
const JSON_PROBLEMS: &[(&str, &str)] = &[
    ("expected a JSON value", "Expected value"),
    ("expected a key", "Expected name"),
    ("expected `:`", "Expected ':'"),
    ("expected `,` or `}`", "Expected ',' or '}'"),
    ("expected `,` or `]`", "Expected ',' or ']'"),
    ("expected the end", "Unexpected character"),
    ("expected four hexadecimal", "Expected hexadecimal digit"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_read_by_their_media_type() {
        assert!(problem("{", "application/json").is_some());
        assert!(problem("{", "application/ld+json; charset=utf-8").is_some());
        assert!(problem("<a>", "application/xml").is_some());
        assert!(problem("<a>", "image/svg+xml").is_some());
        assert_eq!(problem("{", "text/plain"), None);
        assert_eq!(problem("", "application/json"), None);
        assert_eq!(problem("[1]", "application/json"), None);
        let read = |body| problem(body, "application/json").unwrap_or_default();
        assert_eq!(
            read("[1,\n ]"),
            "Error parsing JSON: Expected value ([2, 2])"
        );
        assert_eq!(
            read("{"),
            "Error parsing JSON: Unexpected end of input ([1, 2])"
        );
    }
}
