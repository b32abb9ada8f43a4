//! The commands, one a file: the arguments, and what is done with them.

pub(crate) mod ast;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod format;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod ir;
pub(crate) mod man;
pub(crate) mod select;
pub(crate) mod size;
pub(crate) mod validate;
