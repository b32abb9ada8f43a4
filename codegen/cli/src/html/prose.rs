//! Documentation of models as HTML: the part of CommonMark that API documentation uses (paragraphs, lists, code, emphasis, links),
//! with HTML in it made harmless.

use super::safe;

/// Finds the place in the page that a name in code stands for.
pub(super) type Link<'a> = &'a dyn Fn(&str) -> bool;

/// A block of a text.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Paragraph(Vec<&'a str>),
    Heading(&'a str),
    /// The entries, each of lines, and whether they are numbered.
    List(Vec<Vec<&'a str>>, bool),
    Code(Vec<&'a str>),
    Html(Vec<&'a str>),
}

/// The HTML of a documentation text. Code that is the name of something in the page links to it.
pub(super) fn render(text: &str, link: Link<'_>) -> String {
    let text = text.trim();
    if safe::is_block(text) {
        return safe::sanitize(text);
    }
    let mut html = String::new();
    for block in blocks(text) {
        match block {
            Block::Paragraph(lines) => {
                html.push_str(&format!("<p>{}</p>\n", inline(&lines.join("\n"), link)));
            }
            Block::Heading(line) => {
                html.push_str(&format!("<h4>{}</h4>\n", inline(line, link)));
            }
            Block::List(items, numbered) => {
                let tag = if numbered { "ol" } else { "ul" };
                html.push_str(&format!("<{tag}>\n"));
                for item in items {
                    html.push_str(&format!("<li>{}</li>\n", inline(&item.join("\n"), link)));
                }
                html.push_str(&format!("</{tag}>\n"));
            }
            Block::Code(lines) => {
                let code = safe::escape(&lines.join("\n"));
                html.push_str(&format!("<pre><code>{code}</code></pre>\n"));
            }
            Block::Html(lines) => {
                html.push_str(&lines.join("\n"));
                html.push('\n');
            }
        }
    }
    safe::sanitize(html.trim_end())
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut fence: Option<Vec<&str>> = None;
    let mut after_blank = true;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(mut code) = fence.take() {
            if trimmed.starts_with("```") {
                blocks.push(Block::Code(code));
            } else {
                code.push(line);
                fence = Some(code);
            }
            continue;
        }
        let fresh = std::mem::replace(&mut after_blank, trimmed.is_empty());
        if trimmed.is_empty() {
            continue;
        }
        if trimmed.starts_with("```") {
            fence = Some(Vec::new());
        } else if let Some(heading) = heading(trimmed) {
            blocks.push(Block::Heading(heading));
        } else if let Some((item, numbered)) = item(trimmed) {
            match blocks.last_mut() {
                Some(Block::List(items, same)) if *same == numbered => items.push(vec![item]),
                _ => blocks.push(Block::List(vec![vec![item]], numbered)),
            }
        } else if fresh && safe::is_block(trimmed) {
            blocks.push(Block::Html(vec![trimmed]));
        } else {
            match blocks.last_mut() {
                Some(Block::Paragraph(lines) | Block::Html(lines)) if !fresh => lines.push(trimmed),
                Some(Block::List(items, _)) if !fresh || line.starts_with("  ") => {
                    if let Some(last) = items.last_mut() {
                        last.push(trimmed);
                    }
                }
                _ => blocks.push(Block::Paragraph(vec![trimmed])),
            }
        }
    }
    // A fence without an end runs to the end.
    blocks.extend(fence.map(Block::Code));
    blocks
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (1..=6)
        .contains(&level)
        .then(|| text.strip_prefix(' '))
        .flatten()
}

/// The text of a list entry, and whether it is numbered.
fn item(line: &str) -> Option<(&str, bool)> {
    if let Some(text) = ["- ", "* ", "+ "].iter().find_map(|b| line.strip_prefix(b)) {
        return Some((text, false));
    }
    let text = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (1..=9).contains(&(line.len() - text.len()));
    text.strip_prefix(". ")
        .filter(|_| numbered)
        .map(|text| (text, true))
}

/// Code, emphasis, links and escapes of a line; HTML goes through as it is.
fn inline(text: &str, link: Link<'_>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let step = code(rest, link)
            .or_else(|| emphasis(rest, link))
            .or_else(|| target(rest, link))
            .or_else(|| escaped(rest));
        if let Some((html, after)) = step {
            out.push_str(&html);
            rest = after;
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// `` `code` ``, with as many backticks before as after.
fn code<'a>(text: &'a str, link: Link<'_>) -> Option<(String, &'a str)> {
    let inner = text.trim_start_matches('`');
    let ticks = text.get(..text.len() - inner.len())?;
    if ticks.is_empty() {
        return None;
    }
    let (code, after) = inner.split_once(ticks)?;
    let code = code.trim();
    let html = format!("<code>{}</code>", safe::escape(code));
    if link(code) {
        return Some((
            format!("<a href=\"#{}\">{html}</a>", safe::escape(code)),
            after,
        ));
    }
    Some((html, after))
}

/// `**strong**` and `*emphasis*`.
fn emphasis<'a>(text: &'a str, link: Link<'_>) -> Option<(String, &'a str)> {
    let (mark, tag) = [("**", "strong"), ("*", "em")]
        .into_iter()
        .find(|(mark, _)| text.starts_with(mark))?;
    let (inner, after) = text.strip_prefix(mark)?.split_once(mark)?;
    let is_text = |inner: &str| !inner.is_empty() && inner.trim() == inner && !inner.contains('*');
    is_text(inner).then(|| (format!("<{tag}>{}</{tag}>", inline(inner, link)), after))
}

/// `[text](url)` and `<url>`.
fn target<'a>(text: &'a str, link: Link<'_>) -> Option<(String, &'a str)> {
    if let Some((url, after)) = text.strip_prefix('<').and_then(|rest| rest.split_once('>'))
        && (url.starts_with("http://") || url.starts_with("https://"))
    {
        let url = safe::escape(url);
        return Some((format!("<a href=\"{url}\">{url}</a>"), after));
    }
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (url, after) = rest.split_once(')')?;
    if label.contains('[') || url.contains(char::is_whitespace) {
        return None;
    }
    let html = format!(
        "<a href=\"{}\">{}</a>",
        safe::escape(url),
        inline(label, link)
    );
    Some((html, after))
}

/// A backslash before punctuation.
fn escaped(text: &str) -> Option<(String, &str)> {
    let rest = text.strip_prefix('\\')?;
    let c = rest.chars().next().filter(char::is_ascii_punctuation)?;
    Some((safe::escape(&c.to_string()), rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, html: &str) {
        assert_eq!(render(text, &|name| name == "Get"), html, "{text}");
    }

    #[test]
    fn blocks_and_inlines() {
        check("One\ntwo.\n\nThree.", "<p>One\ntwo.</p>\n<p>Three.</p>");
        check(
            "Call `Get` or `<x>`, **now**, *please*:\n- a\n- b\n  c",
            "<p>Call <a href=\"#Get\"><code>Get</code></a> or <code>&lt;x&gt;</code>, <strong>now</strong>, <em>please</em>:</p>\n\
             <ul>\n<li>a</li>\n<li>b\nc</li>\n</ul>",
        );
        check("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>");
        check(
            "```\n<a & b>\n```",
            "<pre><code>&lt;a &amp; b&gt;</code></pre>",
        );
        check(
            "## Head\ntext",
            "<p class=\"heading\">Head</p>\n<p>text</p>",
        );
        check(
            "[a](https://e.com) <https://e.com/b>",
            "<p><a href=\"https://e.com\">a</a> <a href=\"https://e.com/b\">https://e.com/b</a></p>",
        );
        check(
            "2 * 3 * 4, a \\* b, x_y_z",
            "<p>2 * 3 * 4, a * b, x_y_z</p>",
        );
    }

    #[test]
    fn html_is_made_harmless() {
        check(
            "<p>a</p><script>x</script>",
            "<p>a</p>&lt;script&gt;x&lt;/script&gt;",
        );
        check("a <b>b</b> [x](javascript:y)", "<p>a <b>b</b> <a>x</a></p>");
        check("`a", "<p>`a</p>");
        check("", "");
    }
}
