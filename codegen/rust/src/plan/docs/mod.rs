//! Documentation of a model as rustdoc Markdown.
//!
//! The `documentation` trait (Smithy 2.0, "Documentation traits") is CommonMark, but the text of
//! most published models is HTML with loose ends: unclosed tags, wild white space, placeholders in
//! angle brackets. rustdoc would print half of it and warn about the rest. Here it becomes what a
//! person would have written in a doc comment, and nothing in it trips a rustdoc lint
//! (`broken_intra_doc_links`, `invalid_html_tags`, `bare_urls`) or turns into a doctest.
//!
//! Text with block tags is read as HTML. Any other text is Markdown already: it keeps its words and
//! marks, is wrapped, and only inline tags in it are translated. Work is linear in the length of
//! the text: every search is either bounded or stops where the next one starts.

mod address;
mod blocks;
mod entities;
mod html;
mod inline;
mod line_start;
mod plain;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod words;
mod wrap;

use blocks::Writer;
use tags::has_block_tag;
use text::clean;

/// Columns of a line; only one unbreakable word may go beyond.
const WIDTH: usize = 96;
/// Stands among words for a hard line break; no word contains a newline.
const BREAK: &str = "\n";
/// Stands in Markdown text for a hard line break; control characters are removed beforehand.
const BREAK_MARK: char = '\0';

/// The documentation text of a model as Markdown for a doc comment: lines of at most 96 columns
/// without trailing space, joined by newlines, with no empty line at either end.
///
/// Any input has an answer; what is not understood is kept as text.
pub(super) fn markdown(documentation: &str) -> String {
    let text = clean(documentation);
    let mut writer = Writer::new(&text);
    if has_block_tag(&text) {
        writer.html(&text);
    } else {
        writer.plain(&text);
    }
    writer.finish()
}

/// The first sentence of the first paragraph of Markdown, its full stop included; the whole
/// paragraph if it has no end of sentence.
pub(super) fn first_sentence(markdown: &str) -> &str {
    let paragraph = markdown.split("\n\n").next().unwrap_or_default().trim();
    let mut in_code = false;
    for (at, c) in paragraph.char_indices() {
        let end = at + c.len_utf8();
        match c {
            '`' => in_code = !in_code,
            '.' | '!' | '?' if !in_code => {
                let (head, tail) = paragraph.split_at(end);
                let abbreviated = ABBREVIATIONS.iter().any(|it| head.ends_with(it));
                if tail.starts_with(char::is_whitespace) && !abbreviated {
                    return head;
                }
            }
            _ => {}
        }
    }
    paragraph
}

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["e.g.", "i.e.", "etc.", "vs.", "cf."];
