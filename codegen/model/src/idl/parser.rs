//! From tokens to a tree, by recursive descent. Statements that are wrong are reported, and passed over: reading goes on at the next line
//! that starts like a statement. Messages and places are those of Smithy's own parser.

use std::collections::{HashMap, HashSet};

use super::lexer::{self, Lines};
use super::token::TokenKind::{self, *};
use super::tree::*;
use crate::{Severity, ShapeType};

mod members;
mod operation;
mod statements;
#[cfg(test)]
mod tests;
mod values;

/// The event id of what is wrong with the form of a model.
const MODEL: &str = "Model";
/// How deep values may nest. (Smithy's own limit)
const MAX_DEPTH: usize = 64;

/// Reads a text. There is always a tree; what is wrong with the text is among its findings.
#[must_use]
pub fn parse(text: &str) -> Tree<'_> {
    let tokens = lexer::tokens(text);
    let mut parser = Parser {
        tree: Tree {
            text,
            tokens,
            control: Vec::new(),
            metadata: Vec::new(),
            namespace: None,
            uses: Vec::new(),
            statements: Vec::new(),
            findings: Vec::new(),
            version_1: true,
            input_suffix: "Input".to_owned(),
            output_suffix: "Output".to_owned(),
            lines: Lines::default(),
        },
        at: 0,
        depth: 0,
        docs: Vec::new(),
        used: HashMap::new(),
        namespace: String::new(),
    };
    if parser.kind() == DocComment {
        parser.docs.push(0);
    }
    if let Err(error) = parser.file() {
        parser.report(*error);
    }
    parser.tree
}

struct Parser<'a> {
    tree: Tree<'a>,
    /// The current token.
    at: Ix,
    /// How deep in values.
    depth: usize,
    /// The documentation comments that document nothing yet.
    docs: Vec<Ix>,
    /// The ids of use statements by their names.
    used: HashMap<&'a str, &'a str>,
    namespace: String,
}

/// Why reading can't go on.
struct Fail {
    message: String,
    shape: Option<String>,
    at: Ix,
}

type Read<T> = Result<T, Box<Fail>>;

impl<'a> Parser<'a> {
    fn kind(&self) -> TokenKind {
        self.tree
            .tokens
            .all
            .get(self.at)
            .map_or(Eof, |token| token.kind)
    }

    fn text(&self) -> &'a str {
        self.tree.token(self.at).text(self.tree.text)
    }

    fn id_text(&self, id: Id) -> &'a str {
        let (start, end) = (
            self.tree.token(id.first).start,
            self.tree.token(id.end.saturating_sub(1)).end,
        );
        self.tree
            .text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    fn is_word(&self, word: &str) -> bool {
        self.kind() == Identifier && self.text() == word
    }

    /// To the next token; documentation comments are kept in mind.
    fn bump(&mut self) {
        if self.kind() != Eof {
            self.at += 1;
            if self.kind() == DocComment {
                self.docs.push(self.at);
            }
        }
    }

    fn take(&mut self, kind: TokenKind) -> Read<Ix> {
        self.expect(&[kind])?;
        let at = self.at;
        self.bump();
        Ok(at)
    }

    fn expect(&self, kinds: &[TokenKind]) -> Read<TokenKind> {
        let kind = self.kind();
        if kinds.contains(&kind) {
            return Ok(kind);
        }
        let message = match (kind, kinds) {
            (Error, _) => self.problem(),
            (_, [one]) => format!("Expected {} but found {}", one.expected(), self.found()),
            _ => {
                let kinds: Vec<String> = kinds.iter().map(|kind| kind.expected()).collect();
                format!(
                    "Expected one of {}; but found {}",
                    kinds.join(", "),
                    self.found()
                )
            }
        };
        self.fail(None, message)
    }

    /// What is wrong with the error token that is the current one.
    fn problem(&self) -> String {
        let problem = self.tree.tokens.errors.get(&self.at);
        problem.map_or_else(String::new, |problem| {
            problem.message(self.tree.text, &self.tree.lines)
        })
    }

    fn found(&self) -> String {
        self.kind().found(self.text())
    }

    /// A syntax error at the current token.
    fn fail<T>(&self, shape: Option<&str>, message: impl AsRef<str>) -> Read<T> {
        let (line, column) = self.tree.place(self.tree.token(self.at).start);
        self.fail_plain(
            self.at,
            shape,
            format!(
                "Syntax error at line {line}, column {column}: {}",
                message.as_ref()
            ),
        )
    }

    /// An error at any token.
    fn fail_plain<T>(&self, at: Ix, shape: Option<&str>, message: String) -> Read<T> {
        Err(Box::new(Fail {
            message,
            shape: shape.map(str::to_owned),
            at,
        }))
    }

    fn report(&mut self, fail: Fail) {
        let token = self.tree.token(fail.at);
        self.tree.findings.push(Finding {
            severity: Severity::Error,
            id: MODEL,
            message: fail.message,
            shape: fail.shape,
            start: token.start,
            end: token.end,
        });
    }

    /// Reports an error, and goes to the next line that starts like a statement.
    fn recover(&mut self, fail: Fail) {
        self.report(fail);
        self.depth = 0;
        while self.kind() != Eof {
            self.bump();
            let starts = matches!(self.kind(), Identifier | DocComment | At | Dollar);
            if starts && self.starts_line() {
                break;
            }
        }
    }

    fn starts_line(&self) -> bool {
        let start = self.tree.token(self.at).start as usize;
        let before = start
            .checked_sub(1)
            .and_then(|at| self.tree.text.as_bytes().get(at));
        before.is_none_or(|c| matches!(c, b'\n' | b'\r'))
    }

    fn skip_spaces(&mut self) {
        while self.kind() == Space {
            self.bump();
        }
    }

    fn skip_ws(&mut self) {
        while self.kind().is_whitespace() {
            self.bump();
        }
    }

    fn skip_ws_and_docs(&mut self) {
        while self.kind().is_whitespace() || self.kind() == DocComment {
            self.bump();
        }
    }

    fn take_spaces(&mut self) -> Read<()> {
        self.expect(&[Space])?;
        self.skip_spaces();
        Ok(())
    }

    fn take_ws(&mut self) -> Read<()> {
        if !self.kind().is_whitespace() {
            let found = self.found();
            return self.fail(
                None,
                format!("Expected one or more whitespace characters, but found {found}"),
            );
        }
        self.skip_ws_and_docs();
        Ok(())
    }

    /// The end of a line, which may be that of a comment or of the text. Documentation comments before it document nothing.
    fn take_br(&mut self) -> Read<()> {
        self.skip_spaces();
        self.drop_docs();
        match self.kind() {
            Newline | Comment | DocComment => {
                if self.kind() == DocComment {
                    self.docs.clear();
                }
                self.bump();
                self.skip_ws();
                Ok(())
            }
            Eof => Ok(()),
            _ => {
                let found = self.found();
                self.fail(None, format!("Expected a line break, but found {found}"))
            }
        }
    }

    /// Warns of documentation comments that document nothing.
    fn drop_docs(&mut self) {
        if !self.docs.is_empty() {
            let lines = std::mem::take(&mut self.docs);
            let docs = Docs { at: self.at, lines };
            self.warn_of_docs(&docs);
        }
    }

    fn warn_of_docs(&mut self, docs: &Docs) {
        let message = format!(
            "Found documentation comments ('///') attached to nothing. Documentation comments must appear on their own lines, directly before shapes and members, and before any traits. The invalid comments were: {}",
            self.tree.docs(docs)
        );
        let token = self.tree.token(docs.at);
        self.tree.findings.push(Finding {
            severity: Severity::Warning,
            id: "Model.BadDocumentationComment",
            message,
            shape: None,
            start: token.start,
            end: token.end,
        });
    }

    /// The documentation comments up to here.
    fn take_docs(&mut self, at: Ix) -> Option<Docs> {
        let lines = std::mem::take(&mut self.docs);
        (!lines.is_empty()).then_some(Docs { at, lines })
    }

    fn absolute(&self, name: &str) -> String {
        format!("{}#{name}", self.namespace)
    }

    fn version(&self) -> &'static str {
        if self.tree.version_1 { "1.0" } else { "2.0" }
    }

    fn enter(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail(
                None,
                format!("Parser exceeded the maximum allowed depth of {MAX_DEPTH}"),
            );
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
