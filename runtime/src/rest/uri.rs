//! The pieces of URI patterns and host prefixes, as the traits `http` and `endpoint` have them.

/// A piece of a URI pattern or of a host prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text that stands for itself.
    Literal(&'a str),
    /// `{name}`, or `{name+}` for a greedy one.
    Label { name: &'a str, greedy: bool },
}

/// The pieces of a pattern, in order.
pub(super) fn pieces(pattern: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((label, after)) = rest.strip_prefix('{').and_then(|r| r.split_once('}')) {
            rest = after;
            let (name, greedy) = match label.strip_suffix('+') {
                Some(name) => (name, true),
                None => (label, false),
            };
            return Some(Piece::Label { name, greedy });
        }
        let end = rest
            .get(1..)
            .and_then(|r| r.find('{'))
            .map_or(rest.len(), |i| i + 1);
        let (literal, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Literal(literal))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fall_into_pieces() {
        let found: Vec<_> = pieces("/a/{b}/{c+}x").collect();
        let label = |name, greedy| Piece::Label { name, greedy };
        let literal = Piece::Literal;
        assert_eq!(
            found,
            [
                literal("/a/"),
                label("b", false),
                literal("/"),
                label("c", true),
                literal("x")
            ]
        );
    }
}
