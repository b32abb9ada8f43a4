//! Searches in text: all of them bounded.

use super::BREAK_MARK;

/// How far, in bytes, the end of a code span or link is looked for.
const REACH: usize = 1024;

/// Drops what may not stand in a doc comment: control characters, and the marks of writing direction
/// that rustc refuses in comments. Lines end in a newline alone.
pub(super) fn clean(text: &str) -> String {
    let unwanted = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ");
    text.replace(unwanted, "")
}

/// The code span that `text` starts with: its content and its length with the backticks.
pub(super) fn code_span(text: &str) -> Option<(&str, usize)> {
    let ticks = longest_prefix(text, '`');
    let mut at = ticks;
    while at < REACH {
        at += text.get(at..)?.find('`')?;
        let run = longest_prefix(&text[at..], '`');
        if run == ticks {
            return Some((&text[ticks..at], at + run));
        }
        at += run;
    }
    None
}

/// Where the bracket that `text` starts with is closed, within reach.
pub(super) fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < REACH) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == open => depth += 1,
            _ if c == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The text with single spaces for white space and hard line breaks.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == BREAK_MARK);
    words
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Length in bytes of the run of an ASCII character at the start.
pub(super) fn longest_prefix(text: &str, c: char) -> usize {
    text.len() - text.trim_start_matches(c).len()
}

pub(super) fn longest_run(text: &str, c: char) -> usize {
    text.split(|it| it != c).map(str::len).max().unwrap_or(0)
}
