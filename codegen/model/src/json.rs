//! JSON text of nodes.
