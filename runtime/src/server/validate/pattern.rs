//! Regular expressions of the trait `pattern`: ECMA 262 text for an engine that speaks another
//! dialect, compiled once each, matched within a bounded number of steps.

mod translate;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use fancy_regex::{Regex, RegexBuilder};

/// Where in a text a pattern with anchors at both ends must match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Matching {
    /// As the expression says: in `^a|b$` each anchor holds for its own alternative (Smithy 2.0,
    /// trait `pattern`).
    #[default]
    Search,
    /// Anchors around a pattern enclose all of it, alternatives too, as on AWS, where patterns have
    /// no anchors and match whole texts.
    Whole,
}

/// A pattern may take this many backtracking steps before the text counts as no match. Patterns
/// without look-around and back references take none: they run in linear time.
const MAX_STEPS: usize = 200_000;

/// A compiled pattern may take this many bytes: enough for a thousand repetitions of whole Unicode
/// categories, which models have.
const MAX_SIZE: usize = 64 << 20;

/// By where a pattern is in memory, which is for ever: patterns are long, and hashing them would take
/// as long as matching them.
type Cache = HashMap<(usize, usize, Matching), Option<Arc<Regex>>>;

static CACHE: LazyLock<RwLock<Cache>> = LazyLock::new(RwLock::default);

/// Whether the text matches. A text that needs too many steps doesn't; a pattern that is no regular
/// expression matches everything, and a warning says so once.
pub(super) fn matches(pattern: &'static str, text: &str, matching: Matching) -> bool {
    match compiled(pattern, matching) {
        Some(regex) => regex.is_match(text).unwrap_or(false),
        None => true,
    }
}

/// Compiles the pattern, as the first match of it would.
///
/// # Errors
/// Why it is no regular expression.
pub fn check(pattern: &str, matching: Matching) -> Result<(), String> {
    match compile(pattern, matching) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn compiled(pattern: &'static str, matching: Matching) -> Option<Arc<Regex>> {
    let key = (pattern.as_ptr() as usize, pattern.len(), matching);
    let cache = CACHE.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = cache.get(&key) {
        return known.clone();
    }
    drop(cache);
    let regex = match compile(pattern, matching) {
        Ok(regex) => Some(Arc::new(regex)),
        Err(error) => {
            tracing::warn!(pattern, %error, "pattern is not checked");
            None
        }
    };
    let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
    cache.entry(key).or_insert(regex).clone()
}

fn compile(pattern: &str, matching: Matching) -> Result<Regex, Box<fancy_regex::Error>> {
    let inner = match matching {
        Matching::Whole => inside_anchors(pattern),
        Matching::Search => None,
    };
    let text = match inner {
        Some(inner) => format!("^(?:{})$", translate::translate(inner)),
        None => translate::translate(pattern),
    };
    RegexBuilder::new(&text)
        .backtrack_limit(MAX_STEPS)
        .delegate_size_limit(MAX_SIZE)
        .build()
        .map_err(Box::new)
}

/// What is between an anchor at the start and one at the end; `None` where one of them isn't there.
pub(crate) fn inside_anchors(pattern: &str) -> Option<&str> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let escapes = inner.bytes().rev().take_while(|b| *b == b'\\').count();
    (escapes % 2 == 0).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_enclose_alternatives_only_where_asked_for() {
        let pattern = "^(arn:.*)|()$";
        assert!(matches(pattern, "junk", Matching::Search));
        assert!(!matches(pattern, "junk", Matching::Whole));
        assert!(matches(pattern, "", Matching::Whole));
        assert!(matches("[0-9]+", "a1b", Matching::Whole));
        assert_eq!(inside_anchors(r"^a\$"), None);
        assert_eq!(inside_anchors(r"^a\\$"), Some(r"a\\"));
    }

    #[test]
    fn texts_match_as_in_ecma_262() {
        for (pattern, text, expected) in [
            (r"^\d$", "5", true),
            (r"^\d$", "\u{0665}", false),
            (r"^\w$", "é", false),
            (r"^[\w-]+$", "a-b_", true),
            (r"^a$", "a\n", false),
            (r"^.$", "\r", false),
            (r"^.$", "👍", true),
            (r"^[a-zA-Z0-9-_]+$", "a-_9", true),
            (r"^[a-zA-Z0-9-_]+$", "a.b", false),
            (r"^[0-9A-Za-z\.\-_]*(?<!\.)$", "bucket.", false),
            (r"^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$", "2024", false),
            (r"^[[&~^]+$", "[&~^", true),
            (r"^[\/\]\\]+$", r"/]\", true),
            (r"^\u0041\u{1F44D}[\uD83D\uDC4D]$", "A👍👍", true),
            (r"^\x41\/$", "A/", true),
            (r"^[+--]+$", "+,-", true),
            (r"^[^]$", "x", true),
        ] {
            assert_eq!(
                matches(pattern, text, Matching::Search),
                expected,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn hostile_texts_end_in_no_match() {
        let zeros = "0".repeat(84) + "!";
        assert!(!matches("^([0-9]+)+$", &zeros, Matching::Search));
        assert!(!matches("^(?=0)(0+)+$(?<!1)", &zeros, Matching::Search));
    }

    #[test]
    fn what_is_no_pattern_is_told_and_passes() {
        for broken in [
            "(", "[", "[a-", r"[\", r"\", r"\u", r"\u{", r"\uD800", r"\p{", r"\x4", "(?",
        ] {
            assert!(check(broken, Matching::Search).is_err(), "{broken}");
        }
        assert!(matches("(", "x", Matching::Search));
        assert_eq!(
            check(r"^[\p{L}\p{M}\p{Z}\p{N}\p{P}]{0,1024}$", Matching::Search),
            Ok(())
        );
    }
}
