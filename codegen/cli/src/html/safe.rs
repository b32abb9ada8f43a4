//! HTML from strangers, made harmless: elements of a short list survive, well nested; everything else becomes text.

/// How an element nests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Inside a line.
    Inline,
    /// A paragraph: ends where a block begins.
    Paragraph,
    /// A block of its own.
    Block,
    /// An entry of a list: ends where the next one begins.
    Item,
    /// Has no content.
    Void,
}

/// An element that may stand in documentation.
#[derive(Debug, PartialEq, Eq)]
struct Element {
    name: &'static str,
    kind: Kind,
    open: &'static str,
    close: &'static str,
}

const fn element(
    name: &'static str,
    kind: Kind,
    open: &'static str,
    close: &'static str,
) -> Element {
    Element {
        name,
        kind,
        open,
        close,
    }
}

/// What may stand in documentation, and what becomes of it. `note`, `important` and `fullname` are elements of AWS's own.
const ELEMENTS: &[Element] = &[
    element("a", Kind::Inline, "<a>", "</a>"),
    element("b", Kind::Inline, "<b>", "</b>"),
    element("blockquote", Kind::Block, "<blockquote>", "</blockquote>"),
    element("br", Kind::Void, "<br>", ""),
    element("code", Kind::Inline, "<code>", "</code>"),
    element("dd", Kind::Item, "<dd>", "</dd>"),
    element("dl", Kind::Block, "<dl>", "</dl>"),
    element("dt", Kind::Item, "<dt>", "</dt>"),
    element("em", Kind::Inline, "<em>", "</em>"),
    element("fullname", Kind::Paragraph, HEADING, "</p>"),
    element("h1", Kind::Paragraph, HEADING, "</p>"),
    element("h2", Kind::Paragraph, HEADING, "</p>"),
    element("h3", Kind::Paragraph, HEADING, "</p>"),
    element("h4", Kind::Paragraph, HEADING, "</p>"),
    element("i", Kind::Inline, "<i>", "</i>"),
    element(
        "important",
        Kind::Block,
        "<div class=\"note important\">",
        "</div>",
    ),
    element("li", Kind::Item, "<li>", "</li>"),
    element("note", Kind::Block, "<div class=\"note\">", "</div>"),
    element("ol", Kind::Block, "<ol>", "</ol>"),
    element("p", Kind::Paragraph, "<p>", "</p>"),
    element("pre", Kind::Block, "<pre>", "</pre>"),
    element("strong", Kind::Inline, "<strong>", "</strong>"),
    element("ul", Kind::Block, "<ul>", "</ul>"),
];

/// Headings of documentation are no headings of the page.
const HEADING: &str = "<p class=\"heading\">";

/// A tag in the text.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    attributes: &'a str,
    /// What comes after it.
    rest: &'a str,
}

/// The text with harmless elements kept, and everything else escaped. Links keep an `href` of http, https or a place in the page.
pub(super) fn sanitize(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut open: Vec<&'static Element> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, from) = rest.split_at(at);
        push_text(&mut out, text);
        if let Some(comment) = from.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let tag = read_tag(from)
            .and_then(|tag| find(tag.name).map(|element: &'static Element| (tag, element)));
        let Some((tag, element)) = tag else {
            out.push_str("&lt;");
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        rest = tag.rest;
        match (tag.closes, element.kind) {
            (_, Kind::Void) => out.push_str(element.open),
            (true, _) => close(&mut out, &mut open, element),
            (false, kind) => {
                make_room(&mut out, &mut open, kind);
                match href(&tag).filter(|_| element.name == "a") {
                    Some(href) => {
                        out.push_str("<a href=\"");
                        push_text(&mut out, href);
                        out.push_str("\">");
                    }
                    None => out.push_str(element.open),
                }
                open.push(element);
            }
        }
    }
    push_text(&mut out, rest);
    while let Some(element) = open.pop() {
        out.push_str(element.close);
    }
    out
}

/// A text as HTML that shows it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        push_char(&mut out, c);
    }
    out
}

/// Whether a tag begins a block: no paragraph goes around it.
pub(super) fn is_block(text: &str) -> bool {
    read_tag(text)
        .and_then(|tag| find(tag.name))
        .is_some_and(|element| !matches!(element.kind, Kind::Inline | Kind::Void))
}

fn find(name: &str) -> Option<&'static Element> {
    ELEMENTS
        .iter()
        .find(|element| element.name.eq_ignore_ascii_case(name))
}

/// Closes what may not contain an element of this kind.
fn make_room(out: &mut String, open: &mut Vec<&'static Element>, kind: Kind) {
    let ends = |element: &Element| match kind {
        Kind::Inline | Kind::Void => false,
        Kind::Paragraph | Kind::Block => element.kind == Kind::Paragraph,
        Kind::Item => matches!(element.kind, Kind::Item | Kind::Paragraph),
    };
    // A list, note or item around is no obstacle to blocks inside it; a list is the limit for items.
    let limit = open
        .iter()
        .rposition(|element| element.kind == Kind::Block)
        .map_or(0, |at| at + 1);
    let first = open.iter().skip(limit).position(|element| ends(element));
    if let Some(first) = first {
        while open.len() > limit + first {
            if let Some(element) = open.pop() {
                out.push_str(element.close);
            }
        }
    }
}

/// Closes an element and all in it; one that is not open has no end.
fn close(out: &mut String, open: &mut Vec<&'static Element>, element: &Element) {
    if let Some(at) = open.iter().rposition(|open| **open == *element) {
        while open.len() > at {
            if let Some(element) = open.pop() {
                out.push_str(element.close);
            }
        }
    }
}

/// Reads `<name …>` or `</name>`; `>` in quotes does not end it.
fn read_tag(text: &str) -> Option<Tag<'_>> {
    let inner = text.strip_prefix('<')?;
    let (inner, closes) = inner
        .strip_prefix('/')
        .map_or((inner, false), |inner| (inner, true));
    let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, after) = inner.split_at(name_end);
    if !matches!(
        after.chars().next(),
        Some('>' | '/' | ' ' | '\n' | '\t' | '\r')
    ) {
        return None;
    }
    let mut quote = None;
    let end = after.find(|c: char| match quote {
        Some(open) => {
            if c == open {
                quote = None;
            }
            false
        }
        None => {
            if matches!(c, '"' | '\'') {
                quote = Some(c);
            }
            c == '>'
        }
    })?;
    Some(Tag {
        name,
        closes,
        attributes: after.get(..end)?,
        rest: after.get(end + 1..)?,
    })
}

/// The target of a link, if it is one that may stay.
fn href<'a>(tag: &Tag<'a>) -> Option<&'a str> {
    let at = tag.attributes.to_ascii_lowercase().find("href")?;
    let value = tag.attributes.get(at + "href".len()..)?.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let href = value.get(1..)?.split(quote).next()?.trim();
    let scheme = href.get(..8).unwrap_or(href).to_ascii_lowercase();
    let allowed = ["http://", "https://", "#"];
    allowed
        .iter()
        .any(|start| scheme.starts_with(start))
        .then_some(href)
}

/// Adds text, with character references kept as they are.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        before.chars().for_each(|c| push_char(out, c));
        let after = from.get(1..).unwrap_or_default();
        out.push_str(if is_reference(after) { "&" } else { "&amp;" });
        rest = after;
    }
    rest.chars().for_each(|c| push_char(out, c));
}

/// Whether a text, after its `&`, begins with a character reference such as `lt;` or `#60;`.
fn is_reference(text: &str) -> bool {
    let Some((name, _)) = text.split_once(';') else {
        return false;
    };
    let digits = name.strip_prefix('#').unwrap_or(name);
    (1..=32).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn push_char(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_elements_survive() {
        for html in [
            "<p>One <b>two</b></p><ul><li>three</li><li><code>four</code></li></ul>",
            "<p>a &lt; b &amp;&#38; c</p>",
            "<a href=\"https://example.com/?a=b&amp;c\">x</a><br>y",
            "<a href=\"#Shape\">x</a>",
        ] {
            assert_eq!(sanitize(html), html);
        }
        assert_eq!(
            sanitize("<note><P class='x'>a</P></note>"),
            "<div class=\"note\"><p>a</p></div>"
        );
    }

    #[test]
    fn everything_else_becomes_text() {
        for (html, safe) in [
            (
                "<script>alert(1)</script>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
            ),
            ("<p onclick=\"x()\">a", "<p>a</p>"),
            ("<a href=\"javascript:x()\">a</a>", "<a>a</a>"),
            ("<a href=\" JavaScript:x()\">a</a>", "<a>a</a>"),
            (
                "<a href='https://e.com/\" onclick=\"x'>a</a>",
                "<a href=\"https://e.com/&quot; onclick=&quot;x\">a</a>",
            ),
            ("<img src=x onerror=x>", "&lt;img src=x onerror=x&gt;"),
            ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
            ("<b", "&lt;b"),
            ("<!-- hidden --><b title=\">\">x", "<b>x</b>"),
            ("<p<script>", "&lt;p&lt;script&gt;"),
        ] {
            assert_eq!(sanitize(html), safe, "{html}");
        }
    }

    #[test]
    fn nesting_is_repaired() {
        for (html, safe) in [
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            ("<ul><li>a<li>b</ul>c</p>", "<ul><li>a</li><li>b</li></ul>c"),
            (
                "<p>a<ul><li><p>b</ul>",
                "<p>a</p><ul><li><p>b</p></li></ul>",
            ),
            ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
            (
                "<ul><li>a<ul><li>b</ul><li>c</ul>",
                "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
            ),
        ] {
            assert_eq!(sanitize(html), safe, "{html}");
        }
    }
}
