//! Wildcards of IAM: `*` is any text, `?` any one character, `${aws:username}` the caller's profile.
//!
//! Actions are compared without regard to case, resources with it ("IAM JSON policy elements").

/// Where a pattern stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// `a` is `A`.
    Ignored,
    /// It is not.
    Heeded,
}

/// One value of `Action`, `Resource` or a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    case: Case,
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Char(char),
    /// `?`
    One,
    /// `*`
    Many,
    /// `${aws:username}`
    Username,
}

/// Policy variables: what stands between `${` and `}`.
const VARIABLES: [(&str, Piece); 4] = [
    ("aws:username", Piece::Username),
    ("*", Piece::Char('*')),
    ("?", Piece::Char('?')),
    ("$", Piece::Char('$')),
];

impl Pattern {
    /// Reads a pattern with its wildcards.
    ///
    /// # Errors
    /// What is wrong with a policy variable.
    pub(super) fn parse(text: &str, case: Case) -> Result<Pattern, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(variable) = rest.strip_prefix("${") {
                let Some((name, after)) = variable.split_once('}') else {
                    return Err("a policy variable has no `}`".to_owned());
                };
                let known = VARIABLES.iter().find(|(known, _)| *known == name);
                let Some((_, piece)) = known else {
                    return Err(format!(
                        "the policy variable ${{{name}}} is not known here: there are \
                         ${{aws:username}}, ${{*}}, ${{?}} and ${{$}}"
                    ));
                };
                pieces.push(*piece);
                rest = after;
                continue;
            }
            pieces.push(match c {
                '*' => Piece::Many,
                '?' => Piece::One,
                c => Piece::Char(c),
            });
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        Ok(Pattern { pieces, case })
    }

    /// A text without wildcards: `*` and `?` are themselves, as in `StringEquals`.
    ///
    /// # Errors
    /// What is wrong with a policy variable.
    pub(super) fn literal(text: &str, case: Case) -> Result<Pattern, String> {
        let mut pattern = Pattern::parse(text, case)?;
        for piece in &mut pattern.pieces {
            *piece = match *piece {
                Piece::Many => Piece::Char('*'),
                Piece::One => Piece::Char('?'),
                other => other,
            };
        }
        Ok(pattern)
    }

    /// Whether the whole of `value` matches, for a caller of this profile. Takes time in the order of
    /// the product of both lengths at worst.
    pub(super) fn matches(&self, value: &str, username: &str) -> bool {
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            match piece {
                Piece::Username => pieces.extend(username.chars().map(Piece::Char)),
                other => pieces.push(*other),
            }
        }
        let value: Vec<char> = value.chars().collect();
        let (mut piece, mut at) = (0, 0);
        // Where to go on after the last `*`: it takes one character more each time.
        let mut again: Option<(usize, usize)> = None;
        while at < value.len() {
            match (pieces.get(piece), value.get(at)) {
                (Some(Piece::Many), _) => {
                    again = Some((piece + 1, at));
                    piece += 1;
                }
                (Some(expected), Some(found)) if self.fits(*expected, *found) => {
                    piece += 1;
                    at += 1;
                }
                _ => {
                    let Some((after, taken)) = again else {
                        return false;
                    };
                    again = Some((after, taken + 1));
                    (piece, at) = (after, taken + 1);
                }
            }
        }
        let mut left = pieces.iter().skip(piece);
        left.all(|piece| *piece == Piece::Many)
    }

    fn fits(&self, piece: Piece, found: char) -> bool {
        match (piece, self.case) {
            (Piece::One, _) => true,
            (Piece::Char(c), Case::Heeded) => c == found,
            (Piece::Char(c), Case::Ignored) => c.eq_ignore_ascii_case(&found),
            (Piece::Many | Piece::Username, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_whole_values() {
        for (pattern, value, matches) in [
            ("*", "", true),
            ("*", "anything", true),
            ("?", "", false),
            ("?", "ü", true),
            ("a*c", "abbc", true),
            ("a*c", "ac", true),
            ("a*c", "acb", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "ab ab a", false),
            ("abc", "ABC", false),
            ("abc", "abcd", false),
            ("web-${aws:username}", "web-me", true),
            ("web-${aws:username}", "web-you", false),
            ("${*}", "*", true),
            ("${*}", "a", false),
            ("${$}{a}", "${a}", true),
        ] {
            let parsed = Pattern::parse(pattern, Case::Heeded).unwrap();
            assert_eq!(parsed.matches(value, "me"), matches, "{pattern} {value}");
        }
        let action = Pattern::parse("lambda:get*", Case::Ignored).unwrap();
        assert!(action.matches("lambda:GetFunction", "me"));
        let literal = Pattern::literal("a*", Case::Heeded).unwrap();
        assert!(literal.matches("a*", "me") && !literal.matches("ab", "me"));
    }

    #[test]
    fn a_profile_with_wildcards_in_its_name_is_taken_literally() {
        let pattern = Pattern::parse("f-${aws:username}", Case::Heeded).unwrap();
        assert!(!pattern.matches("f-anything", "*"));
    }

    #[test]
    fn unknown_variables_are_refused() {
        for text in ["${aws:userid}", "${", "${}", "a${aws:username"] {
            assert!(Pattern::parse(text, Case::Heeded).is_err(), "{text}");
        }
    }

    #[test]
    fn many_wildcards_take_no_exponential_time() {
        let pattern = Pattern::parse(&"*a".repeat(200), Case::Heeded).unwrap();
        assert!(!pattern.matches(&"a".repeat(150), "me"));
        assert!(pattern.matches(&"a".repeat(2000), "me"));
    }
}
