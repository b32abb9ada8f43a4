//! Words to lines.

use super::BREAK;
use super::line_start::list_marker;

/// Prints words as lines. `first` and `rest` are what the lines start with; `guard` says whether
/// the first word, too, must not be taken for the start of a block.
pub(super) fn wrap(
    out: &mut String,
    words: &[String],
    first: &str,
    rest: &str,
    width: usize,
    guard: bool,
) {
    let mut line = first.to_owned();
    let mut columns = line.chars().count();
    let mut empty = true;
    let mut guard = guard;
    for word in words {
        let len = word.chars().count();
        let hard = word == BREAK;
        if hard || (!empty && columns + 1 + len > width) {
            if hard {
                line.push('\\');
            }
            push_line(out, &line);
            line = rest.to_owned();
            columns = line.chars().count();
            empty = true;
            guard = true;
        }
        if hard {
            continue;
        }
        if !empty {
            line.push(' ');
            columns += 1;
        }
        let escape_at = if empty && guard {
            block_mark(word)
        } else {
            None
        };
        let (head, tail) = word.split_at(escape_at.unwrap_or(0));
        line.push_str(head);
        if escape_at.is_some() {
            line.push('\\');
        }
        line.push_str(tail);
        columns += len + usize::from(escape_at.is_some());
        empty = false;
    }
    push_line(out, &line);
}

pub(super) fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Where a word needs a backslash so that at the start of a line it does not start a block.
fn block_mark(word: &str) -> Option<usize> {
    let all = |mark: char| !word.is_empty() && word.chars().all(|c| c == mark);
    let marker = list_marker(word, true);
    let number = marker > 1 && marker == word.len();
    let starts = word.starts_with(['>', '|']) || word.starts_with("~~~");
    if number {
        Some(marker - 1)
    } else {
        (starts || ['-', '+', '=', '#', '*'].into_iter().any(all)).then_some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{WIDTH, markdown};

    #[test]
    fn wrapping() {
        let label = "long text ".repeat(12);
        let link = format!("[{}](https://a.b)", label.trim_end());
        let words = "word ".repeat(30);
        let out = markdown(&format!(
            "<ul><li>{words}<a href=\"https://a.b\">{label}</a></li></ul>"
        ));
        assert!(out.lines().any(|it| it.trim() == link), "{out}");
        assert!(
            out.lines().all(|it| it.len() <= WIDTH || it.trim() == link),
            "{out}"
        );
        assert!(out.lines().skip(1).all(|it| it.starts_with("  ")), "{out}");
        let dash = markdown(&format!("<p>{} - b</p>", "a".repeat(WIDTH - 1)));
        assert!(dash.ends_with("\n\\- b"), "{dash}");
    }
}
