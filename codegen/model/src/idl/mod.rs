//! The Smithy IDL, versions 1.0 and 2.0: from text to tokens, and from tokens to a tree that loses nothing.
//!
//! [`parse`] gives a [`Tree`] for every text, however wrong; [`crate::load()`] makes shapes of it.

mod format;
mod ids;
mod lexer;
mod parser;
mod string;
mod token;
mod tree;

pub use format::format;
pub use lexer::{Lines, Problem, Tokens, tokens};
pub use parser::parse;
pub use token::{Token, TokenKind};
pub use tree::{
    Apply, Assignment, Body, Docs, Entry, Finding, Id, Ix, Member, Namespace, OperationProperty,
    PropertyValue, Shape, Statement, Trait, TraitBody, Tree, Use, Value, ValueKind,
};
