//! Any text as a selector: read, and applied to a small model.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use planish_model::selector::{Neighbors, Selector};
use planish_model::{Model, Sources, load};

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut sources = Sources::new();
    sources.add("m.smithy", include_str!("../seeds/idl/service.smithy"));
    load(&sources).0
});

fuzz_target!(|text: &str| {
    match Selector::parse(text) {
        Ok(selector) => {
            let _ = selector.select(&Neighbors::new(&MODEL)).len();
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
