//! Placeholder.

#![allow(missing_docs)]
pub mod plan {
    pub mod docs;
}
