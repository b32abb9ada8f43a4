//! What quoted texts and text blocks mean: line ends, incidental white space, escapes. (Smithy spec, "String values", "Text blocks")

use std::borrow::Cow;

/// The value of what stands between the quotes of a string.
///
/// # Errors
/// A message that says which escape or character is wrong.
pub(crate) fn unquote(content: &str) -> Result<Cow<'_, str>, String> {
    unescape(normalize(content), false)
}

/// The value of what stands between the triple quotes of a text block.
///
/// # Errors
/// A message that says which escape or character is wrong, or that the block does not start with a line break.
pub(crate) fn unblock(content: &str) -> Result<Cow<'_, str>, String> {
    let text = dedent(&normalize(content))?;
    unescape(Cow::Owned(text), true).map(|text| Cow::Owned(text.into_owned()))
}

/// The lines of a text block without the white space that only lays it out; escapes are left as they are.
///
/// # Errors
/// The block is empty or does not start with a line break.
pub(crate) fn dedent(content: &str) -> Result<String, String> {
    if content.is_empty() {
        return Err("Text block is empty".to_owned());
    }
    let Some(body) = content.strip_prefix('\n') else {
        return Err("Text block must start with a new line".to_owned());
    };
    let lines: Vec<&str> = body.split('\n').collect();
    let last = lines.len() - 1;
    let indent = lines
        .iter()
        .enumerate()
        .filter_map(|(i, line)| {
            let text = line.trim_start_matches(' ');
            // A blank line says nothing of the indent, unless the closing quotes stand in it.
            (!text.is_empty() || i == last).then_some(line.len() - text.len())
        })
        .min()
        .unwrap_or_default();
    let mut out = String::with_capacity(body.len());
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        // The first character of a line stays, even if it is a space.
        let end = line.trim_end_matches(' ').len().max(line.len().min(1));
        out.push_str(line.get(indent..end).unwrap_or_default());
    }
    Ok(out)
}

/// Line ends of every kind become `\n`.
#[must_use]
pub(crate) fn normalize(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn unescape(text: Cow<'_, str>, block: bool) -> Result<Cow<'_, str>, String> {
    let special = |c: char| {
        c == '\\' || (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || (c == '"' && !block)
    };
    if !text.contains(special) {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    // The first half of a pair of escapes that make one character.
    let mut high: Option<u32> = None;
    while let Some(c) = chars.next() {
        if c != '\\' {
            if special(c) {
                return Err(format!("Invalid string character: `{c}`"));
            }
            flush(&mut out, &mut high);
            out.push(c);
            continue;
        }
        let Some(escaped) = chars.next() else { break };
        if escaped == 'u' {
            unicode(&mut out, &mut high, hex(&mut chars)?);
            continue;
        }
        flush(&mut out, &mut high);
        match escaped {
            '"' | '\\' | '/' => out.push(escaped),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            '\n' => {}
            _ => return Err(format!("Invalid escape found in string: `\\{escaped}`")),
        }
    }
    flush(&mut out, &mut high);
    Ok(Cow::Owned(out))
}

fn hex(chars: &mut std::str::Chars<'_>) -> Result<u32, String> {
    let mut value = 0;
    for _ in 0..4 {
        let Some(c) = chars.next() else {
            return Err("Invalid unclosed unicode escape found in string".to_owned());
        };
        let Some(digit) = c.to_digit(16) else {
            return Err(format!("Invalid unicode escape character: `{c}`"));
        };
        value = value * 16 + digit;
    }
    Ok(value)
}

/// Adds the character of one `\u` escape, or of two that belong together.
fn unicode(out: &mut String, high: &mut Option<u32>, unit: u32) {
    if let (Some(first), 0xDC00..=0xDFFF) = (*high, unit) {
        *high = None;
        let code = 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
        out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        return;
    }
    flush(out, high);
    match unit {
        0xD800..=0xDBFF => *high = Some(unit),
        _ => out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

/// Half a character stands for none.
fn flush(out: &mut String, high: &mut Option<u32>) {
    if high.take().is_some() {
        out.push(char::REPLACEMENT_CHARACTER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_what_they_stand_for() {
        assert_eq!(
            unquote(r#"a\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00"#).unwrap(),
            "a\"\\/\u{8}\u{c}\n\r\té😀"
        );
        assert_eq!(unquote("a\\\r\n b\rc").unwrap(), "a b\nc");
        assert_eq!(unquote(r"\ud83dx").unwrap(), "\u{fffd}x");
        for (text, message) in [
            (r"\'", r"Invalid escape found in string: `\'`"),
            (r"\u12", "Invalid unclosed unicode escape found in string"),
            (r"\u12g4", "Invalid unicode escape character: `g`"),
            ("\u{1}", "Invalid string character: `\u{1}`"),
        ] {
            assert_eq!(unquote(text).unwrap_err(), message);
        }
    }

    #[test]
    fn text_blocks_lose_what_only_lays_them_out() {
        assert_eq!(
            unblock("\n    a\n      b  \n\n    c \\\n    d\n    ").unwrap(),
            "a\n  b\n\nc d\n"
        );
        assert_eq!(unblock("\n    a\n  ").unwrap(), "  a\n");
        assert_eq!(unblock("\n  \"a\" \\\"\\\"\\\"").unwrap(), "\"a\" \"\"\"");
        assert_eq!(unblock("\n").unwrap(), "");
        assert_eq!(
            unblock("a").unwrap_err(),
            "Text block must start with a new line"
        );
        assert_eq!(unblock("").unwrap_err(), "Text block is empty");
    }
}
