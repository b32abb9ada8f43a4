//! Web addresses: which may be linked to, and where one ends in a sentence.

/// An address that a doc comment may link to, with the characters that would end the link encoded.
pub(super) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let known = ["https://", "http://", "mailto:"]
        .iter()
        .any(|it| url.starts_with(it));
    if !known {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '\n' => {}
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            _ if c.is_whitespace() || c.is_control() => {}
            _ => out.push(c),
        }
    }
    Some(out)
}

/// The address without the punctuation of the sentence it stands in. Brackets belong to the address
/// if they are opened in it.
pub(super) fn without_closers(url: &str) -> &str {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('<', '>'), ('{', '}')];
    let mut surplus = PAIRS.map(|(open, close)| {
        let opened = url.matches(open).count();
        url.matches(close).count().saturating_sub(opened)
    });
    let mut url = url;
    while let Some(c) = url.chars().next_back() {
        let pair = PAIRS.iter().position(|(_, close)| *close == c);
        match pair.and_then(|at| surplus.get_mut(at)) {
            Some(left) if *left > 0 => *left -= 1,
            None if ".,;:!?'\u{2019}\u{201d}*_".contains(c) => {}
            _ => break,
        }
        url = &url[..url.len() - c.len_utf8()];
    }
    url
}

pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '$'))
}
