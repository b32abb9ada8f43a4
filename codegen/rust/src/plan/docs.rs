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

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::mem;

/// Columns of a line; only one unbreakable word may go beyond.
const WIDTH: usize = 96;
/// Lists and quotes open at a time; deeper ones are printed at this depth.
const MAX_DEPTH: usize = 16;
/// How far, in bytes, the end of a code span or link is looked for.
const REACH: usize = 1024;
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

/// What an HTML element means here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Paragraph,
    Block,
    Heading,
    List { ordered: bool },
    Item,
    Term,
    Definition,
    Row,
    Cell { head: bool },
    Quote(Option<&'static str>),
    Preformatted,
    Break,
    Emphasis(&'static str),
    Code,
    Anchor,
    Transparent,
    Removed,
}

impl Tag {
    /// Whether the element makes its surroundings HTML rather than Markdown.
    fn is_block(self) -> bool {
        use Tag::{Anchor, Break, Code, Emphasis, Removed, Transparent};
        !matches!(
            self,
            Anchor | Break | Code | Emphasis(_) | Removed | Transparent
        )
    }
}

const BOLD: &str = "**";
const ITALIC: &str = "*";

/// The elements that are understood. Beside HTML these are the few of DocBook that occur in
/// published models.
const TAGS: &[(&str, Tag)] = &[
    ("p", Tag::Paragraph),
    ("para", Tag::Paragraph),
    ("simpara", Tag::Paragraph),
    ("code", Tag::Code),
    ("tt", Tag::Code),
    ("kbd", Tag::Code),
    ("samp", Tag::Code),
    ("literal", Tag::Code),
    ("a", Tag::Anchor),
    ("li", Tag::Item),
    ("ul", Tag::List { ordered: false }),
    ("ol", Tag::List { ordered: true }),
    ("dl", Tag::List { ordered: false }),
    ("dt", Tag::Term),
    ("dd", Tag::Definition),
    ("table", Tag::List { ordered: false }),
    ("tr", Tag::Row),
    ("td", Tag::Cell { head: false }),
    ("th", Tag::Cell { head: true }),
    ("thead", Tag::Transparent),
    ("tbody", Tag::Transparent),
    ("tfoot", Tag::Transparent),
    ("colgroup", Tag::Transparent),
    ("col", Tag::Transparent),
    ("i", Tag::Emphasis(ITALIC)),
    ("em", Tag::Emphasis(ITALIC)),
    ("var", Tag::Emphasis(ITALIC)),
    ("cite", Tag::Emphasis(ITALIC)),
    ("replaceable", Tag::Emphasis(ITALIC)),
    ("b", Tag::Emphasis(BOLD)),
    ("strong", Tag::Emphasis(BOLD)),
    ("note", Tag::Quote(Some("**Note:**"))),
    ("important", Tag::Quote(Some("**Important:**"))),
    ("caution", Tag::Quote(Some("**Caution:**"))),
    ("warning", Tag::Quote(Some("**Warning:**"))),
    ("tip", Tag::Quote(Some("**Tip:**"))),
    ("blockquote", Tag::Quote(None)),
    ("fullname", Tag::Heading),
    ("h1", Tag::Heading),
    ("h2", Tag::Heading),
    ("h3", Tag::Heading),
    ("h4", Tag::Heading),
    ("h5", Tag::Heading),
    ("h6", Tag::Heading),
    ("pre", Tag::Preformatted),
    ("programlisting", Tag::Preformatted),
    ("screen", Tag::Preformatted),
    ("br", Tag::Break),
    ("hr", Tag::Block),
    ("div", Tag::Block),
    ("section", Tag::Block),
    ("article", Tag::Block),
    ("center", Tag::Block),
    ("caption", Tag::Block),
    ("span", Tag::Transparent),
    ("font", Tag::Transparent),
    ("small", Tag::Transparent),
    ("big", Tag::Transparent),
    ("sub", Tag::Transparent),
    ("sup", Tag::Transparent),
    ("u", Tag::Transparent),
    ("img", Tag::Transparent),
    ("script", Tag::Removed),
    ("style", Tag::Removed),
];

/// Character references that are decoded besides the numeric ones. White space of any width is
/// plain white space in the end.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("hellip", '\u{2026}'),
    ("bull", '\u{2022}'),
    ("middot", '\u{b7}'),
    ("copy", '\u{a9}'),
    ("reg", '\u{ae}'),
    ("trade", '\u{2122}'),
    ("deg", '\u{b0}'),
    ("plusmn", '\u{b1}'),
    ("times", '\u{d7}'),
    ("divide", '\u{f7}'),
    ("micro", '\u{b5}'),
    ("sect", '\u{a7}'),
    ("laquo", '\u{ab}'),
    ("raquo", '\u{bb}'),
    ("larr", '\u{2190}'),
    ("rarr", '\u{2192}'),
    ("le", '\u{2264}'),
    ("ge", '\u{2265}'),
    ("ne", '\u{2260}'),
    ("infin", '\u{221e}'),
];

/// One `<name …>` or `</name>` in the text.
struct Markup<'a> {
    name: &'a str,
    attributes: &'a str,
    closing: bool,
    /// Bytes of the text it takes.
    len: usize,
}

impl<'a> Markup<'a> {
    /// Reads the tag that `text` starts with. A tag ends at the first `>`; a `<` before that means
    /// that there is none.
    fn read(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix('<')?;
        let len = rest
            .find(['<', '>'])
            .filter(|&at| rest[at..].starts_with('>'))?
            + 2;
        let inner = &rest[..len - 2];
        let closing = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let name_len = inner.find(|c| !is_name_char(c)).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name_len);
        let ends = attributes.is_empty()
            || attributes.starts_with('/')
            || attributes.starts_with(char::is_whitespace);
        let named = name.starts_with(|c: char| c.is_ascii_alphabetic());
        (named && ends).then_some(Self {
            name,
            attributes,
            closing,
            len,
        })
    }

    /// The meaning of the tag. HTML is written in one case throughout; `<Code>` is a piece of
    /// sample XML.
    fn tag(&self) -> Option<Tag> {
        let lower = self.name.to_ascii_lowercase();
        if self.name != lower && self.name != self.name.to_ascii_uppercase() {
            return None;
        }
        TAGS.iter()
            .find(|(name, _)| *name == lower)
            .map(|(_, tag)| *tag)
    }

    /// The target of a link, if it leads out of the page.
    fn href(&self) -> Option<String> {
        let lower = self.attributes.to_ascii_lowercase();
        let at = lower.find("href")? + "href".len();
        let value = self.attributes[at..]
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split_whitespace().next()?,
        };
        web_address(&decode(value))
    }
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// A run of words with emphasis, as far as it is known: the text of a paragraph or of a link.
#[derive(Default)]
struct Inline {
    /// What a line may be broken between, and [`BREAK`]s.
    words: Vec<String>,
    /// White space has been read since the last word.
    gap: bool,
    /// White space has been read before the first word.
    led: bool,
    /// Emphasis that starts with the next word.
    pending: Vec<&'static str>,
    /// Emphasis that has started.
    open: Vec<&'static str>,
    /// The last thing printed is the end of an emphasis.
    just_closed: bool,
}

impl Inline {
    fn space(&mut self) {
        self.led |= self.words.is_empty();
        self.gap = true;
    }

    /// Adds text that is Markdown already and must stay in one piece.
    fn atom(&mut self, text: &str) {
        let starts_word = text.starts_with(char::is_alphanumeric);
        let last = self.words.last().map(String::as_str).unwrap_or_default();
        // Emphasis counts only where its marks stand between a word and something else
        // (CommonMark, "left-flanking and right-flanking delimiter runs").
        let before_mark = last.trim_end_matches('*');
        let lost_end =
            self.just_closed && starts_word && !before_mark.ends_with(char::is_alphanumeric);
        let lost_start = !self.pending.is_empty()
            && (last.ends_with('*') || (!starts_word && last.ends_with(char::is_alphanumeric)));
        let merged_code = text.starts_with('`') && last.ends_with('`');
        let apart = self.gap || last.is_empty() || last == BREAK;
        if apart || lost_end || lost_start || merged_code {
            self.words.push(String::new());
        }
        if let Some(word) = self.words.last_mut() {
            for mark in self.pending.drain(..) {
                word.push_str(mark);
                self.open.push(mark);
            }
            word.push_str(text);
        }
        self.gap = false;
        self.just_closed = false;
    }

    fn glyph(&mut self, c: char) {
        self.atom(c.encode_utf8(&mut [0; 4]));
    }

    /// Adds a code span that shows `content` whatever backticks it has.
    fn code(&mut self, content: &str) {
        let content = one_line(content);
        if !content.is_empty() {
            let fence = "`".repeat(longest_run(&content, '`') + 1);
            let pad = if content.starts_with('`') || content.ends_with('`') {
                " "
            } else {
                ""
            };
            self.atom(&format!("{fence}{pad}{content}{pad}{fence}"));
        }
    }

    fn line_break(&mut self) {
        if self.words.last().is_some_and(|it| it != BREAK) {
            self.words.push(BREAK.to_owned());
        }
    }

    fn start(&mut self, mark: &'static str) {
        if !self.open.contains(&mark) && !self.pending.contains(&mark) {
            self.pending.push(mark);
        }
    }

    /// Ends an emphasis, and those inside it that were left open.
    fn end(&mut self, mark: &'static str) {
        if let Some(at) = self.pending.iter().position(|it| *it == mark) {
            self.pending.remove(at);
        } else if let Some(at) = self.open.iter().position(|it| *it == mark) {
            while self.words.last().is_some_and(|it| it == BREAK) {
                self.words.pop();
                self.gap = true;
            }
            let ended = self.open.split_off(at);
            if let Some(word) = self.words.last_mut() {
                word.extend(ended.into_iter().rev());
            }
            self.just_closed = true;
        }
    }

    /// Ends what is open; the words are complete afterwards.
    fn close(&mut self) {
        self.pending.clear();
        while let Some(mark) = self.open.first().copied() {
            self.end(mark);
        }
        while self.words.last().is_some_and(|it| it == BREAK) {
            self.words.pop();
        }
    }
}

/// A list, list item or quote that is open.
struct Frame {
    kind: FrameKind,
    /// Tells it from others at the same depth.
    id: usize,
}

enum FrameKind {
    List {
        next: Option<usize>,
    },
    Item {
        marker: String,
        printed: bool,
        row: bool,
    },
    Quote {
        lead: Option<&'static str>,
    },
}

/// Turns a text into lines.
struct Writer<'a> {
    out: String,
    inline: Inline,
    /// Inside a link: its target and what stands before it.
    link: Option<(Option<String>, Inline)>,
    frames: Vec<Frame>,
    next_id: usize,
    /// The ids of the frames around the block that was printed last.
    last: Vec<usize>,
    /// Inside a paragraph that a tag has opened.
    in_paragraph: bool,
    /// The next paragraph goes on where the words are.
    join: bool,
    /// Names that have a closing tag somewhere: a tag of such a name is markup, even if unknown;
    /// any other unknown one is a placeholder.
    closed: BTreeSet<&'a str>,
    /// No comment without an end has been met; after one, none has an end.
    comments_end: bool,
    /// Labels of the link references that the text defines.
    labels: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    fn new(text: &'a str) -> Self {
        let closed = text
            .match_indices("</")
            .filter_map(|(at, _)| Markup::read(&text[at..]))
            .map(|it| it.name)
            .collect();
        Self {
            out: String::new(),
            inline: Inline::default(),
            link: None,
            frames: Vec::new(),
            next_id: 0,
            last: Vec::new(),
            in_paragraph: false,
            join: false,
            closed,
            comments_end: true,
            labels: BTreeSet::new(),
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        self.out
    }

    // HTML.

    fn html(&mut self, text: &'a str) {
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

    fn html_text(&mut self, text: &str) {
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
    fn markup_len(&mut self, text: &str) -> usize {
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
    fn markup(&mut self, text: &str, taken: usize) -> usize {
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

    fn open(&mut self, tag: Tag) {
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

    fn close(&mut self, tag: Tag) {
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
    fn open_item(&mut self, row: bool) {
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

    fn in_row(&self) -> bool {
        matches!(
            self.frames.last(),
            Some(Frame {
                kind: FrameKind::Item { row: true, .. },
                ..
            })
        )
    }

    fn push(&mut self, kind: FrameKind) {
        if self.frames.len() < MAX_DEPTH {
            self.frames.push(Frame {
                kind,
                id: self.next_id,
            });
            self.next_id += 1;
        }
    }

    /// Ends the innermost frame of a kind with all that is in it.
    fn pop(&mut self, kind: impl Fn(&FrameKind) -> bool) {
        self.flush();
        if let Some(at) = self.frames.iter().rposition(|it| kind(&it.kind)) {
            self.frames.truncate(at);
        }
    }

    // Blocks.

    /// Prints the paragraph that has been collected, if any.
    fn flush(&mut self) {
        self.close_link();
        self.in_paragraph = false;
        self.join = false;
        let mut inline = mem::take(&mut self.inline);
        inline.close();
        if !inline.words.is_empty() {
            self.paragraph(inline.words);
        }
    }

    fn paragraph(&mut self, mut words: Vec<String>) {
        if let Some(Frame {
            kind: FrameKind::Quote { lead },
            ..
        }) = self.frames.last_mut()
            && let Some(lead) = lead.take()
        {
            words.insert(0, lead.to_owned());
        }
        let (first, rest) = self.begin_block();
        wrap(&mut self.out, &words, &first, &rest, WIDTH, true);
    }

    fn preformatted(&mut self, content: &str) {
        let lines: Vec<&str> = content.trim_matches('\n').trim_end().lines().collect();
        if lines.iter().all(|it| it.trim().is_empty()) {
            return;
        }
        let (first, rest) = self.begin_block();
        let fence = "`".repeat(longest_run(content, '`').max(2) + 1);
        push_line(&mut self.out, &format!("{first}{fence}text"));
        for line in lines {
            push_line(&mut self.out, &format!("{rest}{line}"));
        }
        push_line(&mut self.out, &format!("{rest}{fence}"));
    }

    /// Separates a block from the one before it. Returns what its first line and its other lines
    /// start with.
    fn begin_block(&mut self) -> (String, String) {
        self.print_leads();
        self.separate();
        let (mut first, mut rest) = (String::new(), String::new());
        for frame in &mut self.frames {
            match &mut frame.kind {
                FrameKind::List { .. } => {}
                FrameKind::Quote { .. } => {
                    first.push_str("> ");
                    rest.push_str("> ");
                }
                FrameKind::Item {
                    marker, printed, ..
                } => {
                    let blank = " ".repeat(marker.len());
                    first.push_str(if mem::replace(printed, true) {
                        &blank
                    } else {
                        marker
                    });
                    rest.push_str(&blank);
                }
            }
        }
        self.last = self.frames.iter().map(|it| it.id).collect();
        (first, rest)
    }

    /// Prints the leads of quotes that start with something else than a paragraph of their own.
    fn print_leads(&mut self) {
        for at in 0..self.frames.len() {
            let Some(Frame {
                kind: FrameKind::Quote { lead },
                ..
            }) = self.frames.get_mut(at)
            else {
                continue;
            };
            if let Some(lead) = lead.take() {
                let inner = self.frames.split_off(at + 1);
                self.paragraph(vec![lead.to_owned()]);
                self.frames.extend(inner);
            }
        }
    }

    /// Prints the empty line between two blocks; items of one list, and an item's text and the list
    /// in it, stand close.
    fn separate(&mut self) {
        if self.out.is_empty() || self.out.ends_with("\n\n") {
            return;
        }
        let new_item = self
            .frames
            .iter()
            .position(|it| matches!(it.kind, FrameKind::Item { printed: false, .. }));
        if let Some(item) = new_item
            && let Some(list) = item.checked_sub(1)
        {
            let same_list = self
                .frames
                .get(list)
                .is_some_and(|it| self.last.contains(&it.id));
            let inside_item = list
                .checked_sub(1)
                .and_then(|at| self.frames.get(at))
                .is_some_and(|it| {
                    matches!(it.kind, FrameKind::Item { .. }) && self.last.last() == Some(&it.id)
                });
            if same_list || inside_item {
                return;
            }
        }
        let mut prefix = String::new();
        for (frame, last) in self.frames.iter().zip(&self.last) {
            match &frame.kind {
                _ if frame.id != *last => break,
                FrameKind::Quote { .. } => prefix.push_str("> "),
                FrameKind::Item { marker, .. } => prefix.push_str(&" ".repeat(marker.len())),
                FrameKind::List { .. } => {}
            }
        }
        push_line(&mut self.out, &prefix);
    }

    // Inline text.

    fn open_link(&mut self, url: Option<String>) {
        self.close_link();
        self.link = Some((url, mem::take(&mut self.inline)));
    }

    fn close_link(&mut self) {
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
    fn inline_code(&mut self, content: &str) {
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
    fn run(&mut self, text: &str, markdown: bool) {
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

    fn escaped(&mut self, c: char) {
        self.inline.atom(&format!("\\{c}"));
    }

    // The readers below take what `text` starts with and return its length in bytes, or 0.

    fn backticks(&mut self, text: &str, markdown: bool) -> usize {
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

    fn angle(&mut self, text: &str, markdown: bool) -> usize {
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

    fn bracket(&mut self, text: &str, markdown: bool) -> usize {
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
    fn bare_url(&mut self, text: &str) -> usize {
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

    // Markdown.

    /// Prints text that is Markdown already, wrapped anew.
    fn plain(&mut self, text: &str) {
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

    fn end_paragraph(&mut self, paragraph: Option<Paragraph>) {
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

    fn blank_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// A paragraph of Markdown text that is being collected.
struct Paragraph {
    first: String,
    rest: String,
    quotes: usize,
    text: String,
    width: usize,
}

impl Paragraph {
    fn add(&mut self, line: &str) {
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

/// The quote marks, list markers and indentation that a line of Markdown starts with.
struct LineStart<'a> {
    first: String,
    rest: String,
    quotes: usize,
    marked: bool,
    content: &'a str,
}

impl<'a> LineStart<'a> {
    fn read(line: &'a str, in_list: bool) -> Self {
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

    fn pad(&mut self, columns: usize) {
        self.first.push_str(&" ".repeat(columns));
        self.rest.push_str(&" ".repeat(columns));
    }

    fn paragraph(self) -> Paragraph {
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
fn list_marker(line: &str, in_list: bool) -> usize {
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
fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
    ["-", "=", "*", "_"].iter().any(|mark| {
        let marks = line.matches(mark).count();
        marks >= 3 && line.chars().all(|c| mark.starts_with(c) || c == ' ')
    })
}

/// The label that a line of Markdown gives a link target, in lower case.
fn reference_label(line: &str) -> Option<String> {
    let (label, target) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    let target = target.trim();
    (!label.is_empty() && !label.contains('[') && web_address(target).is_some())
        .then(|| label.to_lowercase())
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

/// Prints words as lines. `first` and `rest` are what the lines start with; `guard` says whether
/// the first word, too, must not be taken for the start of a block.
fn wrap(out: &mut String, words: &[String], first: &str, rest: &str, width: usize, guard: bool) {
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

fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Drops what may not stand in a doc comment: control characters, and the marks of writing direction
/// that rustc refuses in comments. Lines end in a newline alone.
fn clean(text: &str) -> String {
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

/// Whether a tag outside code spans makes the text HTML.
fn has_block_tag(text: &str) -> bool {
    let mut at = 0;
    while let Some(found) = text[at..].find(['<', '`']) {
        at += found;
        let rest = &text[at..];
        if rest.starts_with('`') {
            at += code_span(rest).map_or_else(|| longest_prefix(rest, '`'), |(_, len)| len);
            continue;
        }
        match Markup::read(rest) {
            Some(it) if it.tag().is_some_and(Tag::is_block) => return true,
            Some(it) => at += it.len,
            None => at += 1,
        }
    }
    false
}

/// The code span that `text` starts with: its content and its length with the backticks.
fn code_span(text: &str) -> Option<(&str, usize)> {
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
fn closing(text: &str, open: char, close: char) -> Option<usize> {
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

/// The content of a code element of that name whose opening tag stands right before `text`. If it
/// is never closed, it ends with the block it stands in.
fn code_content<'a>(text: &'a str, name: &str) -> &'a str {
    let end = find_tag(text, |it| it.name.eq_ignore_ascii_case(name));
    let candidate = &text[..end.unwrap_or(text.len())];
    let closed = end
        .and_then(|at| Markup::read(&text[at..]))
        .is_some_and(|it| it.closing);
    let mut blocks = candidate
        .match_indices('<')
        .filter_map(|(at, _)| Some((at, Markup::read(&candidate[at..])?)))
        .filter(|(_, it)| it.tag().is_some_and(Tag::is_block));
    match blocks.next() {
        Some((at, first)) if first.closing || !closed => &candidate[..at],
        _ => candidate,
    }
}

/// Where the next tag starts that is as wanted.
fn find_tag(text: &str, wanted: impl Fn(&Markup<'_>) -> bool) -> Option<usize> {
    let mut starts = text.match_indices('<').map(|(at, _)| at);
    starts.find(|&at| Markup::read(&text[at..]).is_some_and(|it| wanted(&it)))
}

/// The text without the known tags that `drops` names.
fn without_tags(text: &str, drops: impl Fn(Tag) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        out.push_str(&text[at..at + found]);
        at += found;
        match Markup::read(&text[at..]) {
            Some(it) if it.tag().is_some_and(&drops) => at += it.len,
            _ => {
                out.push('<');
                at += 1;
            }
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Replaces character references.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('&') {
        out.push_str(&text[at..at + found]);
        at += found;
        let (c, len) = entity(&text[at..]).unwrap_or(('&', 1));
        out.push(c);
        at += len;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// The character reference that `text` starts with, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let name_len = text.bytes().skip(1).take(10).position(|b| b == b';')?;
    let name = text.get(1..=name_len)?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace())?
        }
        None => ENTITIES.iter().find(|(it, _)| *it == name)?.1,
    };
    Some((c, name_len + 2))
}

/// An address that a doc comment may link to, with the characters that would end the link encoded.
fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let known = ["https://", "http://", "mailto:"]
        .iter()
        .any(|it| url.starts_with(it));
    if !known {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '\n' => {}
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            _ if c.is_whitespace() || c.is_control() => {}
            _ => out.push(c),
        }
    }
    Some(out)
}

/// The address without the punctuation of the sentence it stands in. Brackets belong to the address
/// if they are opened in it.
fn without_closers(url: &str) -> &str {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('<', '>'), ('{', '}')];
    let mut surplus = PAIRS.map(|(open, close)| {
        let opened = url.matches(open).count();
        url.matches(close).count().saturating_sub(opened)
    });
    let mut url = url;
    while let Some(c) = url.chars().next_back() {
        let pair = PAIRS.iter().position(|(_, close)| *close == c);
        match pair.and_then(|at| surplus.get_mut(at)) {
            Some(left) if *left > 0 => *left -= 1,
            None if ".,;:!?'\u{2019}\u{201d}*_".contains(c) => {}
            _ => break,
        }
        url = &url[..url.len() - c.len_utf8()];
    }
    url
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '$'))
}

/// The text with single spaces for white space and hard line breaks.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == BREAK_MARK);
    words
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Length in bytes of the run of an ASCII character at the start.
fn longest_prefix(text: &str, c: char) -> usize {
    text.len() - text.trim_start_matches(c).len()
}

fn longest_run(text: &str, c: char) -> usize {
    text.split(|it| it != c).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{BREAK_MARK, TAGS, WIDTH, first_sentence, markdown};
    use serde_json::Value;
    use std::path::Path;

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

    #[test]
    fn sentences() {
        assert_eq!(
            first_sentence("One `a. b` e.g. this\none. Two."),
            "One `a. b` e.g. this\none."
        );
        assert_eq!(first_sentence("No end\n\nNext."), "No end");
        assert_eq!(first_sentence(""), "");
    }

    /// Pieces that are likely to go wrong together.
    const PIECES: &[&str] = &[
        "<",
        ">",
        "</",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</li>",
        "<note>",
        "<code>",
        "</code>",
        "`",
        "``",
        "```",
        "~~~",
        "<a href=\"https://x.y\">",
        "</a>",
        "<b>",
        "</b>",
        "[",
        "](",
        ")",
        "]: ",
        "https://",
        "&",
        "&#",
        ";",
        "\u{e9}",
        "\u{2003}",
        "\n",
        "\n\n",
        "    ",
        "- ",
        "1. ",
        "> ",
        "|",
        "\\",
        "*",
        "_",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<dt>",
        "<dd>",
        "<td>",
        "<br>",
        "<x>",
        "</x>",
        "a",
        "word ",
        "\0",
        "---",
        "#",
    ];

    #[test]
    fn any_input_has_an_answer() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        for _ in 0..4000 {
            let count = next(60);
            let soup: String = (0..count).map(|_| PIECES[next(PIECES.len())]).collect();
            let bytes: Vec<u8> = (0..count).map(|_| next(256) as u8).collect();
            let noise = String::from_utf8_lossy(&bytes);
            assert_tidy(&soup);
            assert_tidy(&noise);
        }
        for piece in PIECES {
            assert_tidy(&piece.repeat(3_000));
            assert_tidy(&format!("<p>{}", piece.repeat(3_000)));
        }
    }

    #[track_caller]
    fn assert_tidy(input: &str) {
        let out = markdown(input);
        assert_eq!(out.trim_matches('\n'), out, "from {input:?}");
        assert!(!out.contains(BREAK_MARK), "from {input:?}");
        for line in out.lines() {
            assert_eq!(line.trim_end(), line, "from {input:?}");
        }
    }

    #[test]
    fn published_models() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/aws-models");
        let Ok(entries) = std::fs::read_dir(&dir) else {
            println!("skipped: no published models beside the project");
            return;
        };
        let mut texts = Vec::new();
        for path in entries.map(|it| it.unwrap().path()) {
            if path.extension().is_some_and(|it| it == "json") {
                let text = std::fs::read_to_string(&path).unwrap();
                collect(&serde_json::from_str(&text).unwrap(), &mut texts);
            }
        }
        assert!(!texts.is_empty());
        for text in &texts {
            assert_tidy(text);
            let out = markdown(text);
            let fence = |it: &&str| it.trim_start_matches(['>', '-', ' ']).starts_with("```");
            assert_eq!(
                out.lines().filter(fence).count() % 2,
                0,
                "from {text:?}\n{out}"
            );
            let shown: String = out.split('`').step_by(2).collect();
            for (name, _) in TAGS {
                for tag in [
                    format!("<{name}>"),
                    format!("</{name}>"),
                    format!("<{name} "),
                ] {
                    assert!(!shown.contains(&tag), "{tag} from {text:?}\n{out}");
                }
            }
            for line in out.lines().filter(|it| it.chars().count() > WIDTH) {
                let whole = line.contains("](") || line.contains('`');
                let word = line.trim_start_matches(['>', '-', ' ']);
                assert!(whole || !word.contains(' '), "{line:?} from {text:?}");
            }
        }
    }

    fn collect(value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value.as_str() {
                        Some(text) if name == "smithy.api#documentation" => texts.push(text.into()),
                        _ => collect(value, texts),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|it| collect(it, texts)),
            _ => {}
        }
    }
}
