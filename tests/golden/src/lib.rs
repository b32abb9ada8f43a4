//! What the generator makes of the models beside this file: one module a folder of `models/`.
//!
//! The code is checked in, so that a change of the generator shows as a change of its output, and
//! so that rustc and clippy look at it as they look at everything else. A test compares it with
//! what would be generated now; `UPDATE=1 cargo test -p planish-golden` writes it anew.

#[cfg(feature = "code")]
#[rustfmt::skip]
pub mod behavior;

#[cfg(feature = "code")]
#[rustfmt::skip]
pub mod http;

#[cfg(feature = "code")]
#[rustfmt::skip]
pub mod names;

#[cfg(feature = "code")]
#[rustfmt::skip]
pub mod shapes;
