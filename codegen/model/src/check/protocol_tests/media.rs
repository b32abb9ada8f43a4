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
        return json::parse(body).err().map(|problem| problem.to_string());
    }
    None
}

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
    }
}
