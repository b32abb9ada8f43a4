//! The elements that are understood, and how one is read in the text.

use super::address::web_address;
use super::entities::decode;
use super::text::{code_span, longest_prefix};

/// What an HTML element means here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
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
    pub(super) fn is_block(self) -> bool {
        use Tag::{Anchor, Break, Code, Emphasis, Removed, Transparent};
        !matches!(
            self,
            Anchor | Break | Code | Emphasis(_) | Removed | Transparent
        )
    }
}

pub(super) const BOLD: &str = "**";
pub(super) const ITALIC: &str = "*";

/// The elements that are understood. Beside HTML these are the few of DocBook that occur in
/// published models.
pub(super) const TAGS: &[(&str, Tag)] = &[
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

/// One `<name …>` or `</name>` in the text.
pub(super) struct Markup<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: &'a str,
    pub(super) closing: bool,
    /// Bytes of the text it takes.
    pub(super) len: usize,
}

impl<'a> Markup<'a> {
    /// Reads the tag that `text` starts with. A tag ends at the first `>`; a `<` before that means
    /// that there is none.
    pub(super) fn read(text: &'a str) -> Option<Self> {
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
    pub(super) fn tag(&self) -> Option<Tag> {
        let lower = self.name.to_ascii_lowercase();
        if self.name != lower && self.name != self.name.to_ascii_uppercase() {
            return None;
        }
        TAGS.iter()
            .find(|(name, _)| *name == lower)
            .map(|(_, tag)| *tag)
    }

    /// The target of a link, if it leads out of the page.
    pub(super) fn href(&self) -> Option<String> {
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

pub(super) fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// Whether a tag outside code spans makes the text HTML.
pub(super) fn has_block_tag(text: &str) -> bool {
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

/// The content of a code element of that name whose opening tag stands right before `text`. If it
/// is never closed, it ends with the block it stands in.
pub(super) fn code_content<'a>(text: &'a str, name: &str) -> &'a str {
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
pub(super) fn find_tag(text: &str, wanted: impl Fn(&Markup<'_>) -> bool) -> Option<usize> {
    let mut starts = text.match_indices('<').map(|(at, _)| at);
    starts.find(|&at| Markup::read(&text[at..]).is_some_and(|it| wanted(&it)))
}

/// The text without the known tags that `drops` names.
pub(super) fn without_tags(text: &str, drops: impl Fn(Tag) -> bool) -> String {
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
