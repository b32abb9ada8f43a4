//! Node values, traits, and everything else in brackets.

use super::super::string;
use super::super::token::TokenKind;
use super::super::tree::{Entry, Id, Ix, Trait, TraitBody, Value, ValueKind};
use super::{Doc, Docs, Formatter, STEP, WIDTH};
use crate::shape_id::is_identifier;

/// How what stands in brackets is broken into lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// If it does not fit on one line.
    IfNeeded,
    /// Always, unless there is nothing in the brackets.
    Always,
    /// What stands in the brackets breaks, and is not moved to the right.
    Inside,
}

/// Things in brackets: without commas on lines of their own, or with commas on one line.
pub(super) fn brackets(open: &str, close: &str, children: Vec<Doc>, breaks: Break) -> Doc {
    let (opening, closing) = (Doc::text(open), Doc::text(close));
    if children.is_empty() {
        return Doc::Seq(vec![opening, closing]);
    }
    if breaks == Break::Always {
        return block(opening, closing, Doc::join(children, &Doc::Line));
    }
    let line = match children.len() {
        _ if open == "{" => Doc::LineOr(" "),
        0 | 1 => Doc::Nil,
        _ => Doc::LineOr(""),
    };
    let step = if breaks == Break::Inside { 0 } else { STEP };
    let inside = Doc::Seq(vec![line.clone(), Doc::join(children, &Doc::LineOr(", "))]);
    Doc::Seq(vec![opening, inside.indent(step), line, closing]).group()
}

/// Something in brackets, on lines of its own.
pub(super) fn block(open: Doc, close: Doc, contents: Doc) -> Doc {
    let inside = Doc::Seq(vec![Doc::Line, contents]);
    Doc::Seq(vec![open, inside.indent(STEP), Doc::Line, close])
}

impl Formatter<'_> {
    pub(super) fn id(&self, id: Id) -> Doc {
        Doc::text(self.tree.id(id))
    }

    /// The documents of things in order, and of the comments between them.
    pub(super) fn with_comments<T>(
        &self,
        from: Ix,
        to: Ix,
        items: &[T],
        span: impl Fn(&T) -> (Ix, Ix),
        doc: impl Fn(&T) -> Doc,
    ) -> Vec<Doc> {
        let mut docs = Vec::new();
        let mut at = from;
        let comments = |docs: &mut Vec<Doc>, from, to| {
            docs.extend(
                self.comments(from, to)
                    .iter()
                    .map(|at| Doc::text(self.comment(*at, Docs::Drop))),
            );
        };
        for item in items {
            let (first, end) = span(item);
            comments(&mut docs, at, first);
            docs.push(doc(item));
            at = end;
        }
        comments(&mut docs, at, to);
        docs
    }

    /// Breaks where it must be broken: at comments, brackets in brackets, texts of several lines; and where it is too wide by itself.
    pub(super) fn breaks(&self, from: Ix, to: Ix, children: &[Doc], open: &str) -> Break {
        if self.has_hard_line(from, to) {
            return Break::Always;
        }
        let commas = children.len().saturating_sub(1) * 2;
        let spaces = if open == "{" { 4 } else { 2 };
        let width: Option<usize> = children.iter().map(Doc::flat_width).sum();
        match width {
            Some(width) if width + commas + spaces > WIDTH => Break::Always,
            _ => Break::IfNeeded,
        }
    }

    pub(super) fn has_hard_line(&self, from: Ix, to: Ix) -> bool {
        (from..to).any(|at| match self.tree.token(at).kind {
            TokenKind::Comment
            | TokenKind::DocComment
            | TokenKind::TextBlock
            | TokenKind::LBrace
            | TokenKind::LBracket => true,
            TokenKind::Quoted => self.tree.token_text(at).contains(['\n', '\r']),
            _ => false,
        })
    }

    pub(super) fn value(&self, value: &Value, in_array: bool) -> Doc {
        let (from, to) = (value.first + 1, value.end.saturating_sub(1));
        match &value.kind {
            ValueKind::Array(values) => {
                let children = self.elements(value, values);
                let breaks = self.breaks(from, to, &children, "[");
                brackets("[", "]", children, breaks)
            }
            ValueKind::Object(entries) => {
                let children = self.entries(from, to, entries);
                let breaks = if in_array {
                    Break::Always
                } else {
                    self.breaks(from, to, &children, "{")
                };
                brackets("{", "}", children, breaks)
            }
            ValueKind::TextBlock => self.text_block(value.first),
            ValueKind::Id => self.id(Id {
                first: value.first,
                end: value.end,
            }),
            ValueKind::String | ValueKind::Number => Doc::text(self.tree.token_text(value.first)),
        }
    }

    pub(super) fn elements(&self, array: &Value, values: &[Value]) -> Vec<Doc> {
        let (from, to) = (array.first + 1, array.end.saturating_sub(1));
        let span = |value: &Value| (value.first, value.end);
        self.with_comments(from, to, values, span, |value| self.value(value, true))
    }

    pub(super) fn entries(&self, from: Ix, to: Ix, entries: &[Entry]) -> Vec<Doc> {
        let span = |entry: &Entry| (entry.key, entry.value.end);
        self.with_comments(from, to, entries, span, |entry| {
            self.entry(entry, self.value(&entry.value, false), Docs::Drop)
        })
    }

    /// A key with its value; comments between them come before both.
    pub(super) fn entry(&self, entry: &Entry, value: Doc, docs: Docs) -> Doc {
        let is_block = matches!(entry.value.kind, ValueKind::TextBlock);
        let value = if is_block { value.indent(STEP) } else { value };
        let comments = self.leading(&self.comments(entry.key, entry.value.first), docs);
        Doc::Seq(vec![comments, self.key(entry.key), Doc::text(": "), value])
    }

    /// A key; quotes that need not be are left out.
    pub(super) fn key(&self, at: Ix) -> Doc {
        let text = self.tree.token_text(at);
        let bare = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        Doc::text(bare.filter(|bare| is_identifier(bare)).unwrap_or(text))
    }

    /// A text block as far to the right as what is around it.
    fn text_block(&self, at: Ix) -> Doc {
        let text = self.tree.token_text(at);
        let content = text
            .get(3..text.len().saturating_sub(3))
            .unwrap_or_default();
        // The lexer has read it before.
        let Ok(content) = string::dedent(&string::normalize(content)) else {
            return Doc::text(text);
        };
        let mut lines = vec![Doc::text("\"\"\"")];
        let (body, last) = match content.rsplit_once('\n') {
            Some((body, "")) => (Some(body), None),
            _ => (None, Some(content.as_str())),
        };
        lines.extend(
            body.into_iter()
                .flat_map(|body| body.split('\n'))
                .map(Doc::text),
        );
        match last {
            Some(last) => {
                lines.extend(last.split('\n').map(Doc::text));
                if let Some(Doc::Text(line)) = lines.last_mut() {
                    // A quote that spaces kept apart from the closing ones.
                    let before = line.trim_end_matches('"').trim_end_matches('\\');
                    let slashes =
                        line.len() - before.len() - (line.len() - line.trim_end_matches('"').len());
                    let quotes = line.len() - line.trim_end_matches('"').len();
                    if quotes > 1 || (quotes == 1 && slashes % 2 == 0) {
                        line.insert(line.len() - 1, '\\');
                    }
                    line.push_str("\"\"\"");
                }
            }
            None => lines.push(Doc::text("\"\"\"")),
        }
        Doc::join(lines, &Doc::Line)
    }

    /// Traits, each on its line, with a line break after the last one.
    pub(super) fn traits(&self, traits: &[Trait], to: Ix) -> Doc {
        let Some(first) = traits.first() else {
            return Doc::Nil;
        };
        let span = |one: &Trait| (one.first, one.end);
        let lines = self.with_comments(first.first, to, traits, span, |one| self.one_trait(one));
        Doc::Seq(vec![Doc::join(lines, &Doc::Line), Doc::Line])
    }

    pub(super) fn one_trait(&self, one: &Trait) -> Doc {
        let mut parts = vec![Doc::text("@"), self.id(one.id)];
        // The parentheses.
        let (from, to) = (one.id.end + 1, one.end.saturating_sub(1));
        match &one.body {
            TraitBody::None => {
                // Comments in empty parentheses need them.
                let comments = self.with_comments(
                    from,
                    to,
                    &[],
                    |value: &Value| (value.first, value.end),
                    |_| Doc::Nil,
                );
                if !comments.is_empty() {
                    parts.push(brackets("(", ")", comments, Break::Always));
                }
            }
            TraitBody::Members(entries) => {
                let children = self.entries(from, to, entries);
                let breaks = self.breaks(from, to, &children, "(");
                parts.push(brackets("(", ")", children, breaks));
            }
            TraitBody::Value(value) => {
                let around =
                    self.comments(from, value.first).len() + self.comments(value.end, to).len();
                let children = self.with_comments(
                    from,
                    to,
                    std::slice::from_ref(value),
                    |value| (value.first, value.end),
                    |value| self.value(value, false),
                );
                let breaks = match value.kind {
                    _ if around > 0 => Break::Always,
                    ValueKind::Array(_) | ValueKind::Object(_) => Break::Inside,
                    _ if self.has_hard_line(from, to) => Break::Always,
                    _ => Break::IfNeeded,
                };
                parts.push(brackets("(", ")", children, breaks));
            }
        }
        Doc::Seq(parts)
    }
}
