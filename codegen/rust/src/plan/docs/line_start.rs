//! What a line of Markdown starts with: quote marks, list markers, indentation.

use super::WIDTH;
use super::address::web_address;
use super::plain::Paragraph;

/// The quote marks, list markers and indentation that a line of Markdown starts with.
pub(super) struct LineStart<'a> {
    pub(super) first: String,
    pub(super) rest: String,
    pub(super) quotes: usize,
    pub(super) marked: bool,
    pub(super) content: &'a str,
}

impl<'a> LineStart<'a> {
    pub(super) fn read(line: &'a str, in_list: bool) -> Self {
        let mut it = Self {
            first: String::new(),
            rest: String::new(),
            quotes: 0,
            marked: false,
            content: line.trim_start(),
        };
        let indent = line.len() - it.content.len();
        let keeps_indent = in_list || list_marker(it.content, in_list) > 0;
        it.pad(if keeps_indent {
            indent.min(WIDTH / 3)
        } else {
            0
        });
        while it.first.len() < WIDTH / 2 {
            let marker = list_marker(it.content, in_list || it.marked);
            let (taken, shown) = match it.content.strip_prefix('>') {
                Some(_) => (1, ">"),
                None if marker > 0 && !is_rule(it.content) => (marker, " "),
                None => break,
            };
            let (mark, content) = it.content.split_at(taken);
            it.quotes += usize::from(shown == ">");
            it.marked |= shown == " ";
            it.first.push_str(mark);
            it.rest.push_str(&shown.repeat(taken));
            it.content = content.trim_start();
            let gap = content.len() - it.content.len();
            it.pad(if it.content.is_empty() {
                0
            } else {
                gap.clamp(1, 4)
            });
        }
        it
    }

    pub(super) fn pad(&mut self, columns: usize) {
        self.first.push_str(&" ".repeat(columns));
        self.rest.push_str(&" ".repeat(columns));
    }

    pub(super) fn paragraph(self) -> Paragraph {
        let Self {
            first,
            rest,
            quotes,
            content,
            ..
        } = self;
        let mut it = Paragraph {
            first,
            rest,
            quotes,
            text: String::new(),
            width: WIDTH,
        };
        it.add(content);
        it
    }
}

/// Bytes of the list marker that a line starts with. Outside lists only the number 1 starts one,
/// lest a line that happens to begin with a year be taken for an item.
pub(super) fn list_marker(line: &str, in_list: bool) -> usize {
    let digits = line
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(line.len());
    let bullet = digits == 0 && line.starts_with(['-', '*', '+']);
    let number = (1..=9).contains(&digits)
        && line[digits..].starts_with(['.', ')'])
        && (in_list || &line[..digits] == "1");
    let len = if bullet || number { digits + 1 } else { 0 };
    let ends = line[len..].is_empty() || line[len..].starts_with([' ', '\t']);
    if ends { len } else { 0 }
}

/// Whether a line is a thematic break or the underline of a heading.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    ["-", "=", "*", "_"].iter().any(|mark| {
        let marks = line.matches(mark).count();
        marks >= 3 && line.chars().all(|c| mark.starts_with(c) || c == ' ')
    })
}

/// The label that a line of Markdown gives a link target, in lower case.
pub(super) fn reference_label(line: &str) -> Option<String> {
    let (label, target) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    let target = target.trim();
    (!label.is_empty() && !label.contains('[') && web_address(target).is_some())
        .then(|| label.to_lowercase())
}
