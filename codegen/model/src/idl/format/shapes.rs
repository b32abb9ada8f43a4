//! Shape and apply statements.

use super::super::token::TokenKind;
use super::super::tree::{
    Apply, Body, Entry, Ix, Member, OperationProperty, PropertyValue, Shape, ValueKind,
};
use super::values::{Break, block, brackets};
use super::{Doc, Docs, Formatter, STEP};
use crate::ShapeType;

impl Formatter<'_> {
    /// A shape statement without the comments before it.
    pub(super) fn shape(&self, shape: &Shape) -> Doc {
        let name = shape.name.unwrap_or(shape.first);
        let mut parts = vec![self.traits(&shape.traits, shape.first)];
        let body = match &shape.body {
            Body::None => None,
            Body::Properties(entries) => {
                // Comments on the way to the braces.
                Some(self.entity(shape, entries))
            }
            _ => Some(self.body(shape)),
        };
        if let Some((open, _)) = shape.braces {
            parts.push(self.before_braces(shape, name, open));
        }
        let mut words = vec![
            Doc::text(self.tree.token_text(shape.first)),
            Doc::text(self.tree.token_text(name)),
        ];
        words.extend(self.modifiers(shape));
        parts.push(Doc::join(words, &Doc::text(" ")));
        if let Some(body) = body {
            parts.push(Doc::Seq(vec![Doc::LineOr(" "), body]).group());
        }
        Doc::Seq(parts)
    }

    /// The comments between a shape's name and its braces that are in no brackets of their own.
    fn before_braces(&self, shape: &Shape, from: Ix, open: Ix) -> Doc {
        let mut comments = self.comments(from, open);
        if let Some((first, _, close)) = &shape.mixins {
            let bracket = self.mixin_bracket(*first, *close);
            comments.retain(|at| *at < bracket || at > close);
        }
        self.leading(&comments, Docs::Drop)
    }

    fn mixin_bracket(&self, first: Ix, close: Ix) -> Ix {
        let is_open = |at: &Ix| self.tree.token(*at).kind == TokenKind::LBracket;
        (first..close).find(is_open).unwrap_or(first)
    }

    /// `for Resource` and `with [A, B]`
    fn modifiers(&self, shape: &Shape) -> Vec<Doc> {
        let mut words = Vec::new();
        if let Some(resource) = shape.resource {
            words.push(Doc::Seq(vec![Doc::text("for "), self.id(resource)]));
        }
        if let Some((first, ids, close)) = &shape.mixins {
            let from = self.mixin_bracket(*first, *close) + 1;
            let children = self.with_comments(
                from,
                *close,
                ids,
                |id| (id.first, id.end),
                |id| self.id(*id),
            );
            let breaks = if self.has_hard_line(from, *close) {
                Break::Always
            } else {
                Break::IfNeeded
            };
            words.push(Doc::Seq(vec![
                Doc::text("with "),
                brackets("[", "]", children, breaks),
            ]));
        }
        words
    }

    /// The braces of a service or resource, with lists and maps of shapes in lines.
    fn entity(&self, shape: &Shape, entries: &[Entry]) -> Doc {
        let Some((open, close)) = shape.braces else {
            return Doc::Nil;
        };
        let span = |entry: &Entry| (entry.key, entry.value.end);
        let children =
            self.with_comments(open + 1, close, entries, span, |entry| self.property(entry));
        let breaks = self.breaks(open + 1, close, &children, "{");
        brackets("{", "}", children, breaks)
    }

    fn property(&self, entry: &Entry) -> Doc {
        let key = self.tree.string(entry.key);
        let value = match (key.as_str(), &entry.value.kind) {
            (
                "resources" | "operations" | "collectionOperations" | "errors",
                ValueKind::Array(values),
            ) => brackets("[", "]", self.elements(&entry.value, values), Break::Always),
            ("identifiers" | "properties" | "rename", ValueKind::Object(entries)) => {
                let (from, to) = (entry.value.first + 1, entry.value.end.saturating_sub(1));
                brackets("{", "}", self.entries(from, to, entries), Break::Always)
            }
            _ => self.value(&entry.value, false),
        };
        self.entry(entry, value, Docs::Keep)
    }

    /// The braces of a shape with members, or of an operation.
    fn body(&self, shape: &Shape) -> Doc {
        let Some((open, close)) = shape.braces else {
            return Doc::Nil;
        };
        let parts: Vec<Part> = match &shape.body {
            Body::Members(members) => members
                .iter()
                .map(|member| Part {
                    first: member.traits.first().map_or(member.first, |one| one.first),
                    end: member.end,
                    doc: self.member(member, shape.kind),
                    ends_line: member.value.is_some(),
                })
                .collect(),
            Body::Operation(properties) => properties
                .iter()
                .map(|property| Part {
                    first: property.name,
                    end: property.end,
                    doc: self.operation_property(property),
                    ends_line: false,
                })
                .collect(),
            _ => Vec::new(),
        };
        let comments = self.comments(open, close);
        if parts.is_empty() && comments.is_empty() {
            return Doc::text("{}");
        }
        let spaced = self.is_spaced(shape);
        let mut groups = Vec::new();
        let mut at = open + 1;
        let count = parts.len();
        for (i, part) in parts.into_iter().enumerate() {
            let mut docs = vec![
                self.leading(&self.comments(at, part.first), Docs::Keep),
                part.doc,
            ];
            at = part.end;
            // Comments behind it stay with it; those behind the last one only where they end it.
            let limit = match i + 1 == count {
                true if part.ends_line || !spaced => close,
                true => at,
                false => self.next_member(at, close),
            };
            let line = self.end_line(part.end);
            for comment in self.comments(at, limit) {
                if self.line(comment) != line {
                    break;
                }
                docs.push(Doc::text(format!(" {}", self.comment(comment, Docs::Drop))));
                at = comment + 1;
            }
            groups.push(Doc::Seq(docs));
        }
        let rest: Vec<Doc> = self
            .comments(at, close)
            .iter()
            .map(|at| Doc::text(self.comment(*at, Docs::Drop)))
            .collect();
        if !rest.is_empty() {
            groups.push(Doc::join(rest, &Doc::Line));
        }
        let between = if spaced {
            Doc::Seq(vec![Doc::Line, Doc::Line])
        } else {
            Doc::Line
        };
        block(Doc::text("{"), Doc::text("}"), Doc::join(groups, &between))
    }

    /// Where the next thing that is no comment and no white space starts.
    fn next_member(&self, from: Ix, close: Ix) -> Ix {
        let is_content = |at: &Ix| {
            let kind = self.tree.token(*at).kind;
            !kind.is_whitespace() && kind != TokenKind::DocComment
        };
        (from..close).find(is_content).unwrap_or(close)
    }

    /// Whether empty lines stand between members: if one has traits, or comments of its own lines.
    fn is_spaced(&self, shape: &Shape) -> bool {
        let Some((open, close)) = shape.braces else {
            return false;
        };
        let mut inline = Vec::new();
        if self.has_traits(shape, &mut inline) {
            return true;
        }
        // A comment in the line of a member, or in the one after a value, is no reason.
        inline.sort_unstable();
        self.comments(open, close).iter().any(|at| {
            let before = inline.partition_point(|(from, _)| from < at);
            let last = before.checked_sub(1).and_then(|i| inline.get(i));
            last.is_none_or(|(_, line)| self.line(*at) > *line)
        })
    }

    /// Whether there are traits on members; and where comments are that belong to members: after which token, up to which line.
    fn has_traits(&self, shape: &Shape, inline: &mut Vec<(Ix, usize)>) -> bool {
        match &shape.body {
            Body::Members(members) => {
                for member in members {
                    let line = self.end_line(member.end);
                    let more = usize::from(member.value.is_some());
                    inline.push((member.end.saturating_sub(1), line + more));
                }
                members.iter().any(|member| !member.traits.is_empty())
            }
            Body::Operation(properties) => properties.iter().any(|property| {
                let line = self.end_line(property.end);
                inline.push((property.end.saturating_sub(1), line));
                match &property.value {
                    PropertyValue::Inline(shape) => {
                        !shape.traits.is_empty() || self.has_traits(shape, inline)
                    }
                    _ => false,
                }
            }),
            _ => false,
        }
    }

    fn member(&self, member: &Member, kind: Option<ShapeType>) -> Doc {
        let name = self.tree.token_text(member.name);
        let mut parts = vec![self.traits(&member.traits, member.first)];
        let is_enum = matches!(kind, Some(ShapeType::Enum | ShapeType::IntEnum));
        match member.target {
            Some(target) => parts.extend([Doc::text(name), Doc::text(": "), self.id(target)]),
            None if is_enum => parts.push(Doc::text(name)),
            None => parts.push(Doc::text(format!("${name}"))),
        }
        if let Some(value) = &member.value {
            parts.extend([Doc::text(" = "), self.value(value, false)]);
        }
        Doc::Seq(parts)
    }

    fn operation_property(&self, property: &OperationProperty) -> Doc {
        let name = self.tree.token_text(property.name);
        match &property.value {
            PropertyValue::Target(id) => Doc::Seq(vec![
                self.moved_up(property.name, id.first),
                Doc::text(format!("{name}: ")),
                self.id(*id),
            ]),
            PropertyValue::Targets(ids) => {
                let is_open = |at: &Ix| self.tree.token(*at).kind == TokenKind::LBracket;
                let open = (property.colon..property.end)
                    .find(is_open)
                    .unwrap_or(property.colon);
                let close = property.end.saturating_sub(1);
                let children = self.with_comments(
                    open + 1,
                    close,
                    ids,
                    |id| (id.first, id.end),
                    |id| self.id(*id),
                );
                let list = if children.is_empty() {
                    // Nothing, on a line of its own.
                    block(Doc::text("["), Doc::text("]"), Doc::Nil)
                } else {
                    brackets("[", "]", children, Break::Always)
                };
                Doc::Seq(vec![
                    self.moved_up(property.name, open),
                    Doc::text(format!("{name}: ")),
                    list,
                ])
            }
            PropertyValue::Inline(shape) => {
                let before = self.moved_up(property.name, property.colon);
                Doc::Seq(vec![
                    before,
                    Doc::text(format!("{name} :=")),
                    self.inline(property.colon, shape),
                ])
            }
        }
    }

    /// A structure after `:=`.
    fn inline(&self, colon: Ix, shape: &Shape) -> Doc {
        let first = shape.traits.first().map_or(shape.first, |one| one.first);
        let docs = self.leading(&self.comments(colon, first), Docs::Keep);
        let open = shape.braces.map_or(shape.end, |(open, _)| open);
        let others = self.before_braces(shape, shape.first, open);
        let words = Doc::join(self.modifiers(shape), &Doc::text(" "));
        let below = !docs.is_nil() || !others.is_nil() || !shape.traits.is_empty();
        let body = self.body(shape);
        // A space before the brace even at the start of a line.
        let body = Doc::Seq(vec![Doc::LineOr(" "), body]).group();
        if below {
            let traits = self.traits(&shape.traits, shape.first);
            return Doc::Seq(vec![Doc::Line, docs, traits, others, words, body]).indent(STEP);
        }
        let gap = if words.is_nil() {
            Doc::Nil
        } else {
            Doc::text(" ")
        };
        Doc::Seq(vec![gap, words, body])
    }

    pub(super) fn apply(&self, apply: &Apply) -> Doc {
        let target = self.id(apply.target);
        let Some((open, close)) = apply.block else {
            let Some(one) = apply.traits.first() else {
                return Doc::Nil;
            };
            return Doc::Seq(vec![
                self.hoisted(apply.first, one.first),
                Doc::text("apply "),
                target,
                Doc::text(" "),
                self.one_trait(one),
            ]);
        };
        let first = apply.traits.first().map_or(close, |one| one.first);
        let span = |one: &super::super::tree::Trait| (one.first, one.end);
        let lines =
            self.with_comments(first, close, &apply.traits, span, |one| self.one_trait(one));
        let open_line = Doc::Seq(vec![Doc::text("apply "), target, Doc::text(" {")]);
        let before = Doc::Seq(vec![
            self.hoisted(apply.first, open),
            self.hoisted(open, first),
        ]);
        if lines.is_empty() {
            return Doc::Seq(vec![before, open_line, Doc::Line, Doc::text("}")]);
        }
        Doc::Seq(vec![
            before,
            block(open_line, Doc::text("}"), Doc::join(lines, &Doc::Line)),
        ])
    }
}

/// A member or property, ready to be put among others.
struct Part {
    first: Ix,
    end: Ix,
    doc: Doc,
    /// Whether it goes to the end of its line.
    ends_line: bool,
}
