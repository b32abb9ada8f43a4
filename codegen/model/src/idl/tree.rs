//! What a text in the Smithy IDL says, statement by statement. Nodes hold indexes of tokens, and the tokens cover the whole text, so
//! that nothing of it is lost: what stands between two nodes is found between their tokens.

use super::lexer::{Lines, Tokens};
use super::string;
use super::token::{Token, TokenKind};
use crate::{Severity, ShapeType};

/// The index of a token.
pub type Ix = usize;

/// A parsed text.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    /// The text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: Tokens,
    /// `$version: "2"` and the like.
    pub control: Vec<Assignment>,
    /// `metadata key = value`
    pub metadata: Vec<Assignment>,
    /// `namespace a.b`
    pub namespace: Option<Namespace>,
    /// `use a.b#C`
    pub uses: Vec<Use>,
    /// Shapes and applied traits, in order.
    pub statements: Vec<Statement>,
    /// What is wrong with the text, in order.
    pub findings: Vec<Finding>,
    /// Whether the text is in Smithy 1.0, as all texts are that don't say a version.
    pub version_1: bool,
    /// What the names of inline inputs end with.
    pub input_suffix: String,
    /// What the names of inline outputs end with.
    pub output_suffix: String,
    pub(crate) lines: Lines,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The event id.
    pub id: &'static str,
    /// What is wrong: a sentence.
    pub message: String,
    /// The shape or member that was being read, as an absolute id.
    pub shape: Option<String>,
    /// The first byte of where it is.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

/// A control or metadata statement.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Its first token.
    pub first: Ix,
    /// The key: an identifier or a string.
    pub key: Ix,
    /// The value.
    pub value: Value,
}

/// The namespace statement.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// The keyword.
    pub first: Ix,
    /// The namespace.
    pub id: Id,
}

/// A use statement.
#[derive(Clone, Debug)]
pub struct Use {
    /// The keyword.
    pub first: Ix,
    /// The absolute id.
    pub id: Id,
}

/// A shape id, relative or absolute, or a namespace: tokens from the first on, without the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id {
    /// The first token.
    pub first: Ix,
    /// The token after the last one.
    pub end: Ix,
}

/// A node value.
#[derive(Clone, Debug)]
pub struct Value {
    /// The first token.
    pub first: Ix,
    /// The token after the last one.
    pub end: Ix,
    /// What it is.
    pub kind: ValueKind,
}

/// What a node value is.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// A string.
    String,
    /// A text block.
    TextBlock,
    /// A number.
    Number,
    /// A shape id, `true`, `false` or `null`.
    Id,
    /// Values in brackets.
    Array(Vec<Value>),
    /// Keys with values in braces.
    Object(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key: an identifier or a string.
    pub key: Ix,
    /// The value.
    pub value: Value,
}

/// Documentation comments that document something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Docs {
    /// Where they count as being.
    pub at: Ix,
    /// The comments.
    pub lines: Vec<Ix>,
}

/// A trait, from its `@` on.
#[derive(Clone, Debug)]
pub struct Trait {
    /// The `@`.
    pub first: Ix,
    /// The token after the last one.
    pub end: Ix,
    /// The id.
    pub id: Id,
    /// What stands in parentheses.
    pub body: TraitBody,
}

/// What stands in the parentheses of a trait.
#[derive(Clone, Debug)]
pub enum TraitBody {
    /// There is none, or it is empty.
    None,
    /// A value.
    Value(Value),
    /// Keys with values, without braces.
    Members(Vec<Entry>),
}

/// A statement after the use statements.
#[derive(Clone, Debug)]
pub enum Statement {
    /// A shape.
    Shape(Box<Shape>),
    /// A shape with an error in its body; what came before the error is there.
    Broken(Box<Shape>),
    /// Traits applied from outside.
    Apply(Box<Apply>),
}

/// `apply Target @trait` or `apply Target { … }`
#[derive(Clone, Debug)]
pub struct Apply {
    /// The keyword.
    pub first: Ix,
    /// The token after the last one.
    pub end: Ix,
    /// What the traits are applied to.
    pub target: Id,
    /// The braces, if there are any.
    pub block: Option<(Ix, Ix)>,
    /// The traits.
    pub traits: Vec<Trait>,
}

/// A shape statement, or the structure after `:=`.
#[derive(Clone, Debug)]
pub struct Shape {
    /// What documents it.
    pub docs: Option<Docs>,
    /// Its traits.
    pub traits: Vec<Trait>,
    /// The type's keyword; for structures after `:=` the first token after the traits.
    pub first: Ix,
    /// The token after the last one.
    pub end: Ix,
    /// The type; `None` is the `set` of Smithy 1.0.
    pub kind: Option<ShapeType>,
    /// The name; structures after `:=` have none.
    pub name: Option<Ix>,
    /// `for Resource`
    pub resource: Option<Id>,
    /// `with [A, B]`: the keyword, the mixins, the closing bracket.
    pub mixins: Option<(Ix, Vec<Id>, Ix)>,
    /// The braces, if there are any.
    pub braces: Option<(Ix, Ix)>,
    /// What stands in the braces.
    pub body: Body,
}

/// What stands in the braces of a shape.
#[derive(Clone, Debug)]
pub enum Body {
    /// Nothing; there are no braces.
    None,
    /// Members of an aggregate shape or enum.
    Members(Vec<Member>),
    /// The properties of a service or resource.
    Properties(Vec<Entry>),
    /// The properties of an operation.
    Operation(Vec<OperationProperty>),
}

/// A member.
#[derive(Clone, Debug)]
pub struct Member {
    /// What documents it.
    pub docs: Option<Docs>,
    /// Its traits.
    pub traits: Vec<Trait>,
    /// Its first token after traits: `$` or the name.
    pub first: Ix,
    /// The token after the last one.
    pub end: Ix,
    /// The name.
    pub name: Ix,
    /// The target; there is none if it is elided, and in enums.
    pub target: Option<Id>,
    /// The value after `=`.
    pub value: Option<Value>,
}

/// A property of an operation.
#[derive(Clone, Debug)]
pub struct OperationProperty {
    /// The name: `input`, `output` or `errors`.
    pub name: Ix,
    /// The colon or walrus.
    pub colon: Ix,
    /// The token after the last one.
    pub end: Ix,
    /// What it is set to.
    pub value: PropertyValue,
}

/// What a property of an operation is set to.
#[derive(Clone, Debug)]
pub enum PropertyValue {
    /// A shape.
    Target(Id),
    /// A structure that is defined here.
    Inline(Box<Shape>),
    /// Shapes in brackets.
    Targets(Vec<Id>),
}

impl Tree<'_> {
    /// The token of an index; the end of the text if there is none.
    #[must_use]
    pub fn token(&self, at: Ix) -> Token {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.tokens.all.get(at).copied().unwrap_or(Token {
            kind: TokenKind::Eof,
            start: end,
            end,
        })
    }

    /// The text of a token.
    #[must_use]
    pub fn token_text(&self, at: Ix) -> &str {
        self.token(at).text(self.text)
    }

    /// The text of an id.
    #[must_use]
    pub fn id(&self, id: Id) -> &str {
        let end = self.token(id.end.saturating_sub(1)).end as usize;
        self.text
            .get(self.token(id.first).start as usize..end)
            .unwrap_or_default()
    }

    /// What an identifier, string or text block says.
    #[must_use]
    pub fn string(&self, at: Ix) -> String {
        string_of(self.token(at), self.text)
    }

    /// What documentation comments say.
    #[must_use]
    pub fn docs(&self, docs: &Docs) -> String {
        let lines: Vec<&str> = docs
            .lines
            .iter()
            .map(|at| doc_text(self.token_text(*at)))
            .collect();
        lines.join("\n")
    }

    /// Line and column of a byte, from 1.
    #[must_use]
    pub fn place(&self, at: u32) -> (usize, usize) {
        self.lines.place(self.text, at as usize)
    }
}

pub(super) fn string_of(token: Token, text: &str) -> String {
    let text = token.text(text);
    let quotes = match token.kind {
        TokenKind::Quoted => 1,
        TokenKind::TextBlock => 3,
        _ => return text.to_owned(),
    };
    let content = text
        .get(quotes..text.len().saturating_sub(quotes))
        .unwrap_or_default();
    let value = if quotes == 1 {
        string::unquote(content)
    } else {
        string::unblock(content)
    };
    // The lexer makes error tokens of texts that can't be read.
    value.map_or_else(|_| content.to_owned(), std::borrow::Cow::into_owned)
}

/// What a documentation comment says: without slashes, one space after them, and the line end.
pub(super) fn doc_text(comment: &str) -> &str {
    let text = comment.trim_end_matches(['\n', '\r']);
    let text = text.strip_prefix("///").unwrap_or(text);
    text.strip_prefix(' ').unwrap_or(text)
}
