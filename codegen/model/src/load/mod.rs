//! From texts to a model: parse each file, merge, apply, upgrade Smithy 1.0, flatten mixins.

use crate::{Diagnostics, Model, Sources};

/// Loads a model from all sources. What is wrong with a part leaves that part out; everything wrong is reported.
#[must_use]
pub fn load(sources: &Sources) -> (Model, Diagnostics) {
    let _ = sources;
    (Model::new(), Diagnostics::new())
}
