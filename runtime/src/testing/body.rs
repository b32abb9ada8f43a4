//! Bodies, compared as their media type says.

use super::tree::Tree;

/// What is wrong with a body; `None` where it is the expected one.
pub(super) fn difference(expected: &str, found: &[u8], media_type: Option<&str>) -> Option<String> {
    let essence = media_type.map(|m| m.split(';').next().unwrap_or_default().trim());
    let problem = match essence {
        Some("application/json") if !expected.is_empty() => json(expected, found),
        Some("application/x-www-form-urlencoded") => form(expected, found),
        Some("application/cbor") => {
            let expected = crate::base64::decode(expected.trim()).unwrap_or_default();
            octets(&expected, found)
        }
        _ => octets(expected.as_bytes(), found),
    };
    problem.map(|problem| format!("the body {problem}"))
}

fn json(expected: &str, found: &[u8]) -> Option<String> {
    let (expected, tree) = match (Tree::parse(expected.as_bytes()), Tree::parse(found)) {
        (Ok(expected), Ok(tree)) => (expected, tree),
        (Err(problem), _) => return Some(format!("of the case is no JSON: {problem}")),
        (_, Err(problem)) => return Some(format!("is no JSON: {problem}: {}", show(found))),
    };
    let difference = expected.difference(&tree, "")?;
    Some(format!("differs: {difference}; it is {}", show(found)))
}

/// Pairs in any order.
fn form(expected: &str, found: &[u8]) -> Option<String> {
    let pairs = |text: &str| {
        let mut pairs: Vec<String> = text
            .trim()
            .split('&')
            .map(|p| p.trim().to_owned())
            .collect();
        pairs.sort();
        pairs
    };
    let text = String::from_utf8_lossy(found);
    (pairs(expected) != pairs(&text)).then(|| format!("is {text} instead of {expected}"))
}

fn octets(expected: &[u8], found: &[u8]) -> Option<String> {
    let same = expected == found;
    (!same).then(|| format!("is {} instead of {}", show(found), show(expected)))
}

fn show(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_says_how() {
        let same = |a: &str, b: &str, m| difference(a, b.as_bytes(), m).is_none();
        assert!(same("{\"a\": 1}", "{\"a\":1.0}", Some("application/json")));
        assert!(!same("{\"a\": 1}", "{\"a\":1.0}", None));
        assert!(!same("", "{}", Some("application/json")));
        assert!(same(
            "a=1&\n b=2",
            "b=2&a=1",
            Some("application/x-www-form-urlencoded")
        ));
        assert!(same("YQ==", "a", Some("application/cbor")));
    }
}
