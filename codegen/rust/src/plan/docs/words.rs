//! Inline text to words: links, code spans, addresses, and what needs a backslash.

use std::mem;

use super::address::{is_identifier, web_address, without_closers};
use super::blocks::Writer;
use super::entities::{decode, entity};
use super::tags::without_tags;
use super::text::{closing, code_span, longest_prefix, one_line};
use super::{BREAK, BREAK_MARK};

impl Writer<'_> {
    pub(super) fn open_link(&mut self, url: Option<String>) {
        self.close_link();
        self.link = Some((url, mem::take(&mut self.inline)));
    }

    pub(super) fn close_link(&mut self) {
        let Some((url, outer)) = self.link.take() else {
            return;
        };
        let mut inner = mem::replace(&mut self.inline, outer);
        let spaced = inner.gap;
        inner.close();
        inner.words.retain(|it| it != BREAK);
        if inner.led {
            self.inline.space();
        }
        let text = inner.words.join(" ");
        match url {
            _ if text.is_empty() => {}
            Some(url) if url == text => self.inline.atom(&format!("<{url}>")),
            Some(url) => self.inline.atom(&format!("[{text}]({url})")),
            // A link to nowhere is how the name of an operation or type is set off.
            None if is_identifier(&text) => self.inline.code(&text),
            None => {
                for (index, word) in inner.words.iter().enumerate() {
                    if index > 0 {
                        self.inline.space();
                    }
                    self.inline.atom(word);
                }
            }
        }
        if spaced {
            self.inline.space();
        }
    }

    /// Adds the content of a code element; emphasis in it is of no use, other tags are sample text.
    pub(super) fn inline_code(&mut self, content: &str) {
        let content = without_tags(content, |tag| !tag.is_block());
        if content.starts_with(char::is_whitespace) {
            self.inline.space();
        }
        self.join &= content.trim().is_empty();
        self.inline.code(&decode(&content));
        if content.ends_with(char::is_whitespace) {
            self.inline.space();
        }
    }

    /// Adds text. If it is `markdown`, its emphasis counts and it may contain tags.
    pub(super) fn run(&mut self, text: &str, markdown: bool) {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            let before = text[..at].chars().next_back().unwrap_or(' ');
            at += match c {
                '`' => self.backticks(rest, markdown),
                '<' => self.angle(rest, markdown),
                '[' => self.bracket(rest, markdown),
                'h' if !before.is_alphanumeric() => self.bare_url(rest),
                BREAK_MARK => {
                    self.inline.line_break();
                    0
                }
                _ if c.is_whitespace() => {
                    self.inline.space();
                    c.len_utf8()
                }
                '\\' if markdown && rest[1..].starts_with(|it: char| it.is_ascii_punctuation()) => {
                    self.inline.atom(&rest[..2]);
                    2
                }
                _ => 0,
            };
            if text[at..].len() < rest.len() {
                continue;
            }
            at += c.len_utf8();
            let after = text[at..].chars().next().unwrap_or(' ');
            match c {
                BREAK_MARK => {}
                '[' | ']' => self.escaped(c),
                '<' if after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?') => {
                    self.escaped(c);
                }
                '*' | '\\' | '~' if !markdown => self.escaped(c),
                '_' if !(markdown || before.is_alphanumeric() && after.is_alphanumeric()) => {
                    self.escaped(c);
                }
                '&' if !markdown && entity(&text[at - 1..]).is_some() => self.inline.atom("&amp;"),
                _ => self.inline.glyph(c),
            }
        }
    }

    pub(super) fn escaped(&mut self, c: char) {
        self.inline.atom(&format!("\\{c}"));
    }

    // The readers below take what `text` starts with and return its length in bytes, or 0.

    pub(super) fn backticks(&mut self, text: &str, markdown: bool) -> usize {
        match code_span(text) {
            Some((content, len)) if markdown || !content.contains('<') => {
                self.inline.code(content);
                len
            }
            _ => {
                let len = longest_prefix(text, '`');
                (0..len).for_each(|_| self.escaped('`'));
                len
            }
        }
    }

    pub(super) fn angle(&mut self, text: &str, markdown: bool) -> usize {
        let address = text[1..].starts_with("http://") || text[1..].starts_with("https://");
        if address
            && let Some(end) = text[1..].find(|c: char| c == '<' || c == '>' || c.is_whitespace())
        {
            let (link, rest) = text.split_at(end + 1);
            if rest.starts_with('>') && self.link.is_none() {
                self.inline.atom(&format!("{link}>"));
                return link.len() + 1;
            }
        }
        match self.markup_len(text) {
            taken if markdown && taken > 0 => self.markup(text, taken),
            _ => 0,
        }
    }

    pub(super) fn bracket(&mut self, text: &str, markdown: bool) -> usize {
        let Some(end) = closing(text, '[', ']') else {
            return 0;
        };
        let (label, rest) = (&text[1..end], &text[end + 1..]);
        if let Some(target_end) = rest
            .starts_with('(')
            .then(|| closing(rest, '(', ')'))
            .flatten()
        {
            let target = rest[1..target_end]
                .split_whitespace()
                .next()
                .unwrap_or_default();
            let inside_link = self.link.is_some();
            if !inside_link {
                self.open_link(web_address(target.trim_matches(['<', '>'])));
                self.run(label, markdown);
                self.close_link();
                return end + 1 + target_end + 1;
            }
            return 0;
        }
        if self.labels.is_empty() {
            return 0;
        }
        let reference = rest
            .starts_with('[')
            .then(|| closing(rest, '[', ']'))
            .flatten();
        let (name, len) = match reference {
            Some(at) if at > 1 => (&rest[1..at], end + 1 + at + 1),
            Some(at) => (label, end + 1 + at + 1),
            None => (label, end + 1),
        };
        if self.labels.contains(&name.to_lowercase()) {
            self.inline.atom(&one_line(&text[..len]));
            return len;
        }
        0
    }

    /// A web address in running text becomes a link, or code if it is only the pattern of one.
    pub(super) fn bare_url(&mut self, text: &str) -> usize {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let has_host = host
            .is_some_and(|it| it.starts_with(|c: char| c.is_alphanumeric() || "<{[$*".contains(c)));
        if self.link.is_some() || !has_host {
            return 0;
        }
        let end = text
            .find(|c: char| c.is_whitespace() || "\"`\0".contains(c))
            .unwrap_or(text.len());
        let url = without_closers(&text[..end]);
        if url.contains(|c| "<>{}[]|\\^*".contains(c)) {
            self.inline.code(url);
        } else {
            self.inline.atom(&format!("<{url}>"));
        }
        url.len()
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
    fn inline() {
        check(&[
            ("<p>a<b> bold </b>b <i>it</i></p>", "a **bold** b *it*"),
            ("<p><b><i>x</i></b><b></b><i> </i></p>", "***x***"),
            (
                "<p><b>Note:</b>text <i>a</i><i>b</i></p>",
                "**Note:** text *a* *b*",
            ),
            ("<p><b>open</p><p>next</p>", "**open**\n\nnext"),
            (
                "<p><code>A</code>s, <code>a`b</code> <code>a</code><code>b</code></p>",
                "`A`s, ``a`b`` `a` `b`",
            ),
            (
                "<p>x <code>a<i>b</i>&lt;c&gt;<region></code></p>",
                "x `ab<c><region>`",
            ),
            (
                "<p><code>open</p><p>next <code>x</code></p>",
                "`open`\n\nnext `x`",
            ),
            ("<p><code>\"<h1>T</h1>\"</code></p>", "`\"<h1>T</h1>\"`"),
            (
                "<p>See<a href=\"https://a.b/(e)\"> the <i>guide</i> </a>now</p>",
                "See [the *guide*](https://a.b/%28e%29) now",
            ),
            (
                "<p><a>GetThing</a> <a>two words</a> <a href='API_X.html'>X y</a></p>",
                "`GetThing` two words X y",
            ),
            ("<p>a <foo>b</foo> c</p>", "a b c"),
        ]);
    }

    #[test]
    fn literal_text() {
        check(&[
            (
                "<p>arn:<region>:x[0] * a_b _c_ 1 < 2 &lt;p&gt;</p>",
                "arn:\\<region>:x\\[0\\] \\* a_b \\_c\\_ 1 < 2 \\<p>",
            ),
            (
                "<p>&amp;lt; &copy;&#65;&#x42;&bogus; A&B</p>",
                "&amp;lt; \u{a9}AB&bogus; A&B",
            ),
            (
                "<p>- a</p><p>1. b</p><p># c</p><p>&gt; d</p>",
                "\\- a\n\n1\\. b\n\n\\# c\n\n\\> d",
            ),
            (
                "<p>At https://a.b/c_(d). Or (http://e.f/).</p>",
                "At <https://a.b/c_(d)>. Or (<http://e.f/>).",
            ),
            (
                "See [x] and <y> at https://a.b.",
                "See \\[x\\] and \\<y> at <https://a.b>.",
            ),
            ("a\u{202e}b\u{0}c", "abc"),
        ]);
    }
}
