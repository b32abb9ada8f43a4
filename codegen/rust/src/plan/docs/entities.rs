//! Character references: `&amp;`, `&#65;`, `&#x41;`.

use std::borrow::Cow;

/// Replaces character references.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('&') {
        out.push_str(&text[at..at + found]);
        at += found;
        let (c, len) = entity(&text[at..]).unwrap_or(('&', 1));
        out.push(c);
        at += len;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// The character reference that `text` starts with, and its length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let name_len = text.bytes().skip(1).take(10).position(|b| b == b';')?;
    let name = text.get(1..=name_len)?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace())?
        }
        None => ENTITIES.iter().find(|(it, _)| *it == name)?.1,
    };
    Some((c, name_len + 2))
}

/// Character references that are decoded besides the numeric ones. White space of any width is
/// plain white space in the end.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("hellip", '\u{2026}'),
    ("bull", '\u{2022}'),
    ("middot", '\u{b7}'),
    ("copy", '\u{a9}'),
    ("reg", '\u{ae}'),
    ("trade", '\u{2122}'),
    ("deg", '\u{b0}'),
    ("plusmn", '\u{b1}'),
    ("times", '\u{d7}'),
    ("divide", '\u{f7}'),
    ("micro", '\u{b5}'),
    ("sect", '\u{a7}'),
    ("laquo", '\u{ab}'),
    ("raquo", '\u{bb}'),
    ("larr", '\u{2190}'),
    ("rarr", '\u{2192}'),
    ("le", '\u{2264}'),
    ("ge", '\u{2265}'),
    ("ne", '\u{2260}'),
    ("infin", '\u{221e}'),
];
