//! Text that is Markdown already: read line by line, wrapped anew.

use std::mem;

use super::BREAK_MARK;
use super::blocks::Writer;
use super::line_start::{LineStart, is_rule, reference_label};
use super::tags::is_name_char;
use super::text::longest_prefix;
use super::wrap::{push_line, wrap};

/// A paragraph of Markdown text that is being collected.
pub(super) struct Paragraph {
    pub(super) first: String,
    pub(super) rest: String,
    pub(super) quotes: usize,
    pub(super) text: String,
    pub(super) width: usize,
}

impl Paragraph {
    pub(super) fn add(&mut self, line: &str) {
        let hard = line.ends_with("  ") || line.ends_with('\\');
        let line = line.trim_end();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(if hard {
            line.trim_end_matches('\\')
        } else {
            line
        });
        if hard {
            self.text.push(BREAK_MARK);
        }
    }
}

impl Writer<'_> {
    /// Prints text that is Markdown already, wrapped anew.
    pub(super) fn plain(&mut self, text: &str) {
        self.labels = text.lines().filter_map(reference_label).collect();
        let mut paragraph: Option<Paragraph> = None;
        let mut fence: Option<String> = None;
        let mut in_list = false;
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let bare = line.trim_start_matches([' ', '>', '\t']).trim_end();
            if let Some(mark) = &fence {
                push_line(&mut self.out, line);
                if bare.starts_with(mark.as_str()) && bare.trim_start_matches(['`', '~']).is_empty()
                {
                    fence = None;
                }
                continue;
            }
            if line.trim().is_empty() {
                self.end_paragraph(paragraph.take());
                self.blank_line();
                continue;
            }
            let indent = line.len() - line.trim_start().len();
            if indent >= 4 && paragraph.is_none() && !in_list {
                let mut code = vec![line];
                while let Some(next) =
                    lines.next_if(|it| it.trim().is_empty() || it.starts_with("    "))
                {
                    code.push(next);
                }
                let code: Vec<&str> = code
                    .iter()
                    .map(|it| it.get(4..).unwrap_or_default())
                    .collect();
                self.preformatted(&code.join("\n"));
                self.blank_line();
                continue;
            }
            let line_start = LineStart::read(line, in_list);
            let content = line_start.content;
            let run = longest_prefix(content, '`').max(longest_prefix(content, '~'));
            let continues = paragraph
                .as_ref()
                .is_some_and(|it| !line_start.marked && line_start.quotes <= it.quotes);
            if run >= 3 && !content[run..].contains('`') {
                self.end_paragraph(paragraph.take());
                let (mark, info) = content.split_at(run);
                push_line(
                    &mut self.out,
                    &format!("{}{mark}{}", line_start.first, language(info)),
                );
                fence = Some(mark.to_owned());
            } else if content.is_empty() || reference_label(line).is_some() || is_rule(content) {
                let open = paragraph.is_some();
                self.end_paragraph(paragraph.take());
                // A rule right under a paragraph makes a heading of it: a bold line says as much.
                if !(open && is_rule(content)) {
                    push_line(&mut self.out, line.trim_end());
                }
            } else if content.starts_with(['#', '|']) {
                self.end_paragraph(paragraph.take());
                let mut row = line_start.paragraph();
                row.width = usize::MAX;
                self.end_paragraph(Some(row));
            } else if continues {
                if let Some(it) = &mut paragraph {
                    it.add(content);
                }
            } else {
                self.end_paragraph(paragraph.take());
                in_list = line_start.marked || (in_list && indent > 0);
                paragraph = Some(line_start.paragraph());
            }
        }
        self.end_paragraph(paragraph);
        if let Some(mark) = fence {
            push_line(&mut self.out, &mark);
        }
    }

    pub(super) fn end_paragraph(&mut self, paragraph: Option<Paragraph>) {
        let Some(Paragraph {
            first,
            rest,
            text,
            width,
            ..
        }) = paragraph
        else {
            return;
        };
        self.run(text.trim_end_matches(BREAK_MARK), true);
        self.close_link();
        let mut inline = mem::take(&mut self.inline);
        inline.close();
        wrap(&mut self.out, &inline.words, &first, &rest, width, false);
    }

    pub(super) fn blank_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// The info string of a fence such that rustdoc takes nothing for Rust to compile.
fn language(info: &str) -> &str {
    const RUST: &[&str] = &[
        "rust",
        "ignore",
        "no_run",
        "should_panic",
        "compile_fail",
        "test_harness",
        "standalone",
    ];
    let info = info.trim();
    let foreign = !info.is_empty()
        && info.chars().all(is_name_char)
        && !RUST.contains(&info)
        && !info.starts_with("edition");
    if foreign { info } else { "text" }
}

#[cfg(test)]
mod tests {
    use super::super::markdown;

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (input, expected) in cases {
            assert_eq!(markdown(input), *expected, "from {input:?}");
        }
    }

    #[test]
    fn plain_markdown() {
        check(&[
            (
                "A `b` **c**\nand [e](https://f.g).\n\n\nNext.",
                "A `b` **c** and [e](https://f.g).\n\nNext.",
            ),
            ("Use `<p>` and `[x]`.", "Use `<p>` and `[x]`."),
            ("- a\n- b\n  c\n  1. d\n\nEnd", "- a\n- b c\n  1. d\n\nEnd"),
            ("> a\n> b", "> a b"),
            ("```\nlet x\n```\nb", "```text\nlet x\n```\nb"),
            ("~~~json\n{}", "~~~json\n{}\n~~~"),
            ("a\n\n    code\n    more", "a\n\n```text\ncode\nmore\n```"),
            ("a\n    lazily  \nb", "a lazily\\\nb"),
            (
                "See [a][b].\n\n[b]: https://c.d",
                "See [a][b].\n\n[b]: https://c.d",
            ),
            ("a <b>b</b> <code>c</code> [d](Other)", "a **b** `c` `d`"),
            ("In\n2010. Then", "In 2010. Then"),
        ]);
    }
}
