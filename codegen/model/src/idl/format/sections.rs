//! The file as a whole: sections, what stands between statements, and use statements in order.

use std::collections::BTreeSet;

use super::super::token::TokenKind;
use super::super::tree::{Assignment, Body, Id, Ix, Statement};
use super::{Doc, Docs, Formatter, WIDTH};

/// A use statement with its comments.
struct Use {
    id: Id,
    /// The comments before it.
    leading: Vec<Ix>,
    /// The comment in its line.
    behind: Option<Ix>,
}

impl Formatter<'_> {
    pub(super) fn file(&self) -> String {
        let tree = self.tree;
        let end = tree.tokens.all.len().saturating_sub(1);
        let mut out = String::new();
        let statements: Vec<&Assignment> = tree.control.iter().chain(&tree.metadata).collect();
        let namespace = tree.namespace.as_ref();
        let mut starts: Vec<Ix> = statements.iter().map(|statement| statement.first).collect();
        starts.extend(namespace.map(|namespace| namespace.first));
        // The comments at the start of the file are not those of its first statement.
        let first = starts.first().copied().unwrap_or(end);
        let comments = self.comments(0, first);
        let comments: Vec<String> = comments
            .iter()
            .map(|at| self.comment(*at, Docs::Drop))
            .collect();
        out.push_str(&comments.join("\n"));
        let mut pending = Vec::new();
        for (i, section) in [&tree.control, &tree.metadata].into_iter().enumerate() {
            let rendered = section.iter().map(|statement| {
                let (key, value) = (self.key(statement.key), self.value(&statement.value, false));
                let doc = if i == 0 {
                    Doc::Seq(vec![Doc::text("$"), key, Doc::text(": "), value])
                } else {
                    Doc::Seq(vec![Doc::text("metadata "), key, Doc::text(" = "), value])
                };
                let next = starts
                    .iter()
                    .find(|start| **start > statement.first)
                    .copied()
                    .unwrap_or(end);
                let (behind, below) = self.after(statement.value.end, next);
                let before = std::mem::replace(&mut pending, below);
                let doc = Doc::Seq(vec![
                    self.leading(&before, Docs::Drop),
                    doc,
                    self.behind(behind, Docs::Drop),
                ]);
                doc.render(WIDTH)
            });
            let rendered: Vec<String> = rendered.collect();
            section_text(&mut out, &rendered);
        }
        let mut tail_docs = Docs::Drop;
        if let Some(namespace) = namespace {
            let next = self.first_statement(end);
            let first_use = tree.uses.first().map_or(next, |first| first.first);
            let (behind, below) = self.after(namespace.id.end, first_use);
            let (uses, mut tail) = self.uses(below, next);
            let docs = if tree.uses.is_empty() {
                Docs::Keep
            } else {
                Docs::Drop
            };
            if !out.is_empty() {
                out.push('\n');
            }
            let doc = Doc::Seq(vec![
                self.leading(&pending, Docs::Drop),
                Doc::text("namespace "),
                self.id(namespace.id),
                self.behind(behind, docs),
            ]);
            out.push_str(&doc.render(WIDTH));
            out.push('\n');
            section_text(&mut out, &uses);
            std::mem::swap(&mut pending, &mut tail);
            tail_docs = Docs::Keep;
        }
        self.statements(&mut out, pending, tail_docs, end);
        format!("{}\n", out.trim())
    }

    /// Where the first statement after the use statements starts.
    fn first_statement(&self, end: Ix) -> Ix {
        self.tree.statements.first().map_or(end, start)
    }

    /// The shape and apply statements. `pending` are the comments before the first one.
    fn statements(&self, out: &mut String, mut pending: Vec<Ix>, mut docs: Docs, end: Ix) {
        let statements = &self.tree.statements;
        out.push('\n');
        for (i, statement) in statements.iter().enumerate() {
            let next = statements.get(i + 1);
            let next_start = next.map_or(end, start);
            let (doc, last, is_apply) = match statement {
                Statement::Shape(shape) | Statement::Broken(shape) => {
                    (self.shape(shape), shape.end, false)
                }
                Statement::Apply(apply) => (self.apply(apply), apply.end, true),
            };
            // Documentation comments are those of shapes.
            let kept = if is_apply { Docs::Drop } else { docs };
            let kept_behind = match next {
                Some(Statement::Shape(_) | Statement::Broken(_)) => Docs::Keep,
                _ => Docs::Drop,
            };
            let (behind, mut below) = self.after(last, next_start);
            let more = self.right_below(behind.map_or(last, |at| at + 1), &mut below);
            let before = std::mem::replace(&mut pending, below);
            let doc = Doc::Seq(vec![
                self.leading(&before, kept),
                doc,
                self.behind(behind, kept_behind),
                more,
            ]);
            if i > 0 {
                out.push('\n');
            }
            out.push_str(&doc.render(WIDTH));
            out.push('\n');
            docs = Docs::Keep;
        }
        out.push_str(&self.leading(&pending, Docs::Drop).render(WIDTH));
    }

    /// What stands between statements: the comment in the line of the first one, and the ones below.
    fn after(&self, from: Ix, to: Ix) -> (Option<Ix>, Vec<Ix>) {
        let mut comments = self.comments(from, to);
        let line = self.end_line(from);
        let is_behind = comments
            .first()
            .is_some_and(|first| self.line(*first) == line);
        let behind = is_behind.then(|| comments.remove(0));
        (behind, comments)
    }

    /// Comments in the lines right below something stay with it: they are taken from those below.
    fn right_below(&self, from: Ix, below: &mut Vec<Ix>) -> Doc {
        let mut line = self.end_line(from);
        let is_right_below = |at: &&Ix| {
            line += 1;
            self.tree.token(**at).kind == TokenKind::Comment && self.line(**at) == line
        };
        let count = below.iter().take_while(is_right_below).count();
        let lines = below
            .drain(..count)
            .map(|at| Doc::Seq(vec![Doc::Line, Doc::text(self.comment(at, Docs::Drop))]));
        Doc::Seq(lines.collect())
    }

    fn behind(&self, comment: Option<Ix>, docs: Docs) -> Doc {
        comment.map_or(Doc::Nil, |at| {
            Doc::text(format!(" {}", self.comment(at, docs)))
        })
    }

    /// The use statements that are used, in order, and the comments after them. `leading` are those before the first one.
    fn uses(&self, leading: Vec<Ix>, next: Ix) -> (Vec<String>, Vec<Ix>) {
        let mut uses = Vec::new();
        let mut pending = leading;
        for (i, one) in self.tree.uses.iter().enumerate() {
            let end = self.tree.uses.get(i + 1).map_or(next, |next| next.first);
            let (behind, below) = self.after(one.id.end, end);
            let leading = std::mem::replace(&mut pending, below);
            uses.push(Use {
                id: one.id,
                leading,
                behind,
            });
        }
        let needed = self.relative_names();
        uses.sort_by(|a, b| self.tree.id(a.id).cmp(self.tree.id(b.id)));
        let rendered = uses
            .iter()
            .filter(|one| {
                needed.contains(self.tree.id(one.id).rsplit('#').next().unwrap_or_default())
            })
            .map(|one| {
                Doc::Seq(vec![
                    self.leading(&one.leading, Docs::Drop),
                    Doc::text("use "),
                    self.id(one.id),
                    self.behind(one.behind, Docs::Drop),
                ])
                .render(WIDTH)
            })
            .collect();
        (rendered, pending)
    }

    /// The names in statements that use statements may say more of: ids without namespaces. Services and resources may quote them.
    fn relative_names(&self) -> BTreeSet<String> {
        let mut ids = Vec::new();
        let mut names = BTreeSet::new();
        for statement in &self.tree.statements {
            statement.ids(&mut ids);
            if let Statement::Shape(shape) = statement
                && let (Body::Properties(_), Some((open, close))) = (&shape.body, shape.braces)
            {
                let quoted =
                    (open..close).filter(|at| self.tree.token(*at).kind == TokenKind::Quoted);
                names.extend(quoted.map(|at| self.tree.string(at)));
            }
        }
        let ids = ids.into_iter().map(|id| self.tree.id(id));
        let relative = ids.filter(|name| !name.contains('#'));
        names.extend(relative.map(|name| name.split('$').next().unwrap_or_default().to_owned()));
        names
    }
}

fn start(statement: &Statement) -> Ix {
    match statement {
        Statement::Shape(shape) | Statement::Broken(shape) => {
            shape.traits.first().map_or(shape.first, |one| one.first)
        }
        Statement::Apply(apply) => apply.first,
    }
}

/// Statements of one line close together, others with empty lines around them.
fn section_text(out: &mut String, statements: &[String]) {
    if statements.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let mut spaced = true;
    for (i, statement) in statements.iter().enumerate() {
        let is_last = i + 1 == statements.len();
        let is_long = statement.contains('\n');
        if is_long && !spaced {
            out.push('\n');
        }
        out.push_str(statement);
        spaced = is_long && !is_last;
        if spaced {
            out.push('\n');
        }
        out.push('\n');
    }
}
