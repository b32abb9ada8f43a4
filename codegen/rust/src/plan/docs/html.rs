//! HTML: tags open and close blocks, and everything between them is text.

use std::mem;

use super::BREAK;
use super::blocks::{Frame, FrameKind, MAX_DEPTH, Writer};
use super::entities::decode;
use super::tags::{BOLD, Markup, Tag, code_content, find_tag, without_tags};

impl<'a> Writer<'a> {
    pub(super) fn html(&mut self, text: &'a str) {
        let mut from = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find('<') {
            at += found;
            let taken = self.markup_len(&text[at..]);
            if taken == 0 {
                at += 1;
                continue;
            }
            self.html_text(&text[from..at]);
            at += self.markup(&text[at..], taken);
            from = at;
        }
        self.html_text(&text[from..]);
    }

    pub(super) fn html_text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.join = false;
        }
        if self.in_paragraph || !self.frames.is_empty() {
            self.run(&decode(text), false);
            return;
        }
        for (index, piece) in text.split("\n\n").enumerate() {
            if index > 0 {
                self.flush();
            }
            self.run(&decode(piece), false);
        }
    }

    /// Bytes of the markup that `text` starts with, 0 if it is text.
    pub(super) fn markup_len(&mut self, text: &str) -> usize {
        if text.starts_with("<!--") {
            let end = if self.comments_end {
                text.find("-->")
            } else {
                None
            };
            self.comments_end = end.is_some();
            return end.map_or("<!--".len(), |end| end + "-->".len());
        }
        match Markup::read(text) {
            Some(it) if it.closing || it.tag().is_some() || self.closed.contains(it.name) => it.len,
            _ => 0,
        }
    }

    /// Applies the markup of `taken` bytes that `text` starts with. Returns the bytes used up,
    /// which are more where the content goes with the tag.
    pub(super) fn markup(&mut self, text: &str, taken: usize) -> usize {
        let Some(markup) = Markup::read(&text[..taken]) else {
            return taken;
        };
        let Some(tag) = markup.tag() else {
            return taken;
        };
        let rest = &text[taken..];
        match tag {
            Tag::Code if !markup.closing => {
                let content = code_content(rest, markup.name);
                self.inline_code(content);
                return taken + content.len();
            }
            Tag::Removed | Tag::Preformatted if !markup.closing => {
                let ends = |it: &Markup<'_>| it.closing && it.tag() == Some(tag);
                let content = &rest[..find_tag(rest, ends).unwrap_or(rest.len())];
                if tag == Tag::Preformatted {
                    self.flush();
                    self.preformatted(&decode(&without_tags(content, |_| true)));
                }
                return taken + content.len();
            }
            Tag::Anchor if !markup.closing => self.open_link(markup.href()),
            _ if markup.closing => self.close(tag),
            _ => self.open(tag),
        }
        taken
    }

    pub(super) fn open(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph if self.in_row() => self.inline.space(),
            Tag::Paragraph => {
                if !mem::take(&mut self.join) {
                    self.flush();
                }
                self.in_paragraph = true;
            }
            Tag::Block => self.flush(),
            Tag::Heading => {
                self.flush();
                self.inline.start(BOLD);
            }
            Tag::List { ordered } => {
                self.flush();
                self.push(FrameKind::List {
                    next: ordered.then_some(1),
                });
            }
            Tag::Item => self.open_item(false),
            Tag::Row => self.open_item(true),
            Tag::Term => {
                self.open_item(false);
                self.inline.start(BOLD);
            }
            Tag::Definition => {
                self.inline.close();
                match self.inline.words.last_mut() {
                    Some(word) if !word.trim_end_matches('*').ends_with(':') => word.push(':'),
                    Some(_) => {}
                    None => self.open_item(false),
                }
                self.inline.space();
                self.join = true;
            }
            Tag::Cell { head } => {
                self.inline.close();
                self.inline.space();
                if !self.inline.words.is_empty() {
                    self.inline.atom("|");
                    self.inline.space();
                }
                if head {
                    self.inline.start(BOLD);
                }
            }
            Tag::Quote(lead) => {
                self.flush();
                self.push(FrameKind::Quote { lead });
            }
            Tag::Break if self.inline.words.last().is_some_and(|it| it == BREAK) => self.flush(),
            Tag::Break => self.inline.line_break(),
            Tag::Emphasis(mark) => self.inline.start(mark),
            Tag::Preformatted | Tag::Code | Tag::Anchor | Tag::Transparent | Tag::Removed => {}
        }
    }

    pub(super) fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph if self.in_row() => self.inline.space(),
            Tag::Paragraph | Tag::Block | Tag::Heading => self.flush(),
            Tag::List { .. } => self.pop(|it| matches!(it, FrameKind::List { .. })),
            Tag::Item | Tag::Row | Tag::Definition => {
                self.pop(|it| matches!(it, FrameKind::Item { .. }));
            }
            Tag::Quote(_) => self.pop(|it| matches!(it, FrameKind::Quote { .. })),
            Tag::Term => self.inline.end(BOLD),
            Tag::Cell { .. } => self.inline.close(),
            Tag::Emphasis(mark) => self.inline.end(mark),
            Tag::Anchor => self.close_link(),
            Tag::Break => self.open(Tag::Break),
            Tag::Preformatted | Tag::Code | Tag::Transparent | Tag::Removed => {}
        }
    }

    /// Opens an item of the innermost list, which ends the item before it; makes a list if there
    /// is none.
    pub(super) fn open_item(&mut self, row: bool) {
        self.flush();
        let list = self
            .frames
            .iter()
            .rposition(|it| matches!(it.kind, FrameKind::List { .. }));
        match list {
            Some(at) => self.frames.truncate(at + 1),
            None => self.push(FrameKind::List { next: None }),
        }
        let marker = match self.frames.last_mut().map(|it| &mut it.kind) {
            Some(FrameKind::List { next: Some(next) }) => {
                let marker = format!("{next}. ");
                *next += 1;
                marker
            }
            _ => "- ".to_owned(),
        };
        self.push(FrameKind::Item {
            marker,
            printed: false,
            row,
        });
    }

    pub(super) fn in_row(&self) -> bool {
        matches!(
            self.frames.last(),
            Some(Frame {
                kind: FrameKind::Item { row: true, .. },
                ..
            })
        )
    }

    pub(super) fn push(&mut self, kind: FrameKind) {
        if self.frames.len() < MAX_DEPTH {
            self.frames.push(Frame {
                kind,
                id: self.next_id,
            });
            self.next_id += 1;
        }
    }

    /// Ends the innermost frame of a kind with all that is in it.
    pub(super) fn pop(&mut self, kind: impl Fn(&FrameKind) -> bool) {
        self.flush();
        if let Some(at) = self.frames.iter().rposition(|it| kind(&it.kind)) {
            self.frames.truncate(at);
        }
    }
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
    fn paragraphs() {
        check(&[
            (" \n ", ""),
            (
                "<p>One.</p>\n   <p>Two\n     words.</p>",
                "One.\n\nTwo words.",
            ),
            ("<p>One.<p>Two.", "One.\n\nTwo."),
            ("Intro.\n\nMore.<p>Last.</p>", "Intro.\n\nMore.\n\nLast."),
            ("<p>a<br/>b<br><br>c<br/></p>", "a\\\nb\n\nc"),
            (
                "<h3>Head <b>line</b></h3><p>Text.</p>",
                "**Head line**\n\nText.",
            ),
            ("<p>a<!-- no --><script>x<y</script>b<!--c</p>", "abc"),
        ]);
    }

    #[test]
    fn containers() {
        check(&[
            (
                "<p>a:</p> <ul> <li> <p>b</p> </li> <li>c<p>d</p></li> </ul> <p>e</p>",
                "a:\n\n- b\n- c\n\n  d\n\ne",
            ),
            (
                "<ol><li>a<ul><li>b<li>c</ul><li>d</ol>",
                "1. a\n   - b\n   - c\n2. d",
            ),
            ("<ul></ul></ul></li><p>x", "x"),
            (
                "<note><p>a</p><p>b</p></note><note><ul><li>c</li></ul></note>",
                "> **Note:** a\n>\n> b\n\n> **Note:**\n>\n> - c",
            ),
            (
                "<ul><li><p>a</p><important><p>b</p></important></li></ul>",
                "- a\n\n  > **Important:** b",
            ),
            (
                "<dl><dt>A</dt><dd><p>b</p><p>c</p></dd><dt>D:</dt><dd>e</dd></dl>",
                "- **A**: b\n\n  c\n- **D:** e",
            ),
            (
                "<dl><dt>A</dt><dd><ul><li>b</li></ul></dd></dl>",
                "- **A**:\n  - b",
            ),
            (
                "<table><tr><th>A</th><th>B</th></tr><tr><td><p>c</p></td><td>d</td></tr></table>",
                "- **A** | **B**\n- c | d",
            ),
            (
                "<p>a</p><pre><code>x\n  &lt;y&gt;</code>\n```\n</pre>b",
                "a\n\n````text\nx\n  <y>\n```\n````\n\nb",
            ),
        ]);
    }
}
