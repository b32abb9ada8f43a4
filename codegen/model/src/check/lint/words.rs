//! Names taken apart into words, and words looked for in them.

use crate::hash_order::hash_order;

/// The words of a name in camel case: `fooBARBaz` is `foo`, `BAR`, `Baz`. Digits and underscores belong to the word before them.
pub(super) fn camel_words(name: &str) -> Vec<&str> {
    let bytes = name.as_bytes();
    let upper = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_uppercase);
    let lower = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_lowercase);
    let mut words = Vec::new();
    let mut start = 0;
    for i in 1..bytes.len() {
        if upper(i) && (!upper(i - 1) || lower(i + 1)) {
            words.extend(name.get(start..i));
            start = i;
        }
    }
    words.extend(name.get(start..));
    words
}

/// Terms of one or several words, looked for in names at the boundaries of words.
#[derive(Debug, Default)]
pub(super) struct WordMatcher {
    terms: Vec<String>,
}

impl WordMatcher {
    /// Looks for these terms.
    ///
    /// # Errors
    /// One is empty, or no words with single spaces between.
    pub(super) fn new<T: AsRef<str>>(terms: impl IntoIterator<Item = T>) -> Result<Self, String> {
        let mut all = Vec::new();
        for term in terms {
            let term = normal(term.as_ref())?;
            let together = term.replace(' ', "");
            all.extend([term, together]);
        }
        Ok(WordMatcher {
            terms: hash_order(all),
        })
    }

    /// The first term that a name has.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let words = words(name);
        let found = |term: &&String| is_at_boundaries(&words, term);
        self.terms.iter().find(found).map(String::as_str)
    }
}

/// Words with a `*` at their start, their end, or both, looked for without regard to case.
#[derive(Debug, Default)]
pub(super) struct Wildcards {
    patterns: Vec<(bool, String, bool)>,
}

impl Wildcards {
    /// Looks for these words.
    ///
    /// # Errors
    /// One is empty, a mere `*`, or has a `*` within.
    pub(super) fn new<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Result<Self, String> {
        let read = |word: T| {
            let word = word.as_ref();
            match word {
                "" => return Err("Invalid empty pattern".to_owned()),
                "*" => return Err("Invalid wildcard pattern: *".to_owned()),
                _ => {}
            }
            let (before, rest) = match word.strip_prefix('*') {
                Some(rest) => (true, rest),
                None => (false, word),
            };
            let (after, needle) = match rest.strip_suffix('*') {
                Some(needle) => (true, needle),
                None => (false, rest),
            };
            if needle.contains('*') {
                return Err(format!("Invalid inner '*' in wildcard pattern: {word}"));
            }
            Ok((before, needle.to_lowercase(), after))
        };
        let patterns = words.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Wildcards { patterns })
    }

    /// Whether a name is one of the words.
    pub(super) fn matches(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.patterns
            .iter()
            .any(|(before, needle, after)| match (before, after) {
                (true, true) => name.contains(needle),
                (true, false) => name.ends_with(needle),
                (false, true) => name.starts_with(needle),
                (false, false) => name == *needle,
            })
    }
}

/// A term in lower case.
fn normal(term: &str) -> Result<String, String> {
    if term.is_empty() {
        return Err("Invalid empty search terms".to_owned());
    }
    if term.starts_with(' ') || term.ends_with(' ') || term.contains("  ") {
        return Err(format!("Invalid spaces in word boundary search: {term}"));
    }
    if !term.chars().all(|c| c == ' ' || c.is_alphanumeric()) {
        return Err(format!(
            "Invalid non-alphanumeric characters in word boundary search:{term}"
        ));
    }
    Ok(term.to_lowercase())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Other,
}

/// The words of a name, in lower case, with spaces between: `fooBAR_baz9` is `foo bar baz 9`.
fn words(name: &str) -> String {
    let class = |c: char| match c {
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_numeric() => Class::Digit,
        _ => Class::Other,
    };
    let chars: Vec<(char, Class)> = name.chars().map(|c| (c, class(c))).collect();
    let mut words: Vec<String> = Vec::new();
    let mut rest = chars.as_slice();
    while let Some((_, first)) = rest.first().copied() {
        let same = |class: Class| rest.iter().take_while(|(_, c)| *c == class).count();
        let mut length = same(first);
        let next = rest.get(length).map(|(_, class)| *class);
        if first == Class::Upper && next == Some(Class::Lower) {
            // The last capital begins the next word.
            if length > 1 {
                length -= 1;
            } else {
                let tail = rest.get(1..).unwrap_or_default();
                length += tail
                    .iter()
                    .take_while(|(_, class)| *class == Class::Lower)
                    .count();
            }
        }
        let (word, tail) = rest.split_at(length);
        if first != Class::Other {
            words.push(word.iter().flat_map(|(c, _)| c.to_lowercase()).collect());
        }
        rest = tail;
    }
    words.join(" ")
}

/// Whether the first place of a term in words is one of whole words.
fn is_at_boundaries(words: &str, term: &str) -> bool {
    words.find(term).is_some_and(|start| {
        let before = words.get(..start).unwrap_or_default();
        let after = words.get(start + term.len()..).unwrap_or_default();
        (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(camel_words("BamID2HTTPFoo"), ["Bam", "ID2", "HTTP", "Foo"]);
        assert_eq!(camel_words("x"), ["x"]);
        for (name, expected) in [
            ("fooBAR_baz9", "foo bar baz 9"),
            ("HTTPServer", "http server"),
            ("IDs", "i ds"),
            ("_", ""),
            ("FooBar", "foo bar"),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn terms_are_found_at_boundaries_of_words() {
        let matcher = WordMatcher::new(["first name", "bank"]).unwrap();
        assert_eq!(matcher.find("myFirstName"), Some("first name"));
        assert_eq!(matcher.find("MyFirstname"), Some("firstname"));
        assert_eq!(matcher.find("bankrupt"), None);
        assert!(WordMatcher::new([" x"]).is_err() && WordMatcher::new(["a-b"]).is_err());
        let wildcards = Wildcards::new(["Foo", "*bar", "baz*", "*mid*"]).unwrap();
        for (name, expected) in [
            ("foo", true),
            ("foox", false),
            ("XBar", true),
            ("barX", false),
            ("BazX", true),
            ("xMidy", true),
        ] {
            assert_eq!(wildcards.matches(name), expected, "{name}");
        }
        assert!(Wildcards::new(["a*b"]).is_err());
    }
}
