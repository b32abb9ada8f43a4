//! From ECMA 262 regular expressions with the flag `u` (Smithy 2.0, trait `pattern`) to the engine's
//! dialect, where classes nest, `\d` and `\w` know all of Unicode and `.` takes carriage returns.

use std::iter::Peekable;
use std::str::Chars;

/// Class escapes and what they stand for, inside a class and outside.
const CLASSES: [(char, &str, &str); 4] = [
    ('d', "0-9", "[0-9]"),
    ('D', "[^0-9]", "[^0-9]"),
    ('w', "A-Za-z0-9_", "[A-Za-z0-9_]"),
    ('W', "[^A-Za-z0-9_]", "[^A-Za-z0-9_]"),
];

/// POSIX names that Java knows and Unicode doesn't, as they stand in models of AWS.
const POSIX: [(&str, &str); 9] = [
    ("{ASCII}", r"\x00-\x7F"),
    ("{Alnum}", "A-Za-z0-9"),
    ("{Alpha}", "A-Za-z"),
    ("{Blank}", r" \t"),
    ("{Cntrl}", r"\x00-\x1F\x7F"),
    ("{Digit}", "0-9"),
    ("{Graph}", r"!-\~"),
    ("{Print}", r" -\~"),
    ("{Punct}", r"!-/:-@\[-`\{-\~"),
];

/// Everything but the line terminators of ECMA 262.
const DOT: &str = r"[^\n\r\x{2028}\x{2029}]";

/// The pattern in the engine's dialect. What isn't understood is left as it is, for the engine to
/// refuse.
pub(super) fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match escape(&mut chars) {
                Atom::Char(c) => push_char(c, &mut out),
                Atom::Class(class) => out.push_str(&class.outside),
            },
            '[' => class(&mut chars, &mut out),
            '.' => out.push_str(DOT),
            c => out.push(c),
        }
    }
    out
}

/// One element of a class, or one escape.
enum Atom {
    Char(char),
    Class(Class),
}

/// An escape that stands for several characters.
struct Class {
    inside: String,
    outside: String,
}

/// Reads a class up to its closing bracket.
fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    let negated = chars.next_if_eq(&'^').is_some();
    if chars.next_if_eq(&']').is_some() {
        out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
        return;
    }
    out.push_str(if negated { "[^" } else { "[" });
    while let Some(c) = chars.next() {
        if c == ']' {
            out.push(']');
            return;
        }
        let start = match atom(c, chars) {
            Atom::Class(class) => {
                out.push_str(&class.inside);
                continue;
            }
            Atom::Char(c) => c,
        };
        push_char(start, out);
        let mut ahead = chars.clone();
        if ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']') {
            chars.next();
            match chars.next().map(|c| atom(c, chars)) {
                Some(Atom::Char(end)) => {
                    out.push('-');
                    push_char(end, out);
                }
                // No range: the dash stands for itself.
                Some(Atom::Class(class)) => {
                    out.push_str(r"\-");
                    out.push_str(&class.inside);
                }
                None => {}
            }
        }
    }
}

fn atom(c: char, chars: &mut Peekable<Chars<'_>>) -> Atom {
    match c {
        '\\' => escape(chars),
        c => Atom::Char(c),
    }
}

/// Reads an escape after its backslash.
fn escape(chars: &mut Peekable<Chars<'_>>) -> Atom {
    let Some(c) = chars.next() else {
        return as_it_is("\\".to_owned());
    };
    if let Some((_, inside, outside)) = CLASSES.iter().find(|(name, ..)| *name == c) {
        return Atom::Class(Class {
            inside: (*inside).to_owned(),
            outside: (*outside).to_owned(),
        });
    }
    match c {
        'u' => unicode(chars),
        'x' => hex(chars, 2).map_or_else(|| as_it_is(r"\x".to_owned()), Atom::Char),
        '0' => Atom::Char('\0'),
        'p' | 'P' => property(c, chars),
        c if c.is_ascii_punctuation() => Atom::Char(c),
        c => as_it_is(format!("\\{c}")),
    }
}

/// `\p{…}`: POSIX names by their ranges, all others as they are.
fn property(c: char, chars: &mut Peekable<Chars<'_>>) -> Atom {
    let mut name = String::new();
    if chars.peek() == Some(&'{') {
        for c in chars.by_ref() {
            name.push(c);
            if c == '}' {
                break;
            }
        }
    }
    let posix = POSIX.iter().find(|(posix, _)| *posix == name);
    match posix {
        Some((_, ranges)) => {
            let not = if c == 'P' { "^" } else { "" };
            let class = format!("[{not}{ranges}]");
            Atom::Class(Class {
                inside: class.clone(),
                outside: class,
            })
        }
        None => as_it_is(format!("\\{c}{name}")),
    }
}

/// `\u0041`, `\u{1F44D}`, or two halves of a surrogate pair.
fn unicode(chars: &mut Peekable<Chars<'_>>) -> Atom {
    let refused = || as_it_is(r"\u".to_owned());
    if chars.next_if_eq(&'{').is_some() {
        let digits: String = chars.by_ref().take_while(|c| *c != '}').collect();
        let code = u32::from_str_radix(&digits, 16).ok();
        return code
            .and_then(char::from_u32)
            .map_or_else(refused, Atom::Char);
    }
    let Some(first) = code(chars, 4) else {
        return refused();
    };
    if !(0xD800..0xDC00).contains(&first) {
        return char::from_u32(first).map_or_else(refused, Atom::Char);
    }
    let both = chars.next_if_eq(&'\\').and_then(|_| chars.next_if_eq(&'u'));
    match both.and_then(|_| code(chars, 4)) {
        Some(second @ 0xDC00..0xE000) => {
            let joined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            char::from_u32(joined).map_or_else(refused, Atom::Char)
        }
        _ => refused(),
    }
}

fn hex(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Option<char> {
    code(chars, digits).and_then(char::from_u32)
}

fn code(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Option<u32> {
    (0..digits).try_fold(0, |code, _| {
        let digit = chars.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
        Some(code * 16 + digit)
    })
}

fn as_it_is(text: String) -> Atom {
    Atom::Class(Class {
        inside: text.clone(),
        outside: text,
    })
}

/// Writes a character that stands for itself.
fn push_char(c: char, out: &mut String) {
    match c {
        '_' | '/' | ' ' | '<' | '>' | '\'' | '"' | ',' | ':' | ';' | '=' | '@' | '!' | '%'
        | '`' => {
            out.push(c);
        }
        c if c.is_ascii_punctuation() => {
            out.push('\\');
            out.push(c);
        }
        c if c.is_control() => out.push_str(&format!("\\x{{{:X}}}", u32::from(c))),
        c => out.push(c),
    }
}
