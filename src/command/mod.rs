//! What the program can do beside serving: one module for each command. Each prints its answer to
//! standard output, and says by its status whether all is well.

mod policy;

pub use policy::policy;
