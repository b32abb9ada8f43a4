//! The IDL, laid out: one style for all, the one that Smithy's own formatter has. Nothing that a text says is changed, but for
//! spaces at the ends of documentation lines; comments stay, those of use statements that nobody needs excepted.

mod doc;
mod sections;
mod shapes;
#[cfg(test)]
mod tests;
mod values;

use super::token::TokenKind;
use super::tree::{Ix, Tree};
use crate::{Diagnostic, Diagnostics, FileId, Severity, ShapeId, Span};
use doc::Doc;

/// How long lines may be.
const WIDTH: usize = 120;
/// How much further to the right what stands in brackets is.
const STEP: usize = 4;

/// Lays out a text in the Smithy IDL. `file` is what findings say they are in.
///
/// # Errors
/// The text has syntax errors: they are returned.
pub fn format(file: FileId, text: &str) -> Result<String, Diagnostics> {
    let tree = super::parse(text);
    let errors = tree
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(errors.map(|finding| {
        let mut error = Diagnostic::error(finding.id, finding.message.clone());
        error.shape = finding
            .shape
            .as_deref()
            .and_then(|id| ShapeId::parse(id).ok());
        error.at(Span::new(file, finding.start, finding.end))
    }));
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    Ok(Formatter { tree: &tree }.file())
}

/// Makes documents of the parts of a tree.
struct Formatter<'t> {
    tree: &'t Tree<'t>,
}

/// How documentation comments are written that document nothing: as other comments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Docs {
    Keep,
    Drop,
}

impl Formatter<'_> {
    /// The comments between two tokens.
    fn comments(&self, from: Ix, to: Ix) -> Vec<Ix> {
        let is_comment = |at: &Ix| {
            matches!(
                self.tree.token(*at).kind,
                TokenKind::Comment | TokenKind::DocComment
            )
        };
        (from..to).filter(is_comment).collect()
    }

    /// A comment, with a space before what it says.
    fn comment(&self, at: Ix, docs: Docs) -> String {
        let text = self.tree.token_text(at).trim();
        let (mark, rest) = match text.strip_prefix("///") {
            // Those with more slashes are as they are.
            Some(rest) if rest.starts_with('/') && docs == Docs::Keep => return text.to_owned(),
            Some(rest) if !rest.starts_with('/') => ("///", rest),
            _ => ("//", text.strip_prefix("//").unwrap_or(text)),
        };
        let mark = if docs == Docs::Drop { "//" } else { mark };
        let space = if rest.starts_with(' ') { "" } else { " " };
        format!("{mark}{space}{rest}").trim_end().to_owned()
    }

    /// Comments before something, each on its line.
    fn leading(&self, comments: &[Ix], docs: Docs) -> Doc {
        let each = comments
            .iter()
            .map(|at| Doc::Seq(vec![Doc::text(self.comment(*at, docs)), Doc::Line]));
        Doc::Seq(each.collect())
    }

    /// Comments between two tokens, each on its line, as comments that document nothing.
    fn hoisted(&self, from: Ix, to: Ix) -> Doc {
        self.leading(&self.comments(from, to), Docs::Drop)
    }

    /// Comments between a name and its value, each on its line before both, as they are.
    fn moved_up(&self, from: Ix, to: Ix) -> Doc {
        self.leading(&self.comments(from, to), Docs::Keep)
    }

    /// The line of a token, from 1.
    fn line(&self, at: Ix) -> usize {
        self.line_of(self.tree.token(at).start)
    }

    /// The line on which what ends before a token ends.
    fn end_line(&self, end: Ix) -> usize {
        let last = self.tree.token(end.saturating_sub(1));
        self.line_of(last.end.saturating_sub(1).max(last.start))
    }

    fn line_of(&self, at: u32) -> usize {
        self.tree.lines.line(self.tree.text, at as usize)
    }
}
