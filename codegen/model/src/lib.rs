//! The front end of planish: reads Smithy models, merges and resolves them, checks them, and answers questions about them.
//!
//! The crate takes text with a name ([`Sources`]) and gives back a [`Model`] and [`Diagnostics`]. It opens no file, no socket and
//! no clock, so the same text gives the same answer everywhere, and it knows nothing about what is generated from a model.
//!
//! ```
//! use planish_model::{Sources, check, load};
//!
//! let mut sources = Sources::new();
//! sources.add("hello.json", r#"{"smithy": "2.0", "shapes": {"hello#Name": {"type": "string"}}}"#);
//! let (model, mut diagnostics) = load(&sources);
//! diagnostics.extend(check(&model));
//! assert!(!diagnostics.has_errors(), "{}", diagnostics.render(&sources));
//! assert!(model.shape("hello#Name").is_some());
//! ```

pub mod check;
mod closure;
mod cores;
mod diagnostic;
pub mod diff;
mod hash_order;
mod hash_place;
mod hash_text;
pub mod idl;
mod jmespath;
pub mod json;
mod known;
pub mod load;
mod model;
mod node;
mod number;
mod packs;
pub mod print;
mod reverse;
pub mod rules;
mod select;
pub mod selector;
mod shape;
mod shape_id;
mod source;
mod suggest;
mod trait_map;
pub mod traits;
mod transform;

pub use check::check;
pub use closure::{Closure, closure, closure_of};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use diff::diff;
pub use load::load;
pub use model::Model;
pub use node::{Node, Object};
pub use number::Number;
pub use packs::is_prelude;
pub use reverse::{Reference, Relation, ReverseIndex};
pub use select::select;
pub use selector::{Selector, SelectorError};
pub use shape::{Member, OperationShape, ResourceShape, ServiceShape, Shape, ShapeType, Written};
pub use shape_id::{InvalidShapeId, ShapeId};
pub use source::{FileId, Place, Source, Sources, Span};
pub use suggest::suggest;
pub use trait_map::Traits;
pub use traits::TypedTrait;
pub use transform::{downgrade, enum_traits_to_enums, flatten_mixins, keep_closure};
