//! Models as text: the JSON AST of both versions, and the IDL. What [`load`](crate::load()) makes of the text is the model that was printed.
//!
//! A shape that uses mixins is printed as it was written: with what it says itself, and not with what the mixins bring.

mod ast;
mod idl;
mod own;

pub use ast::{ast, ast_1_0};
pub use idl::{IdlOptions, idl};
