//! Patterns that can't be read whichever kind of regular expression they are: brackets that don't match, and repetitions of nothing.
//! What else may be wrong with one differs between kinds, so that it is left to those who use it. (The messages are those of Smithy's
//! own tools.)

/// What is wrong, with the index of the character that shows it.
type Problem = (String, Option<usize>);

/// Why nobody can read a pattern.
pub(super) fn problem(pattern: &str) -> Option<String> {
    // Comments and quotations may have any brackets.
    if ["(?x", "\\Q"].iter().any(|odd| pattern.contains(odd)) {
        return None;
    }
    let chars: Vec<char> = pattern.chars().collect();
    let (what, index) = scan(&chars).err()?;
    let mut message = format!("Invalid pattern trait regular expression: `{pattern}`. {what}");
    if let Some(index) = index {
        message.push_str(&format!(" near index {index}"));
    }
    message.push('\n');
    message.push_str(pattern);
    if let Some(index) = index.filter(|index| *index < chars.len()) {
        message.push('\n');
        message.push_str(&" ".repeat(index));
        message.push('^');
    }
    Some(message)
}

/// What may come next in a branch of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Something to match: there is nothing to repeat.
    Atom,
    /// A repetition.
    Repetition,
    /// The sign that makes a repetition lazy or possessive.
    Manner,
}

fn scan(chars: &[char]) -> Result<(), Problem> {
    let mut depth = 0_usize;
    let mut next = Next::Atom;
    let mut at = 0;
    while let Some(char) = chars.get(at) {
        let start = at;
        at += 1;
        next = match char {
            '\\' => {
                at += 1;
                Next::Repetition
            }
            '[' => {
                at = class(chars, at)?;
                Next::Repetition
            }
            '(' => {
                depth += 1;
                match chars.get(at) {
                    // What follows says what kind of group it is.
                    Some('?') => {
                        at += 1;
                        Next::Repetition
                    }
                    _ => Next::Atom,
                }
            }
            ')' if depth == 0 => {
                return Err(("Unmatched closing ')'".to_owned(), start.checked_sub(1)));
            }
            ')' => {
                depth -= 1;
                Next::Repetition
            }
            '|' => Next::Atom,
            '*' | '+' | '?' => match (next, char) {
                (Next::Repetition, _) => Next::Manner,
                (Next::Manner, '+' | '?') => Next::Atom,
                _ => return Err((format!("Dangling meta character '{char}'"), Some(start))),
            },
            // How often is for others to read.
            '{' => return Ok(()),
            _ => Next::Repetition,
        };
    }
    match depth {
        0 => Ok(()),
        _ => Err(("Unclosed group".to_owned(), Some(chars.len()))),
    }
}

/// The place after a class of characters, of which the first bracket is read.
fn class(chars: &[char], start: usize) -> Result<usize, Problem> {
    let mut depth = 1_usize;
    let mut at = start;
    let mut is_first = true;
    while let Some(char) = chars.get(at) {
        at += 1;
        match char {
            '^' if is_first => continue,
            '\\' => at += 1,
            '[' => {
                depth += 1;
                is_first = true;
                continue;
            }
            ']' if !is_first => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(at);
        }
        is_first = false;
    }
    let last = chars.len().checked_sub(1);
    Err(("Unclosed character class".to_owned(), last))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn what_nobody_can_read_is_told() {
        for (pattern, why) in [
            ("(a", "Unclosed group near index 2\n(a"),
            ("a)b", "Unmatched closing ')' near index 0\na)b\n^"),
            (")", "Unmatched closing ')'\n)"),
            ("[]", "Unclosed character class near index 1\n[]\n ^"),
            ("a**", "Dangling meta character '*' near index 2\na**\n  ^"),
            ("a|+", "Dangling meta character '+' near index 2\na|+\n  ^"),
        ] {
            let whole = format!("Invalid pattern trait regular expression: `{pattern}`. {why}");
            assert_eq!(problem(pattern), Some(whole));
        }
        for pattern in ["^[]a]*?$", "(?:a|b)++", "[a[b]]", r"\(\[", "(?i)a", "a{2}"] {
            assert_eq!(problem(pattern), None, "{pattern}");
        }
    }
}
